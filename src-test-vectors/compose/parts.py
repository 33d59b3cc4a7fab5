"""B6 to B9: line ends of other languages, fields and names that stand twice, and signatures that are files; beside each the honest mail that is like it."""

import hashlib

import alike
import cms
import der
import keys
import kit
import mime
from signatures import BOB, CAROL, CHAIN, PLAIN, one
from unlike import EVIL, doubt

BY_BOB = one()
OPAQUE = one(content=PLAIN)
SIGNED_PART = mime.multipart_signed(PLAIN, BY_BOB)
SHA256 = der.algorithm(keys.DIGESTS["sha256"], der.NULL)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/MediaBox[0 0 300 100]/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
ATTACHED = b"Content-Type: text/plain%s\r\nContent-Disposition: attachment%s\r\n\r\nWhat Carol wrote to me.\r\n"
HELLO = mime.TEXT + b"See what is attached.\r\n"


def sha(entity):
    return {"sha256": hashlib.sha256(entity).hexdigest()}


def good(name, threat, entity, comment, author=mime.BOB, more="", **values):
    """What Bob signed is another entity than the usual one."""
    alike.good(name, threat, mime.multipart_signed(entity, one(over=entity)), comment, author, more, **{**sha(entity), **values})


def spoof(name, entity, comment, **values):
    doubt(name, mime.multipart_signed(entity, one(over=entity)), comment, **{**sha(entity), **values})


def mixed(*parts, fields=b"", boundary="inner-1", **odd):
    return fields + mime.multipart("mixed", list(parts), boundary, **odd)


def attached(type_parameters, disposition_parameters):
    return mixed(HELLO, ATTACHED % (type_parameters.encode(), disposition_parameters.encode()))


def fields(name, subject=None, author=mime.BOB):
    """A header with raw octets in its subject."""
    return mime.header(name, author).replace(b"Subject: " + name.encode(), b"Subject: " + (subject or name.encode()))


def line_ends():
    """B7: what ends a line in Unicode, or in a language, and letters that do not."""
    for name, letter, comment in (
        ("2028", "\u2028".encode(), "U+2028 in a quoted parameter: some lose the type, and show the text before the parts"),
        ("2029", "\u2029".encode(), "U+2029 in a quoted parameter"),
        ("form-feed", b"\f", "a form feed in a quoted parameter"),
    ):
        changed = SIGNED_PART.replace(b"micalg=sha-256", b'micalg="sha-256' + letter + b'"', 1).replace(b"\r\n\r\n", b"\r\n\r\nPay Mallory.\r\n\r\n", 1)
        doubt("b7-line-end-parameter-" + name, changed, comment, deviations="UNSIGNED_TEXT_AROUND")
    for name, letter in (("next-line", "\u0085".encode()), ("latin-1-next-line", b"a\x85"), ("vertical-tab", b"\v"), ("file-separator", b"\x1c")):
        more = (b"X-Note: a" + letter + b"Content-Type: text/html\r\n").decode("utf-8", "surrogateescape")
        doubt("b7-line-end-field-" + name, SIGNED_PART, "a field that ends in the middle for some: " + name.replace("-", " "), more=more)
    spoof("b7-line-end-in-a-part", mixed(b"X-Note: a\vContent-Type: text/html\r\n" + HELLO), "a vertical tab in the header of a part")
    spoof("b7-line-end-in-inner-boundary", mixed(HELLO, boundary="in\u2028", named='boundary="in\u2028"'), "U+2028 in the boundary of an inner multipart")
    spoof("b7-line-end-in-file-name", attached("", "; filename*=utf-8''a%0Ab.txt"), "a line end in the name of a file")
    doubt("b7-line-end-encoded-author", SIGNED_PART, "a line end in an encoded word of From", "=?utf-8?q?Bob=0AMallory?= <bob@example.org>")
    for name, subject, comment in (
        ("utf-8", "Gr\u00fc\u00dfe von \u00c5sa \u2014 \u201ex\u201c \u2026 a\u00a0b".encode(), "a subject in UTF-8, with octets 0x85 in its letters"),
        ("windows-1252", b"\x93Gr\xfc\xdfe\x94 \x96 Bob", "a subject in windows-1252"),
    ):
        alike.whole("header-subject-" + name, "B7", fields("header-subject-" + name, subject) + SIGNED_PART, comment)
    good("file-name-narrow-space", "B7", attached('; name="Shot 10.00\u202fAM.png"', '; filename="Shot 10.00\u202fAM.png"'), "a name with U+202F in it, as macOS writes it")


def authors():
    """B6: display names that are folded in quotes, and letters of many languages."""
    for name, author, comment in (
        ("folded-in-quotes", '"Bob of the\r\n sales department" <bob@example.org>', "a name that is folded in its quotes"),
        ("folded-in-quotes-comma", '"Example, Bob (Department\r\n\tof Sales)" <bob@example.org>', "the same with a comma and parentheses"),
        ("folded-encoded-in-quotes", '"=?utf-8?q?Bob?=\r\n =?utf-8?q?_Example?=" <bob@example.org>', "encoded words that are folded in quotes"),
        ("utf-8-letters", "\u00c5sa \u0145 \u9b91\u52c3 \U0001f468\u200d\U0001f4bb <bob@example.org>", "letters of which some have the octet 0x85"),
    ):
        alike.good("author-" + name, "B6", SIGNED_PART, comment, author)
    doubt("b6-folded-in-quotes-address", SIGNED_PART, "an address in the quotes that are folded: some stop at the line end",
          '"carol@example.org\r\n x" <bob@example.org>')


def twice():
    """B7: fields that decide what is shown, in each header on the way to the text."""
    doubt("b7-twice-subject", SIGNED_PART, "two subjects: some show the first, some the last", more="Subject: Pay Mallory\r\n")
    part = b"Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n"
    text = b"RVZJTA==\r\n\r\nPay 10 EUR to Bob.\r\n"
    spoof("b7-twice-encoding-of-a-part", mixed(b"Content-Type: text/plain\r\n" + part + b"\r\n" + text), "a part of two encodings")
    spoof("b7-twice-encoding-without-type", part + b"\r\n" + text, "the signed part has no type, and two encodings")
    inner = mixed(b"Content-Type: text/plain\r\n" + EVIL, boundary="inner-2")
    spoof("b7-twice-type-further-in", mixed(HELLO, inner), "a part of a part has two types")
    spoof("b7-twice-disposition", mixed(HELLO, b"Content-Disposition: inline\r\n" + ATTACHED % (b"", b"")), "a part is inline, and an attachment")
    forwarded = b"Content-Type: message/rfc822\r\n\r\nFrom: carol@example.org\r\nContent-Type: text/plain\r\n" + part + b"\r\n" + text
    spoof("b7-twice-encoding-forwarded", mixed(HELLO, forwarded), "a forwarded mail of two encodings")
    two = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nUGF5IDEwIEVVUiB0byBCb2Iu\r\nDQo=\r\nUGF5IE1hbGxvcnku\r\n"
    spoof("b7-base64-of-a-text", two, "a text whose Base64 goes on behind its padding: some end there")
    protected = b"Content-Type: text/plain; hp=\"clear\"\r\nFrom: Bob <bob@example.org>\r\nDate: %s\r\nSubject: Pay 10 EUR\r\nSubject: Pay Mallory\r\n\r\nHello\r\n"
    spoof("b7-twice-subject-protected", protected % mime.NOW.encode(), "a protected header of two subjects")
    spoof("b7-names-of-type-and-disposition", attached("; name=a.txt", "; filename=b.exe"), "a file of two names")
    spoof("b7-names-in-two-forms", attached("", "; filename=a.txt; filename*=utf-8''b.exe"), "a file of two names, one of them encoded (RFC 2231)")
    alike.good("header-recipients-twice", "B7", SIGNED_PART, "recipients and keywords in two fields, as old mail has them",
               more="To: Bob <bob@example.org>\r\nCc: Carol <carol@example.org>\r\nCc: x@example.org\r\nKeywords: a\r\nKeywords: b\r\n")
    good("file-name-two-encodings", "B7", attached('; name="=?utf-8?Q?gr=C3=BC=C3=9Fe?=\r\n =?utf-8?Q?_von_Bob.txt?="', "; filename*0*=utf-8''gr%C3%BC; filename*1*=%C3%9Fe%20von%20Bob.txt"),
         "one name as encoded words and by RFC 2231, as Thunderbird and Apple Mail write it")
    good("file-name-both-forms", "B7", attached("", "; filename=a.txt; filename*=utf-8''a.txt"), "the same name plain, and encoded (RFC 2231)")
    good("file-name-both-forms-encoded", "B7", attached("", '; filename="=?UTF-8?Q?gr=C3=BC=C3=9Fe.txt?="; filename*=UTF-8\'\'gr%C3%BC%C3%9Fe.txt'),
         "the same name as an encoded word, which old programs read there, and by RFC 2231")
    spoof("b7-names-in-two-forms-encoded", attached("", '; filename="=?UTF-8?Q?b.exe?="; filename*=UTF-8\'\'a.txt'), "two names, one as an encoded word and one by RFC 2231")
    good("file-name-folded", "B7", attached('; name="a name that is\r\n long.txt"', '; filename="a name that is\r\n\tlong.txt"'), "a name that is folded")
    good("file-name-semicolon", "B7", attached('; name="Re: a; b.txt"', '; filename="Re: a; b.txt"'), "a name with a semicolon")
    good("content-type-comment", "B7", mixed(mime.TEXT.replace(b"\r\n", b"; charset = us-ascii (Plain text)\r\n", 1) + b"Hello\r\n"), "a comment, and blanks round an equals sign (RFC 2045, section 5.1)")
    old = b"Content-Type: message/rfc822\r\n\r\nFrom: carol@example.org\r\nSubject: a\r\nSubject: b\r\nX-Note: a\r\n \r\n b\r\n\r\nHello\r\n"
    good("content-forwards-old-mail", "B7", mixed(HELLO, old), "a forwarded mail with two subjects and a line of blanks")
    good("content-without-type", "B7", b"Content-Transfer-Encoding: 7bit\r\n\r\nHello\r\n", "the signed part has no type")


def multiparts():
    """B8: multiparts that claim an encoding, which all programs pass over (RFC 2045, section 6.4)."""
    for encoding in ("binary", "quoted-printable"):
        good("inner-multipart-" + encoding, "B8", mixed(HELLO, fields=b"Content-Transfer-Encoding: %s\r\n" % encoding.encode()), "an inner multipart that says it is " + encoding)
    lite = "_----------=_176769360012345"
    binary = b"Content-Transfer-Encoding: binary\r\n"
    good("inner-multipart-of-perl", "B8", mixed(HELLO, fields=binary, boundary=lite, preamble=b"This is a multi-part message in MIME format.\r\n\r\n", named='boundary="%s"' % lite),
         "an inner multipart as libraries in Perl write it")
    good("inner-multipart-binary-twice", "B8", mixed(mixed(HELLO, fields=binary, boundary="inner-2"), fields=binary), "binary on two multiparts, one in the other")
    notes = "=_alternative 0031C5A6C1258B1F_="
    good("inner-multipart-of-notes", "B8", mixed(HELLO, boundary=notes, named='boundary="%s"' % notes), "an inner boundary with a blank, as Notes writes it")
    sun = "Boundary_(ID_9Zc+P1m3yVqFZ0kq8nQ)"
    good("inner-multipart-of-sun", "B8", mixed(HELLO, boundary=sun, named='boundary="%s"' % sun), "an inner boundary with parentheses, as servers of Sun write it")
    spoof("b8-inner-multipart-base64", mixed(HELLO, fields=b"Content-Transfer-Encoding: base64\r\n"), "an inner multipart that says it is base64, which some decode")


def signature_entity(octets=BY_BOB, body=None, name="; name=smime.p7s", disposition="; filename=smime.p7s", encoding="base64"):
    head = "Content-Type: application/pkcs7-signature%s\r\nContent-Transfer-Encoding: %s\r\nContent-Disposition: attachment%s\r\n\r\n" % (name, encoding, disposition)
    return head.encode() + (mime.base64_lines(octets) if body is None else body)


def files():
    """B8: the part with the signature is a file to those who know no S/MIME."""
    def bad(name, second, comment, **values):
        doubt("b8-signature-" + name, mime.multipart_signed(PLAIN, BY_BOB, second=second), comment, **values)

    def right(name, second, comment, **values):
        alike.good("second-" + name, "B8", mime.multipart_signed(PLAIN, BY_BOB, second=second), comment, **values)

    def holding(certificates=CHAIN, digests=(SHA256,), unsigned=None, **odd):
        more = {} if unsigned is None else {"unsigned": unsigned}
        return cms.signed([cms.signer(BOB, PLAIN, **more)], certificates, digests=list(digests), **odd)

    text = mime.base64_lines(BY_BOB)
    bad("named-pdf", signature_entity(name="; name=invoice.pdf", disposition="; filename=invoice.pdf"), "the signature has the name of a document")
    bad("second-name-html", signature_entity(disposition="; filename=invoice.html"), "the second name of the signature is that of a page")
    bad("name-nul", signature_entity(disposition="; filename*=utf-8''invoice.pdf%00.p7s"), "NUL in the name of the signature")
    bad("text-behind", signature_entity(body=text + b"\r\n<html>Pay Mallory.</html>\r\n"), "text behind the Base64", deviations="BASE64_IRREGULAR TRAILING_DATA")
    bad("text-behind-7bit", signature_entity(body=text + b"\r\n<html>Pay Mallory.</html>\r\n", encoding="7bit"), "text behind Base64 that is not declared", deviations="ARMOURED_CMS BASE64_IRREGULAR TRAILING_DATA")
    page = b"<html>Pay Mallory.</html>\r\n" + text
    bad("encoded-twice", signature_entity(page), "a page with the Base64 of the signature in it, in Base64", deviations="ARMOURED_CMS BASE64_IRREGULAR")
    bad("octets-behind", signature_entity(BY_BOB + PDF), "a document behind the signature", deviations="TRAILING_DATA")
    bad("document-in-digests", signature_entity(holding(digests=[der.seq(der.oid("1.2.3"), der.octets(PDF)), SHA256])), "a document among the digest algorithms")
    bad("document-in-certificates", signature_entity(holding([der.implicit(3, der.seq(der.oid("1.2.3"), der.octets(PDF)))] + CHAIN)), "a document among the certificates")
    bad("document-as-certificate", signature_entity(holding([der.seq(der.octets(PDF))] + CHAIN)), "a document in the place of a certificate", deviations="CERTIFICATE_DAMAGED")
    bad("document-unsigned", signature_entity(holding(unsigned=[cms.attribute("1.2.3", der.octets(PDF))])), "a document in an unsigned attribute")
    head = mime.header("b8-no-version-and-preamble").replace(b"MIME-Version: 1.0\r\n", b"")
    kit.case("b8-no-version-and-preamble", "spoof", kit.AMBIGUOUS, head + mime.multipart_signed(PLAIN, BY_BOB, preamble=b"Pay Mallory.\r\n\r\n"),
             "no MIME-Version, and text before the parts that some show", layers="signed", binding="UNPARSEABLE", integrity="intact", sha256=kit.PLAIN,
             deviations="UNSIGNED_TEXT_AROUND", **kit.SIGNED)
    page = b"Content-Type: application/pkcs7-mime; name=invoice.html\r\nContent-Disposition: inline; filename=invoice.html\r\n\r\n"
    doubt("b9-mime-in-cms-named-html", page + mime.multipart_signed(PLAIN, BY_BOB, preamble=b"<h1>Pay Mallory.</h1><!--\r\n"), "a MIME entity in the place of CMS, that is a page to others",
          deviations="MEDIA_TYPE UNSIGNED_TEXT_AROUND")
    doubt("b9-opaque-named-html", mime.cms_entity(OPAQUE, "signed-data", name="invoice.html"), "an opaque signature with the name of a page")
    in_ber = der.indefinite(0x30, der.oid(cms.SIGNED), der.indefinite(0xA0, der.indefinite(0x30, *der.children(der.content(der.children(BY_BOB)[1])))))
    right("ber", signature_entity(in_ber), "a signature of indefinite length, as programs write that stream")
    right("empty-lines", signature_entity(body=b"\r\n" + text.replace(b"\r\n", b"\r\n\r\n", 2) + b"\r\n"), "empty lines in the Base64")
    right("named-p7m", signature_entity(name="; name=smime.p7m", disposition="; filename=smime.p7m"), "a signature by the name smime.p7m")
    right("named-document-p7s", signature_entity(name='; name="Vertrag Bob & Carol (2).pdf.p7s"', disposition="; filename*=utf-8''Vertrag%20Bob%20%26%20Carol%20%282%29.pdf.p7s"),
          "a name of words that ends in p7s")
    right("encoded-name", signature_entity(name='; name="=?utf-8?Q?Unterschrift_f=C3=BCr_Alice.p7s?="', disposition=""), "a name in an encoded word")
    token = cms.info(cms.SIGNED, der.seq(der.octets(b"x" * 1000)))
    right("time-stamp", signature_entity(holding(unsigned=[cms.attribute(cms.P9 + "16.2.14", token)])), "something under the type of a time stamp, which says nothing")
    right("other-certificates", signature_entity(holding([CAROL] + CHAIN, unsigned=[cms.attribute("1.2.3", der.NULL)])), "the certificate of somebody else, and a small unsigned attribute that nobody knows")


def all_cases():
    line_ends()
    authors()
    twice()
    multiparts()
    files()
