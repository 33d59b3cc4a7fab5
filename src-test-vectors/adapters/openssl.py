#!/usr/bin/env python3
"""The adapter for `openssl cms` (3.2 or newer), which is told the address of From (-verify_email), the time (-attime) and the revocation lists.

What OpenSSL does not do it is not credited with.
"""

import datetime
import os
import re

import layers
from layers import LEGACY, Failed, files, run


def verified(folder, octets, form, sender):
    anchors = b"".join(each.read_bytes() for each in files(os.environ.get("KIT_TRUST")))
    arguments = []
    if "KIT_CRLS" in os.environ:
        for crl in files(os.environ["KIT_CRLS"]):
            anchors += run("openssl", "crl", "-in", str(crl))[1].encode()
        arguments += ["-crl_check_all", "-use_deltas", "-extended_crl"]
    if "KIT_AT" in os.environ:
        at = datetime.datetime.fromisoformat(os.environ["KIT_AT"].replace("Z", "+00:00"))
        arguments += ["-attime", str(int(at.timestamp()))]
    if sender:
        arguments += ["-verify_email", sender]
    (folder / "anchors").write_bytes(anchors)
    (folder / "signed").write_bytes(octets)
    arguments += ["-CAfile", str(folder / "anchors")] if anchors else ["-no-CAfile"]
    out = folder / "content"
    status, said = run("openssl", "cms", "-verify", "-inform", form, "-in", str(folder / "signed"), "-no-CApath", "-no-CAstore", "-purpose", "smimesign",
                       "-out", str(out), *arguments, *LEGACY)
    if status == 0:
        return "trusted", out.read_bytes()
    if "ertificate verify error" in said:
        return "not-trusted", None
    if "erification failure" in said or "igest" in said or "ignature" in said:
        return "broken", None
    raise Failed(said)


def detached(folder, entity, sender):
    return verified(folder, entity, "SMIME", sender)


def opaque(folder, cms, sender):
    # Certificates that travel alone, which `openssl cms` does not list.
    (folder / "cms").write_bytes(cms)
    if re.search(r"signerInfos:\s+<EMPTY>", run("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", str(folder / "cms"))[1]):
        if run("openssl", "pkcs7", "-inform", "DER", "-in", str(folder / "cms"), "-noout", "-print_certs")[0] == 0:
            return None, None
    return verified(folder, cms, "DER", sender)


def decrypted(folder, cms):
    (folder / "cms").write_bytes(cms)
    out = folder / "content"
    ways = [["-pwri_password", os.environ["KIT_PASSWORD"]]] if "KIT_PASSWORD" in os.environ else []
    ways += [["-inkey", key, "-recip", certificate] for key, certificate in layers.private_keys()]
    ways += [way[:2] for way in ways if len(way) == 4]
    said = "no key"
    for way in ways:
        status, said = run("openssl", "cms", "-decrypt", "-inform", "DER", "-in", str(folder / "cms"), "-out", str(out), *way, *LEGACY)
        # Without -recip a made-up key may give noise; that is no success.
        if status == 0 and out.exists() and layers.plausible(out.read_bytes()):
            return out.read_bytes()
    raise Failed(said)


def inflated(folder, cms):
    (folder / "cms").write_bytes(cms)
    status, said = run("openssl", "cms", "-uncompress", "-inform", "DER", "-in", str(folder / "cms"), "-out", str(folder / "content"))
    if status != 0:
        raise Failed(said)
    return (folder / "content").read_bytes()


if __name__ == "__main__":
    import sys

    layers.main(sys.modules[__name__])
