#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""data/catalog/tests.json says of every test all that form, wire and paper ask of it, and no
two things have the same name."""

import json
import os
import sys

LANGUAGES = {"fr", "en"}
OUTCOMES = {"negative", "positive", "inconclusive", "unreadable"}

source = os.environ["COMPTOIR_SOURCE"]
with open(f"{source}/data/catalog/tests.json", encoding="utf-8") as file:
    catalog = json.load(file)
with open(f"{source}/data/kits.json", encoding="utf-8") as file:
    listed = set(json.load(file)["valueSetValues"])
tests = catalog["tests"]
analytes = catalog["analytes"]
known = {analyte["id"] for analyte in analytes}
looked_for = [name for test in tests for name in test["analytes"]]
own = [kit for test in tests if isinstance(test["kits"], list) for kit in test["kits"]]


def wrong_words(test):
    paper = test["paper"]
    return ([f"{test['id']}: names {set(test['names'])}"] if set(test["names"]) != LANGUAGES or not all(test["names"].values()) else []) + \
        ([f"{test['id']}: paper {set(paper)}"] if set(paper) != LANGUAGES else []) + \
        [f"{test['id']} {language}: {outcome}" for language in paper for outcome in OUTCOMES
         if not paper[language]["test"] or set(paper[language]["advice"]) != OUTCOMES or not all(paper[language]["advice"].get(outcome, []))
         or not paper[language]["advice"].get(outcome)]


def twice(names):
    return sorted({name for name in names if names.count(name) > 1})


faults = {
    "a version": [] if catalog.get("version") else ["none"],
    "words for every test, outcome and language": [fault for test in tests for fault in wrong_words(test)],
    "one kind of test comes first, with the EU list": [] if tests[0]["kits"] == "eu-list" and sum(t["kits"] == "eu-list" for t in tests) == 1 else ["not so"],
    "names of kits are nobody else's": twice([kit["id"] for kit in own] + [test["other"] for test in tests]) + sorted({kit["id"] for kit in own} & listed),
    "no code means two things": twice([code for analyte in analytes for code in [analyte["code"], *analyte["also"]]]) + twice([analyte["id"] for analyte in analytes]),
    "words for all that is looked for": [analyte["id"] for analyte in analytes if set(analyte["names"]) != LANGUAGES or not all(analyte["names"].values()) or not analyte["display"]],
    "a sample, and one to four things looked for, in each": [test["id"] for test in tests if not test["specimen"]["code"].isdigit() or not 1 <= len(test["analytes"]) <= 4]
        + twice([test["id"] for test in tests]) + [name for test in tests for name in twice(test["analytes"])],
    "everything looked for is known, and the other way round": sorted(known ^ set(looked_for)),
}
print(f"1..{len(faults)}")
for number, (name, found) in enumerate(faults.items(), 1):
    print("not ok" if found else "ok", number, name, *found)
sys.exit(1 if any(faults.values()) else 0)
