"""C4, C6, C8 to C10, C12: what the anchor's own certificate says, algorithms under other names, and keys for one use alone."""

import hashlib

import cms
import der
import keys
import kit
import mime
import x509
from certificates import AUTHORITY, LEAF, ROOT, SPARE, WHO
from revocation import listed
from signatures import BOB, CAROL, ISSUING, PLAIN, one

FOLDER = kit.ROOT / "anchors"
MAIL_ROOT, SHA1_RSA_OIW, ECDSA_SHA1 = "root for mail", "1.3.14.3.2.29", "1.2.840.10045.4.1"
PSS, MGF1 = "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8"
PATH = "untrusted PATH_INVALID"


def mail(name, kind, expect, p7s, comment, anchor=None, **values):
    """anchor: a certificate that is believed in place of the root."""
    if anchor is not None:
        FOLDER.mkdir(exist_ok=True)
        file = FOLDER / (name + ".pem")
        if not file.exists():
            pem = mime.base64_lines(anchor.der, end=b"\n").decode()
            file.write_text("-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n" % pem)
        values["trust"] = "anchors/" + name + ".pem"
    values = {**kit.SIGNED, "layers": "signed", "sha256": kit.PLAIN, **values}
    if kind == "good":
        values.update(binding="MATCH", integrity="intact")
    kit.mail(name, kind, expect, mime.multipart_signed(PLAIN, p7s), comment, **values)


def authorities():
    """RFC 5937: an anchor that is a certificate binds by what it says."""
    def below(name, kind, expect, extensions, comment, threat, deep=False):
        own = x509.name("anchor " + name)
        anchor = x509.make(own, SPARE, (own, SPARE), extensions)
        issuer, chain = anchor, []
        if deep:
            issuer = x509.make("CA below " + name, keys.RsaKey("carol"), anchor, AUTHORITY)
            chain = [issuer]
        who = x509.make("bob", BOB.key, issuer, LEAF)
        mail(name, kind, expect, one([who, *chain], who=who), comment, anchor, threat=threat)

    usage = AUTHORITY[1]
    below("c8-anchor-path-length", "spoof", PATH, [x509.basic(True, 0), usage], "an authority below an anchor that may have none (pathLen 0)", "C8", True)
    below("anchor-path-length-enough", "good", "trusted", [x509.basic(True, 1), usage], "an authority below an anchor that may have one", "C8", True)
    below("anchor-path-length-none-below", "good", "trusted", [x509.basic(True, 0), usage], "a person's certificate below an anchor with pathLen 0", "C8")
    below("c9-anchor-for-servers", "spoof", "untrusted EXTENDED_KEY_USAGE", AUTHORITY + [x509.purposes(x509.SERVER)], "the anchor is for servers alone", "C9")
    below("anchor-for-mail", "good", "trusted", AUTHORITY + [x509.purposes(x509.MAIL, x509.SERVER)], "the anchor is for mail and servers", "C9")
    unknown = lambda critical: x509.extension("1.2.3.4.5", der.NULL, critical)
    below("c8-anchor-unknown-critical", "spoof", PATH, AUTHORITY + [unknown(True)], "a critical extension of the anchor is not known", "C8")
    below("anchor-unknown-not-critical", "good", "trusted", AUTHORITY + [unknown(False)], "an extension of the anchor is not known and not critical", "C8")
    explicit = x509.extension("2.5.29.36", der.seq(der.tlv(0x80, b"\0")), True)
    below("c8-anchor-explicit-policy", "spoof", "untrusted CERTIFICATE_POLICY", AUTHORITY + [explicit],
          "the anchor demands certificate policies, and the path has none", "C8")
    excluded = x509.constraints((), [der.tlv(0x81, b"example.org")])
    below("c10-anchor-excluded", "spoof", "untrusted NAME_CONSTRAINTS", AUTHORITY + [excluded], "the anchor may not speak for example.org", "C10")
    below("c8-anchor-no-cert-sign", "spoof", PATH, [x509.basic(True), x509.usage("digitalSignature")], "the anchor's key is not for certificates", "C8")
    own = x509.name("bob")
    san = x509.alternative(x509.rfc822(WHO))
    for name, extensions, comment in (
        ("anchor-is-signer-and-authority", [x509.basic(True), san], "the signer's self-signed certificate is the anchor, and says CA:TRUE, as openssl req -x509 makes it"),
        ("anchor-is-signer", LEAF, "the signer's self-signed certificate is the anchor"),
    ):
        self_signed = x509.make(own, BOB.key, (own, BOB.key), extensions)
        mail(name, "good", "trusted", one([self_signed], who=self_signed), comment, self_signed, threat="C8")


def weak():
    """C4: SHA-1 under each of its names. The attributes are signed with the digest that digestAlgorithm names (RFC 5652, 5.4), or not at all."""
    weak_digest, invalid = "untrusted WEAK_DIGEST", "broken SIGNATURE_INVALID"
    sha1_of = lambda name, algorithm, comment: mail(
        "c4-signature-" + name, "spoof", invalid, one(signature_algorithm=algorithm, sign_as="sha1"),
        "the digest is SHA-256, and the signature over the attributes is with SHA-1: " + comment, integrity="altered", threat="C4")
    sha1_of("sha1", der.algorithm(x509.SIGNED_WITH["sha1"], der.NULL), "by its name")
    sha1_of("sha1-oiw", der.algorithm(SHA1_RSA_OIW, der.NULL), "by its name of the OIW")
    who = x509.make("bob", BOB.key, ISSUING, LEAF, digest="sha1", serial=4201, algorithm=der.algorithm(SHA1_RSA_OIW, der.NULL))
    mail("c4-certificate-sha1-oiw", "spoof", weak_digest, one([who, ISSUING], who=who), "the certificate is signed with SHA-1, by its name of the OIW",
         threat="C4")
    key = keys.EcKey("bob-p256")
    by = x509.make("CA on a curve", key, ROOT, AUTHORITY)
    for name, digest, algorithm, expect in (("ecdsa-sha1", "sha1", ECDSA_SHA1, weak_digest), ("ecdsa-sha256", "sha256", "1.2.840.10045.4.3.2", "trusted")):
        who = x509.make("bob", BOB.key, by, LEAF, digest=digest, algorithm=der.algorithm(algorithm))
        kind = "good" if expect == "trusted" else "spoof"
        mail(("c4-certificate-" if kind == "spoof" else "certificate-") + name, kind, expect, one([who, by], who=who),
             "the certificate is signed with %s on P-256" % digest.upper(), threat="C4")
    pss = pss_parameters("sha1", "sha1", 20)
    mail("c4-signature-pss-sha1", "spoof", invalid,
         one(signature=pss_sign(BOB.key, der.set_of(*cms.attributes(PLAIN).values()), "sha1", "sha1", 20), signature_algorithm=pss),
         "the digest is SHA-256, and the signature over the attributes is RSASSA-PSS with SHA-1", integrity="altered", threat="C4")
    mail("c4-certificate-pss-sha1", "spoof", weak_digest, by_pss("sha1", "sha1", 20), "the certificate is signed by RSASSA-PSS with SHA-1", threat="C4")


def pss_parameters(digest, mgf, salt, identifier=PSS):
    hashed = lambda name: der.algorithm(keys.DIGESTS[name], der.NULL)
    return der.algorithm(identifier, der.seq(der.explicit(0, hashed(digest)), der.explicit(1, der.algorithm(MGF1, hashed(mgf))),
                                             der.explicit(2, der.integer(salt))))


def pss_sign(key, data, digest, mgf, salt_size):
    """RFC 8017, 9.1.1; the modulus is a whole number of octets."""
    salt = keys.random("salt of PSS", salt_size)
    h = hashlib.new(digest, bytes(8) + hashlib.new(digest, data).digest() + salt).digest()
    db = bytes(key.size - len(salt) - len(h) - 2) + b"\1" + salt
    masked = bytearray(a ^ b for a, b in zip(db, keys.mgf1(h, len(db), mgf)))
    masked[0] &= 0x7F
    return key.raw(bytes(masked) + h + b"\xbc")


class PssKey:
    """A key that signs certificates by RSASSA-PSS."""

    def __init__(self, key, *parameters):
        self.key, self.parameters = key, parameters

    def sign(self, data, _):
        return pss_sign(self.key, data, *self.parameters)


def by_pss(*parameters):
    who = x509.make("bob", BOB.key, ISSUING, LEAF, serial=4300 + parameters[2], signer=PssKey(ISSUING.key, *parameters), algorithm=pss_parameters(*parameters))
    return one([who, ISSUING], who=who)


def schemes():
    """C6: RSASSA-PSS of two digests, and keys that are for it alone (RFC 4055)."""
    attrs = der.set_of(*cms.attributes(PLAIN).values())
    for mgf in ("sha1", "sha512"):
        mail("pss-sha256-mgf-" + mgf, "good", "trusted",
             one(signature=pss_sign(BOB.key, attrs, "sha256", mgf, 32), signature_algorithm=pss_parameters("sha256", mgf, 32)),
             "RSASSA-PSS with SHA-256 and a mask by %s" % mgf.upper(), threat="C6")
    mail("pss-sha256-salt-20", "good", "trusted", one(signature=pss_sign(BOB.key, attrs, "sha256", "sha256", 20),
                                                     signature_algorithm=pss_parameters("sha256", "sha256", 20)), "RSASSA-PSS with a salt of 20", threat="C6")
    mail("certificate-pss-mgf-sha1", "good", "trusted", by_pss("sha256", "sha1", 32), "the certificate is signed by RSASSA-PSS with SHA-256 and a mask by SHA-1",
         threat="C6")
    spki = lambda algorithm: der.seq(algorithm, der.bits(BOB.key.public))
    of = lambda algorithm, serial: x509.make("bob", BOB.key, ISSUING, LEAF, serial=serial, spki=spki(algorithm))
    free, of256, of512 = of(der.algorithm(PSS), 4401), of(pss_parameters("sha256", "sha256", 32), 4402), of(pss_parameters("sha512", "sha512", 64), 4403)
    right = {"signature": pss_sign(BOB.key, attrs, "sha256", "sha256", 32), "signature_algorithm": pss_parameters("sha256", "sha256", 32)}
    for name, who, comment in (("free", free, "for any digest"), ("sha256", of256, "with SHA-256")):
        mail("pss-key-" + name, "good", "trusted", one([who, ISSUING], who=who, **right), "a key for RSASSA-PSS alone, " + comment + ", used so", threat="C6")
    for name, who, how, comment in (
        ("pkcs1", free, {}, "a key for RSASSA-PSS alone, used for PKCS #1 v1.5"),
        ("sha512-pkcs1", of512, {}, "a key for RSASSA-PSS with SHA-512 alone, used for PKCS #1 v1.5"),
        ("sha512-sha256", of512, right, "a key for RSASSA-PSS with SHA-512 alone, used with SHA-256"),
        ("salt", of256, {"signature": pss_sign(BOB.key, attrs, "sha256", "sha256", 20), "signature_algorithm": pss_parameters("sha256", "sha256", 20)},
         "a key for RSASSA-PSS with a salt of at least 32, used with one of 20"),
    ):
        mail("c6-pss-key-" + name, "spoof", "broken SIGNATURE_INVALID", one([who, ISSUING], who=who, **how), comment, threat="C6")


def no_revocation():
    """C12: RFC 9608. The issuer has no list; nobody says of which certificates it would be."""
    none = x509.extension("2.5.29.56", der.NULL)
    leaf = lambda serial, *more: x509.make("bob", BOB.key, ISSUING, [*LEAF, none, *more], serial=serial)
    listed("no-rev-avail", "good", "trusted", [], "the certificate says that nothing is published about it, and there is no list", leaf(4501))
    point = x509.extension("2.5.29.31", der.seq(der.seq(der.explicit(0, der.explicit(0, der.tlv(0x86, b"http://crl.example/1.crl"))))))
    listed("c12-no-rev-avail-and-point", "spoof", PATH, [], "it says so, and where the list is", leaf(4502, point))
    who = leaf(4503)
    listed("c12-no-rev-avail-listed", "spoof", "untrusted REVOKED", [x509.crl(ISSUING, [(der.integer(4503), "20200601000000", ())])],
           "it says so, and a list has it", who)
    authority = x509.make("CA of which nothing is published", SPARE, ROOT, AUTHORITY + [none])
    below = x509.make("bob", BOB.key, authority, LEAF)
    listed("c12-no-rev-avail-authority", "spoof", PATH, [x509.crl(authority)], "an authority says so, which may not", below, chain=[authority])


def attributes():
    """C2: values in a signed attribute that no rule reads, encoded as nobody should."""
    for name, value in (
        ("integer", der.seq(der.seq(der.oid("1.2.840.113549.3.2"), der.tlv(0x02, b"\0\0\x80")))),
        ("real", der.seq(der.seq(der.oid("2.16.840.1.101.3.4.1.42"), der.tlv(0x09, b"\x03")))),
        ("oid", der.seq(der.seq(der.tlv(0x06)))),
    ):
        attrs = {**cms.attributes(PLAIN), "capabilities": cms.attribute("1.2.840.113549.1.9.15", value)}
        mail("capabilities-odd-" + name, "good", "trusted", one(attrs=attrs), "an odd %s in the capabilities, which are signed and which no rule reads" % name.upper(),
             deviations="SIGNED_ATTRIBUTES_NOT_DER", threat="C2")


def damaged():
    """C20: a certificate that is none stands among the others."""
    cut = CAROL.der[:200] + CAROL.der[300:]
    broken = der.tlv(0x30, der.content(CAROL.der)[:-40])
    for name, value in (("cut", der.tlv(0x30, der.content(cut)[: len(cut) - 4])), ("without-its-end", broken)):
        mail("certificate-damaged-" + name, "good", "trusted", one([BOB, ISSUING, value]), "a damaged certificate of Carol's beside Bob's: " + name.replace("-", " "),
             deviations="CERTIFICATE_DAMAGED", threat="C20")


def all_cases():
    damaged()
    authorities()
    weak()
    schemes()
    no_revocation()
    attributes()
