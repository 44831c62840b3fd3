#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records out of files, by keys alone: looked at first, let in as drafts, taken back; nothing is
sent by itself, and what leaves as CSV or FHIR comes back the same."""

import csv
import datetime
import io
import json
import os
import subprocess
import tempfile
import time

from counter import Practice, Tap, Window, ctl, set_up, wait_for

HEAD = "Nom;Prénoms;Né le;Sexe;Téléphone;Code postal;Ville;Code INSEE;Trousse;Lot;Prélevé le;Accord;Résultat;Note\n"
REASON = "pour un autre poste"


def row(name, born="14/03/1979", result="négatif", note=""):
    sampled = datetime.datetime.now().strftime("%d/%m/%Y %H:%M")
    return f"{name};Anne;{born};femme;06 39 98 00 01;67000;Strasbourg;67482;1232;L1;{sampled};oui;{result};{note}\n"


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.practice = Practice(os.path.join(self.folder.name, "practice"))
        set_up(self.practice, grace=0)
        self.window = Window(os.path.join(self.folder.name, "window.log"))

    def write(self, name, text, encoding="utf-8"):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding=encoding, newline="") as file:
            file.write(text)
        return path

    def look(self, name):
        if os.environ.get("SHOTS"):
            self.window.screenshot(os.path.join(os.environ["SHOTS"], name + ".png"))

    def records(self):
        return json.loads(ctl("list", "--json", "--names").stdout)

    def choose(self, path, title="Open a Table or FHIR"):
        wait_for("the dialog", lambda: self.window._titled(title))
        self.window.take_keys(title)
        time.sleep(0.5)
        if title.startswith("Save"):
            self.window.keys("ctrl+a")
        subprocess.run(["xdotool", "type", "--delay", "20", path], check=True)
        time.sleep(0.5)
        self.window.keys("Return")
        wait_for("it is gone", lambda: not self.window._titled(title))
        self.window.take_keys("Import Records")

    def open(self, path):
        self.window.keys("ctrl+o")
        wait_for("the window", lambda: self.window._titled("Import Records"))
        self.window.take_keys("Import Records")
        wait_for("its first button", lambda: self.window.has_keys() == "Open…")
        self.window.keys("Return")
        self.choose(path)

    def close(self):
        self.window.keys("Escape")
        wait_for("it is closed", lambda: not self.window._titled("Import Records"))
        self.window.take_keys()

    def looked_at(self):
        """What is there, what is wrong, what is not read; and nothing comes in by that."""
        window = self.window
        self.path = self.write("liste.csv", HEAD + row("UN") + row("DEUX", note="x") + row("TROIS", born="31/02/1979") + row("un"))
        self.open(self.path)
        wait_for("what is ready", lambda: window.has_keys() == "Import 2 records")
        assert window.says("Row 4, TROIS Anne. Date of birth: "), "the row"
        assert window.says("Columns that are not read: Note."), "the column"
        self.look("import")
        assert not self.records() and not window.row("UN")

    def given_back(self):
        """The same table with what is to be mended, which can be mended and opened again."""
        window = self.window
        path = os.path.join(self.folder.name, "erreurs.csv")
        window.tab_to("Save the table with its errors…")
        window.keys("Return")
        self.choose(path, "Save the Table with Its Errors")
        wait_for("it is told", lambda: window.says("Saved: erreurs.csv."))
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        assert [r[0] for r in rows] == ["Nom", "UN", "DEUX", "TROIS", "un"] and rows[0][-1] == "erreurs / errors"
        assert rows[3][-1].startswith("birth_date: ") and not rows[1][-1], rows
        assert os.stat(path).st_mode & 0o077 == 0

    def let_in(self):
        window = self.window
        window.tab_to("Import 2 records")
        window.keys("Return")
        window.take_keys()
        wait_for("both", lambda: window.row("UN Anne", "Negative") and window.row("DEUX Anne"))
        wait_for("it is told", lambda: window.says("2 records came in."))
        self.look("imported")
        assert not self.practice.results() and len(self.records()) == 2
        window.keys("ctrl+shift+z")
        wait_for("they are gone", lambda: not window.row("UN Anne") and not window.row("DEUX Anne"))
        wait_for("it is told", lambda: window.says("2 records were taken back."))
        assert not self.records()

    def with_those_to_mend(self):
        """All of them: the wrong one comes as a draft that shows what is wrong; the others go once somebody checked them."""
        window = self.window
        self.open(self.path)
        wait_for("what is ready", lambda: window.has_keys() == "Import 2 records")
        window.tab_to("To mend")
        window.keys("space")
        wait_for("three", lambda: window.find(lambda n: n.get_name() == "Import 3 records"))
        window.tab_to("Import 3 records")
        window.keys("Return")
        window.take_keys()
        wait_for("the wrong one", lambda: window.row("TROIS Anne", "draft"))
        window.keys("ctrl+shift+k")
        wait_for("two there", lambda: len(self.practice.results()) == 2)
        window.keys("Escape", "Home", "Return")
        wait_for("it is open", lambda: window.text("Birth name") == "TROIS")
        wait_for("what is wrong", lambda: window.says("Type a real date"))
        window.keys("ctrl+n")
        self.open(self.path)
        wait_for("they are here already", lambda: window.says("Here already, or twice in the file"))
        assert window.find(lambda n: n.get_name() == "Import")
        self.close()

    def refused(self):
        window = self.window
        for name, text, words in (("vide.csv", "", "There is nobody"), ("autre.csv", "a;b\n1;2\n", "No column of this file"),
                                  ("ouvert.csv", "Nom;Sexe\n\"A;F\n", "Line 2: A quotation mark"), ("coupe.json", '{"resourceType":', "neither a Patient")):
            before = self.records()
            self.open(self.write(name, text))
            wait_for(words, lambda words=words: window.says(words))
            self.look("import-" + name)
            assert self.records() == before
            self.close()

    def there_and_back(self):
        """CSV and FHIR out, and in at a counter that has nothing: the same answers."""
        keep = {}
        for kind in ("csv", "fhir"):
            path = os.path.join(self.folder.name, "out." + kind)
            ctl("export", path, "--plain", "--format", kind, text=REASON + "\n")
            keep[kind] = path
        self.window.quit()
        with open(keep["csv"], encoding="utf-8-sig", newline="") as file:
            before = list(csv.DictReader(io.StringIO(file.read(), newline=""), delimiter=";"))
        assert len(before) == 2
        shown = ctl("import", keep["csv"], "--preview").stdout
        assert "0 ready, 0 to mend, 0 sent already, 0 twice, 2 here already" in shown, shown
        answers = [{k: v for k, v in r.items() if k not in ("id", "receipt", "state", "validated_at", "validated_by")} for r in before]
        for kind in ("csv", "fhir"):
            with tempfile.TemporaryDirectory() as home:
                again = self.through_another(home, keep[kind], kind)
            found = [{k: r[k] for k in answers[0]} for r in again]
            order = lambda r: r["birth_name"]
            assert sorted(found, key=order) == sorted(answers, key=order), (kind, found, answers)

    def through_another(self, home, path, kind):
        """Another counter, with records of its own: imported there, checked, sent, and exported."""
        env = {f"XDG_{name}_HOME": os.path.join(home, name.lower()) for name in ("DATA", "STATE", "CONFIG", "CACHE")}
        before = {name: os.environ.get(name) for name in env}
        os.environ.update(env)
        try:
            set_up(self.practice, grace=0)
            if kind == "csv":
                shown = ctl("import", path, check=1)
                assert "2 sent already" in shown.stdout and "nothing" in shown.stderr, shown
                with open(path, encoding="utf-8-sig", newline="") as file:
                    rows = list(csv.reader(file, delimiter=";"))
                receipt = rows[0].index("receipt")
                rows = [[cell if n != receipt or row is rows[0] else "" for n, cell in enumerate(row)] for row in rows]
                with open(path, "w", encoding="utf-8", newline="") as file:
                    csv.writer(file, delimiter=";").writerows(rows)
            assert "2 let in" in ctl("import", path).stdout
            window = Window(os.path.join(home, "window.log"))
            window.keys("ctrl+shift+k")
            wait_for("both are accepted", lambda: window.row("UN Anne", "accepted") and window.row("DEUX Anne", "accepted"))
            window.quit()
            out = os.path.join(home, "again.csv")
            ctl("export", out, "--plain", text=REASON + "\n")
            with open(out, encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(io.StringIO(file.read(), newline=""), delimiter=";"))
        finally:
            for name, value in before.items():
                os.environ.update({name: value}) if value is not None else os.environ.pop(name)

    def template(self):
        path = os.path.join(self.folder.name, "modele.csv")
        ctl("import", "--template", path)
        shown = ctl("import", path, "--preview").stdout
        assert shown.startswith("1 ready, 0 to mend"), shown

    def by_command(self):
        path, marked = self.write("latin.csv", HEAD + row("HERVÉ") + row("X", born="?"), "cp1252"), os.path.join(self.folder.name, "marque.csv")
        done = ctl("import", path, "--errors", marked)
        assert "line 3: birth_date: " in done.stdout and "1 ready, 1 to mend" in done.stdout and "1 let in" in done.stdout, done.stdout
        assert os.path.exists(marked)
        assert any(r["name"] == "HERVÉ Anne" for r in self.records())
        assert "no file" in ctl("import", self.folder.name, check=1).stderr
        assert "neither a Patient" in ctl("import", self.write("x.json", "[1,2]"), check=2).stderr
        lines = [json.loads(line) for line in ctl("audit", "--json").stdout.splitlines()]
        assert [line["detail"] for line in lines if line["verb"] == "imported"] == ["2", "3", "1"]
        assert "sound" in ctl("verify").stdout
        self.practice.stop()


def main():
    tap = Tap()
    scenario = Scenario()
    for name in ("looked_at", "given_back", "let_in", "with_those_to_mend", "refused", "there_and_back", "template", "by_command"):
        tap.run("/import/" + name.replace("_", "-"), getattr(scenario, name))
    tap.end()


main()
