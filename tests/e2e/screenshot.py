#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the real window at a counter's size, in both languages, light and
dark, with a day's work in it: screenshot.py FOLDER"""

import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from counter import Practice, Window, speak, ctl, set_up, wait_for

CONVERT = shutil.which("magick") or shutil.which("convert-im6.q16") or "convert"
WIDTH, HEIGHT = 1366, 736  # a desktop's panel taken off 768


def people(sampled):
    # Invented people; 06 39 98 is kept for fiction by the French numbering plan.
    common = {"address": "12 rue des Lilas", "postal_code": "67000", "town": "Strasbourg", "kit": "1232",
              "lot": "L12345", "kit_expiry": "2099-06-30", "sampled_at": sampled, "consent": "yes", "symptoms": "none"}
    rows = [("MARTIN", "Jean-Noël", "1961-05-02", "M", "negative"), ("GARCÍA", "Chloé", "1994-11-30", "F", "negative"),
            ("MÜLLER", "Zoë", "2008-02-29", "F", "positive"), ("NGUYỄN", "Ahmed", "1979-01-01", "M", "negative")]
    return [dict(common, birth_name=n, first_names=f, birth_date=b, sex=s, result=r, phone="0639980001")
            for n, f, b, s, r in rows]


def take(folder, language, dark):
    with tempfile.TemporaryDirectory() as scratch:
        speak(language, ADW_DEBUG_COLOR_SCHEME="prefer-dark" if dark else "prefer-light")
        practice = Practice(f"{scratch}/practice")
        set_up(practice)
        sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
        for person in people(sampled)[:2]:
            ctl("add", "-", text=json.dumps(person))
        ctl("send")
        practice.faults(status=422, for_requests=1)
        ctl("add", "-", text=json.dumps(people(sampled)[2]))
        ctl("send")
        practice.faults(status=503)
        ctl("add", "-", text=json.dumps(people(sampled)[3]))
        window = Window(f"{scratch}/log", first_field={"fr": "Nom de naissance"}.get(language, "Birth name"))
        time.sleep(1.5)  # the first try has failed: the line tells when the next is
        for name, first in (("o'brien", "anais"), ("le gall", "loic")):  # two samples that wait to be read
            window.enter(name)
            window.enter(first)
            window.keys("ctrl+t")
            time.sleep(0.5)
        for answer in ("d'artagnan", "eleonore marie", "279035121518989", "14", "0639980002", "eleonore@example.fr", "67100",
                       "12 rue des Lilas", "a" if language == "fr" else "n", "o" if language == "fr" else "y"):
            window.enter(answer)
            time.sleep(0.8)
        time.sleep(3)  # what was told has gone
        window.keys("n")
        time.sleep(0.6)
        path = f"{folder}/{language}-{'dark' if dark else 'light'}.png"
        window.screenshot(path)
        subprocess.run([CONVERT, path, "-crop", f"{WIDTH}x{HEIGHT}+0+0", "+repage",
                        "-strip", "-define", "png:compression-level=9", path], check=True)
        window.quit()
        practice.stop()
        # The next picture starts from nothing.
        subprocess.run(["rm", "-rf", os.environ["XDG_DATA_HOME"] + "/comptoir"], check=True)
        print(path)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for language in ("en", "fr"):
        for dark in (False, True):
            take(folder, language, dark)


if __name__ == "__main__":
    main()
