#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bill of materials names every library that the programs load by themselves."""

import json
import os
import re
import subprocess
import sys

BUILD = os.environ["COMPTOIR_BUILD"]
# Library file -> the package it is of; libraries of the C compiler are not ours to list.
PACKAGES = {"libglib-2.0": "glib", "libgobject-2.0": "glib", "libgio-2.0": "glib", "libgtk-4": "gtk", "libadwaita-1": "libadwaita",
            "libcbor": "libcbor", "libz": "zlib", "libsqlite3": "sqlite", "libsodium": "libsodium", "libsecret-1": "libsecret",
            "libcurl": "libcurl", "libjson-glib-1.0": "json-glib", "libsoup-3.0": "libsoup", "libgnutls": "gnutls", "libqrencode": "libqrencode", "libpq": "libpq",
            # Parts of GTK's own stack, which it brings along.
            "libpango-1.0": "pango", "libpangocairo-1.0": "pango", "libcairo": "cairo", "libgdk_pixbuf-2.0": "gtk",
            "libharfbuzz": "gtk", "libgraphene-1.0": "gtk", "libcairo-gobject": "gtk"}
SYSTEM = re.compile(r"^(libc|libm|libpthread|libgcc_s|ld-linux.*|libdl|librt)$")

failed = 0
document = json.load(open(f"{BUILD}/data/comptoir.spdx.json", encoding="utf-8"))
listed = {package["name"]: package for package in document["packages"]}
print("1..2")
unknown = []
for program in ("comptoir", "ctl/comptoirctl", "practice/comptoir-practice"):
    out = subprocess.run(["readelf", "-d", f"{BUILD}/src/{program}"], capture_output=True, text=True, check=True).stdout
    for name in re.findall(r"NEEDED.*\[(.+?)\.so", out):
        if not SYSTEM.match(name) and PACKAGES.get(name) not in listed:
            unknown.append(f"{program}: {name}")
failed |= bool(unknown)
print(("not ok" if unknown else "ok") + " 1 /sbom/every-library")
for line in unknown:
    print("#", line)
empty = [name for name, package in listed.items() if not re.match(r"\d", package["versionInfo"]) or not package["licenseDeclared"]]
failed |= bool(empty)
print(("not ok" if empty else "ok") + " 2 /sbom/versions-and-licences")
sys.exit(1 if failed else 0)
