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

    def sent(self):
        results = self.practice.results()
        codes = {r["code"]["coding"][0]["code"]: r for result in results for r in result["resources"]
                 if r["resourceType"] == "Observation" and r["category"][0]["coding"][0]["code"] == "laboratory"}
        assert set(codes) == {"94558-4", STREP}, set(codes)
        assert codes[STREP]["valueCodeableConcept"]["coding"][0]["code"] == "260373001"
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

    def observation(self):
        return [result["observation"] for result in self.practice.results()
                if any(r.get("code", {}).get("coding", [{}])[0].get("code") == STREP for r in result["resources"])]

    def counted(self):
        figures = json.loads(ctl("figures", "--json").stdout)
        assert sorted((lot["kit"], lot["lot"], lot["tests"]) for lot in figures["lots"]) == [("1232", "C1", 1), ("streptatest", "S1", 1)], figures
        assert [(kind["test"], kind["tests"], kind["positive"]) for kind in figures["by_test"]] == [("sars-cov-2", 1, 0), ("strep-a", 1, 1)], figures
        window = self.window
        window.keys("ctrl+g")
        wait_for("the figures", lambda: window._titled("Figures"))
        window.take_keys("Figures")
        for words in ("Covid-19, 1, 1 test, 0 positive · 0.0 %", "Group A strep throat, 1, 1 test, 1 positive · 100.0 %"):
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
            assert "0 ready, 0 to mend, 0 sent already, 0 twice, 2 here already" in done.stdout, done.stdout + done.stderr

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
        window.keys("Escape")
        ctl("status")
        window.quit()
        self.practice.keep_bundles("e2e-catalog")
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("typed", "sent", "printed", "counted", "exchanged", "corrected"):
        tap.run("/catalog/" + name, getattr(scenario, name))
    tap.end()


main()
