#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What other programs hand over: a file that is opened, an address, a draft by comptoirctl, a
watched folder. Somebody comes into the form of the window that runs; what is hostile changes
nothing and says why; nobody's typing is disturbed. By keys alone."""

import json
import os
import re
import subprocess
import tempfile
import time

from counter import CTL, WINDOW, Practice, Tap, Window, ctl, set_up, wait_for

VCARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:{};Anne;;;\r\nBDAY:1979-03-14\r\nTEL;TYPE=cell:+33639980001\r\nADR:;;12 rue des Lilas;Strasbourg;;67000;France\r\nEND:VCARD\r\n"
PATIENT = {"resourceType": "Patient", "name": [{"use": "official", "family": "Fhirine", "given": ["Paul"]}], "gender": "male", "birthDate": "1980-04-03",
           "address": [{"line": ["3 quai Kléber"], "city": "Strasbourg", "postalCode": "67000", "country": "FR"}]}
ABSENT = "00000000-0000-4000-8000-000000000000"


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice, grace=0)
        self.watched = os.path.join(self.folder.name, "watched")
        os.mkdir(self.watched)
        self.window = Window(os.path.join(self.folder.name, "window.log"))

    def write(self, name, text, folder=None):
        path = os.path.join(folder or self.folder.name, name)
        with open(path + ".part", "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
        os.rename(path + ".part", path)
        return path

    def open(self, what):
        """As the desktop does: a second process, which hands it to the first."""
        subprocess.run([WINDOW, "--practice", what], check=True, timeout=20)

    def records(self):
        return json.loads(ctl("list", "--json", "--names").stdout)

    def in_the_form(self, name):
        wait_for(f"{name} in the form", lambda: self.window.text("Birth name") == name)

    def blank(self):
        self.window.keys("ctrl+n")
        wait_for("a blank form", lambda: self.window.text("Birth name") == "")
        time.sleep(0.3)

    def first_result(self):
        """So that the counter has a box: its kit stays for who comes by a door."""
        window = self.window
        for asked, answer in [("Birth name", "PREMIER"), ("First names", "anne"), ("Social security number", ""), ("Date of birth", "01021950"), ("Sex", "f"),
                              ("Mobile phone", ""), ("E-mail", ""), ("Postal code", "67000"), ("Address", ""), ("Kit", "1232"), ("Lot number", "L1"),
                              ("Kit expiry", "30062099"), ("Symptoms", "n"), ("Consent to share", "y")]:
            wait_for(asked, lambda: window.focused() == asked)
            if answer == "":
                time.sleep(0.8)
            window.enter(answer)
        window.keys("n", "ctrl+Return")
        wait_for("it is accepted", lambda: window.row("PREMIER Anne", "accepted"))

    def vcard(self):
        self.open(self.write("anne.vcf", VCARD.format("Carte")))
        self.in_the_form("CARTE")
        window = self.window
        assert window.says("Handed over by another program")
        assert window.text("First names") == "Anne" and window.text("Date of birth") == "14/03/1979" and window.text("Mobile phone") == "06 39 98 00 01"
        assert window.text("Lot number") == "L1" and window.text("Sampled at"), "what every form of this counter has"
        wait_for("what is asked next", lambda: window.focused() == "Sex")
        assert window.row("CARTE Anne", "draft")

    def while_somebody_types(self):
        """What somebody opens comes at once, and what was typed stays a draft."""
        window = self.window
        self.blank()
        window.type("encours")
        self.open(self.write("paul.fhir.json", json.dumps(PATIENT)))
        self.in_the_form("FHIRINE")
        assert window.text("Address") == "3 quai Kléber" and window.row("ENCOURS")

    def address(self):
        window = self.window
        self.blank()
        uuid = next(r["uuid"] for r in self.records() if r["name"].startswith("CARTE"))
        self.open(f"comptoir:record/{uuid}")
        self.in_the_form("CARTE")
        window.keys("ctrl+Delete")
        wait_for("it is gone", lambda: not window.row("CARTE"))

    def hostile(self):
        """Nothing changes, and it is told."""
        window = self.window
        self.blank()
        before = self.records()
        link = os.path.join(self.folder.name, "link.vcf")
        os.symlink("/etc/passwd", link)
        for what, words in (
                (self.write("huge.vcf", b"BEGIN:VCARD\nNOTE:" + b"x" * 5_000_000), "longer than one person"),
                (self.write("script.vcf", VCARD.format("<script>alert(1)</script>")), "none that a person can have"),
                (self.write("control.vcf", VCARD.format("A\x1b[31m")), "Nothing was taken"),
                (self.write("cut.vcf", "BEGIN:VCARD\nN:"), "Nothing was taken"),
                (self.write("binary.vcf", bytes(range(256))), "neither a vCard nor FHIR"),
                (self.write("broken.fhir", '{"resourceType":"Patient",'), "not whole"),
                (self.write("deep.fhir", "[" * 100_000), "not whole"),
                (link, "cannot be read"),
                ("/dev/zero", "cannot be read"),
                (self.folder.name, "cannot be read"),
                ("comptoir:record/../../etc/passwd", "this address names no record"),
                ("comptoir:patient?birth_name=Martin", "this address names no record"),
                ("comptoir:record/" + "A" * 100_000, "this address names no record"),
                (f"comptoir:record/{ABSENT}%00", "this address names no record"),
                (f"comptoir:record/{ABSENT}", "this address names no record")):
            self.open(what)
            wait_for(f"{what[:60]}: {words}", lambda words=words: window.says(words))
            assert window.text("Birth name") == "" and self.records() == before, what[:60]
            window.keys("ctrl+f", "Escape")
            time.sleep(3.2)  # the words are gone
        assert window.process.poll() is None

    def several(self):
        """A table or many people are looked at first."""
        self.open(self.write("deux.csv", "Nom;Prénoms;Né le\nUN;Anne;14/03/1979\nDEUX;Luc;14/03/1979\n"))
        wait_for("the window of imports", lambda: self.window._titled("Import Records"))
        self.window.take_keys("Import Records")
        wait_for("what is in it", lambda: self.window.has_keys() == "Import 2 records")
        self.window.keys("Escape")
        wait_for("it is closed", lambda: not self.window._titled("Import Records"))
        self.window.take_keys()
        assert not any(r["name"].startswith(("UN ", "DEUX ")) for r in self.records())

    def by_command(self):
        window = self.window
        self.blank()
        draft = json.dumps({"birth_name": "Commande", "first_names": "Léa", "birth_date": "1990-01-02", "sex": "F", "postal_code": "67000", "town": "Strasbourg"})
        uuid = ctl("add", "--draft", "-", text=draft).stdout.strip()
        self.in_the_form("COMMANDE")
        assert window.text("Lot number") == "L1" and window.text("Sampled at")
        # Nobody's typing is taken from under their hands: the next one waits in the list.
        window.keys("End")
        window.type("X")
        ctl("add", "--draft", "-", text=draft.replace("Commande", "Suivant"))
        wait_for("it is told", lambda: window.says("the draft waits in the list"))
        assert window.text("Birth name").startswith("COMMANDE") and window.row("SUIVANT")
        assert any(r["uuid"] == uuid for r in self.records())

    def ready_for_the_result(self):
        """From the hand-over to the proof: what is missing, the result, and the answer for the other program."""
        window = self.window
        self.blank()
        uuid = ctl("add", "--draft", "-", text=json.dumps({"birth_name": "Complet", "first_names": "Léa", "birth_date": "1990-01-02", "sex": "F",
                                                           "postal_code": "67000", "town": "Strasbourg", "symptoms": "none", "consent": "yes"})).stdout.strip()
        self.in_the_form("COMPLET")
        window.keys("ctrl+Return")
        window.keys("n", "ctrl+Return")
        wait_for("it is accepted", lambda: window.row("COMPLET Léa", "accepted"))
        answer = next(r for r in self.records() if r["uuid"] == uuid)
        assert answer["state"] == "accepted" and answer["receipt"], answer

    def the_page_for_editors(self):
        """docs/integration.md, word for word: its blocks one after the other, in one shell."""
        with open(os.path.join(os.environ["COMPTOIR_SOURCE"], "docs/integration.md"), encoding="utf-8") as file:
            blocks = re.findall(r"```sh\n(.*?)```", file.read(), re.S)
        assert len(blocks) == 2
        self.blank()
        script = f'comptoirctl() {{ "{CTL}" --practice "$@"; }}\n' + blocks[0]
        uuid = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, check=True).stdout.strip()
        self.in_the_form("EXEMPLE")
        asked = lambda: subprocess.run(["bash", "-euc", f'comptoirctl() {{ "{CTL}" --practice "$@"; }}\nuuid={uuid}\n' + blocks[1]], capture_output=True, text=True, check=True).stdout.split()
        assert asked()[0] == "draft", asked()
        window = self.window
        window.keys("ctrl+Return")
        wait_for("what is missing", lambda: window.focused() == "Consent to share")
        window.enter("y")
        window.keys("n", "ctrl+Return")
        wait_for("it is accepted", lambda: asked()[0] == "accepted" and len(asked()) > 1)

    def watched_folder(self):
        window = self.window
        self.blank()
        early = self.write("early.vcf", VCARD.format("Matin"), self.watched)
        assert "off" in ctl("prefer").stdout
        assert "a folder that is there" in ctl("prefer", "hand-over-folder", "relative", check=2).stderr
        window.quit()
        ctl("prefer", "hand-over-folder", self.watched)
        window.start()
        self.in_the_form("MATIN")
        assert not os.path.exists(early), "it is consumed"
        self.blank()
        path = self.write("midi.vcf", VCARD.format("Midi"), self.watched)
        self.in_the_form("MIDI")
        wait_for("it is erased", lambda: not os.path.exists(path))
        bad = self.write("bad.vcf", "BEGIN:VCARD\nEND:VCARD\n", self.watched)
        wait_for("it is told", lambda: window.says("Nothing was taken"))
        wait_for("it is set aside", lambda: os.path.exists(bad + ".refused"))
        self.write("notes.txt", "nothing of ours", self.watched)
        self.write("soir.vcf", VCARD.format("Soir"), self.watched)
        wait_for("it waits in the list", lambda: window.row("SOIR Anne"))
        assert window.text("Birth name") == "MIDI"
        assert sorted(os.listdir(self.watched)) == ["bad.vcf.refused", "notes.txt"], os.listdir(self.watched)
        lines = [json.loads(line) for line in ctl("audit", "--json").stdout.splitlines()]
        handed = [line for line in lines if line["verb"] == "handed-over"]
        assert len(handed) == 5 and all(line["record"] for line in handed), handed
        assert not any(word in json.dumps(lines).upper() for word in ("MIDI", "MATIN", "SOIR"))

    def starts_with_it(self):
        """A program that does not run yet: it waits at the door until the records are open."""
        window = self.window
        ctl("prefer", "hand-over-folder", "off")
        window.quit()
        path = self.write("porte.vcf", VCARD.format("Porte"))
        process = subprocess.Popen([WINDOW, "--practice", path])
        window.process = process
        wait_for("the window on screen", window._x_window)
        window.app = wait_for("the application on the accessibility bus", window._app)
        window.take_keys()
        self.in_the_form("PORTE")
        window.quit()
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("first_result", "vcard", "while_somebody_types", "address", "hostile", "several", "by_command", "ready_for_the_result", "the_page_for_editors", "watched_folder", "starts_with_it"):
        tap.run("/doors/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
