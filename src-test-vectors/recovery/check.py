#!/usr/bin/env python3
"""
A second reader of a blob: check.py BLOB AGENT.pem AGENT.key USER.pem. OpenSSL verifies and decrypts, struct reads the
key, and the modulus or the point is compared with the certificate's. It shares no code with make.py.
"""

import base64
import re
import struct
import subprocess
import sys
import tempfile


def openssl(*arguments, octets=b""):
    return subprocess.run(["openssl", *arguments], input=octets, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


def numbers(octets, order, *sizes):
    at, found = 0, []
    for size in sizes:
        found.append(int.from_bytes(octets[at : at + size], order))
        at += size
    return found


def rsa(n, e, p, q):
    return p * q == n and 1 < p < n and "%X:%X" % (n, e)


def from_blob(key):
    if key[:2] == b"\x07\x02":
        magic, bits, e = struct.unpack_from("<4sII", key, 8)
        n, p, q = numbers(key[20:], "little", bits // 8, bits // 16, bits // 16)
        return magic == b"RSA2" and rsa(n, e, p, q)
    if key[:4] == b"RSA2":
        sizes = struct.unpack_from("<4I", key, 8)
        e, n, p, q = numbers(key[24:], "big", *sizes)
        return rsa(n, e, p, q)
    if key[:4] == b"ECK2":
        return "04" + key[8:72].hex()
    return of(openssl("pkey", "-inform", "DER", "-pubout", octets=key))


def of(spki):
    text = openssl("pkey", "-pubin", "-noout", "-text", octets=spki).decode()
    hexadecimal = re.search(r"(?:Modulus|pub):\s+([0-9a-f:\s]+)", text)[1]
    value = re.sub(r"[^0-9a-f]", "", hexadecimal)
    exponent = re.search(r"Exponent: \d+ \(0x([0-9a-f]+)\)", text)
    return "%X:%X" % (int(value, 16), int(exponent[1], 16)) if exponent else value


def envelope(blob):
    """By asn1parse, since OpenSSL's cms does not take the form of PKCS#7."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(blob)
        file.flush()
        lines = openssl("asn1parse", "-inform", "DER", "-in", file.name).decode().splitlines()
    parsed = [re.match(r"\s*(\d+):d=(\d+)\s+hl=(\d+) l=\s*(\d+) \w+:\s*(.*)", line).groups() for line in lines]
    at = next(i for i, each in enumerate(parsed) if each[1] == "4" and each[4].startswith("OBJECT"))
    if "enveloped" not in parsed[at][4]:
        return openssl("cms", "-verify", "-noverify", "-binary", "-inform", "DER", octets=blob)
    offset, _, head, size, kind = parsed[at + 2]
    inner = blob[int(offset) : int(offset) + int(head) + int(size)]
    if kind.startswith("OCTET STRING"):
        inner = openssl("cms", "-verify", "-noverify", "-binary", "-inform", "DER", octets=blob)
    oid = bytes.fromhex("06092a864886f70d010703")
    explicit = b"\xa0\x82" + len(inner).to_bytes(2, "big") + inner
    return b"\x30\x82" + (len(oid) + len(explicit)).to_bytes(2, "big") + oid + explicit


def main(name, certificate, key, user):
    blob = open(name, "rb").read()
    if blob[0] != 0x30:
        blob = base64.b64decode(re.sub(rb"-----[^\n]*", b"", blob))
    content = openssl("cms", "-decrypt", "-binary", "-inform", "DER", "-recip", certificate, "-inkey", key, octets=envelope(blob))
    found, expected = from_blob(content), of(openssl("x509", "-in", user, "-noout", "-pubkey"))
    print(found == expected and "the key is that of the certificate" or "the key is another")
    return found != expected


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
