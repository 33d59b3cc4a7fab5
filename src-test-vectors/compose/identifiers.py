"""How a message names its recipients, against certificates whose names and numbers are not what one expects, and against
such as nobody would encrypt to today: they open all the same."""

import subprocess
import tempfile

import cms
import der
import keys
import mime
import x509
from deviations import opened
from envelopes import envelope

HERS = "alice@example.org"
COMPANY = "1.3.6.1.4.1.99999."


def key_file(name, key, *certificates):
    """A PFX of a key of pki/ with certificates that are made here."""
    pfx = keys.PKI / (name + ".pfx")
    if not pfx.exists():
        pem = lambda der_: b"-----BEGIN CERTIFICATE-----\n" + mime.base64_lines(der_, 64, b"\n") + b"-----END CERTIFICATE-----\n"
        with tempfile.NamedTemporaryFile() as first, tempfile.NamedTemporaryFile() as others:
            first.write(pem(certificates[0].der))
            others.write(b"".join(pem(each.der) for each in certificates[1:]))
            first.flush()
            others.flush()
            more = ["-certfile", others.name] if certificates[1:] else []
            subprocess.run(["openssl", "pkcs12", "-export", "-inkey", keys.PKI / (key + ".key"), "-in", first.name, *more, "-name", name,
                            "-passout", "pass:new-password", "-out", pfx], check=True)
    return {"keys": "pki/%s.pfx" % name}


def named(name, certificate, rid, comment, given, **values):
    """By issuer and serial number, as rid has them."""
    e = envelope(name)
    recipient = der.seq(der.integer(0), rid, der.algorithm(keys.RSA, der.NULL), der.octets(certificate.key.pkcs1(e.cek, name)))
    opened(name, e.cbc([recipient]), comment, **{**given, **values})


def names_and_numbers():
    keys.make("alice-odd", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
    key, issuing = keys.RsaKey("alice-odd"), keys.RsaKey("issuing")
    no_encipherment = x509.leaf_extensions(HERS)
    issuer = lambda string: der.seq(x509.attribute(x509.O, string("smime4j vectors")), x509.attribute(x509.CN, string("issuing of old")))
    unknown = lambda string: der.seq(x509.attribute(COMPANY + "1", string("Department 7")), x509.attribute(COMPANY + "2", der.seq(der.integer(7))),
                                     x509.attribute(x509.CN, string("issuing of many")))
    high, negative = b"\x02\x09\x00\xf1" + bytes(range(1, 8)), b"\x02\x08\x91" + bytes(range(1, 8))
    printable = x509.make("alice", key, (issuer(der.printable), issuing), no_encipherment, serial=high)
    attributes = x509.make("alice", key, (unknown(der.utf8), issuing), no_encipherment, serial=high)
    below_zero = x509.make("alice", key, (issuer(der.printable), issuing), no_encipherment, serial=negative)
    given = key_file("alice-odd", "alice-odd", printable, attributes, below_zero)
    other = {"deviations": "RECIPIENT_IDENTIFIER", **given}
    named("rid-exact", printable, printable.issuer_and_serial,
          "issuer in PrintableString and a serial number with its first bit set, named as they are; the certificate is not for encryption", given)
    named("rid-utf8-issuer", printable, der.seq(issuer(der.utf8), high), "the issuer, which is in PrintableString, named in UTF8String", other)
    named("rid-other-case", printable, der.seq(issuer(lambda text: der.printable(text.upper() + " ")), high),
          "the issuer in capitals and with a blank behind it (RFC 5280, section 7.1)", other)
    named("rid-serial-without-zero", printable, der.seq(printable.issuer, b"\x02\x08" + high[3:]),
          "the leading zero of the serial number was stripped, which makes it negative", other)
    named("rid-negative-serial", below_zero, below_zero.issuer_and_serial, "a serial number below zero, named as it is", given)
    named("rid-negative-serial-with-zero", below_zero, der.seq(below_zero.issuer, b"\x02\x09\x00" + negative[2:]),
          "a serial number below zero, named with a leading zero", other)
    named("rid-unknown-attributes", attributes, attributes.issuer_and_serial, "an issuer of attributes that nobody knows, one of them no string", given)
    named("rid-unknown-attributes-printable", attributes, der.seq(unknown(der.printable), high),
          "an issuer of attributes that nobody knows, named in another type of string", other)


def not_for_encryption():
    """Whether a certificate was or is fit to be encrypted to is no reason to keep the mail closed."""
    for name, who, comment in (("revoked", "bob-revoked", "to a certificate that was revoked"),
                               ("rsa1024", "bob-rsa1024", "to an RSA key of 1024 bits"),
                               ("to-server", "bob-server", "to a certificate for servers"),
                               ("stranger", "bob-stranger", "to a certificate of an authority that nobody trusts")):
        certificate = x509.of("pki/%s.pem" % who, who)
        given = key_file(who, who, certificate)
        named("encrypted-" + name, certificate, certificate.issuer_and_serial, comment, {**given, "crls": "crl" if name == "revoked" else None})


def all_cases():
    names_and_numbers()
    not_for_encryption()
