#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev fuzz: every target by libFuzzer for --runs inputs, two at a time, and how many lines of
what it is about were reached. Prints one line a target, and the plan; exits with 1 on a
finding, on fewer inputs than asked for, or on lines below the target.

    run.py BUILD SOURCE [--runs N] [--seconds S] [TARGET...]

BUILD is configured with -Dfuzz=true (clang). What is found worth keeping goes to
BUILD/corpus/TARGET, what crashes to BUILD/findings/."""

import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import time

LINES = 95.0  # per cent, of the files below

# What each target is about; a name after the colon is a function, when only that one is.
TARGETS = {
    "json": ["src/base/ct-json-guard.c", "src/net/ct-json.c"],
    "answer": ["src/net/ct-answer.c", "src/net/ct-outcome-path.c"],
    "look-up": ["src/net/ct-look-up.c"],
    "scan-2ddoc": ["src/core/ct-2ddoc.c"],
    "scan-gs1": ["src/core/ct-gs1.c"],
    "scan-ins": ["src/core/ct-ins-code.c"],
    "scan-mrz": ["src/core/ct-mrz.c"],
    "scan-vcard": ["src/core/ct-vcard.c"],
    "hc1": ["src/core/ct-hc1.c"],
    "csv": ["src/core/ct-csv.c"],
    "sheet": ["src/core/ct-sheet-reader.c:ct_sheet_append_marked", "src/core/ct-sheet-reader.c:take", "src/core/ct-batch.c:ct_batch_check"],
    "fhir": ["src/net/ct-fhir-reader.c"],
    "nir": ["src/core/ct-nir.c"],
    "date": ["src/core/ct-date.c"],
    "person": ["src/core/ct-name.c", "src/core/ct-phone.c", "src/core/ct-email.c"],
    "envelope": ["src/vault/ct-seal.c", "src/vault/ct-aead.c"],
    "key-slot": ["src/vault/ct-key-slot.c", "src/vault/ct-recovery-code.c"],
    "header": ["src/net/ct-transport.c:ct_transport_retry_after"],
}


def fuzz(build, source, name, runs, seconds):
    corpus, findings = f"{build}/corpus/{name}", f"{build}/findings"
    os.makedirs(corpus, exist_ok=True)
    os.makedirs(findings, exist_ok=True)
    began = time.monotonic()
    done = subprocess.run(
        [f"{build}/tests/fuzz-{name}", f"-runs={runs}", f"-max_total_time={seconds}", "-max_len=1024",
         "-timeout=60",  # by the clock, and it may run beside others, at the lowest priority
         "-rss_limit_mb=2048", "-seed=20261126", "-print_final_stats=1", f"-artifact_prefix={findings}/{name}-", corpus,
         f"{source}/tests/fuzz/seeds/{name}"],
        capture_output=True, text=True, errors="replace",
        env=dict(os.environ, LLVM_PROFILE_FILE=f"{build}/fuzz-{name}.profraw", UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1",
                 ASAN_OPTIONS="detect_leaks=1:abort_on_error=0", G_SLICE="always-malloc", TZ="Europe/Paris"))
    took = time.monotonic() - began
    count = re.search(r"stat::number_of_executed_units: (\d+)", done.stderr)
    return done.returncode, int(count.group(1)) if count else 0, took, done.stderr


def reached(build, name):
    """Lines of the files (or the function) that were reached, and all of them."""
    raw, data = f"{build}/fuzz-{name}.profraw", f"{build}/fuzz-{name}.profdata"
    subprocess.run(["llvm-profdata", "merge", "-sparse", raw, "-o", data], check=True)
    done = subprocess.run(["llvm-cov", "export", f"{build}/tests/fuzz-{name}", f"-instr-profile={data}"],
                          check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)["data"][0]
    covered = lines = 0
    for wanted in TARGETS[name]:
        path, _, function = wanted.partition(":")
        if function:
            one = next(f for f in report["functions"] if f["name"].endswith(function))
            regions = [r for r in one["regions"] if r[7] == 0]
            covered += sum(1 for r in regions if r[4] > 0)
            lines += len(regions)
        else:
            one = next(f for f in report["files"] if f["filename"].endswith(path.split("src/", 1)[1]))
            covered += one["summary"]["lines"]["covered"]
            lines += one["summary"]["lines"]["count"]
    return covered, lines


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("source")
    parser.add_argument("--runs", type=int, default=1000000)
    parser.add_argument("--seconds", type=int, default=0)
    parser.add_argument("targets", nargs="*")
    arguments = parser.parse_intermixed_args()
    names = arguments.targets or list(TARGETS)
    failed = False
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        waiting = [(name, pool.submit(fuzz, arguments.build, arguments.source, name, arguments.runs, arguments.seconds)) for name in names]
        for number, (name, future) in enumerate(waiting, 1):
            status, count, took, words = future.result()
            covered, lines = reached(arguments.build, name) if status == 0 else (0, 1)
            share = 100.0 * covered / lines
            good = status == 0 and (count >= arguments.runs or arguments.seconds > 0) and share >= LINES
            failed = failed or not good
            print(f"{'ok' if good else 'not ok'} {number} fuzz/{name} {count} inputs in {took:.0f} s, "
                  f"{'0 findings' if status == 0 else 'a finding'}, {share:.1f} % of {lines} lines", flush=True)
            if status != 0:
                for line in words.splitlines()[-60:]:
                    print(f"# {line}")
    print(f"1..{len(names)}")
    sys.exit(1 if failed else 0)


main()
