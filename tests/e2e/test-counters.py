#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counters that share: two real windows and a third counter by commands, each on a desktop and
with a keyring of its own, a real PostgreSQL between them, one practice SI-DEP behind all. What
one types the other sees; each result goes once; with the server gone every one goes on alone,
and they are the same again when it is back."""

import datetime
import json
import os
import shlex
import shutil
import tempfile
import time

from canaries import sweep
from counter import Practice, Tap, wait_for
from elsewhere import Counter, Postgres

CANARY = "CANARISERVEUR"
DOCUMENT = os.path.join(os.environ["COMPTOIR_SOURCE"], "docs", "counters.fr.md")


def record(lot, **more):
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    return {"birth_name": CANARY, "first_names": "Ourse", "birth_date": "1979-03-14", "sex": "F",
            "address": "1 impasse du Canari", "postal_code": "67000", "town": "Strasbourg", "phone": "0639981234",
            "kit": "1232", "lot": lot, "kit_expiry": "2099-06-30", "sampled_at": sampled, "symptoms": "none",
            "health_worker": "no", "residence": "individual", "consent": "no", "result": "negative",
            "nir": "279035121518989", "email": "canari@example.fr", "used_name": "CANARINOM", **more}


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        os.chmod(self.folder.name, 0o755)
        self.server = Postgres()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        self.codes = []  # of invitations
        self.one, self.two, self.three = (Counter(os.path.join(self.folder.name, name), display=name != "three")
                                          for name in ("one", "two", "three"))

    def set_up(self, counter):
        counter.run(f"""
class There: base, ready = {self.practice.base!r}, {self.practice.ready!r}
set_up(There)""")

    def ctl(self, counter, *args, **more):
        return counter.ctl(*args, real=False, **more)

    def told(self, counter, verb, text=None, **places):
        """The command that the document gives for it, with the names of this test in the place of its own."""
        with open(DOCUMENT, encoding="utf-8") as file:
            line = next(line.strip() for line in file if line.startswith(f"    comptoirctl server {verb}"))
        for given, here in {"admin@serveur.example/comptoir": self.server.ready["url"].split("//")[1], "serveur.example/comptoir": self.server.host,
                            "--admin admin": f"--admin {self.server.admin}", "autorite.pem": self.server.ca_file, **places}.items():
            line = line.replace(given, here)
        return self.ctl(counter, *shlex.split(line)[1:], text=text)

    def records(self, counter):
        """What is there: identifier, state, revision."""
        return sorted((r["uuid"], r["state"], r["revision"]) for r in json.loads(self.ctl(counter, "list", "--json")[0]))

    def founded(self):
        self.set_up(self.one)
        self.ctl(self.one, "add", "-", "--draft", text=json.dumps(record("EARLIER")))
        self.told(self.one, "init", self.server.password + "\n")
        done = self.ctl(self.one, "server", "init", self.server.ready["url"], "--label", "Comptoir 9", "--ca", self.server.ca_file,
                        text=self.server.password + "\n", check=1)
        assert "shares its records already" in done[1], done

    def joined(self):
        for counter, label in ((self.two, "Comptoir 2"), (self.three, "Comptoir 3")):
            code, _ = self.told(self.one, "add-workstation", self.server.password + "\n", **{"Comptoir 2": label})
            self.codes.append(code.strip())
            slip = code[:3] + ("0" if code[3] != "0" else "1") + code[4:]
            done = self.ctl(counter, "server", "join", self.server.url, "--ca", self.server.ca_file, text=slip, check=1)
            assert "no invitation's code" in done[1], done
            self.told(counter, "join", code)
            again = self.ctl(self.three, "server", "join", self.server.url, "--ca", self.server.ca_file, text=code, check=1)
            assert "cannot be used" in again[1], again  # of one use
            self.set_up(counter)
            self.ctl(counter, "server", "sync")
        assert "Comptoir 3" in self.told(self.one, "status")[0]
        peers = json.loads(self.ctl(self.two, "server", "status", "--json")[0])["counters"]
        assert [(p["label"], p["standing"], p["this"]) for p in peers] == \
            [("Comptoir 1", "member", False), ("Comptoir 2", "member", True), ("Comptoir 3", "member", False)], peers
        assert self.records(self.one) == self.records(self.two) == self.records(self.three) != []

    def without_the_right(self):
        """A password that is wrong, an address that is not one, a counter that is not there."""
        url = self.server.ready["url"]
        for args, text, code, words in (
                (("server", "migrate", url, "--ca", self.server.ca_file), "wrong\n", 1, "password authentication failed"),
                (("server", "migrate", url), self.server.password + "\n", 1, "certificate"),
                (("server", "migrate", "http://localhost/x"), "x\n", 1, "postgresql://HOST/DATABASE"),
                (("server", "migrate", url, "--ca", "/nowhere.pem"), "x\n", 2, "there is no file"),
                (("server", "remove-workstation", "Comptoir 7", "--admin", self.server.admin), self.server.password + "\n", 1, "there is no counter"),
                (("server", "add-workstation", "Comptoir 7"), "x\n", 2, "--admin ROLE"),
                (("server", "leave"), "", 2, "server init")):
            said = self.ctl(self.one, *args, text=text, check=code)[1]
            assert words in said, (args, said)

    def windows(self):
        for counter in (self.one, self.two):
            counter.run("window = Window(os.path.join(folder, 'window.log'))")

    def seen(self):
        """A draft is typed at the first, and seen at the second before it is finished."""
        self.one.run("window.enter('merle'); window.enter('jean')")
        row = self.two.run("wait_for('the other one\\'s draft', lambda: window.row('MERLE Jean')).get_name()")
        assert "in hand: Comptoir 1" in row, row
        # Opened there, while it goes on here: both forms show the same.
        self.two.run("""
window.keys('ctrl+f')
window.type('merle')
time.sleep(0.5)
window.keys('Return', 'Home', 'Return')
wait_for('it in the form', lambda: window.text('First names') == 'Jean')
None""")
        self.one.run("window.set_text('E-mail', 'jean@example.fr')")
        self.two.run("wait_for('what was typed there', lambda: window.text('E-mail') == 'jean@example.fr')\nwait_for('it is told', lambda: window.says('Changed meanwhile, Comptoir 1'))\nNone")
        self.two.run("window.set_text('E-mail', 'jean@example.org')")
        self.one.run("wait_for('the other way', lambda: window.text('E-mail') == 'jean@example.org')\nNone")
        if "SHOTS" in os.environ:
            self.two.run(f"window.screenshot({os.environ['SHOTS']!r} + '/seen.png')")
        self.two.run("window.keys('ctrl+f', 'ctrl+a', 'BackSpace', 'ctrl+n')")

    def sent_once(self):
        before = len(self.practice.results())
        for number in range(6):
            self.ctl((self.one, self.two)[number % 2], "add", "-", text=json.dumps(record(f"ONCE{number}", birth_date=f"1979-03-{10 + number}")))
        for counter in (self.one, self.two):
            counter.run(f"""
def accepted():
    try:
        names = [n.get_name() or '' for n in window.walk()]
    except window.glib.Error:
        return 0  # a line went while it was asked
    return sum({CANARY!r} in name and 'accepted' in name and name.count(', ') >= 2 for name in names)
wait_for('all accepted', lambda: accepted() >= 6)
None""")
        assert len(self.practice.results()) == before + 6

    def alone(self):
        """The server answers nothing any more: both go on, sending included."""
        before = len(self.practice.results())
        self.server.freeze()
        try:
            for counter, day in ((self.one, 1), (self.two, 2)):
                self.ctl(counter, "add", "-", text=json.dumps(record(f"ALONE{day}", birth_date=f"1980-05-0{day}")))
            wait_for("both sent alone", lambda: len(self.practice.results()) == before + 2, timeout=90)
            said = self.ctl(self.three, "server", "status", check=1)[1]
            assert "server" in said, said
        finally:
            self.server.thaw()
        self.equal()
        assert len(self.practice.results()) == before + 2

    def equal(self):
        def same():
            for counter in (self.one, self.two, self.three):
                self.ctl(counter, "server", "sync", check=None)
            lists = [self.records(counter) for counter in (self.one, self.two, self.three)]
            return lists[0] == lists[1] == lists[2]
        wait_for("all three the same", same, timeout=90)

    def question(self):
        """Two people change the same draft while the server is away: one stays, the other's is
        kept as a draft that says so, and is not sent without a yes."""
        uuid = self.ctl(self.three, "add", "-", "--draft", text=json.dumps(record("TWICE", birth_name="GRIVE", birth_date="1990-01-01")))[0].strip()
        self.equal()
        self.server.freeze()
        try:
            for counter, street in ((self.one, "1 rue du Un"), (self.two, "2 rue du Deux")):
                counter.run(f"""
window.keys('ctrl+f', 'ctrl+a')
window.type('grive')
wait_for('the draft', lambda: window.row('GRIVE Ourse'))
time.sleep(0.5)
window.keys('Return', 'Home', 'Return')
wait_for('it in the form', lambda: window.text('Birth name') == 'GRIVE')
window.set_text('Address', {street!r})
time.sleep(1)
window.keys('ctrl+n')
wait_for('a blank form', lambda: window.text('Birth name') == '')""")
        finally:
            self.server.thaw()
        for counter in (self.one, self.two):
            counter.run("window.keys('ctrl+f', 'ctrl+a', 'BackSpace')")
        said = "changed at two counters"
        for counter in (self.one, self.two):
            row = counter.run("wait_for('the question', lambda: window.row('GRIVE Ourse', 'changed at two counters')).get_name()")
            assert said in row, row
        self.equal()
        assert uuid in [r[0] for r in self.records(self.one)]

    def died(self):
        """A counter dies while its results wait: another sends them once its minute is over."""
        before = len(self.practice.results())
        self.practice.faults(status=503)
        self.ctl(self.three, "add", "-", text=json.dumps(record("DEAD", birth_date="1981-06-07")))
        self.ctl(self.three, "send", "--wait", "2", check=1)
        self.practice.faults()
        self.server.ask("UPDATE comptoir.workstation SET seen_at = now () - interval '2 minutes' WHERE label = 'Comptoir 3';"
                        "UPDATE comptoir.record SET leased_till = now () - interval '1 second', next_at = 0 WHERE state IN ('waiting', 'unknown', 'sending')")
        self.equal_windows()
        wait_for("another one sent it", lambda: len(self.practice.results()) == before + 1, timeout=90)
        self.equal()
        assert len(self.practice.results()) == before + 1

    def equal_windows(self):
        for counter in (self.one, self.two):
            counter.run("window.keys('ctrl+n')")

    def status_page(self):
        self.one.run("window.keys('ctrl+comma')")
        self.one.run("window.take_keys('Preferences'); window.to_page('Workstation')")
        self.one.run("wait_for('the counters', lambda: window.says('Comptoir 2') and window.says('It answers, by TLS. What is here is there, too.') and window.says('At work.'))\nNone")
        if "SHOTS" in os.environ:
            self.one.run(f"window.screenshot({os.environ['SHOTS']!r} + '/counters.png')")
        self.one.run("window.keys('Escape'); window.take_keys()")

    def shut_out(self):
        for verb in ("migrate", "migrate postgresql"):  # put back, and a new version
            self.told(self.one, verb, self.server.password + "\n")
        busy = self.ctl(self.one, "server", "remove-workstation", "Comptoir 1", "--admin", self.server.admin, text=self.server.password + "\n", check=1)[1]
        assert "remove it from another one" in busy, busy
        self.one.run("window.quit()")  # who gives all records another key is alone with them
        said = self.told(self.one, "remove-workstation", self.server.password + "\n", **{"Comptoir 2": "Comptoir 3"})[1]
        assert "under a new key" in said, said
        assert self.server.ask("SELECT generation FROM comptoir.pharmacy") == "1"
        said = self.ctl(self.three, "server", "sync", check=1)[1]
        assert "not permitted to log in" in said, said
        before = self.records(self.three)
        self.ctl(self.one, "add", "-", "--draft", text=json.dumps(record("AFTER", birth_name="APRES")))
        self.ctl(self.one, "server", "sync")
        assert self.records(self.three) == before
        # The second counter's window takes the new key by itself, and goes on.
        self.two.run("wait_for('what was typed since', lambda: window.row('APRES Ourse'))\nNone")
        self.two.run("window.keys('ctrl+n'); window.enter('pinson'); window.enter('rose')")
        self.one.run("window = Window(os.path.join(folder, 'window.log'))")
        self.one.run("wait_for('the other way', lambda: window.row('PINSON Rose'))\nNone")
        for counter in (self.one, self.two):
            assert self.ctl(counter, "verify")[0].rstrip().endswith("sound")
            assert "changed from outside 0" in self.ctl(counter, "verify")[0]

    def nothing_there(self):
        """Neither what the server holds nor its log has a word of a record."""
        for counter in (self.one, self.two):
            counter.run("window.quit()")
        dump = os.path.join(self.folder.name, "dump.sql")
        with open(dump, "w", encoding="utf-8") as file:
            file.write(self.server.ask("SELECT * FROM comptoir.record; SELECT * FROM comptoir.workstation; SELECT * FROM pg_stat_activity"))
        secrets = [CANARY, "CANARINOM", "Ourse", "impasse du Canari", "0639981234", "GRIVE", "279035121518989", "canari@example.fr",
                   self.practice.ready["client_secret"], self.server.password, *self.codes]
        hits, count = sweep(secrets, [os.path.dirname(self.server.ready["log"])], [dump])
        assert hits == [] and count > 100, (hits, count)

    def stolen(self):
        """The server's rows, and a counter's disk without its keyring: nothing opens."""
        self.one.end()
        home = os.path.join(self.folder.name, "stolen", "home")
        shutil.copytree(os.path.join(self.folder.name, "one", "home"), home)
        shutil.rmtree(os.path.join(home, "data", "keyrings"))
        thief = Counter(os.path.dirname(home))
        said = self.ctl(thief, "list", check=1)[1]
        assert "key is not there" in said, said
        said = self.ctl(thief, "server", "sync", check=1)[1]
        assert "key is not there" in said, said
        thief.end()

    def end(self):
        for counter in (self.two, self.three):
            counter.end()
        self.practice.stop()
        self.server.stop()
        self.folder.cleanup()


def main():
    tap, scenario = Tap(), Scenario()
    tap.run("/counters/founded", scenario.founded)
    tap.run("/counters/joined", scenario.joined)
    tap.run("/counters/without-the-right", scenario.without_the_right)
    tap.run("/counters/windows", scenario.windows)
    tap.run("/counters/seen", scenario.seen)
    tap.run("/counters/sent-once", scenario.sent_once)
    tap.run("/counters/alone", scenario.alone)
    tap.run("/counters/question", scenario.question)
    tap.run("/counters/died", scenario.died)
    tap.run("/counters/status-page", scenario.status_page)
    tap.run("/counters/shut-out", scenario.shut_out)
    tap.run("/counters/nothing-there", scenario.nothing_there)
    tap.run("/counters/stolen", scenario.stolen)
    scenario.end()
    tap.end()


if __name__ == "__main__":
    main()
