"""Certificates and CRLs in which anything may be wrong (RFC 5280)."""

import hashlib

import der
import keys

CN, O, EMAIL = "2.5.4.3", "2.5.4.10", "1.2.840.113549.1.9.1"
ENDLESS = ("20180101000000", "20480101000000")
SIGNED_WITH = {
    "md5": "1.2.840.113549.1.1.4",
    "sha1": "1.2.840.113549.1.1.5",
    "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12",
    "sha512": "1.2.840.113549.1.1.13",
}


def attribute(kind, value):
    return der.set_as_given(der.seq(der.oid(kind), value))


def name(cn, *more):
    return der.seq(attribute(O, der.utf8("smime4j vectors")), attribute(CN, der.utf8(cn)), *more)


class Certificate:
    """One that is on disk, or one of make()."""

    def __init__(self, encoded, key=None):
        self.der, self.key = encoded, key
        fields = der.children(der.children(encoded)[0])
        at = 1 if fields[0][0] == 0xA0 else 0
        self.serial, self.issuer, self.subject = fields[at], fields[at + 2], fields[at + 4]
        self.issuer_and_serial = der.seq(self.issuer, self.serial)
        self.ski = hashlib.sha1(der.content(der.children(fields[at + 5])[1])[1:]).digest()


def of(file, key=None):
    return Certificate(keys.unpem((keys.ROOT / file).read_text()), key and keys.RsaKey(key))


def extension(kind, value, critical=False):
    return der.seq(der.oid(kind), der.boolean(True) if critical else b"", der.octets(value))


def basic(ca, path=None, critical=True):
    value = der.seq(der.boolean(True) if ca else b"", b"" if path is None else der.integer(path))
    return extension("2.5.29.19", value, critical)


USAGES = ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement"]
USAGES += ["keyCertSign", "cRLSign"]


def usage(*names):
    value = sum(0x80 >> USAGES.index(n) for n in names)
    unused = (value & -value).bit_length() - 1 if value else 0
    return extension("2.5.29.15", der.bits(bytes([value]) if value else b"", unused), True)


def purposes(*oids):
    return extension("2.5.29.37", der.seq(*[der.oid(each) for each in oids]))


MAIL, SERVER, ANY = "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.1", "2.5.29.37.0"
SIGN = ("digitalSignature", "nonRepudiation")


def rfc822(text):
    return der.tlv(0x81, text.encode() if isinstance(text, str) else text)


def smtp_utf8(text):
    return der.implicit(0, der.seq(der.oid("1.3.6.1.5.5.7.8.9"), der.explicit(0, der.utf8(text))))


def alternative(*names):
    return extension("2.5.29.17", der.seq(*names))


def key_id(value):
    return extension("2.5.29.14", der.octets(value))


def authority_key_id(value):
    return extension("2.5.29.35", der.seq(der.tlv(0x80, value)))


def constraints(permitted=(), excluded=()):
    trees = lambda number, bases: der.tlv(0xA0 | number, *[der.seq(b) for b in bases]) if bases else b""
    return extension("2.5.29.30", der.seq(trees(0, permitted), trees(1, excluded)), True)


def leaf_extensions(*addresses):
    names = [rfc822(a) if isinstance(a, str) else a for a in addresses]
    return [basic(False), usage(*SIGN), purposes(MAIL)] + ([alternative(*names)] if names else [])


def make(subject, key, issuer, extensions, serial=None, valid=ENDLESS, digest="sha256", version=3, spki=None, **odd):
    """issuer: a Certificate with its key, or (name, key). odd: signer, issuer_name, signature, algorithm."""
    subject = name(subject) if isinstance(subject, str) else subject
    by = issuer.key if isinstance(issuer, Certificate) else issuer[1]
    issuer_name = issuer.subject if isinstance(issuer, Certificate) else issuer[0]
    algorithm = odd.get("algorithm") or der.algorithm(SIGNED_WITH[digest], der.NULL)
    if serial is None:
        serial = 1 << 80 | int.from_bytes(
            hashlib.sha256(b"".join([subject, *extensions, *map(str.encode, valid), digest.encode()])).digest()[:9], "big"
        )
    tbs = der.seq(
        der.explicit(0, der.integer(version - 1)) if version > 1 else b"",
        serial if isinstance(serial, bytes) else der.integer(serial),
        algorithm,
        odd.get("issuer_name", issuer_name),
        der.seq(der.time(valid[0]), der.time(valid[1])),
        subject,
        spki or key.spki,
        der.explicit(3, der.seq(*extensions)) if extensions else b"",
    )
    signature = odd.get("signature") or (odd.get("signer") or by).sign(tbs, digest)
    return Certificate(der.seq(tbs, algorithm, der.bits(signature)), key)


def crl(issuer, revoked=(), this="20260101000000", following="20460101000000", extensions=(), **odd):
    """revoked: (serial TLV, date, entry extensions)."""
    algorithm = der.algorithm(SIGNED_WITH["sha256"], der.NULL)
    entries = [der.seq(s, der.time(d), der.seq(*e) if e else b"") for s, d, e in revoked]
    number = [extension("2.5.29.20", der.integer(7)), authority_key_id(issuer.ski)]
    tbs = der.seq(
        der.integer(1),
        algorithm,
        odd.get("issuer_name", issuer.subject),
        der.time(this),
        der.time(following),
        der.seq(*entries) if entries else b"",
        der.explicit(0, der.seq(*number, *extensions)),
    )
    return der.seq(tbs, algorithm, der.bits((odd.get("signer") or issuer.key).sign(tbs)))
