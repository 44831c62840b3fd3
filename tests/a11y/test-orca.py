#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Orca says at the counter: the real screen reader beside the real window; what it hands
to the voice is read in its own log."""

import datetime
import os
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../e2e"))
from counter import Practice, Tap, Window, _end_with_us, set_up, wait_for  # noqa: E402


class Scenario:
    def __init__(self, folder):
        self.practice = Practice(folder + "/practice")
        set_up(self.practice)
        self.window = Window(folder + "/log")
        self.debug = folder + "/orca.debug"
        self.orca = subprocess.Popen(["orca", "--debug-file=" + self.debug, "--enable=speech"], stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL, preexec_fn=_end_with_us)
        wait_for("Orca", lambda: os.path.exists(self.debug) and "Screen reader on." in open(self.debug, errors="replace").read())
        time.sleep(2)
        self.window.take_keys()
        self.steps = {}

    def step(self, name, *keys, typed=""):
        """Of which the words are looked at in the end: Orca writes its log when it likes."""
        self.steps[name] = datetime.datetime.now().time()
        self.window.type(typed)
        if keys:
            self.window.keys(*keys)
        time.sleep(1.2)

    def work(self):
        window = self.window
        self.step("a field", "Tab")
        self.step("a field that goes on", "Tab")
        self.step("an error", "Return", typed="17903")
        self.step("back", "shift+Tab", "ctrl+a", "Delete")
        self.step("validated", "ctrl+Return")
        for _ in range(30):
            node = window.find(lambda n: n.get_state_set().contains(window.atspi.StateType.FOCUSED))
            if node is not None and node.get_name() == "Negative":
                break
            window.keys("Tab")
            time.sleep(0.2)
        self.step("negative", "n")
        self.step("positive, asked", "p")
        self.step("positive", "plus")
        self.step("the end")
        window.kill()
        self.orca.terminate()
        self.orca.wait(20)
        self.practice.stop()

    def said(self, step):
        """Between the beginning of that step and of the next."""
        names = list(self.steps)
        begin, end = self.steps[step], self.steps[names[names.index(step) + 1]]
        with open(self.debug, encoding="utf-8", errors="replace") as file:
            lines = re.findall(r"^(\d\d:\d\d:\d\d\.\d+) - SPEECH OUTPUT: '(.*?)'\s*\{", file.read(), re.M)
        return [words for when, words in lines if begin <= datetime.time.fromisoformat(when) < end]

    def heard(self, step, *words):
        said, at = self.said(step), -1
        for word in words:
            at = next((i for i, line in enumerate(said) if i > at and word in line), None)
            assert at is not None, f"{word!r} in {said}"
        return said

    def entry(self):
        """Each field by its name, and what it does by itself."""
        self.heard("a field", "First names")
        self.heard("a field that goes on", "Social security number", "goes on by itself")

    def errors(self):
        """What is wrong, as the field is left; and what is missing, where the cursor is put."""
        self.heard("an error", "Type all 15 characters, or leave it empty.", "Date of birth")
        self.heard("validated", "Fill this in.")

    def result(self):
        """That it is chosen; a positive asks for the second key, and says so."""
        self.heard("negative", "Negative, chosen")
        self.heard("positive, asked", "Positive: press + to confirm")
        self.heard("positive", "Positive, chosen")

    def no_class(self):
        """No name of a widget's class is read out."""
        bad = [words for step in list(self.steps)[:-1] for words in self.said(step) if re.search(r"\b(Gtk|Adw|Ct)[A-Z]\w+", words)]
        assert not bad, bad


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        scenario = Scenario(folder)
        scenario.work()
        tap.run("entry", scenario.entry)
        tap.run("errors", scenario.errors)
        tap.run("the result", scenario.result)
        tap.run("no class of a widget is read out", scenario.no_class)
    tap.end()


if __name__ == "__main__":
    main()
