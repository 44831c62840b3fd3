#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Six counters before one queue: records are added at all of them while counters are killed,
stopped for longer than their lease, and cut off, and the server crashes. At the end none is lost,
none is there twice, and all counters hold the same, record by record.

    test-counters.py [--full] [--json FILE]

RECORDS=n and COUNTERS=n change the sizes; SEED=n what happens."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

from several import Pharmacy, Wire, server_ready

from counter import Practice

FULL = "--full" in sys.argv
RECORDS = int(os.environ.get("RECORDS", "200000" if FULL else "600"))
COUNTERS = int(os.environ.get("COUNTERS", "6"))
SEED = int(os.environ.get("SEED", str(int(time.time()))))
EVERY = 40  # records, an accident


class Day:
    def __init__(self, folder):
        self.dice = random.Random(SEED)
        self.server = server_ready()
        self.practice = Practice(os.path.join(folder, "practice"))
        self.pharmacy = Pharmacy(self.server, folder, self.practice)
        host, port = self.server.host.split("/")[0].split(":")
        for _ in range(COUNTERS):
            self.pharmacy.counter(Wire("127.0.0.1", int(port)))
        self.counters = self.pharmacy.counters
        self.happened = {}

    def note(self, what):
        self.happened[what] = self.happened.get(what, 0) + 1

    def time_passes(self):
        """A minute, for the server: whoever has not been heard of since loses its leases."""
        self.server.ask("BEGIN; SELECT FROM comptoir.pharmacy FOR UPDATE; UPDATE comptoir.record SET leased_till = leased_till - interval '1 minute' WHERE leased_till > now ();"
                        "UPDATE comptoir.workstation SET seen_at = seen_at - interval '1 minute'; COMMIT")

    def accident(self):
        what = self.dice.choice(["kill", "kill", "stop", "cut", "cut", "crash", "refuse"])
        one = self.dice.choice(self.counters)
        self.note(what)
        if what == "kill":
            one.kill()
            time.sleep(self.dice.uniform(0, 0.2))
            one.start()
        elif what == "stop":
            one.process.send_signal(signal.SIGSTOP)
            self.time_passes()
            time.sleep(self.dice.uniform(0.1, 0.6))
            one.process.send_signal(signal.SIGCONT)
        elif what == "cut":
            one.wire.cut = True
            time.sleep(self.dice.uniform(0.1, 1.0))
            if self.dice.random() < 0.3:
                time.sleep(6)  # longer than it waits for an answer
            one.wire.cut = False
        elif what == "crash":
            backend = self.server.ask("SELECT pid FROM pg_stat_activity WHERE usename LIKE 'comptoir\\_%-%' ORDER BY random () LIMIT 1")
            if backend:
                subprocess.run(["kill", "-KILL", backend], check=False)  # the postmaster then ends all and recovers
        else:
            self.practice.faults(drop_after=0.3, drop_before=0.2)

    def run(self):
        told = 0
        for one in self.counters:
            one.tell("draft 5")
        while told < RECORDS:
            one = self.dice.choice(self.counters)
            n = min(self.dice.randint(1, 12), RECORDS - told)
            one.tell(f"add {n}")
            told += n
            if self.dice.random() < 0.3:
                self.dice.choice(self.counters).tell("edit")
            if self.dice.random() < 0.3:
                self.dice.choice(self.counters).tell("send")
            if self.dice.random() < 6.5 / EVERY:
                self.accident()
            time.sleep(0.02 if not FULL else 0.1)

    def settle(self):
        self.practice.faults()
        end = time.monotonic() + max(240, RECORDS / 10)
        while time.monotonic() < end:
            self.time_passes()
            for one in self.counters:
                one.tell("send")
            states = [one.state() for one in self.counters]
            if all(s and s["open"] and s["unsent"] == 0 and s["outgoing"] == 0 for s in states) and len({s["records"] for s in states}) == 1:
                return states
            time.sleep(1)
        raise AssertionError(f"not the same in time: {states}")

    def compare(self):
        checks = failures = 0
        tables = [one.rows() for one in self.counters]
        for uid in set().union(*tables):
            checks += 1
            if len({tuple(table.get(uid, ())) for table in tables}) != 1:
                failures += 1
                print("#", uid, [table.get(uid) for table in tables])
        added = set().union(*(one.added for one in self.counters))
        results = [r["observation"] for r in self.practice.results()]
        receipts = {row[3]: uid for uid, row in tables[0].items() if row[0] == "accepted"}
        for uid in added:
            checks += 1
            if tables[0].get(uid, ("",))[0] != "accepted":
                failures += 1
                print("# lost, or not sent:", uid, tables[0].get(uid))
        for uid, row in tables[0].items():
            checks += 1
            if row[0] not in ("accepted", "draft"):
                failures += 1
                print("#", uid, row)
        checks += 2
        if len(results) != len(set(results)) or set(results) != set(receipts):
            failures += 1
            print(f"# {len(results)} results there, {len(receipts)} receipts here")
        if len(added) < RECORDS * 0.8:
            failures += 1
            print(f"# only {len(added)} of {RECORDS} were added")
        return checks, failures, len(added), len(results)

    def end(self):
        for one in self.counters:
            one.quit()
        self.practice.stop()
        self.server.stop()


def main():
    began = time.monotonic()
    failures, checks = 1, 0
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        day = Day(folder)
        try:
            day.run()
            states = day.settle()
            checks, failures, added, results = day.compare()
            print(f"# seed {SEED}: {COUNTERS} counters, {added} records added, {results} results there, {checks} checks;"
                  f" {day.happened}, records {states[0]['records']}, strangers {sum(s['strangers'] for s in states)},"
                  f" damaged {sum(s['damaged'] for s in states)}, {time.monotonic() - began:.0f} s")
            failures += sum(s["strangers"] + s["damaged"] for s in states)
        except AssertionError as error:
            print(f"# seed {SEED}: {error}")
        print(f"{'not ok' if failures else 'ok'} 1 /faults/counters")
        print("1..1", flush=True)
        if "--json" in sys.argv:
            with open(sys.argv[sys.argv.index("--json") + 1], "a", encoding="utf-8") as file:
                file.write(json.dumps({"promise": "six-counters-one-queue", "trials": checks, "failures": failures,
                                       "seconds": round(time.monotonic() - began)}) + "\n")
        if os.environ.get("KEEP"):
            subprocess.run(["cp", "-r", folder, os.environ["KEEP"]], check=False)
        day.end()
    sys.exit(1 if failures else 0)


main()
