"""B1, B3, B6, B13, C2, C7: what a message claims where nobody sees it, and signers that stand beside, in and around one another."""

import hashlib

import cms
import countersignatures
import der
import headers
import keys
import kit
import mime
import x509
from envelopes import envelope
from signatures import BOB, CAROL, ISSUING, MISMATCH, PLAIN, STRANGER, one

EARLIER = "Tue, 06 Jan 2026 10:30:00 +0000"
LATER = "Sun, 31 May 2026 12:00:00 +0000"
DATE = b"Date: " + mime.NOW.encode() + b"\r\n"
DATE_MISMATCH = "untrusted DATE_MISMATCH"
MAIL_OF_BOB = x509.leaf_extensions("bob@example.org")
EXPIRED = x509.make("bob", BOB.key, ISSUING, MAIL_OF_BOB, valid=("20180101000000", "20260110000000"))
FUTURE = x509.make("bob", BOB.key, ISSUING, MAIL_OF_BOB, valid=("20270101000000", "20280110000000"))
BOTH = x509.make("bob and carol", CAROL.key, ISSUING, x509.leaf_extensions("bob@example.org", "carol@example.org"))
AUTHORS = "bob@example.org, carol@example.org"
SIGNED_PART = mime.multipart_signed(PLAIN, one())
OPAQUE_PART = mime.cms_entity(one(content=PLAIN), "signed-data")


def sealed(label, entity):
    return mime.cms_entity(envelope("claims " + label, entity).gcm(), "authenveloped-data")


def packed(entity):
    return mime.cms_entity(cms.compressed(entity), "compressed-data", name="smime.p7z")


def by_carol(entity):
    return mime.multipart_signed(entity, one([CAROL, ISSUING], who=CAROL, over=entity), boundary="outer")


def by_bob(entity):
    return mime.multipart_signed(entity, one(over=entity), boundary="outer")


def opaque_by_carol(entity):
    return mime.cms_entity(one([CAROL, ISSUING], entity, CAROL, over=entity), "signed-data")


def undated(name, author=mime.BOB, more=""):
    return mime.header(name, author, more).replace(DATE, b"", 1)


def sha(entity):
    return hashlib.sha256(entity).hexdigest()


def dates():
    """B13: the Date that is compared is the one that is shown."""
    table = {
        "sealed": (sealed("1", DATE + SIGNED_PART), "encrypted signed", kit.KEYS, "in the envelope"),
        "sealed-opaque": (sealed("2", DATE + OPAQUE_PART), "encrypted signed", kit.KEYS, "in the envelope, around an opaque signature"),
        "cbc": (mime.cms_entity(envelope("claims 3", DATE + SIGNED_PART).cbc()), "encrypted signed", kit.KEYS, "in an envelope without a tag"),
        "packed": (packed(DATE + SIGNED_PART), "compressed signed", {}, "in what is compressed"),
        "packed-opaque": (packed(DATE + OPAQUE_PART), "compressed signed", {}, "in what is compressed, around an opaque signature"),
        "by-carol": (by_carol(DATE + SIGNED_PART), "signed signed", {}, "in what Carol signed around it"),
        "by-carol-opaque": (opaque_by_carol(DATE + SIGNED_PART), "signed signed", {}, "in what Carol signed around it, opaque"),
    }
    for name, (entity, layers, more, where) in table.items():
        values = {"layers": layers, "binding": "MATCH", **more, **kit.SIGNED}
        kit.case("b13-hidden-" + name, "spoof", DATE_MISMATCH, undated(name) + entity,
                 "an old signature of Bob's; the message has no Date, and the right one stands " + where, **values)
        kit.mail("dated-" + name, "good", "trusted", entity, "the same Date stands outside too, and " + where, sha256=kit.PLAIN, **values)
        if name in ("sealed", "packed"):
            kit.mail("b13-hidden-%s-later" % name, "spoof", DATE_MISMATCH, entity, "the message has a later Date, and the right one stands " + where,
                     date=LATER, **values)
    original = "Original-Date: %s\r\nResent-From: bob@example.org\r\nResent-Date: %s\r\n" % (mime.NOW, mime.NOW)
    values = {"layers": "signed", "binding": "MATCH", **kit.SIGNED}
    kit.case("b13-resent", "spoof", DATE_MISMATCH, undated("resent", more=original) + SIGNED_PART,
             "an old signature of Bob's; the message has no Date, but one of its resending", **values)
    kit.mail("dated-resent", "good", "trusted", SIGNED_PART, "Bob's message, which somebody sent on later: the fields of that decide nothing",
             more="Resent-From: carol@example.org\r\nResent-Date: %s\r\nResent-To: dave@example.org\r\n" % LATER, sha256=kit.PLAIN, **values)
    kit.mail("dated-within-the-hour", "good", "trusted", SIGNED_PART, "the Date is half an hour later", date=EARLIER, sha256=kit.PLAIN, **values)
    kit.mail("dated-with-sender", "good", "trusted", SIGNED_PART, "Carol sent it for Bob, as Sender says", more="Sender: carol@example.org\r\n",
             notes=None, sha256=kit.PLAIN, **values)


def protected_dates():
    """B13: a Date that was taken off is not better than a wrong one, though the signer's stands inside."""
    for name, hp, dress, more in (
        ("detached", "clear", headers.detached, {}), ("opaque", "clear", headers.opaque, {}),
        ("v1", '; protected-headers="v1"', headers.detached, {}),
        ("sealed", "cipher", lambda e: headers.sealed("claims hp", headers.detached(e)), {**kit.KEYS, "layers": "encrypted signed"}),
    ):
        fields = headers.fields("protected-" + name)
        entity = headers.payload(fields, hp, fields if hp == "cipher" else None)
        values = {**headers.CLEAR, **more}
        notes = "FIELD_MISSING HEADER_UNVERIFIED"
        headers.mail("b13-protected-" + name, "spoof", DATE_MISMATCH, headers.replaced(fields, Date=None), dress(entity),
                     "Bob protected the Date; outside it was taken off", **{**values, "notes": notes})
        headers.mail("dated-protected-" + name, "good", "trusted", fields, dress(entity), "Bob protected the Date, which stands outside too",
                     **{**values, "sha256": sha(entity)})
        headers.mail("b13-protected-%s-later" % name, "spoof", DATE_MISMATCH, headers.replaced(fields, Date=LATER), dress(entity),
                     "Bob protected the Date; outside stands a later one", **{**values, "notes": "FIELD_ALTERED HEADER_UNVERIFIED"})
    fields = headers.fields("protected-wrapped")
    entity = headers.wrapped(fields)
    headers.mail("b13-protected-wrapped", "spoof", DATE_MISMATCH, headers.replaced(fields, Date=None), headers.detached(entity),
                 "the Date stands in a message in place of the content, and outside it was taken off",
                 **{**headers.CLEAR, "notes": "FIELD_MISSING HEADER_UNVERIFIED"})


def signers():
    """B3, B6, C7: several signers, and certificates that share what names them."""
    attrs = cms.attributes(PLAIN)
    bob, carol = cms.signer(BOB, PLAIN), cms.signer(CAROL, PLAIN)
    sha512 = lambda who: cms.signer(who, PLAIN, "sha512")
    ski = der.tlv(0x80, BOB.ski)
    by_key = cms.signer(BOB, PLAIN, sid=ski, version=3)
    everybody = [BOB, CAROL, ISSUING]

    def case(name, kind, expect, infos, comment, certificates=everybody, digests=("sha256",), entity=PLAIN, **values):
        p7s = cms.signed(infos, certificates, digests=[der.algorithm(keys.DIGESTS[each]) for each in digests])
        kit.mail(name, kind, expect, mime.multipart_signed(entity, p7s), comment, **{"layers": "signed", **values, **kit.SIGNED})

    def good(name, infos, comment, certificates=everybody, **values):
        case("signers-" + name, "good", "trusted", infos, comment, certificates, **{"sha256": kit.PLAIN, "binding": "MATCH", **values})

    def spoof(name, expect, infos, comment, certificates=everybody, **values):
        case(name, "spoof", expect, infos, comment, certificates, **values)

    good("same-twice", [bob, bob], "one signature, twice")
    good("two-digests", [bob, sha512(BOB)], "Bob signed with SHA-256 and with SHA-512", digests=("sha256", "sha512"), deviations="MICALG_MISMATCH")
    good("five-minutes-later", [bob, cms.signer(BOB, PLAIN, attrs=cms.attributes(PLAIN, when="20260106100500"))], "Bob signed twice")
    good("bare-beside", [bob, cms.signer(BOB, PLAIN, attrs=None)], "one of two signatures of Bob has no attributes", deviations="SIGNED_ATTRIBUTES_ABSENT")
    good("other-certificate", [bob, cms.signer(BOTH, PLAIN)], "a certificate of both signed beside Bob's", [BOB, BOTH, ISSUING])
    good("two-authors", [cms.signer(BOTH, PLAIN)], "two authors, and a certificate of both", [BOTH, ISSUING], author=AUTHORS,
         more="Sender: bob@example.org\r\n")
    good("renewed", [by_key], "three certificates over one key, of which one has expired and one is to come", [EXPIRED, FUTURE, BOB, ISSUING])
    good("certificates-twice", [bob], "each certificate, twice", [BOB, BOB, ISSUING, ISSUING])
    good("issuers-alike", [bob], "strangers' certificates have the name of the issuer",
         [x509.make("issuing", CAROL.key, STRANGER, [x509.basic(True), x509.usage("keyCertSign")]), BOB, ISSUING])
    twins = [x509.make("bob", BOB.key, (ISSUING.subject, STRANGER.key), MAIL_OF_BOB, serial=BOB.serial, valid=("20180101000000", "2040%02d01000000" % m))
             for m in range(1, 8)]
    good("forged-certificates", [bob], "seven certificates that their issuer never made have Bob's issuer, serial number and key", twins + [BOB, ISSUING])
    more = {
        "policy": ("1.2.840.113549.1.9.16.2.15", der.seq(der.oid("1.2.3.4.5"), der.seq(der.algorithm(keys.DIGESTS["sha256"]), der.octets(bytes(32)))), "a signature policy (RFC 5126)"),
        "commitment": ("1.2.840.113549.1.9.16.2.16", der.seq(der.oid("1.2.840.113549.1.9.16.6.5")), "a commitment (RFC 5126)"),
        "mime-type": ("0.4.0.1733.2.1", der.utf8("application/pdf"), "the type of another content (CAdES)"),
        "hints": ("1.2.840.113549.1.9.16.2.4", der.seq(der.utf8("a contract"), der.oid(cms.DATA)), "hints about the content (RFC 2634)"),
        "expansion": ("1.2.840.113549.1.9.16.2.3", der.seq(der.seq(CAROL.issuer_and_serial, der.tlv(0x18, b"20260106100000Z"))), "the history of a mailing list (RFC 2634)"),
        "label": ("1.2.840.113549.1.9.16.2.2", der.tlv(0x31, der.integer(4), der.oid("1.2.3.4")), "a security label (RFC 2634)"),
    }
    for name, (oid, value, what) in more.items():
        good("attribute-" + name, [cms.signer(BOB, PLAIN, attrs={**attrs, "more": cms.attribute(oid, value)})], "a signed attribute: " + what)

    spoof("b3-other-attributes", MISMATCH, [bob, cms.signer(BOB, PLAIN, attrs=cms.attributes(b"other"))], "two signatures of Bob, one of them of another content",
          signers="trusted, " + MISMATCH)
    spoof("b3-other-time", DATE_MISMATCH, [bob, cms.signer(BOB, PLAIN, attrs=cms.attributes(PLAIN, when="20250106100000"))],
          "two signatures of Bob, one of them a year older", signers="trusted, " + DATE_MISMATCH)
    spoof("b3-sha1-beside", "untrusted WEAK_DIGEST", [bob, cms.signer(BOB, PLAIN, "sha1")], "two signatures of Bob, one of them with SHA-1",
          digests=("sha256", "sha1"), deviations="MICALG_MISMATCH")
    spoof("b3-md5-beside", "untrusted FORBIDDEN_DIGEST", [bob, cms.signer(BOB, PLAIN, "md5")], "two signatures of Bob, one of them with MD5",
          digests=("sha256", "md5"), deviations="MICALG_MISMATCH")
    spoof("b3-bare-forged", "broken SIGNATURE_INVALID", [bob, cms.signer(BOB, PLAIN, attrs=None, signature=bytes(256))], "the second has no attributes and is forged",
          deviations="SIGNED_ATTRIBUTES_ABSENT")
    spoof("b3-expired-beside", "untrusted EXPIRED", [bob, cms.signer(EXPIRED, PLAIN)], "the second is by a certificate that has expired", [BOB, EXPIRED, ISSUING])
    lf = PLAIN.replace(b"\r\n", b"\n")
    spoof("b3-two-forms", MISMATCH, [bob, cms.signer(BOB, lf)], "two signatures of Bob, one of them over LF", signers="trusted, " + MISMATCH)
    spoof("b3-stranger-over-lf", MISMATCH, [bob, cms.signer(STRANGER, lf)], "a stranger signed the content as it travels, over LF, and Bob over CRLF",
          [BOB, STRANGER, ISSUING], entity=lf)
    spoof("b6-two-authors-two-signers", kit.OTHER, [bob, carol], "two authors, and each signed: no signature speaks for both", author=AUTHORS, binding="SEVERAL_FROM",
          more="Sender: bob@example.org\r\n")
    spoof("c7-named-expired", "broken ATTRIBUTES_INVALID",
          [cms.signer(BOB, PLAIN, attrs={**attrs, "more": cms.attribute(cms.SIGNING_CERTIFICATE_V2, cms.certificate_v2(EXPIRED))})],
          "Bob named the certificate that has expired, and the signer is said to be by the new one", [BOB, EXPIRED, ISSUING])
    spoof("c7-expired-alone", "untrusted EXPIRED", [by_key], "Bob's key identifier, and the old certificate alone", [EXPIRED, ISSUING])


def countersigned():
    """C2: a countersignature changes nothing, whoever made it, and becomes no signature of content."""
    counter, on = countersignatures.counter, countersignatures.on
    value = countersignatures.value(CAROL)
    attrs = {name: each for name, each in cms.attributes(value).items() if name != "type"}
    for name, entity in (
        ("detached", mime.multipart_signed(value, cms.signed([cms.signer(BOB, value, attrs=attrs)], [BOB, ISSUING]))),
        ("opaque", mime.cms_entity(cms.signed([cms.signer(BOB, value, attrs=attrs)], [BOB, ISSUING], value), "signed-data")),
    ):
        kit.mail("c2-countersignature-as-signature-" + name, "spoof", "broken ATTRIBUTES_INVALID", entity,
                 "what Bob countersigned was made the content of his signature", layers="signed", released="no", **kit.SIGNED)
    values = {"layers": "signed", **kit.SIGNED}
    certificates = [EXPIRED, BOB, CAROL, ISSUING]
    for name, who, comment in (("carol", CAROL, "Carol"), ("bob", BOB, "Bob himself, with his new certificate")):
        signer = cms.signer(EXPIRED, PLAIN, unsigned=[cms.attribute(countersignatures.COUNTERSIGNATURE, counter(who))])
        kit.mail("c2-countersigned-expired-by-" + name, "spoof", "untrusted EXPIRED", mime.multipart_signed(PLAIN, cms.signed([signer], certificates)),
                 "the certificate has expired, and %s countersigned while it was valid" % comment, **values)
    signer = cms.signer(BOB, PLAIN, unsigned=[cms.attribute(countersignatures.COUNTERSIGNATURE, counter(EXPIRED))])
    kit.mail("countersigned-by-expired", "good", "trusted", mime.multipart_signed(PLAIN, cms.signed([signer], certificates)),
             "the countersigner's certificate has expired", countersigners="untrusted EXPIRED", sha256=kit.PLAIN, binding="MATCH", **values)
    signer = cms.signer(BOB, PLAIN, unsigned=[cms.attribute(countersignatures.COUNTERSIGNATURE, der.octets(b"no SignerInfo"))])
    kit.mail("countersigned-unreadable", "good", "trusted", mime.multipart_signed(PLAIN, cms.signed([signer], certificates)),
             "what stands as a countersignature is none", sha256=kit.PLAIN, binding="MATCH", **values)


def around():
    """B1: what others put around a signed message, and forward."""
    head = mime.header("inner", mime.BOB)
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + head + SIGNED_PART
    mixed = mime.multipart("mixed", [mime.TEXT + b"See below.\r\n", forwarded], "parts")
    values = {"layers": "signed", "errant": "signed", **kit.SIGNED}
    for name, dress in (("", by_carol), ("-opaque", opaque_by_carol)):
        for what, entity in (("", forwarded), ("-with-text", mixed)):
            kit.mail("forwarded-by-carol%s%s" % (what, name), "good", "trusted", dress(entity), "Carol forwards Bob's message, and signs", mime.CAROL,
                     sha256=sha(entity), binding="MATCH", **values)
            kit.mail("b1-forwarded-in-his-name%s%s" % (what, name), "spoof", kit.OTHER, dress(entity), "Carol forwards Bob's message in his name", binding="MISMATCH", **values)
    both = {**kit.SIGNED, "binding": "MATCH", "sha256": kit.PLAIN}
    kit.mail("around-by-carol-sealed", "good", "trusted", by_carol(sealed("4", SIGNED_PART)), "Bob signed and encrypted, and Carol, who passed it on, signed the whole",
             layers="signed encrypted signed", **both, **kit.KEYS)
    kit.mail("around-by-carol-packed", "good", "trusted", by_carol(packed(OPAQUE_PART)), "Bob's opaque message, compressed, and Carol signed the whole",
             layers="signed compressed signed", **both)
    theirs = mime.multipart_signed(PLAIN, one([CAROL, ISSUING], who=CAROL))
    kit.mail("b6-sealed-by-another", "spoof", kit.OTHER, by_bob(sealed("5", theirs)), "Bob signed around what Carol signed and encrypted: the words are Carol's",
             layers="signed encrypted signed", binding="MISMATCH", **kit.KEYS, **kit.SIGNED)
    alone = mime.cms_entity(cms.signed([], [BOB, ISSUING], digests=[]), "certs-only", name="smime.p7c")
    parts = mime.multipart("mixed", [mime.TEXT + b"My certificate.\r\n", alone], "parts")
    kit.mail("certificates-attached-signed", "good", "trusted", by_bob(parts), "Bob attached his certificates, and signed", sha256=sha(parts), binding="MATCH",
             layers="signed", errant="certificates", **kit.SIGNED)
    kit.mail("b4-certificates-as-signature", "spoof", "malformed", mime.multipart("signed", [PLAIN, alone], "sig", mime.SIGNED),
             "certificates alone stand where the signature is due", **kit.SIGNED)


def all_cases():
    dates()
    protected_dates()
    signers()
    countersigned()
    around()
