"""C14 to C19: what costs more than it should. One past the limit fails; what is at the limit opens."""

import zlib

import cms
import der
import keys
import kit
import mime
import x509
from envelopes import envelope
from signatures import BOB, ISSUING, PLAIN, one



def bare(name, kind, expect, data, comment, **more):
    kit.case(name, kind, expect, data, comment, "der", **more)


def mail(name, kind, expect, entity, comment, more="", **keys_):
    kit.mail(name, kind, expect, entity, comment, more=more, **keys_)


SIGNED = {"from": "bob@example.org", **kit.SIGNED}


def encodings():
    """C14: ASN.1."""
    right = one(content=PLAIN)
    ok = {"layers": "signed", "sha256": kit.PLAIN, "binding": "MATCH", **SIGNED}

    def nested(depth, innermost=der.NULL):
        value = innermost
        for _ in range(depth):
            value = der.seq(value)
        return value

    def with_attribute(value):
        """The depth of an unsigned attribute is for nobody's use."""
        return one(content=PLAIN, unsigned=[cms.attribute("1.2.3.4", value)])

    for depth in (33, 200, 2000):
        bare("c14-depth-%d" % depth, "spoof", "malformed", cms.info(cms.SIGNED, nested(depth)), "%d SEQUENCEs where SignedData is due" % depth)
        bare("c14-attribute-depth-%d" % depth, "spoof", "too large ASN1_DEPTH", with_attribute(nested(depth)),
             "%d SEQUENCEs in an unsigned attribute" % depth, **SIGNED)
    bare("attribute-depth-20", "good", "trusted", with_attribute(nested(20)), "20 SEQUENCEs in an unsigned attribute", threat="C14", **ok)
    oid = der.oid(cms.SIGNED)
    bare("c14-indefinite-20000", "spoof", "malformed", b"\x30\x80" + oid + b"\xa0\x80" + b"\x30\x80" * 20_000,
         "20,000 values of indefinite length, one in the other")
    bare("c14-octet-strings-20000", "spoof", "too large ASN1_DEPTH",
         b"\x30\x80" + oid + b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80" + der.oid(cms.DATA) + b"\xa0\x80" + b"\x24\x80" * 20_000,
         "20,000 OCTET STRINGs of indefinite length, one in the other")
    for name, size in (("2-31", b"\x84\x80\0\0\0"), ("2-63", b"\x88\x7f" + b"\xff" * 7), ("2-64", b"\x88" + b"\xff" * 8), ("127-octets", b"\xff" + b"\xff" * 127)):
        bare("c14-length-" + name, "spoof", "not smime" if name == "127-octets" else "malformed", b"\x30" + size + oid + right[30:], "a length of " + name.replace("-", "^", 1))
        inner = right[:4] + oid + b"\xa0" + size + right[19:]
        bare("c14-inner-length-" + name, "spoof", "malformed", inner, "the length of what is inside is " + name.replace("-", "^", 1))
    long_oid = lambda n: der.seq(der.tlv(6, b"\x2a" + b"\x81" * (n - 2) + b"\x01"), der.set_of(der.NULL))
    bare("c14-oid-129", "spoof", "too large OID_OCTETS", one(content=PLAIN, unsigned=[long_oid(129)]), "an object identifier of 129 octets", **SIGNED)
    bare("c14-oid-20000", "spoof", "too large OID_OCTETS", one(content=PLAIN, unsigned=[long_oid(20_000)]),
         "an object identifier of 20,000 octets", **SIGNED)
    bare("oid-128", "good", "trusted", one(content=PLAIN, unsigned=[long_oid(128)]), "an object identifier of 128 octets", threat="C14", **ok)
    for name, extra in (("nul", b"\0"), ("text", b"\r\n-- \r\nlist footer"), ("another", right)):
        bare("c14-trailing-" + name, "deviation", "trusted", right + extra, "octets behind the object: " + name, deviations="TRAILING_DATA", **ok)
    for name, data in {
        "empty": b"\x30\x00", "end-of-contents": b"\0\0", "not-a-sequence": b"\x31" + right[1:], "oid-alone": der.seq(oid),
        "primitive-indefinite": b"\x30\x80\x06\x80" + oid[2:] + b"\0\0\0\0", "value-past-its-parent": b"\x30\x0e" + oid + b"\xa0\x7f\x30",
        "no-tag-0": der.seq(oid, der.content(der.children(right)[1])),
        "content-is-integer": cms.info(cms.SIGNED, der.integer(1)),
        "version-is-string": cms.info(cms.SIGNED, der.seq(der.utf8("1"), der.set_of())),
    }.items():
        kit.mail("c14-" + name, "spoof", "malformed", mime.cms_entity(data, "signed-data"), "CMS that is none: " + name.replace("-", " "),
                 **kit.SIGNED)


def counts():
    """C16."""
    e = envelope("c16")
    other = der.seq(der.integer(0), der.seq(x509.name("nobody"), der.integer(1)), der.algorithm(keys.RSA, der.NULL), der.octets(bytes(8)))
    for n, kind, expect in ((1000, "good", "opened"), (1001, "spoof", "too large RECIPIENTS")):
        data = e.cbc([other] * (n - 1) + [e.ktri()])
        bare(("c16-" if kind == "spoof" else "") + "recipients-%d" % n, kind, expect, data, "%d recipients, Alice is the last" % n, threat="C16",
             layers="encrypted" if kind == "good" else None, sha256=kit.PLAIN if kind == "good" else None, **kit.KEYS)
    signer = cms.signer(BOB, PLAIN)
    certificate = x509.make("any", BOB.key, ISSUING, [])
    crl = x509.crl(ISSUING)
    ok = {"layers": "signed", "sha256": kit.PLAIN, **SIGNED}
    signed = {
        "signers": lambda n: cms.signed([signer] * n, [BOB, ISSUING], PLAIN),
        "certificates": lambda n: cms.signed([signer], [BOB, ISSUING] + [certificate] * (n - 2), PLAIN),
        "crls": lambda n: cms.signed([signer], [BOB, ISSUING], PLAIN, crls=[crl] * n),
        "attributes": lambda n: one(content=PLAIN, attrs={
            **cms.attributes(PLAIN), **{i: cms.attribute("1.2.3.%d" % i, der.NULL) for i in range(n - 3)}}),
        "unsigned-attributes": lambda n: one(content=PLAIN, unsigned=[cms.attribute("1.2.3.%d" % i, der.NULL) for i in range(n)]),
    }
    for name, n in (("signers", 16), ("certificates", 64), ("crls", 16), ("attributes", 64), ("unsigned-attributes", 64)):
        bare("%s-%d" % (name, n), "good", "trusted", signed[name](n), "%d %s" % (n, name.replace("-", " ")), threat="C16", **ok)
        limit = name.replace("unsigned-", "").upper()
        bare("c16-%s-%d" % (name, n + 1), "spoof", "too large " + limit, signed[name](n + 1), "%d %s" % (n + 1, name.replace("-", " ")), **SIGNED)
    bare("c16-certificates-only-65", "spoof", "too large CERTIFICATES", cms.signed([], [certificate] * 65), "65 certificates and no signer")


def compression():
    """C17."""
    def entity(data):
        return mime.cms_entity(data, "compressed-data", name="smime.p7z")

    text = lambda n: PLAIN + b"0" * n
    mail("c17-20-mebibytes", "spoof", "too large INFLATE_RATIO", entity(cms.compressed(text(20 * 2**20))), "20 MiB of zeros")
    mail("c17-2-mebibytes", "spoof", "too large INFLATE_RATIO", entity(cms.compressed(text(2 * 2**20))), "2 MiB, of which a thousandth is sent")
    mail("compressed-1-mebibyte", "good", "opened", entity(cms.compressed(PLAIN + b"0" * (2**20 - len(PLAIN)))), "1 MiB, of which a thousandth is sent",
         layers="compressed", threat="C17")
    twice = entity(cms.compressed(entity(cms.compressed(PLAIN))))
    mail("c17-twice", "spoof", "refused NESTED_COMPRESSION", twice, "compressed in compressed", layers=None)
    bomb = entity(cms.compressed(entity(cms.compressed(text(20 * 2**20)))))
    mail("c17-bomb-in-compressed", "spoof", "refused NESTED_COMPRESSION", bomb, "a bomb in compressed content")
    mail("c17-bomb-in-encrypted", "spoof", "too large INFLATE_RATIO",
         mime.cms_entity(envelope("c17", entity(cms.compressed(text(4 * 2**20)))).cbc()), "a bomb in encrypted content", **kit.KEYS)
    signed = entity(cms.compressed(text(4 * 2**20)))
    mail("c17-bomb-in-signed", "spoof", "too large INFLATE_RATIO", mime.multipart_signed(signed, one(over=signed)), "a bomb in signed content",
         **kit.SIGNED)
    whole = zlib.compress(PLAIN)
    for name, value in {"checksum": whole[:-1] + bytes([whole[-1] ^ 1]), "cut": whole[:-8], "garbage": keys.random("c17", 60), "empty": b"",
                        "deflate-without-header": whole[2:-4]}.items():
        mail("c17-" + name, "spoof", "malformed", entity(cms.compressed(b"", raw=value)), "what is no zlib stream: " + name.replace("-", " "))
    mail("c17-other-algorithm", "spoof", "unsupported", entity(cms.compressed(PLAIN, algorithm="1.2.3.4")), "another algorithm than zlib")


def layers():
    """C18."""
    def opaque(n):
        entity = PLAIN
        for _ in range(n):
            entity = mime.cms_entity(one(content=entity, over=entity), "signed-data")
        return entity

    def multiparts(n):
        entity = mime.TEXT + b"innermost"
        for i in range(n):
            entity = mime.multipart("mixed", [entity], "b%d" % i)
        return entity

    def forwarded(n):
        return b"Content-Type: message/rfc822\r\n\r\n" * n + mime.TEXT + b"innermost"

    mail("layers-8", "good", "trusted", opaque(8), "eight signatures, one around the other", layers=" ".join(["signed"] * 8), threat="C18",
         sha256=kit.PLAIN, **kit.SIGNED)
    mail("c18-layers-9", "spoof", "too large CRYPTO_LAYERS", opaque(9), "nine signatures, one around the other", **kit.SIGNED)
    value = der.octets(PLAIN)
    for _ in range(9):
        value = der.octets(cms.info(cms.DATA, value))
    bare("c18-data-in-data", "spoof", "too large CRYPTO_LAYERS", cms.info(cms.DATA, value), "ten objects of the type data, one in the other")
    for n in (33, 2000):
        mail("c18-multiparts-%d" % n, "spoof", "too large MIME_DEPTH", multiparts(n), "%d multiparts, one in the other" % n)
        mail("c18-forwarded-%d" % n, "spoof", "too large MIME_DEPTH", forwarded(n), "%d forwarded messages, one in the other" % n)
    same = mime.multipart("mixed", [b"Content-Type: multipart/mixed; boundary=b1\r\n"] * 40)
    mail("multiparts-of-one-boundary", "good", "not smime", same, "multiparts that all name one boundary: the outermost closes them all",
         threat="C18")
    signed_parts = lambda n: mime.multipart("mixed", [mime.TEXT + b"x"] * n)
    inner = signed_parts(997)
    mail("parts-1000", "good", "trusted", mime.multipart_signed(inner, one(over=inner)), "a thousand parts with the multiparts and the signature",
         layers="signed", threat="C18", **kit.SIGNED)
    for n in (1000, 2000):
        inner = signed_parts(n)
        mail("c18-parts-%d" % n, "spoof", "too large PARTS", mime.multipart_signed(inner, one(over=inner)), "%d parts in a signed multipart" % n,
             **kit.SIGNED)
    fields = lambda n: "".join("X-%d: y\r\n" % i for i in range(n))
    right = mime.multipart_signed(PLAIN, one())
    mail("fields-900", "good", "trusted", right, "900 header fields", fields(893), layers="signed", threat="C18", sha256=kit.PLAIN, **kit.SIGNED)
    mail("c18-fields-1001", "spoof", "too large HEADERS", right, "more than a thousand header fields", fields(1000), **kit.SIGNED)
    mail("c18-field-of-65-kibibytes", "spoof", "too large HEADER_OCTETS", right, "a header field of 65 KiB",
         "X: " + "y" * 900 + ("\r\n " + "y" * 900) * 73 + "\r\n", **kit.SIGNED)
    many = "".join("X-%d: %s\r\n" % (i, "y" * 60_000) for i in range(5))
    mail("c18-header-of-290-kibibytes", "spoof", "too large HEADER_BLOCK_OCTETS", right, "a header of 290 KiB", many, **kit.SIGNED)
    mail("folded-1000-times", "good", "trusted", right, "a field that is folded a thousand times", "X: y" + "\r\n y" * 1000 + "\r\n",
         layers="signed", threat="C19", sha256=kit.PLAIN, **kit.SIGNED)
    junk = right.replace(b"base64\r\n\r\n", b"base64\r\n\r\n" + b"\r\n" * 20_000)
    mail("c19-empty-lines-in-base64", "deviation", "trusted", junk, "20,000 empty lines before the Base64 of the signature", layers="signed",
         sha256=kit.PLAIN, **kit.SIGNED)
    sections = "".join("; boundary*%d=x" % i for i in range(3000))
    mail("c19-parameter-sections", "spoof", "malformed",
         right.replace(b"; boundary=sig", sections.encode()), "a boundary in 3,000 sections, which is nowhere", **kit.SIGNED)
    tail = "; x=y" * 5000
    mail("c19-parameters", "deviation", kit.AMBIGUOUS, right.replace(b"; boundary=sig", b"; boundary=sig" + tail.encode()), "5,000 parameters",
         layers="signed", sha256=kit.PLAIN, **kit.SIGNED)


def all_cases():
    encodings()
    counts()
    compression()
    layers()
