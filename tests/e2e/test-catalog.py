#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""More tests than Covid: what data/catalog/tests.json has is typed, sent, printed and counted,
and nothing of it is in the program."""

import json
import os
import subprocess
import tempfile
import time

from counter import Practice, Tap, Window, ctl, set_up, wait_for

SOURCE = os.environ["COMPTOIR_SOURCE"]
STREP = "78012-2"
SARS, FLU_A, FLU_B, RSV = COMBINED = "94558-4", "80382-5", "80383-3", "72885-7"
SNOMED = {"260373001": "positive", "260415000": "negative", "419984006": "inconclusive"}


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice)
        ctl("add", "-", text=json.dumps(self.covid()))
        ctl("send", "--wait", "30")
        self.window = Window(os.path.join(self.folder.name, "window.log"))

    def covid(self):
        return {"birth_name": "MARTIN", "first_names": "Anne", "birth_date": "1979-03-14", "sex": "F", "phone": "+33639980001",
                "postal_code": "67000", "town": "STRASBOURG", "country": "FR", "kit": "1232", "lot": "C1",
                "sampled_at": time.strftime("%Y-%m-%dT%H:%M:%S+01:00"), "consent": "yes", "result": "negative"}

    def typed(self):
        """The kit says what the test is; the same person had another one today, which is no doubt."""
        window = self.window
        window.type("martin")
        wait_for("who she is", lambda: window.find(lambda n: (n.get_name() or "").startswith("1") and "MARTIN Anne" in n.get_name()))
        window.keys("1")
        wait_for("she is known", lambda: window.text("Date of birth") == "14/03/1979")
        assert window.find(lambda n: n.get_name() == "Result")
        window.keys("ctrl+b")
        wait_for("the kit", lambda: window.focused() == "Kit")
        window.keys("ctrl+a")
        window.enter("strepta")
        wait_for("what it is for", lambda: window.says("Result: Group A strep throat"))
        wait_for("another box's lot", lambda: window.focused() == "Lot number" and window.text("Lot number") == "")
        window.enter("S1")
        for _ in range(12):
            if window.focused() is None:
                break
            if window.focused() == "Consent to share":
                window.type("y")
            window.keys("Return")
            time.sleep(0.2)
        if os.environ.get("SHOTS"):
            window.screenshot(os.path.join(os.environ["SHOTS"], "catalog-form.png"))
        window.keys("p", "plus", "ctrl+Return")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        wait_for("both accepted", lambda: json.loads(ctl("status", "--json").stdout)["accepted"] == 2)

    def combined(self):
        """Several results of one sample: a letter each, and a positive's two."""
        window = self.window
        for name in ("durand", "denis"):
            window.enter(name)
        window.keys("Return")
        for text in ("05061991", "m"):
            window.type(text)
            time.sleep(0.5)
        self.to("Mobile phone", "0639980002")
        self.to("Postal code", "67000")
        window.keys("ctrl+b")
        wait_for("the kit", lambda: window.focused() == "Kit")
        window.keys("ctrl+a")
        window.enter("fluorecare")
        wait_for("what it is for", lambda: window.says("Result: Covid-19, influenza and RSV"))
        wait_for("another box's lot", lambda: window.focused() == "Lot number" and window.text("Lot number") == "")
        window.enter("F1")
        self.to("Consent to share", "y")
        self.to_result("Covid-19: Negative")
        window.type("n")
        wait_for("the next by itself", lambda: "Influenza A" in window.has_keys())
        window.keys("p", "ctrl+Return")
        wait_for("a second key", lambda: window.says("Influenza A: Press + to confirm, or the letter of another result."))
        window.keys("plus", "n")
        wait_for("the last", lambda: "RSV" in window.has_keys())
        window.keys("ctrl+Return")
        wait_for("what is missing", lambda: window.says("RSV: Fill this in."))
        wait_for("the cursor there", lambda: "RSV" in window.has_keys())
        window.type("n")
        wait_for("what is read back", lambda: window.says("·  POSITIVE: INFLUENZA A"))
        if os.environ.get("SHOTS"):
            window.screenshot(os.path.join(os.environ["SHOTS"], "catalog-combined.png"))
        window.keys("ctrl+Return")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        wait_for("all accepted", lambda: json.loads(ctl("status", "--json").stdout)["accepted"] == 3)
        assert self.found("F1") == dict(zip(COMBINED, ("negative", "positive", "negative", "negative"))), self.found("F1")

    def to(self, name, text):
        for _ in range(14):
            if self.window.focused() == name:
                break
            self.window.keys("Tab")
            time.sleep(0.1)
        self.window.keys("ctrl+a")
        self.window.enter(text)

    def to_result(self, name):
        for _ in range(40):
            if name in self.window.has_keys():
                return
            self.window.keys("Tab")
            time.sleep(0.1)
        raise AssertionError(name)

    def found(self, lot):
        """What the service has of the sample on that lot: an outcome for each code."""
        codes = {}
        for result in self.practice.results():
            if any(r.get("lotNumber") == lot for r in result["resources"]):
                observation = next(r for r in result["resources"] if r["resourceType"] == "Observation" and r["id"] == result["observation"])
                value = SNOMED.get(observation.get("valueCodeableConcept", {}).get("coding", [{}])[0].get("code"), "unreadable")
                assert result["outcome"] == ("cancelled" if observation["status"] == "entered-in-error" else value), result["outcome"]
                codes[observation["code"]["coding"][0]["code"]] = result["outcome"]
        return codes

    def sent(self):
        results = self.practice.results()
        assert self.found("S1") == {STREP: "positive"} and self.found("C1") == {SARS: "negative"}, (self.found("S1"), self.found("C1"))
        other = next(result["resources"] for result in results
                     if any(r.get("code", {}).get("coding", [{}])[0].get("code") == STREP for r in result["resources"]))
        specimen = next(r for r in other if r["resourceType"] == "Specimen")
        device = next(r for r in other if r["resourceType"] == "Device")
        assert specimen["type"]["coding"][0]["code"] == "258529004"
        assert (device["manufacturer"], device["deviceName"][0]["name"], device["lotNumber"]) == ("Biosynex", "STREPTATEST", "S1")
        assert "jrc" not in json.dumps(device)

    def printed(self):
        uuid = next(r["uuid"] for r in json.loads(ctl("list", "--json").stdout) if r["receipt"].split("/")[1] in self.observation())
        path = os.path.join(self.folder.name, "paper.pdf")
        ctl("print", uuid, path, "--language", "fr")
        text = " ".join(subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout.split())
        with open(f"{SOURCE}/data/catalog/tests.json", encoding="utf-8") as file:
            words = next(t for t in json.load(file)["tests"] if t["id"] == "strep-a")["paper"]["fr"]
        assert words["test"] in text and all(line in text for line in words["advice"]["positive"]), text
        assert "Covid" not in text and "POSITIF" in text, text

        uuid = next(r["uuid"] for r in json.loads(ctl("list", "--json", "--names").stdout) if "DURAND" in r["name"])
        path = os.path.join(self.folder.name, "combined.pdf")
        ctl("print", uuid, path, "--language", "en", "--size", "A5")
        text = " ".join(subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout.split())
        for line in ("Covid-19 NEGATIVE", "Influenza A POSITIVE", "Influenza B NEGATIVE", "RSV NEGATIVE"):
            assert line in text, text
        if os.environ.get("SHOTS"):
            subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", path, os.path.join(os.environ["SHOTS"], "catalog-paper")], check=True)

    def observation(self):
        return [result["observation"] for result in self.practice.results()
                if any(r.get("code", {}).get("coding", [{}])[0].get("code") == STREP for r in result["resources"])]

    def counted(self):
        figures = json.loads(ctl("figures", "--json").stdout)
        assert sorted((lot["kit"], lot["lot"], lot["tests"]) for lot in figures["lots"]) == [
            ("1232", "C1", 1), ("fluorecare-combo", "F1", 1), ("streptatest", "S1", 1)], figures
        assert [(kind["analyte"], kind["tests"], kind["positive"]) for kind in figures["by_analyte"]] == [
            ("sars-cov-2", 2, 0), ("strep-a", 1, 1), ("influenza-a", 1, 1), ("influenza-b", 1, 0), ("rsv", 1, 0)], figures
        window = self.window
        window.keys("ctrl+g")
        wait_for("the figures", lambda: window._titled("Figures"))
        window.take_keys("Figures")
        for words in ("Covid-19, 2, 2 tests, 0 positive · 0.0 %", "Strep A, 1, 1 test, 1 positive · 100.0 %", "RSV, 1, 1 test, 0 positive · 0.0 %"):
            wait_for(words, lambda: window.says(words))
        window.keys("Escape")
        wait_for("they are closed", lambda: not window._titled("Figures"))
        window.take_keys()

    def exchanged(self):
        """Out as FHIR and as a table, and in again: both are known as what they are."""
        for form, name in (("fhir", "out.ndjson"), ("csv", "out.csv")):
            path = os.path.join(self.folder.name, name)
            ctl("export", path, "--format", form, "--plain", text="a test of the exchange\n")
            assert os.path.exists(path), form
            done = ctl("import", path, "--preview", check=None)
            assert "0 ready, 0 to mend, 0 sent already, 0 twice, 3 here already" in done.stdout, done.stdout + done.stderr

    def corrected(self):
        """A correction changes the same Observation, by its own code."""
        window = self.window
        window.keys("ctrl+f")
        window.type("martin")
        time.sleep(0.5)
        line = lambda: window.row("MARTIN Anne", "Positive")
        wait_for("her line", line)
        window.keys("Return")
        for _ in range(4):
            if "Positive" in window.has_keys():
                break
            window.keys("Down")
            time.sleep(0.2)
        window.keys("Return")
        wait_for("a correction", lambda: window.says("Correction") and window.says("Result: Group A strep throat"))
        before = self.observation()
        self.to_result("Positive")
        window.keys("i", "ctrl+Return")
        wait_for("why", lambda: window.focused() == "Reason")
        window.type("m")
        window.keys("ctrl+Return")
        wait_for("it is told", lambda: self.found("S1") == {STREP: "inconclusive"})
        assert self.observation() == before
        wait_for("a blank form", lambda: window.text("Birth name") == "")

    def became_another(self):
        """It was the other kit: what that does not look for is taken back, what both do stays."""
        window = self.window
        window.keys("ctrl+f", "ctrl+a")
        window.type("durand")
        time.sleep(0.5)
        wait_for("his line", lambda: window.row("DURAND Denis"))
        window.keys("Return")
        time.sleep(0.3)
        window.keys("Return")
        wait_for("a correction", lambda: window.says("Correction") and window.says("Result: Covid-19, influenza and RSV"))
        window.keys("ctrl+b")
        wait_for("the kit", lambda: window.focused() == "Kit")
        window.keys("ctrl+a")
        window.enter("1232")
        wait_for("one result", lambda: window.find(lambda n: n.get_name() == "Result") and window.find(lambda n: n.get_name() == "Negative, chosen"))
        self.to("Lot number", "C2")
        window.keys("ctrl+Return")
        wait_for("why", lambda: window.focused() == "Reason")
        window.type("m")
        window.keys("ctrl+Return")
        wait_for("it is told", lambda: self.found("C2") == {SARS: "negative", FLU_A: "cancelled", FLU_B: "cancelled", RSV: "cancelled"})
        wait_for("a blank form", lambda: window.text("Birth name") == "")

    def left_the_list(self):
        """A kit that the EU list has no longer: told at the end, and one key says yes."""
        window = self.window
        window.type("martin")
        wait_for("who she is", lambda: window.find(lambda n: (n.get_name() or "").startswith("1") and "MARTIN Anne" in n.get_name()))
        window.keys("1")
        wait_for("she is known", lambda: window.text("Date of birth") == "14/03/1979")
        window.keys("ctrl+b")
        wait_for("the kit", lambda: window.focused() == "Kit")
        window.keys("ctrl+a")
        window.enter("veritor")
        wait_for("another box's lot", lambda: window.focused() == "Lot number" and window.text("Lot number") == "")
        window.enter("V1")
        self.to("Consent to share", "y")
        self.to_result("Negative")
        window.keys("n", "ctrl+Return")
        doubt = lambda: window.find(lambda n: n.get_name() == "No longer on the EU list: is there another kit?")
        wait_for("the doubt", doubt)
        if os.environ.get("SHOTS"):
            window.screenshot(os.path.join(os.environ["SHOTS"], "catalog-left.png"))
        assert not self.found("V1")
        window.keys("plus")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        wait_for("it is sent", lambda: self.found("V1") == {SARS: "negative"})
        device = next(r for result in self.practice.results() for r in result["resources"] if r.get("lotNumber") == "V1")
        assert "1065" in json.dumps(device), device
        window.quit()
        self.practice.keep_bundles("e2e-catalog")
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("typed", "combined", "sent", "printed", "counted", "exchanged", "corrected", "became_another", "left_the_list"):
        tap.run("/catalog/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
