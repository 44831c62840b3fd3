#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first start, by keys alone: four pages from nothing to an accepted result; and practice,
which brings its SI-DEP along, with the first test within sixty keys."""

import glob
import json
import os
import signal
import subprocess
import tempfile
import time

from canaries import sweep, sweep_process, temporary_files, user_folders
from counter import Practice, Tap, Window, ctl, wait_for


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        # The one thing no page asks: a real service's certificate is one the system trusts.
        subprocess.run(["gsettings", "set", "fr.comptoir.Comptoir:/fr/comptoir/Comptoir/", "ca-file", self.practice.ready["ca_file"]],
                       check=True)
        self.window = None

    def look(self, name):
        if os.environ.get("SHOTS"):
            self.window.screenshot(os.path.join(os.environ["SHOTS"], name + ".png"))

    def focus(self):
        states = self.window.atspi.StateType
        node = self.window.find(lambda n: n.get_state_set().contains(states.FOCUSED) and n.get_name())
        return node.get_name() if node else ""

    def at(self, name):
        wait_for(name, lambda: name in self.focus())

    def answer(self, name, text):
        """In its field, over what is there."""
        for _ in range(20):
            if name in self.focus():
                break
            self.window.keys("Tab")
            time.sleep(0.1)
        assert name in self.focus(), f"{name}: {self.focus()}"
        self.window.keys("ctrl+a")
        self.window.type(text)

    def told(self, text):
        wait_for(text, lambda: self.window.says(text))

    def record(self, name):
        """Typed and validated; Returns the keys it took."""
        window = self.window
        before = window.pressed
        for asked, answer in (("Birth name", name), ("First names", "anne"), ("Social security number", ""), ("Date of birth", "140379"),
                              ("Sex", "f"), ("Mobile phone", ""), ("E-mail", ""), ("Postal code", "67000"), ("Address", ""), ("Kit", "1232"),
                              ("Lot number", "L1"), ("Kit expiry", "062099"), ("Symptoms", "n"), ("Consent to share", "y")):
            wait_for(asked, lambda: window.focused() == asked)
            if answer == "":
                time.sleep(0.6)
            window.enter(answer)
        time.sleep(0.3)
        window.keys("n", "ctrl+Return")
        return window.pressed - before

    # ---- a pharmacy ----

    def pharmacy(self):
        """It is asked at the first start, and each slip is told where it is."""
        self.window = window = Window(os.path.join(self.folder.name, "log"), real=True)
        window.take_keys("Set-Up")
        self.at("FINESS number")
        self.look("set-up-1")
        window.keys("Return")
        self.told("A FINESS number has nine digits")
        self.answer("FINESS number", "750012345")
        window.keys("Return")
        self.told("A FINESS number has nine digits")
        self.answer("FINESS number", "750012346")
        window.keys("Return")
        self.told("Under which name is the pharmacy known?")
        self.at("Name of the pharmacy")
        window.type("Pharmacie des Lilas")
        self.answer("RPPS number", "10003456785")
        window.keys("Return")
        self.told("An RPPS number has eleven digits")
        self.answer("RPPS number", "10003456786")
        self.answer("Their first name and NAME", "Claire PETIT")
        window.keys("Return")
        self.at("Address")

    def service(self):
        """No address, no service, no login; and then all of it."""
        window = self.window
        window.type("sidep.example.fr")
        window.keys("Return")
        self.told("begins with https://")
        self.answer("Address", "https://localhost:1/fhir")
        self.answer("Client identifier", self.practice.ready["client_id"])
        self.answer("Secret", "not the one")
        window.keys("Return")
        self.told("Nobody answers at this address now")
        window.keys("shift+Tab")
        self.answer("Address", self.practice.base)
        window.keys("Return")
        self.told("does not know this login")
        self.look("set-up-2")
        self.answer("Secret", self.practice.ready["client_secret"])
        window.keys("Return")
        self.told("The service answers, proved who it is, and knows this pharmacy.")
        window.keys("Return")
        self.at("Make the Code")

    def code(self):
        """Made, read back in two groups, and only then in force."""
        window = self.window
        self.look("set-up-3")
        window.keys("space")
        window.take_keys("Recovery Code")
        is_group = lambda n: len(n.get_name() or "") == 4 and (n.get_name().isupper() or n.get_name().isdigit())
        wait_for("the groups", lambda: len([n for n in window.walk() if is_group(n)]) >= 9)
        groups = [n.get_name() for n in window.walk() if is_group(n)][-9:]
        window.keys("Return")
        asked = wait_for("the groups asked for", lambda: list(dict.fromkeys(
            int(n.get_name().split()[-1]) for n in window.walk() if (n.get_name() or "").startswith("Group "))))
        window.type(groups[asked[0] - 1])
        window.keys("Tab")
        window.type(groups[asked[1] - 1])
        window.keys("Return")
        self.told("The recovery code is good from now on")
        window.take_keys("Set-Up")
        self.at("Next")
        window.keys("Return")
        self.at("What the scanner types")
        self.look("set-up-4")
        for _ in range(3):
            window.keys("Tab")
            time.sleep(0.1)
            if "Done" in self.focus():
                break
        self.at("Done")
        window.keys("Return")
        window.take_keys()

    def first_result(self):
        wait_for("the form", lambda: self.window.focused() == "Birth name")
        self.record("PREMIERE")
        wait_for("it is accepted", lambda: len(self.practice.results()) == 1)
        # Another start asks nothing any more.
        self.window.quit()
        self.window.start()
        time.sleep(1)
        assert not self.window._titled("Set-Up")

    def helped(self):
        """F1 says what the field wants and why, and what is wrong with it; the next key is typed as if it were not there."""
        window = self.window
        wait_for("the form", lambda: window.focused() == "Birth name")
        window.keys("F1")
        self.told("As on the identity card")
        self.told("With the first names and the date of birth it tells who was tested")
        window.type("essai")
        wait_for("nothing is lost", lambda: window.text("Birth name").upper() == "ESSAI")
        wait_for("it is gone", lambda: not window.says("As on the identity card"))
        window.keys("Return", "Return")
        wait_for("the number", lambda: window.focused() == "Social security number")
        window.enter("1790351")
        window.keys("shift+Tab")
        wait_for("the number", lambda: window.focused() == "Social security number")
        window.keys("F1")
        wait_for("what is wrong", lambda: window.find(lambda n: "Type all 15 characters" in (n.get_name() or "")
                                                      and "Fifteen digits" in (n.get_name() or "")))
        window.keys("F1")
        wait_for("it is gone", lambda: not window.says("Fifteen digits"))
        window.keys("ctrl+Delete")
        wait_for("a blank form", lambda: window.text("Birth name") == "")

    def nothing_lies_about(self):
        secrets = [self.practice.ready["client_secret"], "not the one"]
        assert not sweep_process(secrets, self.window.process.pid)
        folders = [folder for folder in user_folders()]
        hits, count = sweep(secrets, folders, [self.window.log, *temporary_files()])
        hits = [(path, secret) for path, secret in hits if not path.startswith(self.practice.directory)]
        assert count > 3 and not hits, hits

    def by_a_key(self):
        """Later, in the same pages: a key made here; its public half is shown, to be given to the service."""
        window = self.window
        window.keys("ctrl+shift+s")
        window.take_keys("Set-Up")
        self.at("FINESS number")
        assert window.text("FINESS number") == "750012346" and window.text("Name of the pharmacy") == "Pharmacie des Lilas"
        window.keys("Return")
        self.at("Address")
        for _ in range(6):
            if "Login" in self.focus():
                break
            window.keys("Tab")
            time.sleep(0.1)
        window.keys("space", "Down", "Return")
        time.sleep(0.5)
        self.answer("Client identifier", self.practice.ready["client_id"])
        window.keys("Return")
        self.told("does not know this login")
        key = json.loads(wait_for("the public key", lambda: window.text("Public key")))
        assert key["kty"] == "EC" and key["crv"] == "P-384" and "d" not in key, key
        self.look("set-up-key")
        assert json.loads(ctl("key", real=True).stdout) == key
        window.keys("Escape")
        window.take_keys()
        window.quit()

    # ---- practice ----

    def practises_first(self):
        """From the first page of a pharmacy that is not set up, without a service anywhere."""
        env = {f"XDG_{kind}_HOME": os.path.join(self.folder.name, kind) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
        window = self.window = Window.__new__(Window)
        window.log, window.real, window.pressed, window.first_field = os.path.join(self.folder.name, "log-2"), True, 0, "Birth name"
        from gi.repository import Atspi, GLib
        window.atspi, window.glib = Atspi, GLib
        window.start(env=env)
        window.take_keys("Set-Up")
        self.at("FINESS number")
        for _ in range(8):
            if "Practise First" in self.focus():
                break
            window.keys("Tab")
            time.sleep(0.1)
        window.keys("space")
        assert window.process.wait(20) == 0
        desktop = Atspi.get_desktop(0)

        def practising():
            for i in range(desktop.get_child_count()):
                app = desktop.get_child_at_index(i)
                try:
                    if app and "--practice" in open(f"/proc/{app.get_process_id()}/cmdline").read():
                        return app
                except (OSError, GLib.Error):
                    continue
            return None

        window.app = wait_for("the practice window", practising)
        self.pid = window.app.get_process_id()
        window.process = type("Process", (), {"pid": self.pid})()
        window.take_keys()
        wait_for("it says so", lambda: window.says("PRACTICE"))
        wait_for("the form", lambda: window.focused() == "Birth name")
        keys = self.record("essai")
        print(f"# the first practice test: {keys} keys", flush=True)
        assert keys <= 60
        wait_for("accepted by its own SI-DEP", lambda: window.row("ESSAI", "accepted"))
        self.look("practice")

    def ends_with_us(self):
        """However the window ends, its SI-DEP goes with it; at the next start it is back, with what it got."""
        hosts = lambda: [p for p in glob.glob("/proc/[0-9]*/cmdline") if self.is_host(p)]
        assert len(hosts()) == 1, hosts()
        os.kill(self.pid, signal.SIGKILL)
        wait_for("nobody left", lambda: not hosts())

    @staticmethod
    def is_host(path):
        try:
            return open(path).read().split("\0")[:2][-1] == "--with-parent"
        except OSError:
            return False


def main():
    tap = Tap()
    scenario = Scenario()
    tap.run("the pharmacy, each slip told", scenario.pharmacy)
    tap.run("the service, tried before anything depends on it", scenario.service)
    tap.run("the recovery code and the scanner", scenario.code)
    tap.run("the first result", scenario.first_result)
    tap.run("help where the cursor is", scenario.helped)
    tap.run("no secret lies about", scenario.nothing_lies_about)
    tap.run("a key in the place of the secret", scenario.by_a_key)
    tap.run("practice brings its SI-DEP, the first test within sixty keys", scenario.practises_first)
    tap.run("which ends with the window", scenario.ends_with_us)
    scenario.practice.stop()
    tap.end()


if __name__ == "__main__":
    main()
