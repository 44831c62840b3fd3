#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner that types, in the real window: whatever has the focus, a code fills in
what it holds; its Return neither validates nor wipes; what people type fast is
never taken for one."""

import os
import signal
import subprocess
import tempfile
import time

from counter import Practice, Tap, Window, set_up, wait_for

CARD = ("BEGIN:VCARD\nVERSION:3.0\nN:Le Gall;Anne\nTEL;TYPE=cell:+33639980001\nEMAIL:anne@example.fr\nBDAY:1979-03-14\n"
        "ADR;TYPE=home:;;12 rue des Lilas;Strasbourg;;67000;France\nGENDER:F\nEND:VCARD\n")
PASSPORT = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10\n")
# Made by cbor2, zlib and RFC 9285; its signature is nobody's.
EUROPEAN = ("HC1:6BFOXNRTSG6417DKQC+PBCV4*XU.2P7LPMIH0TH2UQKRQ/GA: RYQEBPIAYUVT3OSU5SI:TU+MMPZ5RX53W1+ZEHY9453000NCVRK2\n")
BOX = "(01)03453120000011(17)700630(10)L777\n"
OLD_BOX = "(01)03453120000011(17)260101(10)L111\n"


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice)
        self.window = Window(os.path.join(self.folder.name, "window.log"))

    def scan(self, code):
        subprocess.run(["xdotool", "type", "--delay", "2", "--", code], check=True)

    def value(self, name, expected):
        wait_for(f"{name} = {expected!r}", lambda: self.window.text(name) == expected, 10)

    def go_to(self, name):
        for _ in range(30):
            if self.window.focused() == name:
                return
            self.window.keys("Tab")
        raise AssertionError(name)

    def patient_card_in_any_field(self):
        self.go_to("E-mail")
        self.scan(CARD)
        self.value("Birth name", "LE GALL")
        for name, expected in (("First names", "Anne"), ("Date of birth", "14/03/1979"), ("Sex", "Female"),
                               ("Mobile phone", "06 39 98 00 01"), ("E-mail", "anne@example.fr"),
                               ("Address", "12 rue des Lilas"), ("Postal code", "67000"), ("Town", "Strasbourg"),
                               ("Country", "France")):
            self.value(name, expected)
        wait_for("the cursor at what is missing", lambda: self.window.focused() == "Kit")
        assert not self.practice.results()

    def box_keeps_the_patient(self):
        self.window.enter("panbio")
        self.scan(BOX)
        self.value("Lot number", "L777")
        self.value("Kit expiry", "30/06/2070")
        assert self.window.text("Birth name") == "LE GALL"

    def expired_box_is_refused(self):
        self.scan(OLD_BOX)
        wait_for("why", lambda: self.window.find(lambda n: "has expired and was not taken" in (n.get_name() or "")))
        assert self.window.text("Lot number") == "L777"

    def next_patient_keeps_the_first(self):
        """With the cursor on the result, where P is a key; the first one is kept."""
        self.go_to("Consent to share")
        self.window.enter("y")
        self.scan(PASSPORT)
        self.value("Birth name", "ERIKSSON")
        self.value("First names", "Anna Maria")
        self.value("Date of birth", "12/08/1974")
        self.value("Lot number", "L777")
        row = wait_for("the first as a draft", lambda: self.window.row("LE GALL Anne", "draft"))
        assert "Positive" not in row.get_name()
        assert not self.window.find(lambda n: "POSITIVE" in (n.get_name() or ""))

    def broken_code_takes_nothing(self):
        self.scan(PASSPORT.replace("7408122", "7408132"))
        wait_for("why", lambda: self.window.find(lambda n: "could not be read whole" in (n.get_name() or "")))
        assert self.window.text("Date of birth") == "12/08/1974"

    def key_after_a_scan_is_a_persons(self):
        """However late a busy window comes to both."""
        os.kill(self.window.process.pid, signal.SIGSTOP)
        self.scan(BOX)
        time.sleep(0.3)  # somebody's hand
        self.window.keys("ctrl+n")
        self.window.type("mar")
        os.kill(self.window.process.pid, signal.SIGCONT)
        self.value("Birth name", "mar")
        self.window.keys("ctrl+Delete")
        self.value("Birth name", "")

    def european_certificate(self):
        """With the cursor in a number; who was there stays as a draft."""
        window = self.window
        self.go_to("Mobile phone")
        self.scan(EUROPEAN)
        self.value("Birth name", "LE GALL")
        self.value("First names", "Anne")
        self.value("Date of birth", "14/03/1979")
        self.value("Mobile phone", "")
        wait_for("what the code does not say", lambda: window.focused() == "Sex")
        window.type("f")
        wait_for("the phone asked for", lambda: window.focused() == "Mobile phone")

    def fast_typing_is_no_scan(self):
        window = self.window
        window.keys("ctrl+n")
        wait_for("the first field", lambda: window.focused() == "Birth name" and window.text("Birth name") == "")
        for text, name in (("Pierre-Idriss", "Birth name"), ("Isabelle Beatrice", "First names"),
                           ("279035121518989", "Social security number"), ("15", "Date of birth")):
            self.scan(text)
            wait_for(name, lambda text=text, name=name: window.text(name).replace(" ", "") in (
                text.replace(" ", ""), text.upper(), "15/03/1979"))
            window.keys("Return")

    def test_page(self):
        """By keys: a preference changed, kept, and counted at once; the scanner judged."""
        window = self.window
        window.keys("ctrl+comma")
        wait_for("the preferences", lambda: window.find(lambda n: n.get_name() == "Full fields leave by themselves"))
        window.screenshot("/tmp/preferences.png") if "SHOTS" in os.environ else None
        entry = lambda: window.field("What the scanner types")
        window.take_keys("Preferences")
        window.to_page("Scanner")
        wait_for("the test page", entry)
        window.tab_to("What the scanner types")
        said = lambda text: wait_for(text, lambda: window.says(text))
        # What a scanner sees on the screen.
        picture = os.path.join(self.folder.name, "screen.png")
        window.screenshot(picture)
        read = subprocess.run(["zbarimg", "--quiet", "--raw", picture], check=True, capture_output=True, text=True).stdout.strip()
        assert read == "COMPTOIR-AZQWM-0123456789", read
        self.scan(read)
        said("The scanner types what it sees.")
        window.screenshot("/tmp/scanner.png") if "SHOTS" in os.environ else None
        window.set_text("What the scanner types", "CO?PTOIR)QWAZ?)à&é\"'(-è_ç")
        said("The scanner types as on an American keyboard")
        window.keys("Escape")
        wait_for("the form", lambda: not window.find(lambda n: n.get_name() == "What the scanner types"))

    def ends(self):
        assert not self.practice.results()
        self.window.quit()
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("patient_card_in_any_field", "box_keeps_the_patient", "expired_box_is_refused",
                 "next_patient_keeps_the_first", "broken_code_takes_nothing", "key_after_a_scan_is_a_persons", "european_certificate", "fast_typing_is_no_scan",
                 "test_page", "ends"):
        tap.run("/scanner/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
