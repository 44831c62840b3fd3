# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page of the window, come to by keys, in any language: what is looked at there is
whoever walks along's own affair."""

import datetime
import gettext
import json
import os
import re
import signal
import subprocess
import time

from counter import BUILD, Practice, Window, ctl, speak, wait_for

PIN = "482951"
PREFERENCES = ("Entry", "Scanner", "_Keeping", "_People", "_Workstation")

def person(name, first, result="negative", **more):
    # Invented people; 06 39 98 is kept for fiction by the French numbering plan.
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return dict({"birth_name": name, "first_names": first, "birth_date": "1979-03-14", "sex": "F", "phone": "0639980001",
                 "address": "12 rue des Lilas", "postal_code": "67000", "town": "Strasbourg", "kit": "1232", "lot": "L12345",
                 "kit_expiry": "2099-06-30", "sampled_at": sampled, "consent": "yes", "symptoms": "none", "result": result}, **more)


class Tour:
    """@language: a folder of $COMPTOIR_LOCALEDIR, or "C"."""

    def __init__(self, language, folder):
        speak(language)
        self.language = language
        self.folder = folder
        catalog = gettext.translation("comptoir", os.environ["COMPTOIR_LOCALEDIR"], [language], fallback=True)
        self.words = {key.split("\x04")[-1].replace("_", ""): words.replace("_", "") for key, words in getattr(catalog, "_catalog", {}).items()
                      if isinstance(key, str)}
        self.practice = Practice(os.path.join(folder, "practice"))
        subprocess.run(["gsettings", "set", "fr.comptoir.Comptoir:/fr/comptoir/Comptoir/", "ca-file", self.practice.ready["ca_file"]],
                       check=True)
        self.window = None
        self.probe = os.path.join(folder, "widgets.json")
        self.env = {"LD_PRELOAD": os.path.join(BUILD, "tests/libwidget-probe.so"), "WIDGET_PROBE": self.probe}

    def lives(self):
        if self.window.process.poll() is not None:
            with open(self.window.log, encoding="utf-8", errors="replace") as log:
                raise AssertionError(f"it ended: {self.window.process.returncode}\n" + "".join(log.readlines()[-5:]))

    def t(self, text):
        """In the tour's language, without its mnemonic."""
        text = text.replace("_", "")
        if text in self.words:
            return self.words[text]
        longer = [words for key, words in self.words.items() if key.startswith(text)]
        assert not longer or self.language == "C", f"the whole text is wanted: {text}"
        return text

    def widgets(self):
        """All on the screen, told by the window itself."""
        if os.path.exists(self.probe):
            os.unlink(self.probe)
        self.window.process.send_signal(signal.SIGUSR1)
        wait_for("the widgets", lambda: os.path.exists(self.probe) or self.lives())
        with open(self.probe, encoding="utf-8") as file:
            return json.load(file)

    def focus(self):
        """The name of what has the keys, a button included."""
        states = self.window.atspi.StateType
        node = self.window.find(lambda n: n.get_state_set().contains(states.FOCUSED) and n.get_name())
        return node.get_name() if node else ""

    def at(self, name):
        wait_for(self.t(name), lambda: self.t(name) in self.focus())

    def told(self, words):
        wait_for(self.t(words), lambda: self.window.says(self.t(words)))

    def tab_to(self, name, key="Tab"):
        for _ in range(24):
            if self.t(name) in self.focus():
                return
            self.window.keys(key)
            time.sleep(0.1)
        raise AssertionError(f"{name} is not to be reached: {self.focus()}")

    def answer(self, name, text):
        self.tab_to(name)
        self.window.keys("ctrl+a")
        self.window.type(text)

    def form(self):
        time.sleep(0.2)
        self.lives()
        self.window.take_keys()
        wait_for("the form", lambda: self.window.focused() == self.t("Birth name"))

    def blank(self):
        self.window.keys("ctrl+Delete", "ctrl+n")
        wait_for("a blank form", lambda: self.window.text(self.t("Birth name")) == "")
        self.form()

    def windows_open(self):
        """Of the X server, the one in front last."""
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.window.process.pid)], capture_output=True,
                              text=True).stdout.split()

    def opened(self, key):
        """Another window, by its key."""
        for _ in range(4):
            time.sleep(0.4)
            self.window.keys(key)
            try:
                wait_for(key, lambda: len(self.windows_open()) > 1, 4)
                subprocess.run(["xdotool", "windowfocus", "--sync", self.windows_open()[-1]], check=True)
                time.sleep(0.6)
                return
            except AssertionError:
                self.window.take_keys()
        raise AssertionError(key)

    def closed(self):
        self.window.keys("Escape")
        time.sleep(0.3)
        self.window.take_keys()

    # ---- the pages: each yields its name ----

    def pages(self):
        yield from self.first_start()
        yield from self.form_pages()
        yield from self.worklist_pages()
        yield from self.preferences()
        yield from self.windows()
        yield from self.conclusion()
        yield from self.locked()

    def first_start(self):
        self.window = window = Window(os.path.join(self.folder, "log"), first_field=self.t("Birth name"), real=True, env=self.env)
        title = self.t("Set-Up")
        window.take_keys(title)
        self.at("FINESS number")
        window.type("750012345")
        window.keys("Return")
        time.sleep(0.5)
        yield "set-up-pharmacy"
        for name, text in (("FINESS number", "750012346"), ("Name of the pharmacy", "Pharmacie des Lilas"), ("RPPS number of the pharmacist", "10003456786"),
                           ("Their first name and NAME", "Claire PETIT")):
            self.answer(name, text)
        window.keys("Return")
        self.at("Address")
        for name, text in (("Address", self.practice.base), ("Client identifier", self.practice.ready["client_id"]), ("Secret", "not the one")):
            self.answer(name, text)
        window.keys("Return")
        time.sleep(2)
        yield "set-up-service"
        self.answer("Secret", self.practice.ready["client_secret"])
        window.keys("Return")
        self.told("The service answers, proved who it is, and knows this pharmacy.")
        window.keys("Return")
        self.at("Make the Code…")
        yield "set-up-code"
        yield from self.recovery_code()
        window.take_keys(title)
        self.tab_to("Next")
        window.keys("Return")
        self.at("What the scanner types")
        yield "set-up-scanner"
        self.tab_to("Done")
        window.keys("Return")
        ctl("prefer", "grace", "0", real=True)

    def recovery_code(self):
        window = self.window
        self.tab_to("Make the Code…")
        window.keys("space")
        window.take_keys(self.t("Recovery Code"))
        is_group = lambda n: len(n.get_name() or "") == 4 and (n.get_name().isupper() or n.get_name().isdigit())
        wait_for("the groups", lambda: len([n for n in window.walk() if is_group(n)]) >= 9)
        groups = [n.get_name() for n in window.walk() if is_group(n)][-9:]
        self.tab_to("It Is on Paper")
        yield "recovery-code"
        self.tab_to("It Is on Paper")
        window.keys("Return")
        words = re.compile(re.escape(self.t("Group %u")).replace("%u", r"(\d+)") + "$")
        asked = wait_for("the groups asked for", lambda: list(dict.fromkeys(
            int(words.match(n.get_name())[1]) for n in window.walk() if words.match(n.get_name() or ""))))
        yield "recovery-groups"
        for number in asked:
            self.tab_to(self.t("Group %u") % number)
            window.type(groups[number - 1])
        window.keys("Return")
        self.told("The recovery code is good from now on. Keep its sheet in the safe.")

    def form_pages(self):
        window = self.window
        self.form()
        yield "form"
        window.keys("F1")
        time.sleep(0.4)
        yield "help"
        window.keys("F1")
        window.enter("d'artagnan")
        window.enter("eleonore marie")
        window.enter("1790351215")
        window.keys("ctrl+Return")
        time.sleep(0.6)
        yield "form-errors"
        self.blank()

    def worklist_pages(self):
        window, practice = self.window, self.practice

        def add(*people):
            ctl("add", "-", text="".join(json.dumps(one) + "\n" for one in people), real=True)

        def known(state, count):
            wait_for(state, lambda: len(json.loads(ctl("list", "--json", real=True).stdout or "[]")) >= count)
        add(person("MARTIN", "Jean-Noël", sex="M", birth_date="1961-05-02"), person("GARCÍA", "Chloé"))
        wait_for("two are accepted", lambda: len(practice.results()) == 2)
        practice.faults(drop_after=1)
        add(person("ROSSI", "Carla"))
        wait_for("nobody knows", lambda: window.row("ROSSI", self.t("unknown")))
        practice.faults(status=412)
        window.keys("ctrl+shift+Return")
        wait_for("it is to be decided", lambda: window.row("ROSSI", self.t("to decide")))
        practice.faults(status=422, for_requests=1)
        add(person("MÜLLER", "Zoë", "positive", birth_date="2008-02-29"))
        wait_for("it is refused", lambda: window.row("MÜLLER", self.t("refused")))
        practice.faults(status=503)
        add(person("NGUYỄN", "Ahmed", sex="M", birth_date="1979-01-01"))
        wait_for("it waits", lambda: window.row("NGUYỄN"))
        for name, first in (("o'brien", "anais"), ("le gall", "loic")):
            window.enter(name)
            window.enter(first)
            window.keys("ctrl+t")
            time.sleep(0.5)
        time.sleep(5)  # what was told has gone
        yield "worklist"
        window.type("garcia")
        time.sleep(0.6)
        yield "known"
        self.blank()
        # Somebody of before, once more: typed through, what is doubted, and a positive that is only asked.
        for answer in ("garcia", "chloe", "", "14031979", "f", "0639980001"):
            window.enter(answer)
            time.sleep(0.7)
        for answer in ("", "67000", "12 rue des Lilas"):
            window.enter(answer)
            time.sleep(0.7)
        for answer in ("1232", "L12345", "062099"):
            window.enter(answer)
            time.sleep(0.7)
        none, yes = {"fr": "ao"}.get(self.language, "ny")
        window.enter(none)
        time.sleep(0.5)
        if window.focused() == self.t("Consent to share"):
            window.enter(yes)
        time.sleep(0.5)
        window.keys("p")
        time.sleep(0.5)
        yield "positive-asked"
        window.keys("plus", "ctrl+Return")
        time.sleep(0.8)
        yield "doubt"
        self.blank()
        window.keys("Tab", "Tab", "Tab", "Tab", "alt+Down")
        time.sleep(0.5)
        yield "answers"
        window.keys("Escape")
        time.sleep(0.3)
        window.keys("ctrl+n")
        self.form()
        yield from self.combined()
        window.keys("Escape")
        time.sleep(0.4)
        window.keys("Home", "Return")
        time.sleep(0.6)
        yield "opened"
        window.keys("Escape", "End", "Return")
        time.sleep(0.6)
        yield "amend"
        self.closed()
        window.keys("ctrl+n")
        self.form()
        window.keys("ctrl+f")
        window.type("zzz")
        time.sleep(0.6)
        yield "search"
        window.keys("Escape")
        window.keys("ctrl+n")
        self.form()
        window.keys("F10")
        time.sleep(0.5)
        yield "menu"
        window.keys("Escape")
        window.keys("ctrl+n")
        self.form()

    def combined(self):
        """Several results of one sample, one of them asked for again and one missing."""
        window = self.window
        window.enter("blanc")
        window.keys("ctrl+b")
        self.at("Kit")
        window.keys("ctrl+a")
        window.enter("fluorecare")
        wait_for("several results", lambda: window.find(lambda n: "Influenza A" in (n.get_name() or "") or "Grippe A" in (n.get_name() or "")))
        for _ in range(24):
            if "Covid-19" in self.focus():
                break
            window.keys("Tab")
            time.sleep(0.1)
        window.type("np")
        time.sleep(0.5)
        yield "combined"
        self.blank()

    def preferences(self):
        window = self.window
        title = self.t("Preferences")
        self.opened("ctrl+comma")
        for i, page in enumerate(PREFERENCES):
            if i > 0:
                self.switch_to(page, title)
                window.keys("space")
                time.sleep(0.6)
            if page == "_People":
                self.tab_to("Initials")
                window.type("ab")
                for field in ("PIN, six digits or more", "The same PIN again"):
                    self.tab_to(field)
                    window.type(PIN)
                window.keys("Return")
                wait_for("AB", lambda: self.window.says("AB"))
            yield "preferences-" + page.lower().strip("_")
        self.closed()
        self.form()

    def switch_to(self, page, title):
        tabs = [self.t(name) for name in PREFERENCES]
        for _ in range(40):
            focus = self.focus()
            if focus == self.t(page):
                return
            if focus == "":
                self.window.take_keys(title)
            if focus not in tabs:
                self.window.keys("Tab")
            else:
                self.window.keys("Right" if tabs.index(focus) < PREFERENCES.index(page) else "Left")
            time.sleep(0.15)
        raise AssertionError(page)

    def windows(self):
        for name, key in (("export", "ctrl+shift+e"), ("import", "ctrl+o"), ("figures", "ctrl+g"), ("register", "ctrl+r"), ("story", "ctrl+i"), ("recovery", "ctrl+shift+r"), ("shortcuts", "ctrl+question"), ("about", "shift+F1")):
            self.opened(key)
            yield name
            self.closed()
            self.form()

    def conclusion(self):
        window = self.window
        window.keys("ctrl+f")
        window.type("rossi")
        time.sleep(0.6)
        window.keys("Return", "Home")
        self.opened("ctrl+e")
        yield "conclusion"
        self.closed()
        window.keys("ctrl+n")
        self.form()

    def locked(self):
        window = self.window
        window.keys("F12")
        time.sleep(0.8)
        yield "sign-in"
        window.enter(PIN)
        self.form()
        window.keys("shift+F12")
        self.told("The Vault Is Locked")
        window.take_keys()
        yield "sealed"
        window.keys("ctrl+q")
        assert window.process.wait(20) == 0
        subprocess.run(["secret-tool", "clear", "role", "kek"], check=True)
        window.start(env=self.env, shows=self.t("Recovery code"))
        yield "lost-key"
        window.kill()
        self.practice.stop()
