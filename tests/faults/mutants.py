#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev mutants: how much the unit tests of the vault, the guard, the state machine and the
numbers see. Each mutant is one small change of one line: a comparison turned, a condition
negated, a constant moved by one, a call left out. It is killed when a test of its file fails
or does not end; the sanitizers help. Of all that compile, SHARE per cent have to be.

    mutants.py SOURCE WORK [--every N] [FILE...]

WORK is a folder for two copies of SOURCE, thrown away at the end. What survives is printed, to
be looked at: some of it changes nothing that anybody could see."""

import argparse
import concurrent.futures
import os
import queue
import re
import shutil
import subprocess
import sys

SHARE = 90.0
VAULT = ["vault-seal", "vault-corners", "vault-invitation", "vault-recovery-code"]
FILES = {
    "src/base/ct-json-guard.c": ["base-json-guard"],
    "src/core/ct-nir.c": ["core-nir"],
    "src/core/ct-state.c": ["core-state"],
    "src/vault/ct-aead.c": VAULT,
    "src/vault/ct-invitation.c": ["vault-invitation"],
    "src/vault/ct-key-slot.c": VAULT,
    "src/vault/ct-keyring.c": ["vault-keyring", "vault-keyring-absent", "vault-keyring-empty"],
    "src/vault/ct-pin.c": ["vault-corners"],
    "src/vault/ct-recovery-code.c": ["vault-corners", "vault-recovery-code"],
    "src/vault/ct-seal.c": VAULT,
    "src/vault/ct-secret-bytes.c": VAULT,
}
LAB = {"vault-keyring": [], "vault-keyring-absent": ["--no-keyring"], "vault-keyring-empty": ["--empty-keyring"]}

# One change at one place: what is looked for, and what stands there then.
CHANGES = [
    (r" == ", " != "), (r" != ", " == "), (r" <= ", " < "), (r" >= ", " > "), (r" < ", " <= "), (r" > ", " >= "),
    (r" && ", " || "), (r" \|\| ", " && "), (r" \+ ", " - "), (r" - ", " + "), (r" % ", " * "),
    (r"\bTRUE\b", "FALSE"), (r"\bFALSE\b", "TRUE"), (r"(?<=[ (])!(?=[a-z*(])", ""), (r"\bif \(", "if (!"),
    (r"(?<![\w.\"'])(\d+)(?![\w.\"'])", None),
]


def code_of(line):
    """The line without its comment and without what stands in quotes, in the same length."""
    blank = lambda match: " " * len(match.group(0))
    line = re.sub(r"/\*.*?(\*/|$)", blank, line)
    return re.sub(r"\"(\\.|[^\"\\])*\"|'(\\.|[^'\\])'", blank, line)


def mutants_of(text):
    """(line number, line as it is then)."""
    in_comment = in_function = False
    for number, line in enumerate(text.split("\n")):
        if in_comment or line.startswith("/*") or line.lstrip().startswith("/*"):
            in_comment = "*/" not in line
            continue
        if line == "{":
            in_function = True
        elif line == "}":
            in_function = False
        if not in_function or line.startswith("#") or "g_return_" in line or "g_assert" in line:
            continue
        code = code_of(line)
        for pattern, new in CHANGES:
            for match in re.finditer(pattern, code):
                replaced = new
                if new is None:
                    replaced = str(int(match.group(0)) + 1)
                elif pattern.startswith(r"\bif"):
                    # The whole condition on this line, negated.
                    if not line.rstrip().endswith(")") or line.count("(") != line.count(")"):
                        continue
                    yield number, line[:match.start()] + "if (!(" + line[match.end():].rstrip()[:-1] + "))"
                    continue
                yield number, line[:match.start()] + replaced + line[match.end():]
        # A call for its own sake, left out; not one that wipes, or says something in a log: no test
        # can see that.
        if re.match(r"^ +[a-z]\w+ \(.*\);$", line) and not line.strip().startswith(
                ("return", "g_autofree", "g_auto", "sodium_memzero", "explicit_bzero", "g_debug")):
            yield number, re.match(r"^ +", line).group(0) + ";"


class Place:
    """A copy of the source that is built again and again."""

    def __init__(self, source, folder):
        self.folder, self.build = folder, os.path.join(folder, "build")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        files = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=source, check=True,
                               capture_output=True).stdout
        subprocess.run(["xargs", "-0", "cp", "--parents", "-t", folder], cwd=source, input=files, check=True)
        subprocess.run(["meson", "setup", self.build, folder, "-Dbuildtype=debug", "-Db_sanitize=address,undefined", "-Db_lundef=false"],
                       check=True, stdout=subprocess.DEVNULL)
        self.suppressions = f"print_suppressions=0:suppressions={folder}/tests/lsan.supp"
        tests = sorted({f"tests/test-{name}" for names in FILES.values() for name in names})
        subprocess.run(["ninja", "-C", self.build, *tests], check=True, stdout=subprocess.DEVNULL)

    def passes(self, names):
        for name in names:
            lab = [os.path.join(self.folder, "tests/lab"), *LAB[name]] if name in LAB else []
            try:
                done = subprocess.run([*lab, f"{self.build}/tests/test-{name}"], cwd=self.build, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL, timeout=30,
                                      env=dict(os.environ, G_DEBUG="fatal-criticals", TZ="Europe/Paris", GIO_USE_VFS="local",
                                               UBSAN_OPTIONS="halt_on_error=1", LSAN_OPTIONS=self.suppressions))
            except subprocess.TimeoutExpired:
                return False
            if done.returncode != 0:
                return False
        return True

    def try_one(self, path, number, line):
        """None when it does not compile, else whether it was killed."""
        full = os.path.join(self.folder, path)
        with open(full, encoding="utf-8") as file:
            before = file.read()
        lines = before.split("\n")
        lines[number] = line
        try:
            with open(full, "w", encoding="utf-8") as file:
                file.write("\n".join(lines))
            built = subprocess.run(["ninja", "-C", self.build, *[f"tests/test-{name}" for name in FILES[path]]],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return not self.passes(FILES[path]) if built.returncode == 0 else None
        finally:
            with open(full, "w", encoding="utf-8") as file:
                file.write(before)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("work")
    parser.add_argument("--every", type=int, default=1, help="one of so many mutants")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_intermixed_args()
    places = queue.Queue()
    for name in ("one", "two"):
        places.put(Place(arguments.source, os.path.join(arguments.work, name)))
    jobs = []
    for path in arguments.files or FILES:
        with open(os.path.join(arguments.source, path), encoding="utf-8") as file:
            jobs += [(path, number, line) for number, line in mutants_of(file.read())]
    jobs = jobs[::arguments.every]

    def work(job):
        place = places.get()
        try:
            return place.try_one(*job)
        finally:
            places.put(place)

    killed, counted, by_file = 0, 0, {}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (path, number, line), result in zip(jobs, pool.map(work, jobs)):
            if result is None:
                continue
            counted += 1
            killed += result
            of = by_file.setdefault(path, [0, 0])
            of[0] += result
            of[1] += 1
            if not result:
                print(f"# survived {path}:{number + 1}: {line.strip()}", flush=True)
    for path, (some, of) in by_file.items():
        print(f"# {path}: {some} of {of}")
    shutil.rmtree(arguments.work, ignore_errors=True)
    share = 100.0 * killed / max(counted, 1)
    print(f"{'ok' if share >= SHARE else 'not ok'} 1 mutants: {killed} of {counted} killed, {share:.1f} %")
    print("1..1")
    sys.exit(0 if share >= SHARE else 1)


main()
