#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Between the sample and the service: tests that wait to be read, results that can
be called back, results that somebody checks first. By keys alone."""

import glob
import json
import os
import subprocess
import tempfile
import time

from counter import Practice, Tap, Window, ctl, set_up, wait_for


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice, grace=3)
        self.notices = os.path.join(self.folder.name, "notices")
        self.monitor = subprocess.Popen(["dbus-monitor", "--session", "member='Notify'", "member='AddNotification'"],
                                        stdout=open(self.notices, "wb"))
        self.window = Window(os.path.join(self.folder.name, "window.log"))

    def at(self, name):
        wait_for(name, lambda: self.window.focused() == name)

    def person(self, name, first=False, sampled=None):
        """Everything but the result."""
        window = self.window
        self.at("Birth name")
        answers = [("Birth name", name), ("First names", "anne"), ("Social security number", ""), ("Date of birth", "01021950"),
                   ("Sex", "f"), ("Mobile phone", ""), ("E-mail", ""), ("Postal code", "67000"), ("Address", "")]
        if first:
            answers += [("Kit", "1232"), ("Lot number", "L1"), ("Kit expiry", "30062099")]
        for asked, answer in answers + [("Symptoms", "n"), ("Consent to share", "y")]:
            self.at(asked)
            if answer == "":
                time.sleep(0.8)
            window.enter(answer)
        if sampled:
            while window.focused() != "Sampled at":
                window.keys("shift+Tab")
            window.type(sampled)

    def samples_wait(self):
        """Two now, and one that was sampled long enough ago: that one stands first. Each keeps its number."""
        window = self.window
        for name, sampled in (("premier", None), ("deuxieme", None), ("ancien", time.strftime("%H%M", time.localtime(time.time() - 3600)))):
            self.person(name, first=name == "premier", sampled=sampled)
            window.keys("ctrl+t")
            wait_for("the row", lambda name=name: window.row(name.upper() + " Anne"))
        assert window.row("3, ANCIEN Anne, ready"), [n.get_name() for n in window.walk() if "Anne" in (n.get_name() or "")]
        row = window.row("1, PREMIER Anne, 14:") or window.row("1, PREMIER Anne, 15:")
        before = row.get_name()
        wait_for("the time to go on", lambda: row.get_name() != before)
        assert not self.practice.results()
        window.screenshot("/tmp/waiting.png") if "SHOTS" in os.environ else None

    def slip(self):
        """Printed of the one put to wait last; its code, scanned, brings that record up, and
        that of a record that is not here says so and changes nothing."""
        window = self.window
        window.keys("ctrl+shift+p")
        path = wait_for("the slip", lambda: glob.glob(os.path.join(os.environ["HOME"], "*.pdf")))[0]
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
        assert "Billet d'attente" in text and "3" in text.split() and "ANCIEN" not in text.upper(), text
        picture = os.path.join(self.folder.name, "slip")
        subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", path, picture], check=True)
        code = subprocess.run(["zbarimg", "--quiet", "--raw", picture + ".png"], capture_output=True, text=True, check=True).stdout
        self.at("Birth name")
        window.type("enc")
        time.sleep(0.3)  # between the last key and a scanner there is somebody's hand
        self.scan(code)
        wait_for("its record", lambda: window.text("Birth name") == "ANCIEN")
        assert window.says("Slip scanned")
        window.keys("ctrl+n")
        wait_for("what was typed before is kept", lambda: window.row("ENC"))
        wait_for("it waits still", lambda: window.row("3, ANCIEN Anne, ready"))
        self.scan("COMPTOIR:RECORD/00000000-0000-4000-8000-000000000000\n")
        wait_for("it is told", lambda: window.says("The record of this slip is not here"))
        assert window.text("Birth name") == ""
        window.keys("Escape", "Home")
        wait_for("the other", lambda: window.row("ENC"))
        uuid = next(r["uuid"] for r in json.loads(ctl("list", "--json", "--names").stdout) if r["name"].upper().startswith("ENC"))
        self.scan(f"COMPTOIR:RECORD/{uuid.upper()}\n")
        wait_for("from anywhere", lambda: window.text("Birth name") == "enc")
        time.sleep(0.5)  # and between the scanner and the next key
        window.keys("ctrl+Delete")
        wait_for("it is gone", lambda: not window.row("ENC"))

    def scan(self, code):
        subprocess.run(["xdotool", "type", "--delay", "2", "--", code], check=True)

    def rings(self):
        wait_for("the notice", lambda: b"A test can be read" in open(self.notices, "rb").read())
        assert b"ANCIEN" not in open(self.notices, "rb").read()

    def three_keys(self):
        window = self.window
        self.at("Birth name")
        before = window.pressed
        window.type("1")
        wait_for("who it is", lambda: window.find(lambda n: (n.get_name() or "").startswith("PREMIER Anne, woman of")))
        window.type("n")
        wait_for("the read-back", lambda: window.find(lambda n: "NEGATIVE" in (n.get_name() or "")))
        window.keys("Return")
        wait_for("it leaves", lambda: window.row("PREMIER Anne", "waiting"))
        assert window.pressed - before == 3
        wait_for("the first field", lambda: window.text("Birth name") == "")
        wait_for("one there", lambda: len(self.practice.results()) == 1)

    def positive_takes_plus(self):
        window = self.window
        self.at("Birth name")
        window.type("3p")
        window.keys("Return")
        wait_for("what to do", lambda: window.find(lambda n: "Press + to confirm" in (n.get_name() or "")))
        assert window.row("3, ANCIEN Anne")
        window.type("+")
        wait_for("the read-back", lambda: window.find(lambda n: "POSITIVE" in (n.get_name() or "")))
        window.keys("Return")
        # Nobody can be told of a positive who left no number: asked for, nothing lost.
        self.at("Mobile phone")
        window.enter("0639980001")
        window.keys("ctrl+Return")
        wait_for("two there", lambda: len(self.practice.results()) == 2)

    def survives_a_kill(self):
        window = self.window
        self.at("Birth name")
        window.type("2")
        window.keys("ctrl+a", "Delete")
        window.kill()
        window.start()
        assert wait_for("the one that waits", lambda: window.row("2, DEUXIEME Anne"))
        self.at("Birth name")
        assert window.text("Birth name") == ""
        # From the list, too: Escape, digit; then its letter.
        window.keys("Escape", "2")
        wait_for("the record", lambda: window.text("Birth name") == "DEUXIEME")
        window.keys("ctrl+Return")  # the result is what is missing
        window.keys("i", "ctrl+Return")
        wait_for("three there", lambda: len(self.practice.results()) == 3)

    def called_back(self):
        window = self.window
        self.person("rappel")
        window.keys("n", "ctrl+Return")
        wait_for("it waits", lambda: window.row("RAPPEL Anne", "waiting", "calls it back"))
        window.keys("ctrl+shift+z")
        wait_for("it is back", lambda: window.text("Birth name") == "RAPPEL")
        time.sleep(4)
        assert len(self.practice.results()) == 3
        window.keys("ctrl+Return")
        wait_for("four there", lambda: len(self.practice.results()) == 4)

    def checked_first(self):
        window = self.window
        window.quit()
        ctl("prefer", "check-first", "on")
        window.start()
        for name in ("un", "deux"):
            self.person("verif " + name)
            window.keys("n", "ctrl+Return")
            wait_for("it is held", lambda name=name: window.row("VERIF " + name.upper(), "Negative"))
        wait_for("the count", lambda: window.find(lambda n: n.get_name() == "2 to check"))
        window.screenshot("/tmp/check.png") if "SHOTS" in os.environ else None
        window.keys("ctrl+k")
        wait_for("nothing else in sight", lambda: not window.row("RAPPEL Anne"))
        window.keys("ctrl+k")
        wait_for("all in sight", lambda: window.row("RAPPEL Anne"))
        time.sleep(4)
        assert len(self.practice.results()) == 4
        window.keys("Escape", "Return")
        wait_for("one in the form", lambda: window.text("Birth name") == "VERIF UN")
        window.keys("ctrl+Return")
        wait_for("five there", lambda: len(self.practice.results()) == 5)
        window.keys("ctrl+shift+k")
        wait_for("six there", lambda: len(self.practice.results()) == 6)
        ctl("prefer", "check-first", "off")

    def searched(self):
        """All records, by any part; from there by keys into the form, or back."""
        window = self.window
        window.keys("ctrl+f")
        window.type("deuxi 0102")
        wait_for("the one that is meant", lambda: window.row("DEUXIEME Anne") and not window.row("PREMIER Anne"))
        window.screenshot("/tmp/search.png") if "SHOTS" in os.environ else None
        window.keys("ctrl+a")
        window.type("zzz")
        wait_for("that there is none", lambda: window.find(lambda n: (n.get_name() or "").startswith("No record is like this")))
        window.keys("Escape")
        wait_for("all of today", lambda: window.row("DEUXIEME Anne") and window.row("PREMIER Anne"))
        self.at("Birth name")
        window.keys("ctrl+f")
        window.type("l1")
        wait_for("by lot", lambda: window.row("PREMIER Anne"))
        window.keys("Return", "Return")  # the first found: it is accepted, which is told
        wait_for("its receipt", lambda: window.find(lambda n: "receipt" in (n.get_name() or "") and "Claire PETIT" in n.get_name()))
        window.keys("ctrl+f", "Escape", "ctrl+n")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        self.at("Birth name")

    def closed_in_its_grace(self):
        """At the end of the day nothing stays behind for ten seconds' sake."""
        window = self.window
        before = len(self.practice.results())
        window.quit()
        ctl("prefer", "grace", "60")
        window.start()
        self.person("dernier")
        window.keys("n", "ctrl+Return")
        wait_for("it waits", lambda: window.row("DERNIER Anne", "waiting", "calls it back"))
        window.quit()
        assert len(self.practice.results()) == before + 1
        ctl("prefer", "grace", "3")
        window.start()
        wait_for("it was accepted", lambda: window.row("DERNIER Anne", "accepted"))

    def ends(self):
        self.window.quit()
        self.practice.keep_bundles("e2e-waiting")
        self.practice.stop()
        self.monitor.terminate()
        self.monitor.wait()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("samples_wait", "slip", "rings", "three_keys", "positive_takes_plus", "survives_a_kill", "called_back", "checked_first", "searched", "closed_in_its_grace",
                 "ends"):
        tap.run("/waiting/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
