"""Private keys of pki/, and what is done with them: RSA, ECDH over P-256 and X25519, by the textbook."""

import base64
import hashlib
import os
import pathlib
import subprocess

import der

ROOT = pathlib.Path(os.environ.get("VECTORS") or pathlib.Path(__file__).resolve().parent.parent)
PKI = ROOT / "pki"
RSA = "1.2.840.113549.1.1.1"
DIGESTS = {
    "md5": "1.2.840.113549.2.5",
    "sha1": "1.3.14.3.2.26",
    "sha224": "2.16.840.1.101.3.4.2.4",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}


def random(label, n):
    """Octets that nobody can foresee and that are the same each time."""
    return hashlib.shake_256(b"smime4j vectors " + label.encode()).digest(n)


def unpem(text):
    return base64.b64decode("".join(line for line in text.splitlines() if "-----" not in line))


class RsaKey:
    def __init__(self, name):
        self.name = name
        info = der.children(unpem((PKI / (name + ".key")).read_text()))
        numbers = [int.from_bytes(der.content(v), "big") for v in der.children(der.content(info[2]))]
        self.n, self.e, self.d = numbers[1:4]
        self.size = (self.n.bit_length() + 7) // 8
        self.public = der.seq(der.integer(self.n), der.integer(self.e))
        self.spki = der.seq(der.algorithm(RSA, der.NULL), der.bits(self.public))
        self.ski = hashlib.sha1(self.public).digest()

    def raw(self, block):
        """The private operation on a block as long as the modulus."""
        return pow(int.from_bytes(block, "big"), self.d, self.n).to_bytes(self.size, "big")

    def sign(self, data, digest="sha256", info=None):
        """RSASSA-PKCS1-v1_5; info takes the place of the DigestInfo."""
        if info is None:
            info = digest_info(data, digest)
        return self.raw(b"\0\1" + b"\xff" * (self.size - 3 - len(info)) + b"\0" + info)

    def encrypt(self, block):
        return pow(int.from_bytes(block, "big"), self.e, self.n).to_bytes(self.size, "big")

    def pkcs1(self, message, label="pkcs1"):
        """RSAES-PKCS1-v1_5."""
        filling = bytes(1 + b % 255 for b in random(label, self.size - 3 - len(message)))
        return self.encrypt(b"\0\2" + filling + b"\0" + message)

    def oaep(self, message, digest="sha256", mgf=None, label="oaep"):
        h = hashlib.new(digest)
        size = h.digest_size
        block = h.digest() + bytes(self.size - len(message) - 2 * size - 2) + b"\1" + message
        seed = random(label, size)
        masked = _xor(block, mgf1(seed, len(block), mgf or digest))
        return self.encrypt(b"\0" + _xor(seed, mgf1(masked, size, mgf or digest)) + masked)


def digest_info(data, digest="sha256", parameters=der.NULL):
    return der.seq(der.algorithm(DIGESTS[digest], parameters), der.octets(hashlib.new(digest, data).digest()))


def mgf1(seed, size, digest):
    out, i = b"", 0
    while len(out) < size:
        out += hashlib.new(digest, seed + i.to_bytes(4, "big")).digest()
        i += 1
    return out[:size]


def _xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


P, A = 2**256 - 2**224 + 2**192 + 2**96 - 1, -3
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] + A) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(scalar, point):
    out = None
    while scalar:
        if scalar & 1:
            out = add(out, point)
        point, scalar = add(point, point), scalar >> 1
    return out


def encoded(point):
    return b"\4" + point[0].to_bytes(32, "big") + point[1].to_bytes(32, "big")


class EcKey:
    """A key on P-256."""

    def __init__(self, name):
        info = der.children(unpem((PKI / (name + ".key")).read_text()))
        self.d = int.from_bytes(der.content(der.children(der.content(info[2]))[1]), "big")
        self.public = encoded(times(self.d, G))
        self.spki = der.seq(der.algorithm("1.2.840.10045.2.1", der.oid("1.2.840.10045.3.1.7")), der.bits(self.public))
        self.ski = hashlib.sha1(self.public).digest()

    def sign(self, data, digest="sha256"):
        """ECDSA; the secret number follows from the key and the digest, so that the signature is the same each time."""
        hashed = hashlib.new(digest, data).digest()
        k = int.from_bytes(random("ecdsa %d %s" % (self.d, hashed.hex()), 40), "big") % (ORDER - 1) + 1
        r = times(k, G)[0] % ORDER
        s = pow(k, -1, ORDER) * (int.from_bytes(hashed, "big") + r * self.d) % ORDER
        return der.seq(der.integer(r), der.integer(s))


def x25519(scalar, u):
    """RFC 7748."""
    p = 2**255 - 19
    k = int.from_bytes(scalar, "little") & ~7 & 2**255 - 1 | 2**254
    x1 = int.from_bytes(u, "little") & 2**255 - 1
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in range(254, -1, -1):
        bit = k >> t & 1
        if swap ^ bit:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a, c * b, a * a, b * b
        e = aa - bb
        x3, z3, x2, z2 = (da + cb) ** 2 % p, x1 * (da - cb) ** 2 % p, aa * bb % p, e * (aa + 121665 * e) % p
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(32, "little")


def make(name, *options):
    """A new key with openssl, if it is not there yet."""
    file = PKI / (name + ".key")
    if not file.exists():
        subprocess.run(["openssl", "genpkey", "-quiet", *options, "-out", file], check=True)
