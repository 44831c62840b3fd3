#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who works at the counter: PINs, roles, and a screen that is empty while nobody does. By keys
alone. The session's lock and the computer's sleep are told by python-dbusmock, which plays
gnome-shell and logind on buses of our own."""

import json
import os
import re
import subprocess
import tempfile
import time

from canaries import sweep, sweep_process, temporary_files, user_folders
from counter import CTL, WINDOW, Practice, Tap, Window, ctl, set_up, wait_for

CYCLES = int(os.environ.get("CYCLES", "5"))  # locks of each kind; ./dev soak runs more
RUNS = int(os.environ.get("RUNS", "1"))  # canaries typed, killed and looked for; ./dev soak: 50
RING = 3000  # pixels of a focus ring, which comes and goes; a form is some ten thousands
PIN = {"AB": "482951", "CD": "730264", "EF": "915806"}


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.code = None
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice, grace=0)
        self.helpers = []
        self.system_bus()
        self.session_manager()
        self.mock("--session", "org.gnome.ScreenSaver", "-t", "gnome_screensaver")
        self.window = Window(os.path.join(self.folder.name, "window.log"))

    def system_bus(self):
        here = os.path.dirname(os.path.abspath(__file__))
        bus = subprocess.Popen(["dbus-daemon", "--config-file", os.path.join(here, "../session.conf"), "--print-address", "--nofork"],
                               stdout=subprocess.PIPE, text=True)
        self.helpers.append(bus)
        os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.mock("--system", "org.freedesktop.login1", "-t", "logind")

    def session_manager(self):
        """GTK registers there, and asks for the session's screen then."""
        name, path = "org.gnome.SessionManager", "/org/gnome/SessionManager"
        self.mock("--session", name, name, path, name)
        self.call("--session", name, path, "org.freedesktop.DBus.Mock.AddObject", path + "/Client1", name + ".ClientPrivate", "{}", "[]")
        self.call("--session", name, path, "org.freedesktop.DBus.Mock.AddMethod", name, "RegisterClient", "ss", "o",
                  f'ret = dbus.ObjectPath("{path}/Client1")')

    def mock(self, bus, name, *what):
        self.helpers.append(subprocess.Popen(["/usr/bin/python3", "-m", "dbusmock", bus, *what], stdout=subprocess.DEVNULL))
        wait_for(name, lambda: name in self.call(bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                 "org.freedesktop.DBus.ListNames"))

    def call(self, bus, name, path, method, *args):
        return subprocess.run(["gdbus", "call", bus, "-d", name, "-o", path, "-m", method, "--", *args], capture_output=True,
                              text=True, check=True).stdout

    def session_locked(self, active):
        self.call("--session", "org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.SetActive",
                  "true" if active else "false")

    def sleeps(self, begins):
        self.call("--system", "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.DBus.Mock.EmitSignal",
                  "org.freedesktop.login1.Manager", "PrepareForSleep", "b", f"[<{'true' if begins else 'false'}>]")

    def at(self, name):
        wait_for(name, lambda: self.window.focused() == name)

    def focus(self):
        """The name of what has the keys, a button included."""
        states = self.window.atspi.StateType
        node = self.window.find(lambda n: n.get_state_set().contains(states.FOCUSED) and n.get_name())
        return node.get_name() if node else ""

    def actors(self, verb):
        lines = [json.loads(line) for line in ctl("audit", "--json").stdout.splitlines()]
        return [line["actor"] for line in lines if line["verb"] == verb]

    def person(self, name, result="n"):
        """Typed by keys, validated."""
        window = self.window
        self.at("Birth name")
        answers = [("Birth name", name), ("First names", "anne"), ("Social security number", "279035121518989"),
                   ("Date of birth", "14031979"), ("Mobile phone", ""), ("E-mail", ""), ("Postal code", "67000"), ("Address", "")]
        kit = window.text("Lot number") == ""
        if kit:
            answers += [("Kit", "1232"), ("Lot number", "L1"), ("Kit expiry", "30062099")]
        for asked, answer in answers + [("Symptoms", "n"), ("Consent to share", "y")]:
            self.at(asked)
            if answer == "":
                time.sleep(0.8)
            if answer == "14031979":
                window.keys("ctrl+a")
            window.enter(answer)
        time.sleep(0.3)
        window.keys(result, "ctrl+Return")
        # Somebody of the same name, day and number was here before: one key says that it is so.
        time.sleep(0.8)
        if window.text("Birth name") != "":
            window.keys("plus")
        wait_for("the next", lambda: window.text("Birth name") == "")

    def is_locked(self):
        name = self.focus()
        return "PIN of " in name or "Go On" in name

    def works(self):
        return self.window.focused() in ("Birth name", "First names", "Social security number")

    def works_anywhere(self):
        """In whatever field."""
        return self.window.focused() is not None and not self.is_locked()

    def look(self, name):
        """What the X server shows, to be compared: the screen is what a passer-by sees."""
        path = os.path.join(os.environ.get("SHOTS") or self.folder.name, name + ".png")
        self.window.screenshot(path)
        return path

    def differ(self, one, other):
        """In how many pixels."""
        done = subprocess.run(["compare", "-metric", "AE", one, other, "null:"], capture_output=True, text=True)
        return float(done.stderr.split()[0])

    def sign_in(self, initials):
        self.window.enter(initials.lower() + PIN[initials])
        wait_for(initials + " works", self.works)

    # ---- before anybody has a PIN ----

    def locked_without_pin(self):
        """It hides what is there, keeps it, and does nothing of what the keys would."""
        window = self.window
        self.at("Birth name")
        window.enter("brouillon")
        self.at("First names")
        before = self.look("before")
        window.keys("F12")
        wait_for("it is locked", self.is_locked)
        locked = self.reference = self.look("locked")
        assert self.differ(before, locked) > 20000
        window.keys("ctrl+n", "ctrl+k", "ctrl+f", "ctrl+Delete", "ctrl+b", "Escape", "ctrl+comma", "alt+1")
        time.sleep(0.5)
        assert self.differ(locked, self.look("still")) < RING
        window.keys("Return")
        wait_for("work", self.works)
        assert window.text("Birth name") == "BROUILLON"

    def scans_nothing(self):
        """What a scanner types while it is locked goes nowhere."""
        window = self.window
        window.keys("F12")
        wait_for("it is locked", self.is_locked)
        subprocess.run(["xdotool", "type", "--delay", "2", "--", "BEGIN:VCARD\nVERSION:3.0\nN:AUTRE;Paul\nEND:VCARD\n"], check=True)
        time.sleep(0.5)
        if self.is_locked():
            window.keys("Return")
        wait_for("work", self.works)
        assert window.text("Birth name") == "BROUILLON", window.text("Birth name")

    def handed_over_while_locked(self):
        """Another program's patient waits at the door: nobody who passes by learns of it, and
        whoever works next is told."""
        window = self.window
        window.keys("F12")
        wait_for("it is locked", self.is_locked)
        locked = self.look("locked-before")
        path = os.path.join(self.folder.name, "handed.vcf")
        with open(path, "w", encoding="utf-8") as file:
            file.write("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Remise;Anne;;;\r\nBDAY:1979-03-14\r\nEND:VCARD\r\n")
        subprocess.run([WINDOW, "--practice", path], check=True, timeout=20)
        time.sleep(1)
        assert self.is_locked() and "REMISE" not in ctl("list", "--json", "--names").stdout
        assert self.differ(locked, self.look("locked-after")) < RING
        assert not window.find(lambda n: "REMISE" in (n.get_name() or "") and n.get_state_set().contains(window.atspi.StateType.SHOWING))
        window.keys("Return")
        wait_for("work", self.works_anywhere)
        wait_for("who was handed over", lambda: window.text("Birth name") == "REMISE" and window.row("REMISE Anne", "draft"))
        assert window.says("Handed over by another program")
        window.keys("ctrl+Delete")
        wait_for("it is gone", lambda: not window.row("REMISE"))
        window.keys("Escape")
        time.sleep(0.4)
        window.keys("Home", "Return")
        wait_for("what was typed goes on", lambda: window.text("Birth name") == "BROUILLON")

    def hides(self, name, lock):
        """From the cause to a screen without a person, CYCLES times; the slowest."""
        window, slowest = self.window, 0
        for _ in range(CYCLES):
            wait_for("work", self.works)
            wait_for("the name", lambda: self.differ(self.look("now"), self.reference) > 20000)
            began = time.monotonic()
            lock()
            wait_for("nothing of a person", lambda: self.differ(self.look("now"), self.reference) < RING)
            slowest = max(slowest, time.monotonic() - began)
            self.session_locked(False)
            self.sleeps(False)
            wait_for("it asks", self.is_locked)
            window.keys("Return")
        print(f"# {name}: nothing of a person on the screen after {slowest * 1000:.0f} ms at the most, looking included, {CYCLES} times",
              flush=True)
        assert slowest < 1

    def hides_at_a_key(self):
        self.hides("F12", lambda: self.window.keys("F12"))

    def hides_with_the_session(self):
        self.hides("session locked", lambda: self.session_locked(True))

    def hides_before_sleep(self):
        self.hides("sleep", lambda: self.sleeps(True))
        self.window.keys("ctrl+Delete")
        wait_for("a blank form", lambda: self.window.text("Birth name") == "")

    def preferences(self):
        """Without a window manager the keys may be nobody's for a moment, right after another answer."""
        for _ in range(4):
            time.sleep(0.5)
            self.window.keys("ctrl+comma")
            try:
                wait_for("Preferences", lambda: self.window._titled("Preferences"), 4)
                break
            except AssertionError:
                self.window.take_keys()
        self.window.take_keys("Preferences")
        time.sleep(1)  # the window takes its own focus then
        self.pages()

    def pages(self):
        """The cursor at the first page's name; without a window manager it may get lost on a busy machine."""
        def there():
            if self.focus() == "":
                self.window.take_keys("Preferences")
            return "Entry" in self.focus()
        wait_for("the pages", there)

    def workstation(self):
        """What is so on this computer, looked at when the page comes up."""
        window = self.window
        self.preferences()
        while "Workstation" not in self.focus():
            window.keys("Right")
            time.sleep(0.2)
        window.keys("space")
        for words in ("It answers, by TLS, and proved who it is.", "It differs from the service's by", "Nobody has a PIN yet",
                      "The key is in the keyring."):
            wait_for(words, lambda: window.says(words))
        window.keys("Escape")
        window.take_keys()

    # ---- people ----

    def people_page(self):
        """The preferences at their page, by keys; the cursor in its first line."""
        window = self.window
        self.preferences()
        while "People" not in self.focus():
            window.keys("Right")
            time.sleep(0.2)
        window.keys("space")
        for _ in range(12):
            window.keys("Tab")
            time.sleep(0.1)
            if window.focused() == "Initials":
                return
        raise AssertionError("the page of people")

    def add(self, initials, role):
        """@role: steps up from the usual one in the list."""
        window = self.window
        window.type(initials.lower())
        window.keys("Tab")
        if role:
            window.keys("space", *["Up"] * role, "Return")
            time.sleep(0.3)
        while window.focused() != "PIN, six digits or more":
            window.keys("Tab")
            time.sleep(0.1)
        window.type(PIN[initials])
        while window.focused() != "The same PIN again":
            window.keys("Tab")
            time.sleep(0.1)
        window.type(PIN[initials])
        window.keys("Return")
        wait_for(initials, lambda: window.find(lambda n: n.get_name() == f"Remove {initials}"))

    def people_are_set_up(self):
        """Whoever is first administers, and is signed in with that."""
        window = self.window
        self.people_page()
        window.type("ab")
        for pin, told in (("12345", "six digits"), ("123456", "anybody would try"), ("48a951", "digits only")):
            window.set_text("PIN, six digits or more", pin)
            window.set_text("The same PIN again", pin)
            while window.focused() != "The same PIN again":
                window.keys("Tab")
            window.keys("Return")
            wait_for(told, lambda: window.says(told))
        window.set_text("Initials", "")
        window.set_text("PIN, six digits or more", "")
        window.set_text("The same PIN again", "")
        while window.focused() != "Initials":
            window.keys("shift+Tab")
            time.sleep(0.1)
        self.add("AB", 0)
        for initials, role in (("CD", 0), ("EF", 1)):
            while window.focused() != "Initials":
                window.keys("shift+Tab")
                time.sleep(0.1)
            self.add(initials, role)
        window.screenshot("/tmp/people.png") if "SHOTS" in os.environ else None
        window.keys("Escape")
        window.take_keys()
        self.at("Birth name")
        assert self.actors("operator-added") == ["counter", "AB", "AB"], self.actors("operator-added")
        assert window.find(lambda n: n.get_name() == "AB")

    def tries_are_counted(self):
        """Five are free; then there is a wait, which no kill ends, and others sign in meanwhile."""
        window = self.window
        window.keys("F12")
        wait_for("it asks", lambda: "PIN of AB" in self.focus())
        window.screenshot("/tmp/sign-in.png") if "SHOTS" in os.environ else None
        window.enter("zz111222")
        wait_for("nobody", lambda: window.says("Nobody here is ZZ"))
        window.keys("alt+1")
        for left in (4, 3, 2, 1):
            window.enter("111222")
            wait_for(left, lambda: window.says(f"Not the PIN of AB. {left} more tr"))
        window.kill()
        window.start(shows="PIN of AB")
        wait_for("it asks", lambda: "PIN of AB" in self.focus())
        window.enter("111222")
        wait_for("it is told", lambda: window.says("The next one is tried at"))
        window.enter(PIN["AB"])
        wait_for("not even the right one", lambda: window.says("Too many wrong PINs of AB: wait"))
        window.kill()
        window.start(shows="PIN of AB")
        wait_for("it asks", lambda: "PIN of AB" in self.focus())
        window.enter(PIN["AB"])
        wait_for("still not", lambda: window.says("Too many wrong PINs of AB: wait"))
        window.keys("alt+2")
        wait_for("another", lambda: "PIN of CD" in self.focus())
        window.enter(PIN["CD"])
        wait_for("CD works", self.works)
        assert self.actors("pin-wrong") == ["counter"] * 5, self.actors("pin-wrong")

    def one_key_and_a_pin(self):
        """From one to another: Alt and a number, the PIN, Return."""
        window = self.window
        self.at("Birth name")
        window.enter("brouillon")
        self.at("First names")
        before = window.pressed
        window.keys("alt+3")
        wait_for("it asks", lambda: "PIN of EF" in self.focus())
        window.enter(PIN["EF"])
        wait_for("EF works", self.works)
        assert window.pressed - before == 2 + len(PIN["EF"]) + 1
        assert window.text("Birth name") == "BROUILLON"
        assert self.actors("signed-in")[-1] == "EF"
        window.keys("ctrl+Delete")
        wait_for("a blank form", lambda: window.text("Birth name") == "")

    def who_enters(self):
        """Types and validates; sends nothing, administers nothing."""
        window = self.window
        self.person("saisie")
        wait_for("it waits for somebody", lambda: window.says("1 to check"))
        window.keys("ctrl+shift+k")
        wait_for("it is told", lambda: window.says("Only who checks may release results"))
        window.keys("ctrl+shift+r")
        wait_for("it is told", lambda: window.says("Only who administers may do this"))
        self.preferences()
        pages = set()
        for _ in range(5):
            if self.focus() == "":
                window.take_keys("Preferences")
            pages.add(self.focus())
            window.keys("Right")
            time.sleep(0.2)
        assert "Scanner" in pages and not pages & {"People", "Keeping"}, pages
        window.keys("Escape")
        window.take_keys()
        # Validated again, it still waits.
        window.keys("Escape")
        time.sleep(0.3)
        window.keys("Return")
        wait_for("it is in the form", lambda: window.text("Birth name") == "SAISIE")
        window.keys("ctrl+Return")
        wait_for("the next", lambda: window.text("Birth name") == "")
        assert window.says("1 to check")
        assert self.practice.results() == []

    def who_checks(self):
        window = self.window
        window.keys("alt+2")
        wait_for("it asks", lambda: "PIN of CD" in self.focus())
        window.enter(PIN["CD"])
        wait_for("CD works", self.works)
        window.keys("ctrl+shift+k")
        wait_for("it is there", lambda: len(self.practice.results()) == 1)
        wait_for("accepted", lambda: window.row("SAISIE Anne", "accepted"))
        assert self.actors("waiting") == ["CD"], self.actors("waiting")
        # The owner answers for it, whoever typed.
        assert "10003456786" in self.practice.curl("/practice/bundles")

    def vault_is_locked(self):
        """No key in memory, nothing sent, and said so; drafts stay."""
        window = self.window
        self.at("Birth name")
        window.enter("coffre")
        self.at("First names")
        window.keys("shift+F12")
        wait_for("it is sealed", lambda: window.says("The keys are wiped from memory"))
        window.take_keys()
        window.screenshot("/tmp/sealed.png") if "SHOTS" in os.environ else None
        wait_for("one way on", lambda: "Open the Vault" in self.focus())
        window.keys("Return")
        wait_for("it asks", lambda: "PIN of AB" in self.focus())
        window.enter("cd" + PIN["CD"])
        wait_for("CD works", self.works)
        assert window.text("Birth name") == "COFFRE"
        window.keys("ctrl+Delete")

    def who_left(self):
        """Out of the list; the initials are nobody else's."""
        window = self.window
        ends = time.monotonic() + 60
        while True:
            window.keys("alt+1")
            wait_for("it asks", lambda: "PIN of AB" in self.focus())
            window.enter(PIN["AB"])
            time.sleep(1)
            if self.works() or time.monotonic() > ends:
                break
        wait_for("AB works", self.works)
        self.people_page()
        remove = window.find(lambda n: n.get_name() == "Remove EF")
        window.atspi.Action.do_action(remove, 0)
        window.take_keys("comptoir")
        wait_for("the question", lambda: window.says("EF works here no more?"))
        window.keys("alt+r")
        wait_for("EF is gone", lambda: not window.find(lambda n: n.get_name() == "Remove EF"))
        assert self.actors("operator-left") == ["AB"]
        window.take_keys("Preferences")
        window.keys("Escape")
        window.take_keys()

    def comptoirctl_asks(self):
        """What needs who administers needs them there, too; PINs come by stdin only."""
        setup = ("setup", "--pharmacy", "Pharmacie du Port")
        assert "only who administers" in ctl(*setup, check=1).stderr
        assert "not their PIN" in ctl("--as", "cd", *setup, check=1, text="000001\n").stderr
        assert "only who administers" in ctl("--as", "cd", *setup, check=1, text=PIN["CD"] + "\n").stderr
        ctl("--as", "ab", *setup, text=PIN["AB"] + "\n")
        people = [json.loads(line) for line in ctl("people", "--json").stdout.splitlines()]
        assert [(p["initials"], p["role"], p["left"]) for p in people] == [
            ("AB", "administers", False), ("CD", "checks", False), ("EF", "enters", True)], people
        # Names are for who works here, and that they were shown is written down.
        assert "names are for who works here" in ctl("list", "--names", check=1).stderr
        assert ctl("list", "--names", check=1).stdout == "" and "name" not in json.loads(ctl("list", "--json").stdout)[0]
        viewed = self.actors("viewed").count("CD")
        assert "name" in json.loads(ctl("--as", "cd", "list", "--json", "--names", text=PIN["CD"] + "\n").stdout)[0]
        assert self.actors("viewed").count("CD") == viewed + 1

    def forgotten(self):
        """The recovery code gives who administers another PIN; no other code does."""
        made = subprocess.Popen([CTL, "--practice", "--as", "ab", "recovery-code"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, bufsize=1)
        made.stdin.write(PIN["AB"] + "\n")
        made.stdin.flush()
        code = made.stdout.readline().strip()
        groups = code.split("-")
        asked = ""
        for _ in range(2):
            while not re.search(r"group (\d)[^0-9]*$", asked):
                asked += made.stderr.read(1)
            made.stdin.write(groups[int(re.search(r"group (\d)[^0-9]*$", asked).group(1)) - 1] + "\n")
            made.stdin.flush()
            asked = ""
        made.stdin.close()
        assert made.wait(20) == 0
        slip = code[:-1] + ("0" if code[-1] != "0" else "1")
        ctl("people", "--new-pin", "ab", check=1, text=f"{slip}\n604182\n")
        ctl("people", "--new-pin", "zz", check=1, text=f"{code}\n604182\n")
        ctl("people", "--new-pin", "cd", check=1, text=f"{code}\n111111\n")
        ctl("people", "--new-pin", "cd", text=f"{code}\n604182\n")
        ctl("--as", "cd", "setup", "--pharmacy", "Pharmacie des Lilas", text="604182\n")
        self.code = code
        # In the window, too.
        window = self.window
        window.keys("F12")
        wait_for("it asks", lambda: "PIN of" in self.focus())
        window.keys("alt+2")
        wait_for("CD", lambda: "PIN of CD" in self.focus())
        window.keys("alt+f")
        wait_for("the code is asked for", lambda: window.focused() == "Recovery code, from the sheet" or "Recovery code" in self.focus())
        window.enter(slip)
        window.keys("Tab")
        window.enter("604182")
        wait_for("the slip is told", lambda: window.says("character"))
        window.keys("ctrl+a")
        window.type(code)
        window.keys("Tab", "Return")
        wait_for("it is set", lambda: window.says("The new PIN of CD is good from now on."))
        window.screenshot("/tmp/forgotten.png") if "SHOTS" in os.environ else None
        window.enter("604182")
        wait_for("CD works", self.works)

    def nothing_gets_out(self):
        """Twelve canaries through all of the above and a window that is killed while each of them is
        in it: not in a file, an argument, the environment, a title or a port."""
        window = self.window
        tokens = self.practice.get("/practice/tokens")
        assert tokens and self.code
        canaries = ["CANARI", "CELESTINE", "279035121518989", "2 79 03 51", "celestine@canari.example", "0639985512", "06 39 98 55 12",
                    "rue des Canaris", PIN["AB"], "604182", tokens[0], self.practice.ready["client_secret"], self.code, self.code[:14]]
        for run in range(RUNS):
            if run > 0:
                self.at("Birth name")
                self.person("canari")
            self.type_kill_and_look(canaries)
        print(f"# {RUNS} runs, each with six kills: nothing anywhere", flush=True)

    def type_kill_and_look(self, canaries):
        window = self.window
        answers = (("Birth name", "canari"), ("First names", "celestine"), ("Social security number", "279035121518989"),
                   ("Address", "12 rue des Canaris"), ("E-mail", "celestine@canari.example"), ("Mobile phone", "0639985512"))
        for field, answer in answers:
            window.set_text(field, answer)
            time.sleep(1.5)  # what is typed is on the disk within the second
            assert not sweep_process(canaries, window.process.pid)
            titles = subprocess.run(["xdotool", "search", "--pid", str(window.process.pid), "getwindowname", "%@"], capture_output=True,
                                    text=True).stdout
            assert not any(canary.lower() in titles.lower() for canary in canaries), titles
            with open(f"/proc/{window.process.pid}/net/tcp", encoding="ascii") as file:
                listening = {line.split()[9] for line in file if line.split()[3] == "0A"}
            ours = {os.readlink(f"/proc/{window.process.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{window.process.pid}/fd")}
            assert not any(f"socket:[{inode}]" in ours for inode in listening)
            window.kill()
            window.start(shows="PIN of")
            wait_for("it asks", lambda: "PIN of" in self.focus())
            window.enter("cd604182")
            wait_for("CD works", self.works_anywhere)
        wait_for("it was kept", lambda: window.text("Birth name").upper() == "CANARI")
        hits, count = sweep(canaries, user_folders(), [window.log, *temporary_files()])
        hits = [(path, secret) for path, secret in hits if not path.startswith(self.practice.directory)]
        assert not hits, hits[:5]
        assert count > 5
        window.keys("ctrl+Delete")
        wait_for("a blank form", lambda: window.text("Birth name") == "")

    def end(self):
        self.window.quit()
        for helper in self.helpers:
            helper.terminate()
            helper.wait()


def main():
    tap = Tap()
    scenario = Scenario()
    tap.run("/people/locked-without-pin", scenario.locked_without_pin)
    tap.run("/people/scans-nothing", scenario.scans_nothing)
    tap.run("/people/handed-over-while-locked", scenario.handed_over_while_locked)
    tap.run("/people/hides-at-a-key", scenario.hides_at_a_key)
    tap.run("/people/hides-with-the-session", scenario.hides_with_the_session)
    tap.run("/people/hides-before-sleep", scenario.hides_before_sleep)
    tap.run("/people/workstation", scenario.workstation)
    tap.run("/people/set-up", scenario.people_are_set_up)
    tap.run("/people/tries-are-counted", scenario.tries_are_counted)
    tap.run("/people/one-key-and-a-pin", scenario.one_key_and_a_pin)
    tap.run("/people/who-enters", scenario.who_enters)
    tap.run("/people/who-checks", scenario.who_checks)
    tap.run("/people/vault-is-locked", scenario.vault_is_locked)
    tap.run("/people/who-left", scenario.who_left)
    tap.run("/people/comptoirctl-asks", scenario.comptoirctl_asks)
    tap.run("/people/forgotten", scenario.forgotten)
    tap.run("/people/nothing-gets-out", scenario.nothing_gets_out)
    tap.run("/people/ends", scenario.end)
    tap.end()


main()
