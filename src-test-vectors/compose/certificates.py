"""B5, B14, B15, C4, C8 to C12, C20: certificates, the paths to an anchor, and revocation."""

import cms
import der
import keys
import kit
import mime
import x509
from signatures import BOB, CAROL, ISSUING, PLAIN, detached, one

ROOT = x509.of("trust/root.pem", "root")
FOREIGN = x509.of("pki/stranger-root.pem", "stranger-root")
WHO = "bob@example.org"
LEAF = x509.leaf_extensions(WHO)
AUTHORITY = [x509.basic(True), x509.usage("keyCertSign", "cRLSign")]
PATH, NO_PATH, OTHER = "untrusted PATH_INVALID", "untrusted NO_PATH", "untrusted ADDRESS_MISMATCH"
SPARE = keys.RsaKey("nobody")  # of whoever has no key of their own


def signed(name, kind, expect, certificate, comment, *chain, **more):
    """Signed with the certificate, which travels with its chain; the issuing authority is there as well."""
    carried = [certificate, *(chain or [ISSUING])]
    if kind != "spoof":
        more.setdefault("sha256", kit.PLAIN)
        more.setdefault("binding", "MATCH")
    detached(name, kind, expect, one(carried, who=certificate), comment, **more)


def leaf(extensions=LEAF, issuer=ISSUING, key=BOB.key, subject="bob", **more):
    return x509.make(subject, key, issuer, extensions, **more)


def with_addresses(*names, subject="bob"):
    return leaf(x509.leaf_extensions(*names), subject=subject)


def strangers():
    """B5: nobody vouches for them."""
    own_name = x509.name("bob")
    self_signed = x509.make(own_name, BOB.key, (own_name, BOB.key), LEAF)
    signed("b5-self-signed", "spoof", NO_PATH, self_signed, "self-signed, with Bob's address", self_signed)
    lookalike = x509.make(ROOT.subject, SPARE, (ROOT.subject, SPARE), AUTHORITY)
    signed("b5-root-of-the-same-name", "spoof", NO_PATH, leaf(issuer=lookalike), "its root has the name of the anchor and another key",
           lookalike)
    same_id = x509.make(ROOT.subject, SPARE, (ROOT.subject, SPARE), AUTHORITY + [x509.key_id(ROOT.ski)])
    signed("b5-root-of-the-same-key-identifier", "spoof", NO_PATH, leaf(issuer=same_id), "and the anchor's key identifier", same_id)
    fake = x509.make(ISSUING.subject, SPARE, (ROOT.subject, SPARE), AUTHORITY)
    signed("b5-issuing-of-the-same-name", "spoof", NO_PATH, leaf(issuer=fake), "its issuer has the name of the right one and another key",
           fake, ISSUING)
    signed("b5-own-root-in-message", "spoof", NO_PATH, leaf(issuer=FOREIGN), "its root travels with it, and nobody trusts that root",
           FOREIGN)
    detached("b5-no-anchors", "spoof", "unknown NO_ANCHORS", one(), "Bob's own signature, and nobody said whom to trust", trust=None)
    forged = x509.make("bob", BOB.key, ISSUING, LEAF, signature=bytes(256))
    signed("b5-signature-of-zeros", "spoof", NO_PATH, forged, "the certificate's own signature is zeros")
    altered = BOB.der.replace(b"bob@example.org", b"eve@example.org")
    eve = x509.Certificate(altered, BOB.key)
    detached("b5-certificate-altered", "spoof", NO_PATH, one([eve, ISSUING], who=eve),
             "the address in Bob's certificate was changed after it was issued", author="eve@example.org")
    missing = x509.make("unknown CA", SPARE, ROOT, AUTHORITY)
    signed("b5-issuer-missing", "spoof", NO_PATH, leaf(issuer=missing), "the certificate of the issuer is not there", ISSUING)


def times():
    """B14: the signer does not choose the clock."""
    revoked = x509.of("pki/bob-revoked.pem", "bob-revoked")
    expired, future = x509.of("pki/bob-expired.pem", "bob-expired"), x509.of("pki/bob-future.pem", "bob-future")
    dated = lambda who, when: one([who, ISSUING], who=who, attrs=cms.attributes(PLAIN, when=when))
    then = "Sat, 01 Jun 2019 00:00:00 +0000"
    detached("b14-revoked", "spoof", "untrusted REVOKED", dated(revoked, "20190601000000"),
             "the certificate was revoked in 2020, and the signature says that it is of 2019", crls="crl", date=then)
    detached("b14-expired", "spoof", "untrusted EXPIRED", dated(expired, "20190601000000"),
             "the certificate has expired, and the signature says that it is of before", date=then)
    detached("b14-future", "spoof", "untrusted NOT_YET_VALID", dated(future, "20460601000000"),
             "the certificate is not valid yet, and the signature says that it is of then",
             date="Fri, 01 Jun 2046 00:00:00 +0000")
    detached("expired-at-its-time", "good", "trusted", dated(expired, "20190601000000"),
             "judged at a time when the certificate was valid", at="2019-07-01T00:00:00Z", date=then, sha256=kit.PLAIN, threat="B14")
    detached("b14-archived-too-late", "spoof", "untrusted EXPIRED", dated(expired, "20190601000000"),
             "judged one second after the certificate expired", at="2020-01-01T00:00:01Z", date=then)


def addresses():
    """B15, C11: what address a certificate speaks for."""
    match = {
        "upper-case-domain": ("bob@EXAMPLE.org", None, "the domain in capitals"),
        "from-upper-case": (WHO, "bob@Example.ORG", "the domain of From in capitals"),
        "a-label": ("bob@xn--bcher-kva.example", "bob@b\u00fccher.example", "A-labels in the certificate, U-labels in From"),
        "capital-a-label": ("bob@XN--BCHER-KVA.example", "bob@b\u00fccher.example", "the same in capitals"),
        "upper-case-local": ("BOB@example.org", None, "the local part in capitals"),
        "second-of-three": (["x@example.org", WHO, "y@example.org"], None, "the second of three addresses"),
        "quoted-local": ('"b o b"@example.org', '"b o b"@example.org', "a quoted local part"),
        "plus": ("bob+sign@example.org", "bob+sign@example.org", "a sub-address"),
        "turkish": ("INFO@EXAMPLE.ORG", "INFO@example.org", "letters that a Turkish locale would turn into others"),
    }
    for name, (names, author, comment) in match.items():
        names = names if isinstance(names, list) else [names]
        signed("address-" + name, "good", "trusted", with_addresses(*names), comment, author=author or mime.BOB, threat="B15")
    utf8 = with_addresses(x509.smtp_utf8("b\u00f6b@xn--bcher-kva.example"))
    signed("address-smtp-utf8", "good", "trusted", utf8, "SmtpUTF8Mailbox (RFC 9598)", author="b\u00f6b@b\u00fccher.example", threat="B15")
    none = "untrusted NO_ADDRESS"
    table = {
        "trailing-dot": ("bob@example.org.", none),
        "nul": (b"bob@example.org\0.evil.example", none),
        "nul-at-end": (b"bob@example.org\0", none),
        "two-ats": ("bob@example.org@evil.example", none),
        "two-ats-before": ("bob@evil.example@example.org", none),
        "display-name": ("Bob <bob@example.org>", none),
        "angles": ("<bob@example.org>", none),
        "blank-before": (" bob@example.org", none),
        "blank-behind": ("bob@example.org ", none),
        "newline": ("bob@example.org\n", none),
        "comma": ("x@example.org,bob@example.org", none),
        "domain-alone": ("example.org", none),
        "no-local": ("@example.org", none),
        "wildcard": ("*@example.org", OTHER),
        "empty": ("", none),
        "empty-label": ("bob@example..org", none),
        "leading-dot-domain": ("bob@.example.org", none),
        "mailto": ("mailto:bob@example.org", none),
        "percent": ("bob%40example.org@evil.example", OTHER),
        "sub-address": ("bob+x@example.org", OTHER),
        "sub-domain": ("bob@mail.example.org", OTHER),
        "parent-domain": ("bob@org", OTHER),
        "dotless-i": ("b\u0131b@example.org", none),
        "raw-utf8": ("bob@ex\u00e4mple.org", none),
        "cyrillic-a-label": ("bob@xn--exmple-cua.org", OTHER),
        "zero-width": ("bob@exam\u200bple.org", none),
    }
    for name, (address, expect) in table.items():
        signed("b15-" + name, "spoof", expect, with_addresses(x509.rfc822(address)),
               "rfc822Name: " + name.replace("-", " "), binding="MISMATCH")
    other_kinds = {
        "dns-name": der.tlv(0x82, b"example.org"),
        "uri": der.tlv(0x86, b"mailto:bob@example.org"),
        "other-name": der.implicit(0, der.seq(der.oid("1.3.6.1.4.1.311.20.2.3"), der.explicit(0, der.utf8(WHO)))),
    }
    for name, value in other_kinds.items():
        signed("b15-" + name, "spoof", none, with_addresses(value), "the address stands in another kind of name: " + name, binding="MISMATCH")
    in_dn = lambda *values: x509.name("bob", *[x509.attribute(x509.EMAIL, v) for v in values])
    no_san = [x509.basic(False), x509.usage(*x509.SIGN), x509.purposes(x509.MAIL)]
    for name, value in (("ia5", der.ia5(WHO)), ("utf8", der.utf8(WHO))):
        signed("address-in-dn-" + name, "good", "trusted", leaf(no_san, subject=in_dn(value)),
               "the address stands in the subject alone", threat="C11")
    signed("address-in-dn-second", "good", "trusted", leaf(no_san, subject=in_dn(der.ia5("x@example.org"), der.ia5(WHO))),
           "two addresses in the subject", threat="C11")
    both = leaf(x509.leaf_extensions("eve@example.org"), subject=in_dn(der.ia5(WHO)))
    signed("c11-other-in-san", "spoof", OTHER, both, "the subject has Bob's address, subjectAltName another", binding="MISMATCH")
    utf = leaf(x509.leaf_extensions(x509.smtp_utf8("eve@example.org")), subject=in_dn(der.ia5(WHO)))
    signed("c11-smtp-utf8-in-san", "spoof", OTHER, utf, "the subject has Bob's address, an SmtpUTF8Mailbox another", binding="MISMATCH")
    signed("c11-in-common-name", "spoof", none, leaf(no_san, subject=WHO), "the address is the common name", binding="MISMATCH")
    bad = leaf(x509.leaf_extensions(x509.rfc822("bob@example.org.")), subject=in_dn(der.ia5(WHO)))
    signed("c11-malformed-in-san", "spoof", none, bad, "subjectAltName has a malformed address, and the subject Bob's", binding="MISMATCH")


def weak_paths():
    """C4 and C5 in the path."""
    for digest, expect in (("sha1", "untrusted WEAK_DIGEST"), ("md5", "untrusted FORBIDDEN_DIGEST")):
        signed("c4-certificate-" + digest, "spoof", expect, leaf(digest=digest), "the certificate is signed with " + digest)
        by = x509.make("issuer " + digest, SPARE, ROOT, AUTHORITY, digest=digest)
        signed("c4-authority-" + digest, "spoof", expect, leaf(issuer=by), "the authority's certificate is signed with " + digest, by)
    small = x509.make("small CA", keys.RsaKey("bob-rsa1024"), ROOT, AUTHORITY)
    signed("c5-small-authority", "spoof", "untrusted WEAK_KEY", leaf(issuer=small), "the authority has an RSA key of 1024 bits", small)
    three = x509.make("CA of three", keys.RsaKey("small-exponent"), ROOT, AUTHORITY)
    signed("c5-authority-exponent-3", "spoof", "untrusted WEAK_KEY", leaf(issuer=three), "the authority has an RSA key with the exponent 3",
           three)


def paths():
    """C8: the rules of RFC 5280 section 6."""
    def through(name, expect, extensions, comment, kind="spoof", **odd):
        authority = x509.make("CA " + name, SPARE, ROOT, extensions, **odd)
        signed("c8-" + name if kind == "spoof" else name, kind, expect, leaf(issuer=authority), comment, authority,
               threat="C8")

    through("not-an-authority", PATH, [x509.basic(False), x509.usage("keyCertSign")], "the issuer's basicConstraints say that it is none")
    through("no-basic-constraints", PATH, [x509.usage("keyCertSign")], "the issuer has no basicConstraints")
    through("no-extensions", PATH, [], "the issuer has no extensions", version=1)
    through("no-cert-sign", PATH, [x509.basic(True), x509.usage("digitalSignature")], "the issuer's key is not for certificates")
    through("unknown-critical-in-authority", PATH, AUTHORITY + [x509.extension("1.2.3.4.5", der.NULL, True)],
            "a critical extension of the issuer is not known")
    through("unknown-not-critical", "trusted", AUTHORITY + [x509.extension("1.2.3.4.5", der.NULL)],
            "an extension that is not known and not critical", "good")
    through("authority-expired", "untrusted EXPIRED", AUTHORITY, "the issuer's certificate has expired", valid=("20150101000000", "20200101000000"))
    through("authority-future", "untrusted NOT_YET_VALID", AUTHORITY, "the issuer's certificate is not valid yet",
            valid=("20400101000000", "20480101000000"))
    through("no-key-usage", "trusted", [x509.basic(True)], "an issuer without key usage", "good")
    through("basic-not-critical", "trusted", [x509.basic(True, critical=False), AUTHORITY[1]], "basicConstraints are not critical", "good")
    signed("c8-issued-by-a-person", "spoof", PATH, leaf(issuer=CAROL), "Carol's own certificate issued it", CAROL, ISSUING)
    below = x509.make("CA below", SPARE, ISSUING, AUTHORITY)
    signed("c8-path-length", "spoof", PATH, leaf(issuer=below), "an authority below one that may have none (pathLen 0)", below, ISSUING)
    signed("c8-unknown-critical", "spoof", PATH, leaf(LEAF + [x509.extension("1.2.3.4.5", der.NULL, True)]),
           "a critical extension of the signer's certificate is not known")
    own = x509.make("own CA", SPARE, ROOT, [x509.basic(True, 0), AUTHORITY[1], x509.key_id(SPARE.ski)])
    rolled = x509.make(own.subject, CAROL.key, own, AUTHORITY + [x509.key_id(CAROL.key.ski), x509.authority_key_id(SPARE.ski)])
    signed("self-issued", "good", "trusted", leaf(issuer=rolled), "a self-issued certificate does not count for pathLen", rolled, own,
           threat="C8")
    chain = [ROOT]
    for i in range(8):
        chain.append(x509.make("CA %d" % i, SPARE if i % 2 else CAROL.key, chain[-1], AUTHORITY))
    signed("path-of-8", "good", "trusted", leaf(issuer=chain[7]), "a path of eight certificates, which is as long as it may be",
           *chain[7:0:-1], threat="C8")
    signed("c8-path-of-9", "spoof", NO_PATH, leaf(issuer=chain[8]), "a path of nine certificates", *chain[:0:-1])
    a = x509.make("CA a", SPARE, ISSUING, AUTHORITY)
    b = x509.make("CA b", CAROL.key, a, AUTHORITY)
    back = x509.make("CA a", SPARE, b, AUTHORITY)
    signed("c8-circle", "spoof", NO_PATH, leaf(issuer=back), "two authorities issued each other, and no anchor either", b, back)
    same = [x509.make("crowd", SPARE, (x509.name("crowd"), SPARE), AUTHORITY, serial=i + 1) for i in range(40)]
    signed("c8-crowd", "spoof", NO_PATH, leaf(issuer=same[0]), "forty self-issued certificates of one authority, and no anchor", *same)
    controls = der.seq(x509.attribute(x509.CN, der.utf8("Bob\r\nFrom: eve@evil.example\u202e\0\x1b[2J")))
    signed("c15-controls-in-name", "deviation", "trusted", leaf(subject=controls), "line ends, escapes and a turn of direction in the subject",
           threat="C15")
    long_name = x509.name("bob", *[x509.attribute("2.5.4.11", der.utf8("unit %d" % i)) for i in range(3000)])
    signed("c15-name-of-3000-parts", "spoof", PATH, leaf(subject=long_name), "a subject of 3,000 parts", threat="C15")
    wrong_name = x509.make("bob", BOB.key, ISSUING, LEAF, issuer_name=x509.name("somebody else"))
    signed("c8-name-not-chained", "spoof", NO_PATH, wrong_name, "the issuing authority signed it, and it names another issuer")


def purposes():
    """C9: what the certificate is for."""
    san = x509.alternative(x509.rfc822(WHO))
    table = {
        "no-eku": ([x509.basic(False), x509.usage(*x509.SIGN), san], "trusted", "no extended key usage"),
        "any-eku": ([x509.basic(False), x509.usage(*x509.SIGN), x509.purposes(x509.ANY), san], "trusted", "any extended key usage"),
        "several-ekus": ([x509.basic(False), x509.usage(*x509.SIGN), x509.purposes(x509.SERVER, x509.MAIL), san], "trusted",
                         "for servers and for mail"),
        "non-repudiation": ([x509.basic(False), x509.usage("nonRepudiation"), x509.purposes(x509.MAIL), san], "trusted",
                            "for nonRepudiation alone"),
        "digital-signature": ([x509.basic(False), x509.usage("digitalSignature"), x509.purposes(x509.MAIL), san], "trusted",
                              "for digitalSignature alone"),
        "no-key-usage-leaf": ([x509.basic(False), x509.purposes(x509.MAIL), san], "trusted", "no key usage"),
        "no-basic-leaf": ([x509.usage(*x509.SIGN), x509.purposes(x509.MAIL), san], "trusted", "no basicConstraints"),
        "authority": ([x509.basic(True), x509.usage(*x509.SIGN, "keyCertSign"), x509.purposes(x509.MAIL), san], "trusted",
                      "an authority signs a mail, as its key usage lets it"),
    }
    for name, (extensions, expect, comment) in table.items():
        signed("purpose-" + name, "good", expect, leaf(extensions), comment, threat="C9")
    usage, eku = "untrusted KEY_USAGE", "untrusted EXTENDED_KEY_USAGE"
    hostile = {
        "authority-without-usage": ([x509.basic(True), san], usage, "an authority without key usage signs a mail"),
        "key-agreement": ([x509.basic(False), x509.usage("keyAgreement"), x509.purposes(x509.MAIL), san], usage, "for keyAgreement"),
        "cert-sign": ([x509.basic(False), x509.usage("keyCertSign"), x509.purposes(x509.MAIL), san], usage, "for certificates"),
        "no-bits": ([x509.basic(False), x509.usage(), x509.purposes(x509.MAIL), san], usage, "key usage without a bit"),
        "servers": ([x509.basic(False), x509.usage(*x509.SIGN), x509.purposes(x509.SERVER), san], eku, "for servers"),
        "code": ([x509.basic(False), x509.usage(*x509.SIGN), x509.purposes("1.3.6.1.5.5.7.3.3"), san], eku, "for code"),
        "time-stamps": ([x509.basic(False), x509.usage(*x509.SIGN), x509.purposes("1.3.6.1.5.5.7.3.8"), san], eku, "for time stamps"),
        "clients": ([x509.basic(False), x509.usage(*x509.SIGN), x509.purposes("1.3.6.1.5.5.7.3.2"), san], eku, "for clients"),
    }
    for name, (extensions, expect, comment) in hostile.items():
        signed("c9-" + name, "spoof", expect, leaf(extensions), comment)


def constrained():
    """C10: name constraints."""
    domain, mailbox = der.tlv(0x81, b"example.org"), der.tlv(0x81, WHO.encode())
    names = "untrusted NAME_CONSTRAINTS"

    def under(name, kind, expect, limits, addresses, comment, author=mime.BOB, subject="bob"):
        authority = x509.make("CA " + name, SPARE, ROOT, AUTHORITY + [limits])
        extensions = x509.leaf_extensions(*addresses) if addresses else [x509.basic(False), x509.usage(*x509.SIGN)]
        certificate = leaf(extensions, authority, subject=subject)
        signed(name, kind, expect, certificate, comment, authority, author=author, threat="C10")

    permitted = x509.constraints([domain])
    excluded = x509.constraints((), [domain])
    under("constraints-host", "good", "trusted", permitted, [WHO], "example.org is permitted")
    under("constraints-mailbox", "good", "trusted", x509.constraints([mailbox]), [WHO], "the mailbox is permitted")
    under("constraints-case", "good", "trusted", x509.constraints([der.tlv(0x81, b"EXAMPLE.org")]), [WHO], "permitted in capitals")
    under("constraints-below", "good", "trusted", x509.constraints([der.tlv(0x81, b".example.org")]), ["bob@mail.example.org"],
          "all below example.org are permitted", author="bob@mail.example.org")
    under("constraints-elsewhere", "good", "trusted", x509.constraints((), [der.tlv(0x81, b"evil.example")]), [WHO], "another is excluded")
    under("constraints-dns", "good", "trusted", x509.constraints([der.tlv(0x82, b"example.org")]), [WHO], "of another kind of name")
    under("c10-not-permitted", "spoof", names, x509.constraints([der.tlv(0x81, b"evil.example")]), [WHO], "another domain is permitted")
    under("c10-excluded", "spoof", names, excluded, [WHO], "example.org is excluded")
    under("c10-excluded-capitals", "spoof", names, x509.constraints((), [der.tlv(0x81, b"EXAMPLE.ORG")]), [WHO], "excluded in capitals")
    under("c10-excluded-mailbox", "spoof", names, x509.constraints((), [mailbox]), [WHO], "the mailbox is excluded")
    under("c10-second-address", "spoof", names, permitted, [WHO, "eve@evil.example"], "a second address is not permitted")
    under("c10-below-host", "spoof", names, permitted, ["bob@mail.example.org"], "a host is permitted, and not what is below it",
          author="bob@mail.example.org")
    under("c10-host-not-below", "spoof", names, x509.constraints([der.tlv(0x81, b".example.org")]), [WHO], "what is below it alone is permitted")
    malformed = {"dot": b"bob@example.org.", "two-ats": b"bob@evil.example@example.org", "nul": b"bob@example.org\0.evil.example"}
    for name, value in malformed.items():
        for which, limits in (("permitted", permitted), ("excluded", excluded)):
            under("c10-%s-%s" % (which, name), "spoof", names, limits, [x509.rfc822(value)],
                  "a malformed address under an authority with constraints: " + name)
    dn = x509.name("bob", x509.attribute(x509.EMAIL, der.ia5(WHO)))
    under("c10-excluded-in-dn", "spoof", names, excluded, [], "the address stands in the subject, and its domain is excluded", subject=dn)
    utf8 = x509.smtp_utf8("b\u00f6b@example.org")
    under("c10-excluded-smtp-utf8", "spoof", names, excluded, [utf8], "an SmtpUTF8Mailbox in an excluded domain", author="b\u00f6b@example.org")
    directory = der.explicit(4, der.seq(x509.attribute(x509.O, der.utf8("another company"))))
    under("c10-directory", "spoof", names, x509.constraints([directory]), [WHO], "subjects of another company are permitted")
    under("c10-minimum", "spoof", names, x509.constraints([domain + der.tlv(0x80, b"\1")]), ["x@evil.example"], "with a minimum",
          author="x@evil.example")


def all_cases():
    strangers()
    times()
    addresses()
    weak_paths()
    paths()
    purposes()
    constrained()
