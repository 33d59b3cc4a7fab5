"""C12, C13, C20: revocation lists, addresses to fetch from, and what else may stand among certificates."""

import cms
import der
import keys
import kit
import x509
from certificates import AUTHORITY, LEAF, ROOT, SPARE, leaf, signed
from signatures import BOB, CAROL, ISSUING, PLAIN, detached, one

FOLDER = kit.ROOT / "crl-cases"
REVOKED = x509.of("pki/bob-revoked.pem", "bob-revoked")
UNKNOWN, GONE = "unknown REVOCATION_UNKNOWN", "untrusted REVOKED"


def listed(name, kind, expect, lists, comment, who=BOB, **more):
    """With revocation lists of its own, beside the one of the root."""
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    for i, each in enumerate([x509.crl(ROOT)] + lists):
        file = folder / ("%d.crl" % i)
        if not file.exists():
            file.write_bytes(each)
    values = {"crls": "crl-cases/" + name, "threat": "C12", **more}
    if kind == "good":
        values.update(sha256=kit.PLAIN, binding="MATCH")
    p7s = one([who, *values.pop("chain", [ISSUING])], who=who, **values.pop("odd", {}))
    detached(name, kind, expect, p7s, comment, **values)


def lists():
    entry = lambda *extensions, when="20200601000000": (REVOKED.serial, when, extensions)
    reason = lambda code: x509.extension("2.5.29.21", der.tlv(0x0A, bytes([code])))
    scope = lambda *fields: x509.extension("2.5.29.28", der.seq(*fields), True)
    right = x509.crl(ISSUING, [entry(reason(1))])
    listed("crl-good", "good", "trusted", [right], "somebody else is revoked")
    listed("crl-good-scope", "good", "trusted", [x509.crl(ISSUING, extensions=[scope(der.tlv(0x81, b"\xff"))])],
           "the list is for certificates of persons alone")
    listed("crl-younger", "good", "trusted", [x509.crl(ISSUING, this="20270101000000")],
           "the list is younger than the time that is judged at")
    listed("c12-revoked-in-younger", "spoof", GONE, [x509.crl(ISSUING, [entry()], this="20270101000000")],
           "the list is younger than the time that is judged at, the revocation is older", REVOKED)
    listed("c12-revoked", "spoof", GONE, [right], "the certificate is revoked", REVOKED)
    for code, name in ((0, "unspecified"), (3, "affiliation"), (4, "superseded"), (6, "hold"), (9, "withdrawn")):
        listed("c12-revoked-" + name, "spoof", GONE, [x509.crl(ISSUING, [entry(reason(code))])], "revoked with the reason: " + name, REVOKED)
    listed("c12-unknown-critical-entry", "spoof", UNKNOWN, [x509.crl(ISSUING, [entry(x509.extension("1.2.3.4", der.NULL, True))])],
           "an entry has a critical extension that is not known: the list is not used (RFC 5280, 5.3)", REVOKED)
    unknown = {
        "expired": ("the list has expired", x509.crl(ISSUING, following="20260201000000")),
        "forged": ("the list is signed by somebody else", x509.crl(ISSUING, signer=CAROL.key)),
        "other-issuer": ("the list is of another authority", x509.crl(x509.of("pki/stranger-root.pem", "stranger-root"))),
        "by-a-person": ("the list is signed and issued by Carol", x509.crl(CAROL)),
        "unknown-critical": ("the list has a critical extension that is not known",
                             x509.crl(ISSUING, extensions=[x509.extension("1.2.3.4", der.NULL, True)])),
        "authorities-only": ("the list is for authorities alone", x509.crl(ISSUING, extensions=[scope(der.tlv(0x82, b"\xff"))])),
        "attributes-only": ("the list is for attribute certificates alone", x509.crl(ISSUING, extensions=[scope(der.tlv(0x85, b"\xff"))])),
        "other-point": ("the list is of a distribution point that the certificate does not name", x509.crl(ISSUING, extensions=[
            scope(der.explicit(0, der.explicit(0, der.tlv(0x86, b"http://example.org/other.crl"))))])),
        "some-reasons": ("the list is for one reason alone", x509.crl(ISSUING, extensions=[scope(der.tlv(0x83, b"\x06\x40"))])),
        "delta-alone": ("a delta list without its base", x509.crl(ISSUING, extensions=[x509.extension("2.5.29.27", der.integer(1), True)])),
    }
    for name, (comment, each) in unknown.items():
        listed("c12-" + name, "spoof", UNKNOWN, [each], comment)
    listed("c12-none", "spoof", UNKNOWN, [], "there is a list of the root alone")
    empty = x509.crl(ISSUING)
    detached("c12-in-message", "spoof", UNKNOWN, cms.signed([cms.signer(BOB, PLAIN)], [BOB, ISSUING], crls=[empty]),
             "the list stands in the message alone", crls="crl-cases/c12-none")
    detached("c12-revoked-in-message", "spoof", GONE, cms.signed([cms.signer(REVOKED, PLAIN)], [REVOKED, ISSUING], crls=[right]),
             "the list in the message says that the certificate is revoked", crls="crl-cases/c12-none")
    stripped = x509.make("CA that cannot", SPARE, ROOT, [x509.basic(True), x509.usage("keyCertSign")])
    listed("c12-no-crl-sign", "spoof", UNKNOWN, [x509.crl(stripped)], "the authority's key is not for revocation lists",
           leaf(issuer=stripped), chain=[stripped])
    gone = x509.make("CA that is gone", SPARE, ROOT, AUTHORITY)
    folder = FOLDER / "c12-authority-revoked"
    folder.mkdir(parents=True, exist_ok=True)
    for i, each in enumerate((x509.crl(ROOT, [(gone.serial, "20200601000000", ())]), x509.crl(gone))):
        if not (folder / ("%d.crl" % i)).exists():
            (folder / ("%d.crl" % i)).write_bytes(each)
    who = leaf(issuer=gone)
    detached("c12-authority-revoked", "spoof", GONE, one([who, gone], who=who), "the authority's certificate is revoked",
             crls="crl-cases/c12-authority-revoked")


def addresses_to_fetch():
    """C13: a certificate names where more is to be had; nobody goes there."""
    uri = lambda text: der.tlv(0x86, text)
    access = x509.extension("1.3.6.1.5.5.7.1.1", der.seq(
        der.seq(der.oid("1.3.6.1.5.5.7.48.1"), uri(b"http://127.0.0.1:9/ocsp")),
        der.seq(der.oid("1.3.6.1.5.5.7.48.2"), uri(b"file:///etc/passwd"))))
    point = x509.extension("2.5.29.31", der.seq(der.seq(der.explicit(0, der.explicit(0, uri(b"http://127.0.0.1:9/x.crl"))))))
    signed("c13-addresses", "deviation", "trusted", leaf(LEAF + [access, point]), "addresses of OCSP, issuer and CRL that nobody must visit")
    missing = x509.make("CA elsewhere", SPARE, ROOT, AUTHORITY)
    signed("c13-issuer-elsewhere", "spoof", "untrusted NO_PATH", leaf(LEAF + [access], missing),
           "the issuer's certificate could be fetched from where the sender says", ISSUING)


def odd_certificates():
    """C20: other choices of CertificateSet, and what is no certificate."""
    tbs = der.seq(der.integer(1), der.explicit(0, der.seq(der.explicit(4, BOB.subject))), der.algorithm("1.2.3"), der.integer(1), der.seq())
    attribute = der.seq(tbs, der.algorithm("1.2.3"), der.bits(b"\0" * 16))
    v1 = x509.make("old", CAROL.key, ROOT, [], version=1)
    odd = {
        "attribute-certificate": ("an attribute certificate", der.implicit(2, attribute)),
        "attribute-certificate-v1": ("an attribute certificate of version 1", der.implicit(1, attribute)),
        "extended": ("a PKCS#6 extended certificate", der.implicit(0, der.seq(BOB.der, der.seq(), der.bits(b"\0")))),
        "other-format": ("a certificate of another format", der.implicit(3, der.seq(der.oid("1.2.3"), der.NULL))),
        "version-1": ("an X.509 certificate of version 1", v1.der),
        "empty-sequence": ("an empty SEQUENCE", der.seq()),
        "garbage": ("a SEQUENCE that is no certificate", der.seq(der.integer(5), der.utf8("x"))),
        "attribute-empty": ("an attribute certificate that is empty", der.implicit(2, der.seq())),
        "crl": ("a revocation list among the certificates", x509.crl(ISSUING)),
    }
    for name, (comment, value) in odd.items():
        for order, carried in (("first", [value, BOB, ISSUING]), ("last", [BOB, ISSUING, value])):
            if order == "last" and name not in ("attribute-certificate", "garbage"):
                continue
            detached("c20-%s-%s" % (name, order), "deviation", "trusted", cms.signed([cms.signer(BOB, PLAIN)], carried),
                     "beside the right certificates: " + comment, sha256=kit.PLAIN, binding="MATCH",
                     deviations="CERTIFICATE_DAMAGED" if name in ("empty-sequence", "garbage", "crl") else None)
    detached("c20-only-attribute-certificate", "spoof", "unknown CERTIFICATE_MISSING",
             cms.signed([cms.signer(BOB, PLAIN)], [der.implicit(2, attribute)]), "an attribute certificate is all there is")
    other = der.implicit(1, der.seq(der.oid("1.3.6.1.5.5.7.16.2"), der.seq(der.tlv(0x0A, b"\6"))))
    detached("c20-ocsp-among-crls", "deviation", "trusted", cms.signed([cms.signer(BOB, PLAIN)], [BOB, ISSUING], crls=[other]),
             "revocation information of another format", sha256=kit.PLAIN, binding="MATCH")
    detached("c20-garbage-among-crls", "deviation", "trusted",
             cms.signed([cms.signer(BOB, PLAIN)], [BOB, ISSUING], crls=[der.seq(der.integer(1))]),
             "what is no revocation list among the lists", sha256=kit.PLAIN, binding="MATCH")


def all_cases():
    lists()
    addresses_to_fetch()
    odd_certificates()
