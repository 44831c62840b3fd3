# SPDX-License-Identifier: GPL-3.0-or-later
"""The three programs, driven from outside: the practice SI-DEP as a process, the
window by key events and by its accessible tree, comptoirctl as a command.

Everything runs inside tests/lab; COMPTOIR_BUILD names the build folder."""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback

BUILD = os.environ["COMPTOIR_BUILD"]
PRACTICE = f"{BUILD}/src/practice/comptoir-practice"
CTL = f"{BUILD}/src/ctl/comptoirctl"
WINDOW = f"{BUILD}/src/comptoir"
TIMEOUT = float(os.environ.get("PATIENCE", "40"))


def _end_with_us():
    """A test that fails takes its programs with it (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def wait_for(what, condition, timeout=TIMEOUT):
    """The first true value of condition(), polled."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not seen in {timeout:.0f} s: {what}")


def speak(language, **more):
    """From now on, programs speak it. In a real locale, as they do for people: under C.UTF-8 the
    C library of Debian 13 looks for no translation."""
    folder = os.path.join(BUILD, "locale")
    if language != "C" and not os.path.isdir(os.path.join(folder, "fr_FR.UTF-8")):
        os.makedirs(folder, exist_ok=True)
        made = os.path.join(folder, f"{os.getpid()}")
        subprocess.run(["localedef", "--no-archive", "-i", "fr_FR", "-f", "UTF-8", made], check=True)
        try:
            os.rename(made, os.path.join(folder, "fr_FR.UTF-8"))
        except OSError:
            shutil.rmtree(made)  # another test was first
    os.environ.update(LANGUAGE=language, LC_ALL="C.UTF-8" if language == "C" else "fr_FR.UTF-8", LOCPATH=folder, **more)


class Tap:
    """Prints one line a test, and the plan at the end."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def run(self, name, function):
        self.count += 1
        try:
            function()
            print(f"ok {self.count} {name}", flush=True)
        except Exception as error:  # a failure must not hide the next tests
            self.failed += 1
            print(f"not ok {self.count} {name}", flush=True)
            at = traceback.extract_tb(error.__traceback__)[1].lineno
            for line in f"{type(error).__name__}, line {at}: {error}".splitlines():
                print(f"# {line}", flush=True)

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} {name} # SKIP {why}", flush=True)

    def end(self):
        print(f"1..{self.count}", flush=True)
        sys.exit(1 if self.failed else 0)


class Practice:
    """A running practice SI-DEP. Its folder and port stay the same over restarts."""

    def __init__(self, directory):
        self.directory = directory
        self.port = 0
        self.start()

    def start(self):
        self.process = subprocess.Popen([PRACTICE, "--directory", self.directory, "--port", str(self.port)],
                                        stdout=subprocess.PIPE, text=True, preexec_fn=_end_with_us)
        self.ready = json.loads(self.process.stdout.readline())
        self.base = self.ready["base_url"]
        self.origin = self.base.removesuffix("/fhir")
        self.port = int(self.origin.rsplit(":", 1)[1])

    def stop(self):
        self.process.terminate()
        code = self.process.wait(10)
        assert code == 0, f"the practice SI-DEP ended with {code}"

    def curl(self, path, *more):
        return subprocess.run(["curl", "-sS", "--fail", "--noproxy", "*", "--cacert", self.ready["ca_file"],
                               *more, self.origin + path], check=True, capture_output=True, text=True).stdout

    def get(self, path):
        return json.loads(self.curl(path))

    def faults(self, **switches):
        self.curl("/practice/faults", "-X", "PUT", "-d", json.dumps(switches))

    def results(self):
        return self.get("/practice/results")

    def keep_bundles(self, name):
        """Hands what arrived to the validator that runs last."""
        folder = os.environ.get("COMPTOIR_BUNDLES")
        if folder:
            os.makedirs(folder, exist_ok=True)
            with open(f"{folder}/{name}.json", "w", encoding="utf-8") as file:
                file.write(self.curl("/practice/bundles"))


def ctl(*args, text=None, check=0, real=False, env=None):
    """comptoirctl on the practice data, or the real ones; its exit code must be `check`."""
    done = subprocess.run([CTL, *([] if real else ["--practice"]), *args], input=text, capture_output=True, text=True,
                          env=dict(os.environ, **(env or {})))
    if check is not None and done.returncode != check:
        raise AssertionError(f"comptoirctl {args[0]}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def set_up(practice, grace=0, real=False):
    ctl("setup", "--service", practice.base, "--client-id", practice.ready["client_id"],
        "--ca", practice.ready["ca_file"], "--finess", "750012346", "--pharmacy", "Pharmacie des Lilas",
        "--rpps", "10003456786", "--practitioner", "Claire PETIT", "--secret-stdin",
        text=practice.ready["client_secret"] + "\n", real=real)
    ctl("prefer", "grace", str(grace), real=real)


PAGES = ("Entry", "Scanner", "Keeping", "People", "Workstation", "Outage drill")


class Window:
    """The application's window, by key events (xdotool) and AT-SPI."""

    def __init__(self, log, first_field="Birth name", real=False, env=None):
        self.log = log
        self.real = real
        self.pressed = 0  # keys so far, a chord counting each of its keys
        self.first_field = first_field
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi, GLib
        self.atspi, self.glib = Atspi, GLib
        self.start(env)

    def start(self, env=None, shows=None):
        """Ready with the form, or with what `shows` names."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([WINDOW, *([] if self.real else ["--practice"])], stdout=log, stderr=log,
                                            env=dict(os.environ, G_MESSAGES_DEBUG="all", **(env or {})),
                                            preexec_fn=_end_with_us)
        wait_for("the window on screen", self._x_window)
        self.app = wait_for("the application on the accessibility bus", self._app)
        self.take_keys()
        if shows:
            wait_for(shows, lambda: self.says(shows))
        else:
            wait_for("the form", lambda: self.field(self.first_field))

    def take_keys(self, title=None):
        """There is no window manager: the main window has the keys, or the one of that title."""
        found = wait_for(title or "the window", (lambda: self._titled(title)) if title else self._x_window)
        subprocess.run(["xdotool", "windowfocus", "--sync", found], check=True)

    def says(self, text):
        """By its name; later GTKs give a status or an alert none, and it is read by its text."""
        content = lambda n: self.atspi.Text.get_text(n, 0, -1) if n.get_text_iface() and not n.get_editable_text_iface() else ""
        return self.find(lambda n: text in (n.get_name() or content(n)))

    def has_keys(self):
        """The name of what has the keys, a button included."""
        node = self.find(lambda n: n.get_state_set().contains(self.atspi.StateType.FOCUSED) and n.get_name())
        return node.get_name() if node else ""

    def tab_to(self, name):
        for _ in range(40):
            if self.has_keys() == name:
                return
            self.keys("Tab")
            time.sleep(0.15)
        raise AssertionError(f"{name} is not to be reached: {self.has_keys()}")

    def to_page(self, name):
        """Of the preferences. Each tab is a stop, or all of them are one, by libadwaita's version."""
        for _ in range(60):
            focus = self.has_keys()
            if focus == name:
                self.keys("space")
                return
            self.keys("Right" if focus in PAGES[:PAGES.index(name)] else "Tab")
            time.sleep(0.15)
        raise AssertionError(f"{name} is not to be reached: {self.has_keys()}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def quit(self):
        self.keys("ctrl+q")
        assert self.process.wait(20) == 0

    def _x_window(self):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                               capture_output=True, text=True).stdout.split()
        return found[0] if found else None

    def _titled(self, title):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", title], capture_output=True,
                               text=True).stdout.split()
        return found[-1] if found else None

    def _app(self):
        desktop = self.atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            try:
                app = desktop.get_child_at_index(i)
                if app and app.get_process_id() == self.process.pid:
                    return app
            except self.glib.Error:
                continue
        return None

    def walk(self, node=None, depth=0):
        node = node or self.app
        yield node
        try:
            children = [node.get_child_at_index(i) for i in range(node.get_child_count())] if depth < 40 else []
        except self.glib.Error:
            return
        for child in children:
            if child is not None:
                yield from self.walk(child, depth + 1)

    def find(self, test):
        for node in self.walk():
            try:
                if test(node):
                    return node
            except self.glib.Error:
                continue
        return None

    def field(self, name):
        return self.find(lambda n: n.get_name() == name and n.get_editable_text_iface() is not None)

    def text(self, name):
        node = self.field(name)
        return self.atspi.Text.get_text(node, 0, self.atspi.Text.get_character_count(node))

    def set_text(self, name, text):
        assert self.atspi.EditableText.set_text_contents(self.field(name), text)

    def focused(self):
        """The name of what has the cursor."""
        node = self.find(lambda n: n.get_state_set().contains(self.atspi.StateType.FOCUSED)
                         and n.get_editable_text_iface() is not None)
        return node.get_name() if node else None

    def row(self, *parts):
        """The worklist line whose spoken name has all the parts."""
        return self.find(lambda n: n.get_name() and all(p in n.get_name() for p in parts)
                         and n.get_name().count(", ") >= 2)

    def description(self, name):
        return self.field(name).get_description()

    def keys(self, *keys):
        self.pressed += sum(key.count("+") + 1 for key in keys)
        subprocess.run(["xdotool", "key", "--delay", "15", *keys], check=True)

    def type(self, text):
        self.pressed += len(text)
        if text:
            subprocess.run(["xdotool", "type", "--delay", "6", "--", text], check=True)

    def enter(self, text):
        """An answer and Return, as at the counter."""
        self.type(text)
        self.keys("Return")

    def screenshot(self, path):
        subprocess.run(["import", "-window", "root", path], check=True)
