#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of measures. Each figure stands beside a reference taken in the same
run, since machines differ and are noisy: read the ratio. Goals are those of the
project for a whole release; nothing here fails."""

import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from counter import BUILD, WINDOW, Practice, Window, ctl, set_up, wait_for  # noqa: E402

BARE = f"{BUILD}/tests/bare-window"
CORE = f"{BUILD}/tests/bench-core"
ROWS = []


def row(name, value, unit, reference=None, what="", target=None, by_ratio=False):
    """`target` is the most there may be: of the ratio where `by_ratio`, else of the figure."""
    ratio = value / reference if reference else None
    met = None if target is None else (ratio if by_ratio else value) <= target
    ROWS.append({"metric": name, "figure": value, "unit": unit, "reference": reference, "reference_is": what,
                 "ratio": ratio, "target": target, "met": met})


def cells(r):
    return (r["metric"], f"{r['figure']:.3g} {r['unit']}", f"{r['reference']:.3g} {r['unit']}" if r["reference"] else "",
            f"{r['ratio']:.2f}" if r["ratio"] else "", r["reference_is"],
            "" if r["target"] is None else f"≤ {r['target']:g}", "" if r["met"] is None else ("yes" if r["met"] else "NO"))


def until(process, stream, text):
    for line in stream:
        if text in line:
            return
    raise SystemExit(f"{process.args[0]} ended before it was ready")


def start_of(command, text, stream):
    """Milliseconds from exec to the line `text`, and the process."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                               env=dict(os.environ, G_MESSAGES_DEBUG="ct-ui"))
    until(process, getattr(process, stream), text)
    return (time.monotonic() - begin) * 1000, process


def pss(process):
    """MiB of memory this process answers for."""
    with open(f"/proc/{process.pid}/smaps_rollup", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024


def wakeups(process, seconds=10):
    def switches():
        total = 0
        for task in os.listdir(f"/proc/{process.pid}/task"):
            with open(f"/proc/{process.pid}/task/{task}/status", encoding="ascii") as file:
                total += next(int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt"))
        return total
    before = switches()
    time.sleep(seconds)
    return (switches() - before) / seconds


def end(process):
    process.terminate()
    process.communicate()


def windows():
    bare, ours = [], []
    for turn in range(6):
        reference, process = start_of([BARE], "ready", "stdout")
        if turn == 5:
            time.sleep(1)
            bare_pss = pss(process)
        end(process)
        value, process = start_of([WINDOW, "--practice"], "the form is ready", "stdout")
        if turn > 0:  # the first warms the caches
            bare.append(reference)
            ours.append(value)
        if turn == 5:
            time.sleep(2)
            row("memory, idle", pss(process), "MiB", bare_pss, "bare libadwaita window", 70)
            row("wake-ups, idle, cursor blinking", wakeups(process), "/s", target=5)
        end(process)
    row("start to usable form", statistics.median(ours), "ms", statistics.median(bare), "bare libadwaita window",
        1.25, by_ratio=True)


def core():
    lines = subprocess.run([CORE], check=True, capture_output=True, text=True).stdout.split()
    figures = dict(zip(lines[::2], map(float, lines[1::2])))
    for name, words in (("key-press", "one key: all rules again"), ("encode", "one bundle"),
                        ("seal", "one envelope"), ("json-guard", "one bundle guarded")):
        row(words, figures[name] / 1000, "µs", figures["sha256-4k"] / 1000, "SHA-256 of 4 KiB")


def record(i, sampled):
    return {"birth_name": "MARTIN", "first_names": "Jean", "birth_date": "1961-05-02", "sex": "M",
            "address": "12 rue des Lilas", "postal_code": "67000", "town": "Strasbourg", "kit": "1232", "lot": f"L{i}",
            "sampled_at": sampled, "consent": "yes", "result": "negative"}


def plain_writes(n):
    """Milliseconds for one write of 4 KiB, synced, in the same folder."""
    path = os.path.join(os.environ["XDG_DATA_HOME"], "reference")
    fd = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    begin = time.monotonic()
    for _ in range(n):
        os.write(fd, b"\0" * 4096)
        os.fdatasync(fd)
    os.close(fd)
    os.unlink(path)
    return (time.monotonic() - begin) * 1000 / n


def many(practice, n=1000):
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    text = "".join(json.dumps(record(i, sampled)) + "\n" for i in range(n))
    begin = time.monotonic()
    ctl("add", "-", text=text)
    row("one record checked, sealed, on disk", (time.monotonic() - begin) * 1000 / n, "ms", plain_writes(n),
        "4 KiB written and synced")

    begin = time.monotonic()
    practice.curl("/fhir/metadata?[1-500]", "-o", "/dev/null")
    reference = (time.monotonic() - begin) * 1000 / 500
    begin = time.monotonic()
    ctl("send", "--wait", "300")
    row("one record sent, receipt on disk", (time.monotonic() - begin) * 1000 / n, "ms", reference,
        "one small GET by curl, kept connection")


# Invented people; the reference record of the project's counts: name 7, first name
# 7, date 8, NIR 15, mobile 10, e-mail 23, street 23, postal code 5, town 12.
TYPED = ("dartagn\n", "leonore\n", "279035121518989", "14", "0639980002", "leonore.dart@ex\n", "67000",
         "12 rue des lilas blancs\n", "n", "y")
KNOWN_STREET = TYPED[:6] + ("\n", "12 lil", "n", "y")
ASKED = ("First names", "Social security number", "Date of birth", "Mobile phone", "E-mail", "Postal code", "Address",
         "Symptoms", "Consent to share", None)
DOCUMENT = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n")
CARD = ("BEGIN:VCARD\nVERSION:3.0\nN:Le Gall;Anne\nTEL;TYPE=cell:+33639980001\nEMAIL:anne@example.fr\nBDAY:1979-03-14\n"
        "ADR;TYPE=home:;;12 rue des Lilas;Strasbourg;;67000;France\nGENDER:F\nEND:VCARD\n")
KEY_S, MENTAL_S = 0.28, 1.35  # Card, Moran, Newell: an ordinary typist; one look-up of a datum


def scan(code):
    subprocess.run(["xdotool", "type", "--delay", "2", "--", code], check=True)


def typed(window, answers=TYPED):
    """A Return only where no field leaves by itself."""
    for answer, asked in zip(answers, ASKED):
        window.enter(answer[:-1]) if answer.endswith("\n") else window.type(answer)
        if answer == "12 lil":
            window.keys("Down", "Return")
        wait_for(asked, lambda asked=asked: window.focused() == asked)


def known_street(window):
    """Of a town and a street where other patients live: the record the goals were counted for."""
    typed(window, KNOWN_STREET)


def document(window):
    scan(DOCUMENT)
    wait_for("the scan", lambda: window.text("Birth name") == "ERIKSSON")
    for asked, answer in (("Mobile phone", "0639980003"), ("E-mail", "anna.eriksson@ex\n"), ("Postal code", "\n"),
                          ("Address", "12 lil"), ("Symptoms", "n"), ("Consent to share", "y")):
        wait_for(asked, lambda asked=asked: window.focused() == asked)
        window.enter(answer[:-1]) if answer.endswith("\n") else window.type(answer)
        if asked == "Address":  # a street of a patient before
            window.keys("Down", "Return")


def card(window):
    scan(CARD)
    wait_for("the scan", lambda: window.text("Birth name") == "LE GALL")
    wait_for("the consent", lambda: window.focused() == "Consent to share")
    window.type("y")


def known(window):
    window.type("dart")
    wait_for("the match", lambda: window.find(lambda n: (n.get_name() or "").startswith("1: DARTAGN")))
    window.type("1")
    wait_for("the consent", lambda: window.focused() == "Consent to share")
    window.type("y")


def scenarios(practice, folder):
    """Real keys in the real window, counted; seconds by the keystroke-level model."""
    ctl("add", "-", text=json.dumps(record(0, datetime.datetime.now().astimezone().isoformat(timespec="seconds"))
                                    | {"kit": "1232", "lot": "L1", "kit_expiry": "2099-06-30",
                                       "email": "zoe@example.org"}))
    ctl("send")
    window = Window(os.path.join(folder, "window.log"))
    for name, play, mental, keys, seconds in (
            ("new patient, all typed", known_street, 11.3, 77, 35),
            ("new patient, street never seen", typed, 11.3, 91, 39), ("new patient, document scanned", document, 8.3, 44, 26),
            ("new patient, phone's card scanned", card, 4, 5, 9), ("known patient", known, 5, 8.5, 9.1)):
        before, done = window.pressed, len(practice.results())
        wait_for("the first field", lambda: window.focused() == "Birth name")
        play(window)
        window.keys("n", "ctrl+Return")
        wait_for("the result there", lambda: len(practice.results()) == done + 1)
        pressed = window.pressed - before
        row(name + ": keys", pressed, "K", target=keys)
        row(name + ": seconds by KLM", pressed * KEY_S + mental * MENTAL_S, "s", target=seconds)
    window.quit()


def main():
    with tempfile.TemporaryDirectory() as folder:
        practice = Practice(os.path.join(folder, "practice"))
        set_up(practice)
        core()
        scenarios(practice, folder)
        windows()
        many(practice)
        practice.stop()
    heads = ("measure", "figure", "reference", "ratio", "reference is", "target", "met")
    lines = [cells(r) for r in ROWS]
    widths = [max(len(line[i]) for line in lines + [heads]) for i in range(len(heads))]
    for line in [heads, tuple("-" * w for w in widths)] + lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
    with open(f"{BUILD}/bench.json", "w", encoding="utf-8") as file:
        json.dump(ROWS, file, indent=1, ensure_ascii=False)


main()
