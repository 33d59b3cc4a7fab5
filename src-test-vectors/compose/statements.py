"""B13, B15, C2, C3, C7, C10: what a message, a signer and a certificate state in an odd form: dates, addresses, algorithms, times and names."""

import cms
import der
import keys
import kit
import mime
import x509
from anchors import pss_parameters, pss_sign
from certificates import AUTHORITY, LEAF, OTHER, ROOT, SPARE, WHO
from signatures import BOB, ISSUING, PLAIN, one

SIGNED_PART = mime.multipart_signed(PLAIN, one())
VALUES = {"layers": "signed", "binding": "MATCH", **kit.SIGNED}
RSA_SHA256, RSA_SHA512, RSA_MD5 = "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.13", "1.2.840.113549.1.1.4"


def mail(name, kind, expect, p7s, comment, **values):
    values = {"sha256": kit.PLAIN, **VALUES, **values}
    kit.mail(name, kind, expect, mime.multipart_signed(PLAIN, p7s), comment, values.pop("author", mime.BOB), **values)


def dates():
    """B13: signed on 6 January 2026 at 10:00 UTC. The readers: Python, GMime, Camel, NSPR, mutt, neomutt, Emacs, Ruby, Perl, Go, Node.js and two of Java."""
    for name, date, comment in (
        ("single-digit-day", "Tue, 6 Jan 2026 10:00:00 +0000 (UTC)", "a day of one digit, and the zone in a comment"),
        ("two-blanks-before-day", "Tue,  6 Jan 2026 10:00:00 +0000", "a day of one digit in two places"),
        ("summer-time-in-comment", "Tue, 06 Jan 2026 12:00:00 +0200 (CEST)", "the name of the zone behind"),
        ("zone-offset-in-comment", "Tue, 06 Jan 2026 13:00:00 +0300 (GMT+03:00)", "the zone once more behind, as Java writes it"),
        ("ut", "Tue, 06 Jan 2026 10:00:00 UT", "UT"),
        ("minus-zero", "06 Jan 2026 10:00:00 -0000", "an unknown zone as RFC 5322 writes it, and no day of the week"),
        ("est", "Tue, 06 Jan 2026 05:00:00 EST", "a zone by its letters: not all read it, so the day is not vouched for"),
        ("zone-twice", "Tue, 06 Jan 2026 11:00:00 +0100 CET", "letters behind the number of the zone"),
        ("other-weekday", "Mon, 06 Jan 2026 10:00:00 +0000", "another day of the week, which nobody looks at"),
    ):
        kit.mail("date-" + name, "good", "trusted", SIGNED_PART, comment, date=date, threat="B13", sha256=kit.PLAIN, **VALUES)
    for name, date, comment in (
        ("year-of-three-digits", "Tue, 06 Jan 126 10:00:00 +0000", "a year of three digits: 2026 for some, 126 for others"),
        ("month-in-comment", "( Dec ) Tue, 06 Jan 2026 10:00:00 +0000", "a month in a comment before the date"),
        ("month-in-comment-inside", "Tue, 06 (Feb) Jan 2026 10:00:00 +0000", "a month in a comment inside the date"),
        ("date-behind-comma", "06 Jan 2026 10:00:00 +0000 (Mon, 1 Feb 2027 12:00:00 +0000)", "a comment with a comma, at which mutt begins"),
        ("month-as-weekday", "Dec, 06 Jan 2026 10:00:00 +0000", "a month in the place of the day of the week"),
        ("year-behind", "Tue, 06 Jan 2026 10:00:00 +0000 2027", "another year behind the zone"),
        ("month-behind", "Tue, 06 Jan 2026 10:00:00 +0000 Dec", "a month behind the zone"),
    ):
        kit.mail("b13-" + name, "spoof", kit.AMBIGUOUS, SIGNED_PART, comment, date=date, **{**VALUES, "binding": "UNPARSEABLE"})
    kit.mail("b13-est-a-day-later", "spoof", "untrusted DATE_MISMATCH", SIGNED_PART, "a day later, in EST", date="Wed, 07 Jan 2026 05:00:00 EST",
             sha256=kit.PLAIN, **VALUES)


def addresses():
    """B15: RFC 9598, section 3: an SmtpUTF8Mailbox is for a local part that is not ASCII."""
    def signed(name, kind, expect, names, comment, **values):
        who = x509.make("bob", BOB.key, ISSUING, x509.leaf_extensions(*names))
        mail(name, kind, expect, one([who, ISSUING], who=who), comment, **values)

    utf8 = "b\u00f6b@example.org"
    signed("address-smtp-utf8-and-rfc822", "good", "trusted", [x509.smtp_utf8(utf8), WHO], "an SmtpUTF8Mailbox of another address beside the rfc822Name",
           threat="B15")
    signed("address-smtp-utf8-second", "good", "trusted", [WHO, x509.smtp_utf8(utf8)], "the author is the SmtpUTF8Mailbox beside an rfc822Name", author=utf8,
           threat="B15")
    signed("address-smtp-utf8-twice", "good", "trusted", [WHO, x509.smtp_utf8(WHO)], "the same address of ASCII in both kinds of name", threat="B15")
    values = {"binding": "MISMATCH"}
    signed("b15-smtp-utf8-of-ascii", "spoof", OTHER, [x509.smtp_utf8(WHO)], "the address of ASCII stands in an SmtpUTF8Mailbox alone", **values)
    signed("b15-smtp-utf8-of-ascii-beside", "spoof", OTHER, ["eve@evil.example", x509.smtp_utf8(WHO)], "beside an rfc822Name of Eve's", **values)
    signed("b15-smtp-utf8-of-ascii-domain", "spoof", OTHER, ["eve@evil.example", x509.smtp_utf8("bob@b\u00fccher.example")],
           "its local part alone is ASCII", author="bob@b\u00fccher.example", **values)


def algorithms():
    """C3: what digestAlgorithm names."""
    named = lambda oid: der.algorithm(oid, der.NULL)
    mail("digest-named-as-signature", "good", "trusted", one(digest_algorithm=named(RSA_SHA256)), "digestAlgorithm is sha256WithRSAEncryption",
         deviations="DIGEST_ALGORITHM", threat="C3")
    mail("digest-named-as-signature-twice", "good", "trusted", one(digest_algorithm=named(RSA_SHA256), signature_algorithm=named(RSA_SHA256)),
         "both algorithms are sha256WithRSAEncryption", deviations="DIGEST_ALGORITHM", threat="C3")
    mail("c3-digest-named-as-other-signature", "spoof", "broken DIGEST_MISMATCH", one(digest_algorithm=named(RSA_SHA512)),
         "digestAlgorithm is sha512WithRSAEncryption, and the digest SHA-256", sha256=None, binding=None, integrity="altered", deviations="DIGEST_ALGORITHM MICALG_MISMATCH")
    mail("c4-digest-named-md5-with-rsa", "spoof", "untrusted FORBIDDEN_DIGEST", one(digest_algorithm=named(RSA_MD5)), "digestAlgorithm is md5WithRSAEncryption",
         sha256=None, binding=None, deviations="DIGEST_ALGORITHM MICALG_MISMATCH")
    attrs = der.set_of(*cms.attributes(PLAIN).values())
    mail("c3-pss-of-another-digest", "spoof", "broken SIGNATURE_INVALID",
         one(signature=pss_sign(BOB.key, attrs, "sha512", "sha512", 64), signature_algorithm=pss_parameters("sha512", "sha512", 64)),
         "RSASSA-PSS with SHA-512 beside a digestAlgorithm of SHA-256 (RFC 4056, section 3)", sha256=None, binding=None)


def times():
    """C2: a signing time that is none counts as none; two are two, whatever they are."""
    utc = lambda text: cms.attribute(cms.SIGNING_TIME, der.tlv(0x17, text.encode()))
    general = lambda text: cms.attribute(cms.SIGNING_TIME, der.tlv(0x18, text.encode()))
    of = lambda time: one(attrs={**cms.attributes(PLAIN), "time": time})
    for name, value, comment in (
        ("second-60", utc("260106095960Z"), "its second is 60"),
        ("month-13", utc("261306100000Z"), "its month is 13"),
        ("letters", utc("26010610AB00Z"), "it has letters"),
        ("general-month-13", general("20261306100000Z"), "its month is 13, as GeneralizedTime"),
        ("null", cms.attribute(cms.SIGNING_TIME, der.NULL), "it is NULL"),
    ):
        mail("signing-time-" + name, "good", "trusted", of(value), "a signing time that is none: " + comment, threat="C2",
             deviations=None if name == "null" else "SIGNED_ATTRIBUTES_NOT_DER")
    twice = [*cms.attributes(PLAIN).values(), utc("261306100000Z")]
    mail("c2-second-signing-time-malformed", "spoof", "broken ATTRIBUTES_INVALID", one(attrs=der.set_of(*twice)), "two signing times, of which one is none",
         sha256=None, deviations="SIGNED_ATTRIBUTES_NOT_DER")


def encodings():
    """C2, C7, C14: encodings that are no DER, or no BER, and were signed so."""
    right = cms.attributes(PLAIN)
    digest = der.content(der.children(der.children(right["digest"])[1])[0])
    constructed = {**right, "digest": cms.attribute(cms.MESSAGE_DIGEST, der.tlv(0x24, der.octets(digest[:16]), der.octets(digest[16:])))}
    mail("c2-digest-constructed", "spoof", "broken ATTRIBUTES_INVALID", one(attrs=constructed),
         "messageDigest is a constructed string, and was signed so and not in DER (RFC 5652, section 5.4)", sha256=None,
         deviations="SIGNED_ATTRIBUTES_NOT_DER")
    mail("digest-constructed-signed-der", "good", "trusted", one(attrs=constructed, signature=BOB.key.sign(der.set_of(*right.values()), "sha256")),
         "messageDigest was signed in DER, and arrived as a constructed string", deviations="SIGNED_ATTRIBUTES_NOT_DER", threat="C2")
    issuer, serial = der.children(BOB.issuer_and_serial)
    padded = der.seq(issuer, der.tlv(0x02, b"\0\0" + der.content(serial)))
    mail("c7-serial-padded", "spoof", kit.AMBIGUOUS, one(sid=padded), "the serial number of the signer has zeros before it, which BER forbids (X.690, 8.3.2)",
         deviations="INTEGER_PADDED", threat="C7")


def names():
    """C10: constraints on forms of names that are not compared."""
    upn = lambda text: der.implicit(0, der.seq(der.oid("1.3.6.1.4.1.311.20.2.3"), der.explicit(0, der.utf8(text))))

    def under(name, kind, expect, limits, addresses, comment, **values):
        authority = x509.make("authority", SPARE, ROOT, AUTHORITY + [limits])
        who = x509.make("bob", BOB.key, authority, x509.leaf_extensions(*addresses))
        mail(name, kind, expect, one([who, authority], who=who), comment, threat="C10", **values)

    limits = x509.constraints([der.tlv(0x81, b"example.org"), upn("@example.org")])
    under("constraints-upn-elsewhere", "good", "trusted", limits, [WHO], "constraints on user principal names, of which the certificate has none")
    under("constraints-upn-other-form", "good", "trusted", limits, [WHO, x509.smtp_utf8("b\u00f6b@example.org")],
          "constraints on user principal names, and another otherName in the certificate")
    under("c10-upn", "spoof", "untrusted NAME_CONSTRAINTS", limits, [WHO, upn("bob@example.org")],
          "constraints on user principal names, which are not supported, and such a name in the certificate")


def all_cases():
    dates()
    addresses()
    algorithms()
    times()
    encodings()
    names()
