"""A: how the content key comes to the recipient."""

import hashlib
import subprocess

import ciphers
import cms
import der
import keys
import kit
import mime
import x509
from envelopes import ALICE, envelope, mail

DH = "1.3.132.1.11.1"  # dhSinglePass-stdDH-sha256kdf-scheme
EC, P256, P384 = "1.2.840.10045.2.1", "1.2.840.10045.3.1.7", "1.3.132.0.34"
X25519, HKDF = "1.3.101.110", "1.2.840.113549.1.9.16.3.19"
WRAP = {16: cms.AES + "5", 32: cms.AES + "45"}


def transported():
    """A7, A10, A11, A13: RSA with wrong padding, and wrong parameters."""
    e = envelope("a10")
    ktri = lambda algorithm, key: e.cbc([cms.transport(ALICE, key, algorithm)])
    v15, oaep = ALICE.key.pkcs1(e.cek), ALICE.key.oaep(e.cek)
    named = lambda parameters=b"": der.algorithm(cms.OAEP, parameters)
    mail("a10-absent", "spoof", "malformed", ktri(named(), v15),
         "OAEP is named without parameters, the key is encrypted with PKCS#1 v1.5")
    mail("a10-null", "spoof", "malformed", ktri(named(der.NULL), v15), "the same with NULL as parameters")
    mail("a10-garbage", "spoof", "malformed", ktri(named(der.octets(b"garbage")), v15), "the same with an OCTET STRING")
    mail("a10-empty", "spoof", "not decryptable", ktri(named(der.seq()), v15), "the same with the defaults, an empty SEQUENCE")
    mail("a10-set", "spoof", "malformed", ktri(named(der.set_of()), v15), "the same with an empty SET")
    mail("a10-sha256-v15", "spoof", "not decryptable", ktri(named(cms.oaep_parameters("sha256")), v15),
         "OAEP with SHA-256 is named, the key is encrypted with PKCS#1 v1.5")
    mail("a10-md5", "spoof", "unsupported", ktri(named(cms.oaep_parameters("md5")), ALICE.key.oaep(e.cek, "md5")),
         "OAEP with MD5")
    unknown = der.seq(der.explicit(0, der.algorithm("1.2.3.4")))
    mail("a10-unknown-hash", "spoof", "unsupported", ktri(named(unknown), v15), "OAEP with a digest that nobody knows")
    mask = der.seq(der.explicit(1, der.algorithm("1.2.3.5", der.algorithm(keys.DIGESTS["sha256"]))))
    mail("a10-unknown-mask", "spoof", "unsupported", ktri(named(mask), v15), "OAEP with a mask function that nobody knows")
    mail("a10-v15-named", "spoof", "not decryptable", ktri(der.algorithm(keys.RSA, der.NULL), oaep),
         "PKCS#1 v1.5 is named, the key is encrypted with OAEP")
    mail("a10-other-hash", "spoof", "not decryptable", ktri(named(cms.oaep_parameters("sha512")), oaep),
         "OAEP with another digest than the one that was used")
    right = named(cms.oaep_parameters("sha256"))
    flip = lambda data, at=-1: data[:at] + bytes([data[at] ^ 1]) + (data[at + 1 :] if at != -1 else b"")
    mail("a11-oaep-changed", "spoof", "not decryptable", ktri(right, flip(oaep)), "one bit of the encrypted key, OAEP")
    mail("a7-v15-changed", "spoof", "not decryptable", ktri(None, flip(v15)), "one bit of the encrypted key, PKCS#1 v1.5")
    block = lambda raw: ktri(None, ALICE.key.encrypt(raw))
    fill = bytes(1 + b % 255 for b in keys.random("a11", 256))
    mail("a7-v15-bad-type", "spoof", "not decryptable", block(b"\0\1" + fill[:221] + b"\0" + e.cek), "block type 01")
    mail("a7-v15-first-octet", "spoof", "not decryptable", block(b"\1\2" + fill[:221] + b"\0" + e.cek), "first octet 01")
    mail("a7-v15-no-separator", "spoof", "not decryptable", block(b"\0\2" + fill[:254]), "no zero octet")
    mail("a7-v15-early-separator", "spoof", "not decryptable", block(b"\0\2" + fill[:3] + b"\0" + fill[:250]),
         "a zero octet after three of padding")
    for n in (0, 1, 16, 24, 33):
        mail("a7-v15-key-of-%d" % n, "spoof", "not decryptable", e.cbc([e.ktri(keys.random("a11", n))]),
             "right padding around a key of %d octets for AES-256" % n)
    mail("a11-key-longer-than-modulus", "spoof", "not decryptable", ktri(None, b"\1" + v15), "an encrypted key of 257 octets")
    mail("a11-key-past-modulus", "spoof", "not decryptable",
         ktri(None, (int.from_bytes(v15, "big") + ALICE.key.n).to_bytes(257, "big")), "the encrypted key plus the modulus")
    mail("a11-key-empty", "spoof", "not decryptable", ktri(None, b""), "an empty encrypted key")
    mail("a11-key-zero", "spoof", "not decryptable", ktri(None, bytes(256)), "an encrypted key of zeros")
    last = lambda n: lambda c: c[:n] + bytes([c[n] ^ 0x11]) + c[n + 1 :] if n != -1 else c[:-1] + bytes([c[-1] ^ 0x11])
    mail("a13-last-block", "spoof", "not decryptable", e.cbc(change=last(-1)), "one octet of the last block")
    mail("a13-padding-octet", "spoof", "not decryptable", e.cbc(change=last(-17)), "one octet before the last block: the padding")
    body = mime.PLAIN[: len(mime.PLAIN) // 16 * 16]
    for name, tail in (("zero", bytes(16)), ("seventeen", b"\x11" * 16), ("uneven", b"\7" * 9 + b"\x05" * 2 + b"\7" * 5)):
        mail("a13-padding-" + name, "spoof", "not decryptable", e.cbc(padded=body + tail), "padding that is none: " + name)
    mail("a13-not-whole-blocks", "spoof", "malformed", e.cbc(change=lambda c: c[:-1]), "a ciphertext that is not whole blocks")
    mail("a12-not-mail", "spoof", "opened", e.cbc(padded=ciphers.pad(keys.random("a12", 60))),
         "right padding around what is no text, as a wrong key gives it one time in 256: octets, and no mail",
         layers="encrypted", released="no", deviations="NOT_MIME")
    mail("a12-nul-in-header", "spoof", "not decryptable", e.cbc(padded=ciphers.pad(b"Subject: a\0b\r\n\r\nHello")),
         "a control character in the inner header")
    iv = keys.random("a13 iv", 16)
    for name, algorithm in (("short-iv", der.algorithm(cms.CBC[32], der.octets(iv[:8]))), ("no-iv", der.algorithm(cms.CBC[32]))):
        mail("a13-" + name, "spoof", "malformed", cms.enveloped([e.ktri()], algorithm, bytes(32)), "CBC with " + name.replace("-", " "))


def passwords():
    """A17, A11: keys from passwords."""
    e = envelope("a17")
    pbkdf2, hmac256 = "1.2.840.113549.1.5.12", der.algorithm("1.2.840.113549.2.9", der.NULL)

    def pwri(iterations, check=None, size=None, kdf=None):
        derived = hashlib.pbkdf2_hmac("sha256", b"letmein", b"salt salt", min(iterations, 2000), 32)
        wrapped = ciphers.password_wrap(derived, e.iv, e.cek, check)
        length = der.integer(size) if size else b""
        parameters = der.seq(der.octets(b"salt salt"), der.integer(iterations), length, hmac256)
        derivation = der.implicit(0, kdf or der.algorithm(pbkdf2, parameters))
        scheme = der.algorithm("1.2.840.113549.1.9.16.3.9", der.algorithm(cms.CBC[32], der.octets(e.iv)))
        return der.tlv(0xA3, der.integer(0), derivation, scheme, der.octets(wrapped))

    given = {"keys": None, "password": "letmein"}
    mail("password", "good", "opened", e.cbc([pwri(2000)]), "for whoever has the password", layers="encrypted",
         sha256=kit.PLAIN, threat="A17", **given)
    for n in (1_000_001, 9_000_000, 2**31 - 1, 2**63):
        mail("a17-iterations-%d" % n, "spoof", "too large KDF_ITERATIONS", e.cbc([pwri(n)]), "%d iterations" % n, **given)
    mail("a17-check", "spoof", "not decryptable", e.cbc([pwri(2000, b"\0\0\0")]), "the check octets of the wrapped key are wrong",
         **given)
    mail("a17-wrong-password", "spoof", "not decryptable", e.cbc([pwri(2000)]), "another password", keys=None, password="guess")
    mail("a17-key-length", "spoof", "malformed", e.cbc([pwri(2000, size=2**30)]), "a derived key of 2^30 octets is asked for", **given)
    scrypt = der.algorithm("1.3.6.1.4.1.11591.4.11", der.seq(der.octets(b"salt"), der.integer(2**30), der.integer(8), der.integer(1)))
    mail("a17-scrypt", "spoof", "unsupported", e.cbc([pwri(2000, kdf=scrypt)]), "scrypt with a terabyte of memory", **given)


def agreed():
    """A16, A11: ECDH."""
    alice = x509.of("pki/alice-p256.pem")
    secret = int.from_bytes(keys.random("ephemeral", 32), "big") >> 1
    public = der.content(der.children(der.children(der.children(alice.der)[0])[6])[1])[1:]
    point = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    shared = keys.times(secret, point)[0].to_bytes(32, "big")
    e = envelope("a16")
    entity = der.seq(der.algorithm(WRAP[32]), der.explicit(2, der.octets((256).to_bytes(4, "big"))))
    wrapped = ciphers.wrap(ciphers.x963(shared, entity, 32), e.cek)
    ephemeral = keys.encoded(keys.times(secret, keys.G))
    named = der.algorithm(EC, der.oid(P256))

    def kari(algorithm=named, key=ephemeral, wrapping=wrapped, scheme=DH, wrap=WRAP[32]):
        return e.cbc([cms.agreement(alice, cms.originator_key(algorithm, key), wrapping, scheme, wrap)])

    given = {"keys": "pki/alice-p256.pfx"}
    for name, algorithm in (("named", named), ("absent", der.algorithm(EC))):
        mail("agreed-p256-curve-" + name, "good", "opened", kari(algorithm), "ECDH P-256, the originator's curve is " + name,
             layers="encrypted", sha256=kit.PLAIN, threat="A16", **given)
    field = der.seq(der.oid("1.2.840.10045.1.1"), der.integer(keys.P))
    b = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    curve = der.seq(der.octets((keys.P - 3).to_bytes(32, "big")), der.octets(b.to_bytes(32, "big")))
    explicit = der.seq(der.integer(1), field, curve, der.octets(keys.encoded(keys.G)), der.integer(order), der.integer(1))
    twist = (5, 1)
    while (twist[1] ** 2 - twist[0] ** 3 + 3 * twist[0] - b) % keys.P == 0:
        twist = (twist[0] + 1, 1)
    closed = {
        "explicit-curve": ("explicit parameters, those of P-256", kari(der.algorithm(EC, explicit))),
        "foreign-curve": ("P-384 is named", kari(der.algorithm(EC, der.oid(P384)))),
        "off-the-curve": ("the point is not on the curve", kari(key=keys.encoded(twist))),
        "infinity": ("the point at infinity", kari(key=b"\0")),
        "zero": ("the point (0, 0)", kari(key=b"\4" + bytes(64))),
        "coordinates-past-p": ("coordinates of all ones", kari(key=b"\4" + b"\xff" * 64)),
        "short-point": ("half a point", kari(key=ephemeral[:33])),
        "empty-point": ("no point", kari(key=b"")),
        "rsa-originator": ("the originator's key is RSA", kari(ALICE.key.spki and der.algorithm(keys.RSA, der.NULL), ALICE.key.public)),
    }
    for name, (comment, data) in closed.items():
        expect = "unsupported" if name in ("explicit-curve", "rsa-originator") else "not decryptable"
        mail("a16-" + name, "spoof", expect, data, comment, **given)
    mail("a11-wrap-changed", "spoof", "not decryptable", kari(wrapping=wrapped[:-1] + bytes([wrapped[-1] ^ 1])),
         "one bit of a key that was wrapped", **given)
    mail("a11-wrap-short", "spoof", "not decryptable", kari(wrapping=wrapped[:-8]), "a wrapped key that is too short", **given)
    mail("a11-wrap-empty", "spoof", "not decryptable", kari(wrapping=b""), "an empty wrapped key", **given)
    montgomery(e)


def montgomery(e):
    if not (keys.PKI / "alice-x25519.pfx").exists():
        keys.make("alice-x25519", "-algorithm", "X25519")
        scalar = keys.unpem((keys.PKI / "alice-x25519.key").read_text())[-32:]
        base = keys.x25519(scalar, b"\x09" + bytes(31))
        issuing = x509.of("pki/issuing.pem", "issuing")
        extensions = [x509.basic(False), x509.usage("keyAgreement"), x509.purposes(x509.MAIL)]
        extensions.append(x509.alternative(x509.rfc822("alice@example.org")))
        made = x509.make("alice-x25519", None, issuing, extensions, spki=der.seq(der.algorithm(X25519), der.bits(base)))
        (keys.PKI / "alice-x25519.pem").write_bytes(
            b"-----BEGIN CERTIFICATE-----\n" + mime.base64_lines(made.der, 64, b"\n") + b"-----END CERTIFICATE-----\n")
        subprocess.run(["openssl", "pkcs12", "-export", "-inkey", keys.PKI / "alice-x25519.key", "-in",
                        keys.PKI / "alice-x25519.pem", "-name", "alice-x25519", "-passout", "pass:new-password", "-out",
                        keys.PKI / "alice-x25519.pfx"], check=True)
    alice = x509.of("pki/alice-x25519.pem")
    public = der.content(der.children(der.children(der.children(alice.der)[0])[6])[1])[1:]
    secret = keys.random("x25519", 32)
    entity = der.seq(der.algorithm(WRAP[32]), der.explicit(2, der.octets((256).to_bytes(4, "big"))))

    def kari(key, shared):
        wrapped = ciphers.wrap(ciphers.hkdf(shared, entity, 32), e.cek)
        return e.cbc([cms.agreement(alice, cms.originator_key(der.algorithm(X25519), key), wrapped, HKDF, WRAP[32])])

    given = {"keys": "pki/alice-x25519.pfx"}
    mail("agreed-x25519", "good", "opened", kari(keys.x25519(secret, b"\x09" + bytes(31)), keys.x25519(secret, public)),
         "X25519 with HKDF and SHA-256 (RFC 8418)", layers="encrypted", sha256=kit.PLAIN, threat="A16", **given)
    low = 325606250916557431795983626356110631294008115727848805560023387167927233504
    for name, key in (("zero", bytes(32)), ("one", b"\1" + bytes(31)), ("low-order", low.to_bytes(32, "little")),
                      ("minus-one", (2**255 - 20).to_bytes(32, "little"))):
        mail("a16-x25519-" + name, "spoof", "not decryptable", kari(key, bytes(32)),
             "the key is wrapped under the shared secret of zeros, which the point %s gives with any key" % name, **given)
    mail("a16-x25519-short", "spoof", "not decryptable", kari(bytes(31), bytes(32)), "a point of 31 octets", **given)


def others():
    """A15, A23, B11."""
    e = envelope("a15")
    data = e.cbc()
    for name, n in (("half", len(data) // 2), ("one-octet", -1), ("a-block", -16), ("before-recipients", 40), ("type-only", 15)):
        kit.case("a15-enveloped-" + name, "spoof", "malformed", data[:n], "the envelope was cut", "der", **kit.KEYS)
    gcm = e.gcm()
    kit.case("a15-no-mac", "spoof", "malformed", gcm[: -18], "the mac was cut off", "der", **kit.KEYS)
    body = data[4:]
    kit.case("a15-no-end", "spoof", "malformed", b"\x30\x80" + body, "indefinite length without an end", "der", **kit.KEYS)
    entity = mime.cms_entity(data)
    kit.mail("a15-base64-cut", "spoof", "malformed", entity[: len(entity) // 2], "the Base64 was cut in the middle", **kit.KEYS)
    kit.mail("a15-base64-empty", "spoof", "malformed", mime.cms_entity(b""), "no content at all", **kit.KEYS)
    mac = der.seq(der.integer(0), der.tlv(0x31, e.ktri()), der.algorithm("1.2.840.113549.2.9"),
                  der.seq(der.oid(cms.DATA), der.explicit(0, der.octets(mime.PLAIN))), der.octets(bytes(32)))
    mail("a23-authenticated-data", "spoof", "unsupported", cms.info(cms.AUTHENTICATED, mac), "AuthenticatedData is not read",
         smime_type="authenticated-data")
    kit.mail("b11-other-author", "spoof", "opened", entity, "Bob's ciphertext sent on in Carol's name", mime.CAROL,
             layers="encrypted", released="no", **kit.KEYS)
    bob, issuing = x509.of("pki/bob.pem", "bob"), x509.of("pki/issuing.pem")
    p7s = cms.signed([cms.signer(bob, mime.PLAIN)], [bob, issuing])
    inside = envelope("b11", mime.multipart_signed(mime.PLAIN, p7s))
    for name, sealed, smime_type in (("cbc", inside.cbc(), "enveloped-data"), ("gcm", inside.gcm(), "authenveloped-data")):
        kit.mail("b11-signed-" + name, "spoof", "untrusted ADDRESS_MISMATCH", mime.cms_entity(sealed, smime_type),
                 "the same, signed by Bob inside: he is not who is in From", mime.CAROL, layers="encrypted signed",
                 binding="MISMATCH", integrity="intact", released="no" if name == "cbc" else "yes", **kit.SIGNED, **kit.KEYS)


def all_cases():
    transported()
    passwords()
    agreed()
    others()
