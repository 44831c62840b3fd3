#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vault's keys as a person meets them: real records (not the practice ones), a real
gnome-keyring, the real window. A recovery code is made and read back; then the key in the
keyring is lost, another's, locked, or there is no keyring at all; records are set aside,
and found again. Only keys are pressed."""

import datetime
import glob
import json
import os
import shutil
import subprocess
import tempfile

from canaries import sweep, sweep_process, temporary_files, user_folders
from counter import Practice, Tap, Window, ctl, set_up, wait_for

DATA = os.path.join(os.environ["XDG_DATA_HOME"], "comptoir")
LOGIN = "/org/freedesktop/secrets/collection/login"


def record(number):
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    # Nobody twice: that would be doubted.
    return {"birth_name": "CANARI" + "ABCDEFGHIJKLMNOPQRSTU"[number], "first_names": "Ourse",
            "birth_date": f"19{40 + number}-03-14", "sex": "F",
            "address": "1 impasse du Canari", "postal_code": "67000", "town": "Strasbourg", "phone": "0639981234",
            "kit": "1232", "lot": f"L{number}", "kit_expiry": "2099-06-30", "sampled_at": sampled, "symptoms": "none",
            "health_worker": "no", "residence": "individual", "consent": "no", "result": "negative"}


def add(*numbers):
    ctl("add", "-", text="".join(json.dumps(record(n)) + "\n" for n in numbers), real=True)


def keyring(*args):
    subprocess.run(["secret-tool", *args], check=True, input="v1.x", text=True)


def vault_names():
    """Of the keys in the keyring; secret-tool prints attributes on either stream, by its version."""
    done = subprocess.run(["secret-tool", "search", "--all", "role", "kek"], capture_output=True, text=True)
    return [line.split()[-1] for line in (done.stdout + done.stderr).splitlines() if "attribute.vault" in line]


def put_back(copy):
    for suffix in ("-wal", "-shm"):
        if os.path.exists(DATA + "/records.db" + suffix):
            os.unlink(DATA + "/records.db" + suffix)
    shutil.copy(copy, DATA + "/records.db")


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice, real=True)
        add(*range(19))
        self.window = None

    def twentieth(self):
        """Nineteen without a code; the twentieth waits for it, as a draft."""
        self.window = window = Window(os.path.join(self.folder.name, "log"), real=True)
        wait_for("nothing left to send", lambda: len(self.practice.results()) == 19)
        window.take_keys("Recovery Code")
        window.keys("Escape")
        window.take_keys()
        ctl("add", "-", "--draft", text=json.dumps(record(20)), real=True)
        wait_for("the draft", lambda: window.row("CANARIU", "draft"))
        window.keys("Escape", "Return")
        wait_for("the draft in the form", lambda: window.text("Birth name") == "CANARIU")
        window.keys("ctrl+Return")
        window.take_keys("Recovery Code")
        assert len(self.practice.results()) == 19 and window.row("CANARIU", "draft")

    def code(self):
        """Read back wrong: nothing; right: in force, and the twentieth leaves."""
        window = self.window
        is_group = lambda n: len(n.get_name() or "") == 4 and (n.get_name().isupper() or n.get_name().isdigit())
        groups = [n.get_name() for n in window.walk() if is_group(n)]
        assert len(groups) == 9, groups
        self.sheet = "-".join(groups)
        window.keys("Return")
        asked = wait_for("the groups asked for", lambda: list(dict.fromkeys(
            int(n.get_name().split()[-1]) for n in window.walk() if (n.get_name() or "").startswith("Group "))))
        window.type(groups[asked[0] - 1])
        window.keys("Tab")
        window.type("UUUU")
        window.keys("Return")
        wait_for("it is told", lambda: window.says(f"Group {asked[1]} is not that on the sheet"))
        window.keys("ctrl+a")
        window.type(groups[asked[1] - 1].lower())
        window.keys("Return")
        wait_for("in force", lambda: window.says("The recovery code is good from now on"))
        window.take_keys()
        window.keys("ctrl+Return")
        wait_for("the twentieth", lambda: len(self.practice.results()) == 20)

    def lost(self):
        """The key is gone: a slip in the code is told before it is tried, the code opens all."""
        window = self.window
        window.quit()
        keyring("clear", "role", "kek")
        assert "recover" in ctl("list", real=True, check=1).stderr
        assert not vault_names(), "a key was made over the vault"
        window.start(shows="The records' key is missing")
        slip = self.sheet[:6] + ("2" if self.sheet[6] != "2" else "3") + self.sheet[7:]
        window.type(slip)
        wait_for("the slip", lambda: window.says("group 2 is wrong") or window.says("A character is wrong"))
        window.keys("Return", "ctrl+a")
        window.type(self.sheet.lower().replace("-", ""))
        window.keys("Return")
        wait_for("the records", lambda: window.row("CANARIU", "accepted"))
        assert not sweep_process([self.sheet, "CANARI"], window.process.pid)
        assert len(vault_names()) == 1
        window.quit()
        assert len(json.loads(ctl("list", "--json", real=True).stdout)) == 20

    def wrong(self):
        """Another's key under this vault's name; by comptoirctl this time."""
        keyring("store", "--label=Comptoir", "xdg:schema", "fr.comptoir.Comptoir.Vault", "role", "kek", "vault", vault_names()[0])
        self.window.start(shows="The key does not fit")
        self.window.keys("ctrl+q")
        self.window.process.wait(20)
        assert "nothing was tried" in ctl("recover", text=self.sheet[:-1] + "\n", real=True, check=2).stderr
        other = self.sheet.replace(self.sheet[:4], "0000", 1)
        assert "nothing was tried" in ctl("recover", text=other + "\n", real=True, check=2).stderr
        ctl("recover", text=self.sheet + "\n", real=True)
        assert len(json.loads(ctl("list", "--json", real=True).stdout)) == 20

    def replaced(self):
        """A new code: the one before opens nothing any more."""
        asking = subprocess.Popen([os.environ["COMPTOIR_BUILD"] + "/src/ctl/comptoirctl", "recovery-code"],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        before, self.sheet = self.sheet, asking.stdout.readline().strip()
        groups, said = self.sheet.split("-"), ""
        for _ in range(2):
            while not said.endswith(": "):
                said += asking.stderr.read(1)
            number = int(said.split("group ")[-1].split(",")[0])
            asking.stdin.write(groups[number - 1] + "\n")
            asking.stdin.flush()
            said = ""
        assert asking.wait(20) == 0, asking.stderr.read()
        keyring("clear", "role", "kek")
        assert "not that of these records" in ctl("recover", text=before + "\n", real=True, check=1).stderr
        ctl("recover", text=self.sheet + "\n", real=True)

    def older(self):
        """A copy of an earlier hour is put back, in which a result waits that was sent since."""
        before = len(self.practice.results())
        add(20)
        assert json.loads(ctl("status", "--json", real=True).stdout)["waiting"] == 1
        shutil.copy(DATA + "/records.db", self.folder.name + "/copy.db")
        ctl("send", "--wait", "30", real=True)
        assert len(self.practice.results()) == before + 1
        put_back(self.folder.name + "/copy.db")
        assert "older" in ctl("list", real=True, check=1).stderr
        window = self.window
        window.start(shows="These records are older than the last session")
        window.keys("alt+g")
        wait_for("the records", lambda: window.row("CANARIU", "accepted"))
        wait_for("what waited", lambda: json.loads(ctl("status", "--json", real=True).stdout)["waiting"] == 0)
        window.quit()
        assert len(self.practice.results()) == before + 1, "sent twice"
        assert len(json.loads(ctl("list", "--json", real=True).stdout)) == 21

    def audit(self):
        """All that was done is told, of nobody by name; what is changed from outside is seen."""
        lines = [json.loads(line) for line in ctl("audit", "--json", real=True).stdout.splitlines()]
        verbs = {line["verb"] for line in lines}
        assert verbs >= {"vault-made", "opened", "draft", "waiting", "sending", "accepted", "viewed", "code-made", "key-changed",
                         "recovered", "older-than-key"}, verbs
        assert {line["actor"] for line in lines} == {"counter", "command", "sender"}
        assert "CANARI" not in json.dumps(lines) and "PETIT" not in json.dumps(lines)
        assert "sound" in ctl("verify", real=True).stdout
        shutil.copy(DATA + "/records.db", self.folder.name + "/copy.db")
        subprocess.run(["/usr/bin/python3", "-c", "import sqlite3, sys\nd = sqlite3.connect(sys.argv[1])\n"
                        "d.execute('DELETE FROM audit WHERE n = 3')\nd.commit()", DATA + "/records.db"], check=True)
        assert "from line 3 on" in ctl("verify", real=True, check=1).stdout
        put_back(self.folder.name + "/copy.db")
        # The lines told of that check are gone with it: an older copy, as far as anybody knows.
        assert "older" in ctl("list", real=True, check=1).stderr
        self.window.start(shows="These records are older than the last session")
        self.window.keys("alt+g")
        wait_for("the records", lambda: self.window.row("CANARIU", "accepted"))
        self.window.quit()
        assert "sound" in ctl("verify", real=True).stdout

    def backup(self):
        """Made at the end of the window, opened again before it is called made; a damaged
        database is replaced by it, and what waited in it is sent once."""
        before = len(self.practice.results())
        self.window.start()
        self.practice.faults(status=503)
        add(19)  # waits
        self.window.keys("ctrl+q")
        self.window.process.wait(30)
        made = glob.glob(DATA + "/backups/records-*.db")
        assert len(made) == 1 and os.stat(made[0]).st_mode & 0o777 == 0o600, made
        assert os.stat(DATA + "/backups").st_mode & 0o777 == 0o700
        records = len(json.loads(ctl("list", "--json", real=True).stdout))
        assert f"{records} records opened again" in ctl("drill", real=True).stdout
        other = self.folder.name + "/on-a-stick.db"
        assert f"{records} records opened again" in ctl("backup", other, real=True).stdout
        assert "there already" in ctl("backup", other, real=True, check=2).stderr
        self.practice.faults()
        ctl("send", "--wait", "30", real=True)
        assert len(self.practice.results()) == before + 1
        with open(DATA + "/records.db", "r+b") as file:
            file.seek(0)
            file.write(b"nothing that was ever a database" * 40)
        ctl("list", real=True, check=1)
        assert f"restored: {records} records" in ctl("restore", real=True).stdout
        ctl("send", "--wait", "30", real=True)
        assert len(self.practice.results()) == before + 1, "sent twice"
        assert {r["state"] for r in json.loads(ctl("list", "--json", real=True).stdout)} <= {"accepted", "draft"}
        assert "sound" in ctl("verify", real=True).stdout
        assert len(glob.glob(DATA + "/records-*.db")) == 1, "what was there is kept"
        for path in glob.glob(DATA + "/records-*.db*"):
            os.unlink(path)
        # Another's: nothing is touched.
        with open(other, "r+b") as file:
            file.truncate(5000)
        ctl("restore", other, real=True, check=1)
        assert len(json.loads(ctl("list", "--json", real=True).stdout)) == records

    def none(self):
        """No keyring in the session: by the code, for this session only."""
        bus = subprocess.Popen(["dbus-daemon", "--config-file=" + os.environ["COMPTOIR_SOURCE"] + "/tests/session.conf", "--nofork",
                                "--print-address"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        alone = {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip()}
        try:
            assert "keyring" in ctl("list", real=True, check=1, env=alone).stderr
            window = self.window
            window.start(env=alone, shows="No keyring in this session")
            window.keys("alt+r")
            window.type(self.sheet)
            window.keys("Return")
            wait_for("the records", lambda: window.row("CANARIU", "accepted"))
            wait_for("it is told", lambda: window.says("Open for this session only"))
            window.keys("ctrl+q")
            window.process.wait(20)
        finally:
            bus.terminate()
            bus.wait()
        assert len(json.loads(ctl("list", "--json", real=True).stdout)) == 22, "the keyring's key opens it still"

    def set_aside(self):
        """Nobody has the code: begun anew; the records stay, and the paper found later opens them."""
        window = self.window
        keyring("clear", "role", "kek")
        window.start(shows="The records' key is missing")
        window.keys("alt+s")
        window.take_keys("comptoir")
        wait_for("the question", lambda: window.says("Set these records aside?"))
        window.keys("alt+s")
        wait_for("a code is asked for", lambda: window.says("Recovery Code"))
        wait_for("another vault", lambda: len(vault_names()) == 1)
        window.kill()
        aside = glob.glob(DATA + "/records-*.db")
        assert len(aside) == 1, os.listdir(DATA)
        assert json.loads(ctl("list", "--json", real=True).stdout) == []
        put_back(aside[0])
        os.unlink(aside[0])
        ctl("recover", text=self.sheet + "\n", real=True)
        assert len(json.loads(ctl("list", "--json", real=True).stdout)) == 22

    def new_computer(self):
        """A copy on a stick and the sheet: no folder, no key there; all records open, and the keyring has a key again."""
        stick = self.folder.name + "/stick.db"
        ctl("backup", stick, real=True)
        there = {f"XDG_{kind}_HOME": os.path.join(self.folder.name, "new", kind) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
        keyring("clear", "role", "kek")
        try:
            told = ctl("restore", stick, real=True, env=there).stdout
            assert "comptoirctl recover" in told, told
            ctl("recover", text=self.sheet + "\n", real=True, env=there)
            assert len(json.loads(ctl("list", "--json", real=True, env=there).stdout)) == 22
            assert len(vault_names()) == 1
            assert "sound" in ctl("verify", real=True, env=there).stdout
        finally:
            ctl("recover", text=self.sheet + "\n", real=True)

    def locked(self):
        """Locked, and nobody to unlock it here: told so, nothing changed. Last: it stays locked."""
        window = self.window
        subprocess.run(["gdbus", "call", "--session", "-d", "org.freedesktop.secrets", "-o", "/org/freedesktop/secrets", "-m",
                        "org.freedesktop.Secret.Service.Lock", f"['{LOGIN}']"], check=True, stdout=subprocess.DEVNULL)
        window.start(shows="The keyring is locked")
        assert not window.says("Recovery code"), "a locked keyring asks for its password, not for the paper"
        window.kill()
        assert "unlock the keyring" in ctl("list", real=True, check=1).stderr

    def leaks(self):
        """The code stands in no file, however written."""
        secrets = [self.sheet, self.sheet.replace("-", ""), "CANARI", "impasse du Canari", "0639981234", self.practice.ready["client_secret"]]
        hits, count = sweep(secrets, user_folders(), [self.window.log, *temporary_files()])
        assert not hits, hits[:5]
        print(f"# sought in {count} files")
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("twentieth", "code", "lost", "wrong", "replaced", "older", "audit", "backup", "none", "set_aside", "new_computer", "locked", "leaks"):
        tap.run("/keys/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
