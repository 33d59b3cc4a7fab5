"""B1, B6 to B9, B12, B13: what every program reads alike, as programs, relays and lists really write it. All of it stays trusted."""

import hashlib

import cms
import kit
import mime
from envelopes import envelope
from headers import lines as fields
from signatures import BOB, CAROL, ISSUING, PLAIN, one

BY_BOB = one()
OPAQUE = one(content=PLAIN)
SIGNED_PART = mime.multipart_signed(PLAIN, BY_BOB)
TRUSTED = {"layers": "signed", "binding": "MATCH", "integrity": "intact", "released": "yes", **kit.SIGNED}
PROTOCOL = 'protocol="application/pkcs7-signature"'
PROTOCOL_X = 'protocol="application/x-pkcs7-signature"'
FOOTER = "_______________________________________________\r\nA list of friends\r\nhttps://lists.example/friends\r\n"


def good(name, threat, entity, comment, author=mime.BOB, more="", date=mime.NOW, **values):
    values = {**TRUSTED, "sha256": kit.PLAIN, "threat": threat, **values}
    kit.mail(name, "good", "trusted", entity, comment, author, more, date, **values)


def whole(name, threat, message, comment, extension="eml", **values):
    """With a header of its own."""
    kit.case(name, "good", "trusted", message, comment, extension, **{**TRUSTED, "sha256": kit.PLAIN, "threat": threat, **values})


def sha(octets):
    return hashlib.sha256(octets).hexdigest()


def second_part(kind="application/pkcs7-signature", name='; name="smime.p7s"', encoding="base64", disposition='attachment; filename="smime.p7s"', more=""):
    head = "Content-Type: %s%s\r\n" % (kind, name)
    head += "Content-Transfer-Encoding: %s\r\n" % encoding
    head += "Content-Disposition: %s\r\n" % disposition if disposition else ""
    return (head + more + "\r\n").encode() + mime.base64_lines(BY_BOB)


def programs():
    """B8: the boundary, the header and what stands around the parts, as each program writes them."""
    crypto = b"This is a cryptographically signed message in MIME format.\r\n\r\n"
    parts = b"This is a multi-part message in MIME format.\r\n"
    said, both = "UNSIGNED_TEXT_AROUND", "MEDIA_TYPE UNSIGNED_TEXT_AROUND"
    fold = ";\r\n\t%s"

    def by(name, boundary, parameters, comment, preamble=b"", x=False, more="", more_in_part="", quoted=True, name_of_part='; name="smime.p7s"', **values):
        """parameters: where %s stands the boundary."""
        value = '"%s"' % boundary if quoted else boundary
        kind = "application/x-pkcs7-signature" if x else "application/pkcs7-signature"
        line = b"--" + boundary.encode()
        body = preamble + line + b"\r\n" + PLAIN + b"\r\n" + line + b"\r\n" + second_part(kind, name_of_part, more=more_in_part) + b"\r\n" + line + b"--\r\n"
        head = "Content-Type: multipart/signed" + parameters % ("boundary=" + value) + "\r\n"
        good("program-" + name, "B8", head.encode() + b"\r\n" + body, comment, more=more, **values)

    usual = "; " + PROTOCOL + "; micalg=sha-256; %s"
    by("alpine", "8323328-1234567890-1767693600=:4711", "; %s; " + PROTOCOL + "; micalg=sha-256", "as Alpine writes it: a colon in the boundary")
    by("sun", "Boundary_(ID_9ZcP1m3Qx7Yw2)", ";\r\n %s;\r\n " + PROTOCOL + "; micalg=sha-256", "as the servers of Sun and Oracle write it: parentheses in the boundary")
    by("outlook", "----=_NextPart_000_0012_01DC7F1A.3B0A2C40", ";\r\n\t" + PROTOCOL_X + ";\r\n\tmicalg=SHA-256" + fold,
       "as Outlook writes it", b"This is a multipart message in MIME format.\r\n\r\n", True,
       "X-Mailer: Microsoft Outlook 16.0\r\nThread-Index: AQHcfxo7CixAAAE=\r\nContent-Language: de\r\n", deviations=both)
    by("exchange", "_002_AM0PR01MB1234A1B2C3D4E5F60718293A4B5CAM0PR01MB1234eurp_", ";\r\n\t" + PROTOCOL + ";\r\n\tmicalg=sha-256" + fold,
       "as Exchange Online writes it", more="Content-Language: en-US\r\nContent-Class: urn:content-classes:message\r\nx-ms-has-attach: yes\r\n")
    by("thunderbird", "------------ms050504030201090807060504", "; " + PROTOCOL + "; micalg=sha-256; %s", "as Thunderbird writes it", crypto,
       more="User-Agent: Mozilla Thunderbird\r\nContent-Language: en-GB\r\n",
       more_in_part="Content-Description: S/MIME Cryptographic Signature\r\n", deviations=said)
    by("apple-mail", "Apple-Mail=_8F3B2D60-4E5C-4D2B-9A77-0C1D2E3F4A5B", ";\r\n\t%s;\r\n\t" + PROTOCOL + ";\r\n\tmicalg=sha-256",
       "as Apple Mail writes it: quoted-printable on the multipart", more="Content-Transfer-Encoding: quoted-printable\r\nX-Mailer: Apple Mail (2.3774.600.62)\r\n",
       deviations="MULTIPART_ENCODING")
    by("iphone", "Apple-Mail-3D2C1B0A-9F8E-4D7C-8B6A-5E4F3D2C1B0A", ";\r\n\t%s;\r\n\t" + PROTOCOL + ";\r\n\tmicalg=sha-256",
       "as an iPhone writes it: 7bit on the multipart, the boundary without quotes", quoted=False,
       more="Content-Transfer-Encoding: 7bit\r\nX-Mailer: iPhone Mail (22A3354)\r\n", name_of_part=";\r\n\tname=smime.p7s")
    by("openssl", "----4B3E5F0D2A6C7B8190A1B2C3D4E5F607", "; " + PROTOCOL_X + '; micalg="sha-256"; %s', "as OpenSSL smime writes it",
       b"This is an S/MIME signed message\r\n\r\n", True, deviations=both)
    by("gateway", "----=_Part_7_1234567.1767693600000", "; " + PROTOCOL + "; micalg=sha-256; \r\n\t%s", "as gateways in Java write it",
       more="X-Gateway: signed\r\n", name_of_part="; name=smime.p7s; smime-type=signed-data")
    by("kmail", "nextPart2280148.ElGaqSPkdT", '; %s; micalg="sha-256"; ' + PROTOCOL, "as KMail writes it")
    by("evolution", "=-Xq3jPp7T/f0dC+2kq1Ab", '; micalg="sha-256"; ' + PROTOCOL_X + ";\r\n\t%s", "as Evolution writes it", x=True, deviations="MEDIA_TYPE")
    by("gmail", "000000000000a1b2c305f0a1b2c3", "; " + PROTOCOL + "; micalg=sha-256;\r\n\t%s", "as Gmail writes it",
       more_in_part="Content-Description: S/MIME Cryptographic Signature\r\n")
    by("mutt", "k+w/mQv8wyuph6w0", "; micalg=sha-256;\r\n\t" + PROTOCOL_X + "; %s", "as mutt writes it: a disposition at the multipart", x=True,
       more="Content-Disposition: inline\r\n", name_of_part="", deviations="MEDIA_TYPE")
    by("claws", "Sig_/Z=Xb2kQ_7s3vRZ0.YzKk1pC", "; micalg=SHA256;\r\n " + PROTOCOL + ";\r\n %s", "as Claws Mail writes it")
    by("the-bat", "----------0A1B2C3D4E5F60718", "; " + PROTOCOL_X + "; micalg=sha-256; %s", "as The Bat! writes it", x=True, deviations="MEDIA_TYPE")
    by("em-client", "------=_MB5C3A7E10-9B4D-4C60-8E53-3D5A4C1B2F00", ";\r\n " + PROTOCOL + ";\r\n micalg=sha-256;\r\n %s", "as eM Client writes it")
    by("mail-mate", "=_MailMate_2E3F4A5B-6C7D-4E8F-9A0B-1C2D3E4F5A6B_=", ";\r\n %s;\r\n micalg=sha-256; " + PROTOCOL, "as MailMate writes it")
    by("notes", "=_signed_0031C5A6C1258B1F_=", "; " + PROTOCOL + "; micalg=sha256; %s", "as Notes writes it", parts, deviations=said)
    by("perl", "_----------=_176769360012345", "; %s; " + PROTOCOL + "; micalg=sha-256", "as libraries in Perl write it", parts, deviations=said)
    by("python", "===============1234567890123456789==", "; " + PROTOCOL + "; micalg=\"sha-256\"; %s", "as Python writes it")
    by("php", "----A1B2C3D4E5F60718293A4B5C6D7E8F90", "; " + PROTOCOL_X + "; micalg=\"sha-256\"; %s", "as PHP writes it",
       b"This is an S/MIME signed message\r\n\r\n", True, deviations=both)
    by("webmail", "=_3a9f0c5d7e1b2a4c6d8e0f1a2b3c4d5e", ";\r\n " + PROTOCOL + ";\r\n micalg=sha-256;\r\n %s", "as webmail in PHP writes it")
    by("short", "0", usual, "a boundary of one digit", quoted=False)
    by("hyphens", "----------", usual, "a boundary of hyphens alone")


def dressed():
    """B7: the header of the message."""
    def typed(name, old, new, comment, **values):
        entity = SIGNED_PART.replace(old, new, 1)
        assert entity != SIGNED_PART, name
        good("header-" + name, "B7", entity, comment, **values)

    def with_fields(name, more, comment, **values):
        good("header-" + name, "B7", SIGNED_PART, comment, more=more, **values)

    for encoding in ("7bit", "8bit", "binary", "quoted-printable", "7BIT"):
        with_fields("encoding-" + (encoding if encoding.islower() else "in-capitals"), "Content-Transfer-Encoding: %s\r\n" % encoding,
                    "multipart/signed says that it is " + encoding, deviations="MULTIPART_ENCODING" if encoding == "quoted-printable" else None)
    with_fields("disposition", "Content-Disposition: inline\r\nContent-Language: de\r\nContent-ID: <1@example.org>\r\n",
                "other fields of MIME at the multipart, each once")
    typed("trailing-semicolon", b"boundary=sig\r\n", b"boundary=sig;\r\n", "a semicolon behind the last parameter")
    typed("trailing-semicolon-and-blank", b"boundary=sig\r\n", b'boundary="sig"; \r\n', "a semicolon and a blank behind the last parameter")
    typed("folded-at-once", b"Content-Type: multipart", b"Content-Type:\r\n multipart", "Content-Type begins on its second line")
    typed("folded-with-tabs", b"; ", b";\r\n\t\t ", "a fold of tabs before a parameter")
    typed("no-blank", b"Content-Type: multipart", b"Content-Type:multipart", "no blank behind the colon")
    typed("charset", b"; micalg", b"; charset=utf-8; micalg", "a charset at the multipart")
    typed("parameters-unknown", b"; boundary=sig", b'; boundary=sig; x-name="B, of A & Co"; type="text/plain"', "parameters that nobody knows")
    typed("parameter-rfc2231", b"; boundary=sig", b"; boundary=sig; x-name*=utf-8''gr%C3%BC%C3%9Fe", "another parameter in the form of RFC 2231, complete")
    with_fields("subject-latin-1", "X-Old: gr\udcfc\udcdfe\r\nComments: f\udcfcr alle\r\n", "octets of ISO 8859-1 in fields that decide nothing")
    with_fields("folded-blanks", "Comments: a\r\n \r\n\t\r\n b\r\nKeywords: c\r\n \r\n", "lines of blanks alone in fields that decide nothing, as old mail has them")
    with_fields("empty-fields", "Cc:\r\nBcc: \r\nKeywords:\r\n", "empty fields that decide nothing")
    with_fields("trace", "Received: from relay.example (relay.example [192.0.2.1]) (using TLSv1.3 with cipher X (256/256 bits))\r\n\tby mx.example "
                "(Postfix) with ESMTPS id 4Xyz; Tue,  6 Jan 2026 10:00:01 +0000 (UTC)\r\nReturn-Path: <bob@example.org>\r\nAuthentication-Results: mx.example; "
                "dkim=pass header.d=example.org\r\n", "what relays write: comments, addresses, other dates")
    with_fields("store", "Status: RO\r\nX-Status: \r\nX-Mozilla-Status: 0001\r\nX-Mozilla-Keys:                    \r\nLines: 41\r\n", "what stores write")
    with_fields("resent", "Resent-From: Carol <carol@example.org>\r\nResent-Date: Wed, 07 Jan 2026 10:00:00 +0000\r\nResent-To: x@example.org\r\n",
                "sent once more by Carol, who says so")
    with_fields("list", "List-Id: friends <friends.lists.example>\r\nList-Post: <mailto:friends@lists.example>\r\nPrecedence: list\r\nErrors-To: "
                "friends-bounces@lists.example\r\n", "from a list")
    with_fields("long", "References: " + "\r\n ".join("<%d@example.org>" % i for i in range(60)) + "\r\nX-Long: " + "x" * 1500 + "\r\n",
                "long fields, and lines past 998")
    for name, version in (("comment", "1.0 (Mac OS X Mail 16.0 \\(3774.600.62\\))"), ("comment-of-a-phone", "1.0 (1.0)"),
                          ("comment-before", "(produced by a program) 1.0")):
        head = mime.header("header-version-" + name).replace(b"MIME-Version: 1.0", b"Mime-Version: " + version.encode())
        whole("header-version-" + name, "B7", head + SIGNED_PART, "MIME-Version with a comment: " + version)
    whole("header-version-absent", "B7", mime.header("header-version-absent").replace(b"MIME-Version: 1.0\r\n", b"") + SIGNED_PART, "no MIME-Version")
    head, body = SIGNED_PART.split(b"\r\n\r\n", 1)
    whole("header-type-first", "B7", head + b"\r\n" + mime.header("header-type-first") + b"\r\n" + body, "Content-Type is the first field")


def around():
    """B8: text that no program shows, before the first part and behind the last."""
    said = {"deviations": "UNSIGNED_TEXT_AROUND"}

    def framed(name, comment, boundary="sig", preamble="", epilogue="", **values):
        entity = mime.multipart_signed(PLAIN, BY_BOB, boundary=boundary, named='boundary="%s"' % boundary, preamble=preamble.encode(), epilogue=epilogue.encode())
        good("around-" + name, "B8", entity, comment, **{**said, **values})

    framed("list-footer", "the footer of a list, as Mailman has it", epilogue=FOOTER)
    framed("signature-dashes", "a footer behind two hyphens and a blank", epilogue="-- \r\nYou receive this from a list.\r\n")
    framed("two-hyphens", "a line of two hyphens", epilogue="--\r\nA list\r\n")
    framed("line-of-hyphens", "a footer between lines of hyphens", epilogue="-" * 72 + "\r\nA list\r\n" + "-" * 72 + "\r\n")
    framed("line-of-hyphens-and-dashed-boundary", "the same behind a boundary that begins with hyphens", "------------ms050504030201090807060504",
           epilogue="-" * 60 + "\r\nA list\r\n" + "-" * 60 + "\r\n")
    framed("dashes-and-next-part", "two hyphens and a blank behind a boundary of Outlook", "----=_NextPart_000_0012_01DC7F1A.3B0A2C40",
           epilogue="-- \r\nA list\r\n---------\r\n")
    framed("words-between-hyphens", "words between hyphens", "----=_NextPart_000_0012_01DC7F1A.3B0A2C40", epilogue="--- end of the message ---\r\n")
    framed("preamble-of-hyphens", "lines of hyphens before the first part", preamble="-" * 40 + "\r\nThis is MIME.\r\n" + "-" * 40 + "\r\n\r\n")
    framed("boundary-without-hyphens", "the boundary as a word, without the two hyphens", epilogue="sig\r\n sig\r\nsig--\r\n")
    message = mime.header("around-list-footer-lf") + mime.multipart_signed(PLAIN, BY_BOB, epilogue=FOOTER.encode())
    whole("around-list-footer-lf", "B8", message.replace(b"\r\n", b"\n"), "the same stored with LF", deviations="SIGNED_FORM UNSIGNED_TEXT_AROUND")
    head, body = mime.header("around-list-footer-stored-lf"), mime.multipart_signed(PLAIN, BY_BOB, epilogue=FOOTER.encode())
    whole("around-list-footer-stored-lf", "B8", head + body.replace(b"\r\n", b"\n"), "the header with CRLF, the body and the footer of the list with LF",
          deviations="SIGNED_FORM UNSIGNED_TEXT_AROUND")
    mbox = b"From bob@example.org Tue Jan  6 10:00:00 2026\r\n"
    whole("around-mbox-line", "B8", mbox + mime.header("around-mbox-line") + SIGNED_PART, "a line of an mbox with CRLF before the header")
    apple = mime.header("around-lf-apple", more="Content-Transfer-Encoding: quoted-printable\r\n") + SIGNED_PART
    whole("around-lf-apple", "B8", apple.replace(b"\r\n", b"\n"), "stored with LF, and quoted-printable on the multipart", deviations="MULTIPART_ENCODING SIGNED_FORM")


def signatures():
    """B8, B9: the part that holds the signature, and CMS that is the message."""
    def second(label, comment, *arguments, deviations=None, **parts):
        good("second-" + label, "B8", mime.multipart_signed(PLAIN, BY_BOB, second=second_part(*arguments, **parts)), comment, deviations=deviations)

    octets = "MEDIA_TYPE PROTOCOL_PARAMETER"
    second("octet-stream", "octet-stream with a name in p7s", "application/octet-stream", deviations=octets)
    second("octet-stream-disposition", "octet-stream, and the name in Content-Disposition alone", "application/octet-stream", "", deviations=octets)
    second("octet-stream-capitals", "octet-stream with a name in P7S", "application/octet-stream", "; name=SMIME.P7S", disposition="", deviations=octets)
    second("octet-stream-rfc2231", "octet-stream, and an encoded name in p7s", "application/octet-stream", "",
           disposition="attachment; filename*=utf-8''Unterschrift%20von%20Bob.p7s", deviations=octets)
    second("name-rfc2231-sections", "the name in sections", name="", disposition="attachment; filename*0=smi; filename*1=me.p7s")
    second("no-name", "no name, and no disposition", name="", disposition="")
    second("capitals", "type, encoding and disposition in capitals", "APPLICATION/PKCS7-SIGNATURE", encoding="BASE64", disposition="ATTACHMENT; FILENAME=smime.p7s")
    second("dated", "a size and dates beside the name",
           disposition='attachment; filename="smime.p7s"; size=1450;\r\n creation-date="Tue, 06 Jan 2026 10:00:00 GMT"')
    second("trailing-semicolon", "semicolons at the ends", name="; name=smime.p7s;", disposition="attachment; filename=smime.p7s;")
    second("inline", "inline, with other fields of MIME", disposition="inline",
           more="Content-ID: <sig@example.org>\r\nContent-Description: S/MIME\r\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\r\nX-Attachment-Id: f_1\r\n")
    second("folded", "folded at each parameter", name=";\r\n\tname=\"smime.p7s\"", disposition="attachment;\r\n\tfilename=\"smime.p7s\"")
    second("named-by-disposition", "the name of CMS in a parameter name of the disposition", name="", disposition="attachment; name=smime.p7s")
    second("located", "a Content-Location that is a name of CMS", name="", disposition="", more="Content-Location: smime.p7s\r\n")
    second("described-in-parentheses", "a description with parentheses", more="Content-Description: Signature (S/MIME)\r\n")
    binary = b"Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: binary\r\n\r\n" + BY_BOB
    good("second-binary", "B8", mime.multipart_signed(PLAIN, BY_BOB, second=binary), "the signature in binary")

    def cms_mail(name, kind, comment, more="", deviations=None):
        head = "Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n%s\r\n" % (kind, more)
        good("opaque-" + name, "B9", head.encode() + mime.base64_lines(OPAQUE), comment, deviations=deviations)

    cms_mail("outlook", 'application/x-pkcs7-mime;\r\n\tsmime-type=signed-data;\r\n\tname="smime.p7m"', "as Outlook writes it",
             'Content-Disposition: attachment;\r\n\tfilename="smime.p7m"\r\n', "MEDIA_TYPE")
    cms_mail("quoted", 'application/pkcs7-mime; name="smime.p7m"; smime-type="signed-data";', "all parameters in quotes, and a semicolon at the end")
    cms_mail("octet-stream-spoken-name", "application/octet-stream", "octet-stream, and a name of words in UTF-8",
             "Content-Disposition: attachment; filename*=utf-8''Unterschriebene%20Gr%C3%BC%C3%9Fe.p7m\r\n", "MEDIA_TYPE")
    cms_mail("octet-stream-both-names", 'application/octet-stream; name="smime.p7m"', "octet-stream, and the name twice over",
             'Content-Disposition: attachment; filename="smime.p7m"\r\n', "MEDIA_TYPE")
    message = mime.header("opaque-lf") + mime.cms_entity(OPAQUE, "signed-data")
    whole("opaque-lf", "B9", message.replace(b"\r\n", b"\n"), "opaque, stored with LF")
    whole("opaque-mbox", "B9", b"From bob@example.org Tue Jan  6 10:00:00 2026\n" + message.replace(b"\r\n", b"\n").replace(b"opaque-lf", b"opaque-mbox"),
          "opaque, in an mbox")


def nearly():
    """B8: what programs write, or may, and others read in another way or not at all: it opens, and nobody is bound."""
    values = {**TRUSTED, "binding": "UNPARSEABLE", "sha256": kit.PLAIN, "threat": "B8"}

    def doubtful(name, entity, comment):
        kit.mail("nearly-" + name, "deviation", kit.AMBIGUOUS, entity, comment, **values)

    notes = "=_signed 0031C5A6C1258B1F_="
    doubtful("blank-in-boundary", mime.multipart_signed(PLAIN, BY_BOB, boundary=notes, named='boundary="%s"' % notes), "a boundary with a blank in it, as Notes had them")
    doubtful("protocol-unquoted", mime.multipart_signed(PLAIN, BY_BOB, "; protocol=application/pkcs7-signature; micalg=sha-256"),
             "a protocol without quotes: some read no parameter behind its slash")
    twice = second_part(disposition="attachment; filename=smime.p7s; filename*=utf-8''smime.p7s")
    doubtful("name-in-two-forms", mime.multipart_signed(PLAIN, BY_BOB, second=twice), "the name of the signature plain, and encoded as well (RFC 2231): a parameter twice")


def dates():
    """B13: the date in forms that all programs read, and in another zone. Signed on 6 January 2026 at 10:00 UTC."""
    for name, date in {
        "cet": "Tue, 06 Jan 2026 11:00:00 CET",
        "met": "Tue, 06 Jan 2026 11:00:00 MET",
        "cest": "Tue, 06 Jan 2026 12:00:00 CEST",
        "asctime": "Tue Jan  6 10:00:00 2026",
        "asctime-zone": "Tue Jan  6 11:00:00 CET 2026",
        "zone-in-comment": "Tue, 6 Jan 2026 11:00:00 +0100 (CET)",
        "zone-named-in-comment": "Tue, 6 Jan 2026 11:00:00 +0100 (=?utf-8?q?Mitteleurop=C3=A4ische_Zeit?=)",
        "no-weekday": "6 Jan 2026 10:00:00 +0000",
        "no-seconds": "Tue, 6 Jan 2026 10:00 GMT",
        "two-digit-year": "Tue, 06 Jan 26 10:00:00 GMT",
        "folded": "Tue, 06 Jan 2026\r\n 10:00:00 +0000",
        "zone-of-half-an-hour": "Tue, 06 Jan 2026 10:00:00 +0530",
        "zone-14-hours-behind": "Wed, 07 Jan 2026 00:00:00 +0000",
        "zone-and-four-minutes": "Tue, 06 Jan 2026 12:04:00 +0000",
    }.items():
        good("date-" + name, "B13", SIGNED_PART, "Date: " + date.replace("\r\n", ""), date=date)
    for name, date, received, comment in (
        ("asctime-received", "Tue Jan  6 10:00:00 2026", "Tue, 06 Jan 2026 21:00:00 +0000", "Received on the day of a Date that mutt does not find"),
        ("received-later", mime.NOW, "Mon, 01 Jun 2026 10:00:00 +0000", "Received months later: every program finds the Date"),
        ("est-received-later", "Tue, 06 Jan 26 05:00:00 EST", "Mon, 01 Jun 2026 10:00:00 +0000", "the same of a Date in an old form that every program finds"),
        ("second-60-received-later", "Tue, 06 Jan 2026 10:00:60 +0000", "Mon, 01 Jun 2026 10:00:00 +0000", "the same of a leap second"),
        ("capitals-received-without-a-time", "Tue, 06 JAN 2026 10:00:00 +0000", None, "a month in capitals, and Received without a time"),
    ):
        more = "Received: from mx.example by mail.example%s\r\n" % ("; " + received if received else "")
        good("date-" + name, "B13", SIGNED_PART, comment, more=more, date=date)


def authors():
    """B6: who is in From, with names in any form, and who else is named."""
    for name, author in {
        "utf-8-name": "J\u00f6rg Bob M\u00fcller <bob@example.org>",
        "utf-8-name-quoted": '"M\u00fcller, Bob (Gr\u00fc\u00dfe)" <bob@example.org>',
        "comma-in-quotes": '"Example, Bob" <bob@example.org>',
        "address-in-quotes": '"Bob <bob@example.org>" <bob@example.org>',
        "single-quotes": "'Bob' <bob@example.org>",
        "comments": "bob@example.org (Bob) (of the sales department)",
        "comment-behind-angles": "Bob <bob@example.org> (by his secretary)",
        "encoded-words": "=?utf-8?B?TcO8bGxlcg==?= =?iso-8859-1?Q?Bob_=28Gr=FC=DFe=29?=\r\n <bob@example.org>",
        "encoded-comma": "=?utf-8?Q?M=C3=BCller=2C_Bob?= <bob@example.org>",
        "folded-name": '"Bob of the sales department"\r\n\t<bob@example.org>',
        "many-blanks": "Bob    Example   <bob@example.org>  ",
        "initials": "B. O. B. Example, <bob@example.org>".replace(",", ""),
        "numbers": "Bob 2 & Sons (formerly Bob 1) <bob@example.org>",
        "angles-alone": "<bob@example.org>",
    }.items():
        good("author-" + name, "B6", SIGNED_PART, "From: " + author.replace("\r\n", ""), author)
    for name, more, notes in (
        ("sender-other", "Sender: Carol <carol@example.org>\r\n", "SENDER_DIFFERS"),
        ("reply-to-other", "Reply-To: friends@lists.example\r\n", "REPLY_TO_DIFFERS"),
        ("sender-list", "Sender: friends-bounces@lists.example\r\nReply-To: friends@lists.example\r\n", "SENDER_DIFFERS REPLY_TO_DIFFERS"),
        ("sender-same", "Sender: bob@example.org\r\nReply-To: Bob <bob@example.org>\r\n", None),
    ):
        good("author-" + name, "B6", SIGNED_PART, "Bob signed and is in From: " + more.strip().replace("\r\n", ", "), more=more,
             subject="author-" + name, notes=notes)


def contents():
    """B1: what is signed, and comes out octet by octet."""
    def detached(name, threat, entity, comment, travelled=None, **values):
        body = mime.multipart_signed(travelled or entity, one(over=entity), boundary="outer-1")
        good("signed-as-is-" + name, threat, body, comment, **{"sha256": sha(entity), **values})

    def document(name, content, comment):
        good("signed-as-is-" + name, "B1", mime.cms_entity(one(content=content, over=content), "signed-data"), comment, sha256=sha(content))

    document("text-like-a-field", b"Note: I do not agree with what follows:\r\n\r\nI agree. Bob\r\n", "a text without a MIME header, that begins as a field does")
    document("text-like-a-mail", b"From: carol@example.org\r\nSubject: pay\r\n\r\nPay Mallory.\r\n", "a text without a MIME header, that looks like a mail of Carol's")
    document("text-of-fields", b"Name: Bob\r\nCity: Example\r\nSum: 10 EUR\r\n", "a text of nothing but lines like fields")
    octets = b"PK\3\4" + bytes(range(256)) + b"\n\n\r\n\r\r\n" + bytes(range(255, -1, -1)).replace(b"\r", b"\n")
    binary = b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: binary\r\n\r\n" + octets
    detached("binary", "B8", binary, "octets in binary beside their signature, LF and NUL among them")
    mixed = mime.multipart("mixed", [mime.TEXT + b"See what is attached.", binary], "inner-1")
    detached("binary-attached", "B8", mixed, "the same as an attachment")
    for name, beginning in (("nul-first", b"\0\0--\r\n"), ("nul-in-hyphens", b"-\0-another\r\n\0-\0-inner\0-2\r\n")):
        part = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n" + beginning + octets
        detached("binary-" + name, "B8", mime.multipart("mixed", [mime.TEXT + b"See what is attached.", part], "inner-1"), "lines with NUL and hyphens in binary that are no delimiter")
    lines = mime.multipart("mixed", [mime.TEXT + b"See what is attached.", b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\na\r\nb\r\nc"],
                           "inner-1")
    detached("binary-stored-lf", "B8", lines, "binary with CRLF in it, of which a store made LF: what was signed comes out", lines.replace(b"\r\n", b"\n"),
             deviations="SIGNED_FORM")
    detached("lf", "B8", PLAIN.replace(b"\r\n", b"\n"), "signed over LF, and travelled so, between lines with CRLF", deviations=None)
    texts = mime.multipart("alternative", [mime.TEXT + b"Hello", mime.multipart("related", [mime.HTML + b"<p>Hello", mime.TEXT + b"x"], "inner-2")], "inner-1")
    detached("nested", "B1", mime.multipart("mixed", [texts, mime.TEXT + b"-- \r\nfooter"], "inner-0"), "multiparts in multiparts, of other boundaries")
    forwarded = b"Content-Type: message/rfc822\r\n\r\nFrom: mallory@evil.example\r\nContent-Type: text/plain\r\n\r\nPay Mallory.\r\n"
    warned = mime.multipart("mixed", [mime.HTML + b"<p>Beware of this:</p>\r\n", forwarded], "inner-1")
    detached("forwarded-fraud", "B1", warned, "a mail of Mallory's that Bob forwards, and warns of: his, and not his words")
    attached = b"Content-Type: text/plain; name=fraud.txt\r\nContent-Disposition: attachment; filename=fraud.txt\r\n\r\nPay Mallory.\r\n"
    detached("attached-fraud", "B1", mime.multipart("mixed", [mime.TEXT + b"Beware of this.\r\n", attached], "inner-1"), "the same, attached as text")
    for name, encoding, body in (
        ("base64", "base64", b"UGF5IDEwIEVVUi4K\r\n"), ("base64-of-lines", "BASE64", b"UGF5\r\n\r\n \r\nIDEwIEVVUg==\r\n\r\n"), ("base64-empty", "base64", b"\r\n"),
        ("quoted-printable", "quoted-printable", b"Gr=C3=BC=C3=9Fe=\r\n, and pay 10 EUR.\r\n"), ("8bit", "8bit", "Gr\u00fc\u00dfe\r\n".encode()), ("binary", "binary", b"Hello\r\n")):
        head = "Content-Type: message/rfc822\r\n\r\nFrom: carol@example.org\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n"
        detached("forwarded-" + name, "B7", mime.multipart("mixed", [mime.TEXT + b"See below.\r\n", (head % encoding).encode() + body], "inner-1"),
                 "a mail of Carol's in %s that Bob forwards" % encoding)
    for name, body in (("of-lines", b"JVBERi0x\r\n\r\nLjcK\r\n"), ("padded-twice", b"JVBERi0xLg==\r\n"), ("blank-behind", b"JVBERi0xLjc= \r\n\r\n")):
        file = b"Content-Type: application/pdf; name=bill.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body
        detached("file-" + name, "B7", mime.multipart("mixed", [mime.TEXT + b"See what is attached.\r\n", file], "inner-1"), "a file in Base64 with lines and padding of any legal form")
    dashes = mime.TEXT + b"--\r\n-- \r\n--------\r\n--inner\r\n---outer\r\n"
    detached("dashes", "B8", dashes, "lines of hyphens in the text, none like the delimiter")
    within = mime.multipart("signed", [PLAIN, mime.signature_entity(BY_BOB)], "inner-1", mime.SIGNED)
    good("signed-as-is-signed-twice", "B1", mime.multipart_signed(within, one(over=within), boundary="outer-1"), "signed twice by Bob, one around the other",
         layers="signed signed")
    for name, field in (("quoted-printable", "Content-Transfer-Encoding: quoted-printable\r\n"), ("binary", "Content-Transfer-Encoding: binary\r\n")):
        inside = field.encode() + SIGNED_PART
        good("signed-as-is-in-envelope-" + name, "B7", mime.cms_entity(envelope("alike " + name, inside).gcm(), "authenveloped-data"),
             "inside an envelope, a multipart/signed that says it is " + name, layers="encrypted signed",
             deviations="MULTIPART_ENCODING" if name == "quoted-printable" else None, **kit.KEYS)
    for name, parameter in (("unquoted", "; hp=clear"), ("last", '; format=flowed; hp="clear"')):
        own = fields([("From", mime.BOB), ("Subject", "The contract"), ("Date", mime.NOW)])
        inner = ("Content-Type: text/plain; charset=utf-8%s\r\n%s\r\nHello\r\n" % (parameter, own)).encode()
        good("signed-as-is-hp-" + name, "B12", mime.multipart_signed(inner, one(over=inner)), "a header that is protected by" + parameter[1:], sha256=sha(inner))


def all_cases():
    programs()
    dressed()
    around()
    signatures()
    nearly()
    dates()
    authors()
    contents()
