"""Header protection: the structures of RFC 9788, appendices C and E, and what may be done to them (B11, B12)."""

import hashlib

import kit
import mime
from envelopes import envelope
from signatures import BOB, CAROL, ISSUING, one

BODY = "Dear Alice,\r\n\r\nthe contract of 2019 is attached to this memory.\r\n\r\nBob\r\n"
HTML = "<html><body>\r\n%s<p>Dear Alice, the contract is attached to this memory.</p>\r\n</body></html>\r\n"
GCM_TYPE = "authenveloped-data"
SHOWN = {"subject": "The contract"}
CLEAR = {**kit.SIGNED, **SHOWN, "layers": "signed", "binding": "MATCH"}
SEALED = {**CLEAR, **kit.KEYS, "layers": "encrypted signed"}


def fields(name, author=mime.BOB, subject="The contract", more=()):
    usual = [("Date", mime.NOW), ("Message-ID", "<%s@example.org>" % name), ("From", author), ("To", "Alice <alice@example.org>")]
    return usual + [("Subject", subject)] + list(more)


def lines(pairs, prefix=""):
    return "".join("%s%s: %s\r\n" % (prefix, name, value) for name, value in pairs)


def replaced(pairs, **values):
    """Other values by name; None takes the field out."""
    return [(name, values.get(name, value)) for name, value in pairs if values.get(name, value) is not None]


def payload(pairs, hp="clear", outer=None, kind="text/plain; charset=utf-8", body=BODY):
    recorded = "" if outer is None else lines(outer, "HP-Outer: ")
    parameter = '; hp="%s"' % hp if hp in ("clear", "cipher") else hp
    return ("Content-Type: %s%s\r\n" % (kind, parameter) + lines(pairs) + recorded + "\r\n" + body).encode()


def multipart(subtype, parts, boundary):
    body = "".join("--%s\r\n%s\r\n" % (boundary, part) for part in parts) + "--%s--\r\n" % boundary
    return "multipart/%s; boundary=%s" % (subtype, boundary), body


def alternative(legacy=""):
    marked = '; hp-legacy-display="1"' if legacy else ""
    div = '<div class="header-protection-legacy-display"><pre>%s</pre></div>\r\n' % legacy if legacy else ""
    texts = ["Content-Type: text/plain; charset=utf-8%s\r\n\r\n%s%s" % (marked, legacy + "\r\n" if legacy else "", BODY),
             "Content-Type: text/html; charset=utf-8%s\r\n\r\n%s" % (marked, HTML % div)]
    kind, body = multipart("alternative", texts, "texts")
    attached = "Content-Type: text/csv\r\nContent-Disposition: attachment; filename=memory.csv\r\n\r\nyear,key\r\n2019,kept\r\n"
    return multipart("mixed", ["Content-Type: %s\r\n\r\n%s" % (kind, body), attached], "all")


def by(entity, who=BOB):
    return one([who, ISSUING], who=who, over=entity)


def detached(entity, who=BOB):
    return mime.multipart_signed(entity, by(entity, who))


def opaque(entity, who=BOB):
    return mime.cms_entity(one([who, ISSUING], entity, who, over=entity), "signed-data")


def sealed(label, entity):
    return mime.cms_entity(envelope(label, entity).gcm(), GCM_TYPE)


def mail(name, kind, expect, outer, entity, comment, **values):
    head = (lines(outer) + "MIME-Version: 1.0\r\n").encode()
    kit.case(name, kind, expect, head + entity, comment, **values)


def wrapped(pairs):
    return b"Content-Type: message/rfc822\r\n\r\n" + payload(pairs, "")


def signed_alone():
    def good(name, entity, comment, dress=detached, **values):
        mail("hp-" + name, "good", "trusted", fields(name), dress(entity), comment, **{**CLEAR, "threat": "B12", **values})

    plain = lambda name: payload(fields(name))
    good("signed", plain("signed"), "multipart/signed")
    good("signed-opaque", plain("signed-opaque"), "opaque", opaque)
    kind, body = alternative()
    good("signed-parts", payload(fields("signed-parts"), kind=kind, body=body), "a message of several parts")
    good("signed-v1", payload(fields("signed-v1"), '; protected-headers="v1"'), "by the older parameter")
    good("signed-wrapped", wrapped(fields("signed-wrapped")), "a whole message in place of the content (RFC 8551)")
    good("signed-wrapped-opaque", wrapped(fields("signed-wrapped-opaque")), "the same, opaque", opaque)
    reply = [("In-Reply-To", "<first@example.org>"), ("References", "<first@example.org>")]
    inner = fields("signed-reply", subject="The contract", more=reply)
    mail("hp-signed-reply", "good", "trusted", inner, detached(payload(inner)), "an answer", threat="B12", **CLEAR)
    recorded = payload(fields("signed-recorded"), outer=replaced(fields("x"), Subject="[...]"))
    good("signed-recorded", recorded, "HP-Outer where nothing is encrypted says nothing")
    kind, body = multipart("mixed", [payload(fields("x", subject="Another")).decode()], "all")
    good("signed-in-part", ("Content-Type: %s\r\n\r\n%s" % (kind, body)).encode(), "hp at a part is no header of the message")


def sealed_too():
    def good(name, outer, inner, comment, dress=detached, expect="trusted", **values):
        entity = sealed("hp-" + name, dress(inner) if dress else inner)
        mail("hp-" + name, "good", expect, outer, entity, comment, **{**SEALED, "threat": "B12", **values})

    def baseline(name, **values):
        inner = fields(name, more=[("Keywords", "memory, key")])
        return replaced(inner, Subject="[...]", Keywords=None), inner

    outer, inner = baseline("sealed")
    good("sealed", outer, payload(inner, "cipher", outer), "the subject and the keywords are hidden")
    outer, inner = baseline("sealed-opaque")
    good("sealed-opaque", outer, payload(inner, "cipher", outer), "the same, signed opaque", opaque)
    shy = {"Subject": "[...]", "Keywords": None, "From": "bob@example.org", "To": "alice@example.org"}
    inner = fields("sealed-shy", more=[("Keywords", "memory, key")])
    outer = replaced(inner, **shy)
    good("sealed-shy", outer, payload(inner, "cipher", outer), "names are hidden too")
    inner = fields("sealed-nothing-hidden")
    good("sealed-nothing-hidden", inner, payload(inner, "cipher", inner), "nothing is hidden")
    outer, inner = baseline("sealed-legacy")
    legacy = "Subject: The contract\r\nKeywords: memory, key\r\n"
    text = payload(inner, "cipher", outer, 'text/plain; charset=utf-8; hp-legacy-display="1"', legacy + "\r\n" + BODY)
    good("sealed-legacy", outer, text, "with what older programs are to show")
    outer, inner = baseline("sealed-parts")
    kind, body = alternative(legacy)
    good("sealed-parts", outer, payload(inner, "cipher", outer, kind, body), "the same in a message of several parts")
    outer, inner = baseline("sealed-wrapped")
    good("sealed-wrapped", outer, wrapped(inner), "a whole message in place of the content (RFC 8551)")
    outer, inner = baseline("sealed-v1")
    good("sealed-v1", outer, payload(inner, '; protected-headers="v1"'), "by the older parameter")
    outer, inner = baseline("sealed-unsigned")
    good("sealed-unsigned", outer, payload(inner, "cipher", outer), "encrypted, and not signed", None, "opened",
         layers="encrypted", notes="HEADER_UNVERIFIED", binding=None)
    inner = fields("sealed-later")
    good("sealed-later", inner, payload(inner), "signed with hp=clear, and encrypted on its way")


def altered():
    """What happens to the header outside: the signature stands, and what is inside is shown."""
    def deviant(name, outer, entity, notes, comment, **values):
        mail("b12-" + name, "deviation", "trusted", outer, entity, comment, **{**CLEAR, "notes": notes, **values})

    inner = fields("subject-altered")
    deviant("subject-altered", replaced(inner, Subject="Pay Mallory"), detached(payload(inner)), "FIELD_ALTERED",
            "another subject outside", sha256=sha(payload(inner)))
    inner = fields("subject-removed")
    deviant("subject-removed", replaced(inner, Subject=None), detached(payload(inner)), "FIELD_MISSING", "no subject outside",
            sha256=sha(payload(inner)))
    inner = fields("reply-to-added")
    deviant("reply-to-added", inner + [("Reply-To", "mallory@example.org")], detached(payload(inner)), "FIELD_ADDED REPLY_TO_DIFFERS",
            "a Reply-To outside alone", sha256=sha(payload(inner)))
    inner = fields("encryption-removed")
    entity = payload(inner, "cipher", replaced(inner, Subject="[...]"))
    deviant("encryption-removed", replaced(inner, Subject="[...]"), detached(entity), "ENCRYPTION_REMOVED",
            "its author encrypted it, and somebody opened it on its way", sha256=sha(entity))
    inner = fields("cc-added")
    outer = replaced(inner, Subject="[...]")
    entity = payload(inner, "cipher", outer)
    deviant("cc-added", outer + [("Cc", "mallory@example.org")], sealed("b12-cc", detached(entity)), "FIELD_ADDED",
            "a ciphertext sent again with a Cc of somebody else", sha256=sha(entity), **{**kit.KEYS, "layers": "encrypted signed"})


def sha(entity):
    return hashlib.sha256(entity).hexdigest()


def forged():
    """Carol signs, From outside is hers, and inside stands somebody else, in any way that a reader may take for From."""
    carol = "Carol <carol@example.org>"

    def spoof(name, inside, comment, binding, dress=detached, hp="clear", notes="FROM_MISMATCH FIELD_ALTERED HEADER_UNVERIFIED", **values):
        outer = fields(name, carol)
        inner = [pair for pair in outer if pair[0] != "From"] + inside
        values = {**CLEAR, "binding": binding, "notes": notes, **values}
        mail("b12-" + name, "spoof", kit.unbound(binding), outer, dress(payload(inner, hp), CAROL), comment, **values)

    bob = "Bob <bob@example.org>"
    spoof("inside-opaque", [("From", bob)], "Carol signed opaque; inside is Bob", "MISMATCH", opaque)
    spoof("inside-v1", [("From", bob)], "Carol signed; inside is Bob, by the older parameter", "MISMATCH", hp='; protected-headers="v1"')
    spoof("inside-both", [("From", carol), ("From", bob)], "inside are Carol and Bob, in two fields", "UNPARSEABLE",
          notes="FROM_MISMATCH HEADER_UNVERIFIED")
    spoof("inside-list", [("From", carol + ", " + bob)], "inside are Carol and Bob, in one field", "SEVERAL_FROM")
    spoof("inside-group", [("From", "people: bob@example.org;")], "inside is a group", "UNPARSEABLE")
    spoof("inside-encoded", [("From", "=?utf-8?q?bob=40example=2Eorg?= <carol@example.org>, bob@example.org")],
          "inside is Bob behind a name that looks like him", "SEVERAL_FROM")
    for dress in (detached, opaque):
        kind = "-opaque" if dress is opaque else ""
        spoof("inside-blank" + kind, [("From", carol), ("From ", bob)], "a blank before the colon of a second From inside", "UNPARSEABLE", dress,
              notes="FROM_MISMATCH HEADER_UNVERIFIED")
        spoof("inside-nul" + kind, [("From", carol), ("\0From", bob)], "NUL before a second From inside", "UNPARSEABLE", dress,
              notes="FIELD_MISSING HEADER_UNVERIFIED")
    mail("b12-inside-two-types", "spoof", kit.AMBIGUOUS, fields("inside-two-types", carol),
         opaque(payload(fields("inside-two-types", carol)).replace(b"Date:", b"Content-Type: text/html\r\nDate:", 1), CAROL),
         "two types of the content in an opaque signature", **{**CLEAR, "binding": "UNPARSEABLE", "notes": "HEADER_UNVERIFIED"})
    inner = fields("unsigned", subject="Pay Mallory")
    mail("b12-unsigned", "spoof", "not smime", fields("unsigned"), payload(inner), "hp without a signature or an envelope", **SHOWN)
    entity = payload(fields("foreign-around"))
    mail("hp-foreign-around", "good", "trusted", fields("foreign-around"),
         mime.multipart_signed(detached(entity), by(detached(entity), CAROL), boundary="outer"),
         "Bob's message, signed once more by Carol, who passed it on", **{**CLEAR, "layers": "signed signed", "notes": "HEADER_UNVERIFIED"})


def decoded_otherwise():
    """B9: a transfer encoding that some programs know and others pass over."""
    uu = b"begin 644 smime.p7m\r\n#0V%T\r\n`\r\nend\r\n"
    armour = b"-----BEGIN PKCS7-----\r\n" + mime.base64_lines(one(content=mime.PLAIN)) + b"-----END PKCS7-----\r\n"
    head = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\n"
    mail("b9-uuencoded", "spoof", kit.AMBIGUOUS, fields("uuencoded"), head + uu + armour,
         "one object for whoever decodes uuencode, and Bob's for whoever does not", **{**kit.SIGNED, "layers": "signed", "binding": "UNPARSEABLE",
                                                                                     "deviations": "ARMOURED_CMS"})


    armoured = mime.cms_entity(one(content=mime.PLAIN), "signed-data").replace(b"\r\n\r\n", b"\r\n\r\nMIIG: look below\r\n\r\n", 1)
    mail("b9-text-before-base64", "spoof", kit.AMBIGUOUS, fields("text-before-base64"), armoured,
         "text before the Base64, which some decode with it and others pass over",
         **{**kit.SIGNED, "layers": "signed", "binding": "UNPARSEABLE", "deviations": "BASE64_IRREGULAR"})


def all_cases():
    signed_alone()
    sealed_too()
    altered()
    forged()
    decoded_otherwise()
