#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in with an OAuth 2 server that nobody here wrote (npm's oidc-provider): by a
key of our own and by a secret, to an accepted result. Skipped where npm's packages
cannot be had."""

import datetime
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from counter import BUILD, Practice, Tap, _end_with_us, ctl  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = f"{BUILD}/oauth-server"
SECRET = "a secret of thirty-two characters"


def server_is_there():
    """oidc-provider, from npm's registry, once a build."""
    os.makedirs(MODULES, exist_ok=True)
    for name in ("package.json", "server.mjs"):
        shutil.copy(f"{HERE}/{name}", MODULES)
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    if not os.path.isdir(f"{MODULES}/node_modules"):
        done = subprocess.run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts",
                               "--fetch-retries=1", "--fetch-timeout=20000"], cwd=MODULES,
                              capture_output=True, timeout=180)
        if done.returncode != 0:
            shutil.rmtree(f"{MODULES}/node_modules", ignore_errors=True)
            return False
    return True


def free_port():
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def record(name):
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"birth_name": name, "first_names": "Anne", "birth_date": "1950-02-01", "sex": "F",
                       "address": "12 rue des Lilas", "postal_code": "67000", "town": "Strasbourg", "kit": "1232", "lot": "L1",
                       "kit_expiry": "2099-06-30", "sampled_at": sampled, "symptoms": "none", "consent": "yes", "result": "negative"})


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        self.port = free_port()
        self.cert, self.key = f"{self.folder.name}/cert.pem", f"{self.folder.name}/key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.key, "-out", self.cert],
                       check=True, capture_output=True)
        self.server = None

    def set_up(self, client, *how, text=None):
        return ctl("setup", "--service", f"https://127.0.0.1:{self.port}/fhir", "--client-id", client, "--ca", self.cert,
                   "--finess", "750012346", "--pharmacy", "Pharmacie des Lilas", "--rpps", "10003456786",
                   "--practitioner", "Claire PETIT", *how, text=text).stdout

    def serve(self, **more):
        if self.server is not None:
            self.server.terminate()
            self.server.wait()
        config = {"port": self.port, "key": self.key, "cert": self.cert, "jwk": self.jwk, "secret": SECRET,
                  "practice": self.practice.ready} | more
        path = f"{self.folder.name}/server.json"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file)
        with open(f"{self.folder.name}/server.log", "ab") as log:
            self.server = subprocess.Popen(["node", f"{MODULES}/server.mjs", path], stdout=subprocess.PIPE, stderr=log, text=True,
                                           preexec_fn=_end_with_us)
        assert self.server.stdout.readline() == "ready\n"

    def problem(self):
        return json.loads(ctl("status", "--json").stdout)

    def by_key(self):
        """The private half never leaves the keyring; the public one opens the door."""
        self.jwk = json.loads(self.set_up("by-key", "--make-key"))
        assert (self.jwk["kty"], self.jwk["crv"], self.jwk["alg"]) == ("EC", "P-384", "ES384") and "d" not in self.jwk
        assert json.loads(ctl("key").stdout) == self.jwk
        self.serve()
        ctl("add", "-", text=record("PREMIER"))
        ctl("send", "--wait", "20")
        assert len(self.practice.results()) == 1

    def key_nobody_knows(self):
        """Made anew and not registered: the queue stops, nothing is lost."""
        other = json.loads(self.set_up("by-key", "--make-key"))
        assert other["x"] != self.jwk["x"]
        ctl("add", "-", text=record("DEUXIEME"))
        done = ctl("send", "--wait", "3", check=1)
        assert "1 left to send" in done.stderr and "log" in done.stderr.lower(), done.stderr
        assert len(self.practice.results()) == 1
        self.jwk = other
        self.serve()
        ctl("send", "--wait", "20")
        assert len(self.practice.results()) == 2

    def by_secret(self):
        self.set_up("by-secret", "--secret-stdin", text=SECRET + "\n")
        assert ctl("key", check=1).stdout == ""
        ctl("add", "-", text=record("TROISIEME"))
        ctl("send", "--wait", "20")
        assert len(self.practice.results()) == 3

    def wrong_secret(self):
        self.set_up("by-secret", "--secret-stdin", text="not that one\n")
        ctl("add", "-", text=record("QUATRIEME"))
        assert "1 left to send" in ctl("send", "--wait", "3", check=1).stderr
        assert len(self.practice.results()) == 3

    def method_not_offered(self):
        """A server that takes only keys is not sent a secret at all."""
        self.serve(methods=["private_key_jwt"])
        self.set_up("by-secret", "--secret-stdin", text=SECRET + "\n")
        assert "1 left to send" in ctl("send", "--wait", "3", check=1).stderr
        self.serve()
        ctl("send", "--wait", "20")
        assert len(self.practice.results()) == 4

    def no_key_in_a_file(self):
        """Nothing of a private key stands in any file of ours."""
        for folder, _, names in os.walk(os.environ["XDG_DATA_HOME"]):
            for name in names:
                if "keyrings" not in folder:
                    with open(os.path.join(folder, name), "rb") as file:
                        assert b"PRIVATE KEY" not in file.read(), name

    def ends(self):
        self.server.terminate()
        self.server.wait()
        self.practice.stop()


def main():
    if not server_is_there():
        print("1..0 # SKIP npm's packages cannot be had here")
        return
    tap = Tap()
    scenario = Scenario()
    for name in ("by_key", "key_nobody_knows", "by_secret", "wrong_secret", "method_not_offered", "no_key_in_a_file", "ends"):
        tap.run("/login/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
