#!/usr/bin/env python3
"""The adapter for NSS by its command cmsutil. NSS judges at the present time.

cmsutil prints the signer's common name and no address, so nobody compares From here; Thunderbird, which is built on NSS, does.
"""

import os
import re
import sys

import layers
from layers import Failed, Lacks, once, run


def database():
    """A database with the keys and anchors of this message."""
    with once("n" + layers.store()) as (folder, ready):
        name = "sql:" + str(folder)
        if not ready:
            run("certutil", "-N", "-d", name, "--empty-password")
            for number, anchor in enumerate(layers.files(os.environ.get("KIT_TRUST"))):
                run("certutil", "-A", "-d", name, "-n", "anchor%d" % number, "-t", "C,C,C", "-i", str(anchor))
            for number, (key, certificate) in enumerate(layers.private_keys()):
                pfx = str(folder / ("%d.p12" % number))
                run("openssl", "pkcs12", "-export", "-inkey", key, "-in", certificate, "-name", "own%d" % number, "-keypbe", "PBE-SHA1-3DES",
                    "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1", "-passout", "pass:test", "-out", pfx)
                run("pk12util", "-i", pfx, "-d", name, "-W", "test", "-K", "")
        return name


def cmsutil(folder, cms, *arguments):
    (folder / "cms").write_bytes(cms)
    (folder / "out").unlink(missing_ok=True)
    status, said = run("cmsutil", "-D", "-d", database(), "-i", str(folder / "cms"), "-u", "4", "-h", "1", "-o", str(folder / "out"), *arguments)
    heads, out = "", None
    if (folder / "out").exists():
        written = (folder / "out").read_bytes()
        lines = re.match(rb"SMIME: [^\n]*\n(?:[ \t]+[^\n]*\n)*", written)
        heads, out = (lines[0].decode("utf-8", "replace"), written[lines.end():]) if lines else ("", written)
    return status, said + heads, out


def verdict(status, said):
    if "KIT_CRLS" in os.environ:
        raise Lacks("revocation lists from files")
    states = re.findall(r"signer\d+\.status=(\w+)", said)
    if not states:
        raise Failed(said or "no signer")
    if status == 0 and all(state == "GoodSignature" for state in states):
        return "trusted"
    return "broken" if any(state in ("BadSignature", "DigestMismatch", "MalformedSignature") for state in states) else "not-trusted"


def detached(folder, entity, sender):
    content, signature = layers.halves(entity)
    (folder / "signed").write_bytes(content)
    status, said, _ = cmsutil(folder, signature, "-c", str(folder / "signed"))
    return verdict(status, said), content


def opaque(folder, cms, sender):
    status, said, out = cmsutil(folder, cms)
    if "nsigners=0" in said and status == 0:
        return None, None
    return verdict(status, said), out


def decrypted(folder, cms):
    if "KIT_PASSWORD" in os.environ:
        raise Lacks("recipients with a password")
    status, said, out = cmsutil(folder, cms)
    if status != 0 or out is None:
        raise Failed(said)
    return out


def inflated(folder, cms):
    raise Lacks("compression")


if __name__ == "__main__":
    layers.main(sys.modules[__name__])
