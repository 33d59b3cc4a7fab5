"""B2 to B4, C1 to C7: what stands in SignedData."""

import hashlib
import subprocess
import tempfile

import cms
import der
import keys
import kit
import mime
import x509

BOB = x509.of("pki/bob.pem", "bob")
CAROL = x509.of("pki/carol.pem", "carol")
STRANGER = x509.of("pki/bob-stranger.pem", "bob-stranger")
ISSUING = x509.of("pki/issuing.pem", "issuing")
PLAIN = mime.PLAIN
CHAIN = [BOB, ISSUING]
INVALID, MISMATCH, ATTRIBUTES = "broken SIGNATURE_INVALID", "broken DIGEST_MISMATCH", "broken ATTRIBUTES_INVALID"


def detached(name, kind, expect, p7s, comment, entity=PLAIN, author=mime.BOB, **more):
    values = {"layers": "signed", **kit.SIGNED, **more}
    kit.mail(name, kind, expect, mime.multipart_signed(entity, p7s), comment, author, **values)


def opaque(name, kind, expect, p7m, comment, author=mime.BOB, smime_type="signed-data", **more):
    values = {"layers": "signed", **kit.SIGNED, **more}
    kit.mail(name, kind, expect, mime.cms_entity(p7m, smime_type), comment, author, **values)


def one(certificates=CHAIN, content=None, who=BOB, over=PLAIN, **odd):
    digests = [der.algorithm(keys.DIGESTS[odd.get("digest", "sha256")])]
    return cms.signed([cms.signer(who, over, **odd)], certificates, content, digests=digests)


def flipped(data, at=-1):
    out = bytearray(data)
    out[at] ^= 1
    return bytes(out)


def contents():
    """B2: a signature that carries what it signs, and stands beside something else."""
    other = PLAIN.replace(b"contract", b"contrast")
    both = ["broken DIGEST_MISMATCH", "broken ECONTENT_PRESENT"]
    detached("b2-differing", "spoof", both[0], one(content=other, over=other), "eContent is what Bob signed; the part is not",
             integrity="altered", released="no")
    detached("b2-part-signed", "spoof", both[1], one(content=other), "the part is what Bob signed; eContent is not")
    detached("b2-equal", "spoof", both[1], one(content=PLAIN), "eContent equals the part")
    detached("b2-empty", "spoof", both[1], one(content=b""), "eContent is there and empty")
    detached("b2-equal-archive", "deviation", "trusted", one(content=PLAIN), "eContent equals the part, for an archive",
             policy="archive", deviations="ECONTENT_EQUAL", sha256=kit.PLAIN)
    detached("b2-differing-archive", "spoof", both[0], one(content=other, over=other), "eContent is what Bob signed, for an archive",
             policy="archive")
    detached("b2-part-signed-archive", "spoof", both[1], one(content=other), "eContent is another text, for an archive",
             policy="archive")


def several():
    """B3, B4: more signers than one, and none."""
    good = cms.signer(BOB, PLAIN)
    carol, stranger = cms.signer(CAROL, PLAIN), cms.signer(STRANGER, PLAIN)
    bad = cms.signer(CAROL, PLAIN, signature=bytes(256))
    forged = cms.signer(BOB, PLAIN, signature=flipped(BOB.key.sign(b"x")))
    all_of = [BOB, CAROL, STRANGER, ISSUING]

    def pair(name, expect, first, second, comment, signers, certificates=all_of, **more):
        """In both orders; the set of signers is not sorted here."""
        for order, a, b, verdicts in (("first", first, second, signers), ("last", second, first, signers[::-1])):
            detached("b3-%s-%s" % (name, order), "spoof", expect, cms.signed([a, b], certificates), comment + ", " + order,
                     signers=", ".join(verdicts), **more)

    pair("forged", INVALID, forged, good, "one of two signatures of Bob is forged", [INVALID, "trusted"])
    pair("broken", INVALID, bad, good, "the signature of Carol does not hold", [INVALID, "trusted"])
    pair("other-address", "untrusted ADDRESS_MISMATCH", carol, good, "Carol signed too, who is not in From",
         ["untrusted ADDRESS_MISMATCH", "trusted"])
    pair("stranger", "untrusted NO_PATH", stranger, good, "a second Bob, of another root",
         ["untrusted NO_PATH", "trusted"])
    pair("no-certificate", "unknown CERTIFICATE_MISSING", carol, good, "the certificate of one is not at hand",
         ["unknown CERTIFICATE_MISSING", "trusted"], [BOB, ISSUING])
    wrong = cms.signer(BOB, b"something else")
    pair("other-content", MISMATCH, wrong, good, "one of them signed something else", [MISMATCH, "trusted"])
    none = cms.signed([], CHAIN)
    with_content = cms.signed([], CHAIN, PLAIN)
    detached("b4-none", "spoof", "malformed", none, "nobody signed; Bob's certificate is there", layers=None)
    opaque("b4-none-opaque", "spoof", "opened", with_content, "nobody signed; the content and Bob's certificate are there",
           layers="certificates", released="no")
    bare = cms.signed([], [], PLAIN, digests=[])
    opaque("b4-nothing-opaque", "spoof", "opened", bare, "nobody signed, no digest, no certificate: the content alone",
           layers="certificates", released="no")
    detached("b4-nothing", "spoof", "malformed", cms.signed([], [], digests=[]), "an empty SignedData as a signature", layers=None)
    opaque("b4-certificates-as-signed", "spoof", "opened", cms.signed([], CHAIN, digests=[]),
           "certificates alone that say they are signed-data", layers="certificates", released="no")
    opaque("b4-certificates-with-content", "spoof", "opened", with_content, "certs-only that carries a content",
           smime_type="certs-only", layers="certificates", released="no")
    no_digests = cms.signed([good], CHAIN, digests=[])
    detached("b4-no-digest-algorithms", "deviation", "trusted", no_digests, "digestAlgorithms is empty, the signer is right",
             sha256=kit.PLAIN)
    opaque("b4-no-digest-algorithms-opaque", "deviation", "trusted", cms.signed([good], CHAIN, PLAIN, digests=[]),
           "digestAlgorithms is empty, the signer is right, opaque", sha256=kit.PLAIN)
    detached("b4-other-digest-algorithm", "deviation", "trusted",
             cms.signed([good], CHAIN, digests=[der.algorithm(keys.DIGESTS["sha512"])]),
             "digestAlgorithms names another digest than the signer used", sha256=kit.PLAIN)


def attribute_cases():
    """C1, C2, C3."""
    named = cms.attributes(PLAIN)
    attrs = der.set_of(*named.values())
    signature = BOB.key.sign(attrs)
    absent = {"deviations": "SIGNED_ATTRIBUTES_ABSENT"}
    stripped = cms.signer(BOB, attrs, attrs=None, signature=signature)
    opaque("c1-attributes-as-content", "spoof", ATTRIBUTES, cms.signed([stripped], CHAIN, attrs),
           "Bob's signature over attributes, which were made the content", integrity="altered", released="no", **absent)
    kit.case("c1-attributes-as-content-bare", "spoof", ATTRIBUTES, cms.signed([stripped], CHAIN, attrs), "the same, bare CMS",
             "der", layers="signed", released="no", **{"from": "bob@example.org"}, **absent, **kit.SIGNED)
    more = der.set_of(*named.values(), cms.attribute("1.2.3.4", der.integer(1)))
    again = cms.signer(BOB, more, attrs=None, signature=BOB.key.sign(more))
    opaque("c1-more-attributes-as-content", "spoof", ATTRIBUTES, cms.signed([again], CHAIN, more), "the same with one attribute more",
           integrity="altered", **absent)
    unsorted = der.set_as_given(*reversed(sorted(named.values())))
    third = cms.signer(BOB, unsorted, attrs=None, signature=BOB.key.sign(unsorted))
    opaque("c1-unsorted-as-content", "spoof", ATTRIBUTES, cms.signed([third], CHAIN, unsorted), "the same with a SET that is not sorted",
           integrity="altered", **absent)
    inserted = cms.signer(BOB, PLAIN, signature=BOB.key.sign(PLAIN))
    detached("c1-attributes-added", "spoof", INVALID, cms.signed([inserted], CHAIN),
             "Bob signed without attributes, and right ones were added", integrity="altered")
    removed = cms.signer(BOB, PLAIN, attrs=None, signature=signature)
    detached("c1-attributes-removed", "spoof", INVALID, cms.signed([removed], CHAIN), "the attributes were taken off",
             integrity="altered", deviations="SIGNED_ATTRIBUTES_ABSENT")

    kind, digest, time = named["type"], named["digest"], named["time"]
    md = lambda *values: cms.attribute(cms.MESSAGE_DIGEST, *values)
    ct = lambda *values: cms.attribute(cms.CONTENT_TYPE, *values)
    right, data = der.octets(hashlib.sha256(PLAIN).digest()), der.oid(cms.DATA)
    wrong = der.octets(hashlib.sha256(b"other").digest())
    table = {
        "no-content-type": ([digest, time], ATTRIBUTES),
        "no-message-digest": ([kind, time], ATTRIBUTES),
        "empty": ([], ATTRIBUTES),
        "time-alone": ([time], ATTRIBUTES),
        "two-content-types": ([ct(data), ct(der.oid(cms.SIGNED)), digest], ATTRIBUTES),
        "same-content-type-twice": ([kind, kind, digest], ATTRIBUTES),
        "content-type-of-two-values": ([ct(data, der.oid(cms.SIGNED)), digest], ATTRIBUTES),
        "content-type-of-no-value": ([ct(), digest], ATTRIBUTES),
        "other-content-type": ([ct(der.oid(cms.SIGNED)), digest], ATTRIBUTES),
        "content-type-a-string": ([ct(der.utf8("data")), digest], ATTRIBUTES),
        "two-message-digests": ([kind, digest, md(wrong)], ATTRIBUTES),
        "message-digest-of-two-values": ([kind, md(right, wrong)], ATTRIBUTES),
        "message-digest-of-no-value": ([kind, md()], ATTRIBUTES),
        "message-digest-a-string": ([kind, md(der.utf8("x"))], ATTRIBUTES),
        "other-message-digest": ([kind, md(wrong)], MISMATCH),
        "empty-message-digest": ([kind, md(der.octets(b""))], MISMATCH),
        "cut-message-digest": ([kind, md(der.octets(der.content(right)[:16]))], MISMATCH),
        "two-signing-times": ([kind, digest, time, cms.attribute(cms.SIGNING_TIME, der.time("20200101000000"))], ATTRIBUTES),
        "signing-time-of-two-values": (
            [kind, digest, cms.attribute(cms.SIGNING_TIME, der.time("20200101000000"), der.time("20210101000000"))], ATTRIBUTES),
    }
    for name, (values, expect) in table.items():
        detached("c2-" + name, "spoof", expect, one(attrs=der.set_of(*values)), "signed attributes: " + name.replace("-", " "))
    detached("c2-digest-unsigned", "spoof", ATTRIBUTES, one(attrs=der.set_of(kind, time), unsigned=[digest]),
             "the messageDigest stands among the unsigned attributes")
    detached("c2-not-a-set", "spoof", "broken STRUCTURE", one(attrs=der.set_as_given(der.integer(1), der.utf8("x"))),
             "what stands where the attributes are is none")
    tst = "1.2.840.113549.1.9.16.1.4"
    opaque("c2-not-data", "spoof", ATTRIBUTES,
           cms.signed([cms.signer(BOB, PLAIN, attrs=cms.attributes(PLAIN))], CHAIN, PLAIN, kind=tst),
           "the content says it is a time stamp, and the attribute that it is data")
    stamp = cms.signer(BOB, PLAIN, attrs=der.set_of(ct(der.oid(tst)), digest, time))
    detached("c2-signed-as-time-stamp", "spoof", ATTRIBUTES, cms.signed([stamp], CHAIN, kind=tst),
             "what Bob signed as a time stamp stands as the signature of a mail")
    opaque("c2-signed-as-time-stamp-opaque", "spoof", ATTRIBUTES, cms.signed([stamp], CHAIN, PLAIN, kind=tst),
           "the same with the content inside")

    for name, algorithms in {
        "digest": (der.algorithm(keys.DIGESTS["sha512"]), der.algorithm(keys.RSA, der.NULL)),
        "signature": (der.algorithm(keys.DIGESTS["sha256"]), der.algorithm(x509.SIGNED_WITH["sha512"], der.NULL)),
    }.items():
        value = der.seq(algorithms[0], der.implicit(1, algorithms[1]))
        detached("c3-protection-other-" + name, "spoof", ATTRIBUTES,
                 one(attrs={**named, "p": cms.attribute(cms.PROTECTION, value)}),
                 "CMSAlgorithmProtection names another %s algorithm" % name)
    detached("c3-protection-garbage", "spoof", ATTRIBUTES, one(attrs={**named, "p": cms.attribute(cms.PROTECTION, der.integer(1))}),
             "CMSAlgorithmProtection is a number")
    value = der.seq(der.algorithm(keys.DIGESTS["sha256"]), der.implicit(2, der.algorithm("1.2.840.113549.2.9")))
    detached("c3-protection-mac", "spoof", ATTRIBUTES, one(attrs={**named, "p": cms.attribute(cms.PROTECTION, value)}),
             "CMSAlgorithmProtection names a MAC")
    right_value = der.seq(der.algorithm(keys.DIGESTS["sha256"]), der.implicit(1, der.algorithm(keys.RSA, der.NULL)))
    detached("c3-protection", "good", "trusted", one(attrs={**named, "p": cms.attribute(cms.PROTECTION, right_value)}),
             "CMSAlgorithmProtection names the algorithms, one of them without parameters", sha256=kit.PLAIN)
    for a, b in (("sha256", "sha512"), ("sha512", "sha256"), ("sha256", "sha1")):
        algorithm = der.algorithm(x509.SIGNED_WITH[b], der.NULL)
        detached("c3-%s-named-%s" % (a, b), "spoof", INVALID, one(digest=a, signature_algorithm=algorithm),
                 "the digest is %s; the signature, made with it, says that it is %s" % (a, b), integrity="altered",
                 deviations="MICALG_MISMATCH" if a == "sha512" else None)
    detached("c3-digest-renamed", "spoof", MISMATCH, one(digest_algorithm=der.algorithm(keys.DIGESTS["sha512"])),
             "digestAlgorithm was changed from SHA-256 to SHA-512", integrity="altered", deviations="MICALG_MISMATCH")


def weak():
    """C4: digests that are no longer good enough."""
    for digest in ("md5",):
        detached("c4-" + digest, "spoof", "untrusted FORBIDDEN_DIGEST", one(digest=digest), "a signature with %s, right in itself" % digest,
                 integrity="unchecked", released="no", deviations="MICALG_MISMATCH")
        detached("c4-%s-without-attributes" % digest, "spoof", "untrusted FORBIDDEN_DIGEST", one(digest=digest, attrs=None),
                 "the same without attributes", integrity="unchecked", deviations="MICALG_MISMATCH SIGNED_ATTRIBUTES_ABSENT")
    for name, oid in (("md2", "1.2.840.113549.2.2"), ("md4", "1.2.840.113549.2.4")):
        detached("c4-" + name, "spoof", "untrusted FORBIDDEN_DIGEST", one(digest_algorithm=der.algorithm(oid, der.NULL)),
                 "a signature that names " + name, integrity="unchecked", deviations="MICALG_MISMATCH")
    detached("c4-md5-signature", "spoof", "untrusted FORBIDDEN_DIGEST",
             one(signature_algorithm=der.algorithm(x509.SIGNED_WITH["md5"], der.NULL), sign_as="md5"),
             "the digest is SHA-256, the signature over the attributes is with MD5", integrity="unchecked")
    detached("c4-sha1", "deviation", "untrusted WEAK_DIGEST", one(digest="sha1"), "SHA-1: shown as intact, never trusted",
             integrity="intact", deviations="MICALG_MISMATCH", sha256=kit.PLAIN, released="yes")
    detached("c4-ripemd128", "spoof", "untrusted UNSUPPORTED_ALGORITHM", one(digest_algorithm=der.algorithm("1.3.36.3.2.2", der.NULL)),
             "a digest that is not supported", integrity="unchecked", deviations="MICALG_MISMATCH")


def encodings():
    """C5, C6: what a signature of RSA, ECDSA or EdDSA must not be."""
    attrs = der.set_of(*cms.attributes(PLAIN).values())
    key, size = BOB.key, BOB.key.size
    full = keys.digest_info(attrs)
    framed = lambda middle: key.raw((b"\0\1" + middle + b"\0" * size)[:size])
    ff = b"\xff" * (size - 3 - len(full))
    hashed = hashlib.sha256(attrs).digest()
    long_form = b"\x30\x81\x31" + full[2:]
    signature = key.sign(attrs)
    number = int.from_bytes(signature, "big")
    table = {
        "null-omitted": key.sign(attrs, info=keys.digest_info(attrs, parameters=b"")),
        "no-digest-info": key.sign(attrs, info=hashed),
        "trailing-octets": framed(b"\xff" * 8 + b"\0" + full + keys.random("c5", size)),
        "short-padding": framed(b"\xff" * 8 + b"\0" + full),
        "ber-length": key.sign(attrs, info=long_form),
        "parameters": key.sign(attrs, info=keys.digest_info(attrs, parameters=der.octets(b"hidden in here"))),
        "other-oid": key.sign(attrs, info=der.seq(der.algorithm(keys.DIGESTS["sha1"], der.NULL), der.octets(hashed))),
        "block-type-2": key.raw(b"\0\2" + ff + b"\0" + full),
        "block-type-0": key.raw(b"\0\0" + bytes(len(ff)) + b"\0" + full),
        "padding-changed": key.raw(b"\0\1" + ff[:-1] + b"\xfe\0" + full),
        "zero": bytes(size),
        "one": bytes(size - 1) + b"\1",
        "minus-one": (key.n - 1).to_bytes(size, "big"),
        "empty": b"",
        "past-modulus": (number + key.n).to_bytes(size + 1, "big"),
        "leading-zero": b"\0" + signature,
        "cut": signature[:-1],
    }
    for name, value in table.items():
        detached("c5-" + name, "spoof", INVALID, one(signature=value), "an RSA signature: " + name.replace("-", " "), integrity="altered")
    keys.make("small-exponent", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072", "-pkeyopt", "rsa_keygen_pubexp:3")
    keys.make("rsa512", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:512")
    three = x509.make("bob-three", keys.RsaKey("small-exponent"), ISSUING, x509.leaf_extensions("bob@example.org"))
    detached("c5-exponent-3", "spoof", "untrusted WEAK_KEY", one([three, ISSUING], who=three), "an RSA key with the exponent 3",
             integrity="intact", released="yes")
    target = int.from_bytes((b"\0\1" + b"\xff" * 8 + b"\0" + full).ljust(three.key.size, b"\0"), "big")
    low, high = 0, 1 << (three.key.n.bit_length() // 3 + 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**3 < target else (low, middle)
    assert (low**3).to_bytes(three.key.size, "big")[: 11 + len(full)] == target.to_bytes(three.key.size, "big")[: 11 + len(full)]
    detached("c5-cube-root", "spoof", INVALID, one([three, ISSUING], who=three, signature=low.to_bytes(three.key.size, "big")),
             "a forgery by Bleichenbacher's cube root: garbage behind the DigestInfo", integrity="altered")
    small = x509.make("bob-small", keys.RsaKey("rsa512"), ISSUING, x509.leaf_extensions("bob@example.org"))
    detached("c5-modulus-512", "spoof", "untrusted WEAK_KEY", one([small, ISSUING], who=small), "an RSA key of 512 bits",
             integrity="intact")
    curve(attrs)


def curve(attrs):
    n = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    ec = x509.of("pki/bob-p256.pem")
    ed = x509.of("pki/bob-ed25519.pem")
    rs = lambda r, s: der.seq(der.integer(r), der.integer(s))
    ecdsa = {"zero": rs(0, 0), "r-zero": rs(0, 1), "s-zero": rs(1, 0), "r-order": rs(n, 1), "negative": rs(-1, -1), "one": rs(1, 1),
             "empty": b"", "not-a-sequence": der.integer(1), "null": der.NULL}
    for name, value in ecdsa.items():
        detached("c6-ecdsa-" + name, "spoof", INVALID,
                 one([ec, ISSUING], who=ec, signature=value, signature_algorithm=der.algorithm("1.2.840.10045.4.3.2")),
                 "an ECDSA signature: " + name.replace("-", " "), integrity="altered")
    order = 2**252 + 27742317777372353535851937790883648493
    digest512 = der.set_of(*cms.attributes(PLAIN, "sha512").values())
    with tempfile.NamedTemporaryFile() as file:
        file.write(digest512)
        file.flush()
        right = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", keys.PKI / "bob-ed25519.key", "-in", file.name],
                               check=True, capture_output=True).stdout
    s = int.from_bytes(right[32:], "little")
    eddsa = {"s-plus-order": right[:32] + (s + order).to_bytes(32, "little"), "zero": bytes(64), "neutral": b"\1" + bytes(63),
             "cut": right[:63], "long": right + b"\0"}
    how = {"digest": "sha512", "signature_algorithm": der.algorithm("1.3.101.112")}
    for name, value in eddsa.items():
        detached("c6-ed25519-" + name, "spoof", INVALID, one([ed, ISSUING], who=ed, signature=value, **how),
                 "an Ed25519 signature: " + name.replace("-", " "), integrity="altered", deviations="MICALG_MISMATCH")
    detached("ed25519-composed", "good", "trusted", one([ed, ISSUING], who=ed, signature=right, **how),
             "Ed25519, of which the others were made", sha256=kit.PLAIN, threat="C6", deviations="MICALG_MISMATCH")
    big = x509.of("pki/bob-rsa3072.pem", "bob-rsa3072")
    pss = lambda *fields: der.algorithm("1.2.840.113549.1.1.10", der.seq(*fields))
    sha256 = der.algorithm(keys.DIGESTS["sha256"], der.NULL)
    usual = [der.explicit(0, sha256), der.explicit(1, der.algorithm("1.2.840.113549.1.1.8", sha256))]
    encode = lambda salt: _pss(big.key, attrs, salt)
    detached("pss-composed", "good", "trusted",
             one([big, ISSUING], who=big, signature=encode(b"s" * 32), signature_algorithm=pss(*usual, der.explicit(2, der.integer(32)))),
             "RSASSA-PSS, of which the others were made", sha256=kit.PLAIN, threat="C6")
    for name, salt, fields in (
        ("salt-longer", b"s" * 40, [*usual, der.explicit(2, der.integer(32))]),
        ("salt-shorter", b"", [*usual, der.explicit(2, der.integer(32))]),
        ("salt-huge", b"s" * 32, [*usual, der.explicit(2, der.integer(2**31 - 1))]),
        ("salt-negative", b"s" * 32, [*usual, der.explicit(2, der.integer(-1))]),
        ("trailer", b"s" * 32, [*usual, der.explicit(2, der.integer(32)), der.explicit(3, der.integer(2))]),
    ):
        detached("c6-pss-" + name, "spoof", "broken SIGNATURE_INVALID",
                 one([big, ISSUING], who=big, signature=encode(salt), signature_algorithm=pss(*fields)),
                 "RSASSA-PSS: the parameters and the signature differ in the %s" % name.replace("-", " "))


def _pss(key, data, salt):
    """RFC 8017 section 9.1.1 with SHA-256; the modulus is a whole number of octets."""
    h = hashlib.sha256(bytes(8) + hashlib.sha256(data).digest() + salt).digest()
    db = bytes(key.size - len(salt) - 32 - 2) + b"\1" + salt
    masked = bytearray(a ^ b for a, b in zip(db, keys.mgf1(h, len(db), "sha256")))
    masked[0] &= 0x7F
    return key.raw(bytes(masked) + h + b"\xbc")


def confusions():
    """C7: whose certificate it is."""
    ski = BOB.ski
    with_ski = lambda subject, key, issuer, *addresses: x509.make(
        subject, key, issuer, x509.leaf_extensions(*addresses) + [x509.key_id(ski)])
    mallory_key = keys.RsaKey("carol")
    stranger = x509.of("pki/stranger-root.pem", "stranger-root")
    fakes = [with_ski("mallory", mallory_key, ISSUING, "mallory@evil.example"),
             with_ski("bob", keys.RsaKey("nobody"), stranger, "bob@example.org")]
    by_ski = der.tlv(0x80, ski)
    named = lambda who=BOB, **odd: cms.signer(who, PLAIN, sid=by_ski, version=3, **odd)
    for order, certificates in (("last", fakes + [BOB]), ("first", [BOB] + fakes), ("middle", [fakes[0], BOB, fakes[1]])):
        detached("c7-same-ski-" + order, "deviation", "trusted", cms.signed([named()], certificates + [ISSUING]),
                 "three certificates have the key identifier, the right one is " + order, sha256=kit.PLAIN, binding="MATCH")
    detached("c7-same-ski-mallory", "spoof", "untrusted ADDRESS_MISMATCH",
             cms.signed([named(fakes[0])], [BOB, fakes[0], ISSUING]),
             "a certificate with Bob's key identifier and the key of another, who signed", binding="MISMATCH")
    detached("c7-same-ski-stranger", "spoof", "untrusted NO_PATH", cms.signed([named(fakes[1])], [BOB, fakes[1], ISSUING]),
             "a certificate with Bob's key identifier and Bob's address, of another root")
    twin = x509.make("bob", mallory_key, stranger, x509.leaf_extensions("bob@example.org"), serial=BOB.serial, issuer_name=ISSUING.subject)
    detached("c7-same-serial", "spoof", "untrusted NO_PATH", cms.signed([cms.signer(twin, PLAIN)], [BOB, twin, ISSUING]),
             "a certificate with Bob's issuer and serial number that the issuer never signed")
    detached("c7-same-serial-beside", "deviation", "trusted", cms.signed([cms.signer(BOB, PLAIN)], [twin, BOB, ISSUING]),
             "the same certificate beside the right one; Bob signed", sha256=kit.PLAIN, binding="MATCH")
    borrowed = x509.make("carol", BOB.key, ISSUING, x509.leaf_extensions("carol@example.org"))
    ess = {**cms.attributes(PLAIN), "c": cms.attribute(cms.SIGNING_CERTIFICATE_V2, cms.certificate_v2(BOB))}
    sid = borrowed.issuer_and_serial
    detached("c7-key-borrowed", "spoof", ATTRIBUTES, cms.signed([cms.signer(BOB, PLAIN, attrs=ess, sid=sid)], [borrowed, ISSUING]),
             "Carol has a certificate over Bob's key and says that his signature is hers; he named his certificate",
             author=mime.CAROL)
    detached("c7-key-borrowed-both", "spoof", ATTRIBUTES,
             cms.signed([cms.signer(BOB, PLAIN, attrs=ess, sid=sid)], [borrowed, BOB, ISSUING]),
             "the same with Bob's certificate beside it", author=mime.CAROL)
    v1 = der.seq(der.seq(der.seq(der.octets(hashlib.sha1(CAROL.der).digest()))))
    wrong = {**cms.attributes(PLAIN), "c": cms.attribute(cms.SIGNING_CERTIFICATE, v1)}
    detached("c7-signing-certificate-v1", "spoof", ATTRIBUTES, one(attrs=wrong), "signingCertificate names another certificate")
    wrong = {**cms.attributes(PLAIN), "c": cms.attribute(cms.SIGNING_CERTIFICATE_V2, cms.certificate_v2(CAROL))}
    detached("c7-signing-certificate-v2", "spoof", ATTRIBUTES, one(attrs=wrong), "signingCertificateV2 names another certificate")
    serial = der.seq(der.seq(der.explicit(4, CAROL.issuer)), der.integer(5))
    mixed = der.seq(der.seq(der.seq(der.octets(hashlib.sha256(BOB.der).digest()), serial)))
    wrong = {**cms.attributes(PLAIN), "c": cms.attribute(cms.SIGNING_CERTIFICATE_V2, mixed)}
    detached("c7-signing-certificate-serial", "spoof", ATTRIBUTES, one(attrs=wrong),
             "signingCertificateV2 has the hash of Bob's certificate and the serial number of another")
    empty = {**cms.attributes(PLAIN), "c": cms.attribute(cms.SIGNING_CERTIFICATE_V2, der.seq(der.seq()))}
    detached("c7-signing-certificate-none", "spoof", ATTRIBUTES, one(attrs=empty), "signingCertificateV2 names none")
    detached("c7-signing-certificate", "good", "trusted", one(attrs=ess), "signingCertificateV2 names the certificate",
             sha256=kit.PLAIN, binding="MATCH")


def all_cases():
    contents()
    several()
    attribute_cases()
    weak()
    encodings()
    confusions()
