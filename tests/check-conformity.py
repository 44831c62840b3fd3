#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/conformity.md names tests that exist, and every row but the last list names one."""

import json
import os
import re
import subprocess
import sys

source, build = os.environ["COMPTOIR_SOURCE"], os.environ["COMPTOIR_BUILD"]
known = {test["name"] for test in json.loads(subprocess.run(["meson", "introspect", build, "--tests"], check=True,
                                                           capture_output=True, text=True).stdout)}
with open(f"{source}/docs/conformity.md", encoding="utf-8") as file:
    rows = [line.strip().strip("|").split("|") for line in file if line.startswith("|") and not re.match(r"^\|[-|]+$", line.strip())]
rows = [row for row in rows if row[-1].strip() != "Shown by"]
bare = [row for row in rows if "`" not in row[-1]]
named = {name for row in rows for name in re.findall(r"`([^`]+)`", row[-1])} - {"./dev test", "./dev fuzz"}
strangers = sorted(name for name in named - known if "/" not in name or not os.path.exists(f"{source}/{name}"))
with open(f"{source}/docs/guide.fr.md", encoding="utf-8") as file:
    shown = set(re.findall(r"\]\((guide/[^)]+)\)", file.read()))
made = {"guide/" + name for name in os.listdir(f"{source}/docs/guide")}
print("1..3")
print("ok 1" if rows and not bare else "not ok 1", "every row names what shows it", *(row[0] for row in bare))
print("ok 2" if not strangers else "not ok 2", "every test that is named exists", *strangers)
print("ok 3" if shown == made and shown else "not ok 3", "the guide shows the pictures there are", *sorted(shown ^ made))
sys.exit(1 if bare or strangers or not rows or shown != made else 0)
