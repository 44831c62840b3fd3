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
from counter import BUILD, WINDOW, Practice, ctl, set_up  # noqa: E402

BARE = f"{BUILD}/tests/bare-window"
CORE = f"{BUILD}/tests/bench-core"
ROWS = []


def row(name, value, unit, reference, what, goal=""):
    ROWS.append((name, f"{value:.3g} {unit}", f"{reference:.3g} {unit}" if reference else "",
                 f"{value / reference:.2f}" if reference else "", what, goal))


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
            row("memory, idle", pss(process), "MiB", bare_pss, "bare libadwaita window", "≤ 70 MiB")
            ROWS.append(("wake-ups, idle", f"{wakeups(process):.1f} /s", "", "", "", "< 5 /s"))
        end(process)
    row("start to usable form", statistics.median(ours), "ms", statistics.median(bare), "bare libadwaita window",
        "≤ 1.25")


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


def main():
    with tempfile.TemporaryDirectory() as folder:
        practice = Practice(folder)
        set_up(practice)
        core()
        windows()
        many(practice)
        practice.stop()
    heads = ("measure", "figure", "reference", "ratio", "reference is", "goal")
    widths = [max(len(r[i]) for r in ROWS + [heads]) for i in range(6)]
    for line in [heads, tuple("-" * w for w in widths)] + ROWS:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


main()
