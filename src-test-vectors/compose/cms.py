"""CMS in which anything may be wrong (RFC 5652, 5083, 5084, 8103, 3274)."""

import hashlib
import zlib

import ciphers
import der
import keys

P7 = "1.2.840.113549.1.7."
DATA, SIGNED, ENVELOPED = P7 + "1", P7 + "2", P7 + "3"
AUTHENTICATED = "1.2.840.113549.1.9.16.1.2"
COMPRESSED = "1.2.840.113549.1.9.16.1.9"
AUTH_ENVELOPED = "1.2.840.113549.1.9.16.1.23"
P9 = "1.2.840.113549.1.9."
CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = P9 + "3", P9 + "4", P9 + "5"
SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2, PROTECTION = P9 + "16.2.12", P9 + "16.2.47", P9 + "52"
AES = "2.16.840.1.101.3.4.1."
CBC, GCM, CCM = ({16: AES + n, 24: AES + str(int(n) + 20), 32: AES + str(int(n) + 40)} for n in ("2", "6", "7"))
CHACHA = "1.2.840.113549.1.9.16.3.18"


def info(kind, value):
    return der.seq(der.oid(kind), der.explicit(0, value))


# --- signatures ------------------------------------------------------------------------------


def attribute(kind, *values):
    return der.seq(der.oid(kind), der.set_of(*values))


def attributes(content, digest="sha256", kind=DATA, when="20260106100000"):
    """Those that every signer has, by name, so that one may be changed or left out."""
    return {
        "type": attribute(CONTENT_TYPE, der.oid(kind)),
        "time": attribute(SIGNING_TIME, der.time(when)),
        "digest": attribute(MESSAGE_DIGEST, der.octets(hashlib.new(digest, content).digest())),
    }


def certificate_v2(certificate):
    """ESSCertIDv2 with SHA-256, which is the default and left out."""
    return der.seq(der.seq(der.seq(der.octets(hashlib.sha256(certificate.der).digest()))))


def signer(who, content, digest="sha256", **odd):
    """
    A SignerInfo. odd: attrs (a dict, a list in the order given, or None), sid, digest_algorithm, signature_algorithm,
    signature, unsigned (attributes), sign_as (the digest of the signature), key, version.
    """
    attrs = odd.get("attrs", attributes(content, digest))
    if isinstance(attrs, dict):
        attrs = der.set_of(*attrs.values())
    elif isinstance(attrs, list):
        attrs = der.set_as_given(*attrs)
    signed = odd.get("over", content if attrs is None else attrs)
    key = odd.get("key", who.key)
    signature = odd["signature"] if "signature" in odd else key.sign(signed, odd.get("sign_as", digest))
    return der.seq(
        der.integer(odd.get("version", 1)),
        odd.get("sid", who.issuer_and_serial),
        odd.get("digest_algorithm", der.algorithm(keys.DIGESTS.get(digest, digest), der.NULL)),
        b"" if attrs is None else der.implicit(0, attrs),
        odd.get("signature_algorithm", der.algorithm(keys.RSA, der.NULL)),
        der.octets(signature),
        der.implicit(1, der.set_of(*odd["unsigned"])) if "unsigned" in odd else b"",
    )


def signed(signers, certificates=(), content=None, **odd):
    """odd: kind (of the content), digests, crls, econtent (the whole value), version."""
    digests = odd.get("digests", [der.algorithm(keys.DIGESTS["sha256"], der.NULL)])
    e_content = odd.get("econtent", b"" if content is None else der.explicit(0, der.octets(content)))
    carried = [c if isinstance(c, bytes) else c.der for c in certificates]
    return info(
        SIGNED,
        der.seq(
            der.integer(odd.get("version", 1)),
            der.set_of(*digests),
            der.seq(der.oid(odd.get("kind", DATA)), e_content),
            der.tlv(0xA0, *carried) if carried else b"",
            der.tlv(0xA1, *odd["crls"]) if "crls" in odd else b"",
            der.tlv(0x31, *signers),
        ),
    )


# --- envelopes -------------------------------------------------------------------------------


def transport(certificate, encrypted_key, algorithm=None, rid=None):
    algorithm = der.algorithm(keys.RSA, der.NULL) if algorithm is None else algorithm
    return der.seq(
        der.integer(0 if rid is None else 2), rid or certificate.issuer_and_serial, algorithm, der.octets(encrypted_key)
    )


def oaep_parameters(digest, mgf=None, source=b""):
    hashed = lambda d: der.algorithm(keys.DIGESTS[d], der.NULL)
    mask = der.algorithm("1.2.840.113549.1.1.8", hashed(mgf or digest))
    return der.seq(der.explicit(0, hashed(digest)), der.explicit(1, mask), source)


OAEP = "1.2.840.113549.1.1.7"


def agreement(certificate, originator, wrapped, scheme, wrap, ukm=None, rid=None):
    return der.tlv(
        0xA1,
        der.integer(3),
        der.explicit(0, originator),
        b"" if ukm is None else der.explicit(1, der.octets(ukm)),
        der.algorithm(scheme, der.algorithm(wrap)),
        der.seq(der.seq(rid or certificate.issuer_and_serial, der.octets(wrapped))),
    )


def originator_key(algorithm, public):
    return der.implicit(1, der.seq(algorithm, der.bits(public)))


def enveloped(recipients, algorithm, ciphertext, kind=DATA, version=0, more=b""):
    return info(
        ENVELOPED,
        der.seq(
            der.integer(version),
            der.tlv(0x31, *recipients),
            der.seq(der.oid(kind), algorithm, b"" if ciphertext is None else der.tlv(0x80, ciphertext)),
            more,
        ),
    )


def auth_enveloped(recipients, algorithm, ciphertext, mac, attrs=None, unauth=None):
    return info(
        AUTH_ENVELOPED,
        der.seq(
            der.integer(0),
            der.tlv(0x31, *recipients),
            der.seq(der.oid(DATA), algorithm, b"" if ciphertext is None else der.tlv(0x80, ciphertext)),
            b"" if attrs is None else der.implicit(1, attrs),
            der.octets(mac),
            b"" if unauth is None else der.implicit(2, unauth),
        ),
    )


def aead_parameters(nonce, tag=None):
    """GCMParameters and CCMParameters: the DEFAULT of 12 is left out."""
    return der.seq(der.octets(nonce), b"" if tag in (None, 12) else der.integer(tag))


def compressed(content, **odd):
    return info(
        COMPRESSED,
        der.seq(
            der.integer(0),
            der.algorithm(odd.get("algorithm", "1.2.840.113549.1.9.16.3.8")),
            der.seq(der.oid(DATA), der.explicit(0, der.octets(odd.get("raw", zlib.compress(content, 9))))),
        ),
    )


class Envelope:
    """Content for Alice, with a key that the label decides; the defaults are right."""

    def __init__(self, label, certificate, content, size=32):
        self.certificate, self.content, self.size = certificate, content, size
        self.cek = keys.random(label + " cek", size)
        self.iv = keys.random(label + " iv", 16)
        self.nonce = self.iv[:12]
        self.label = label

    def ktri(self, cek=None):
        encrypted = self.certificate.key.pkcs1(self.cek if cek is None else cek, self.label)
        return transport(self.certificate, encrypted)

    def cbc(self, recipients=None, padded=None, change=lambda c: c, iv=None):
        iv = iv or self.iv
        body = ciphers.cbc(self.cek, self.iv, ciphers.pad(self.content) if padded is None else padded)
        algorithm = der.algorithm(CBC[self.size], der.octets(iv))
        return enveloped(recipients or [self.ktri()], algorithm, change(body))

    def gcm(self, recipients=None, tag=16, nonce=None, parameters=None, mac=None, oid=None, attrs=None):
        nonce = nonce or self.nonce
        aad = b"" if attrs is None else attrs
        body, full = ciphers.gcm(self.cek, nonce, self.content, aad)
        parameters = aead_parameters(nonce, tag) if parameters is None else parameters
        algorithm = der.algorithm(oid or GCM[self.size], parameters)
        mac = full[:tag] if mac is None else mac(full)
        return auth_enveloped(recipients or [self.ktri()], algorithm, body, mac, attrs)
