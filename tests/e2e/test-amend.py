#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An accepted result is corrected and cancelled at the counter, by keys alone: also
while the service hangs, and after the window was killed."""

import os
import tempfile
import time

from counter import Practice, Tap, Window, set_up, wait_for


class Scenario:
    def __init__(self, folder):
        self.practice = Practice(folder + "/practice")
        set_up(self.practice, grace=0)
        self.window = Window(folder + "/log")

    def at(self, name):
        wait_for(name, lambda: self.window.focused() == name)

    def outcome(self):
        return [r["outcome"] for r in self.practice.results()]

    def resource(self, kind):
        return [x for x in self.practice.results()[0]["resources"] if x["resourceType"] == kind]

    def accepted(self):
        w = self.window
        self.at("Birth name")
        for answer in ("petit", "marie"):
            w.enter(answer)
        time.sleep(0.8)
        w.keys("Return")
        w.type("14031979")
        self.at("Sex")
        w.type("f")
        self.at("Mobile phone")
        w.type("0639980001")
        self.at("E-mail")
        time.sleep(0.8)
        w.keys("Return")
        self.at("Postal code")
        w.type("67000")
        self.at("Address")
        w.enter("12 rue des Lilas")
        self.at("Kit")
        for answer in ("1232", "L1"):
            w.enter(answer)
        w.type("30062099")
        self.at("Symptoms")
        w.type("n")
        time.sleep(0.8)
        w.type("y")
        time.sleep(0.8)
        w.keys("n", "ctrl+Return")
        wait_for("a result there", lambda: self.outcome() == ["negative"])
        wait_for("its line", lambda: w.row("PETIT Marie", "accepted"))

    def open(self):
        """From the form into the list, onto the result."""
        self.window.keys("Escape")
        time.sleep(0.4)
        self.window.keys("Home", "Return")
        wait_for("the correction", lambda: self.window.field("Reason"))
        self.at("Birth name")

    def corrected(self):
        """The name and the result: at the service, under the same number."""
        w = self.window
        before = self.resource("Observation")[0]["id"]
        self.open()
        w.keys("ctrl+a")
        w.enter("lepetit")
        w.keys("ctrl+Return")
        self.at("Reason")
        assert w.description("Reason"), "nobody says what is missing"
        w.type("t")
        w.keys("ctrl+Return")
        wait_for("the name there", lambda: self.resource("Patient")[0]["name"][0]["family"] == "LEPETIT")
        wait_for("its line", lambda: w.row("LEPETIT Marie", "corrected"))
        wait_for("the line of before is gone", lambda: w.row("PETIT Marie", "accepted") is None)
        result = [x for x in self.resource("Observation") if x["code"]["coding"][0]["code"] == "94558-4"][0]
        assert (result["id"], result["status"]) == (before, "corrected"), result
        why = self.resource("Provenance")[0]
        assert why["reason"][0]["text"] == "typing mistake" and why["recorded"], why
        self.at("Birth name")

    def survives(self):
        """The service hangs, the window is killed in the middle of it: once in effect."""
        w = self.window
        self.open()
        self.practice.faults(drop_after=1)
        w.keys("ctrl+a")
        w.enter("legrand")
        w.keys("ctrl+Return")
        self.at("Reason")
        w.type("w")
        w.keys("ctrl+Return")
        wait_for("it is there", lambda: self.resource("Patient")[0]["name"][0]["family"] == "LEGRAND")
        w.kill()
        self.practice.faults()
        w.start()
        w.keys("ctrl+shift+Return")
        wait_for("its line", lambda: w.row("LEGRAND Marie", "corrected"))
        assert self.resource("Patient")[0]["meta"]["versionId"] == "3", self.resource("Patient")

    def cancelled(self):
        w = self.window
        self.open()
        w.keys("ctrl+shift+Delete")
        self.at("Reason")
        w.type("e")
        w.keys("ctrl+Return")
        wait_for("it is no result", lambda: self.outcome() == ["cancelled"])
        wait_for("its line", lambda: w.row("LEGRAND Marie", "cancelled"))
        self.at("Birth name")
        assert w.text("Birth name") == ""
        w.quit()


tap = Tap()
os.environ.update(LANGUAGE="C")
with tempfile.TemporaryDirectory() as folder:
    scenario = Scenario(folder)
    tap.run("accepted", scenario.accepted)
    tap.run("corrected by keys", scenario.corrected)
    tap.run("a correction survives", scenario.survives)
    tap.run("cancelled by keys", scenario.cancelled)
    scenario.practice.keep_bundles("e2e-amend")
    scenario.practice.stop()
tap.end()
