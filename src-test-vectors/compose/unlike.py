"""B6 to B9, B12, B13: what programs read in different ways, so that some show what nobody signed, or another author. It opens, and binds nobody."""

import hashlib

import kit
import mime
from headers import lines as fields
from signatures import BOB, CAROL, ISSUING, PLAIN, one

BY_BOB = one()
BY_CAROL = one([CAROL, ISSUING], who=CAROL)
SIGNED_PART = mime.multipart_signed(PLAIN, BY_BOB)
EVIL = mime.HTML + b"<p>Pay Mallory.</p>\r\n"
OPAQUE = one(content=PLAIN)
ARMOUR = b"-----BEGIN PKCS7-----\r\n" + mime.base64_lines(BY_BOB) + b"-----END PKCS7-----\r\n"
AROUND = "UNSIGNED_TEXT_AROUND"
DOUBT = {"layers": "signed", "binding": "UNPARSEABLE", "integrity": "intact", "sha256": kit.PLAIN, **kit.SIGNED}


def doubt(name, entity, comment, author=mime.BOB, more="", date=mime.NOW, **values):
    kit.mail(name, "spoof", kit.AMBIGUOUS, entity, comment, author, more, date, **{**DOUBT, **values})


def spoof(name, expect, entity, comment, author=mime.BOB, more="", date=mime.NOW, **values):
    kit.mail(name, "spoof", expect, entity, comment, author, more, date, **{**kit.SIGNED, **values})


def part(boundary, text=EVIL):
    """What a program shows that takes this for the boundary."""
    line = b"--" + boundary.encode("utf-8", "surrogateescape")
    return b"\r\n" + line + b"\r\n" + text + b"\r\n" + line + b"--\r\n"


def boundaries():
    """B8: Bob's part stands under one reading of the parameter, and Mallory's behind it, or before it, under another."""
    def twofold(name, named, other, comment, ours="sig", before=False, **values):
        evil = part(other)
        entity = mime.multipart_signed(PLAIN, BY_BOB, boundary=ours, named=named, preamble=evil if before else b"", epilogue=b"" if before else evil)
        doubt("b8-boundary-" + name, entity, comment, **{"deviations": AROUND, **values})

    twofold("comment-behind", "boundary=sig (x)", "sig (x)", "a comment behind the boundary, which some take for a part of it")
    twofold("comment-behind-first", "boundary=sig (x)", "sig (x)", "the same with Mallory's part before Bob's", before=True)
    twofold("comment-close", "boundary=sig(x)", "sig", "parentheses in a boundary without quotes: a comment to some", "sig(x)", True)
    twofold("comment-before", "boundary=(x)sig", "(x)sig", "a comment before the boundary", before=True)
    twofold("backslash", 'boundary="s\\ig"', "s\\ig", "an escape in quotes, which some leave as it stands", before=True)
    twofold("escaped-quote", 'boundary="s\\"ig"', "s\\", "an escaped quote, at which some end", 's"ig')
    twofold("trailing-blank", 'boundary="sig "', "sig ", "a blank at the end of a quoted boundary")
    twofold("leading-blank", 'boundary=" sig"', "sig", "a blank at the beginning of a quoted boundary", " sig")
    twofold("tab", 'boundary="si\tg"', "sig", "a tab in a quoted boundary", "si\tg")
    twofold("encoded-word", 'boundary="=?us-ascii?q?sig?="', "sig", "an encoded word, which some decode", "=?us-ascii?q?sig?=")
    twofold("in-quoted-parameter", 'x="; boundary=other"; boundary=sig', "other", "another boundary in the quotes of a parameter before it")
    twofold("behind-escaped-quote", 'x="\\"; boundary=other; y="; boundary=sig', "other", "another boundary behind a quote that is escaped")
    twofold("single-quotes", "boundary='sig'", "sig", "single quotes, which some take away", "'sig'")
    twofold("missing-semicolon", "x=y boundary=other; boundary=sig", "other", "another boundary without a semicolon before it")
    twofold("folded", 'boundary="si\r\n g"', "si", "a fold in a quoted boundary, at which some end", "si g")
    twofold("8-bit", 'boundary="s\u00efg"', "s?g", "a letter in UTF-8, of which some make a question mark", "s\u00efg")
    twofold("of-71", "boundary=" + "x" * 71, "x" * 70, "a boundary of 71 characters, which some cut at 70", "x" * 71)
    twofold("blank-before-equals", "boundary =sig; x=y", "other", "a blank before the equals sign: to some no boundary at all", deviations=AROUND)
    twofold("percent", "boundary*=us-ascii''s%69g", "s%69g", "a boundary that is encoded (RFC 2231)")
    twofold("question-mark", 'boundary="sig?"', "sig", "a question mark, which some read as the end of an address", "sig?")
    twofold("extended-beside", "boundary=sig; boundary*0=ot; boundary*1=her", "other", "a boundary, and another one in sections (RFC 2231)")
    for name, line, where in (
        ("line-beginning", "--si", "epilogue"), ("line-beginning-before", "--si", "preamble"), ("line-longer", "--sigs", "epilogue"),
        ("line-longer-before", "--sigs", "preamble"), ("line-again", "--sig", "epilogue"), ("line-closed-twice", "--sig--", "epilogue"),
        ("line-one-letter", "--s", "epilogue"),
    ):
        text = b"\r\n" + line.encode() + b"\r\n" + EVIL
        doubt("b8-" + name, mime.multipart_signed(PLAIN, BY_BOB, **{where: text}), "a line %s in the %s" % (line, where), deviations=AROUND)
    cr = b"Seen.\r--sig\r" + EVIL.replace(b"\r\n", b"\r") + b"\r--sig--\r\n"
    doubt("b8-line-cr", mime.multipart_signed(PLAIN, BY_BOB, epilogue=cr), "a delimiter between CRs alone behind the last part", deviations=AROUND)
    near = "------------ms050504030201090807060504"
    doubt("b8-line-hyphens-and-letter", mime.multipart_signed(PLAIN, BY_BOB, boundary=near, epilogue=b"\r\n--------------ms\r\n" + EVIL),
          "a line that has the hyphens and the first letters of the boundary", deviations=AROUND)
    for name, old, new, comment in (
        ("before-delimiter", b"\r\n--sig\r\nContent-Type: application", b"\n--sig\r\nContent-Type: application", "LF before the second delimiter, CRLF else"),
        ("behind-delimiter", b"--sig\r\nContent-Type: application", b"--sig\nContent-Type: application", "LF behind the second delimiter, CRLF else"),
        ("before-close", b"\r\n--sig--", b"\n--sig--", "LF before the close delimiter, CRLF else"),
    ):
        entity = SIGNED_PART.replace(old, new, 1)
        assert entity != SIGNED_PART
        doubt("b8-lf-" + name, entity, comment, deviations=None)


def nul():
    """B8: NUL in lines that some leave it out of before they compare them with the boundary."""
    def around(name, line, where, comment):
        text = b"\r\n" + line + b"\r\n" + EVIL
        doubt("b8-nul-" + name, mime.multipart_signed(PLAIN, BY_BOB, **{where: text}), comment, deviations=AROUND)

    around("before-delimiter", b"\0--sig", "preamble", "NUL before a delimiter in the preamble")
    around("before-delimiter-behind", b"\0--sig", "epilogue", "NUL before a delimiter in the epilogue")
    around("between-hyphens", b"-\0-sig", "preamble", "NUL between the hyphens of a delimiter in the preamble")
    around("in-delimiter", b"--s\0ig", "preamble", "NUL in a delimiter in the preamble")
    around("behind-delimiter", b"--sig\0", "epilogue", "NUL behind a delimiter in the epilogue")
    around("alone", b"a\0b", "preamble", "NUL in a line of the preamble that is no delimiter")

    def inside(name, entity, comment):
        doubt("b8-nul-" + name, mime.multipart_signed(entity, one(over=entity)), comment, sha256=hashlib.sha256(entity).hexdigest(), deviations=None)

    inside("in-text", PLAIN.replace(b"contract", b"con\0tract", 1), "NUL in a signed text that is not binary")
    binary = mime.multipart("mixed", [mime.TEXT + b"See what is attached.",
                                      b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n-\0-sig\r\n" + EVIL], "inner-1")
    inside("in-binary-delimiter", binary, "a line of a binary part that is a delimiter of the message without its NUL")


def types():
    """B7: Content-Type, and other fields that decide, in forms that some do not read."""
    def typed(name, old, new, comment, **values):
        entity = SIGNED_PART.replace(old, new, 1)
        assert entity != SIGNED_PART, name
        doubt("b7-type-" + name, entity, comment, **values)

    typed("comment-before", b"Content-Type: multipart", b"Content-Type: (text/html) multipart", "a comment before the type")
    for name, value, comment in (
        ("comment-inside", b"multipart/signed(x)", "a comment at the end of the type: to some another type"),
        ("comment-before-slash", b"multipart(x)/signed", "a comment before the slash"),
        ("comment-behind-slash", b"multipart/(x)signed", "a comment behind the slash"),
        ("comment-nested", b"((a) b) multipart/signed", "a comment in a comment before the type"),
        ("comment-unended", b"multipart/signed (x", "a comment that does not end"),
        ("blanks-at-slash", b"multipart / signed", "blanks round the slash"),
        ("word-behind", b"multipart/signed text", "a word behind the type"),
        ("comma-behind", b"multipart/signed, text/plain", "a second type behind a comma"),
        ("slash-behind", b"multipart/signed/x", "a second slash"),
        ("value-behind", b"multipart/signed=x", "an equals sign behind the type"),
        ("at-behind", b"multipart/signed@x", "an at sign behind the type"),
        ("in-quotes", b'"multipart/signed"', "the type in quotes"),
        ("subtype-in-quotes", b'multipart/"signed"', "the subtype in quotes"),
        ("in-angles", b"<multipart/signed>", "the type in angle brackets"),
        ("behind-colon", b": multipart/signed", "a colon before the type"),
        ("nul-behind", b"multipart/signed\0", "NUL behind the type"),
        ("8-bit-behind", b"multipart/signed\xc3\xa9", "a letter in UTF-8 behind the type"),
    ):
        typed(name, b"multipart/signed", value, comment)
    for name, field, comment in (("plain-first", b"text/plain", "text/plain"), ("empty-first", b"", "an empty one"), ("word-first", b"x", "a word"),
                                 ("mixed-first", b"multipart/mixed; boundary=sig", "multipart/mixed of the same boundary")):
        doubt("b7-type-" + name, b"Content-Type: " + field + b"\r\n" + SIGNED_PART, "two Content-Types, the first of them " + comment)
    for name, value in (("comment-inside", b"application/pkcs7-mime(x)"), ("word-behind", b"application/pkcs7-mime x"), ("in-quotes", b'"application/pkcs7-mime"')):
        doubt("b7-opaque-type-" + name, mime.cms_entity(OPAQUE, "signed-data").replace(b"application/pkcs7-mime", value, 1),
              "an opaque signature: " + name.replace("-", " ") + " of its type")
    doubt("b7-opaque-type-plain-first", b"Content-Type: text/plain\r\n" + mime.cms_entity(OPAQUE, "signed-data"),
          "an opaque signature with two Content-Types, the first of them text/plain")
    typed("no-equals", b"; boundary", b"; signed; boundary", "a parameter without a value")
    typed("comma", b"; micalg=sha-256; boundary", b"; micalg=sha-256, sha-1; boundary", "a comma between values without quotes")
    typed("parameter-twice", b"; boundary", b"; x=y; x=z; boundary", "another parameter twice")
    typed("unfinished-quote", b"; boundary=sig", b'; boundary=sig; x="y', "a quote that does not end")
    typed("semicolons", b"; boundary", b";; boundary", "two semicolons, where some stop")
    typed("control", b"; boundary", b"; x=y\x01; boundary", "a control character in a parameter")
    typed("latin-1", b"; boundary", b'; x="\xfc"; boundary', "an octet of ISO 8859-1 in a parameter")
    typed("section-missing", b"; boundary", b"; x*0=a; x*2=c; boundary", "a parameter of whose sections one is missing")
    typed("line-of-blanks", b"; boundary", b";\r\n \r\n boundary", "a line of blanks alone before the boundary: an empty line to some")
    typed("line-of-blanks-last", b"boundary=sig", b"boundary=sig\r\n\t", "a line of blanks alone behind the type")
    doubt("b7-line-of-blanks-in-from", SIGNED_PART, "a line of blanks alone in From", "Bob\r\n \r\n <bob@example.org>")
    doubt("b7-line-of-blanks-in-date", SIGNED_PART, "a line of blanks alone in Date", date=mime.NOW + "\r\n ")
    for name, more, comment in (
        ("encoding-base64", "Content-Transfer-Encoding: base64\r\n", "multipart/signed says that it is Base64"),
        ("encoding-unknown", "Content-Transfer-Encoding: x-uuencode\r\n", "multipart/signed says that it is uuencoded"),
        ("encoding-comment", "Content-Transfer-Encoding: 7bit (base64)\r\n", "a comment in Content-Transfer-Encoding"),
        ("encoding-blank-before-colon", "Content-Transfer-Encoding : base64\r\n", "a blank before the colon of Content-Transfer-Encoding"),
        ("disposition-twice", "Content-Disposition: inline\r\nContent-Disposition: attachment; filename=a.html\r\n", "two dispositions"),
        ("description-twice", "Content-Description: a\r\nContent-Description: b\r\n", "two descriptions"),
        ("date-twice", "Date: Mon, 01 Jun 2026 12:00:00 +0000\r\n", "two dates"),
        ("date-blank-before-colon", "Date : Mon, 01 Jun 2026 12:00:00 +0000\r\n", "a second Date with a blank before its colon"),
        ("version-blank-before-colon", "MIME-Version : 1.0\r\n", "a second MIME-Version with a blank before its colon"),
        ("other-blank-before-colon", "X-Other : y\r\n", "a blank before the colon of a field that decides nothing: for some the header ends there"),
        ("nothing-before-colon", ": y\r\n", "a field without a name"),
        ("line-of-text", "Pay Mallory.\r\n", "a line that is no field: for some the header ends there"),
        ("cr-in-field", "X: y\rContent-Type: text/html\r\n", "a field behind a CR alone"),
        ("type-behind-nul", "Content-Type\0: text/html\r\n", "a second Content-Type whose name ends in NUL"),
        ("type-in-fullwidth", "\uff23ontent-Type: text/html\r\n", "a second Content-Type whose first letter is another one"),
    ):
        doubt("b7-" + name, SIGNED_PART, comment, more=more)


def seconds():
    """B8: the second part of multipart/signed, which some show."""
    def second(label, text, comment, deviations=None):
        doubt("b8-second-" + label, mime.multipart_signed(PLAIN, BY_BOB, second=text), comment, deviations=deviations)

    right = mime.signature_entity(BY_BOB)
    kind = b"Content-Type: application/pkcs7-signature\r\n"
    pay = b"<p>Pay Mallory.</p>\r\n"
    armoured = "ARMOURED_CMS"
    second("two-types", kind + b"Content-Type: text/html\r\n\r\n" + pay + ARMOUR, "HTML by its second Content-Type", armoured)
    second("blank-before-colon", kind + b"Content-Type : text/html\r\n\r\n" + pay + ARMOUR, "HTML by a second Content-Type with a blank before its colon", armoured)
    second("control-in-name", kind + b"\x01Content-Type: text/html\r\n\r\n" + pay + ARMOUR, "HTML by a second Content-Type behind a control character", armoured)
    second("line-of-text", b"Pay Mallory.\r\n" + right, "a line of text before its header, which ends it for some")
    second("mbox-line", b"From Mallory: pay\r\n" + right, "a line of an mbox before its header")
    second("fold-first", b" Pay Mallory.\r\n" + right, "its header begins with a folded line")
    second("two-encodings", right.replace(b"base64\r\n", b"base64\r\nContent-Transfer-Encoding: 7bit\r\n", 1), "two transfer encodings")
    second("two-dispositions", right.replace(b"base64\r\n", b"base64\r\nContent-Disposition: attachment\r\nContent-Disposition: inline\r\n", 1), "two dispositions")
    second("comment-in-type", right.replace(b"; name", b" (text/html); name", 1), "a comment in its type")
    second("nul-in-header", right.replace(b"base64\r\n", b"base64\r\nX: \0\r\n", 1), "NUL in its header")
    second("cr-in-header", right.replace(b"base64\r\n", b"base64\r\nX: y\r\r\n", 1), "a CR alone in its header")
    second("line-of-blanks", right.replace(b"base64\r\n", b"base64\r\n \r\n", 1), "a line of blanks alone behind its transfer encoding")
    second("two-line-ends", right.replace(b"base64\r\n", b"base64\n", 1), "the last line of its header ends in LF alone, the empty line behind it in CRLF")
    second("name-of-type", right.replace(b"; name=smime.p7s", b"; filename=contract.pdf", 1), "a parameter filename of its type, which Ruby's Mail takes for a name")
    second("padding-of-six", right + b"====\r\n", "four characters of padding behind the Base64, of which GMime and Camel make an octet more", "BASE64_IRREGULAR")
    second("padding-in-lines", right + b"=\r\n" * 5, "lines of padding behind the Base64", "BASE64_IRREGULAR")
    travelled = PLAIN.replace(b"\r\n\r\n", b"\n\r\n", 1)
    doubt("b8-first-two-line-ends", mime.multipart_signed(travelled, BY_BOB), "of the signed part's header the last line ends in LF alone, the empty line behind it in CRLF",
          deviations="SIGNED_FORM")
    disposition = b"Content-Disposition: attachment; "
    for label, field, comment in (
        ("described-pdf", b"Content-Description: contract.pdf", "a description that mutt shows as its name"),
        ("described-pdf-encoded", b"Content-Description: =?utf-8?q?contract=2Epdf?=", "the same in an encoded word"),
        ("name-sections-exchanged", disposition + b"filename*1*=.p7s; filename*0*=utf-8''contract.pdf", "sections of its name in another order"),
        ("name-next-line", disposition + b"filename*=utf-8''contract.pdf%C2%85.p7s", "a name with a line end of ISO 8859-1 in it"),
        ("name-path", disposition + b'filename="contract.pdf/.p7s"', "a name that is a path"),
        ("name-of-disposition", disposition + b"name=contract.pdf", "a disposition's parameter name, which Ruby's Mail takes for a file's"),
        ("name-location", b"Content-Location: contract.pdf", "a Content-Location, which Ruby's Mail takes for the name of a file"),
        ("named-twice", disposition + b"filename=smime.p7s; name=contract.pdf", "a name of CMS, and a parameter name of another file"),
    ):
        second(label, right.replace(b"base64\r\n", b"base64\r\n" + field + b"\r\n", 1).replace(b"; name=smime.p7s", b""), comment)
    for label, named in (("tab-before-semicolon", "boundary=sig\t; x=y"), ("in-a-later-parameter", 'boundary="sig" ; y=" boundary= evil "')):
        doubt("b8-boundary-" + label, mime.multipart_signed(PLAIN, BY_BOB, named=named), "a boundary that Ruby or mutt reads otherwise: " + named.replace("\t", " "))
    doubt("b6-apparently-from", SIGNED_PART, "mutt shows the address in Apparently-From as the author", more="Apparently-From: mallory@evil.example\r\n")
    odd = armoured + " MEDIA_TYPE PROTOCOL_PARAMETER"
    for label, media, more in (("pdf", "application/pdf", ""), ("png", "image/png", ""), ("named-html", "text/html; name=smime.p7s", ""),
                               ("inline-text", "text/plain; name=smime.p7s", "Content-Disposition: inline; filename=smime.p7s\r\n")):
        text = ("Content-Type: %s\r\n%s\r\n" % (media, more)).encode() + pay + ARMOUR
        second(label, text, "its type is " + media, odd)
    for label, name in (("octet-stream-unnamed", ""), ("octet-stream-p7m", "; name=smime.p7m"), ("octet-stream-html", "; name=smime.p7s.html")):
        second(label, right.replace(b"application/pkcs7-signature; name=smime.p7s", b"application/octet-stream" + name.encode(), 1),
               "octet-stream" + (name or " without a name"), "MEDIA_TYPE PROTOCOL_PARAMETER")


def encodings():
    """B7: parts that Bob signed, and that programs decode to different octets."""
    def content(label, entity, comment):
        mixed = mime.multipart("mixed", [mime.TEXT + b"See what is attached.", entity], "inner-1")
        doubt("b7-decoded-" + label, mime.multipart_signed(mixed, one(over=mixed), boundary="outer-1"), comment, sha256=hashlib.sha256(mixed).hexdigest())

    forwarded = b"Content-Type: message/rfc822\r\n\r\nFrom: mallory@evil.example\r\nSubject: pay\r\nContent-Transfer-Encoding: %s\r\n"
    text = b"Content-Type: text/plain\r\n\r\n"
    pdf = b"Content-Type: application/pdf; name=bill.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    base64 = forwarded % b"base64" + text
    content("forwarded-text", base64 + b"Please see to it, and pay 30 EUR.\r\n", "text that a forwarded message calls Base64: some show it as it stands, others decode its letters, others nothing")
    content("forwarded-footer", base64 + b"UGF5IDEwIEVVUi4=\r\nUGF5\r\n", "Base64 behind its padding in a forwarded message, where some go on")
    content("forwarded-line", base64 + b"UGF5IDEw\r\nnot base64!\r\nIEVVUi4K\r\n", "a line in the Base64 of a forwarded message that some pass over, and some decode")
    content("forwarded-padding", base64 + b"UGF5IDEw\r\n====\r\n", "padding that is not due in a forwarded message")
    content("forwarded-uuencode", forwarded % b"x-uuencode" + text + b"begin 644 a\r\n#4&%Y\r\n`\r\nend\r\n", "x-uuencode in a forwarded message, which mutt and Thunderbird decode")
    content("forwarded-prefix", forwarded % b"base64x" + text + b"UGF5IDEw\r\n", "an encoding in a forwarded message that begins as one that is known")
    content("file-line", pdf + b"JVBERi0x\r\nnot base64!\r\nLjcK\r\n", "a line in the Base64 of a file that some pass over, and some decode")
    content("file-pieces", pdf + b"JVBERi0xLg==\r\nJVBERi0y\r\n", "the Base64 of a file in two pieces: some end at the first")
    content("file-padding", pdf + b"JVBERi0x\r\n====\r\n", "padding that is not due in the Base64 of a file")
    content("file-forwarded", b"Content-Type: message/rfc822\r\n\r\nFrom: mallory@evil.example\r\n" + pdf + b"JVBERi0xLg==\r\nJVBERi0y\r\n",
            "the Base64 of a forwarded file in two pieces")


def named():
    """B9: CMS by its file name alone, or by a type that few programs take for it."""
    text = b"Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s"
    for name, media in (("pdf", b"application/pdf; name=smime.p7m"), ("text", b"text/plain; name=smime.p7m"), ("html", b"text/html; name=smime.p7m"),
                        ("png", b'image/png; name="smime.p7m"'), ("p7m-html", b"application/octet-stream; name=smime.p7m.html")):
        spoof("b9-named-" + name, "not smime", text % (media, b"7bit", b"<p>Pay Mallory.</p>\r\n" + ARMOUR.replace(mime.base64_lines(BY_BOB), mime.base64_lines(OPAQUE))),
              "no CMS by its type, " + media.decode())
    for name, media, deviations in (("cms", b"application/cms", "MEDIA_TYPE"), ("certificates", b"application/x-pkcs7-certificates; name=smime.p7m", "MEDIA_TYPE"),
                                    ("reply", b"application/x-pkcs7-certreqresp", "MEDIA_TYPE")):
        doubt("b9-typed-" + name, text % (media, b"base64", mime.base64_lines(OPAQUE)), "a signature whose type, which few programs open, is " + media.decode(),
              deviations=deviations)
    doubt("b9-two-encodings", text % (b"application/pkcs7-mime; smime-type=signed-data", b"base64\r\nContent-Transfer-Encoding: 7bit", mime.base64_lines(OPAQUE)),
          "two transfer encodings of an opaque signature")


def authors():
    """B6: Carol signed, and to some programs the author is Bob."""
    carol, bob = "carol@example.org", "bob@example.org"
    entity = mime.multipart_signed(PLAIN, BY_CAROL)
    for name, author in {
        "quotes-in-comments": '(" ) %s ( ( " ) %s )' % (carol, bob),
        "quotes-in-comments-behind": 'Bob (" ) <%s> ( ( " ) <%s>, )' % (carol, bob),
        "quote-in-comment": '%s (")' % carol,
        "comment-of-angles": "(<%s>) %s" % (bob, carol),
        "comment-of-an-address": "%s (%s)" % (carol, bob),
        "comment-nested": "Carol ((x) %s) <%s>" % (bob, carol),
        "comment-escaped": "Carol (x\\) <%s> (y\\)) <%s>" % (bob, carol),
        "comment-open": "Carol <%s> (%s" % (carol, bob),
        "comment-closed-twice": "Carol (x)) <%s>" % carol,
        "fold-in-quotes": '"%s\r\n x" <%s>' % (bob, carol),
        "fold-in-comment": "%s (%s\r\n x)" % (carol, bob),
        "fold-in-angles": "Bob <%s\r\n @example.org>" % "carol",
        "quote-open": '"%s <%s>' % (bob, carol),
        "quote-in-name": 'Bob"s <%s>, "x" <%s>' % (carol, carol),
        "comma-open": "%s, Carol <%s>" % ("Bob <bob", carol),
        "angles-and-bare": "<%s>, %s;" % (carol, bob),
        "control": "\x1b[2J%s <%s>" % (bob, carol),
        "fullwidth-domain": "carol@\uff45xample.org",
        "soft-hyphen": "carol@exam\u00adple.org",
        "ideographic-stop": "carol@example\u3002org",
        "kelvin": "carol@\u212a.example",
    }.items():
        doubt("b6-" + name, entity, "Carol signed; From: " + name.replace("-", " "), author)


def moved():
    """B13: what Bob signed on 6 January, under another date, and no wrong zone explains it."""
    def dated(name, date, comment, **values):
        spoof("b13-" + name, "untrusted DATE_MISMATCH", SIGNED_PART, comment, date=date, **{"layers": "signed", "binding": "MATCH", "integrity": "intact",
                                                                                           "sha256": kit.PLAIN, **values})

    dated("two-hours-and-a-quarter", "Tue, 06 Jan 2026 12:15:00 +0000", "two hours and a quarter later, which is no zone")
    dated("two-hours-and-six-minutes", "Tue, 06 Jan 2026 12:06:00 +0000", "two hours and six minutes later")
    dated("fifteen-hours", "Wed, 07 Jan 2026 01:00:00 +0000", "fifteen hours later, which no zone is")
    dated("day-later", "Wed, 07 Jan 2026 10:00:00 +0000", "a day later")
    dated("asctime-a-month-later", "Fri Feb  6 10:00:00 2026", "a month later, as asctime writes it")
    dated("cet-a-year-later", "Wed, 06 Jan 2027 11:00:00 CET", "a year later, in CET")
    head = mime.header("b13-removed").replace(b"Date: " + mime.NOW.encode() + b"\r\n", b"")
    values = {**DOUBT, "binding": "MATCH"}
    kit.case("b13-removed", "spoof", "untrusted DATE_MISMATCH", head + SIGNED_PART, "the date was taken off, and the mail sent again in June", **values)
    for name, date in (("unreadable", "yesterday"), ("zone-unknown", "Tue, 06 Jan 2026 10:00:00 LMT"), ("comment-of-a-date", "(06 Jan 2026) 01 Jun 2026 10:00:00 +0000"),
                       ("empty", "")):
        doubt("b13-" + name, SIGNED_PART, "a Date that programs read in different ways, or not at all: " + (date or "an empty one"), date=date)
    for name, date in (("comment-inside", "Tue, 06 Jan (x) 2026 10:00:00 +0000"), ("comment-before-zone", "Tue, 06 Jan 2026 10:00:00 (EST) +0000"),
                       ("blanks-around-colon", "Tue, 06 Jan 2026 10 : 00 : 00 +0000"), ("folded-at-colon", "Tue, 06 Jan 2026 10:\r\n 00:00 +0000"),
                       ("no-blank-before-zone", "Tue, 06 Jan 2026 05:00:00-0500"), ("small-letters-folded", "Tue,\r\n 06 jan 2026 10:00:00 +0000"),
                       ("asctime-in-capitals", "TUE JAN  6 10:00:00 2026")):
        doubt("b13-" + name, SIGNED_PART, "a Date that some program reads as another hour, day or year: " + date.replace("\r\n", ""), date=date)
    later = "Received: from mx.example by mail.example; Mon, 01 Jun 2026 10:00:00 +0000\r\n"
    for name, date in (("asctime", "Tue Jan  6 10:00:00 2026"), ("tabs", "Tue,\t06\tJan\t2026 10:00:00 +0000"), ("capitals", "Tue, 06 JAN 2026 10:00:00 +0000")):
        doubt("b13-received-later-" + name, SIGNED_PART, "a Date that mutt or NeoMutt does not find, so that it shows the day of Received: " + date, more=later, date=date)
    mbox = b"From bob@example.org Mon Jun  1 10:00:00 2026\r\n" + mime.header("b13-mbox-line-later", date="Tue Jan  6 10:00:00 2026")
    kit.case("b13-mbox-line-later", "spoof", kit.AMBIGUOUS, mbox + SIGNED_PART, "a Date that mutt does not find, so that it shows the day of the mbox line", **DOUBT)
    own = fields([("From", mime.BOB), ("Date", mime.NOW), ("Subject", "The contract")])
    inner = ('Content-Type: text/plain; charset=utf-8; hp="clear"\r\n%s\r\nHello\r\n' % own).encode()
    spoof("b13-inside-says-otherwise", "untrusted DATE_MISMATCH", mime.multipart_signed(inner, one(over=inner)),
          "three hours later outside, which a wrong zone would explain, and the date inside is right", date="Tue, 06 Jan 2026 13:00:00 +0000",
          layers="signed", binding="MATCH", sha256=hashlib.sha256(inner).hexdigest())


def protected():
    """B12: Carol signed and is outside; inside is Bob, below a parameter that some take for hp."""
    bob, carol = "Bob <bob@example.org>", "Carol <carol@example.org>"
    for name, parameter in {
        "comment": "hp=clear(x)", "blank-in-quotes": 'hp="clear "', "other-word": "hp=clean", "empty": 'hp=""', "extended": "hp*=utf-8''clear",
        "section": "hp*0=clear", "blank-before-equals": "hp =clear", "comment-before": "(x)hp=clear", "twice": "hp=clear; hp=cipher",
        "older-of-version-2": 'protected-headers="v2"', "older-beside-comment": 'protected-headers="v1"; x=(y)',
    }.items():
        own = fields([("From", bob), ("Subject", "Pay Mallory")])
        inner = ("Content-Type: text/plain; charset=utf-8; %s\r\n%s\r\nPay Mallory.\r\n" % (parameter, own)).encode()
        doubt("b12-hp-" + name, mime.multipart_signed(inner, one([CAROL, ISSUING], who=CAROL, over=inner)), "a From of Bob's inside, below " + parameter, carol,
              sha256=hashlib.sha256(inner).hexdigest())


def all_cases():
    boundaries()
    nul()
    types()
    seconds()
    encodings()
    named()
    authors()
    moved()
    protected()
