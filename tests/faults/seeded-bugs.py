#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves the proofs: mistakes that others have made, or we did, each put into a copy of
the source, built, and run against the test that must find it.

    seeded-bugs.py SOURCE FOLDER [NAME...]

TAP on stdout; a JSON line {"promise", "trials", "failures", "seconds"} to the file
named by --json=FILE."""

import json
import os
import shutil
import subprocess
import sys
import time

# name, file, what stands there, what the mistake puts there, and the command that must fail.
FAULT = "{build}/tests/fault-"
BUGS = (
    ("another identifier at each attempt", "src/net/ct-client.c",
     "CtAnswer *\nct_client_post (CtClient *self, GBytes *body)\n{\n",
     "CtAnswer *\nct_client_post (CtClient *self, GBytes *frozen)\n{\n"
     "  GString *text = g_string_new_len (g_bytes_get_data (frozen, NULL), (gssize) g_bytes_get_size (frozen));\n"
     "  g_autofree char *fresh = g_strdup_printf (\"urn:uuid:%08x\", g_random_int ());\n"
     "  GRegex *regex = g_regex_new (\"urn:uuid:[0-9a-f]{8}\", 0, 0, NULL);\n"
     "  g_autofree char *changed = g_regex_replace_literal (regex, text->str, -1, 0, fresh, 0, NULL);\n"
     "  g_autoptr (GBytes) body = g_bytes_new (changed, strlen (changed));\n",
     [FAULT + "kill", "exactly-once-in-effect", "--size", "300"]),
    ("acknowledged before the commit", "src/store/ct-change.c",
     "&self->mac, error) && ct_db_commit (*self->db, error);",
     "&self->mac, error);",
     [FAULT + "kill", "saved-is-on-disk", "--size", "300"]),
    ("synchronous=NORMAL", "src/store/ct-db.c", "synchronous = FULL", "synchronous = NORMAL",
     [FAULT + "power", "--size", "3000"]),
    ("nothing binds an envelope to its record", "src/vault/ct-seal.c",
     "  GByteArray *data = ct_aead_associated (\"CTV1|rec|\", &self->vault, uuid);",
     "  GByteArray *data = ct_aead_associated (\"CTV1|rec|\", &self->vault, NULL);",
     ["{build}/tests/test-vault-seal"]),
    ("the state is under no seal", "src/core/ct-sealed-row.c",
     "  put (out, ct_state_key (self->state), strlen (ct_state_key (self->state)));\n", "",
     ["{build}/tests/test-store-store"]),
    ("what was being sent waits as if it never left", "src/store/ct-record-book.c",
     "good = move (row, CT_EVENT_CUT, error) &&", "good = move (row, CT_EVENT_NOT_TAKEN, error) &&",
     [FAULT + "walk", "--size", "30000"]),
    ("accepted without a receipt", "src/net/ct-answer.c",
     "  if (accepted->receipt == NULL)\n    {\n", "  if (FALSE)\n    {\n",
     [FAULT + "answers", "never-accepted-without-proof"]),
    ("a locked keyring is an empty one", "src/vault/ct-keyring.c",
     "  if (!secret_collection_get_locked (collection))\n", "  if (TRUE)\n",
     ["{source}/tests/lab", "{build}/tests/test-vault-keyring"]),
    ("the log keeps what was destroyed", "src/store/ct-record-book.c",
     "      ct_db_fold (self->db, NULL);\n      return TRUE;", "      return TRUE;",
     ["{build}/tests/test-store-store"]),
    ("only libcurl limits an answer", "src/net/ct-transport.c",
     "  if (exchange->body->len + size * count > CT_TRANSPORT_MAX_ANSWER)\n", "  if (FALSE)\n",
     ["{build}/tests/test-net-gateway"]),
    ("no jitter", "src/service/ct-pace.c",
     "  return g_rand_int_range (self->random, MIN_DELAY_MS, (gint32) bound + 1);", "  return bound;",
     [FAULT + "outage", "a-crowd-does-not-kill-the-service"]),
    ("the body is made anew for a retry", "src/store/ct-record-book.c",
     "      row->was_unknown = row->state == CT_STATE_UNKNOWN || is_handed_over (row, wish);\n",
     "      row->was_unknown = row->state == CT_STATE_UNKNOWN || is_handed_over (row, wish);\n      row->body = g_bytes_new_static (\"{\\\"frozen\\\": true}\", 16);\n",
     [FAULT + "walk", "--size", "30000"]),
    ("a change is made twice rather than looked up", "src/net/ct-amend.c",
     "  return found != NULL ? ct_look_up_proof (json_node_get_object (found), body, places) : problem;\n",
     "  return NULL;\n",
     [FAULT + "amend", "--size", "60"]),
    ("two corrections of one record", "src/service/ct-desk.c",
     "  if (here != NULL && ct_uuid_equal (&here->amends, &newest->uuid))\n", "  if (FALSE)\n",
     [FAULT + "amend", "--size", "60"]),
    ("the new key before its slot", "src/service/ct-vault-keys.c",
     "      || !ct_store_call (job->keys->store, set_next_ring, &call, error)\n"
     "      || !put (job, CT_KEYRING_RING_KEY, &item, error)\n",
     "      || !put (job, CT_KEYRING_RING_KEY, &item, error)\n"
     "      || !ct_store_call (job->keys->store, set_next_ring, &call, error)\n",
     ["{source}/tests/lab", FAULT + "keys", "--size", "60"]),
    ("the key to come is not tried", "src/service/ct-vault-keys.c",
     "             || (is_other_key_worth_trying (error) && unlock_by (job, CT_KEYRING_NEXT_KEY, NULL));\n",
     "             || FALSE;\n",
     ["{source}/tests/lab", FAULT + "keys", "--size", "60"]),
    ("any clock is believed when it erases", "src/service/ct-purger.c",
     "  gint64 now = ct_trusted_time_look (&self->time, ct_clock_now_ms (), ct_clock_boot_ms ());\n"
     "  g_autoptr (GPtrArray) rows",
     "  gint64 now = ct_clock_now_ms ();\n  g_autoptr (GPtrArray) rows",
     [FAULT + "retention"]),
    ("a row of an earlier day is as good", "src/store/ct-audit.c",
     "                          \" AND a.mac IS NOT r.mac\",\n", "                          \" AND FALSE\",\n",
     [FAULT + "tamper", "every-change-from-outside-is-seen"]),
    ("a code is tried with a slip in it", "src/vault/ct-recovery-code.c",
     "  else if (check_of (values) != remainder_of (values))\n", "  else if (FALSE)\n",
     ["{build}/tests/test-vault-recovery-code"]),
)


def run(command, build, source):
    env = dict(os.environ, COMPTOIR_PRACTICE=f"{build}/src/practice/comptoir-practice", COMPTOIR_BUILD=build,
               COMPTOIR_SOURCE=source, GSETTINGS_SCHEMA_DIR=f"{build}/data", TZ="Europe/Paris", LC_ALL="C.UTF-8")
    return subprocess.run([part.format(build=build, source=source) for part in command], env=env, capture_output=True,
                          text=True, errors="replace", timeout=600)


def make(build):
    subprocess.run(["ninja", "-C", build], check=True, capture_output=True)


def main():
    args = [a for a in sys.argv[1:] if not a.startswith("--json=")]
    report = next((a.split("=", 1)[1] for a in sys.argv[1:] if a.startswith("--json=")), None)
    source, folder, names = args[0], args[1], args[2:]
    copy, build, begin, missed = f"{folder}/source", f"{folder}/build", time.monotonic(), 0
    bugs = [bug for bug in BUGS if not names or bug[0] in names]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(copy)
    files = subprocess.run(["git", "-C", source, "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    for name in filter(None, files.split("\0")):
        os.makedirs(os.path.dirname(f"{copy}/{name}"), exist_ok=True)
        shutil.copy2(f"{source}/{name}", f"{copy}/{name}", follow_symlinks=False)
    subprocess.run(["meson", "setup", build, copy], check=True, capture_output=True)
    make(build)
    for number, (name, path, right, wrong, command) in enumerate(bugs, 1):
        with open(f"{copy}/{path}", encoding="utf-8") as file:
            text = file.read()
        if text.count(right) != 1:
            print(f"not ok {number} {name}\n# {path} no longer has the lines this mistake changes", flush=True)
            missed += 1
            continue
        sound = run(command, build, copy)
        with open(f"{copy}/{path}", "w", encoding="utf-8") as file:
            file.write(text.replace(right, wrong))
        make(build)
        found = run(command, build, copy)
        with open(f"{copy}/{path}", "w", encoding="utf-8") as file:
            file.write(text)
        make(build)
        good = sound.returncode == 0 and found.returncode != 0
        missed += not good
        print(f"{'ok' if good else 'not ok'} {number} {name}", flush=True)
        if not good:
            print("# the test fails without the mistake" if sound.returncode else "# the test does not see the mistake", flush=True)
    print(f"1..{len(bugs)}")
    if report:
        with open(report, "a", encoding="utf-8") as file:
            file.write(json.dumps({"promise": "each-seeded-bug-is-caught", "trials": len(bugs), "failures": missed,
                                   "seconds": round(time.monotonic() - begin, 1)}) + "\n")
    shutil.rmtree(folder)
    sys.exit(1 if missed else 0)


main()
