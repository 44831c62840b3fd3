# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for personal data and secrets where none may be: in every file of the user's
folders, in what was put in the temporary folders meanwhile, in the log, and in the
environment and command line of the programs; as UTF-8, UTF-16, hexadecimal, base64,
percent-encoded and escaped as in JSON."""

import base64
import json
import os
import time
import urllib.parse

BEGAN = time.time()


def _base64_cores(raw):
    """What every base64 text that holds `raw` holds too, for its three alignments."""
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + raw)
        start = (0, 2, 3)[lead]
        end = len(text) - (0, 3, 2)[(len(raw) + lead) % 3]
        core = text[start:end]
        if len(core) >= 6:
            yield core
            yield core.replace(b"+", b"-").replace(b"/", b"_")


def forms(text):
    """The byte strings that give `text` away."""
    found = set()
    for variant in {text, text.lower(), text.upper(), text.title()}:
        raw = variant.encode()
        wide = variant.encode("utf-16-le")
        found |= {raw, wide, variant.encode("utf-16-be"), raw.hex().encode(), raw.hex().upper().encode()}
        found |= set(_base64_cores(raw)) | set(_base64_cores(wide))
        found |= {urllib.parse.quote(variant, safe="").encode(), urllib.parse.quote_plus(variant).encode()}
        found |= {json.dumps(variant)[1:-1].encode(), json.dumps(variant)[1:-1].replace("/", "\\/").encode()}
    return found


def sweep_process(secrets, pid):
    """Where one of `secrets` stands in what every program of this user can see of a process."""
    needles = {form: secret for secret in secrets for form in forms(secret)}
    hits = []
    for name in ("environ", "cmdline", "comm"):
        with open(f"/proc/{pid}/{name}", "rb") as file:
            data = file.read()
        hits += [(name, secret) for form, secret in needles.items() if form in data]
    return hits


def user_folders():
    return [os.environ["HOME"], os.environ["XDG_RUNTIME_DIR"], *(os.environ[f"XDG_{kind}_HOME"] for kind in ("DATA", "CACHE", "CONFIG", "STATE"))]


def temporary_files():
    """What was written there since the test began; in folders of others nobody looks."""
    for folder in ("/tmp", "/var/tmp", "/dev/shm"):
        for entry in os.scandir(folder):
            if entry.is_file(follow_symlinks=False) and entry.stat().st_uid == os.geteuid() and entry.stat().st_mtime >= BEGAN - 1:
                yield entry.path


def files(folders):
    for folder in folders:
        for root, _, names in os.walk(folder):
            for name in names:
                yield os.path.join(root, name)


def sweep(secrets, folders, logs=()):
    """Returns (places where one of `secrets` stands, files read)."""
    needles = {form: secret for secret in secrets for form in forms(secret)}
    hits, count = [], 0
    for path in list(files(folders)) + list(logs):
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError:
            continue  # a socket, or gone meanwhile
        count += 1
        hits += [(path, secret) for form, secret in needles.items() if form in data]
        hits += [(path, "file name") for secret in secrets if secret.lower() in path.lower()]
    return hits, count
