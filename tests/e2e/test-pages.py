#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two pages in a real browser: the patient's card, whose code is read back by
zbar and by our own parser, and the practice SI-DEP's page."""

import json
import os
import subprocess
import sys
import tempfile
import time

from browser import CHROMIUM, Browser
from counter import BUILD, Practice, Tap, ctl, set_up

SOURCE = os.environ["COMPTOIR_SOURCE"]
PAGE = f"{BUILD}/patient-card/carte-patient.html"
TAB, ENTER = ("Tab", 9), ("Enter", 13)
PERSON = ("Lefèvre; dit Petit", "Éléonore Zoë", "14031979", "f", "06 39 98 00 01", "zoe@example.fr", "12, rue des Lilas", "67000",
          "Strasbourg")


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()

    def fill(self, browser, person):
        """By keys alone, from the field that has the focus."""
        for answer in person:
            browser.type(answer) if answer != "f" else browser.ask("document.activeElement.value = 'F'")
            browser.key(*TAB)
        browser.key(*ENTER)

    def read(self, browser):
        """What a scanner sees on the telephone's screen."""
        path = os.path.join(self.folder.name, "card.png")
        browser.screenshot(path)
        return subprocess.run(["zbarimg", "--quiet", "--raw", path], check=True, capture_output=True, text=True).stdout

    def card(self):
        browser = Browser("fr")
        browser.size(400, 860, 2)
        browser.open("file://" + PAGE)
        assert browser.ask("document.title") == "Ma carte pour la pharmacie"
        assert browser.ask("document.activeElement.id") == "name"
        browser.screenshot("/tmp/card-form.png") if "SHOTS" in os.environ else None
        self.fill(browser, PERSON)
        text = self.read(browser)
        browser.screenshot("/tmp/card-code.png") if "SHOTS" in os.environ else None
        assert text.startswith("BEGIN:VCARD") and "Lefevre\\; dit Petit;Eleonore Zoe" in text, text
        dump = subprocess.run([f"{BUILD}/tests/scan-dump"], input=text.strip(), capture_output=True, text=True, check=True).stdout
        found = dict(line.split("=", 1) for line in dump.splitlines())
        assert found["kind"] == "patient", found
        assert found["birth_name"] == "Lefevre; dit Petit" and found["first_names"] == "Eleonore Zoe", found
        assert found["sex"] == "F" and found["birth_date"].replace("/", "").replace("-", "") in ("14031979", "19790314"), found
        assert found["postal_code"] == "67000" and found["town"] == "Strasbourg" and found["address"] == "12, rue des Lilas", found
        # Nothing left the page, and nothing stays.
        assert [url for url in browser.requests if not url.startswith(("file://" + PAGE, "data:"))] == [], browser.requests
        assert browser.ask("localStorage.length + sessionStorage.length + document.cookie.length") == 0
        assert browser.ask("indexedDB.databases().then(d => d.length)") == 0
        assert browser.ask("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
        browser.key(*ENTER)  # "correct it" has the focus: all is still there
        assert browser.ask("document.activeElement.id + document.getElementById('first').value") == "nameÉléonore Zoë"
        browser.open("file://" + PAGE)
        assert browser.ask("document.getElementById('first').value") == ""
        browser.close()

    def mistakes(self):
        browser = Browser("en")
        browser.open("file://" + PAGE)
        assert browser.ask("document.title") == "My card for the pharmacy"
        self.fill(browser, ("Martin", "Jean", "31021979", "f", "", "", "", "", ""))
        assert "such as 14/03/1979" in browser.ask("document.getElementById('birth-error').textContent")
        assert browser.ask("document.getElementById('card').hidden && document.activeElement.id") == "birth"
        browser.ask("document.getElementById('language').click()")
        assert browser.ask("document.documentElement.lang + document.title") == "frMa carte pour la pharmacie"
        browser.close()

    def practice(self):
        """The other side, as a trainer looks at it."""
        practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(practice)
        person = {"birth_name": "MARTIN", "first_names": "Jean", "birth_date": "1961-05-02", "sex": "M", "postal_code": "67000",
                  "town": "Strasbourg", "phone": "0639980001", "kit": "1232", "lot": "L1", "consent": "yes", "result": "positive",
                  "sampled_at": time.strftime("%Y-%m-%dT%H:%M:00")}
        ctl("add", "-", text=json.dumps(person))
        ctl("send")
        browser = Browser("fr", "--ignore-certificate-errors")
        browser.open(practice.origin + "/")
        text = browser.ask("document.body.innerText")
        assert "MARTIN" in text and "+33639980001" in text, text
        assert all(url.startswith((practice.origin, "data:")) for url in browser.requests), browser.requests
        browser.close()
        practice.stop()


def main():
    if CHROMIUM is None:
        print("1..0 # SKIP there is no Chromium")
        return
    built = subprocess.run([f"{SOURCE}/data/patient-card/build", f"{BUILD}/patient-card"], check=False).returncode
    tap = Tap()
    scenario = Scenario()
    for name in ("card", "mistakes", "practice"):
        if built == 77 and name != "practice":
            tap.skip("/pages/" + name, "npm's packages cannot be had here")
        else:
            tap.run("/pages/" + name, getattr(scenario, name))
    tap.end()


sys.exit(main())
