#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""README and guide, followed word for word: each command they give is run as it stands there,
each key they name exists, each picture and link is there. A command nobody follows fails."""

import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from browser import CHROMIUM
from counter import BUILD, Practice, Tap, ctl, set_up, speak, wait_for

SOURCE = os.environ["COMPTOIR_SOURCE"]
DOCUMENTS = ("README.md", "docs/guide.fr.md")
KEYS = {"Maj": "Shift", "Entrée": "Return", "Échap": "Escape", "Suppr": "Delete", "Del": "Delete", "?": "question", ",": "comma", "Ctrl": "Control"}
STICK = "/media/cle"


def read(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


def commands(text):
    """Of the indented blocks, without what is said of them."""
    return [line.split("#")[0].strip() for line in text.splitlines() if re.match(r"    [a-z./]", line)]


def chords(text):
    return {tuple(KEYS.get(key, key) for key in re.findall("<kbd>(.*?)</kbd>", chord))
            for chord in re.findall(r"<kbd>[^<]*</kbd>(?:\+<kbd>[^<]*</kbd>)*", text)}


class Follower:
    def __init__(self, scratch):
        self.scratch = scratch
        self.followed = {
            "./dev run": self.dev_run,
            "./dev test": None,  # what this is a part of
            "./dev flatpak": None,  # the same but for the runtime, which is Flathub's
            "./dev flatpak --local-runtime": None,  # test-sandbox.py, in every run of ./dev test
            "flatpak install --user _build-flatpak/comptoir.flatpak": None,  # there, too
            "comptoir": self.installed,
            f"comptoirctl backup {STICK}/comptoir.db": self.new_computer,
            f"comptoirctl restore {STICK}/comptoir.db": None,  # in new_computer
            "comptoirctl recover": None,
        }

    def complete(self):
        given = [command for path in DOCUMENTS for command in commands(read(path))]
        assert len(given) > 5 and set(given) == set(self.followed), set(given) ^ set(self.followed)

    def links(self):
        for path in DOCUMENTS + ("CONTRIBUTING.md", "SECURITY.md", "data/README.md"):
            for link in re.findall(r"\]\(([^)#]+)", read(path)):
                if ":" not in link:
                    assert os.path.exists(os.path.join(SOURCE, os.path.dirname(path), link)), (path, link)

    def keys(self):
        """Of the application, of a list, or of a result's letter."""
        known = {("N",), ("P",), ("I",), ("X",), ("Return",), ("F1",), ("F10",), ("Escape",), ("Control", "Return")}
        for keys in re.findall(r'"((?:<\w+>)*\w+)"', read("src/ui/ct-application.c")):
            known.add(tuple(re.findall(r"<(\w+)>", keys)) + (re.sub("<.*>", "", keys).capitalize() if len(re.sub("<.*>", "", keys)) == 1
                                                              else re.sub("<.*>", "", keys),))
        named = set().union(*(chords(read(path)) for path in DOCUMENTS))
        assert len(named) > 8 and named <= known, named - known

    def verbs(self):
        """Of comptoirctl: those the README lists are those there are."""
        shown = ctl("--help").stdout
        there = set(re.findall(r"^  ([a-z-]+)", shown, re.M))
        listed = re.search(r"lists the other verbs, for scripts: (.*?)\. They work", read("README.md"), re.S).group(1)
        listed = set(re.findall("`([a-z-]+)`", listed)) | {"setup"}
        assert listed == there, listed ^ there

    def dev_run(self):
        """Without a display: a real browser is shown the window."""
        env = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "GDK_BACKEND", "LANGUAGE", "G_DEBUG", "GSK_RENDERER", "GDK_DEBUG", "GDK_DISABLE")}
        env.update(COMPTOIR_BUILD_DIR=BUILD, XDG_DATA_HOME=os.path.join(self.scratch, "run"))
        log = os.path.join(self.scratch, "run.log")
        said = lambda: open(log, encoding="utf-8").read()
        with open(log, "wb") as file:
            process = subprocess.Popen(["./dev", "run"], cwd=SOURCE, env=env, stdout=file, stderr=file, start_new_session=True)
        try:
            address = wait_for("the address", lambda: process.poll() is not None or re.search(r"http://127\.0\.0\.1:\d+/", said()), 120)
            assert address is not True, said()
            wait_for("it opens", lambda: "Opening Comptoir" in said())
            service = re.search(r"What arrives there: (\S+) .*is its own: (\S+)\)", said())
            subprocess.run(["curl", "-sS", "--fail", "--noproxy", "*", "--cacert", service.group(2), service.group(1)], check=True,
                           capture_output=True)
            self.types_in_a_browser(address.group(0), env)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)

    def types_in_a_browser(self, address, env):
        """The window is drawn there, and what is typed into it becomes a draft."""
        picture = os.path.join(os.environ.get("SHOTS", self.scratch), "browser.png")
        browser = subprocess.Popen([CHROMIUM, "--no-sandbox", "--test-type", "--disable-gpu", "--no-first-run", "--window-size=1366,768",
                                    "--window-position=0,0", f"--user-data-dir={self.scratch}/browser", f"--app={address}"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for("the window in the browser", lambda: self.colors(picture) > 500)
            wait_for("the draft", lambda: self.types("ESSAI") or "ESSAI" in ctl("list", "--names", env=env).stdout)
            self.colors(picture)
        finally:
            browser.terminate()
            browser.wait(20)

    @staticmethod
    def types(text):
        """The page takes keys some time after it is drawn."""
        window = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "chromium"], capture_output=True, text=True).stdout.split()
        subprocess.run(["xdotool", "windowfocus", "--sync", window[-1], "type", "--delay", "120", text], check=True)
        time.sleep(1)

    @staticmethod
    def colors(picture):
        subprocess.run(["import", "-window", "root", picture], check=True)
        return int(subprocess.run(["identify", "-format", "%k", picture], capture_output=True, text=True, check=True).stdout)

    def installed(self):
        """As a distribution does it, into a folder of its own; the first start asks for the pharmacy."""
        root = os.path.join(self.scratch, "root")
        subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", f"--destdir={root}"], check=True, capture_output=True)
        prefix = os.path.dirname(os.path.dirname(glob.glob(f"{root}/**/bin/comptoir", recursive=True)[0]))
        share = os.path.join(prefix, "share")
        name = "fr.comptoir.Comptoir"
        for path in (f"applications/{name}.desktop", f"dbus-1/services/{name}.service", f"metainfo/{name}.metainfo.xml",
                     f"icons/hicolor/scalable/apps/{name}.svg", f"icons/hicolor/symbolic/apps/{name}-symbolic.svg",
                     "locale/fr/LC_MESSAGES/comptoir.mo"):
            assert os.path.exists(os.path.join(share, path)), path
        subprocess.run(["glib-compile-schemas", f"{share}/glib-2.0/schemas"], check=True)
        speak("fr")
        env = dict(os.environ, XDG_DATA_DIRS=f"{share}:/usr/local/share:/usr/share", COMPTOIR_LOCALEDIR=f"{share}/locale",
                   XDG_DATA_HOME=os.path.join(self.scratch, "installed"))
        del env["GSETTINGS_SCHEMA_DIR"]
        with open(os.path.join(self.scratch, "installed.log"), "wb") as log:
            process = subprocess.Popen([f"{prefix}/bin/comptoir"], env=env, stdout=log, stderr=log)
        try:
            speak("C")
            wait_for("it asks for the pharmacy", lambda: subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(process.pid), "--name",
                                                                         "Installation"], capture_output=True).returncode == 0)
        finally:
            process.terminate()
            process.wait(20)
        subprocess.run(["secret-tool", "clear", "role", "kek"])

    def new_computer(self):
        """The old one's copy and its sheet of paper, on one that has neither records nor keys."""
        practice = Practice(os.path.join(self.scratch, "practice"))
        set_up(practice, real=True)
        code = self.sheet()
        ctl("add", "-", real=True, text="""{"birth_name": "ESSAI", "first_names": "Anne", "birth_date": "1979-03-14", "sex": "F",
            "phone": "0639980001", "address": "12 rue des Lilas", "postal_code": "67000", "town": "Strasbourg", "kit": "1232", "lot": "L1",
            "kit_expiry": "2099-06-30", "sampled_at": "%s", "symptoms": "none", "consent": "no", "result": "negative"}"""
            % subprocess.run(["date", "-Iseconds"], capture_output=True, text=True, check=True).stdout.strip())
        stick = os.path.join(self.scratch, "stick")
        os.makedirs(stick)
        backup, restore, recover = (command.replace(STICK, stick).split()[1:] for command in commands(read("docs/guide.fr.md")))
        ctl(*backup, real=True)
        shutil.rmtree(os.path.join(os.environ["XDG_DATA_HOME"], "comptoir"))
        for role in ("kek", "client-secret"):
            subprocess.run(["secret-tool", "clear", "role", role])
        ctl(*restore, real=True)
        ctl(*recover, real=True, text=code + "\n")
        assert "ESSAI" in ctl("list", "--names", real=True).stdout
        practice.stop()

    @staticmethod
    def sheet():
        """The recovery code, read back as it asks for."""
        asking = subprocess.Popen([f"{BUILD}/src/ctl/comptoirctl", "recovery-code"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True)
        code = asking.stdout.readline().strip()
        for _ in range(2):
            said = ""
            while not said.endswith(": "):
                said += asking.stderr.read(1)
            asking.stdin.write(code.split("-")[int(said.split("group ")[-1].split(",")[0]) - 1] + "\n")
            asking.stdin.flush()
        assert asking.wait(20) == 0, asking.stderr.read()
        return code

    def guide(self):
        """Its stories, played by keys, from the first day on; the pictures are taken on the way."""
        shutil.rmtree(os.path.join(os.environ["XDG_DATA_HOME"], "comptoir"), ignore_errors=True)
        subprocess.run(["gsettings", "reset-recursively", "fr.comptoir.Comptoir:/fr/comptoir/Comptoir/"], check=True)
        for role in ("kek", "client-secret"):
            subprocess.run(["secret-tool", "clear", "role", role])
        done = subprocess.run([sys.executable, os.path.join(SOURCE, "tests/e2e/guide.py"), os.path.join(self.scratch, "guide")],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        taken = set(os.listdir(os.path.join(self.scratch, "guide")))
        assert taken == set(os.path.basename(link) for link in re.findall(r"\((guide/[^)]+)\)", read("docs/guide.fr.md"))), taken


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        follower = Follower(scratch)
        tap.run("every command is followed", follower.complete)
        tap.run("every link leads somewhere", follower.links)
        tap.run("every key is one", follower.keys)
        tap.run("the verbs of comptoirctl", follower.verbs)
        for command, follow in follower.followed.items():
            if follow is not None:
                tap.run(command, follow)
        tap.run("the guide's stories", follower.guide)
    tap.end()


main()
