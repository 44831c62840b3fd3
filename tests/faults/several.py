# SPDX-License-Identifier: GPL-3.0-or-later
"""Several counters as processes (counter.c), a real server between them, and lines to it that can
be slow, or carry nothing at all."""

import json
import os
import queue
import secrets
import socket
import subprocess
import sys
import threading
import time
import uuid

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

BUILD = os.environ["COMPTOIR_BUILD"]
COUNTER = f"{BUILD}/tests/counter-process"


class Wire:
    """A counter's way to the server. `delay` seconds each way; `cut`: what is sent arrives only
    when it is whole again, as with a cable that is out."""

    def __init__(self, host, port):
        self.to = (host, port)
        self.delay = 0.0
        self.cut = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                one, _ = self.listener.accept()
            except OSError:
                return
            while self.cut:
                time.sleep(0.01)
            try:
                other = socket.create_connection(self.to)
            except OSError:
                one.close()
                continue
            for a, b in ((one, other), (other, one)):
                a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                late = queue.Queue()
                threading.Thread(target=self._read, args=(a, late), daemon=True).start()
                threading.Thread(target=self._write, args=(b, late), daemon=True).start()

    def _read(self, source, late):
        while True:
            try:
                data = source.recv(65536)
            except OSError:
                data = b""
            late.put((time.monotonic() + self.delay, data))
            if not data:
                return

    def _write(self, sink, late):
        while True:
            when, data = late.get()
            while self.cut:
                time.sleep(0.01)
            wait = when - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            try:
                if not data:
                    sink.shutdown(socket.SHUT_RDWR)
                    return
                sink.sendall(data)
            except OSError:
                return

    def close(self):
        self.listener.close()


class Pharmacy:
    """A vault, a place on the server, and its counters."""

    def __init__(self, server, folder, practice=None):
        self.server, self.folder, self.practice = server, folder, practice
        self.vault, self.master = str(uuid.uuid4()), secrets.token_hex(32)
        self.counters = []
        server.ask(f"INSERT INTO comptoir.pharmacy (id) VALUES ('{self.vault}')")

    def counter(self, wire=None):
        number = len(self.counters) + 1
        one = Counter(self, number, wire)
        self.counters.append(one)
        return one


class Counter:
    def __init__(self, pharmacy, number, wire):
        server, self.wire = pharmacy.server, wire
        workstation, password = str(uuid.uuid4()), secrets.token_hex(16)
        server.ask(f"CREATE ROLE \"comptoir_{workstation}\" LOGIN PASSWORD '{password}' IN ROLE comptoir_workstation;"
                   "INSERT INTO comptoir.workstation (pharmacy, id, role, label, public_key, mac) VALUES"
                   f" ('{pharmacy.vault}', '{workstation}', 'comptoir_{workstation}', 'Comptoir {number}', decode (repeat ('00', 32), 'hex'), decode (repeat ('00', 32), 'hex'))")
        host, database = server.host.split("/")
        if wire:
            host = f"localhost:{wire.port}"
        ready = pharmacy.practice.ready if pharmacy.practice else {}
        self.wish = {"folder": os.path.join(pharmacy.folder, str(number)), "vault": pharmacy.vault, "master": pharmacy.master,
                     "workstation": workstation, "server": f"postgresql://{host}/{database}", "server_ca": server.ca_file, "password": password,
                     "base": pharmacy.practice.base if pharmacy.practice else "", "client": ready.get("client_id", ""),
                     "ca": ready.get("ca_file", ""), "secret": ready.get("client_secret", "")}
        self.log = open(os.path.join(pharmacy.folder, f"{number}.log"), "ab")
        self.added, self.lines = set(), queue.Queue()
        self.saved, self.seen, self.took = {}, {}, []  # microseconds
        self.start()

    def start(self):
        self.process = subprocess.Popen([COUNTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.process.stdin.write(json.dumps(self.wish) + "\n")
        self.process.stdin.flush()
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def _listen(self, process):
        for line in process.stdout:
            words = line.split()
            if words[0] == "added":
                self.added.add(words[1])
            elif words[0] == "saved":
                self.saved[words[1]] = int(words[2])
                self.took.append(int(words[3]))
            elif words[0] == "seen":
                self.seen.setdefault(words[1], int(words[2]))
            elif words[0] != "ready":
                self.lines.put(line.strip())

    def tell(self, text):
        try:
            self.process.stdin.write(text + "\n")
            self.process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass  # it was killed; the next life is told what is left

    def _answer(self, timeout):
        try:
            return self.lines.get(timeout=timeout)
        except queue.Empty:
            return None

    def state(self, timeout=60):
        assert self.process.poll() is None, f"counter {self.wish['folder']} ended with {self.process.returncode}"
        while self._answer(0.0) is not None:
            pass
        self.tell("state")
        line = self._answer(timeout)
        return json.loads(line.removeprefix("state ")) if line and line.startswith("state ") else None

    def rows(self):
        self.tell("rows")
        rows = {}
        while True:
            line = self._answer(60)
            assert line is not None, "a counter is silent"
            if line == "end":
                return rows
            if line.startswith("row "):
                _, uid, *what = line.split()
                rows[uid] = what

    def kill(self):
        self.process.kill()
        self.process.wait()

    def quit(self):
        self.tell("quit")
        self.process.wait(30)


def server_ready(**conf):
    """A real PostgreSQL, set up."""
    from elsewhere import Postgres
    server = Postgres(**conf)
    subprocess.run([f"{BUILD}/src/ctl/comptoirctl", "--practice", "server", "migrate", server.ready["url"], "--ca", server.ca_file],
                   input=server.password + "\n", text=True, check=True, capture_output=True)
    return server
