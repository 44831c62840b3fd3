#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An accepted result is corrected and cancelled at the counter, by keys alone: also
while the service hangs, and after the window was killed. What it does not tell, somebody says."""

import json
import os
import tempfile
import time

from counter import Practice, Tap, Window, ctl, set_up, wait_for


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

    def concluded(self):
        """The answer to one was cut, and from then on the service does not say whether it has
        it: somebody looks, and says so; it is not sent again, and does not ask any more."""
        w = self.window
        self.practice.faults(drop_after=1)
        for answer in ("moreau", "jean"):
            w.enter(answer)
        time.sleep(0.8)
        w.keys("Return")
        w.type("05061981")
        self.at("Sex")
        w.type("m")
        self.at("Mobile phone")
        w.type("0639980003")
        self.at("E-mail")
        time.sleep(0.8)
        w.keys("Return")
        self.at("Postal code")
        w.type("67000")
        self.at("Address")
        w.enter("3 rue des Lilas")
        self.at("Symptoms")
        w.type("n")
        time.sleep(0.8)
        w.type("y")
        time.sleep(0.8)
        w.keys("n", "ctrl+Return")
        wait_for("nobody knows", lambda: w.row("MOREAU Jean", "unknown"))
        self.practice.faults(status=412)
        w.keys("ctrl+shift+Return")
        wait_for("to be decided", lambda: w.row("MOREAU Jean", "to decide", "Ctrl+E closes it"))
        w.keys("ctrl+e")
        wait_for("which one", lambda: w.says("Go to the line of a result that the service is silent about first."))
        w.keys("Escape")
        time.sleep(0.4)
        w.keys("Home", "ctrl+e")
        wait_for("the question", lambda: w._titled("What Became of It"))
        w.take_keys("What Became of It")
        wait_for("the reason first", lambda: "Where you saw it" in w.has_keys())
        if "SHOTS" in os.environ:
            w.screenshot(os.environ["SHOTS"] + "/conclusion.png")
        w.keys("Tab", "Return")  # without a reason there is nothing to say
        assert w._titled("What Became of It")
        w.keys("shift+Tab")
        wait_for("the reason again", lambda: "Where you saw it" in w.has_keys())
        w.type("their page, 12 h 10")
        w.keys("alt+i")
        wait_for("it is closed", lambda: not w._titled("What Became of It"))
        w.take_keys()
        wait_for("it asks no more", lambda: not w.row("MOREAU Jean"))
        assert [r["state"] for r in json.loads(ctl("list", "--json").stdout)][-1] == "concluded"
        self.practice.faults()
        w.keys("ctrl+f")
        w.type("moreau")
        wait_for("it is found", lambda: w.row("MOREAU Jean", "seen there", "their page, 12 h 10"))
        w.keys("Return", "Home", "Return")
        wait_for("it is told", lambda: w.says("It is closed, and is not sent again. Ctrl+I tells its story."))
        w.keys("ctrl+i")
        wait_for("its story", lambda: w._titled("Story of a Record"))
        w.take_keys("Story of a Record")
        wait_for("who, when, why", lambda: w.find(lambda n: (n.get_name() or "").startswith("Closed by hand") and "seen there · their page, 12 h 10" in n.get_name()))
        w.keys("Escape")
        time.sleep(0.3)
        w.take_keys()
        w.kill()
        w.start()
        ctl("send", "--wait", "20")
        assert [r["state"] for r in json.loads(ctl("list", "--json").stdout)][-1] == "concluded"
        assert len(self.outcome()) == 2, self.outcome()
        w.quit()


tap = Tap()
os.environ.update(LANGUAGE="C")
with tempfile.TemporaryDirectory() as folder:
    scenario = Scenario(folder)
    tap.run("accepted", scenario.accepted)
    tap.run("corrected by keys", scenario.corrected)
    tap.run("a correction survives", scenario.survives)
    tap.run("cancelled by keys", scenario.cancelled)
    tap.run("concluded by somebody", scenario.concluded)
    scenario.practice.keep_bundles("e2e-amend")
    scenario.practice.stop()
tap.end()
