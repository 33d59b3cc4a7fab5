"""B1, B6 to B9, B12, B13: the mail around a signature."""

import cms
import der
import kit
import mime
import x509
from signatures import BOB, CAROL, ISSUING, PLAIN, one

OTHER, AMBIGUOUS = kit.OTHER, kit.AMBIGUOUS
BY_BOB = one()
BY_CAROL = one([CAROL, ISSUING], who=CAROL)
SIGNED_PART = mime.multipart_signed(PLAIN, BY_BOB)
OPAQUE = one(content=PLAIN)


def raw(name, kind, expect, lines, comment, body=mime.multipart_signed(PLAIN, BY_CAROL), **more):
    """With all header fields as given, LF or CRLF and all."""
    values = {"layers": "signed", **kit.SIGNED, **more}
    head = b"\r\n".join(line.encode("utf-8", "surrogateescape") if isinstance(line, str) else line for line in lines)
    kit.case(name, kind, expect, head + b"\r\n" + body, comment, **values)


def signed(name, kind, expect, entity, comment, author=mime.BOB, **more):
    values = {"layers": "signed", **kit.SIGNED, **more}
    kit.mail(name, kind, expect, entity, comment, author, **values)


def partial():
    """B1: text that nobody signed, around what Bob did."""
    before, after = mime.TEXT + b"Pay Mallory. Bob", mime.TEXT + b"PS: pay Mallory."
    cid = b"Content-ID: <x>\r\n" + SIGNED_PART
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + mime.header("inner") + SIGNED_PART
    attached = b"Content-Disposition: attachment; filename=signed.eml\r\n" + SIGNED_PART
    inside = mime.cms_entity(OPAQUE, "signed-data")
    cases = {
        "prepended": ("mixed", [before, SIGNED_PART], "text before it"),
        "appended": ("mixed", [SIGNED_PART, after], "text behind it"),
        "both": ("mixed", [before, SIGNED_PART, after], "text on both sides"),
        "hidden": ("mixed", [mime.HTML + b'Pay Mallory.<div style="display:none">', SIGNED_PART], "HTML that hides what follows"),
        "cid": ("related", [mime.HTML + b'Pay Mallory.<img src="cid:x">', cid], "HTML that shows it by cid"),
        "alternative": ("alternative", [SIGNED_PART, mime.HTML + b"Pay Mallory."], "an alternative that is shown instead"),
        "attachment": ("mixed", [before, attached], "an attachment"),
        "rfc822": ("mixed", [before, forwarded], "a forwarded message"),
        "digest": ("digest", [b"\r\n" + mime.header("inner") + SIGNED_PART], "a digest"),
        "opaque-prepended": ("mixed", [before, inside], "opaque, with text before it"),
        "opaque-appended": ("mixed", [inside, after], "opaque, with text behind it"),
        "only-part": ("mixed", [SIGNED_PART], "the only part of a multipart"),
        "report": ("report; report-type=delivery-status", [before, SIGNED_PART], "a report"),
    }
    for name, (kind, parts, comment) in cases.items():
        signed("b1-" + name, "spoof", "opened", mime.multipart(kind, parts), "what Bob signed is not the message: " + comment,
               layers=None, errant="signed")
    signed("b1-rfc822-alone", "spoof", "opened", forwarded, "the whole message is a forwarded one", layers=None, errant="signed")
    signed("b1-twice", "spoof", "opened", mime.multipart("mixed", [SIGNED_PART, SIGNED_PART]), "twice in a multipart", layers=None,
           errant="signed signed")
    p7s = one([CAROL, ISSUING], who=CAROL, over=mime.multipart("mixed", [before, SIGNED_PART]))
    signed("b1-signed-by-another", "spoof", OTHER, mime.multipart_signed(mime.multipart("mixed", [before, SIGNED_PART]), p7s, boundary="outer"),
           "Carol signed the whole, in Bob's name, with Bob's signed part in it", errant="signed", binding="MISMATCH")
    signed("b1-signature-named-mixed", "spoof", "not smime", SIGNED_PART.replace(b"multipart/signed", b"multipart/mixed"),
           "multipart/signed was renamed multipart/mixed", layers=None, errant=None)
    signed("b1-signature-alone", "spoof", "not smime", mime.multipart("mixed", [PLAIN, mime.signature_entity(BY_BOB)]),
           "a text and a signature as parts of multipart/mixed", layers=None, errant=None)


def authors():
    """B6: who is in From and who signed. Carol signed."""
    head = ["Date: Tue, 06 Jan 2026 10:00:00 +0000", "To: alice@example.org", "MIME-Version: 1.0"]
    carol, bob = "carol@example.org", "bob@example.org"
    table = {
        "another": (["From: " + bob], "MISMATCH"),
        "display-name": (['From: "carol@example.org" <bob@example.org>'], "MISMATCH"),
        "display-name-unquoted": (["From: carol@example.org <bob@example.org>"], "UNPARSEABLE"),
        "display-name-encoded": (["From: =?utf-8?q?carol=40example=2Eorg?= <bob@example.org>"], "MISMATCH"),
        "display-name-padded": (['From: "carol@example.org%s" <bob@example.org>' % (" " * 200)], "MISMATCH"),
        "two-mailboxes": (["From: carol@example.org, bob@example.org"], "SEVERAL_FROM"),
        "two-mailboxes-other-order": (["From: bob@example.org, carol@example.org"], "SEVERAL_FROM"),
        "two-fields": (["From: " + carol, "From: " + bob], "UNPARSEABLE"),
        "two-fields-other-order": (["From: " + bob, "From: " + carol], "UNPARSEABLE"),
        "two-fields-alike": (["From: " + carol, "From: " + carol], "UNPARSEABLE"),
        "none": ([], "NO_FROM"),
        "none-but-sender": (["Sender: " + carol], "NO_FROM"),
        "none-but-reply-to": (["Reply-To: " + carol], "NO_FROM"),
        "none-but-resent": (["Resent-From: " + carol], "NO_FROM"),
        "sender": (["From: " + bob, "Sender: " + carol], "SENDER_ONLY"),
        "reply-to": (["From: " + bob, "Reply-To: " + carol], "MISMATCH"),
        "no-address": (["From: Carol"], "NO_FROM"),
        "empty": (["From: "], "NO_FROM"),
        "empty-angles": (["From: Carol <>"], "NO_FROM"),
        "text-behind-angles": (["From: <carol@example.org>bob@example.org"], "UNPARSEABLE"),
        "two-angles": (["From: Carol <carol@example.org> <bob@example.org>"], "UNPARSEABLE"),
        "nested-angles": (["From: <<carol@example.org>>"], "UNPARSEABLE"),
        "open-angle": (["From: Carol <carol@example.org"], "UNPARSEABLE"),
        "group": (["From: friends: carol@example.org;"], "UNPARSEABLE"),
        "empty-group": (["From: undisclosed:;"], "NO_FROM"),
        "route": (["From: <@relay.example:carol@example.org>"], "UNPARSEABLE"),
        "encoded-address": (["From: =?utf-8?q?carol=40example=2Eorg?="], "NO_FROM"),
        "encoded-local-part": (["From: <=?utf-8?q?carol?=@example.org>"], "UNPARSEABLE"),
        "nul": (["From: carol@example.org\0bob@example.org"], "UNPARSEABLE"),
        "nul-in-name": (["From: Carol\0 <carol@example.org>"], "UNPARSEABLE"),
        "trailing-dot": (["From: carol@example.org."], "UNPARSEABLE"),
        "longer-domain": (["From: carol@example.org.evil.example"], "MISMATCH"),
        "two-ats": (["From: carol@example.org@evil.example"], "UNPARSEABLE"),
        "comment-inside": (["From: carol(@evil.example)@example.org"], "UNPARSEABLE"),
        "blanks-inside": (["From: carol @ example.org"], "UNPARSEABLE"),
        "quoted-local-part": (['From: "carol@example.org"@evil.example'], "MISMATCH"),
        "sub-address": (["From: carol+x@example.org"], "MISMATCH"),
        "cyrillic": (["From: \u0441arol@example.org"], "MISMATCH"),
        "cyrillic-domain": (["From: carol@ex\u0430mple.org"], "MISMATCH"),
        "zero-width": (["From: car\u200bol@example.org"], "UNPARSEABLE"),
        "right-to-left": (["From: \u202ecarol@example.org"], "UNPARSEABLE"),
        "malformed-utf8": ([b"From: carol\xff@example.org"], "UNPARSEABLE"),
        "semicolon": (["From: carol@example.org; bob@example.org"], "UNPARSEABLE"),
        "domain-literal": (["From: carol@[127.0.0.1]"], "UNPARSEABLE"),
        "many-groups": (["From: " + "g:;," * 10000 + carol], "UNPARSEABLE"),
    }
    for name, (lines, binding) in table.items():
        raw("b6-" + name, "spoof", kit.unbound(binding), lines + head, "Carol signed; From: " + name.replace("-", " "), binding=binding)
    good = {
        "plain": "From: carol@example.org",
        "angles": "From: Carol <carol@example.org>",
        "comment": "From: carol@example.org (Carol)",
        "comment-before": "From: (the real) Carol <carol@example.org>",
        "folded": "From: Carol\r\n <carol@example.org>",
        "folded-tab": "From:\r\n\tCarol <carol@example.org>",
        "quoted": 'From: "Carol, of \\"Example\\"" <carol@example.org>',
        "dots": "From: Carol Q. Public <carol@example.org>",
        "encoded-word": "From: =?iso-8859-1?q?C=E4rol?= <carol@example.org>",
        "raw-name": b"From: C\xe4rol <carol@example.org>",
        "bob-in-name": 'From: "bob@example.org" <carol@example.org>',
        "lower-case-field": "from: carol@example.org",
        "capitals": "From: CAROL@example.org",
    }
    for name, line in good.items():
        read_alike = name != "raw-name"
        raw("from-" + name, "good" if read_alike else "deviation", "trusted" if read_alike else AMBIGUOUS, [line] + head,
            "Carol signed; From: " + name.replace("-", " "), binding="MATCH" if read_alike else "UNPARSEABLE", threat="B6", sha256=kit.PLAIN)


def headers():
    """B7: headers that programs read in different ways. Carol signed and is in one of them."""
    head = ["From: carol@example.org", "To: alice@example.org", "MIME-Version: 1.0"]
    unparseable = {
        "blank-before-colon": ["From : bob@example.org"] + head,
        "tab-before-colon": head + ["From\t: bob@example.org"],
        "nul-before-name": ["\0From: bob@example.org"] + head,
        "control-in-name": head + ["Fr\x01om: bob@example.org"],
        "high-octet-in-name": head + [b"\xa0From: bob@example.org"],
        "blank-before-name": ["X: y", " From: bob@example.org", " ", "From: bob@example.org"] + head,
        "bare-cr": head + ["X: y\rFrom: bob@example.org"],
        "no-colon": head[:2] + ["From bob@example.org to all", head[2]],
        "two-mime-versions": head + ["MIME-Version: 2.0"],
        "two-encodings": head + ["Content-Transfer-Encoding: 7bit", "Content-Transfer-Encoding: base64"],
        "nul-in-subject": head + ["Subject: a\0b"],
    }
    for name, lines in unparseable.items():
        raw("b7-" + name, "spoof", AMBIGUOUS, lines, "a header that can be read in more than one way: " + name.replace("-", " "),
            binding="UNPARSEABLE")
    raw("b7-first-line-folded", "spoof", AMBIGUOUS, [" From: bob@example.org"] + head, "the header begins with a folded line",
        binding="UNPARSEABLE")
    raw("b7-two-types", "spoof", AMBIGUOUS, head, "multipart/signed, and then text/plain",
        mime.multipart_signed(PLAIN, BY_CAROL).replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain\r\n\r\n", 1), binding="UNPARSEABLE")
    raw("b7-two-types-other-order", "spoof", AMBIGUOUS, head + ["Content-Type: text/plain"], "text/plain, and then multipart/signed",
        binding="UNPARSEABLE")
    raw("b7-two-types-opaque", "spoof", AMBIGUOUS, head + ["Content-Type: application/pkcs7-mime; smime-type=signed-data"],
        "application/pkcs7-mime, and then text/html", b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + mime.base64_lines(one([CAROL, ISSUING], PLAIN, CAROL)), binding="UNPARSEABLE")
    inner = b"From: carol@example.org\r\n" + PLAIN
    raw("b7-author-in-signed-part", "spoof", OTHER, ["From: bob@example.org"] + head[1:], "the signed part has a From field of its own",
        mime.multipart_signed(inner, one([CAROL, ISSUING], who=CAROL, over=inner)), binding="MISMATCH")
    nested = b"Content-Type: message/rfc822\r\n\r\nFrom: carol@example.org\r\n" + PLAIN
    raw("b7-author-in-forwarded", "spoof", OTHER, ["From: bob@example.org"] + head[1:], "what is signed is a forwarded message of Carol",
        mime.multipart_signed(nested, one([CAROL, ISSUING], who=CAROL, over=nested)), binding="MISMATCH")


def boundaries():
    """B8: where the parts begin and end."""
    usual = mime.signature_entity(BY_BOB)
    ok = {"sha256": kit.PLAIN, "binding": "MATCH"}
    plain = lambda **odd: mime.multipart_signed(PLAIN, BY_BOB, **odd)
    signed("b8-preamble", "deviation", "trusted", plain(preamble=b"Pay Mallory.\r\n"), "text before the first part",
           deviations="UNSIGNED_TEXT_AROUND", **ok)
    signed("b8-epilogue", "deviation", "trusted", plain(epilogue=b"Pay Mallory.\r\n"), "text behind the last part",
           deviations="UNSIGNED_TEXT_AROUND", **ok)
    signed("b8-no-close", "deviation", "trusted", plain(end=b""), "no close delimiter", deviations="CLOSE_DELIMITER_MISSING", **ok)
    signed("b8-two-boundaries", "spoof", AMBIGUOUS, plain(named="boundary=sig; boundary=other"), "two boundary parameters", binding="UNPARSEABLE")
    signed("b8-two-boundaries-other-order", "spoof", "malformed", plain(named="boundary=other; boundary=sig"),
           "two boundary parameters, the other order", layers=None)
    signed("b8-boundary-extended-too", "spoof", AMBIGUOUS, plain(named="boundary=sig; boundary*=us-ascii''other"),
           "boundary and boundary*", binding="UNPARSEABLE")
    third = mime.TEXT + b"Pay Mallory."
    for name, parts in {
        "three-parts": [PLAIN, usual, third], "three-parts-first": [third, PLAIN, usual], "three-parts-middle": [PLAIN, third, usual],
        "two-signatures": [PLAIN, usual, usual], "one-part": [PLAIN], "signature-alone": [usual],
    }.items():
        signed("b8-" + name, "spoof", "malformed", mime.multipart("signed", parts, "sig", mime.SIGNED), name.replace("-", " "), layers=None)
    signed("b8-parts-swapped", "spoof", "malformed", mime.multipart("signed", [usual, PLAIN], "sig", mime.SIGNED),
           "the signature stands first", layers=None)
    signed("b8-no-boundary", "spoof", "malformed", plain(named="x=y"), "no boundary parameter", layers=None)
    signed("b8-empty-boundary", "spoof", "malformed", plain(named='boundary=""'), "an empty boundary", layers=None)
    signed("b8-other-boundary", "spoof", "malformed", plain(named="boundary=other"), "a boundary that is nowhere", layers=None)
    signed("b8-inserted", "spoof", "broken DIGEST_MISMATCH", plain().replace(b"Dear Alice,", b"Dear Alice, pay Mallory.", 1),
           "words were put into the signed part", integrity="altered", released="no")
    signed("b8-header-changed", "spoof", "broken DIGEST_MISMATCH", plain().replace(b"text/plain", b"text/html ", 1),
           "the header of the signed part was changed", integrity="altered")
    signed("b8-moved-boundary", "spoof", "malformed", plain().replace(b"the contract", b"\r\n--sig\r\n\r\nthe contract", 1),
           "a delimiter was put into the signed part", layers=None)
    early = plain().replace(b"Dear Alice,", b"\r\n--sig--\r\nDear Alice,", 1)
    signed("b8-early-close", "spoof", "malformed", early, "a close delimiter was put into the signed part", layers=None)
    inner = mime.multipart("mixed", [mime.TEXT + b"one", mime.TEXT + b"two"], "sig2")
    signed("boundary-longer", "good", "trusted", mime.multipart_signed(inner, one(over=inner), boundary="sig22"),
           "the outer boundary is longer than the inner one, and begins alike", threat="B8", binding="MATCH")
    # RFC 2046, 5.1.1: whoever compares only as much as the boundary is long, as the text allows, splits these two elsewhere.
    signed("b8-boundary-prefix", "spoof", AMBIGUOUS, mime.multipart_signed(inner, one(over=inner), boundary="sig"),
           "the outer boundary is shorter than the inner one, and begins alike: some split at the inner one", threat="B8", binding="UNPARSEABLE")
    same = mime.multipart("mixed", [mime.TEXT + b"one", mime.TEXT + b"two"], "sig")
    signed("b8-same-boundary", "spoof", "malformed", mime.multipart_signed(same, one(over=same)), "the inner multipart has the outer boundary",
           layers=None)
    for name, within, outer in (("closes-outer", "sig--", "sig"), ("closed-by-outer", "sig", "sig--"), ("blank-at-end", '"sig "', "sig")):
        entity = mime.multipart("mixed", [mime.TEXT + b"one", mime.TEXT + b"two"], within.strip('"'), named="boundary=" + within)
        signed("b8-inner-boundary-" + name, "spoof", "malformed", mime.multipart_signed(entity, one(over=entity), boundary=outer),
               "a delimiter of the inner multipart is one of the outer as well: " + name.replace("-", " "), layers=None)
    lines = PLAIN.replace(b"Bob\r\n", b"--sigx\r\n --sig\r\n--si\r\nBob\r\n")
    signed("b8-boundary-lookalikes", "spoof", AMBIGUOUS, mime.multipart_signed(lines, one(over=lines), boundary="sig"),
           "lines of the text that look like the delimiter: some split there", threat="B8", binding="UNPARSEABLE", errant=None)


def dates():
    """B13: what Bob signed, sent once more under another date. Whole hours, or halves of them, are those of a wrong zone."""
    signed("b13-a-year-later", "spoof", "untrusted DATE_MISMATCH", SIGNED_PART, "a year later", date="Wed, 06 Jan 2027 10:00:00 +0000",
           binding="MATCH")
    for name, date in (("two-hours-later", "Tue, 06 Jan 2026 12:00:01 +0000"), ("before-it-was-signed", "Tue, 06 Jan 2026 08:00:00 +0000"),
                       ("other-zone", "Tue, 06 Jan 2026 10:00:00 -0500")):
        signed("b13-" + name, "good", "trusted", SIGNED_PART, name.replace("-", " "), date=date, sha256=kit.PLAIN, binding="MATCH")
    signed("b13-within-the-hour", "good", "trusted", SIGNED_PART, "sent fifty minutes after it was signed",
           date="Tue, 06 Jan 2026 10:50:00 +0000", threat="B13", sha256=kit.PLAIN, binding="MATCH")


def lies():
    """B9: parameters that name something else; CMS decides."""
    ok = {"sha256": kit.PLAIN, "binding": "MATCH"}
    parameters = {
        "micalg-wrong": ('; protocol="application/pkcs7-signature"; micalg=sha-512', "MICALG_MISMATCH"),
        "micalg-md5": ('; protocol="application/pkcs7-signature"; micalg=md5', "MICALG_MISMATCH"),
        "micalg-unknown": ('; protocol="application/pkcs7-signature"; micalg=unknown', "MICALG_MISMATCH"),
        "micalg-missing": ('; protocol="application/pkcs7-signature"', "MICALG_MISMATCH"),
        "protocol-missing": ("; micalg=sha-256", "PROTOCOL_PARAMETER"),
        "protocol-x": ('; protocol="application/x-pkcs7-signature"; micalg=sha-256', "PROTOCOL_PARAMETER"),
        "protocol-pgp": ('; protocol="application/pgp-signature"; micalg=sha-256', "PROTOCOL_PARAMETER"),
        "all-missing": ("", "MICALG_MISMATCH PROTOCOL_PARAMETER"),
    }
    for name, (text, deviations) in parameters.items():
        signed("b9-" + name, "deviation", "trusted", mime.multipart_signed(PLAIN, BY_BOB, text), "multipart/signed: " + name.replace("-", " "),
               deviations=deviations, **ok)
    for stated in ("enveloped-data", "certs-only", "compressed-data", "nonsense"):
        signed("b9-opaque-as-" + stated, "deviation", "trusted", mime.cms_entity(OPAQUE, stated), "SignedData that says it is " + stated,
               deviations="SMIME_TYPE", **ok)
    signed("b9-opaque-as-signature", "deviation", AMBIGUOUS, mime.cms_entity(OPAQUE, "", "application/pkcs7-signature"),
           "SignedData with content that says it is a signature", deviations="MEDIA_TYPE", **{**ok, "binding": "UNPARSEABLE"})


def protected():
    """B12: header fields inside what is signed."""
    def hp(author):
        return ('Content-Type: text/plain; charset=utf-8; hp="clear"\r\nFrom: %s\r\nTo: alice@example.org\r\nSubject: inner\r\n'
                "Date: Tue, 06 Jan 2026 10:00:00 +0000\r\n\r\nPay Mallory.\r\n" % author).encode()

    for name, outer, author in (("outer-other", mime.BOB, "carol@example.org"), ("both-other", mime.BOB, "bob@example.org")):
        inner = hp(author)
        signed("b12-" + name, "spoof", OTHER, mime.multipart_signed(inner, one([CAROL, ISSUING], who=CAROL, over=inner)),
               "Carol signed; outside is Bob, inside " + author, outer)


def beside():
    """B7, B8: what programs without S/MIME show of a signed mail, and nobody signed."""
    doubt = {"binding": "UNPARSEABLE", "integrity": "intact"}
    text = mime.base64_lines(BY_BOB)
    armour = b"-----BEGIN PKCS7-----\r\n" + text + b"-----END PKCS7-----\r\n"
    for name, second, comment in (
        ("html", b"Content-Type: text/html\r\n\r\n<p>Pay Mallory.</p>\r\n" + armour, "HTML"),
        ("text", b"Content-Type: text/plain\r\n\r\nPay Mallory.\r\n\r\n" + armour, "text"),
        ("untyped", b"\r\nPay Mallory.\r\n\r\n" + armour, "a part without a type"),
        ("behind-text", b"Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\nPay Mallory.\r\n" + text,
         "text before its Base64"),
    ):
        signed("b8-shown-" + name, "spoof", AMBIGUOUS, mime.multipart_signed(PLAIN, BY_BOB, second=second),
               "the signature stands behind " + comment + " in the second part",
               deviations="BASE64_IRREGULAR" if name == "behind-text" else "ARMOURED_CMS MEDIA_TYPE PROTOCOL_PARAMETER", **doubt)
    for name, field, comment in (
        ("type", "\x01Content-Type: text/html", "Content-Type"),
        ("type-behind", "Content-Type\x0b: text/html", "Content-Type"),
        ("encoding", "\x01Content-Transfer-Encoding: base64", "Content-Transfer-Encoding"),
        ("date", "\x1fDate: Mon, 01 Jun 2026 12:00:00 +0000", "Date"),
    ):
        raw("b7-control-" + name, "spoof", AMBIGUOUS, ["From: bob@example.org", "To: alice@example.org", field, "MIME-Version: 1.0"],
            "a control character hides a second field %s" % comment, mime.multipart_signed(PLAIN, BY_BOB), **doubt)


def all_cases():
    partial()
    authors()
    headers()
    boundaries()
    beside()
    lies()
    dates()
    protected()
