"""Mail that brings certificates and CRLs alone (RFC 8551, 3.8). Nobody signed it, and it makes nobody trusted."""

import cms
import der
import keys
import kit
import mime
import x509
from signatures import BOB, CAROL, CHAIN, ISSUING, PLAIN

CRL = keys.unpem((keys.ROOT / "crl/issuing.crl").read_text())
STANDARD = "application/pkcs7-mime; smime-type=certs-only; name=smime.p7c"
ALICE = x509.of("pki/alice-2025.pem", "alice-2025")
NONE = der.tlv(0x31)


def alone(certificates=CHAIN, **odd):
    return cms.signed([], certificates, digests=[], **odd)


def entity(p7c, media=STANDARD, encoding="base64"):
    body = p7c if encoding == "binary" else mime.base64_lines(p7c)
    return ("Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\n" % (media, encoding)).encode() + body


def mail(name, message, count, comment, kind="good", layers="certificates", expect="opened", **more):
    kit.mail(name, kind, expect, message, comment, layers=layers, certificates=count, **more)


def all_cases():
    mail("certificates-and-crl", entity(alone(crls=[CRL])), "2", "two certificates and a CRL")
    mail("certificates-crl-alone", entity(alone([], crls=[CRL])), "0", "a CRL alone")
    mail("certificates-no-smime-type", entity(alone(), "application/pkcs7-mime; name=smime.p7c"), "2", "without smime-type", deviations="SMIME_TYPE")
    mail("certificates-no-name", entity(alone(), "application/pkcs7-mime; smime-type=certs-only"), "2", "without a file name")
    mail("certificates-octet-stream", entity(alone(), "application/octet-stream; name=bob.p7c"), "2", "known by the extension alone (RFC 8551, 3.10)",
         deviations="MEDIA_TYPE")
    mail("certificates-x-pkcs7", entity(alone(), "application/x-pkcs7-certificates; name=bob.p7b"), "2", "the type that browsers had for them",
         deviations="MEDIA_TYPE")
    mail("certificates-binary", entity(alone(), encoding="binary"), "2", "not encoded")
    parts = [der.integer(1), NONE, der.seq(der.oid(cms.DATA)), der.indefinite(0xA0, BOB.der, ISSUING.der), NONE]
    ber = der.indefinite(0x30, der.oid(cms.SIGNED), der.indefinite(0xA0, der.indefinite(0x30, *parts)))
    mail("certificates-ber", entity(ber), "2", "indefinite lengths")
    mail("certificates-one-unreadable", entity(alone([BOB, der.seq(der.integer(1)), ISSUING])), "2", "three, one of which is none")
    kit.case("certificates-bare", "good", "opened", alone(), "bare CMS", "der", layers="certificates", certificates="2")
    sealed = cms.Envelope("certificates", ALICE, entity(alone())).gcm()
    mail("certificates-encrypted", mime.cms_entity(sealed, "authEnveloped-data"), "2", "encrypted", layers="encrypted certificates", **kit.KEYS)
    signed = cms.signed([cms.signer(BOB, entity(alone([CAROL])))], CHAIN)
    mail("certificates-in-signed", mime.multipart_signed(entity(alone([CAROL])), signed), "1", "Bob signed a mail that brings Carol's certificate",
         layers="signed certificates", expect="trusted", binding="MATCH", **kit.SIGNED)
    text = mime.TEXT + b"Here are my certificates.\r\n"
    mail("certificates-attached", mime.multipart("mixed", [text, entity(alone())]), None, "beside a text, which nothing protects", layers=None,
         errant="certificates")
    ours = cms.signed([cms.signer(BOB, PLAIN)], [])
    mail("b4-certificates-beside-signature", mime.multipart("mixed", [mime.multipart_signed(PLAIN, ours), entity(alone())]), None,
         "a signature without its certificate, and certificates in another part", kind="spoof", layers=None, errant="signed certificates")
