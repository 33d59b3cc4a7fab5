"""B8: a boundary somewhere else than in its own delimiters, and delimiters of two line ends. Programs compare boundaries without regard to case, cut long lines, ignore
what follows a boundary, or presume the line end before it. What is good here has all of that, and no boundary in it."""

import hashlib

import kit
import mime
from signatures import one

PAY = mime.TEXT + b"Pay 10 EUR to Carol.\r\n"
EVIL = mime.TEXT + b"Pay 1000 EUR to Mallory.\r\n"
LIST = b"Content-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nA list."
HTML = mime.HTML + b"<p>Pay 10 EUR to Carol."
SIGNED = {"layers": "signed", "integrity": "intact", **kit.SIGNED}


def doubt(name, entity, comment, more="", travelled=None, **odd):
    """odd: as of mime.multipart; what arrived is as signed, or as travelled."""
    deviations = odd.pop("deviations", "UNSIGNED_TEXT_AROUND" if {"preamble", "epilogue"} & set(odd) else "SIGNED_FORM" if travelled else None)
    body = mime.multipart_signed(travelled or entity, one(over=entity), **odd)
    kit.mail("b8-" + name, "spoof", kit.AMBIGUOUS, body, comment, more=more, binding="UNPARSEABLE", deviations=deviations,
             sha256=hashlib.sha256(entity).hexdigest(), **SIGNED)


def good(name, entity, comment, more="", travelled=None, **odd):
    deviations = odd.pop("deviations", "UNSIGNED_TEXT_AROUND" if {"preamble", "epilogue"} & set(odd) else "SIGNED_FORM" if travelled else None)
    body = mime.multipart_signed(travelled or entity, one(over=entity), **odd)
    kit.mail("delimiters-" + name, "good", "trusted", body, comment, more=more, binding="MATCH", released="yes", deviations=deviations, threat="B8",
             sha256=hashlib.sha256(entity).hexdigest(), **SIGNED)


def mixed(first=PAY, boundary="inner-1", **odd):
    return mime.multipart("mixed", [first, LIST], boundary, **odd)


def attached(header=b"Subject: a contract\r\n", entity=PAY):
    return mime.multipart("mixed", [PAY, b"Content-Type: message/rfc822\r\n\r\nFrom: Carol <carol@example.org>\r\n" + header + entity], "inner-1")


def letters():
    """The boundary in letters of another case."""
    line = b"--CONDITION\r\n"
    text = mime.TEXT + b"Pay 1000 EUR to Mallory under one condition, which is\r\n" + line + b"that Carol agrees.\r\n"
    doubt("letters-in-text", text, "a line of Bob's text is the boundary in capitals", boundary="condition")
    doubt("letters-in-text-close", text.replace(b"ON\r\n", b"ON--\r\n"), "the same with two hyphens more", boundary="condition")
    doubt("letters-mixed", text.replace(line, b"--conDition\r\n"), "one letter of it is a capital", boundary="condition")
    doubt("letters-in-preamble", PAY, "a part of Mallory's before the first part, behind the boundary in capitals", preamble=b"--SIG\r\n" + EVIL + b"\r\n")
    doubt("letters-in-epilogue", PAY, "the same behind the last part", epilogue=b"\r\n--Sig\r\n" + EVIL + b"\r\n--Sig--\r\n")
    doubt("letters-in-header-of-part", b"X-Note: on one\r\n --CONDITION\r\n" + PAY, "a folded line in the header of the signed part", boundary="condition")
    doubt("letters-of-inner-boundary", mixed(mime.TEXT + b"on one\r\n--INNER-1\r\ncondition"), "the boundary of a multipart inside, in capitals in its text")
    doubt("letters-of-boundary-inside", mixed(boundary="SIG"), "the boundary inside is the one outside, in capitals")
    doubt("letters-in-attached-mail", attached(entity=text), "a line of a mail that is attached", boundary="condition")
    doubt("letters-in-binary", mixed(b"Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\x80--SIG\r\n\0\xff"), "in a part that is binary")


def places():
    """The boundary within a line."""
    def said(word):
        return mime.TEXT + b"y" * 4096 + b"Run it with " + word + b" before\r\nyou pay.\r\n"

    doubt("within-long-line", said(b"--dry-run"), "a word of a long line of Bob's", boundary="dry-run")
    doubt("within-long-line-letters", said(b"--Dry-Run"), "the same in other letters", boundary="dry-run")
    doubt("within-line", said(b"--dry-run").replace(b"y" * 4096, b""), "a word of a short line, which fields in the header move", boundary="dry-run",
          more="X-Note: %s\r\n" % ("y" * 900))
    doubt("within-last-line", mime.TEXT + b"Run it with --dry-run", "the last word", boundary="dry-run")
    doubt("within-header-of-part", b'Content-Type: text/plain; name="x --dry-run"\r\n\r\nPay.\r\n', "a parameter in the header of the signed part", boundary="dry-run")
    doubt("within-header-of-attached-mail", attached(b"Subject: Re: --dry-run, a contract\r\n"), "the subject of a mail that is attached", boundary="dry-run")
    doubt("within-header-of-message", PAY, "a field of the header of the message", more="X-Note: %s--sig\r\n" % ("y" * 900))
    doubt("within-html", mime.HTML + b"<p>" + b"word " * 1000 + b"<!--sig-->\r\n", "a comment in HTML on one line")
    doubt("within-preamble", PAY, "a line before the first part", preamble=b"Note: --sig\r\n" + EVIL + b"\r\n")
    doubt("within-epilogue", PAY, "a line behind the last part", epilogue=b"\r\n" + b"y" * 900 + b"--sig\r\n" + EVIL)
    doubt("within-binary-nul", mixed(b"Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n\x80-\0-s\0ig\r\n"), "within a line of a binary part, with NUL between")
    doubt("behind-inner-close", mixed(epilogue=b"\r\n--inner-1\r\n" + EVIL), "the boundary of a multipart inside, behind its close delimiter")
    doubt("long-line-epilogue", PAY, "a line of 999 octets behind the last part", epilogue=b"\r\n" + b"y" * 999 + b"\r\n")
    doubt("long-line-preamble", PAY, "a line of 5,000 octets before the first part", preamble=b"y" * 5000 + b"\r\n")


def line_ends():
    """Delimiters and the lines before them."""
    def changed(name, old, new, comment, entity=None):
        content = entity or mixed(mime.TEXT + b"Pay 10 EUR to Carol. The limit of your account is EUR 1000")
        travelled = content.replace(old, new, 1)
        assert travelled != content, name
        doubt("line-end-" + name, content, comment, travelled=travelled)

    changed("before-inner-delimiter", b"1000\r\n", b"1000\n", "LF before a delimiter inside, CRLF else: some take off two octets")
    changed("before-inner-close", b"list.\r\n", b"list.\n", "LF before the close delimiter inside")
    changed("of-inner-delimiter", b"\r\n--inner-1\r\nContent-Type: text/plain; name", b"\r\n--inner-1\nContent-Type: text/plain; name", "a delimiter inside ends in LF")
    changed("of-first-inner-delimiter", b"--inner-1\r\n", b"--inner-1\n", "the first delimiter inside ends in LF")
    alternative = mime.multipart("alternative", [PAY[:-2], HTML], "inner-2")
    changed("two-levels-down", b"Carol.\r\n--inner-2\r\n", b"Carol.\n--inner-2\r\n", "LF before a delimiter of a multipart in a multipart", mixed(alternative))
    lines = alternative[alternative.index(b"--inner-2"):]
    changed("of-one-level", lines, lines.replace(b"\r\n", b"\n"), "one of two multiparts inside with LF alone", mixed(alternative))


def beginnings():
    """A boundary that begins another one."""
    def unclosed(boundary):
        return mime.multipart("mixed", [PAY], boundary, end=b"")

    rest = b"Content-Type: text/plain\r\n\r\nPay 1000 EUR to Mallory.\r\n"
    around = "UNSIGNED_TEXT_AROUND"
    doubt("begins-outer", unclosed("sig"), "the boundary outside is the one inside and more, and that multipart does not end", boundary="sig-1", epilogue=rest, deviations=around)
    doubt("begins-outer-letters", unclosed("SIG"), "the same in other letters", boundary="sig-1", epilogue=rest, deviations=around)
    doubt("begins-inner", mixed(boundary="sig-1"), "the boundary inside is the one outside and more")
    doubt("begins-inner-letters", mixed(boundary="Sig1"), "the same in other letters")
    doubt("begins-inner-two-levels-down", mixed(mime.multipart("alternative", [PAY, HTML], "inner-12")), "the same between two multiparts inside")


def honest():
    quoted = mime.TEXT + b"You wrote:\r\n> --0000000000a1b2c3\r\n> Content-Type: text/plain\r\n--0000000000a1b2c3--\r\n-- \r\nBob\r\n"
    good("quoted-mail", quoted, "a text that quotes the delimiters of another mail")
    good("near-misses", mime.TEXT + b"-sig\r\n- -sig\r\n--si\r\n--si g\r\n-- sig\r\n-\r\n-sig\r\n--s=\r\nig\r\n--gis\r\n", "lines that are nearly the boundary")
    good("boundary-without-hyphens", mime.TEXT + b"sig\r\nSIG\r\nsig--\r\n-sig-\r\n", "the boundary without its hyphens")
    page = mime.HTML + b"<html><!-- header -->" + b"<p style=\"--color: red\">word -- word</p>" * 150 + b"<!-- footer --></html>\r\n"
    good("html-on-one-line", page, "HTML in a line of 6,000 octets, with hyphens", boundary="----=_Part_7_1234567.1767693600000", named='boundary="----=_Part_7_1234567.1767693600000"')
    good("html-in-alternative", mime.multipart("alternative", [PAY, page], "inner-1"), "the same beside a text")
    good("long-line-of-hyphens", mime.TEXT + b"-" * 5000 + b"\r\n", "a line of 5,000 hyphens")
    good("attached-mail", attached(entity=mime.multipart("alternative", [PAY, HTML], "0000000000a1b2c3")), "a mail that is attached has boundaries of its own")
    twice = mime.multipart("mixed", [mime.multipart("alternative", [PAY, HTML], "alt"), mime.multipart("alternative", [PAY, HTML], "alt")], "inner-1")
    good("boundary-twice", twice, "two multiparts, one behind the other, of one boundary")
    mails = [b"Content-Type: message/rfc822\r\n\r\nFrom: Carol <carol@example.org>\r\n" + mime.multipart("alternative", [PAY, HTML], "alt") for _ in range(2)]
    good("attached-mails-of-one-boundary", mime.multipart("mixed", [PAY] + mails, "inner-1"), "two mails that are attached, of one boundary")
    parts = mime.multipart("alternative", [PAY, mime.multipart("related", [HTML, LIST], "_004_A1B2C3_")], "_000_A1B2C3_")
    good("exchange-inside", mime.multipart("mixed", [parts, LIST], "_005_A1B2C3_"), "boundaries that differ in a digit, as Exchange writes them", boundary="_002_A1B2C3_")
    parts = mime.multipart("alternative", [PAY, HTML], "----=_NextPart_001_0013_01DC7F1A.3B0A2C40", named='boundary="----=_NextPart_001_0013_01DC7F1A.3B0A2C40"')
    good("outlook-inside", parts, "boundaries that differ in two digits, as Outlook writes them", boundary="----=_NextPart_000_0012_01DC7F1A.3B0A2C40",
         named='boundary="----=_NextPart_000_0012_01DC7F1A.3B0A2C40"')
    good("inner-begins-outer", mixed(boundary="sig"), "the boundary inside is closed, and that outside is the same and more", boundary="sig-1")
    footer = b"\r\n-- \r\n" + b"_" * 60 + b"\r\n" + b"-" * 60 + b"\r\nA list of friends -- https://lists.example/?sig=1&x--y\r\n"
    good("footer", PAY, "the footer of a list, with hyphens", epilogue=footer, boundary="=_f00d", named='boundary="=_f00d"')
    good("lines-of-998", PAY, "lines of 998 octets around the parts", preamble=b"x" * 998 + b"\r\n", epilogue=b"\r\n" + b"x" * 998 + b"\r\n" + b"x" * 998 + b"\r\n")
    good("header-of-998", PAY, "a field of 998 octets, with hyphens", more="X-Note: --%s--\r\n" % ("y" * 986))
    whole = mixed(mime.multipart("alternative", [PAY, HTML], "inner-2"))
    good("stored-lf", whole, "multiparts in multiparts, the content stored with LF", travelled=whole.replace(b"\r\n", b"\n"))
    good("stored-text-lf", whole, "LF in a line that no delimiter follows", travelled=whole.replace(b"10 EUR to Carol.\r\n", b"10 EUR to Carol.\n", 1))
    good("binary", mixed(b"Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\n\r\n" + bytes(range(256)) * 40 + b"-\0-\r\0s\0i\n--\0"),
         "a binary part with NUL, hyphens and letters")
    good("quoted-printable", b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=2D=2Dsig\r\n--si=67\r\n", "encoded in the text, where no program looks for it")


def all_cases():
    letters()
    places()
    line_ends()
    beginnings()
    honest()
