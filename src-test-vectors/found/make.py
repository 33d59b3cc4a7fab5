#!/usr/bin/env python3
"""Makes the files of this folder: what fuzzing once found, made again from files of the kit by the same damage. A file that exists is not written again."""

import base64
import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent
KIT = FOLDER.parent


def der(path, label):
    block = re.search(r"-----BEGIN %s-----(.*?)-----END" % label, (KIT / path).read_text(), re.S)
    return base64.b64decode(block[1])


def pem(label, octets):
    return "-----BEGIN %s-----\n%s-----END %s-----\n" % (label, base64.encodebytes(octets).decode(), label)


def changed(octets, before, after):
    """The octets with `after` at the first place where `before` matches; as many, so that every length around them still holds."""
    found = re.search(before, octets, re.S)
    if not found or len(found[0]) != len(after):
        raise SystemExit("the file to damage is another than it was")
    return octets[: found.start()] + after + octets[found.end() :]


def file(name, provenance, *blocks):
    if not (FOLDER / name).exists():
        (FOLDER / name).write_text("made-by: found/make.py, from %s\n%s" % (provenance, "".join(blocks)))


REVOKED = changed(der("crl/issuing.crl", "X509 CRL"), rb"\x17\x0d200601000000Z", b"\x17\x0d20x601000000Z")
file("crl-entry-time.crl", "crl/issuing.crl: the time of its one entry is none; its hashCode threw", pem("X509 CRL", REVOKED))

# Of the issuer's name the first RDN is no SET (tag 31), or the first string is not UTF-8, which shows only when names are compared.
STRANGER = der("pki/stranger-root.pem", "CERTIFICATE")
FRAME = changed(STRANGER, rb"\x31(?=.\x30.\x06\x03\x55\x04)", b"\xa1")
STRING = changed(STRANGER, rb"\x0c\x0fsmime4j", b"\x0c\x0f\xffmime4j")
file("certificate-names.pem", "pki/stranger-root.pem, twice, and trust/root.pem: the issuers of the first two are none; the third was lost with them",
     *[pem("CERTIFICATE", each) for each in (FRAME, STRING, der("trust/root.pem", "CERTIFICATE"))])
