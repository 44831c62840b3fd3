#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job in a real window: typed by key events, seen accepted with its
receipt, found on the other side; and what an outage and a kill leave."""

import os
import re
import tempfile
import time

from canaries import sweep, sweep_process, temporary_files, user_folders
from counter import Practice, Tap, Window, set_up, wait_for

ANSWERS = [  # as the questions come; None is typed another way
    ("Birth name", "d'artagnan"), ("First names", None), ("Social security number", "279035121518989"),
    ("Date of birth", "14"), ("Mobile phone", "0612345678"), ("E-mail", "eleonore@example.fr"), ("Postal code", "67000"),
    ("Address", "12 rue des Lilas"), ("Kit", "panbio"), ("Lot number", "L12345"), ("Kit expiry", "062099"),
    ("Symptoms", "y"), ("Onset of symptoms", None), ("Consent to share", None),
]


def resource(result, kind, code=None):
    for item in result["resources"]:
        if item["resourceType"] == kind and (code is None or item["code"]["coding"][0]["code"] == code):
            return item
    raise AssertionError(f"no {kind} {code or ''}")


def coded(result, code):
    return resource(result, "Observation", code)["valueCodeableConcept"]["coding"][0]["code"]


def value_of(items, system):
    return next(i["value"] for i in items if i["system"] == system)


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice)
        self.window = Window(os.path.join(self.folder.name, "window.log"))

    def type_new_patient(self):
        window = self.window
        today = time.strftime("%d%m%Y")
        wait_for("the cursor in the first field", lambda: window.focused() == "Birth name")
        for name, answer in ANSWERS:
            wait_for(f"the cursor in {name}", lambda name=name: window.focused() == name)
            if name == "First names":  # xdotool loses the shift of accented capitals
                window.set_text(name, "Éléonore Marie")
                window.keys("Return")
            elif name == "Onset of symptoms":
                window.enter(today)
            elif name == "Consent to share":  # what is nearly always so is passed over, and changed by a way back
                window.keys("shift+Tab")
                assert window.text("Residence") == "Private home", window.text("Residence")
                window.enter("nurs")
                wait_for("the consent again", lambda: window.focused() == "Consent to share")
                window.enter("y")
            else:
                window.enter(answer)  # the Return of habit, where the field left by itself, skips nothing
            if name == "Social security number":
                wait_for("what the number says", lambda: window.text("Date of birth") == "/03/1979"
                         and window.text("Sex") == "Female")
                assert "woman, born in Dompremy (51)" in window.description(name), window.description(name)
            if name == "Date of birth":
                wait_for("the phone asked for", lambda: window.focused() == "Mobile phone")
                window.keys("shift+Tab")
                wait_for("the name in use", lambda: window.focused() == "Name in use")
                window.enter("le gall")
        assert window.text("Town") == "Strasbourg"
        self.sampled = window.text("Sampled at")
        self.positive_takes_two_keys()
        wait_for("the read-back", lambda: window.find(lambda n: "POSITIVE" in (n.get_name() or "")))

    def positive_takes_two_keys(self):
        window = self.window
        shown = lambda word: window.find(lambda n: word in (n.get_name() or ""))
        window.keys("n")
        wait_for("the negative", lambda: shown("NEGATIVE"))
        window.keys("p")
        asked = lambda: window.find(lambda n: n.get_name() == "Positive: press + to confirm"
                                    and n.get_state_set().contains(window.atspi.StateType.FOCUSED))
        wait_for("the question", asked)
        wait_for("no result at all", lambda: not shown("NEGATIVE"))
        window.screenshot("/tmp/asking.png") if "SHOTS" in os.environ else None
        window.keys("p", "Return")
        assert asked() and not shown("POSITIVE")
        window.keys("ctrl+Return")
        told = lambda text: window.find(lambda n: n.get_name() == "Result" and n.get_description() == text)
        wait_for("what to do", lambda: told("Press + to confirm, or the letter of another result."))
        assert window.text("Birth name") != ""
        window.keys("p", "shift+Tab")
        wait_for("the result asked for as any other field", lambda: told("Fill this in.") and not asked())
        window.keys("Tab", "plus")
        assert not shown("POSITIVE")
        window.keys("p", "plus")

    def validate(self):
        self.window.keys("ctrl+Return")
        wait_for("a blank form", lambda: self.window.text("Birth name") == "")
        assert self.window.focused() == "Birth name"
        # The box of kits is the same for the next patient.
        assert self.window.text("Lot number") == "L12345"

    def accepted(self):
        row = wait_for("the row accepted, with its receipt",
                       lambda: self.window.row("D'ARTAGNAN Éléonore Marie", "accepted", "receipt"))
        self.receipt = re.search(r"receipt (\w+)", row.get_name()).group(1)

    def same_data(self):
        results = self.practice.results()
        assert len(results) == 1, len(results)
        result = results[0]
        assert result["observation"].startswith(self.receipt), (result["observation"], self.receipt)
        patient = resource(result, "Patient")
        assert patient["name"][0] == {"use": "official", "family": "D'ARTAGNAN", "given": ["Éléonore", "Marie"]}
        assert patient["name"][1] == {"use": "usual", "family": "LE GALL", "given": ["Éléonore"]}
        assert patient["birthDate"] == "1979-03-14"
        assert patient["gender"] == "female"
        assert value_of(patient["identifier"], "urn:oid:1.2.250.1.213.1.4.8") == "279035121518989"
        address = patient["address"][0]
        assert address["line"] == ["12 rue des Lilas"]
        assert (address["postalCode"], address["city"], address["country"]) == ("67000", "Strasbourg", "FR")
        assert address["extension"][0]["valueCoding"]["code"] == "67482"
        assert [(t["system"], t["value"]) for t in patient["telecom"]] == [
            ("phone", "+33612345678"), ("email", "eleonore@example.fr")]
        device = resource(result, "Device")
        assert value_of(device["identifier"], "https://covid-19-diagnostics.jrc.ec.europa.eu/devices") == "1232"
        assert (device["lotNumber"], device["expirationDate"]) == ("L12345", "2099-06-30")
        day, month, year, clock = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4}) (\d\d:\d\d)", self.sampled).groups()
        sampled = f"{year}-{month}-{day}T{clock}:00"
        assert resource(result, "Specimen")["collection"]["collectedDateTime"].startswith(sampled)
        observation = resource(result, "Observation", "94558-4")
        assert observation["valueCodeableConcept"]["coding"][0]["code"] == "260373001"
        assert observation["effectiveDateTime"].startswith(sampled)
        assert observation["subject"]["reference"] == "Patient/" + patient["id"]
        assert coded(result, "95419-8") == "Y"
        assert resource(result, "Observation", "65222-2")["valueDateTime"] == time.strftime("%Y-%m-%d")
        assert coded(result, "95418-0") == "N"
        residence = resource(result, "Observation", "95421-4")["valueCodeableConcept"]
        assert (residence["coding"][0]["code"], residence["text"]) == ("Y", "ehpad")
        assert resource(result, "Consent")["provision"]["type"] == "permit"
        assert resource(result, "Organization")["name"] == "Pharmacie des Lilas"
        assert value_of(resource(result, "Practitioner")["identifier"], "https://rpps.esante.gouv.fr") == "10003456786"
        cases = self.practice.get("/practice/cases")
        assert cases[0]["contacts"] == ["+33612345678", "eleonore@example.fr"]

    def page(self):
        html = self.practice.curl("/")
        assert "ARTAGNAN" in html and "+33612345678" in html

    def known_patient(self):
        """A few letters and a digit; then what is missing, and the result: 9 keys."""
        window = self.window
        wait_for("the cursor in the first field", lambda: window.focused() == "Birth name")
        window.type("eleo")
        wait_for("the match", lambda: window.find(lambda n: n.get_name() == "1: D'ARTAGNAN Éléonore Marie, 14/03/1979"))
        window.screenshot("/tmp/matches.png") if "SHOTS" in os.environ else None
        window.type("1")
        wait_for("the patient", lambda: window.text("Birth name") == "D'ARTAGNAN")
        assert window.text("First names") == "Éléonore Marie"
        assert window.text("Mobile phone") == "06 12 34 56 78"
        wait_for("the cursor at what is missing", lambda: window.focused() == "Consent to share")
        window.enter("y")
        window.keys("n", "ctrl+Return")
        doubt = lambda: window.find(lambda n: n.get_name() == "Already tested that day: Positive.")
        wait_for("the doubt", doubt)
        window.screenshot("/tmp/doubt.png") if "SHOTS" in os.environ else None
        window.keys("shift+Tab")  # any other key goes on with the form
        wait_for("the doubt gone", lambda: not doubt())
        window.keys("ctrl+Return")
        wait_for("the doubt", doubt)
        assert len(self.practice.results()) == 1
        window.keys("plus")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        wait_for("two accepted", lambda: len(self.practice.results()) == 2)

    def fields_leave_by_themselves(self):
        """And whoever does not look, and types on as if they did not, does no harm."""
        window = self.window
        at = lambda name: wait_for(name, lambda: window.focused() == name)
        window.enter("habitude")
        window.enter("une")
        window.type("279035121518989")
        at("Date of birth")
        window.type("14031979")  # all of it, over the month and year that were proposed
        at("Mobile phone")
        time.sleep(1)
        assert (window.text("Date of birth"), window.text("Mobile phone")) == ("14/03/1979", "")
        window.keys("shift+Tab", "shift+Tab", "shift+Tab")
        at("Date of birth")
        window.keys("ctrl+a", "Delete", "shift+Tab")
        at("Social security number")
        window.keys("End", "BackSpace")
        window.type("9")
        at("Date of birth")
        window.type("140319980001")  # the day, and at once a number that begins as the rest would
        at("E-mail")
        assert (window.text("Date of birth"), window.text("Mobile phone")) == ("14/03/1979", "03 19 98 00 01")
        window.enter("zoe@e")  # as somebody else of this pharmacy's
        at("Postal code")
        assert window.text("E-mail") == "zoe@example.fr"
        wait_for("the usual code", lambda: window.description("Postal code") == "Return: 67000")
        window.keys("Return")
        at("Address")
        assert (window.text("Postal code"), window.text("Town")) == ("67000", "Strasbourg")
        window.type("7 lil")
        window.keys("Down", "Return")
        at("Symptoms")
        assert window.text("Address") == "7 rue des Lilas"
        window.type("none")
        at("Consent to share")
        time.sleep(1)
        assert (window.text("Symptoms"), window.text("Consent to share")) == ("None", "")
        window.keys("shift+Tab", "shift+Tab", "shift+Tab", "shift+Tab")
        at("Symptoms")
        window.type("u")  # "unknown" goes on with the n of a no: the cursor stays
        time.sleep(1)
        assert window.focused() == "Symptoms" and window.text("Consent to share") == ""
        window.keys("Return")
        at("Consent to share")
        window.type("no")
        wait_for("the result", lambda: window.focused() is None)
        time.sleep(1)
        assert not window.find(lambda n: (n.get_name() or "").endswith("NEGATIVE"))
        window.keys("ctrl+Delete")
        wait_for("a blank form", lambda: window.text("Birth name") == "")

    def same_person_is_seen(self):
        """Day and month swapped: said, and one chord takes the known person."""
        window = self.window
        window.enter("d'artagnan")
        window.enter("eleonore")
        time.sleep(0.8)
        window.keys("Return")
        window.enter("03141979")  # no such month: not the known date either
        wait_for("the mistake", lambda: "real date" in window.description("Date of birth"))
        window.keys("shift+Tab")
        window.keys("ctrl+a")
        window.keys("ctrl+Delete")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        window.enter("d'artagnam")
        window.enter("eleonore")
        time.sleep(0.8)
        window.keys("Return")
        window.enter("14031979")
        wait_for("the likeness", lambda: "known here: Ctrl+M" in window.description("Birth name"))
        window.screenshot("/tmp/like.png") if "SHOTS" in os.environ else None
        window.keys("ctrl+m")
        wait_for("the known one", lambda: window.text("Birth name") == "D'ARTAGNAN")
        assert window.text("Mobile phone") == "06 12 34 56 78"
        wait_for("the cursor at what is missing", lambda: window.focused() == "Consent to share")
        window.keys("ctrl+Delete")
        wait_for("a blank form", lambda: window.text("Birth name") == "")

    def mistakes_are_told(self):
        window = self.window
        window.enter("martin")
        window.enter("jean")
        window.keys("Return")
        window.enter("31021980")
        assert window.focused() == "Sex"
        wait_for("the mistake under its field", lambda: "real date" in (window.description("Date of birth") or ""))
        window.keys("ctrl+Return")
        wait_for("the cursor at the mistake", lambda: window.focused() == "Date of birth")
        window.keys("ctrl+a")
        window.enter("28021980")
        wait_for("the mistake gone", lambda: "real date" not in window.description("Date of birth"))

    def killed_while_typing(self):
        window = self.window
        while window.focused() != "Social security number":
            window.keys("shift+Tab")
        window.type("27903")
        time.sleep(1.0)  # the promise: on disk at most a second after the last key
        window.kill()
        window.start()
        wait_for("the draft", lambda: window.text("Birth name") == "MARTIN")
        assert window.text("First names") == "Jean"
        assert window.text("Social security number") == "27903"
        assert window.focused() == "Social security number", window.focused()
        window.type("5")  # behind what was typed, not over it
        wait_for("typing goes on", lambda: window.text("Social security number") == "279035")
        for _ in range(6):
            window.keys("BackSpace")

    def outage_and_kill(self):
        window = self.window
        self.practice.stop()
        # Focus goes by itself to what is missing; only these are.
        window.keys("ctrl+Return")
        wait_for("the sex asked for", lambda: window.focused() == "Sex")
        window.enter("m")
        for name, answer in (("Postal code", "67000"), ("Consent to share", "n")):
            window.keys("ctrl+Return")
            wait_for(name, lambda name=name: window.focused() == name)
            window.enter(answer)
        assert window.text("Town") == "Strasbourg"  # filled in by the postal code
        window.keys("ctrl+Return")
        window.keys("n")
        window.keys("ctrl+Return")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        wait_for("the row waits", lambda: window.row("MARTIN Jean", "waiting", "next try"))
        wait_for("the truth line", lambda: window.find(lambda n: (n.get_name() or "").startswith("1 to send")))
        # A typo seen late: no byte has left, so it is called back, by keyboard alone.
        window.keys("Escape", "Return")
        wait_for("the record in the form again", lambda: window.text("Birth name") == "MARTIN")
        assert window.row("MARTIN Jean", "draft")
        while window.focused() != "First names":
            window.keys("Tab")
        window.enter("jeanne")
        window.keys("ctrl+Return")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        wait_for("the corrected row waits", lambda: window.row("MARTIN Jeanne", "waiting"))
        window.kill()
        self.practice.start()
        window.start()
        wait_for("the row accepted", lambda: window.row("MARTIN Jeanne", "accepted", "receipt"))
        results = self.practice.results()
        assert len(results) == 3, len(results)
        # No to sharing: no name has left.
        assert "name" not in resource(results[0], "Patient")

    def type_short(self, name, result):
        """A negative of nobody in particular, kit and lot kept from before."""
        window = self.window
        wait_for("the cursor in the first field", lambda: window.focused() == "Birth name")
        for asked, answer in (("Birth name", name), ("First names", "anne"), ("Social security number", ""),
                              ("Date of birth", "01021950"), ("Sex", "f"), ("Mobile phone", ""), ("E-mail", ""),
                              ("Postal code", "67000"), ("Address", ""), ("Symptoms", "n"), ("Consent to share", "y")):
            wait_for(asked, lambda asked=asked: window.focused() == asked)
            if answer == "":
                time.sleep(0.8)  # meant, and not the habit of whoever did not see the cursor go on
            window.enter(answer)
        window.keys(result, "ctrl+Return")
        wait_for("a blank form", lambda: window.text("Birth name") == "")

    def unknown_then_accepted(self):
        """The answer is cut after the effect: said so, asked again, one result."""
        before = len(self.practice.results())
        self.practice.faults(truncate_at=40, for_requests=1)
        self.type_short("coupure", "n")
        wait_for("the row unknown", lambda: self.window.row("COUPURE Anne", "unknown", "being checked"))
        wait_for("the row accepted", lambda: self.window.row("COUPURE Anne", "accepted", "receipt"))
        assert len(self.practice.results()) == before + 1

    def refused_then_mended(self):
        window = self.window
        self.practice.faults(status=422, for_requests=1)
        self.type_short("refus", "x")
        wait_for("the row refused", lambda: window.row("REFUS Anne", "refused", "a drill"))
        window.keys("Escape", "Return")
        wait_for("the record in the form", lambda: window.text("Birth name") == "REFUS")
        wait_for("the reason", lambda: window.find(lambda n: "The service answers: a drill" in (n.get_name() or "")
                                                   and "REFUS" not in n.get_name()))
        window.keys("ctrl+Return")
        wait_for("the row accepted", lambda: window.row("REFUS Anne", "accepted", "receipt"))

    def quits(self):
        self.practice.keep_bundles("e2e-window")
        self.window.quit()
        self.practice.stop()

    def nothing_personal_in_files(self):
        secrets = ["ARTAGNAN", "MARTIN", "Éléonore", "279035121518989", "2 79 03 51", "0612345678", "06 12 34", "rue des Lilas",
                   "eleonore@example", self.practice.ready["client_secret"]]
        hits, count = sweep(secrets, user_folders(), [self.window.log, *temporary_files()])
        assert not hits, hits[:5]
        # And while it runs, with all of it in memory.
        self.window.start()
        assert not sweep_process(secrets, self.window.process.pid)
        assert sweep_process(["--practice"], self.window.process.pid), "it sees what is there"
        self.window.quit()
        assert count > 3 and os.path.getsize(self.window.log) > 0


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("type_new_patient", "validate", "accepted", "same_data", "page", "known_patient", "fields_leave_by_themselves",
                 "same_person_is_seen",                 "mistakes_are_told",
                 "killed_while_typing", "outage_and_kill", "unknown_then_accepted", "refused_then_mended", "quits", "nothing_personal_in_files"):
        tap.run("/window/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
