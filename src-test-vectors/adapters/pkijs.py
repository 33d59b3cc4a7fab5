#!/usr/bin/env python3
"""The adapter for PKI.js on Node.js: MODULES names the folder that holds node_modules with pkijs and asn1js.

PKI.js compares no address: the adapter compares those of the certificate with From.
"""

import base64
import json
import os
import pathlib
import sys

import layers
from layers import Failed, Lacks, files, run


def ber(path, kind):
    """The octets of a key, certificate or list as Base64, from PEM or DER."""
    return base64.b64encode(layers.subprocess.run(["openssl", kind, "-in", str(path), "-outform", "DER"], capture_output=True).stdout).decode()


def asked(cms, sender=None, content=None):
    job = {
        "cms": base64.b64encode(cms).decode(),
        "anchors": [ber(each, "x509") for each in files(os.environ.get("KIT_TRUST"))],
        "crls": [ber(each, "crl") for each in files(os.environ.get("KIT_CRLS"))],
        "keys": [(ber(key, "pkey"), ber(own, "x509")) for key, own in layers.private_keys()],
        "at": os.environ.get("KIT_AT"),
        "sender": sender,
    }
    if content is not None:
        job["content"] = base64.b64encode(content).decode()
    script = pathlib.Path(__file__).with_name("pkijs.mjs")
    status, said = run("node", str(script), os.environ["MODULES"], input=json.dumps(job).encode())
    answer = json.loads(said.splitlines()[-1]) if said.startswith("{") else {"failed": said}
    if "failed" in answer:
        raise Failed(answer["failed"])
    if "lacks" in answer:
        raise Lacks(answer["lacks"])
    return answer.get("word"), base64.b64decode(answer["content"]) if "content" in answer else None


def detached(folder, entity, sender):
    content, signature = layers.halves(entity)
    return asked(signature, sender, content)[0], content


def opaque(folder, cms, sender):
    word, content = asked(cms, sender)
    return (None, None) if word == "certificates" else (word, content)


def decrypted(folder, cms):
    if "KIT_PASSWORD" in os.environ:
        raise Lacks("recipients with a password")
    return asked(cms)[1]


def inflated(folder, cms):
    raise Lacks("compression")


if __name__ == "__main__":
    layers.main(sys.modules[__name__])
