#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thirty-three servers that are not to be trusted, each for another reason, made with OpenSSL's
own tools: not one byte of a request leaves, and the reason is said. And one that is, to
show that the bytes would have been seen."""

import base64
import datetime
import glob
import hashlib
import json
import socket
import subprocess
import tempfile
import time

from counter import Tap, ctl

CONFIG = """
[ca]
default_ca = c
[c]
dir = .
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = p
unique_subject = no
email_in_dn = no
[p]
commonName = supplied
[req]
distinguished_name = d
prompt = no
[d]
CN = {cn}
[e]
{extensions}
"""
CA = "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign"
LEAF = "basicConstraints = CA:FALSE\nsubjectAltName = {san}\n"
SERVER = LEAF.format(san="DNS:localhost") + "extendedKeyUsage = serverAuth"
NOW = int(time.time())
DAY = 86400


RESULT = {"birth_name": "CANARI", "first_names": "Ourse", "birth_date": "1979-03-14", "sex": "F", "address": "1 impasse du Canari",
          "postal_code": "67000", "town": "Strasbourg", "phone": "0639981234", "kit": "1232", "lot": "L1", "kit_expiry": "2099-06-30",
          "sampled_at": datetime.datetime.now().astimezone().isoformat(timespec="seconds"), "symptoms": "none", "health_worker": "no",
          "residence": "individual", "consent": "no", "result": "negative"}


def stamp(seconds):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(seconds))


class Mint:
    """Makes keys and certificates in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder
        open(f"{folder}/index.txt", "w").close()
        with open(f"{folder}/serial", "w") as file:
            file.write("1000\n")
        self.root = self.cert("root", "Root", CA)
        self.middle = self.cert("middle", "Middle", CA, by="root")

    def run(self, *args):
        done = subprocess.run(["openssl", *args], cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, f"openssl {' '.join(args)}: {done.stderr}"

    def cert(self, name, cn, extensions, by=None, start=NOW - DAY, end=NOW + 30 * DAY, digest="sha256", key=None):
        """Signed by itself, or by another; NAME.pem and NAME.key."""
        with open(f"{self.folder}/{name}.cnf", "w") as file:
            file.write(CONFIG.format(cn=cn, extensions=extensions))
        kind = key or ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        self.run("genpkey", *kind, "-out", f"{name}.key")
        self.run("req", "-new", "-config", f"{name}.cnf", "-key", f"{name}.key", "-out", f"{name}.csr")
        signer = ["-selfsign", "-keyfile", f"{name}.key"] if by is None else ["-cert", f"{by}.pem", "-keyfile", f"{by}.key"]
        self.run("ca", "-batch", "-notext", "-config", f"{name}.cnf", "-extensions", "e", "-in", f"{name}.csr", "-out", f"{name}.pem",
                 "-startdate", stamp(start), "-enddate", stamp(end), "-md", digest, *signer)
        return name


RSA = lambda bits: ["-algorithm", "RSA", "-pkeyopt", f"rsa_keygen_bits:{bits}"]


def bad_servers(mint):
    """(why, certificate, its chain, more arguments of the server)"""
    leaf = lambda name, extensions=SERVER, by="root", cn="localhost", **more: mint.cert(name, cn, extensions, by=by, **more)
    good = leaf("good")
    mint.cert("stranger", "Root", CA)  # of the root's name, with a key of its own
    mint.cert("old-root", "Old", CA, start=NOW - 400 * DAY, end=NOW - DAY)
    mint.cert("no-ca", "No authority", "basicConstraints = critical, CA:FALSE\nkeyUsage = critical, keyCertSign", by="root")
    mint.cert("old-middle", "Old middle", CA, by="root", start=NOW - 400 * DAY, end=NOW - DAY)
    mint.cert("short", "Short", "basicConstraints = critical, CA:TRUE, pathlen:0\nkeyUsage = critical, keyCertSign", by="root")
    mint.cert("too-deep", "Too deep", CA, by="short")
    mint.cert("narrow", "Narrow", CA + "\nnameConstraints = critical, permitted;DNS:example.fr", by="root")
    mint.cert("sha1-middle", "SHA-1 middle", CA, by="root", digest="sha1")
    mint.cert("rsa-middle", "RSA middle", CA, by="root", key=RSA(2048))  # no other key signs with MD5
    ku = lambda usage: LEAF.format(san="DNS:localhost") + f"keyUsage = critical, {usage}"
    eku = lambda usage: LEAF.format(san="DNS:localhost") + f"extendedKeyUsage = {usage}"
    san = lambda name: LEAF.format(san=name) + "extendedKeyUsage = serverAuth"
    weak = ["-cipher", "ALL:@SECLEVEL=0"]
    return [
        ("self-signed", mint.cert("self", "localhost", SERVER), [], []),
        ("an authority nobody knows, of the right name", leaf("of-stranger", by="stranger"), ["stranger"], []),
        ("expired yesterday", leaf("expired", start=NOW - 90 * DAY, end=NOW - DAY), [], []),
        ("expired in 2019", leaf("expired-2019", start=1514764800, end=1546300800), [], []),
        ("expired a minute ago", leaf("expired-now", end=NOW - 60), [], []),
        ("valid from tomorrow", leaf("tomorrow", start=NOW + DAY), [], []),
        ("valid in ten years", leaf("ten-years", start=NOW + 3650 * DAY, end=NOW + 3700 * DAY), [], []),
        ("an authority that has expired", leaf("of-old-root", by="old-root"), ["old-root"], []),
        ("another name", leaf("other", san("DNS:sidep.example.fr"), cn="sidep.example.fr"), [], []),
        ("another name, the right one as its common name", leaf("cn", san("DNS:sidep.example.fr")), [], []),
        ("a common name only, another", leaf("cn-only", "basicConstraints = CA:FALSE", cn="sidep.example.fr"), [], []),
        ("an address, not the name", leaf("ip", san("IP:127.0.0.1"), cn="127.0.0.1"), [], []),
        ("a wildcard one level up", leaf("wild", san("DNS:*.localhost"), cn="*.localhost"), [], []),
        ("a wildcard for all", leaf("star", san("DNS:*"), cn="*"), [], []),
        ("a name that ends like ours", leaf("suffix", san("DNS:notlocalhost"), cn="notlocalhost"), [], []),
        ("a name with ours at its beginning", leaf("prefix", san("DNS:localhost.example.fr"), cn="localhost.example.fr"), [], []),
        ("for clients only", leaf("client", eku("clientAuth")), [], []),
        ("for signing code only", leaf("code", eku("codeSigning")), [], []),
        ("for signing lists only", leaf("crl", ku("cRLSign")), [], []),
        ("signed by what is no authority", leaf("of-no-ca", by="no-ca"), ["no-ca"], []),
        ("the authority between missing", leaf("gap", by="middle"), [], []),
        ("the authority between expired", leaf("of-old-middle", by="old-middle"), ["old-middle"], []),
        ("a chain that is too long", leaf("deep", by="too-deep"), ["too-deep", "short"], []),
        ("a name its authority may not give", leaf("of-narrow", by="narrow"), ["narrow"], []),
        ("signed with SHA-1", leaf("sha1", digest="sha1"), [], weak),
        ("an authority signed with SHA-1", leaf("of-sha1", by="sha1-middle"), ["sha1-middle"], weak),
        ("signed with MD5", leaf("md5", by="rsa-middle", digest="md5"), ["rsa-middle"], weak),
        ("an RSA key of 1024 bits", leaf("rsa-1024", key=RSA(1024)), [], weak),
        ("a critical extension nobody knows", leaf("critical", SERVER + "\n1.2.3.4 = critical, ASN1:UTF8String:x"), [], []),
        ("TLS 1.0 only", good, [], ["-tls1", *weak]),
        ("TLS 1.1 only", good, [], ["-tls1_1", *weak]),
        ("no certificate at all", None, [], ["-nocert", "-tls1_2", "-cipher", "aNULL:@SECLEVEL=0"]),
        ("no encryption", leaf("rsa", key=RSA(2048)), [], ["-tls1_2", "-cipher", "eNULL:@SECLEVEL=0"]),
    ]


class Server:
    """openssl s_server: prints what it gets, deciphered. It ends a connection when its own
    input ends: that stays open."""

    def __init__(self, mint, cert, chain, more):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        args = ["-cert", f"{cert}.pem", "-key", f"{cert}.key"] if cert else []
        if chain:
            with open(f"{mint.folder}/chain.pem", "w") as out:
                for name in chain:
                    out.write(open(f"{mint.folder}/{name}.pem").read())
            args += ["-cert_chain", "chain.pem"]
        self.out = open(f"{mint.folder}/out", "w+b")
        self.process = subprocess.Popen(["openssl", "s_server", "-accept", f"127.0.0.1:{self.port}", "-quiet", *args, *more],
                                        cwd=mint.folder, stdin=subprocess.PIPE, stdout=self.out, stderr=self.out)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            assert self.process.poll() is None, "the server does not start: " + open(f"{mint.folder}/out", errors="replace").read()
            time.sleep(0.02)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.out.seek(0)
        return self.out.read()


def set_up(port, ca, pin=""):
    ctl("setup", "--service", f"https://localhost:{port}/fhir", "--client-id", "counter", "--ca", ca, "--pin", pin, "--finess", "750012346", "--pharmacy",
        "Pharmacie des Lilas", "--rpps", "10003456786", "--practitioner", "Claire PETIT", "--secret-stdin", text="not-a-real-secret\n")


def send_to(port, ca, pin="", env=None):
    """What comptoirctl says of this service; a result waits all the time."""
    set_up(port, ca, pin)
    return ctl("send", "--wait", "2", check=None, env=env)


class Scenario:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.mint = Mint(self.folder.name)
        self.ca = f"{self.folder.name}/root.pem"
        set_up(1, self.ca)
        ctl("add", "-", text=json.dumps(RESULT))

    def trusted(self, cert="good", chain=(), pin=""):
        server = Server(self.mint, cert, chain, [])
        send_to(server.port, self.ca, pin)
        assert b"HTTP/1.1" in server.stop(), "the bytes of a trusted server are not seen: this test sees nothing"

    def untrusted(self, cert, chain, more, pin="", env=None):
        server = Server(self.mint, cert, chain, more)
        done = send_to(server.port, self.ca, pin, env)
        got = server.stop()
        assert b"HTTP" not in got and b"counter" not in got and b"GET" not in got and b"POST" not in got, got[:200]
        assert done.returncode == 1 and "left to send" in done.stderr, done.stderr
        # Where there is a certificate to doubt, that is what is said; where there is no common
        # way to speak, the service is just not there.
        assert "did not prove who it is" in done.stderr or any(arg.startswith("-tls1") for arg in more), done.stderr


    def pin(self, name):
        """How curl and browsers name a key."""
        der = subprocess.run(["openssl", "pkey", "-in", f"{name}.key", "-pubout", "-outform", "DER"], cwd=self.mint.folder, check=True,
                             capture_output=True).stdout
        return "sha256//" + base64.b64encode(hashlib.sha256(der).digest()).decode()

    def bad_pins(self):
        for pin in ("sha256//short=", "sha1//" + "A" * 43 + "=", "/etc/passwd", self.pin("good") + ";", ";"):
            done = ctl("setup", "--pin", pin, check=2)
            assert "pin: write sha256//" in done.stderr, done.stderr


def clock(days):
    """This computer's, wrong."""
    return {"LD_PRELOAD": glob.glob("/usr/lib/*/faketime/libfaketime.so.1")[0], "FAKETIME": f"{days:+d}d",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def main():
    tap = Tap()
    scenario = Scenario()
    servers = bad_servers(scenario.mint)
    assert len(servers) >= 30
    tap.run("/tls/trusted", scenario.trusted)
    scenario.mint.cert("by-middle", "localhost", SERVER, by="middle")
    tap.run("/tls/trusted-through-another", lambda: scenario.trusted("by-middle", ["middle"]))
    for why, cert, chain, more in servers:
        tap.run("/tls/" + why.replace(" ", "-").replace(",", ""), lambda: scenario.untrusted(cert, chain, more))
    pin, other = scenario.pin("good"), scenario.pin("rsa")
    tap.run("/tls/the-pinned-key", lambda: scenario.trusted(pin=pin))
    tap.run("/tls/one-of-two-pinned-keys", lambda: scenario.trusted(pin=f"{other};{pin}"))
    tap.run("/tls/another-key-than-the-pinned", lambda: scenario.untrusted("good", [], [], pin=other))
    tap.run("/tls/the-pinned-key-and-another-name", lambda: scenario.untrusted("other", [], [], pin=scenario.pin("other")))
    tap.run("/tls/no-pin-to-take", scenario.bad_pins)
    for days in (40, -400):
        tap.run(f"/tls/a-clock-wrong-by-{days}-days", lambda: scenario.untrusted("good", [], [], env=clock(days)))
    tap.end()


main()
