# SPDX-License-Identifier: GPL-3.0-or-later
"""A language in which every text is two fifths longer than in English: what has no room
for it has none for the next translation either."""

import os
import re
import subprocess

LANGUAGE = "qps"
LONGER = 0.4
KEPT = re.compile(r"(%[-0-9.]*(?:l|ll|z)?[a-zA-Z%]|%'?u|<[^>]+>|&\w+;|\n|_)")


def longer(text):
    """Format directives, markup and mnemonics stay as they are."""
    parts = KEPT.split(text)
    written = sum(len(part) for part in parts[::2])
    more = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod " * 9
    extra = more[:max(1, round(written * LONGER) - 1)].strip()
    return text if written < 2 else f"{text} {extra}" if written > 6 else text + extra[:max(1, round(written * LONGER))]


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def make(folder):
    """@folder: a COMPTOIR_LOCALEDIR; its texts are those of the French catalogue, which is whole."""
    source = os.path.join(os.environ["COMPTOIR_SOURCE"], "po/fr.po")
    entries = []
    for block in open(source, encoding="utf-8").read().split("\n\n")[1:]:
        fields = {}
        key = None
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) "(.*)"$', line)
            if match:
                key = match.group(1)
                fields[key] = match.group(2)
            elif key and line.startswith('"'):
                fields[key] += line[1:-1]
        if "msgid" in fields:
            entries.append({k: v.replace("\\n", "\n").replace('\\"', '"').replace("\\t", "\t").replace("\\\\", "\\")
                            for k, v in fields.items()})
    path = os.path.join(folder, LANGUAGE, "LC_MESSAGES")
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, "comptoir.po"), "w", encoding="utf-8") as file:
        file.write('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"\n\n')
        for entry in entries:
            if "msgctxt" in entry:
                file.write(f"msgctxt {quoted(entry['msgctxt'])}\n")
            file.write(f"msgid {quoted(entry['msgid'])}\n")
            if "msgid_plural" in entry:
                file.write(f"msgid_plural {quoted(entry['msgid_plural'])}\nmsgstr[0] {quoted(longer(entry['msgid']))}\n"
                           f"msgstr[1] {quoted(longer(entry['msgid_plural']))}\n\n")
            else:
                file.write(f"msgstr {quoted(longer(entry['msgid']))}\n\n")
    subprocess.run(["msgfmt", "-o", os.path.join(path, "comptoir.mo"), os.path.join(path, "comptoir.po")], check=True)
