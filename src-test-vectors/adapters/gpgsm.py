#!/usr/bin/env python3
"""The adapter for gpgsm (GnuPG 2.2 or newer), which is told the time.

gpgsm says whose certificate it is, and compares no address: a mail program on it does, so the adapter compares it with From.
"""

import os
import re
import shutil
import sys

import layers
from layers import Failed, Lacks, once, run


def home(folder):
    """The folder of gpgsm for one message: gpgsm keeps each certificate that it sees, and a forged one would disturb what follows."""
    mine = folder / "gnupg"
    if not mine.exists():
        shutil.copytree(filled(), mine, ignore=shutil.ignore_patterns("S.*", "*.p12", "*lock*", "done"))
    return mine


def filled():
    """A folder with the keys and anchors of this message, and of others that have the same."""
    with once("g" + layers.store()) as (folder, ready):
        if not ready:
            (folder / "gpgsm.conf").write_text("disable-crl-checks\ndisable-dirmngr\nbatch\nno-tty\n")
            (folder / "gpg-agent.conf").write_text("allow-loopback-pinentry\ns2k-count 65536\n")
            trusted = []
            for anchor in layers.files(os.environ.get("KIT_TRUST")):
                gpgsm(folder, "--import", str(anchor))
                fingerprint = run("openssl", "x509", "-in", str(anchor), "-noout", "-fingerprint", "-sha1")[1].split("=")[1].strip()
                trusted.append(fingerprint.replace(":", "") + " S relax\n")
            (folder / "trustlist.txt").write_text("".join(trusted))
            for number, (key, certificate) in enumerate(layers.private_keys()):
                pfx = str(folder / ("%d.p12" % number))
                run("openssl", "pkcs12", "-export", "-inkey", key, "-in", certificate, "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES",
                    "-macalg", "sha1", "-passout", "pass:test", "-out", pfx)
                gpgsm(folder, "--import", pfx)
        return folder


def gpgsm(folder, *arguments):
    clock = re.sub(r"[-:Z]", "", os.environ["KIT_AT"]) if "KIT_AT" in os.environ else None
    time = ["--faked-system-time", clock] if clock else []
    return run("gpgsm", "--homedir", str(folder), "--pinentry-mode", "loopback", "--passphrase-fd", "0", "--status-fd", "2", "--yes", *time, *arguments,
               input=b"test\n")[1]


def verdict(home, said, sender):
    if "KIT_CRLS" in os.environ:
        raise Lacks("revocation lists from files")
    if "[GNUPG:] BADSIG" in said:
        return "broken"
    signers = re.findall(r"\[GNUPG:\] (?:GOODSIG|VALIDSIG|ERRSIG|EXPSIG|EXPKEYSIG|REVKEYSIG) (\w+)", said)
    if not signers:
        raise Failed(said)
    valid = re.findall(r"\[GNUPG:\] VALIDSIG (\w+)", said)
    if not valid or said.count("TRUST_FULLY") != len(valid) or re.search(r"\[GNUPG:\] (ERRSIG|EXPSIG|EXPKEYSIG|REVKEYSIG|TRUST_NEVER|TRUST_UNDEFINED)", said):
        return "not-trusted"
    for each in valid if sender else []:
        listed = run("gpgsm", "--homedir", str(home), "--with-colons", "--list-keys", each)[1]
        if "<%s>" % sender.lower() not in listed.lower():
            return "untrusted"
    return "trusted"


def detached(folder, entity, sender):
    content, signature = layers.halves(entity)
    (folder / "cms").write_bytes(signature)
    (folder / "signed").write_bytes(content)
    return verdict(home(folder), gpgsm(home(folder), "--verify", str(folder / "cms"), str(folder / "signed")), sender), content


def opaque(folder, cms, sender):
    (folder / "cms").write_bytes(cms)
    said = gpgsm(home(folder), "--output", str(folder / "content"), "--verify", str(folder / "cms"))
    return verdict(home(folder), said, sender), (folder / "content").read_bytes() if (folder / "content").exists() else None


def decrypted(folder, cms):
    if "KIT_PASSWORD" in os.environ:
        raise Lacks("recipients with a password")
    (folder / "cms").write_bytes(cms)
    said = gpgsm(home(folder), "--output", str(folder / "content"), "--decrypt", str(folder / "cms"))
    if "[GNUPG:] DECRYPTION_OKAY" not in said:
        raise Failed(said)
    return (folder / "content").read_bytes()


def inflated(folder, cms):
    raise Lacks("compression")


if __name__ == "__main__":
    layers.main(sys.modules[__name__])
