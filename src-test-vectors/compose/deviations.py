"""What programs write beside the standards, and a tolerant reader opens and says by name."""

import base64
import hashlib
import subprocess
import tempfile

import ciphers
import cms
import der
import keys
import kit
import mime
import rc2
import x509
from envelopes import ALICE, envelope
from honest import BY_BOB, GCM_TYPE, OPAQUE, OPENED, TRUSTED
from recipients import EC
from signatures import BOB, CAROL, ISSUING, PLAIN, one

SIGNING = x509.of("pki/issuing.pem", "issuing")
COFACTOR, STANDARD = "1.3.132.1.14.", "1.3.132.1.11."
KDF = {"sha224": "0", "sha256": "1", "sha384": "2", "sha512": "3"}
WRAP = {16: cms.AES + "5", 24: cms.AES + "25", 32: cms.AES + "45"}


def mail(name, expect, entity, comment, kind="good", **values):
    kit.mail(name, kind, expect, entity, comment, **values)


def opened(name, data, comment, smime_type="enveloped-data", **values):
    mail(name, "opened", mime.cms_entity(data, smime_type), comment, **{**OPENED, **values})


def media_types():
    trusted = {"sha256": kit.PLAIN, **TRUSTED}
    mail("octet-stream-p7c", kit.AMBIGUOUS, mime.cms_entity(OPAQUE, "", "application/octet-stream", "smime.p7c"),
         "application/octet-stream with the extension p7c", "deviation", deviations="MEDIA_TYPE", **{**trusted, "binding": "UNPARSEABLE"})
    inside = mime.cms_entity(OPAQUE, "signed-data", "application/x-pkcs7-mime")
    mail("x-pkcs7-inside", "trusted", mime.cms_entity(envelope("x inside", inside).cbc()),
         "an envelope of the new type around a signature of the old one, as Outlook 2019 has it", layers="encrypted signed",
         deviations="MEDIA_TYPE", sha256=kit.PLAIN, binding="MATCH", **kit.SIGNED, **kit.KEYS)
    rsa1 = one(digest="sha1")
    for name, micalg in (("sha1", "sha1"), ("sha1-capitals", "SHA1")):
        mail("micalg-" + name, "untrusted WEAK_DIGEST", mime.multipart_signed(PLAIN, rsa1, '; protocol="application/pkcs7-signature"; micalg=' + micalg),
             "micalg: " + micalg + ", and that is what it is", **trusted)
    tnef = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    mail("tnef", "unsupported", tnef + base64.encodebytes(b"\x78\x9f\x3e\x22" + keys.random("tnef", 60)),
         "a message that Exchange wrapped in winmail.dat", "closed")


def encrypted_types():
    """What is said of EnvelopedData and AuthEnvelopedData, and what is not said."""
    e = envelope("encrypted types")
    opened("enveloped-as-signed-data", e.cbc(), "EnvelopedData that says it is signed-data", "signed-data", deviations="SMIME_TYPE")
    opened("enveloped-no-smime-type", e.cbc(), "EnvelopedData without smime-type", "", deviations="SMIME_TYPE")
    opened("gcm-no-smime-type", e.gcm(), "AuthEnvelopedData without smime-type, as OpenSSL wrote it", "", deviations="SMIME_TYPE")
    opened("gcm-smime-type-of-the-rfc", e.gcm(), "smime-type with the capital letter that RFC 8551 has", "authEnveloped-data")


def file_names():
    """The name alone says what it is; or there is text around it."""
    trusted = {"sha256": kit.PLAIN, **TRUSTED}
    e = envelope("file names").cbc()
    octet = "application/octet-stream"
    field = lambda value: "Content-Disposition: attachment; " + value + "\r\n"
    named = {"disposition": ("", field("filename=smime.p7m")), "rfc2231": ("", field("filename*=UTF-8'en'smime%2Ep7m")),
             "rfc2231-sections": ("", field("filename*0=smi; filename*1=me.p7m")),
             "rfc2231-of-type": ("; name*=us-ascii''smime.p7m", "")}
    for name, (parameter, more) in named.items():
        entity = mime.cms_entity(e, "", octet + parameter, "", more)
        mail("encrypted-named-" + name, "opened", entity, "octet-stream, and the name in: " + name, deviations="MEDIA_TYPE", **OPENED)
    mail("named-in-disposition", "trusted", mime.cms_entity(OPAQUE, "signed-data", name="", more=field("filename=smime.p7m")),
         "the file name stands in Content-Disposition alone", **trusted)
    said = b"This is a cryptographically signed message.\r\n\r\n"
    head = lambda kind: ("Content-Type: application/pkcs7-mime; smime-type=%s; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n" % kind).encode()
    mail("b8-text-before-p7m", kit.AMBIGUOUS, head("signed-data") + said + mime.base64_lines(OPAQUE),
         "a line of text before the Base64 of smime.p7m: some decode it too, and come to another object", "spoof", layers="signed",
         binding="UNPARSEABLE", integrity="intact", deviations="BASE64_IRREGULAR", **kit.SIGNED)
    mail("encrypted-behind-text", "opened", head("enveloped-data") + said + mime.base64_lines(e), "a line of text before the Base64 of an envelope",
         deviations="BASE64_IRREGULAR", **OPENED)
    pem = b"-----BEGIN PKCS7-----\r\n" + mime.base64_lines(cms.signed([], [BOB, ISSUING], digests=[])) + b"-----END PKCS7-----\r\n"
    kind = b"Content-Type: application/x-pkcs7-certificates; name=chain.p7b\r\n\r\n"
    mail("p7b-pem", "opened", kind + pem, "certificates in PEM in a file p7b", layers="certificates", deviations="ARMOURED_CMS MEDIA_TYPE")


def forms():
    """Line ends, boundaries and octets that nobody should write."""
    trusted = {"sha256": kit.PLAIN, **TRUSTED}
    right = mime.multipart_signed(PLAIN, BY_BOB)
    mail("b8-one-cr", "broken DIGEST_MISMATCH", right.replace(b"Dear Alice,\r\n", b"Dear Alice,\r", 1),
         "one line of the text lost its LF: to MIME a CR alone ends no line, so what was signed would be read otherwise than what travelled", "spoof",
         layers="signed", integrity="altered", released="no", **kit.SIGNED)
    bare = PLAIN.replace(b"Dear Alice,\r\n", b"Dear Alice,\r", 1)
    mail("content-bare-cr", "trusted", mime.multipart_signed(bare, one(over=bare)), "a CR alone, which was signed as it stands",
         **{**TRUSTED, "sha256": hashlib.sha256(bare).hexdigest()})
    odd = "----=_Part_7.1?x"
    mail("boundary-unquoted", kit.AMBIGUOUS, mime.multipart_signed(PLAIN, BY_BOB, boundary=odd), "a boundary with = and ? and no quotes around it",
         "deviation", **{**trusted, "binding": "UNPARSEABLE"})
    raw = b"Content-Type: text/plain\r\nContent-Description: gr\xfc\xdfe\r\n\r\nHello\r\n"
    values = {**TRUSTED, "sha256": hashlib.sha256(raw).hexdigest()}
    mail("content-raw-header", "trusted", mime.multipart_signed(raw, one(over=raw)), "raw octets of ISO 8859-1 in the header of the signed part", **values)
    e = envelope("raw header", raw)
    opened("encrypted-raw-header", e.cbc(), "raw octets of ISO 8859-1 in the header inside CBC, for an archive", policy="archive",
           sha256=hashlib.sha256(raw).hexdigest(), deviations="RAW_8BIT_HEADER")
    mail("encrypted-raw-header-standard", "not decryptable", mime.cms_entity(e.cbc()), "the same under the standard policy", "closed", threat="A2", **kit.KEYS)
    blank = b"\r\nThe first line is empty.\r\n"
    opened("blank-line-inside", envelope("blank line", blank).cbc(), "the content inside begins with an empty line: no header, a text",
           sha256=hashlib.sha256(blank).hexdigest())
    bare = der.content(der.children(OPAQUE)[1])
    mail("bare-signed-data", "trusted", mime.cms_entity(bare, "signed-data"), "SignedData without the ContentInfo around it",
         deviations="BARE_SIGNED_DATA", **trusted)
    kind, value = "1.3.6.1.4.1.311.2.1.4", der.seq(der.integer(1), der.utf8("what a program was"))
    inside = der.content(value)
    signer = cms.signer(BOB, inside, attrs=cms.attributes(inside, kind=kind))
    pkcs7 = cms.signed([signer], [BOB, ISSUING], kind=kind, econtent=der.explicit(0, value))
    kit.case("pkcs7-content", "good", "trusted", pkcs7, "a content that is a SEQUENCE and no OCTET STRING, as PKCS #7 had it", "der",
             layers="signed", sha256=hashlib.sha256(inside).hexdigest(), deviations="ECONTENT_NOT_OCTET_STRING",
             **{"from": "bob@example.org"}, **kit.SIGNED)


def in_transit():
    """What relays do to the signed part: it cannot be told from an attack, and the report says what happened."""
    head = b"Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    data = keys.random("attachment", 300)
    as_sent = head + mime.base64_lines(data, 72)
    values = {"layers": "signed", "integrity": "altered", "released": "no", "threat": "B8", **kit.SIGNED}
    for name, comment, relayed in (
        ("base64-wrapped", "the Base64 of the signed part was broken into lines of 76 in place of 72", head + mime.base64_lines(data, 76)),
        ("quoted-printable", "the signed part was encoded again as quoted-printable", mime.TEXT.replace(
            b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", 1) + b"gr=C3=BC=C3=9Fe\r\n"),
        ("soft-breaks", "the soft line breaks of quoted-printable were set elsewhere", PLAIN.replace(b" the ", b" the =\r\n", 1).replace(
            b"memory =E2", b"memory =\r\n=E2", 1)),
        ("disclaimer", "a gateway put a disclaimer below the text of the signed part", PLAIN + b"\r\nThis mail is confidential.\r\n"),
        ("field-added", "a relay put a field into the header of the signed part", b"X-Relay: seen\r\n" + as_sent)):
        signed = {"quoted-printable": mime.TEXT + "grüße\r\n".encode(), "soft-breaks": PLAIN, "disclaimer": PLAIN}.get(name, as_sent)
        mail("signed-relayed-" + name, "broken DIGEST_MISMATCH", mime.multipart_signed(relayed, one(over=signed)), comment, "spoof", **values)


def identifiers():
    e = envelope("ski truncated")
    ktri = lambda ski: cms.transport(ALICE, ALICE.key.pkcs1(e.cek), rid=der.tlv(0x80, ski))
    truncated = bytes([0x40 | ALICE.ski[-8] & 0x0F]) + ALICE.ski[-7:]
    opened("ski-truncated", e.cbc([ktri(truncated)]), "a key identifier of 64 bits, the second method of RFC 5280, which the certificate does not hold",
           deviations="RECIPIENT_IDENTIFIER")
    opened("ski-unknown", e.cbc([ktri(bytes(20))]), "a key identifier of nobody's: the key is found by trial", deviations="RECIPIENT_BY_TRIAL")


def short_key():
    """An encrypted key is as long as the modulus; some writers drop the zeros at its beginning (RFC 8017, section 4.1)."""
    e = envelope("short key")
    tries = (ALICE.key.pkcs1(e.cek, "short key %d" % n) for n in range(10**4))
    encrypted = next(each for each in tries if each[0] == 0)
    opened("key-without-zero", e.cbc([cms.transport(ALICE, encrypted[1:])]), "the encrypted key without the zero at its beginning",
           deviations="ENCRYPTED_KEY_SHORT")


def containers():
    e = envelope("containers")
    body, tag = ciphers.gcm(e.cek, e.iv, e.content)
    bare = cms.enveloped([e.ktri()], der.algorithm(cms.GCM[32], der.octets(e.iv)), body + tag)
    opened("aead-bare-iv-appended-tag", bare, "AES-GCM in EnvelopedData, its parameters an IV of 16 octets and its tag at the end, as PKI.js writes it",
           policy="archive", released="no", deviations="AEAD_IN_ENVELOPED_DATA BARE_NONCE")
    body, tag = ciphers.gcm(e.cek, e.nonce, e.content)
    content = der.seq(der.oid(cms.DATA), der.algorithm(cms.GCM[32], cms.aead_parameters(e.nonce, 16)), der.tlv(0xA0, der.octets(body)))
    gcm = cms.info(cms.AUTH_ENVELOPED, der.seq(der.integer(0), der.tlv(0x31, e.ktri()), content, der.octets(tag)))
    opened("gcm-constructed-content", gcm, "the ciphertext in a constructed value of definite length, as if its tag were explicit", GCM_TYPE)


    attrs = der.set_of(cms.attribute(cms.CONTENT_TYPE, der.oid(cms.DATA)))
    body, tag = ciphers.gcm(e.cek, e.nonce, e.content, attrs)
    unauth = der.set_of(cms.attribute("1.3.6.1.4.1.311.16.4", der.utf8("x")))
    info = lambda *fields: cms.info(cms.AUTH_ENVELOPED, der.seq(der.integer(0), der.tlv(0x31, e.ktri()), der.seq(
        der.oid(cms.DATA), der.algorithm(cms.GCM[32], cms.aead_parameters(e.nonce, 16)), der.tlv(0x80, body)), *fields))
    opened("gcm-attributes-both", info(der.implicit(1, attrs), der.octets(tag), der.implicit(2, unauth)), "attributes of both kinds", GCM_TYPE)
    opened("gcm-attributes-tag-2", info(der.implicit(2, attrs), der.octets(tag), der.implicit(3, unauth)),
           "attributes under the tags [2] and [3], those of AuthenticatedData, which OpenSSL's template had", GCM_TYPE, deviations="ATTRIBUTES_TAG")
    opened("gcm-attributes-tag-3", info(der.implicit(1, attrs), der.octets(tag), der.implicit(3, unauth)),
           "unauthenticated attributes alone under another tag", GCM_TYPE, deviations="ATTRIBUTES_TAG")
    body, tag = ciphers.gcm(e.cek, e.nonce, e.content)
    nested = der.indefinite(0xA0, der.indefinite(0x24, der.octets(body[:20]), der.octets(body[20:])))
    content = der.seq(der.oid(cms.DATA), der.algorithm(cms.GCM[32], cms.aead_parameters(e.nonce, 16)), nested)
    opened("gcm-nested-content", cms.info(cms.AUTH_ENVELOPED, der.seq(der.integer(0), der.tlv(0x31, e.ktri()), content, der.octets(tag))),
           "the ciphertext in an OCTET STRING of pieces under a constructed tag, as Bouncy Castle 1.83 writes it: lengthy, and right in BER", GCM_TYPE)
    empty = envelope("empty gcm", b"")
    nothing = {"sha256": hashlib.sha256(b"").hexdigest()}
    opened("gcm-nothing-inside", empty.gcm(), "an empty content under a tag that is right", GCM_TYPE, **nothing)
    absent = cms.auth_enveloped([empty.ktri()], der.algorithm(cms.GCM[32], cms.aead_parameters(empty.nonce, 16)), None, ciphers.gcm(
        empty.cek, empty.nonce, b"")[1])
    cbc = der.algorithm(cms.CBC[32], der.octets(e.iv))
    for name, data, kind in (("gcm-absent", absent, GCM_TYPE), ("cbc-absent", cms.enveloped([e.ktri()], cbc, None), "enveloped-data"),
                             ("cbc-empty", cms.enveloped([e.ktri()], cbc, b""), "enveloped-data")):
        mail("a15-content-" + name, "malformed", mime.cms_entity(data, kind), "the encrypted content: " + name.replace("-", " "), "spoof", **kit.KEYS)
    descending = sorted([BOB.der, ISSUING.der, CAROL.der], reverse=True)
    mail("certificates-unsorted", "trusted", mime.multipart_signed(PLAIN, one(descending)), "the certificates in the order that DER does not have",
         **{"sha256": kit.PLAIN, **TRUSTED})
    oiw = one(digest="sha1", signature_algorithm=der.algorithm("1.3.14.3.2.29", der.NULL))
    mail("signature-sha1-oiw", "untrusted WEAK_DIGEST", mime.multipart_signed(PLAIN, oiw, '; protocol="application/pkcs7-signature"; micalg=sha1'),
         "sha1WithRSA by the object identifier of the OIW", **{"sha256": kit.PLAIN, **TRUSTED})
    cek, iv = keys.random("rc2 of 32 bits", 4), keys.random("rc2 iv", 8)
    data = rc2.cbc(cek, 32, iv, ciphers.pad(PLAIN, 8))
    ktri = cms.transport(ALICE, ALICE.key.pkcs1(cek, "rc2"))
    opened("encrypted-rc2-32", cms.enveloped([ktri], der.algorithm("1.2.840.113549.3.2", der.octets(iv)), data),
           "RC2 with an IV for parameters and no number of bits, which means 32", deviations="WEAK_CIPHER")


def signed_by(name, expect, comment, key, scheme, digest, value, micalg, kind="good", **values):
    """By a scheme that signs messages as they are; OpenSSL signs, and takes any digest beside it."""
    if key == "bob-ed25519":
        who = x509.of("pki/bob-ed25519.pem")
    else:
        keys.make(key, "-algorithm", key[4:])
        spki = subprocess.run(["openssl", "pkey", "-in", keys.PKI / (key + ".key"), "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
        who = x509.make(key, None, SIGNING, x509.leaf_extensions("bob@example.org"), spki=spki)
    attrs = {**cms.attributes(PLAIN), "digest": cms.attribute(cms.MESSAGE_DIGEST, der.octets(value))}
    with tempfile.NamedTemporaryFile() as file:
        file.write(der.set_of(*attrs.values()))
        file.flush()
        signature = subprocess.run(["openssl", "pkeyutl", "-sign", *(["-pkeyopt", "deterministic:1"] if "ml" in key else ["-rawin"]), "-inkey", keys.PKI / (key + ".key"), "-in", file.name],
                                   check=True, capture_output=True).stdout
    p7s = one([who, ISSUING], who=who, attrs=attrs, signature=signature, signature_algorithm=der.algorithm(scheme), digest_algorithm=digest)
    mail(name, expect, mime.multipart_signed(PLAIN, p7s, '; protocol="application/pkcs7-signature"; micalg=' + micalg), comment, kind,
         **{"sha256": kit.PLAIN, **TRUSTED, **values})


def digests_of_schemes():
    """RFC 8419, 3.1: Ed25519 has SHA-512 and Ed448 id-shake256-len. RFC 9882, 3.3: ML-DSA has a digest that is as strong as it is."""
    other = {"deviations": "SCHEME_DIGEST"}
    of = lambda name: (der.algorithm(keys.DIGESTS[name]), hashlib.new(name, PLAIN).digest())
    shake = hashlib.shake_256(PLAIN).digest(64)
    nist = "2.16.840.1.101.3.4."
    signed_by("ed448-shake256-len", "trusted", "Ed448 beside id-shake256-len, as RFC 8419 demands", "bob-ed448", "1.3.101.113",
              der.algorithm(nist + "2.18", der.integer(512)), shake, "shake256")
    signed_by("ed448-shake256", "trusted", "Ed448 beside id-shake256, which has no length", "bob-ed448", "1.3.101.113",
              der.algorithm(nist + "2.12"), shake, "shake256", **other)
    signed_by("ed448-sha512", "trusted", "Ed448 beside SHA-512", "bob-ed448", "1.3.101.113", *of("sha512"), "sha-512", **other)
    signed_by("c4-ed25519-sha1", "untrusted WEAK_DIGEST", "Ed25519 beside SHA-1: the digest is what anybody can forge", "bob-ed25519", "1.3.101.112",
              *of("sha1"), "sha-1", "deviation", **other)
    for digest, values in (("sha512", {}), ("sha384", {}), ("sha256", other)):
        signed_by("ml-dsa-65-" + digest, "trusted", "ML-DSA-65 beside " + digest, "bob-ml-dsa-65", nist + "3.18", *of(digest), "sha-" + digest[3:], **values)
    signed_by("ml-dsa-65-shake256", "trusted", "ML-DSA-65 beside SHAKE256", "bob-ml-dsa-65", nist + "3.18", der.algorithm(nist + "2.12"), shake, "shake256")


def digests():
    """RFC 8419 demands SHA-512 of Ed25519; OpenSSL takes what -md says."""
    ed = x509.of("pki/bob-ed25519.pem")
    with tempfile.NamedTemporaryFile() as file:
        file.write(der.set_of(*cms.attributes(PLAIN).values()))
        file.flush()
        signature = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", keys.PKI / "bob-ed25519.key", "-in", file.name],
                                   check=True, capture_output=True).stdout
    p7s = one([ed, ISSUING], who=ed, signature=signature, signature_algorithm=der.algorithm("1.3.101.112"))
    mail("ed25519-sha256", "trusted", mime.multipart_signed(PLAIN, p7s), "Ed25519 beside a message digest of SHA-256",
         deviations="SCHEME_DIGEST", **{"sha256": kit.PLAIN, **TRUSTED})


def agreements():
    """RFC 5753 with what is not the default: hash, cofactor, ukm, wrap."""
    alice = x509.of("pki/alice-p256.pem")
    secret = int.from_bytes(keys.random("ephemeral of deviations", 32), "big") >> 1
    public = der.content(der.children(der.children(der.children(alice.der)[0])[6])[1])[1:]
    shared = keys.times(secret, (int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")))[0].to_bytes(32, "big")
    originator = cms.originator_key(der.algorithm(EC), keys.encoded(keys.times(secret, keys.G)))
    e = envelope("agreements")

    def kari(scheme, digest, wrap=32, ukm=None, null=False):
        wrapping = der.algorithm(WRAP[wrap], der.NULL) if null else der.algorithm(WRAP[wrap])
        entity = der.seq(wrapping, b"" if ukm is None else der.explicit(0, der.octets(ukm)),
                         der.explicit(2, der.octets((8 * wrap).to_bytes(4, "big"))))
        wrapped = ciphers.wrap(ciphers.x963(shared, entity, wrap, digest), e.cek)
        return e.cbc([der.tlv(0xA1, der.integer(3), der.explicit(0, originator), b"" if ukm is None else der.explicit(1, der.octets(ukm)),
                              der.algorithm(scheme, wrapping), der.seq(der.seq(alice.issuer_and_serial, der.octets(wrapped))))])

    given = {"keys": "pki/alice-p256.pfx"}
    opened("agreed-sha1", kari("1.3.133.16.840.63.0.2", "sha1"), "ECDH with the KDF of SHA-1, the default of older senders", **given)
    opened("agreed-cofactor-sha1", kari("1.3.133.16.840.63.0.3", "sha1"), "ECDH with cofactor and SHA-1", **given)
    for digest, number in KDF.items():
        opened("agreed-" + digest, kari(STANDARD + number, digest), "ECDH with the KDF of " + digest, **given)
        opened("agreed-cofactor-" + digest, kari(COFACTOR + number, digest), "ECDH with cofactor and " + digest, **given)
    opened("agreed-ukm", kari(STANDARD + "1", "sha256", ukm=b"sixty-four octets, or any"), "ECDH with user keying material, as NSS always has it", **given)
    opened("agreed-ukm-empty", kari(STANDARD + "1", "sha256", ukm=b""), "ECDH with user keying material of no octets", **given)
    opened("agreed-wrap-null", kari(STANDARD + "1", "sha256", null=True), "NULL in the identifier of the wrap, which enters the KDF, as NSS has it", **given)
    for wrap in (16, 24):
        opened("agreed-wrap-%d" % (8 * wrap), kari(STANDARD + "1", "sha256", wrap), "AES-%d wraps the key of AES-256" % (8 * wrap),
               deviations="KEY_WRAP_SIZE", **given)


def all_cases():
    media_types()
    encrypted_types()
    file_names()
    forms()
    in_transit()
    identifiers()
    short_key()
    containers()
    digests()
    digests_of_schemes()
    agreements()
