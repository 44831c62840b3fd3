#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak as a pharmacy gets it: the bundle installed, opened in a window by the real sandbox,
a result typed and accepted from inside, its keys by the Secret portal; what it may and what it may
not; an update that keeps every record; and what uninstalling leaves.

    test-sandbox.py FOLDER    of ./dev flatpak --local-runtime; inside tests/lab --display --portals"""

import os
import shutil
import subprocess
import sys
import tempfile
import time

from counter import Tap, Window, wait_for, _end_with_us

ID = "fr.comptoir.Comptoir"
FOLDER = os.path.abspath(sys.argv[1])
REF = f"app/{ID}/{os.uname().machine}/master"
os.environ["FLATPAK_USER_DIR"] = f"{FOLDER}/user"
ALLOWED = {"shared": {"network", "ipc"}, "sockets": {"x11", "wayland", "fallback-x11"}, "devices": {"dri"}}


def flatpak(*args, check=True, text=None):
    done = subprocess.run(["flatpak", *args], input=text, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise AssertionError(f"flatpak {args[0]}: {done.stdout}{done.stderr}")
    return done


def inside(*command, check=True, text=None):
    """A program of the bundle's, in its sandbox."""
    return flatpak("run", f"--command={command[0]}", ID, *command[1:], check=check, text=text)


class Sandboxed(Window):
    """Its process has another number outside: it is known by its name, its window by its title."""

    def start(self, env=None, shows=None):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(["flatpak", "run", "--unset-env=GTK_USE_PORTAL", "--env=GSK_RENDERER=cairo", "--env=GDK_BACKEND=x11", "--env=GDK_DISABLE=gl,vulkan",
                                             ID, *([] if self.real else ["--practice"])], stdout=log, stderr=log, preexec_fn=_end_with_us)
        wait_for("the window on screen", self._x_window)
        self.app = wait_for("the application on the accessibility bus", self._app)
        self.take_keys()
        wait_for("the form", lambda: self.field(self.first_field))

    def _x_window(self):
        return self._titled("Comptoir")

    def _app(self):
        desktop = self.atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            try:
                app = desktop.get_child_at_index(i)
                if app and "comptoir" in (app.get_name() or "").lower():
                    return app
            except self.glib.Error:
                continue
        return None


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.window = None
        self.data = os.path.join(os.environ["HOME"], ".var/app", ID)

    def look(self, name):
        if os.environ.get("SHOTS"):
            self.window.screenshot(os.path.join(os.environ["SHOTS"], name + ".png"))

    def install(self, name):
        """Returns which version is there then."""
        flatpak("--user", "install", "-y", "--noninteractive", "--or-update", "--bundle", os.path.join(FOLDER, name))
        return flatpak("--user", "info", "--show-commit", ID).stdout.strip()

    def installed(self):
        flatpak("--user", "uninstall", "-y", "--noninteractive", ID, check=False)
        self.first = self.install("comptoir.flatpak")
        assert ID in flatpak("--user", "list", "--app").stdout
        exported = os.path.join(os.environ["FLATPAK_USER_DIR"], "exports/share")
        for path in (f"applications/{ID}.desktop", f"icons/hicolor/scalable/apps/{ID}.svg"):
            assert os.path.exists(os.path.join(exported, path)), path

    def permissions(self):
        """As little as it needs, and nothing beside it."""
        shown = flatpak("info", "--show-permissions", ID).stdout
        found = {}
        for line in shown.splitlines():
            key, sign, value = line.partition("=")
            if sign:
                found[key] = set(filter(None, value.split(";")))
        assert found == ALLOWED, shown

    def fenced_in(self):
        """It sees neither the user's folders nor anybody on the bus but the portals."""
        secret = os.path.join(os.environ["HOME"], "private.txt")
        with open(secret, "w", encoding="utf-8") as file:
            file.write("nobody's business")
        for command in (["cat", secret], ["cat", "/etc/shadow"], ["cat", os.path.join(os.getcwd(), "README.md")]):
            assert inside(*command, check=False).returncode != 0, command
        names = inside("gdbus", "call", "--session", "-d", "org.freedesktop.DBus", "-o", "/org/freedesktop/DBus", "-m",
                       "org.freedesktop.DBus.ListNames").stdout
        assert "org.freedesktop.secrets" not in names, names
        os.unlink(secret)

    def a_result(self):
        """Practice, with its own SI-DEP inside; typed by keys, accepted."""
        self.window = window = Sandboxed(os.path.join(self.folder.name, "log"))
        wait_for("the cursor", lambda: window.focused() == "Birth name")
        self.type("ESSAI")
        wait_for("accepted from inside the sandbox", lambda: window.row("ESSAI", "accepted"))
        self.look("sandbox")

    def type(self, name):
        window = self.window
        answers = [("Birth name", name), ("First names", "anne"), ("Social security number", ""), ("Date of birth", "140379"), ("Sex", "f"),
                   ("Mobile phone", ""), ("E-mail", ""), ("Postal code", "67000"), ("Address", "")]
        if window.text("Lot number") == "":
            answers += [("Kit", "1232"), ("Lot number", "L1"), ("Kit expiry", "062099")]
        for asked, answer in answers + [("Symptoms", "n"), ("Consent to share", "y")]:
            wait_for(asked, lambda: window.focused() == asked)
            if answer == "":
                time.sleep(0.6)
            window.enter(answer)
        time.sleep(0.3)
        window.keys("n", "ctrl+Return")

    def paper(self):
        """No folder is its own: nothing is written before the desktop's dialog says where, and
        what is named there lies there, comes through the document portal, and is asked after."""
        window = self.window
        self.ask_where()
        self.look("sandbox-save")
        window.keys("Escape")
        wait_for("it is gone", lambda: not window._titled("Save the Paper"))
        assert inside("comptoirctl", "--practice", "exports").stdout == ""
        window.take_keys()
        self.ask_where()
        path = os.path.join(os.environ["HOME"], "paper.pdf")
        window.keys("ctrl+a")
        subprocess.run(["xdotool", "type", "--delay", "30", path], check=True)
        window.keys("Return")
        wait_for("the file", lambda: os.path.exists(path))
        wait_for("it is told", lambda: window.says("Saved: paper.pdf"))
        window.take_keys()
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
        assert "ESSAI" in text, text
        listed = inside("comptoirctl", "--practice", "exports").stdout
        assert "paper.pdf" in listed, listed
        inside("comptoirctl", "--practice", "exports", "--erase", listed.split()[0])
        assert not os.path.exists(path) and inside("comptoirctl", "--practice", "exports").stdout == ""

    def ask_where(self):
        self.window.keys("ctrl+shift+p")
        found = wait_for("the desktop's dialog", lambda: self.window._titled("Save the Paper"))
        assert "xdg-desktop-portal-gtk" in self.program_of(found)
        subprocess.run(["xdotool", "windowfocus", "--sync", found], check=True)
        time.sleep(1)

    @staticmethod
    def program_of(xid):
        number = subprocess.run(["xdotool", "getwindowpid", xid], capture_output=True, text=True, check=True).stdout.strip()
        return os.readlink(f"/proc/{number}/exe")

    def printed(self):
        """The printer by the desktop's dialog, too."""
        window = self.window
        window.keys("ctrl+p")
        found = wait_for("the desktop's dialog", lambda: window._titled("Print"))
        assert "xdg-desktop-portal-gtk" in self.program_of(found)
        subprocess.run(["xdotool", "windowfocus", "--sync", found], check=True)
        time.sleep(1)
        self.look("sandbox-print")
        window.keys("Escape")
        wait_for("it is gone", lambda: not window._titled("Print"))
        window.take_keys()

    def a_watched_folder(self):
        """Lent by the desktop's dialog: what another program writes there, outside of the sandbox, is
        taken, and erased; also after a restart."""
        window = self.window
        watched = os.path.join(os.environ["HOME"], "echange")
        os.mkdir(watched)
        window.take_keys()
        window.keys("ctrl+comma")
        wait_for("the preferences", lambda: window._titled("Preferences"))
        window.take_keys("Preferences")
        time.sleep(1)
        window.keys("alt+c")
        found = wait_for("the desktop's dialog", lambda: window._titled("The Folder to Watch"))
        assert "xdg-desktop-portal-gtk" in self.program_of(found)
        subprocess.run(["xdotool", "windowfocus", "--sync", found], check=True)
        time.sleep(1)
        # The dialog brings its line for a place at the first letter of one.
        for part in ("/", watched[1:]):
            subprocess.run(["xdotool", "type", "--delay", "30", part], check=True)
            time.sleep(1)
        self.look("sandbox-folder")
        window.keys("Return")
        wait_for("it is chosen", lambda: not window._titled("The Folder to Watch"))
        window.take_keys("Preferences")
        wait_for("its name", lambda: window.says("echange"))
        self.look("sandbox-folder-chosen")
        window.keys("Escape")
        wait_for("the form", lambda: not window._titled("Preferences"))
        window.take_keys()
        self.handed_over(watched, "Portail")
        window.quit()
        window.start()
        self.handed_over(watched, "Encore")
        inside("comptoirctl", "--practice", "prefer", "hand-over-folder", "off")

    def handed_over(self, folder, name):
        window = self.window
        window.keys("ctrl+n")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        path = os.path.join(folder, name + ".vcf")
        with open(path + ".part", "w", encoding="utf-8") as file:
            file.write(f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:{name};Anne;;;\r\nBDAY:1979-03-14\r\nEND:VCARD\r\n")
        os.rename(path + ".part", path)
        wait_for(f"{name} in the form", lambda: window.text("Birth name") == name.upper())
        wait_for("it is erased", lambda: os.listdir(folder) == [])
        window.keys("ctrl+Delete")
        wait_for("it is gone", lambda: not window.row(name.upper()))

    def a_file(self):
        """As the desktop opens one: forwarded into the sandbox, and left where it is."""
        window = self.window
        window.keys("ctrl+n")
        wait_for("a blank form", lambda: window.text("Birth name") == "")
        path = os.path.join(os.environ["HOME"], "ouvert.vcf")
        with open(path, "w", encoding="utf-8") as file:
            file.write("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ouvert;Anne;;;\r\nBDAY:1979-03-14\r\nEND:VCARD\r\n")
        flatpak("run", "--file-forwarding", ID, "--practice", "@@", path, "@@")
        wait_for("it is in the form", lambda: window.text("Birth name") == "OUVERT")
        assert os.path.exists(path)
        window.keys("ctrl+Delete")
        wait_for("it is gone", lambda: not window.row("OUVERT"))

    def sealed(self):
        """The keys came by the portal, the records are in the sandbox's own folder, sealed."""
        assert os.path.exists(os.path.join(self.data, "data/keyrings/default.keyring")), "libsecret's file, under the portal's key"
        database = os.path.join(self.data, "data/comptoir/practice/records.db")
        assert os.path.exists(database), os.listdir(os.path.join(self.data, "data"))
        for folder, _, names in os.walk(self.data):
            if "comptoir-practice" in folder:
                continue  # the practice SI-DEP's own, invented people in clear
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    assert b"ESSAI" not in file.read().upper(), name

    def in_the_background(self):
        """The desktop is asked before it runs without a window, and before it starts after a login."""
        window = self.window
        asked = lambda: open(os.environ["LAB_BACKGROUND"], encoding="utf-8").read().count("EnableAutostart")
        before = asked()
        inside("comptoirctl", "--practice", "prefer", "finish-at-login", "on")
        wait_for("the desktop is asked", lambda: asked() == before + 1)
        said = open(os.environ["LAB_BACKGROUND"], encoding="utf-8").read()
        assert ID in said and "--background" in said and "--practice" in said, said
        inside("comptoirctl", "--practice", "prefer", "finish-at-login", "off")
        wait_for("and when it is taken back", lambda: asked() == before + 2)
        # Closed with something to send: it asks, sends, and leaves.
        self.type("RESTE")
        wait_for("it waits for its grace", lambda: window.row("RESTE"))
        button = wait_for("the button", lambda: window.find(lambda n: n.get_name() == "Close" and n.get_action_iface() is not None))
        window.atspi.Action.do_action(button, 0)
        assert window.process.wait(60) == 0
        assert asked() == before + 3
        window.start()
        wait_for("it was sent", lambda: window.row("RESTE", "accepted"))

    def updated(self):
        """The next bundle, of the same program under another commit: every record is there."""
        later = os.path.join(FOLDER, "later")
        shutil.rmtree(later, ignore_errors=True)
        subprocess.run(["ostree", f"--repo={later}", "init", "--mode=archive-z2"], check=True)
        flatpak("build-commit-from", "--force", f"--src-repo={FOLDER}/repo", "--subject=later", "--timestamp=NOW", later, REF)
        flatpak("build-bundle", later, os.path.join(FOLDER, "later.flatpak"), ID)
        self.window.quit()
        before = inside("comptoirctl", "--practice", "list", "--json").stdout
        assert self.install("later.flatpak") != self.first
        assert inside("comptoirctl", "--practice", "list", "--json").stdout == before and "accepted" in before
        assert "sound" in inside("comptoirctl", "--practice", "verify").stdout
        self.window.start()
        wait_for("it is still there", lambda: self.window.row("ESSAI", "accepted"))
        self.window.quit()

    def uninstalled(self):
        """Nothing of the program; the records stay until they are asked for, or deleted with it."""
        flatpak("--user", "uninstall", "-y", "--noninteractive", ID)
        assert ID not in flatpak("--user", "list", "--app").stdout
        left = [os.path.join(folder, name) for folder, _, names in os.walk(os.environ["FLATPAK_USER_DIR"]) for name in names
                if "comptoir" in name.lower() and "/repo/" not in folder and "/runtime/" not in folder]
        records = sum(len(names) for _, _, names in os.walk(self.data))
        print(f"# left: {len(left)} files of the program, {records} in ~/.var/app/{ID} (sealed records and settings)", flush=True)
        assert not [path for path in left if "/app/" in path or "/exports/" in path], left
        assert records > 0
        shutil.rmtree(self.data)


def main():
    tap = Tap()
    scenario = Scenario()
    tap.run("the bundle installs, with its icon and its entry", scenario.installed)
    tap.run("network, ipc, the screen, and nothing else", scenario.permissions)
    tap.run("fenced in", scenario.fenced_in)
    tap.run("a result accepted from inside", scenario.a_result)
    tap.run("a paper by the desktop's dialog", scenario.paper)
    tap.run("a printer by the desktop's dialog", scenario.printed)
    tap.run("a watched folder by the desktop's dialog", scenario.a_watched_folder)
    tap.run("a file that the desktop opens", scenario.a_file)
    tap.run("keys by the portal, records sealed", scenario.sealed)
    tap.run("the background by the portal", scenario.in_the_background)
    tap.run("an update keeps every record", scenario.updated)
    tap.run("uninstalled", scenario.uninstalled)
    tap.end()


if __name__ == "__main__":
    main()
