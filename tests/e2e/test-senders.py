#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A window and two comptoirctl before one queue, again and again: one of them is stopped
in the middle of whatever it does, and goes on later; a tenth of the requests are cut
after their effect. Nothing arrives twice, nothing stays. CYCLES=n changes the number."""

import datetime
import json
import os
import random
import signal
import subprocess
import tempfile
import time

from counter import CTL, Practice, Tap, Window, ctl, set_up, wait_for

CYCLES = int(os.environ.get("CYCLES", "20"))
OF_EACH = 10


def record(lot, sampled):
    return {"birth_name": "CANARI", "first_names": "Ourse", "birth_date": "1979-03-14", "sex": "F",
            "address": "1 impasse du Canari", "postal_code": "67000", "town": "Strasbourg", "phone": "0639981234",
            "kit": "1232", "lot": lot, "kit_expiry": "2099-06-30", "sampled_at": sampled, "symptoms": "none",
            "health_worker": "no", "residence": "individual", "consent": "no", "result": "negative"}


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.log = os.path.join(self.folder.name, "log")
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        self.dice = random.Random(CYCLES)
        self.stops = 0
        set_up(self.practice)

    def cycle(self, number):
        sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        text = "".join(json.dumps(record(f"L{number}N{i}", sampled)) + "\n" for i in range(OF_EACH))
        with open(self.log, "ab") as log:
            adding = subprocess.Popen([CTL, "--practice", "add", "-"], stdin=subprocess.PIPE, stdout=log, stderr=log)
            senders = [subprocess.Popen([CTL, "--practice", "send", "--wait", "120"], stdout=log, stderr=log) for _ in range(2)]
            adding.stdin.write(text.encode())
            adding.stdin.close()
            while any(p.poll() is None for p in senders):
                victim = self.dice.choice([self.window.process, *(p for p in senders if p.poll() is None)])
                victim.send_signal(signal.SIGSTOP)
                time.sleep(self.dice.choice([0.005, 0.02, 0.1]))
                victim.send_signal(signal.SIGCONT)
                time.sleep(self.dice.uniform(0, 0.03))
                self.stops += 1
        assert adding.wait() == 0 and [p.returncode for p in senders] == [0, 0], senders

    def together(self):
        self.practice.faults(drop_after=0.1)
        self.window = Window(self.log)
        for number in range(CYCLES):
            self.cycle(number)
        # What was added behind a sender's last look is the window's; what a cut answer left unknown too.
        wait_for("an empty queue", lambda: not self.unsent(), 120)
        self.practice.faults()
        assert self.window.process.poll() is None
        print(f"# {CYCLES} queues of {OF_EACH} by a window and two comptoirctl, {self.stops} stops")

    def unsent(self):
        counts = json.loads(ctl("status", "--json").stdout)
        return counts["waiting"] + counts["sending"] + counts["unknown"]

    def once_each(self):
        rows = json.loads(ctl("list", "--json").stdout)
        results = self.practice.results()
        assert len(rows) == CYCLES * OF_EACH, len(rows)
        assert {r["state"] for r in rows} == {"accepted"}, [r for r in rows if r["state"] != "accepted"]
        assert len(results) == len(rows), (len(results), len(rows))
        assert {r["receipt"].split("/")[1] for r in rows} == {r["observation"] for r in results}

    def ends(self):
        self.window.quit()
        self.practice.keep_bundles("e2e-senders")
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("together", "once_each", "ends"):
        tap.run("/senders/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
