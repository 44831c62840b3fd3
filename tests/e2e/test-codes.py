#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes printed by zint and read back by zbar or libdmtx, as a scanner would: our
parsers meet what others' tools make of a code, not only our own strings."""

import os
import shutil
import subprocess
import tempfile
import zlib

import cbor2

from counter import BUILD, Tap

GS, US = "\x1d", "\x1f"
CARD = ("BEGIN:VCARD\nVERSION:3.0\nN:D'Artagnan;Éléonore\nTEL;TYPE=cell:+33639980001\nEMAIL:eleonore@example.fr\n"
        "BDAY:1979-03-14\nADR;TYPE=home:;;12 rue des Lilas;Strasbourg;;67000;France\nEND:VCARD\n")
INS = ("IS010000000000000000000000" "S1279035121518989" "S21.2.250.1.213.1.4.10" + GS + "S3ELEONORE MARIE" + GS
       + "S4D'ARTAGNAN" + GS + "S5F" "S614-03-1979" "S751215")
DOC = ("DC02FR03AV011E8F1E8FB2" "F0ELEONORE/MARIE" + GS + "F1DARTAGNAN" + GS + "F214031979" "F3F" "F4945584" + GS
       + "F5N" "F6241120260905" + US + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def printed(kind, text, *options):
    """The code as a picture; removed with its folder."""
    folder = tempfile.mkdtemp()
    with open(f"{folder}/text", "w", encoding="utf-8", newline="") as file:
        file.write(text)
    subprocess.run(["zint", "-b", kind, "--scale=4", "--quietzones", *options, "-i", f"{folder}/text", "-o", f"{folder}/code.png"],
                   check=True, capture_output=True)
    return folder


def read_qr(folder):
    done = subprocess.run(["zbarimg", "--quiet", "--raw", f"{folder}/code.png"], check=True, capture_output=True)
    return done.stdout


def read_datamatrix(folder, *options):
    done = subprocess.run(["dmtxread", "-m3000", "-N1", *options, f"{folder}/code.png"], capture_output=True)
    assert done.stdout, "libdmtx read nothing"
    return done.stdout


def parsed(payload):
    out = subprocess.run([f"{BUILD}/tests/scan-dump"], input=payload, check=True, capture_output=True).stdout.decode()
    return dict(line.split("=", 1) for line in out.splitlines())


def check(folder, payload, **expected):
    found = parsed(payload)
    shutil.rmtree(folder)
    for key, value in expected.items():
        assert found.get(key) == value, (key, found.get(key), value)


def vcard():
    folder = printed("QRCODE", CARD, "--eci=26", "--binary")
    check(folder, read_qr(folder), kind="patient", birth_name="D'Artagnan", first_names="Éléonore",
          birth_date="14/03/1979", phone="+33639980001", email="eleonore@example.fr", address="12 rue des Lilas",
          postal_code="67000", town="Strasbourg", country="FR")


def mecard():
    folder = printed("QRCODE", "MECARD:N:Le Gall,Anne;TEL:+33639980001;BDAY:20080229;;")
    check(folder, read_qr(folder), kind="patient", birth_name="Le Gall", birth_date="29/02/2008")


def ins():
    folder = printed("DATAMATRIX", INS)
    check(folder, read_datamatrix(folder), kind="patient", nir="2 79 03 51 215 189 89", birth_name="D'ARTAGNAN",
          first_names="ELEONORE MARIE", sex="F", birth_date="14/03/1979")


def certificate():
    folder = printed("DATAMATRIX", DOC)
    check(folder, read_datamatrix(folder), kind="patient", birth_name="DARTAGNAN", first_names="ELEONORE MARIE", sex="F")


BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(data):
    """RFC 9285."""
    out = ""
    for i in range(0, len(data), 2):
        pair = data[i:i + 2]
        value = int.from_bytes(pair, "big")
        for _ in range(3 if len(pair) == 2 else 2):
            value, digit = divmod(value, 45)
            out += BASE45[digit]
    return out


def hc1(names, birth):
    """As issuers write it: COSE by cbor2, packed by zlib; the signature is nobody's."""
    claims = {1: "FR", 4: 1900000000, -260: {1: {"ver": "1.3.0", "nam": names, "dob": birth, "t": [{"tg": "840539006"}]}}}
    message = cbor2.CBORTag(18, [cbor2.dumps({1: -7}), {}, cbor2.dumps(claims), b"\0" * 64])
    return "HC1:" + base45(zlib.compress(cbor2.dumps(message)))


def european():
    folder = printed("QRCODE", hc1({"fn": "d'Artagnan-Müller", "fnt": "DARTAGNAN<MUELLER", "gn": "Éléonore Marie",
                                    "gnt": "ELEONORE<MARIE"}, "1979-03-14"))
    check(folder, read_qr(folder), kind="patient", birth_name="d'Artagnan-Müller", first_names="Éléonore Marie",
          birth_date="14/03/1979")
    folder = printed("QRCODE", hc1({"fnt": "LE<GALL", "gnt": "ANNE"}, "1979"))  # of some only the year is known
    check(folder, read_qr(folder), kind="patient", birth_name="LE GALL", first_names="ANNE", birth_date=None)


def kit_box():
    folder = printed("DATAMATRIX", "[01]03453120000011[10]L12345[17]270630[21]S1", "--gs1")
    check(folder, read_datamatrix(folder, "-G29"), kind="kit", lot="L12345", kit_expiry="30/06/2027")


def main():
    tap = Tap()
    missing = [tool for tool in ("zint", "zbarimg", "dmtxread") if shutil.which(tool) is None]
    if missing:
        print(f"1..0 # SKIP {' '.join(missing)} not installed")
        return
    for name, test in (("vcard", vcard), ("mecard", mecard), ("ins", ins), ("certificate", certificate),
                       ("european", european), ("kit-box", kit_box)):
        tap.run("/codes/" + name, test)
    tap.end()


assert os.path.isdir(BUILD)
main()
