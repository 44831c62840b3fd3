#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The patient's paper, by keys: right after validation, from a line, in an outage; printed through
the dialog, or as a PDF without one. What was typed stands on it, by pdftotext; the file is known
until it is erased, and its name says nothing about anybody."""

import glob
import json
import os
import stat
import subprocess
import sys
import tempfile
import time

from counter import Practice, Tap, Window, ctl, set_up, wait_for

DOCUMENTS = os.path.join(os.environ["HOME"], "Documents")


def text_of(path):
    words = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(words.split())


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice)
        os.makedirs(DOCUMENTS)
        with open(os.path.join(os.environ["XDG_CONFIG_HOME"], "user-dirs.dirs"), "w", encoding="ascii") as file:
            file.write('XDG_DOCUMENTS_DIR="$HOME/Documents"\n')
        self.window = Window(os.path.join(self.folder.name, "log"))

    def look(self, name):
        if os.environ.get("SHOTS"):
            self.window.screenshot(os.path.join(os.environ["SHOTS"], name + ".png"))

    def papers(self):
        return set(glob.glob(DOCUMENTS + "/*"))

    def new_paper(self, *keys):
        before = self.papers()
        self.window.keys(*keys)
        return wait_for("a paper", lambda: self.papers() - before).pop()

    def type(self, name, result):
        window = self.window
        answers = [("Birth name", name), ("First names", "anne"), ("Social security number", ""), ("Date of birth", "140379"), ("Sex", "f"),
                   ("Mobile phone", "0639980001"), ("E-mail", ""), ("Postal code", "67000"), ("Address", "12 rue des Lilas")]
        if window.text("Lot number") == "":
            answers += [("Kit", "1232"), ("Lot number", "L1"), ("Kit expiry", "062099")]
        for asked, answer in answers + [("Symptoms", "n"), ("Consent to share", "y")]:
            wait_for(asked, lambda: window.focused() == asked)
            if answer == "":
                time.sleep(0.6)
            window.enter(answer)
        time.sleep(0.3)
        window.keys(*result)

    def no_draft(self):
        """Nobody has answered for it yet."""
        self.window.keys("ctrl+shift+p")
        wait_for("what to do", lambda: self.window.says("Open a result, or go to its line"))
        self.type("premier", ["n"])
        self.window.keys("ctrl+shift+p")
        wait_for("why not", lambda: self.window.says("Validate it first"))
        assert not self.papers()

    def right_after(self):
        self.window.keys("ctrl+Return")
        wait_for("it is accepted", lambda: self.window.row("PREMIER", "accepted"))
        wait_for("a blank form", lambda: self.window.text("Birth name") == "")
        path = self.new_paper("ctrl+shift+p")
        wait_for("it is told", lambda: self.window.says("Saved: comptoir-"))
        self.look("paper-saved")
        text = text_of(path)
        receipt = next(r for r in json.loads(ctl("list", "--json").stdout))["receipt"].split("/")[1].split("-")[0]
        for words in ("PREMIER Anne", "née le 14/03/1979", "12 rue des Lilas", "67000 Strasbourg", "NÉGATIF", "Panbio", "L1", "30/06/2099",
                      "Pharmacie des Lilas", "Claire PETIT", "10003456786", receipt, "ENTRAÎNEMENT"):
            assert words in text, (words, text)
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        assert "premier" not in path.lower()

    def known_until_erased(self):
        listed = [json.loads(line) for line in ctl("exports", "--json").stdout.splitlines()]
        assert [e["path"] for e in listed] == list(self.papers()) and listed[0]["plain"], listed
        audit = ctl("audit").stdout
        uuid = json.loads(ctl("list", "--json").stdout)[0]["uuid"]
        assert any("printed" in line and uuid in line for line in audit.splitlines()), audit
        ctl("exports", "--erase", listed[0]["id"])
        assert not self.papers() and ctl("exports").stdout == ""

    def in_an_outage(self):
        """The interim one by itself; once it is accepted, the line gives the other."""
        self.practice.stop()
        self.type("second", ["p", "plus"])
        self.window.keys("ctrl+Return")
        wait_for("it was tried", lambda: self.window.row("SECOND", "no answer") or self.window.row("SECOND", "next try"))
        text = text_of(self.new_paper("ctrl+shift+p"))
        for words in ("POSITIF", "remis avant sa déclaration", "ne répond pas", "Cachet et signature", "Isolez-vous"):
            assert words in text, (words, text)
        assert "reçu" not in text
        self.practice.start()
        self.window.keys("ctrl+shift+Return")
        wait_for("it is accepted", lambda: self.window.row("SECOND", "accepted"))
        self.window.keys("Escape")
        time.sleep(0.5)
        self.window.keys("End")
        time.sleep(0.3)
        self.window.keys("Up") if "PREMIER" in self.line() else None
        time.sleep(0.3)
        assert "SECOND" in self.line(), self.line()
        text = text_of(self.new_paper("ctrl+shift+p"))
        assert "SECOND" in text and "reçu" in text and "Cachet" not in text, text

    def line(self):
        """The line that has the keys."""
        states = self.window.atspi.StateType
        node = self.window.find(lambda n: n.get_state_set().contains(states.FOCUSED) and n.get_name())
        return node.get_name() if node else ""

    def opened(self):
        """The record in the form, whatever was validated last."""
        self.window.keys("Escape")
        time.sleep(0.4)
        self.window.keys("ctrl+f")
        self.window.type("premier")
        wait_for("the one", lambda: self.window.row("PREMIER") and not self.window.row("SECOND"))
        self.window.keys("Return", "Return")
        wait_for("it is opened", lambda: self.window.text("Birth name") == "PREMIER")
        ctl("prefer", "paper-size", "A5")
        assert "PREMIER" in text_of(self.new_paper("ctrl+shift+p"))
        self.window.keys("ctrl+f", "Escape", "ctrl+n")
        wait_for("a blank form", lambda: self.window.text("Birth name") == "")

    def printed(self):
        """Through GTK's dialog, to its file: what was validated last."""
        self.window.keys("ctrl+p")
        wait_for("the dialog", lambda: self.window.find(lambda n: n.get_name() == "Print" and n.get_role() == self.window.atspi.Role.DIALOG)
                 or self.window._titled("Print"))
        time.sleep(1.5)
        self.look("print-dialog")
        self.window.take_keys("Print")
        self.window.keys("Tab", "Down")
        time.sleep(0.5)
        self.look("print-chosen")
        self.window.keys("alt+p")
        path = wait_for("it came out", lambda: glob.glob(DOCUMENTS + "/output*"))[0]
        wait_for("all of it", lambda: subprocess.run(["pdftotext", path, "-"], capture_output=True).returncode == 0)
        assert "SECOND" in text_of(path) and "reçu" in text_of(path), text_of(path)
        os.unlink(path)

    def no_preview(self):
        """GTK's would lie as a plain file in the temporary folder, and be given to another program."""
        there = lambda: set(glob.glob("/tmp/*")) | set(glob.glob(os.environ["XDG_RUNTIME_DIR"] + "/*"))
        before = there()
        self.window.keys("ctrl+p")
        wait_for("the dialog", lambda: self.window._titled("Print"))
        time.sleep(1.5)
        self.window.take_keys("Print")
        self.window.keys("Tab", "Down", "alt+v")
        wait_for("the dialog has gone", lambda: not self.window._titled("Print"))
        time.sleep(1)
        new = [path for path in there() - before if os.path.isfile(path) and open(path, "rb").read(4) == b"%PDF"]
        assert not new, new
        assert self.window.process.poll() is None
        self.window.take_keys()

    def by_command(self):
        records = json.loads(ctl("list", "--json", "--names").stdout)
        uuid = next(r["uuid"] for r in records if "SECOND" in r["name"])
        path = os.path.join(self.folder.name, "both.pdf")
        ctl("print", uuid, path, "--language", "fr,en", "--size", "A5")
        pages = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
        assert "Pages:           2" in pages and "419.5" in pages, pages
        assert "POSITIVE" in text_of(path) and "POSITIF" in text_of(path)
        assert "there already" in ctl("print", uuid, path, check=2).stderr
        assert "no such record" in ctl("print", "00000000-0000-4000-8000-000000000000", path + "2", check=1).stderr
        assert "fr or en" in ctl("print", uuid, path + "2", "--language", "de", check=2).stderr
        assert "A4 or A5" in ctl("print", uuid, path + "2", "--size", "letter", check=2).stderr
        assert not os.path.exists(path + "2")
        assert "No such file" in ctl("print", uuid, "/nowhere/x.pdf", check=1).stderr
        self.window.quit()
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    tap.run("no paper of a draft", scenario.no_draft)
    tap.run("right after validation", scenario.right_after)
    tap.run("known until it is erased", scenario.known_until_erased)
    tap.run("in an outage, and from the line", scenario.in_an_outage)
    tap.run("the record in the form", scenario.opened)
    tap.run("printed through the dialog", scenario.printed)
    tap.run("no preview on the disk", scenario.no_preview)
    tap.run("by comptoirctl", scenario.by_command)
    tap.end()


main()
