"""Mails as they travel."""

import base64

BOB, CAROL = "Bob <bob@example.org>", "Carol <carol@example.org>"
PLAIN = (
    b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"Dear Alice,\r\n\r\nthe contract of 2019 is attached to this memory =E2=80=94 keep the key.\r\n\r\nBob\r\n"
)
HTML = b"Content-Type: text/html\r\n\r\n"
TEXT = b"Content-Type: text/plain\r\n\r\n"


NOW = "Tue, 06 Jan 2026 10:00:00 +0000"


def header(subject, author=BOB, more="", date=NOW):
    lines = ["Date: " + date, "Message-ID: <%s@example.org>" % subject]
    if author is not None:
        lines.append("From: " + author)
    lines += ["To: Alice <alice@example.org>", "Subject: " + subject]
    return ("\r\n".join(lines) + "\r\n" + more + "MIME-Version: 1.0\r\n").encode("utf-8", "surrogateescape")


def base64_lines(data, width=64, end=b"\r\n"):
    text = base64.b64encode(data)
    return b"".join(text[i : i + width] + end for i in range(0, len(text), width))


def cms_entity(data, kind="enveloped-data", media="application/pkcs7-mime", name="smime.p7m", more=""):
    smime_type = "; smime-type=" + kind if kind else ""
    file = "; name=" + name if name else ""
    head = "Content-Type: %s%s%s\r\nContent-Transfer-Encoding: base64\r\n%s\r\n" % (media, smime_type, file, more)
    return head.encode() + base64_lines(data)


def signature_entity(data, media="application/pkcs7-signature"):
    return cms_entity(data, "", media, "smime.p7s")


def multipart(kind, parts, boundary="b1", parameters="", preamble=b"", epilogue=b"", **odd):
    """odd: named (the boundary parameter), end (the close delimiter), blanks (behind delimiters)."""
    named = odd.get("named", "boundary=" + boundary)
    separator, gap = b"--" + boundary.encode(), odd.get("blanks", b"") + b"\r\n"
    head = "Content-Type: multipart/%s%s; %s\r\n\r\n" % (kind, parameters, named)
    body = preamble + b"".join(separator + gap + part + b"\r\n" for part in parts)
    end = separator + b"--" + gap if odd.get("end") is None else odd["end"]
    return head.encode("utf-8", "surrogateescape") + body + end + epilogue


SIGNED = '; protocol="application/pkcs7-signature"; micalg=sha-256'


def multipart_signed(entity, p7s, parameters=SIGNED, boundary="sig", **odd):
    second = odd.pop("second", None) or signature_entity(p7s)
    return multipart("signed", [entity, second], boundary, parameters, **odd)
