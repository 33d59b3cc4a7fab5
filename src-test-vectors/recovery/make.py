#!/usr/bin/env python3
"""
Makes key recovery blobs as certutil -getkey writes them, after MS-CSRA 3.1.4.2.9 and MS-WCCE 2.2.2.9, with keys of the
kit. No Microsoft software made or read any of them. A file that exists is not written again.
"""

import base64
import pathlib
import struct
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "compose"))
sys.dont_write_bytecode = True

import ciphers  # noqa: E402
import cms  # noqa: E402
import der  # noqa: E402
import keys  # noqa: E402
import x509  # noqa: E402

AGENT = "1.3.6.1.4.1.311.21.6"
ISSUING = x509.of("pki/issuing.pem", "issuing")
TRIPLE_DES = "1.2.840.113549.3.7"


def pem(label, octets, end="\n"):
    lines = base64.encodebytes(octets).decode().replace("\n", end)
    return ("-----BEGIN %s-----%s%s-----END %s-----%s" % (label, end, lines, label, end)).encode()


def agent(name, key, valid):
    extensions = [x509.basic(False), x509.usage("keyEncipherment"), x509.purposes(AGENT)]
    return x509.make(name, keys.RsaKey(key), ISSUING, extensions, valid=valid)


def on_disk(name, valid, password):
    """An agent whose key file is in agents/."""
    keys.make(name, "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
    certificate, file, pfx = agent(name, name, valid), keys.PKI / (name + ".pem"), FOLDER / "agents" / (name + ".pfx")
    if not file.exists():
        file.write_bytes(pem("CERTIFICATE", certificate.der))
    if not pfx.exists():
        pfx.parent.mkdir(exist_ok=True)
        command = ["openssl", "pkcs12", "-export", "-inkey", keys.PKI / (name + ".key"), "-in", file]
        subprocess.run(command + ["-passout", "pass:" + password, "-out", pfx], check=True)
    return x509.of("pki/" + name + ".pem", name)


# --- the private key -------------------------------------------------------------------------


def pkcs8(name):
    return keys.unpem((keys.PKI / (name + ".key")).read_text())


def numbers(name):
    """n, e, d, p, q, dp, dq, iq of PKCS#1."""
    inner = der.children(der.content(der.children(pkcs8(name))[2]))
    return [int.from_bytes(der.content(v), "big") for v in inner[1:9]]


def capi(name):
    """2.2.2.9.1: all numbers little-endian."""
    n, e, d, p, q, dp, dq, iq = numbers(name)
    whole, half = (n.bit_length() + 7) // 8, (n.bit_length() + 15) // 16
    head = struct.pack("<BBHI4sII", 7, 2, 0, 0xA400, b"RSA2", n.bit_length(), e)
    sizes = [(n, whole), (p, half), (q, half), (dp, half), (dq, half), (iq, half), (d, whole)]
    return head + b"".join(number.to_bytes(size, "little") for number, size in sizes)


def bcrypt(name):
    """2.2.2.9.2: the numbers big-endian, and the head little-endian as in bcrypt.h."""
    n, e, _, p, q = numbers(name)[:5]
    octets = [number.to_bytes((number.bit_length() + 7) // 8, "big") for number in (e, n, p, q)]
    return struct.pack("<4s5I", b"RSA2", n.bit_length(), *map(len, octets)) + b"".join(octets)


def ecdh(name):
    """2.2.2.9.3, with big-endian numbers as in bcrypt.h."""
    key = keys.EcKey(name)
    return struct.pack("<4sI", b"ECK2", 32) + key.public[1:] + key.d.to_bytes(32, "big")


# --- the envelope ----------------------------------------------------------------------------


def triple_des(key, iv, padded):
    command = ["openssl", "enc", "-des-ede3-cbc", "-nopad", "-K", key.hex(), "-iv", iv.hex()]
    return subprocess.run(command, input=padded, stdout=subprocess.PIPE, check=True).stdout


def enveloped(label, content, agents, size, oaep):
    """For each agent; a key of 24 octets is of triple DES, as the authority encrypts by default."""
    cek, block = keys.random(label + " cek", size), 8 if size == 24 else 16
    iv = keys.random(label + " iv", block)
    encrypt, oid = (triple_des, TRIPLE_DES) if block == 8 else (ciphers.cbc, cms.CBC[size])
    padding = block - len(content) % block
    body = encrypt(cek, iv, content + bytes([padding]) * padding)
    wrap = lambda who: who.key.oaep(cek, "sha1", label=label + who.key.name) if oaep else who.key.pkcs1(cek, label + who.key.name)
    scheme = der.algorithm(cms.OAEP, der.seq()) if oaep else None
    recipients = [cms.transport(who, wrap(who), scheme) for who in agents]
    return cms.enveloped(recipients, der.algorithm(oid, der.octets(iv)), body)


def blob(label, user, content, agents, size=24, oaep=False, form="data"):
    """The SignedData of the authority. form: how the envelope stands in it."""
    info = enveloped(label, content, agents, size, oaep)
    inner = der.content(der.children(info)[1])
    kind, over, e_content = {
        "data": (cms.DATA, info, der.octets(info)),
        "cms": (cms.ENVELOPED, inner, der.octets(inner)),
        "pkcs7": (cms.ENVELOPED, der.content(inner), inner),
    }[form]
    signer = cms.signer(ISSUING, over, attrs=cms.attributes(over, kind=kind))
    carried = [ISSUING, x509.of("pki/" + user + ".pem"), *agents]
    return cms.signed([signer], carried, kind=kind, econtent=der.explicit(0, e_content))


def file(name, octets):
    path = FOLDER / name
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        path.write_bytes(octets)


OLD = on_disk("kra-2018", ("20180101000000", "20211231000000"), "old-password")
NEW = on_disk("kra-2024", ("20240101000000", "20480101000000"), "new-password")
LOST = agent("kra-lost", "nobody", x509.ENDLESS)  # whose key no file of keys has

file("blobs/alice-2019.rec", blob("r1", "alice-2019", capi("alice-2019"), [OLD]))
file("blobs/alice-2022.rec", pem("CERTIFICATE", blob("r2", "alice-2022", pkcs8("alice-2022"), [OLD, NEW], 32), "\r\n"))
file("blobs/alice-2025.rec", base64.encodebytes(blob("r3", "alice-2025", bcrypt("alice-2025"), [NEW], 16, form="pkcs7")))
file("blobs/alice-p256.rec", blob("r4", "alice-p256", ecdh("alice-p256"), [NEW], 32, True, "cms"))
file("blobs/alice-p384.rec", blob("r5", "alice-p384", pkcs8("alice-p384"), [LOST, NEW], 32))
file("blobs/bob.rec", blob("r6", "bob", capi("bob"), [OLD, NEW]))
file("other/carol.rec", blob("r7", "carol", capi("carol"), [LOST]))
