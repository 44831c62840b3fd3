# SPDX-License-Identifier: GPL-3.0-or-later
"""Other counters, each with a desktop, a keyring and a folder of its own: a program in a lab of
its own that runs what it is told, a line of Python at a time; and the server between them."""

import json
import os
import subprocess
import sys
import time

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Postgres:
    """A real PostgreSQL, with TLS and SCRAM, in a folder of its own (tests/postgres)."""

    def __init__(self, **conf):
        self.process = subprocess.Popen([f"{TESTS}/postgres"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=dict(os.environ, **conf))
        self.ready = json.loads(self.process.stdout.readline())
        self.host = self.ready["url"].split("@")[1]
        self.url = f"postgresql://{self.host}"
        self.ca_file = self.ready["ca_file"]
        self.password = self.ready["password"]
        self.admin = self.ready["url"].split("//")[1].split("@")[0]

    def ask(self, sql, patience=30):
        """As who administers: one value a line. A server that recovers from a crash is asked again."""
        end = time.monotonic() + patience
        while True:
            try:
                return self._ask(sql)
            except subprocess.CalledProcessError as error:
                if error.returncode != 2 or time.monotonic() > end:
                    raise AssertionError(error.stderr) from error
                time.sleep(0.2)

    def _ask(self, sql):
        host, rest = self.host.split(":")
        port, database = rest.split("/")
        return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-h", host, "-p", port, "-U", self.admin, "-d", database, "-c", sql],
                              check=True, capture_output=True, text=True,
                              env=dict(os.environ, PGPASSWORD=self.password, PGSSLMODE="verify-full", PGSSLROOTCERT=self.ca_file)).stdout.strip()

    def freeze(self):
        """Away: it takes connections and answers nothing. Its children are what answers."""
        subprocess.run(["pkill", "-STOP", "-P", str(self.ready["pid"])])
        os.kill(self.ready["pid"], 19)

    def thaw(self):
        os.kill(self.ready["pid"], 18)
        subprocess.run(["pkill", "-CONT", "-P", str(self.ready["pid"])])

    def stop(self):
        self.process.stdin.close()
        self.process.wait(30)


class Counter:
    """A counter in a lab of its own. run() sends it a text of Python, whose last line's value
    comes back; `lab` stays the same, so what one text names the next may use."""

    def __init__(self, folder, display=False):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.log = open(os.path.join(folder, "counter.log"), "ab")
        self.process = subprocess.Popen([f"{TESTS}/lab", *(["--display"] if display else []), sys.executable, os.path.abspath(__file__)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
                                        env=dict(os.environ, COMPTOIR_LAB_HOME=os.path.join(folder, "home"), COUNTER_FOLDER=folder))

    def send(self, text):
        self.process.stdin.write(json.dumps(text) + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        assert line, f"the counter in {self.folder} ended"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def run(self, text):
        self.send(text)
        return self.answer()

    def ctl(self, *args, text=None, check=0, real=True):
        """(stdout, stderr) of a comptoirctl there."""
        return self.run(f"_done = ctl(*{list(args)!r}, text={text!r}, check={check!r}, real={real!r})\n[_done.stdout, _done.stderr]")

    def end(self):
        self.process.stdin.close()
        self.process.wait(60)


def serve():
    """In the lab: runs what comes in, until there is no more."""
    import ast
    import traceback

    import counter

    answers, sys.stdout = sys.stdout, sys.stderr
    names = dict(vars(counter), folder=os.environ["COUNTER_FOLDER"], time=time, json=json, os=os)
    for line in sys.stdin:
        tree = ast.parse(json.loads(line))
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        try:
            exec(compile(tree, "told", "exec"), names)
            value = eval(compile(ast.Expression(last.value), "told", "eval"), names) if last else None
            print(json.dumps({"value": value}), file=answers, flush=True)
        except Exception as error:
            at = "".join(traceback.format_exception_only(type(error), error))
            print(json.dumps({"error": at}), file=answers, flush=True)


if __name__ == "__main__":
    serve()
