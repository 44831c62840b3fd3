# SPDX-License-Identifier: GPL-3.0-or-later
"""Counters that share a server: how soon the other one sees it, that nobody who types waits for
it, and how many pharmacies one server on this machine carries."""

import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "faults"))
from several import Pharmacy, Wire, server_ready  # noqa: E402

# The day with the most tests, and the pharmacies that did them (shared design, domain): carried up below.
TESTS_ON_RECORD_DAY, PHARMACIES, HOURS = 1_878_000, 12_000, 10
CHANGES_A_TEST = 16  # drafts as they are saved while a form is typed, then waiting, sending, accepted
ROUND_TRIP = 0.002


def percentile(values, share=0.99):
    return sorted(values)[int(len(values) * share)]


def wait(what, condition, timeout=60):
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def wires(server, n, delay):
    port = int(server.host.split("/")[0].split(":")[1])
    made = [Wire("127.0.0.1", port) for _ in range(n)]
    for wire in made:
        wire.delay = delay
    return made


def seen(server, folder, row, n=300):
    """From the disk of one to the worklist of the other."""
    pharmacy = Pharmacy(server, folder)
    one, two = (pharmacy.counter(wire) for wire in wires(server, 2, ROUND_TRIP / 2))
    two.tell("watch")
    for counter in (one, two):
        wait("connected", lambda counter=counter: counter.state()["open"])
    for _ in range(n):
        one.tell("draft 1")
        time.sleep(0.04)
    wait("all seen", lambda: len(two.seen) >= n)
    late = [(two.seen[u] - one.saved[u]) / 1000 for u in one.saved]
    row("counters: seen at the other one, 2 ms away, p50", percentile(late, 0.5), "ms")
    row("counters: seen at the other one, 2 ms away, p99", percentile(late), "ms", 300, "the target", 300)
    one.quit(), two.quit()


def saves(server, folder, row, n=400):
    """A draft to the disk, while the server is there, slow, or gone; each beside one that works alone."""
    pharmacy = Pharmacy(server, folder)
    (wire,) = wires(server, 1, 0)
    one = pharmacy.counter(wire)
    wait("connected", lambda: one.state()["open"])

    def median(what):
        one.took.clear()
        for _ in range(n):
            one.tell("draft 1")
            time.sleep(0.02)
        wait("saved", lambda: len(one.took) >= n)
        return percentile(one.took, 0.5) / 1000

    there = median("there")
    wire.delay = 0.25
    slow = median("slow")
    wire.delay, wire.cut = 0, True
    wait("away", lambda: not one.state()["open"])
    gone = median("gone")
    row("counters: a draft on disk, server there, p50", there, "ms", gone, "the same, server gone", 1.05, by_ratio=True)
    row("counters: a draft on disk, server 500 ms away, p50", slow, "ms", gone, "the same, server gone", 1.05, by_ratio=True)
    wire.cut = False
    one.quit()


def load(server, folder, row, pharmacies=100, seconds=30):
    """Two counters each, the program's own code, which do as much as the machine lets them: each
    change goes to the server, and from there to the other counter."""
    everyone = []
    for i in range(pharmacies):
        where = os.path.join(folder, f"pharmacy{i}")
        os.makedirs(where)
        pharmacy = Pharmacy(server, where)
        everyone += [pharmacy.counter(), pharmacy.counter()]
    wait("all connected", lambda: all((c.state() or {}).get("open") for c in everyone), 240)
    last = lambda: int(server.ask("SELECT sum (change) FROM comptoir.pharmacy"))
    before, began = last(), time.monotonic()
    for c in everyone[::2]:
        c.tell("draft 1000000")
    time.sleep(seconds)
    changes = (last() - before) / (time.monotonic() - began)
    for c in everyone:
        c.kill()
    a_pharmacy = TESTS_ON_RECORD_DAY / PHARMACIES * CHANGES_A_TEST / (HOURS * 3600)
    row(f"counters: changes a second, {2 * pharmacies} counters beside the server on two cores", changes, "/s", pgbench(server),
        "pgbench's transactions of its own (TPC-B-like)")
    row("counters: pharmacies that is, at the record day's rate", changes / a_pharmacy, "", PHARMACIES, "those there were that day")


def pgbench(server, seconds=15):
    host, rest = server.host.split(":")
    port, database = rest.split("/")
    bench = next(os.path.join("/usr/lib/postgresql", v, "bin/pgbench") for v in sorted(os.listdir("/usr/lib/postgresql"), reverse=True))
    env = dict(os.environ, PGPASSWORD=server.password, PGSSLMODE="verify-full", PGSSLROOTCERT=server.ca_file, PGHOST=host, PGPORT=port,
               PGUSER=server.admin, PGDATABASE=database)
    subprocess.run([bench, "-i", "-q", "-s", "10"], env=env, check=True, capture_output=True)
    said = subprocess.run([bench, "-c", "16", "-j", "2", "-T", str(seconds)], env=env, check=True, capture_output=True, text=True).stdout
    return float(re.search(r"tps = ([\d.]+)", said).group(1))


def measure(folder, row):
    server = server_ready(POSTGRES_CONF="log_statement = 'none'\nlog_connections = off\n")
    for name, what in (("seen", seen), ("saves", saves), ("load", load)):
        os.makedirs(os.path.join(folder, name))
        what(server, os.path.join(folder, name), row)
    server.stop()
