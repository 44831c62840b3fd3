#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the programs are built from, as SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/).

    sbom.py OUTPUT VERSION NAME=VERSION...

The versions are those the build found. Nothing in it changes from one build to the next
but they: the moment of making is SOURCE_DATE_EPOCH, or the day the SPDX format needs one."""

import datetime
import json
import os
import sys

# As their own copying files say.
LICENSES = {
    "comptoir": "GPL-3.0-or-later", "glib": "LGPL-2.1-or-later", "gtk": "LGPL-2.0-or-later", "pango": "LGPL-2.0-or-later", "cairo": "LGPL-2.1-only OR MPL-1.1",
    "libadwaita": "LGPL-2.1-or-later", "libcbor": "MIT", "zlib": "Zlib", "sqlite": "blessing", "libsodium": "ISC",
    "libsecret": "LGPL-2.1-or-later", "libcurl": "curl", "json-glib": "LGPL-2.1-or-later",
    "libsoup": "LGPL-2.0-or-later", "gnutls": "LGPL-2.1-or-later", "libqrencode": "LGPL-2.1-or-later", "libpq": "PostgreSQL",
}


def package(name, version):
    return {"SPDXID": f"SPDXRef-{name}", "name": name, "versionInfo": version, "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": LICENSES[name],
            "copyrightText": "NOASSERTION"}


def main(output, version, *found):
    made = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc)
    libraries = [entry.split("=", 1) for entry in found]
    document = {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": f"comptoir-{version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/comptoir-{version}",
        "creationInfo": {"created": made.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Organization: The Comptoir authors"]},
        "packages": [package("comptoir", version), *(package(*library) for library in libraries)],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-comptoir"},
            *({"spdxElementId": "SPDXRef-comptoir", "relationshipType": "DYNAMIC_LINK",
               "relatedSpdxElement": f"SPDXRef-{name}"} for name, _ in libraries)],
    }
    with open(output, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
        file.write("\n")


main(*sys.argv[1:])
