#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The register by the keys alone: looked up by name, date, number, phone, lot, state and day;
opened, corrected, cancelled and printed from; the story of one record; columns that stay."""

import datetime
import glob
import json
import os
import subprocess
import tempfile
import time

from counter import Practice, Tap, Window, ctl, set_up, wait_for

PEOPLE = [("MARTIN", "Anne", "1979-03-14", "279035121518989", "L-100", "negative"),
          ("LE GALL-MARTINEAU", "Éléonore", "1981-07-02", "", "L-100", "positive"),
          ("ÖZKAN", "Zoé", "1990-12-24", "", "L-200", "negative"),
          ("DUPONT", "Jean-Luc", "1966-01-30", "", "L-200", "inconclusive")]


def record(n, person):
    name, first, born, nir, lot, result = person
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"birth_name": name, "first_names": first, "birth_date": born, "sex": "F" if n < 3 else "M", "phone": f"+3363998000{n}", "nir": nir,
                       "postal_code": "67000", "town": "STRASBOURG", "country": "FR", "kit": "1232", "lot": lot, "sampled_at": sampled, "consent": "yes",
                       "result": result})


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice, grace=0)
        self.uuids = [ctl("add", "-", text=record(n, person)).stdout.split()[0] for n, person in enumerate(PEOPLE)]
        ctl("send", "--wait", "30")
        ctl("add", "--draft", "-", text=json.dumps({"birth_name": "BROUILLON"}))
        subprocess.run(["xdotool", "mousemove", "1360", "760"], check=True)  # a pointer that rests on a list chooses in it
        self.window = Window(os.path.join(self.folder.name, "window.log"))

    def open(self):
        self.window.take_keys()
        self.window.keys("ctrl+r")
        wait_for("the register", lambda: self.window._titled("Register"))
        self.window.take_keys("Register")
        wait_for("the keys", lambda: self.window.has_keys() == "Search in the register")

    def shot(self, name):
        if os.environ.get("SHOTS"):
            self.window.screenshot(os.path.join(os.environ["SHOTS"], name + ".png"))

    def lines(self):
        """Names of who is listed, in order."""
        lines = [n.get_name() or "" for n in self.window.walk() if n.get_role_name() == "table row"]
        return [line.split(",")[0] for line in lines if line.count(", ") >= 3]

    def type(self, text):
        self.window.keys("ctrl+a", "BackSpace")
        subprocess.run(["xdotool", "type", "--delay", "12", text], check=True)

    def words(self):
        window = self.window
        self.open()
        wait_for("everybody", lambda: window.says("5 records"))
        assert self.lines()[-1] == "MARTIN Anne" and len(self.lines()) == 5, self.lines()
        for text, who in (("mar", ["LE GALL-MARTINEAU Éléonore", "MARTIN Anne"]), ("eleonore mart", ["LE GALL-MARTINEAU Éléonore"]),
                          ("2412", ["ÖZKAN Zoé"]), ("24121990", ["ÖZKAN Zoé"]), ("8989", ["MARTIN Anne"]), ("0639980003", ["DUPONT Jean-Luc"]),
                          ("l-200", ["DUPONT Jean-Luc", "ÖZKAN Zoé"]), ("ozkan", ["ÖZKAN Zoé"]), ("nobody", [])):
            self.type(text)
            wait_for(text, lambda: window.says(f"{len(who)} record{'' if len(who) == 1 else 's'}"))
            assert self.lines() == who, (text, self.lines())
        self.shot("register-found")

    def states_and_days(self):
        window = self.window
        self.type(" ")
        wait_for("everybody", lambda: window.says("5 records"))
        window.tab_to("State, Whatever became of it")
        window.keys("Return")
        time.sleep(0.5)
        window.keys("Home", "Down", "Return")  # later GTKs begin with what is chosen
        wait_for("the accepted", lambda: window.says("4 records"))
        window.tab_to("Days, All that is here")
        window.keys("Return")
        time.sleep(0.5)
        window.keys("Home", "Down", "Down", "Down", "Down", "Return")  # last month
        wait_for("last month", lambda: window.says("0 records"))
        window.keys("Return")
        time.sleep(0.5)
        window.keys("End", "Return")  # from day to day
        wait_for("the first day", lambda: window.has_keys() == "First day")
        subprocess.run(["xdotool", "type", "--delay", "12", datetime.date.today().strftime("%d%m%y")], check=True)
        wait_for("from today on", lambda: window.says("4 records"))
        window.keys("Tab")
        wait_for("the last day", lambda: window.has_keys() == "Last day")
        assert window.text("First day") == datetime.date.today().strftime("%d/%m/%Y")
        yesterday = datetime.date.today() - datetime.timedelta(days=1)
        subprocess.run(["xdotool", "type", "--delay", "12", yesterday.strftime("%d/%m/%Y")], check=True)
        wait_for("up to yesterday", lambda: window.says("0 records"))
        self.shot("register-days")
        window.keys("Escape")
        wait_for("it is closed", lambda: not window._titled("Register"))

    def story(self):
        window = self.window
        self.open()
        self.type("gall")
        wait_for("her", lambda: window.says("1 record"))
        window.keys("ctrl+i")
        wait_for("the story", lambda: window._titled("Story of a Record"))
        for words in ("Validated, waits to be sent, ", "Sent, ", "Accepted by the service, ", "Erased from this computer in 7 days"):
            wait_for(words, lambda: window.says(words))
        receipts = {r["uuid"]: r["receipt"].split("/")[1][:8] for r in json.loads(ctl("list", "--json").stdout) if r["state"] == "accepted"}
        assert [uuid for uuid, receipt in receipts.items() if window.says("by itself · receipt " + receipt)] == [self.uuids[1]], receipts
        self.shot("story")
        window.take_keys("Story of a Record")
        window.keys("Escape")
        wait_for("it is closed", lambda: not window._titled("Story of a Record"))
        window.take_keys("Register")

    def prints(self):
        window = self.window
        window.keys("ctrl+shift+p")
        papers = os.path.join(os.environ["HOME"], "**", "*.pdf")
        path = wait_for("a paper", lambda: glob.glob(papers, recursive=True))[0]
        time.sleep(0.5)
        text = wait_for("its text", lambda: subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True).stdout)
        assert "LE GALL-MARTINEAU" in text and "MARTIN Anne" not in text, text

    def corrects(self):
        """Return opens it in the form, where a correction begins; then its story has both."""
        window = self.window
        window.take_keys("Register")
        window.keys("Return")
        time.sleep(0.3)
        window.keys("Return")
        wait_for("it is closed", lambda: not window._titled("Register"))
        window.take_keys()
        wait_for("a correction", lambda: window.says("Correction"))
        window.keys("Escape")

    def cancels(self):
        window = self.window
        self.open()
        self.type("dupont")
        wait_for("him", lambda: window.says("1 record"))
        window.keys("ctrl+shift+Delete")
        wait_for("it is closed", lambda: not window._titled("Register"))
        window.take_keys()
        wait_for("a cancellation", lambda: window.says("Cancellation"))
        window.keys("Escape")
        self.open()
        self.type("brouillon")
        wait_for("the draft", lambda: window.says("1 record"))
        window.keys("ctrl+shift+Delete")
        wait_for("why not", lambda: window.says("Only what was accepted can be cancelled."))

    def columns(self):
        window = self.window
        assert not self.header("Phone") and self.header("State")
        for name in ("Phone", "State"):
            window.keys("F10")
            wait_for("the menu", lambda: window.has_keys() == "Born")
            for _ in range(("Born", "Phone", "Result", "Kit", "Lot", "State", "Receipt").index(name)):
                window.keys("Down")
            wait_for(name, lambda: window.has_keys() == name)
            window.keys("Return")
            time.sleep(0.5)
        wait_for("the columns", lambda: self.header("Phone") and not self.header("State"))
        self.shot("register-columns")
        window.keys("Escape")
        wait_for("it is closed", lambda: not window._titled("Register"))
        window.take_keys()
        window.quit()
        window.start()
        self.open()
        wait_for("the columns again", lambda: self.header("Phone") and not self.header("State"))

    def header(self, title):
        return self.window.find(lambda n: n.get_role_name() in ("label", "column header") and n.get_name() == title)

    def locks(self):
        """The register leaves the screen with the lock, and nobody is left in it."""
        window = self.window
        wait_for("names", lambda: "MARTIN Anne" in self.lines())
        window.keys("F12")
        wait_for("no register", lambda: not window._titled("Register") and not self.lines())
        window.take_keys()
        window.process.terminate()
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("words", "states_and_days", "story", "prints", "corrects", "cancels", "columns", "locks"):
        tap.run("/register/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
