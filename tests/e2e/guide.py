#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the user guide, from the real window in French: guide.py FOLDER

The day it tells: set up, a first result, a busy hour, an outage, the end of the month, a lost
key. Invented people, a practice SI-DEP in the place of the service."""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time

from counter import Practice, Window, speak, ctl, wait_for
from screenshot import CONVERT, HEIGHT, WIDTH, people

FOLDER = sys.argv[1]
DIALOG = "720x620"


def save(window, name, size=f"{WIDTH}x{HEIGHT}"):
    path = f"{FOLDER}/{name}.png"
    window.screenshot(path)
    subprocess.run([CONVERT, path, "-crop", f"{size}+0+0", "+repage", "-strip", "+dither", "-colors", "200", "-define", "png:compression-level=9", path],
                   check=True)
    print(path, flush=True)


def focus(window):
    states = window.atspi.StateType
    node = window.find(lambda n: n.get_state_set().contains(states.FOCUSED) and n.get_name())
    return node.get_name() if node else ""


def answer(window, name, text):
    for _ in range(20):
        if name in focus(window):
            break
        window.keys("Tab")
        time.sleep(0.1)
    assert name in focus(window), name
    window.keys("ctrl+a")
    window.type(text)


def first_day(window, practice):
    window.take_keys("Installation")
    wait_for("FINESS", lambda: "FINESS" in focus(window))
    for name, text in (("FINESS", "750012346"), ("Nom de la pharmacie", "Pharmacie des Lilas"), ("RPPS", "10003456786"), ("prénom", "Claire PETIT")):
        answer(window, name, text)
    time.sleep(0.3)
    save(window, "1-pharmacie", DIALOG)
    window.keys("Return")
    wait_for("the service", lambda: "Adresse" in focus(window))
    window.type(practice.base)
    answer(window, "Identifiant client", practice.ready["client_id"])
    answer(window, "Secret", practice.ready["client_secret"])
    window.keys("Return")
    wait_for("it knows us", lambda: window.says("connaît cette pharmacie"))
    time.sleep(0.5)
    save(window, "2-service", DIALOG)
    window.keys("Return")
    time.sleep(0.6)
    save(window, "3-code-de-secours", DIALOG)
    window.keys("Escape")
    window.take_keys()


def first_result(window):
    wait_for("the form", lambda: window.focused() == "Nom de naissance")
    for text in ("martin", "jean-noel", "", "020561", "m", "0639980001", "", "67000", "12 rue des lilas", "1232", "L12345", "062099", "a", "o"):
        window.enter(text)
        time.sleep(0.7)
    window.keys("n")
    time.sleep(0.6)
    save(window, "4-premier-resultat")
    window.keys("ctrl+Return")
    wait_for("blank", lambda: window.text("Nom de naissance") == "")


def busy_hour(window):
    for name, first in (("le gall", "loic"), ("garcia", "chloe")):
        window.enter(name)
        window.enter(first)
        window.keys("ctrl+t")
        time.sleep(0.7)
    time.sleep(4)
    save(window, "5-minuteurs")


def outage(window, practice):
    practice.faults(status=503)
    sampled = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    ctl("add", "-", text="".join(json.dumps(person) + "\n" for person in people(sampled)[1:4]), real=True)
    wait_for("they wait", lambda: window.row("GARCÍA", "attente"))
    time.sleep(3)
    save(window, "6-panne")
    practice.faults()
    window.keys("ctrl+shift+Return")
    time.sleep(3)


def end_of_the_month(window):
    window.keys("ctrl+shift+e")
    window.take_keys("Exporter")
    time.sleep(1)
    save(window, "7-export", DIALOG)
    window.keys("Escape")
    window.take_keys()


def lost_key(window):
    window.quit()
    subprocess.run(["secret-tool", "clear", "role", "kek"], check=True)
    window.start(shows="Code de secours")
    time.sleep(1)
    save(window, "8-cle-perdue")
    window.kill()


def main():
    os.makedirs(FOLDER, exist_ok=True)
    speak("fr", ADW_DEBUG_COLOR_SCHEME="prefer-light")
    with tempfile.TemporaryDirectory() as scratch:
        practice = Practice(f"{scratch}/practice")
        subprocess.run(["gsettings", "set", "fr.comptoir.Comptoir:/fr/comptoir/Comptoir/", "ca-file", practice.ready["ca_file"]], check=True)
        window = Window(f"{scratch}/log", first_field="Nom de naissance", real=True)
        first_day(window, practice)
        ctl("prefer", "grace", "0", real=True)
        first_result(window)
        busy_hour(window)
        outage(window, practice)
        end_of_the_month(window)
        lost_key(window)
        practice.stop()


main()
