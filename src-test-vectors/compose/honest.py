"""Mail as programs really write it, and what relays and stores do to it (design: interoperability, deviations)."""

import hashlib

import ciphers
import cms
import der
import keys
import kit
import mime
import x509
from envelopes import ALICE, envelope
from signatures import BOB, CAROL, ISSUING, PLAIN, one

BY_BOB = one()
OPAQUE = one(content=PLAIN)
TRUSTED = {"layers": "signed", "binding": "MATCH", **kit.SIGNED}
OPENED = {"layers": "encrypted", "sha256": kit.PLAIN, **kit.KEYS}
GCM_TYPE = "authenveloped-data"


def mail(name, entity, comment, expect="trusted", more="", author=mime.BOB, **values):
    values = {"sha256": kit.PLAIN, **TRUSTED, **values} if "layers" not in values else values
    kit.mail(name, "good", expect, entity, comment, author, more, **values)


def doubtful(name, entity, comment, **values):
    """Other programs read it in another way: it opens, and nobody is bound."""
    values = {"sha256": kit.PLAIN, **TRUSTED, **values, "binding": "UNPARSEABLE"}
    kit.mail(name, "deviation", kit.AMBIGUOUS, entity, comment, **values)


def opened(name, data, comment, smime_type="enveloped-data", **values):
    kit.mail(name, "good", "opened", mime.cms_entity(data, smime_type), comment, **{**OPENED, **values})


def stored():
    """Line ends, and what stands around the parts."""
    right = mime.multipart_signed(PLAIN, BY_BOB)
    head = lambda name: mime.header(name)
    lf = lambda data: data.replace(b"\r\n", b"\n")
    keys_ = {"sha256": kit.PLAIN, **TRUSTED}
    store = lambda name, data, comment, **values: kit.case(name, "good", "trusted", data, comment, **{**keys_, **values})
    store("stored-lf", lf(head("stored-lf") + right), "stored with LF", deviations="SIGNED_FORM")
    store("stored-body-lf", head("stored-body-lf") + lf(right), "the header with CRLF, the body with LF", deviations="SIGNED_FORM")
    mixed = right.replace(b"Dear Alice,\r\n", b"Dear Alice,\n", 1)
    store("stored-mixed", head("stored-mixed") + mixed, "one line of the text with LF", deviations="SIGNED_FORM")
    by_lf = one(over=lf(PLAIN))
    store("signed-over-lf", head("signed-over-lf") + mime.multipart_signed(PLAIN, by_lf), "signed over LF, as some programs did",
          deviations="SIGNED_FORM", sha256=hashlib.sha256(lf(PLAIN)).hexdigest())
    without = one(over=PLAIN[:-2])
    store("signed-without-last-crlf", head("signed-without-last-crlf") + mime.multipart_signed(PLAIN, without),
          "signed without the last line end", deviations="SIGNED_FORM", sha256=None)
    with_one = one(over=PLAIN + b"\r\n")
    store("signed-with-one-more-crlf", head("signed-with-one-more-crlf") + mime.multipart_signed(PLAIN, with_one),
          "signed with one line end more", deviations="SIGNED_FORM", sha256=None)
    store("stored-mbox", b"From bob@example.org Tue Jan  6 10:00:00 2026\n" + lf(head("stored-mbox") + right), "a line of an mbox before it",
          deviations="SIGNED_FORM")
    mail("blanks-behind-delimiters", mime.multipart_signed(PLAIN, BY_BOB, blanks=b" \t "), "blanks behind the delimiters")
    mail("no-final-line-end", right[:-2], "no line end behind the close delimiter")
    mail("empty-preamble", mime.multipart_signed(PLAIN, BY_BOB, preamble=b"\r\n", epilogue=b"\r\n\r\n"), "empty lines around the parts")
    mail("preamble-of-mime", mime.multipart_signed(PLAIN, BY_BOB, preamble=b"This is an S/MIME signed message\r\n\r\n"),
         "the preamble that OpenSSL writes", deviations="UNSIGNED_TEXT_AROUND")
    mail("folded-type", right.replace(b"; ", b";\r\n\t", 3), "Content-Type folded at each parameter")
    mail("parameters-in-capitals", right.replace(b"protocol=", b"PROTOCOL=").replace(b"micalg=", b"Micalg=").replace(b"boundary=", b"BOUNDARY="),
         "names of parameters in capitals")
    mail("type-in-capitals", right.replace(b"Content-Type: multipart/signed", b"CONTENT-TYPE: Multipart/Signed", 1), "the type in capitals")
    odd = "=_?:(x) 'y'/,+"
    doubtful("boundary-with-specials", mime.multipart_signed(PLAIN, BY_BOB, boundary=odd, named='boundary="%s"' % odd), "a boundary of odd characters")
    mail("boundary-of-70", mime.multipart_signed(PLAIN, BY_BOB, boundary="x" * 70), "a boundary of 70 characters")
    doubtful("boundary-rfc2231", mime.multipart_signed(PLAIN, BY_BOB, boundary="abcdef", named="boundary*0=abc; boundary*1=def"), "a boundary in sections (RFC 2231)")
    doubtful("comment-in-type", right.replace(b"multipart/signed;", b"multipart/signed (a comment);", 1), "a comment in Content-Type")


def contents():
    """What is signed."""
    def signed(name, entity, comment, **values):
        values = {"sha256": hashlib.sha256(entity).hexdigest(), **values}
        mail(name, mime.multipart_signed(entity, one(over=entity)), comment, **values)

    signed("content-empty-body", mime.TEXT, "an empty body")
    signed("content-no-header", b"\r\nHello\r\n", "no header at all")
    signed("content-8-bit", b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + "gr\u00fc\u00dfe\r\n".encode(), "8-bit text")
    signed("content-latin-1", b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\ngr\xfc\xdfe\r\n", "ISO 8859-1")
    signed("content-long-line", mime.TEXT + b"x" * 20_000 + b"\r\n", "a line of 20,000 octets")
    signed("content-trailing-blanks", mime.TEXT + b"one  \r\ntwo\t\r\n-- \r\nBob\r\n", "blanks at the ends of lines")
    signed("content-dots", mime.TEXT + b".\r\n..\r\n.hidden\r\n", "lines that begin with dots")
    signed("content-from-line", mime.TEXT + b"From me to you\r\n>From\r\n", "a line that begins with From")
    signed("content-no-final-line-end", mime.TEXT + b"no line end", "no line end at the end")
    signed("content-many-line-ends", mime.TEXT + b"text\r\n\r\n\r\n\r\n", "empty lines at the end")
    html = mime.multipart("alternative", [mime.TEXT + b"Hello", mime.HTML + b"<p>Hello"], "alt")
    signed("content-alternative", html, "text and HTML")
    binary = b"Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + mime.base64_lines(bytes(range(256)))
    signed("content-attachment", mime.multipart("mixed", [html, binary], "mix"), "text, HTML and an attachment")
    deep = mime.TEXT + b"deep"
    for i in range(12):
        deep = mime.multipart("mixed", [deep], "d%d" % i)
    signed("content-12-multiparts", deep, "twelve multiparts, one in the other")
    signed("content-unclosed-multipart", mime.multipart("mixed", [mime.TEXT + b"one", mime.TEXT + b"two"], "mix", end=b""), "an inner multipart without its close")
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + mime.header("forwarded", mime.CAROL) + mime.TEXT + b"Hello\r\n"
    signed("content-forwarded", forwarded, "a forwarded message")
    raw = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n" + bytes(range(256)) * 2
    kit.case("content-binary", "good", "trusted", mime.header("content-binary") + mime.cms_entity(one(content=raw, over=raw), "signed-data"),
             "raw octets inside an opaque signature", sha256=hashlib.sha256(raw).hexdigest(), **TRUSTED)


def dressed():
    """How the CMS object travels."""
    mail("x-pkcs7-mime", mime.cms_entity(OPAQUE, "signed-data", "application/x-pkcs7-mime"), "the old type x-pkcs7-mime", deviations="MEDIA_TYPE")
    mail("x-pkcs7-signature", mime.multipart_signed(PLAIN, BY_BOB, '; protocol="application/x-pkcs7-signature"; micalg=sha-256',
         second=mime.signature_entity(BY_BOB, "application/x-pkcs7-signature")), "the old type x-pkcs7-signature", deviations="MEDIA_TYPE")
    mail("x-pkcs7-mixed", mime.multipart_signed(PLAIN, BY_BOB, '; protocol="application/x-pkcs7-signature"; micalg=sha-256'),
         "the protocol is the old type, the part the new one", deviations="PROTOCOL_PARAMETER")
    for extension in ("p7m", "p7s", "p7z"):
        (mail if extension == "p7m" else doubtful)("octet-stream-" + extension, mime.cms_entity(OPAQUE, "", "application/octet-stream", "SMIME." + extension.upper()),
             "application/octet-stream with the extension " + extension, deviations="MEDIA_TYPE")
    disposition = "Content-Disposition: attachment; filename=smime.p7m\r\n"
    mail("octet-stream-disposition", mime.cms_entity(OPAQUE, "", "application/octet-stream", "", disposition),
         "the file name stands in Content-Disposition alone", deviations="MEDIA_TYPE")
    rfc2231 = "Content-Disposition: attachment; filename*=utf-8''smime.p7m\r\n"
    mail("octet-stream-rfc2231", mime.cms_entity(OPAQUE, "", "application/octet-stream", "", rfc2231), "the file name is encoded (RFC 2231)",
         deviations="MEDIA_TYPE")
    mail("no-name", mime.cms_entity(OPAQUE, "signed-data", name=""), "no file name")
    mail("no-smime-type", mime.cms_entity(OPAQUE, ""), "no smime-type", deviations="SMIME_TYPE")
    mail("smime-type-in-capitals", mime.cms_entity(OPAQUE, "SIGNED-DATA"), "smime-type in capitals")
    for name, micalg in (("sha1-of-the-time", "rsa-sha256"), ("no-dash", "sha256"), ("capitals", "SHA-256"), ("two", "sha1,sha-256"), ("blanks", '"sha-512, sha-256"')):
        (doubtful if name == "two" else mail)("micalg-" + name, mime.multipart_signed(PLAIN, BY_BOB, '; protocol="application/pkcs7-signature"; micalg=' + micalg), "micalg: " + micalg)
    head = "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
    encoded = lambda encoding, body: head.encode() + b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body
    mail("base64-one-line", encoded(b"base64", mime.base64_lines(OPAQUE, 10**6)), "Base64 without line breaks", deviations="BASE64_IRREGULAR")
    mail("base64-long-lines", encoded(b"base64", mime.base64_lines(OPAQUE, 400)), "Base64 in lines of 400", deviations="BASE64_IRREGULAR")
    mail("base64-short-lines", encoded(b"base64", mime.base64_lines(OPAQUE, 20)), "Base64 in lines of 20")
    mail("base64-in-capitals", encoded(b"BASE64", mime.base64_lines(OPAQUE)), "the encoding in capitals")
    mail("base64-footer", encoded(b"base64", mime.base64_lines(OPAQUE) + b"-- \r\nlist footer\r\n"), "a footer of a list behind the Base64",
         deviations="BASE64_IRREGULAR")
    mail("binary", encoded(b"binary", OPAQUE), "binary")
    quoted = b"".join(b"=%02X" % b + (b"=\r\n" if i % 24 == 23 else b"") for i, b in enumerate(OPAQUE))
    mail("quoted-printable", encoded(b"quoted-printable", quoted), "quoted-printable")
    pem = b"-----BEGIN PKCS7-----\r\n" + mime.base64_lines(OPAQUE) + b"-----END PKCS7-----\r\n"
    mail("pem-inside", encoded(b"7bit", pem), "PEM as the body", deviations="ARMOURED_CMS")
    mail("base64-undeclared", encoded(b"7bit", mime.base64_lines(OPAQUE)), "Base64 that is not declared", deviations="ARMOURED_CMS")
    mail("base64-twice", encoded(b"base64", mime.base64_lines(mime.base64_lines(OPAQUE))), "Base64 twice", deviations="ARMOURED_CMS")
    bare = {"from": "bob@example.org", "sha256": kit.PLAIN, **TRUSTED}
    kit.case("bare-base64", "good", "trusted", mime.base64_lines(OPAQUE), "Base64 alone", "txt", deviations="ARMOURED_CMS", **bare)
    pem = b"Some text before\n" + pem.replace(b"PKCS7", b"CMS")
    kit.case("bare-pem-with-text", "good", "trusted", pem, "PEM with text before it", "pem", deviations="ARMOURED_CMS", **bare)
    mail("mime-where-cms-is-due", head.encode() + b"Content-Transfer-Encoding: binary\r\n\r\n" + mime.multipart_signed(PLAIN, BY_BOB),
         "a MIME entity stands where CMS is due, as Exchange hands it out", deviations="MEDIA_TYPE")


def objects():
    """CMS that is right and written in another way."""
    fields = der.children(der.content(der.children(OPAQUE)[1]))
    inner = der.children(fields[2])[0]
    in_ber = lambda content: der.indefinite(0x30, der.oid(cms.SIGNED), der.indefinite(0xA0, der.indefinite(
        0x30, fields[0], fields[1], content, *fields[3:])))
    for size in (1, 7, 1000):
        content = der.indefinite(0x30, inner, der.indefinite(0xA0, der.segments(PLAIN, size)))
        mail("ber-segments-%d" % size, mime.cms_entity(in_ber(content), "signed-data"), "indefinite lengths, content in pieces of %d" % size)
    detached = in_ber(der.indefinite(0x30, inner))
    mail("ber-detached", mime.multipart_signed(PLAIN, detached), "indefinite lengths around a detached signature, as Outlook does")
    mail("no-content-octets", mime.cms_entity(one(content=b"", over=b""), "signed-data"), "an empty content", sha256=hashlib.sha256(b"").hexdigest())
    named = cms.attributes(PLAIN)
    unsorted = list(reversed(sorted(named.values())))
    mail("attributes-unsorted", mime.multipart_signed(PLAIN, one(attrs=unsorted)), "signed attributes not in order, signed as they stand",
         deviations="SIGNED_ATTRIBUTES_NOT_DER")
    der_order = BOB.key.sign(der.set_of(*unsorted))
    mail("attributes-unsorted-signed-sorted", mime.multipart_signed(PLAIN, one(attrs=unsorted, signature=der_order)),
         "signed attributes not in order, signed in order", deviations="SIGNED_ATTRIBUTES_NOT_DER")
    bad_time = {**named, "time": cms.attribute(cms.SIGNING_TIME, der.utf8("last Tuesday"))}
    mail("signing-time-unreadable", mime.multipart_signed(PLAIN, one(attrs=bad_time)), "a signingTime that is no time")
    no_time = {k: v for k, v in named.items() if k != "time"}
    mail("signing-time-absent", mime.multipart_signed(PLAIN, one(attrs=no_time)), "no signingTime")
    generalized = {**named, "time": cms.attribute(cms.SIGNING_TIME, der.tlv(0x18, b"20260106100000Z"))}
    mail("signing-time-generalized", mime.multipart_signed(PLAIN, one(attrs=generalized)), "a GeneralizedTime before 2050")
    many = {**named, **{i: cms.attribute("1.3.6.1.4.1.311.16.%d" % i, der.utf8("x")) for i in range(20)}}
    mail("attributes-unknown", mime.multipart_signed(PLAIN, one(attrs=many)), "twenty attributes that nobody knows")
    for name, algorithm in {"digest-no-parameters": {"digest_algorithm": der.algorithm(keys.DIGESTS["sha256"])},
                            "signature-no-parameters": {"signature_algorithm": der.algorithm(keys.RSA)},
                            "signature-sha256-with-rsa": {"signature_algorithm": der.algorithm(x509.SIGNED_WITH["sha256"], der.NULL)}}.items():
        mail(name, mime.multipart_signed(PLAIN, one(**algorithm)), "algorithms: " + name.replace("-", " "))
    mail("version-3", mime.multipart_signed(PLAIN, cms.signed([cms.signer(BOB, PLAIN, version=3)], [BOB, ISSUING], version=3)), "other versions")
    mail("certificates-chain-first", mime.multipart_signed(PLAIN, one([ISSUING, CAROL, BOB])), "the signer's certificate is the last")
    mail("certificates-root-too", mime.multipart_signed(PLAIN, one([BOB, ISSUING, x509.of("trust/root.pem")])), "with the root")
    mail("certificates-twice", mime.multipart_signed(PLAIN, one([BOB, ISSUING, BOB, ISSUING])), "each certificate twice")
    mail("attributes-absent-opaque", mime.cms_entity(one(content=PLAIN, attrs=None), "signed-data"), "no signed attributes, opaque",
         deviations="SIGNED_ATTRIBUTES_ABSENT")
    for name, make in (("printable", der.printable), ("teletex", der.teletex), ("bmp", der.bmp)):
        subject = der.seq(x509.attribute(x509.O, make("smime4j vectors")), x509.attribute(x509.CN, make("Bob")))
        who = x509.make(subject, BOB.key, ISSUING, x509.leaf_extensions("bob@example.org"))
        mail("name-" + name, mime.multipart_signed(PLAIN, one([who, ISSUING], who=who)), "the subject in another kind of string: " + name)
        issuer = x509.make(der.seq(x509.attribute(x509.CN, make("CA in " + name))), CAROL.key, x509.of("trust/root.pem", "root"),
                           [x509.basic(True), x509.usage("keyCertSign")])
        who = x509.make("bob", BOB.key, issuer, x509.leaf_extensions("bob@example.org"),
                        issuer_name=der.seq(x509.attribute(x509.CN, der.utf8("CA in " + name))))
        mail("issuer-name-" + name, mime.multipart_signed(PLAIN, one([who, issuer], who=who)),
             "the issuer is named in UTF8String and calls itself in another kind: " + name)


def envelopes():
    """Recipients and ciphers."""
    e = envelope("honest")
    for size in (16, 24, 32):
        a = envelope("honest %d" % size, size=size)
        opened("composed-aes-%d-cbc" % (8 * size), a.cbc(), "AES-%d-CBC" % (8 * size))
        opened("composed-aes-%d-gcm" % (8 * size), a.gcm(), "AES-%d-GCM" % (8 * size), GCM_TYPE, released="yes")
        for tag in (12, 14, 16):
            out, mac = ciphers.ccm(a.cek, a.nonce, a.content, tag)
            algorithm = der.algorithm(cms.CCM[size], cms.aead_parameters(a.nonce, tag))
            opened("composed-aes-%d-ccm-%d" % (8 * size, tag), cms.auth_enveloped([a.ktri()], algorithm, out, mac), "AES-%d-CCM with a tag of %d" % (8 * size, tag),
                   GCM_TYPE, deviations=None if tag == 16 else "SHORT_TAG")
    out, mac = ciphers.chacha20_poly1305(e.cek, e.nonce, e.content)
    opened("composed-chacha20-poly1305", cms.auth_enveloped([e.ktri()], der.algorithm(cms.CHACHA, der.octets(e.nonce)), out, mac),
           "ChaCha20-Poly1305 (RFC 8103)", GCM_TYPE)
    opened("gcm-nonce-of-16", e.gcm(nonce=e.iv, tag=12), "GnuPG's form: a nonce of 16 octets, and the tag of 12 that is the default", GCM_TYPE, deviations="SHORT_TAG")
    attrs = der.set_of(cms.attribute(cms.CONTENT_TYPE, der.oid(cms.DATA)))
    opened("gcm-attributes", e.gcm(attrs=attrs), "authenticated attributes", GCM_TYPE)
    opened("gcm-smime-type-enveloped", e.gcm(), "smime-type is enveloped-data, as OpenSSL wrote before 2024", deviations="SMIME_TYPE")
    opened("cbc-smime-type-authenveloped", e.cbc(), "smime-type is authenveloped-data", GCM_TYPE, deviations="SMIME_TYPE")
    opened("octet-string-around", e.cbc(padded=ciphers.pad(der.octets(PLAIN))), "one more OCTET STRING around the content", deviations="CONTENT_IN_OCTET_STRING")
    opened("plain-text-inside", e.cbc(padded=ciphers.pad(b"just a text, and no header\r\n")), "a text without a header inside",
           sha256=hashlib.sha256(b"just a text, and no header\r\n").hexdigest())
    opened("nothing-inside", e.cbc(padded=b"\x10" * 16), "an empty content", sha256=hashlib.sha256(b"").hexdigest())
    lf = PLAIN.replace(b"\r\n", b"\n")
    opened("lf-inside", e.cbc(padded=ciphers.pad(lf)), "LF inside", sha256=hashlib.sha256(lf).hexdigest())
    body = ciphers.cbc(e.cek, e.iv, ciphers.pad(PLAIN))
    algorithm = der.algorithm(cms.CBC[32], der.octets(e.iv))
    pieces = b"".join(der.octets(body[i : i + 10]) for i in range(0, len(body), 10))
    ber = der.indefinite(0x30, der.oid(cms.ENVELOPED), der.indefinite(0xA0, der.indefinite(
        0x30, der.integer(0), der.tlv(0x31, e.ktri()), der.indefinite(0x30, der.oid(cms.DATA), algorithm, der.indefinite(0xA0, pieces)))))
    opened("ber-ciphertext", ber, "indefinite lengths, the ciphertext in pieces of 10")
    opened("rsa-no-parameters", e.cbc([cms.transport(ALICE, ALICE.key.pkcs1(e.cek), der.algorithm(keys.RSA))]), "rsaEncryption without parameters")
    for digest, mgf in (("sha256", "sha1"), ("sha512", "sha256"), ("sha1", "sha256")):
        ktri = cms.transport(ALICE, ALICE.key.oaep(e.cek, digest, mgf), der.algorithm(cms.OAEP, cms.oaep_parameters(digest, mgf)))
        opened("oaep-%s-mgf-%s" % (digest, mgf), e.cbc([ktri]), "OAEP with %s and a mask of %s" % (digest, mgf))
    defaults = cms.transport(ALICE, ALICE.key.oaep(e.cek, "sha1"), der.algorithm(cms.OAEP, der.seq()))
    opened("oaep-defaults", e.cbc([defaults]), "OAEP with the defaults left out")
    for name, ski in (("extension", ALICE.ski), ("sha256", hashlib.sha256(ALICE.key.spki).digest()), ("spki", hashlib.sha1(ALICE.key.spki).digest())):
        ktri = cms.transport(ALICE, ALICE.key.pkcs1(e.cek), rid=der.tlv(0x80, ski))
        opened("ski-" + name, e.cbc([ktri]), "recipient by a key identifier: " + name,
               deviations=None if name == "extension" else "RECIPIENT_IDENTIFIER")
    issuer = der.seq(x509.attribute(x509.O, der.printable("smime4j vectors")), x509.attribute(x509.CN, der.printable("issuing")))
    serial = ALICE.serial
    padded = b"\x02" + bytes([serial[1] + 1]) + b"\0" + serial[2:]
    for name, rid in (("printable-issuer", der.seq(issuer, serial)), ("padded-serial", der.seq(ALICE.issuer, padded))):
        opened("rid-" + name, e.cbc([cms.transport(ALICE, ALICE.key.pkcs1(e.cek), rid=rid)]), "the recipient's certificate named with a " + name.replace("-", " "),
               deviations="RECIPIENT_IDENTIFIER" if name == "printable-issuer" else "INTEGER_PADDED")
    by_subject = der.seq(ALICE.subject, serial)
    opened("rid-subject", e.cbc([cms.transport(ALICE, ALICE.key.pkcs1(e.cek), rid=by_subject)]), "the subject stands where the issuer is due",
           deviations="RECIPIENT_IDENTIFIER")
    decoys = [cms.transport(ALICE, keys.random("decoy %d" % i, 255).rjust(256, b"\0")) for i in range(12)]
    opened("recipients-decoys", e.cbc(decoys + [e.ktri()]), "twelve recipients by Alice's name with keys for nobody, and the right one last",
           threat="A9")
    # The third level of the proof: bare CMS that nobody can tell from what a wrong key gives.
    anything = bytes(128 | b for b in keys.random("not mime", 50))
    kit.case("bare-not-mime", "good", "opened", e.cbc(padded=ciphers.pad(anything)), "bare CMS around octets of no kind", "der", layers="encrypted",
             sha256=hashlib.sha256(anything).hexdigest(), deviations="NOT_MIME", threat="A12", **kit.KEYS)


def nested():
    """Layers in layers."""
    signed = mime.multipart_signed(PLAIN, BY_BOB)
    values = {"sha256": kit.PLAIN, "binding": "MATCH", **kit.KEYS, **kit.SIGNED}
    opaque = mime.cms_entity(OPAQUE, "signed-data")
    compressed = lambda entity: mime.cms_entity(cms.compressed(entity), "compressed-data", name="smime.p7z")
    encrypted = lambda label, entity: mime.cms_entity(envelope(label, entity).cbc())
    sealed = lambda label, entity: mime.cms_entity(envelope(label, entity).gcm(), GCM_TYPE)
    again = lambda entity: mime.multipart_signed(entity, one(over=entity), boundary="outer")
    table = {
        "signed-in-encrypted": (encrypted("n1", signed), "encrypted signed"), "opaque-in-encrypted": (encrypted("n2", opaque), "encrypted signed"),
        "signed-in-gcm": (sealed("n3", signed), "encrypted signed"), "encrypted-in-signed": (again(encrypted("n4", PLAIN)), "signed encrypted"),
        "triple": (again(encrypted("n5", signed)), "signed encrypted signed"), "signed-in-signed": (again(signed), "signed signed"),
        "encrypted-twice": (encrypted("n6", sealed("n7", signed)), "encrypted encrypted signed"),
        "compressed-in-signed": (again(compressed(PLAIN)), "signed compressed"), "signed-in-compressed": (compressed(signed), "compressed signed"),
        "signed-compressed-encrypted": (encrypted("n8", compressed(signed)), "encrypted compressed signed"),
        "compressed-in-encrypted-in-signed": (again(sealed("n9", compressed(PLAIN))), "signed encrypted compressed"),
    }
    for name, (entity, layers) in table.items():
        kit.mail("nested-" + name, "good", "trusted", entity, "layers: " + layers, layers=layers, **values)
    bare = envelope("n10", OPAQUE)
    kit.mail("nested-bare-signed", "good", "trusted", mime.cms_entity(bare.cbc()), "bare SignedData, without MIME around it, inside",
             layers="encrypted signed", **values)


def all_cases():
    stored()
    contents()
    dressed()
    objects()
    envelopes()
    nested()
