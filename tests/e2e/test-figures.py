#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was done, in figures: on the screen, by comptoirctl, and as the list for billing; the same
in each, and nobody's name in any."""

import csv
import datetime
import json
import os
import subprocess
import tempfile
import time

from counter import Practice, Tap, Window, ctl, set_up, wait_for

RESULTS = ["negative"] * 5 + ["positive"] * 2 + ["inconclusive"]


def record(n, result):
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"birth_name": "SECRET" + "ABCDEFGH"[n], "first_names": "Anne", "birth_date": "1979-03-14", "sex": "F", "phone": "+33639980001",
                       "postal_code": "67000", "town": "STRASBOURG", "country": "FR", "kit": "1232", "lot": "L2" if n == 0 else "L1",
                       "sampled_at": sampled, "consent": "yes", "result": result})


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice, grace=0)
        for n, result in enumerate(RESULTS):
            ctl("add", "-", text=record(n, result))
        ctl("send", "--wait", "30")
        ctl("add", "--draft", "-", text=json.dumps({"birth_name": "SECRETX"}))
        self.window = Window(os.path.join(self.folder.name, "window.log"))

    def by_command(self):
        figures = json.loads(ctl("figures", "--json", "--uuids").stdout)
        assert (figures["tests"], figures["negative"], figures["positive"], figures["inconclusive"], figures["unreadable"]) == (8, 5, 2, 1, 0), figures
        assert (figures["accepted"], figures["waiting"], figures["refused"], figures["drafts"], figures["odd"]) == (8, 0, 0, 1, []), figures
        assert figures["median_ms"] >= 0 and sum(figures["hours"]) == 8 and len(figures["days"]) == 1, figures
        assert [(lot["lot"], lot["tests"]) for lot in figures["lots"]] == [("L1", 7), ("L2", 1)]
        self.uuids = {r["uuid"] for r in json.loads(ctl("list", "--json").stdout) if r["state"] == "accepted"}
        assert set(figures["uuids"]) == self.uuids
        assert json.loads(ctl("figures", "--json", "--to", "2020-01-01").stdout)["tests"] == 0
        assert "8 tests: 5 negative, 2 positive" in ctl("figures").stdout
        assert "no day" in ctl("figures", "--from", "yesterday", check=2).stderr

    def on_the_screen(self):
        window = self.window
        window.keys("ctrl+g")
        wait_for("the window", lambda: window._titled("Figures"))
        window.take_keys("Figures")
        for line in ("Tests, 8", "Negative, 5", "Positive, 2, 28.6 % of what could be read", "Inconclusive, 1", "Accepted, 8", "Still waiting, 0", "Drafts, 1",
                     "Lot L1, 7", "Lot L2, 1"):
            wait_for(line, lambda line=line: window.says(line))
        assert window.says("Yes: each test is in every sum") and window.says("Tests by hour of the day")
        inside = [n.get_name() or "" for n in window.walk()]
        if os.environ.get("SHOTS"):
            window.screenshot(os.path.join(os.environ["SHOTS"], "figures.png"))
        start = next(n for n, name in enumerate(inside) if name.startswith("Tests, 8"))
        assert start > 0
        subprocess.run(["xdotool", "mousemove", "1300", "740"], check=True)  # a pointer that rests on the list chooses in it
        for key, line in (("Down", "Tests, 0"), ("Up", "Tests, 8")):  # yesterday, and today again
            window.keys("Return")
            time.sleep(0.6)
            window.keys(key, "Return")
            wait_for(line, lambda line=line: window.says(line))

    def on_paper(self):
        """The sheet of the day, by command and by the desktop's dialog."""
        path = os.path.join(self.folder.name, "day.pdf")
        today = datetime.date.today().isoformat()
        ctl("figures", "--paper", path, "--language", "fr", "--from", today, "--to", today)
        text = " ".join(subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout.split())
        assert "Bilan de la journée" in text and "Tests 8" in text and "Acceptés 8" in text and "Les totaux concordent" in text, text
        assert "28,6 %" in text and "lot L1" in text and "SECRET" not in text and os.stat(path).st_mode & 0o777 == 0o600, text
        assert "exists" in ctl("figures", "--paper", path, check=1).stderr
        window = self.window
        window.keys("ctrl+p")
        wait_for("the dialog", lambda: window._titled("Print"))
        window.take_keys("Print")
        window.keys("Escape")
        wait_for("it is closed", lambda: not window._titled("Print"))
        window.take_keys("Figures")

    def for_billing(self):
        window = self.window
        path = os.path.join(self.folder.name, "list.csv")
        window.tab_to("List for billing…")
        window.keys("Return")
        title = "Save the List for Billing"
        wait_for("the dialog", lambda: window._titled(title))
        window.take_keys(title)
        time.sleep(0.5)
        window.keys("ctrl+a")
        subprocess.run(["xdotool", "type", "--delay", "20", path], check=True)
        time.sleep(0.5)
        window.keys("Return")
        wait_for("it is told", lambda: window.says("Saved: list.csv."))
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, delimiter=";"))
        assert {row["id"] for row in rows} == self.uuids and {row["day"] for row in rows} == {datetime.date.today().isoformat()}
        with open(path, encoding="utf-8") as file:
            assert "SECRET" not in file.read()
        assert any(json.loads(line)["verb"] == "listed" for line in ctl("audit", "--json").stdout.splitlines())
        window.take_keys("Figures")
        window.keys("Escape")
        wait_for("it is closed", lambda: not window._titled("Figures"))
        window.take_keys()
        window.quit()
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("by_command", "on_the_screen", "on_paper", "for_billing"):
        tap.run("/figures/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
