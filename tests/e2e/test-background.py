#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without a window on the screen: what is validated goes on being sent after the window
was closed, and after a login; then the program leaves. A refusal is told, a success
is not."""

import datetime
import json
import os
import subprocess
import tempfile
import time

from counter import WINDOW, Practice, Tap, Window, ctl, set_up, wait_for


LONG = 150  # a delay between two tries is drawn, and doubles


def record(name):
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"birth_name": name, "first_names": "Anne", "birth_date": "1950-02-01", "sex": "F",
                       "address": "12 rue des Lilas", "postal_code": "67000", "town": "Strasbourg", "kit": "1232", "lot": "L1",
                       "kit_expiry": "2099-06-30", "sampled_at": sampled, "symptoms": "none", "consent": "yes", "result": "negative"})


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice)
        self.notices = os.path.join(self.folder.name, "notices")
        self.monitor = subprocess.Popen(["dbus-monitor", "--session", "member='Notify'", "member='AddNotification'"],
                                        stdout=open(self.notices, "wb"))
        self.log = os.path.join(self.folder.name, "window.log")
        ctl("add", "-", text=record("PREMIER"))
        self.window = Window(self.log)

    def told(self):
        return open(self.notices, "rb").read()

    def close(self):
        """As the desktop closes a window."""
        button = wait_for("the button", lambda: self.window.find(lambda n: n.get_name() == "Close" and n.get_action_iface() is not None))
        self.window.atspi.Action.do_action(button, 0)
        wait_for("no window", lambda: self.window._x_window() is None)

    def background(self):
        with open(self.log, "ab") as log:
            return subprocess.Popen([WINDOW, "--practice", "--background"], stdout=log, stderr=log)

    def leaves_at_once(self):
        """With nothing to send there is nothing to stay for."""
        wait_for("it there", lambda: len(self.practice.results()) == 1)
        wait_for("and known here", lambda: self.window.row("PREMIER Anne", "accepted"))
        self.close()
        assert self.window.process.wait(20) == 0

    def finishes_without_a_window(self):
        """The service comes back while nobody looks."""
        self.practice.stop()
        ctl("add", "-", text=record("DEUXIEME"))
        self.window.start()
        wait_for("it waits", lambda: self.window.row("DEUXIEME Anne", "waiting"))
        self.close()
        time.sleep(2)
        assert self.window.process.poll() is None
        self.practice.start()
        assert self.window.process.wait(LONG) == 0
        assert len(self.practice.results()) == 2

    def started_again_it_is_shown(self):
        self.practice.stop()
        ctl("add", "-", text=record("TROISIEME"))
        self.window.start()
        wait_for("it waits", lambda: self.window.row("TROISIEME Anne", "waiting"))
        self.close()
        assert subprocess.run([WINDOW, "--practice"], timeout=20).returncode == 0
        wait_for("the window again", self.window._x_window)
        assert self.window.process.poll() is None
        wait_for("what it held", lambda: self.window.row("TROISIEME Anne", "waiting"))
        self.practice.start()
        self.window.keys("ctrl+shift+Return")
        wait_for("it there", lambda: self.window.row("TROISIEME Anne", "accepted"))
        self.window.quit()

    def a_new_result_by_the_desktop(self):
        """Its menu's entry, beside a window in which somebody types: the draft is kept, the form is blank."""
        self.window.start()
        self.window.keys("ctrl+n")
        self.window.type("SEPTIEME")
        wait_for("it is typed", lambda: self.window.text("Birth name") == "SEPTIEME")
        assert subprocess.run([WINDOW, "--practice", "--new"], timeout=20).returncode == 0
        wait_for("a blank form", lambda: self.window.text("Birth name") == "")
        wait_for("the draft kept", lambda: self.window.row("SEPTIEME"))
        self.window.quit()
        process = subprocess.Popen([WINDOW, "--practice", "--new"])
        self.window.process = process
        wait_for("the window", self.window._x_window)
        self.window.app = wait_for("the application", self.window._app)
        self.window.take_keys()
        wait_for("the form", lambda: self.window.field("Birth name") and self.window.text("Birth name") == "")
        wait_for("the draft", lambda: self.window.row("SEPTIEME"))
        self.window.quit()

    def woken_by_the_bus(self):
        """As the desktop starts it for a notice that was clicked: by its name, no window before it is asked for."""
        with open(self.log, "ab") as log:
            service = subprocess.Popen([WINDOW, "--practice", "--gapplication-service"], stdout=log, stderr=log)
        name = "fr.comptoir.Comptoir.Practice"
        call = lambda method, *args: subprocess.run(["gdbus", "call", "--session", "-d", name, "-o", "/" + name.replace(".", "/"), "-m",
                                                     f"org.freedesktop.Application.{method}", *args], capture_output=True)
        time.sleep(0.7)
        self.window.process = service
        assert self.window._x_window() is None
        wait_for("it answers", lambda: call("Activate", "{}").returncode == 0)
        wait_for("the window", self.window._x_window)
        self.window.app = wait_for("the application", self.window._app)
        self.window.take_keys()
        wait_for("the form", lambda: self.window.field("Birth name"))
        self.window.quit()

    def after_a_login(self):
        """Nothing on the screen, until the last one is sent."""
        self.practice.stop()
        ctl("add", "-", text=record("CINQUIEME"))
        process = self.background()
        time.sleep(3)
        assert process.poll() is None
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(process.pid)], capture_output=True, text=True)
        assert found.stdout == "", found.stdout
        self.practice.start()
        assert process.wait(LONG) == 0
        assert len(self.practice.results()) == 4
        assert self.background().wait(30) == 0  # and with nothing to send, it leaves
        assert b"result" not in self.told(), self.told()

    def refusal_is_told(self):
        """Without a name; then by the window, on the record."""
        self.practice.faults(status=422, for_requests=1)
        ctl("add", "-", text=record("QUATRIEME"))
        assert self.background().wait(LONG) == 0
        wait_for("the notice", lambda: b"1 result was refused" in self.told())
        assert b"QUATRIEME" not in self.told()
        self.window.start()
        wait_for("the record", lambda: self.window.row("QUATRIEME Anne", "refused"))
        self.window.quit()

    def drill(self):
        """The practice SI-DEP plays dead, and the counter holds; by keys."""
        before = len(self.practice.results())
        self.window.start()
        window = self.window
        window.keys("ctrl+comma")
        row = lambda: window.find(lambda n: n.get_name() == "Dead")
        wait_for("the preferences", lambda: window.find(lambda n: n.get_name() == "Full fields leave by themselves"))
        window.take_keys("Preferences")
        window.to_page("Outage drill")
        wait_for("the drill", row)
        window.screenshot("/tmp/drill.png") if "SHOTS" in os.environ else None
        window.keys("Tab", "Down", "Down", "Return")
        wait_for("it is dead", lambda: json.loads(self.practice.curl("/practice/faults"))["drop_before"] == 1)
        assert json.loads(self.practice.curl("/practice/faults"))["for_seconds"] == 300
        for _ in range(2):  # the first one takes the toast away
            window.keys("Escape")
            time.sleep(0.5)
        assert row() is None
        ctl("add", "-", text=record("SIXIEME"))
        wait_for("it holds", lambda: window.find(lambda n: (n.get_name() or "").startswith("1 to send") or "next try" in (n.get_name() or "")))
        assert window.row("SIXIEME Anne") and not window.row("SIXIEME Anne", "accepted")
        assert len(self.practice.results()) == before
        self.practice.faults(for_seconds=1)  # the drill ends by itself
        wait_for("that it ended", lambda: json.loads(self.practice.curl("/practice/faults"))["for_seconds"] == 0)
        window.keys("ctrl+shift+Return")
        wait_for("it is there", lambda: len(self.practice.results()) == before + 1)
        window.quit()

    def at_login_is_a_preference(self):
        path = os.path.join(os.environ["XDG_CONFIG_HOME"], "autostart", "fr.comptoir.Comptoir.Practice.desktop")
        assert not os.path.exists(path)
        ctl("prefer", "finish-at-login", "on")
        with open(path, encoding="utf-8") as file:
            assert "Exec=comptoir --practice --background" in file.read()
        subprocess.run(["desktop-file-validate", path], check=True)
        ctl("prefer", "finish-at-login", "off")
        assert not os.path.exists(path)

    def ends(self):
        self.practice.stop()
        self.monitor.terminate()
        self.monitor.wait()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("leaves_at_once", "finishes_without_a_window", "started_again_it_is_shown", "a_new_result_by_the_desktop", "woken_by_the_bus", "after_a_login", "refusal_is_told", "drill",
                 "at_login_is_a_preference", "ends"):
        tap.run("/background/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
