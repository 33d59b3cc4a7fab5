"""What programs write beside the standards, and a tolerant reader opens and says by name."""

import base64
import subprocess
import tempfile

import ciphers
import cms
import der
import keys
import kit
import mime
import x509
from envelopes import ALICE, envelope
from honest import BY_BOB, GCM_TYPE, OPAQUE, OPENED, TRUSTED
from recipients import EC
from signatures import ISSUING, PLAIN, one

FAMILY = "deviations"
COFACTOR, STANDARD = "1.3.132.1.14.", "1.3.132.1.11."
KDF = {"sha224": "0", "sha256": "1", "sha384": "2", "sha512": "3"}
WRAP = {16: cms.AES + "5", 24: cms.AES + "25", 32: cms.AES + "45"}


def mail(name, expect, entity, comment, kind="good", **values):
    kit.mail(name, kind, expect, entity, comment, FAMILY, **values)


def opened(name, data, comment, smime_type="enveloped-data", **values):
    mail(name, "opened", mime.cms_entity(data, smime_type), comment, **{**OPENED, **values})


def media_types():
    trusted = {"sha256": kit.PLAIN, **TRUSTED}
    mail("octet-stream-p7c", "trusted", mime.cms_entity(OPAQUE, "", "application/octet-stream", "smime.p7c"),
         "application/octet-stream with the extension p7c", deviations="MEDIA_TYPE", **trusted)
    inside = mime.cms_entity(OPAQUE, "signed-data", "application/x-pkcs7-mime")
    mail("x-pkcs7-inside", "trusted", mime.cms_entity(envelope("x inside", inside).cbc()),
         "an envelope of the new type around a signature of the old one, as Outlook 2019 has it", layers="encrypted signed",
         deviations="MEDIA_TYPE", sha256=kit.PLAIN, binding="MATCH", **kit.SIGNED, **kit.KEYS)
    tnef = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    mail("tnef", "unsupported", tnef + base64.encodebytes(b"\x78\x9f\x3e\x22" + keys.random("tnef", 60)),
         "a message that Exchange wrapped in winmail.dat", "closed")


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
        ("field-added", "a relay put a field into the header of the signed part", b"X-Relay: seen\r\n" + as_sent)):
        signed = as_sent if name != "quoted-printable" else mime.TEXT + "grüße\r\n".encode()
        mail("signed-relayed-" + name, "broken DIGEST_MISMATCH", mime.multipart_signed(relayed, one(over=signed)), comment, "spoof", **values)


def identifiers():
    e = envelope("ski truncated")
    ktri = lambda ski: cms.transport(ALICE, ALICE.key.pkcs1(e.cek), rid=der.tlv(0x80, ski))
    truncated = bytes([0x40 | ALICE.ski[-8] & 0x0F]) + ALICE.ski[-7:]
    opened("ski-truncated", e.cbc([ktri(truncated)]), "a key identifier of 64 bits, the second method of RFC 5280, which the certificate does not hold")
    opened("ski-unknown", e.cbc([ktri(bytes(20))]), "a key identifier of nobody's: the key is found by trial", deviations="RECIPIENT_BY_TRIAL")


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
         deviations="EDDSA_DIGEST", **{"sha256": kit.PLAIN, **TRUSTED})


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
    in_transit()
    identifiers()
    containers()
    digests()
    agreements()
