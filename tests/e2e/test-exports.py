#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results outside of the vault: sealed so that age itself opens them, plain only with a reason,
nothing left of one that was killed, and asked after until it is gone. By keys alone."""

import csv
import datetime
import glob
import io
import json
import os
import pty
import random
import signal
import stat
import subprocess
import tempfile
import time

from canaries import sweep, sweep_process, temporary_files, user_folders
from counter import CTL, Practice, Tap, Window, ctl, set_up, wait_for

KILLS = int(os.environ.get("KILLS", "25"))  # ./dev soak: more
PASSPHRASE = "verre canari sur le comptoir"
REASON = "demande de l'agence de sante"
FORMULA = "=cmd|' /C calc'!A0"


def record(name):
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({
        "birth_name": name, "first_names": "Celestine", "nir": "279035121518989", "birth_date": "1979-03-14", "sex": "F",
        "phone": "+33639985512", "postal_code": "67000", "town": "STRASBOURG", "insee": "67482", "country": "FR",
        "address": FORMULA, "kit": "1232", "lot": "L1", "kit_expiry": "2099-06-30", "sampled_at": sampled, "symptoms": "none",
        "consent": "yes", "result": "negative"})


def age(*args, passphrase=PASSPHRASE):
    """The program age, which takes a passphrase from a terminal only."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp("age", ["age", *args])
    shown = b""
    for _ in range(args.count("--passphrase") + 1):
        while b":" not in shown.rsplit(b"\n", 1)[-1]:
            try:
                shown += os.read(terminal, 1024)
            except OSError:
                break
        os.write(terminal, passphrase.encode() + b"\n")
        shown += b"\n"
    while True:
        try:
            shown += os.read(terminal, 1024) or b""
        except OSError:
            break
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode(errors="replace")


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice, grace=0)
        for name in ("CANARI", "LEFEVRE", "O'NEIL"):
            ctl("add", "-", text=record(name))
        self.outside = os.path.join(self.folder.name, "outside")
        os.mkdir(self.outside)
        self.window = None

    def path(self, name):
        return os.path.join(self.outside, name)

    def exports(self):
        return [json.loads(line) for line in ctl("exports", "--json").stdout.splitlines()]

    def audit(self, verb):
        lines = [json.loads(line) for line in ctl("audit", "--json").stdout.splitlines()]
        return [line["detail"] for line in lines if line["verb"] == verb]

    def rows(self, data):
        assert data.startswith("\ufeff")
        return list(csv.DictReader(io.StringIO(data[1:], newline=""), delimiter=";"))

    def opened_by_age(self):
        sealed, clear = self.path("results.csv.age"), self.path("clear.csv")
        made = ctl("export", sealed, text=PASSPHRASE + "\n").stdout
        assert "sealed: 3 records, read back" in made, made
        assert stat.S_IMODE(os.stat(sealed).st_mode) == 0o600
        with open(sealed, "rb") as file:
            data = file.read()
        assert data.startswith(b"age-encryption.org/v1\n-> scrypt ")
        assert b"CANARI" not in data and b"279035121518989" not in data
        code, shown = age("--decrypt", "-o", clear, sealed)
        assert code == 0, shown
        with open(clear, encoding="utf-8", newline="") as file:
            rows = self.rows(file.read())
        os.unlink(clear)
        assert sorted(row["birth_name"] for row in rows) == ["CANARI", "LEFEVRE", "O'NEIL"]
        assert {row["address"] for row in rows} == {"'" + FORMULA}, rows[0]["address"]
        assert {row["phone"] for row in rows} == {"'+33639985512"}
        assert {row["birth_date"] for row in rows} == {"1979-03-14"}
        code, shown = age("--decrypt", "-o", clear, sealed, passphrase="une autre phrase de passe")
        assert code != 0 and not os.path.exists(clear), shown

    def refused_in_words(self):
        for words, told in (("court\n", "twelve characters"), ("", "one line of stdin")):
            done = ctl("export", self.path("never.age"), text=words, check=2)
            assert told in done.stderr, done.stderr
        done = ctl("export", self.path("never.csv"), "--plain", text="parce que\n", check=2)
        assert "few words why" in done.stderr, done.stderr
        done = ctl("export", self.path("never.age"), "--from", "01/01/2020", "--to", "31/01/2020", text=PASSPHRASE + "\n", check=1)
        assert "no result" in done.stderr, done.stderr
        done = ctl("export", self.path("results.csv.age"), text=PASSPHRASE + "\n", check=2)
        assert "there already" in done.stderr, done.stderr
        done = ctl("export", "/proc/never.age", text=PASSPHRASE + "\n", check=1)
        assert "cannot be made" in done.stderr, done.stderr
        assert os.listdir(self.outside) == ["results.csv.age"]

    def plain_with_a_reason(self):
        path = self.path("plain.csv")
        ctl("export", path, "--plain", "--erase-in", "1", text=REASON + "\n")
        with open(path, encoding="utf-8", newline="") as file:
            assert len(self.rows(file.read())) == 3
        known = {one["path"]: one for one in self.exports()}
        assert known[path]["plain"] and known[path]["reason"] == REASON
        assert not known[self.path("results.csv.age")]["plain"]
        assert self.audit("exported") == ["sealed 3", "plain 3"]

    def erased(self):
        by_path = {one["path"]: one["id"] for one in self.exports()}
        ctl("exports", "--erase", by_path[self.path("plain.csv")])
        assert not os.path.exists(self.path("plain.csv"))
        os.rename(self.path("results.csv.age"), self.path("elsewhere.age"))
        done = ctl("exports", "--erase", by_path[self.path("results.csv.age")], check=1)
        assert "say that it is gone" in done.stderr, done.stderr
        ctl("exports", "--gone", by_path[self.path("results.csv.age")])
        os.unlink(self.path("elsewhere.age"))
        assert self.exports() == []
        assert self.audit("export-gone") == ["erased", "told"]

    def killed(self):
        """At any moment: no file is half there, and what may be is known."""
        there = draws = 0
        for i in range(KILLS):
            plain = i % 2 == 1
            process = subprocess.Popen([CTL, "--practice", "export", self.path(f"killed-{i}"), *(["--plain"] if plain else [])],
                                       stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            process.stdin.write(((REASON if plain else PASSPHRASE) + "\n").encode())
            process.stdin.close()
            time.sleep(random.uniform(0.02, 0.15 if plain else 1.5))
            process.send_signal(signal.SIGKILL)
            process.wait()
            draws += 1
        known = {one["path"]: one for one in self.exports()}
        for name in os.listdir(self.outside):
            there += 1
            assert self.path(name) in known, name
            assert os.path.getsize(self.path(name)) > 500, name
            if not known[self.path(name)]["plain"]:
                code, shown = age("--decrypt", "-o", self.path("clear"), self.path(name))
                assert code == 0, shown
                os.unlink(self.path("clear"))
        for one in known.values():
            if os.path.exists(one["path"]):
                ctl("exports", "--erase", one["id"])
            else:
                ctl("exports", "--gone", one["id"])
        assert os.listdir(self.outside) == [] and self.exports() == []
        print(f"# {draws} killed, {len(known)} known, {there} of them whole, 0 half", flush=True)

    # ---- the window ----

    def tab_to(self, name):
        states = self.window.atspi.StateType
        for _ in range(30):
            node = self.window.find(lambda n: n.get_state_set().contains(states.FOCUSED) and name in (n.get_name() or ""))
            if node:
                return
            self.window.keys("Tab")
            time.sleep(0.1)
        raise AssertionError(f"no Tab leads to {name}")

    def by_keys(self):
        """Ctrl+Shift+E, a passphrase, Return; the file's name, Return."""
        self.window = window = Window(os.path.join(self.folder.name, "window.log"))
        wait_for("the form", lambda: window.focused() == "Birth name")
        window.keys("ctrl+shift+e")
        window.take_keys("Export Results")
        wait_for("the passphrase", lambda: window.field("Passphrase"))
        proposed = window.text("Passphrase")
        assert len(proposed) == 24 and proposed.count("-") == 4, "drawn"
        self.look("export")
        self.tab_to("Passphrase")
        window.keys("ctrl+a")
        window.type("court")
        window.keys("Return")
        wait_for("why not", lambda: window.says("twelve characters at the least"))
        window.keys("ctrl+a")
        window.type(PASSPHRASE)
        window.keys("Return")
        window.take_keys("Save the Results")
        time.sleep(0.5)
        self.look("chooser")
        window.keys("ctrl+a")
        window.type(self.path("window.csv.age"))
        window.keys("Return")
        wait_for("it is made", lambda: window.says("3 results are written and read back."))
        window.take_keys("Export Results")
        code, shown = age("--decrypt", "-o", self.path("clear"), self.path("window.csv.age"))
        assert code == 0, shown
        os.unlink(self.path("clear"))
        wait_for("it is listed", lambda: window.says("window.csv.age · 3 results"))
        self.look("listed")
        window.keys("Escape")
        window.take_keys()

    def asked_after(self):
        """Eight days later a line says so, over all starts, until the file is gone."""
        window = self.window
        window.quit()
        moved = {"LD_PRELOAD": self.faketime(), "FAKETIME": "+8d", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_NO_CACHE": "1"}
        window.start(env=moved)
        wait_for("the line", lambda: window.says("1 file with results is past its day: erase it."))
        self.look("due")
        window.keys("ctrl+shift+e")
        window.take_keys("Export Results")
        self.tab_to("Erase window.csv.age")
        window.keys("space")
        wait_for("gone", lambda: not os.path.exists(self.path("window.csv.age")))
        wait_for("off the list", lambda: window.says("It is off the list."))
        window.keys("Escape")
        window.take_keys()
        assert not window.says("1 file with results is past its day")

    @staticmethod
    def faketime():
        return glob.glob("/usr/lib/*/faketime/libfaketime.so.1")[0]

    def look(self, name):
        if os.environ.get("SHOTS"):
            self.window.screenshot(os.path.join(os.environ["SHOTS"], name + ".png"))

    def nothing_lies_about(self):
        """No passphrase, no name, no file's name outside of the vault, or in what others see of the process."""
        secrets = [PASSPHRASE, "canari sur le comptoir", "CANARI", "CELESTINE", "279035121518989", "0639985512"]
        assert not sweep_process(secrets, self.window.process.pid)
        hits, count = sweep(secrets, user_folders(), [self.window.log, *temporary_files()])
        assert count > 5 and not hits, hits

    def locked_over_it(self):
        """The screen is locked while the window of exports is open: that goes, too."""
        window = self.window
        window.keys("ctrl+shift+e")
        window.take_keys("Export Results")
        window.keys("F12")
        wait_for("no other window", lambda: not window._titled("Export Results"))
        window.take_keys()
        wait_for("it is locked", lambda: window.focused() is None)
        window.keys("Return")
        wait_for("work", lambda: window.focused() == "Birth name")
        window.quit()


def main():
    tap = Tap()
    scenario = Scenario()
    tap.run("age opens what was sealed, and nobody without the passphrase; no cell is a formula", scenario.opened_by_age)
    tap.run("what cannot be made says why, and leaves nothing", scenario.refused_in_words)
    tap.run("plain with a reason, and noted", scenario.plain_with_a_reason)
    tap.run("erased, or gone by somebody's word", scenario.erased)
    tap.run("killed at any moment: nothing half, nothing unknown", scenario.killed)
    tap.run("in the window by keys", scenario.by_keys)
    tap.run("asked after until it is gone", scenario.asked_after)
    tap.run("nothing lies about", scenario.nothing_lies_about)
    tap.run("locked while it is open", scenario.locked_over_it)
    scenario.practice.stop()
    tap.end()


if __name__ == "__main__":
    main()
