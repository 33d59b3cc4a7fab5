"""Signatures over a signature (RFC 5652, 11.4): anybody can add one, or take one off."""

import cms
import der
import kit
import mime
from signatures import BOB, CAROL, ISSUING, PLAIN, STRANGER, one

COUNTERSIGNATURE = cms.P9 + "6"
INVALID, MISMATCH, ATTRIBUTES = "broken SIGNATURE_INVALID", "broken DIGEST_MISMATCH", "broken ATTRIBUTES_INVALID"
ALL = [BOB, CAROL, STRANGER, ISSUING]


def value(who=BOB, over=PLAIN):
    """PKCS #1 v1.5 gives the same octets each time."""
    return who.key.sign(der.set_of(*cms.attributes(over).values()))


def counter(who=CAROL, over=None, **odd):
    """As RFC 5652 wants it: without a content type."""
    over = value() if over is None else over
    attrs = {name: each for name, each in cms.attributes(over).items() if name != "type"}
    return cms.signer(who, over, **{"attrs": attrs, **odd})


def on(*counters, who=BOB, over=PLAIN):
    return one(ALL, who=who, over=over, unsigned=[cms.attribute(COUNTERSIGNATURE, *counters)])


def case(name, kind, expect, p7s, countersigners, comment, **more):
    if expect == "trusted":
        more = {"sha256": kit.PLAIN, "binding": "MATCH", **more}
    entity = mime.multipart_signed(more.pop("entity", PLAIN), p7s)
    kit.mail(name, kind, expect, entity, comment, layers="signed", countersigners=countersigners, **{**kit.SIGNED, **more})


def all_cases():
    case("countersigned", "good", "trusted", on(counter()), "trusted", "Carol countersigned")
    case("countersigned-by-two", "good", "trusted", on(counter(), counter(BOB)), "trusted, trusted", "Carol and Bob himself countersigned")
    nested = counter(unsigned=[cms.attribute(COUNTERSIGNATURE, counter(BOB, over=CAROL.key.sign(der.set_of(
        *(each for name, each in cms.attributes(value()).items() if name != "type")))))])
    case("countersigned-countersigned", "good", "trusted", on(nested), "trusted", "Carol countersigned, and Bob countersigned that")
    case("countersigned-bare", "good", "trusted", on(counter(attrs=None)), "trusted", "Carol countersigned without signed attributes")
    case("c2-countersigned-by-stranger", "deviation", "trusted", on(counter(STRANGER)), "untrusted NO_PATH", "somebody whom nobody knows countersigned")
    case("c2-countersigned-another", "deviation", "trusted", on(counter(over=value(over=b"another"))), MISMATCH,
         "a countersignature of another signature of Bob's")
    with_type = counter(attrs=cms.attributes(value()))
    case("c2-countersigned-as-content", "deviation", "trusted", on(with_type), ATTRIBUTES,
         "what stands as a countersignature is a signature over content: it has a content type")
    case("c2-countersigned-forged", "deviation", "trusted", on(counter(signature=bytes(256))), INVALID, "a forged countersignature")
    case("c16-countersigned-40", "deviation", "trusted", on(*[counter(over=value(over=b"%d" % i)) for i in range(40)]), None,
         "forty countersignatures of other signatures")
    altered = PLAIN.replace(b"contract", b"contrast")
    case("c2-countersigned-altered", "spoof", MISMATCH, on(counter()), INVALID, "Carol countersigned, and the text was changed", entity=altered,
         integrity="altered", released="no")
    case("b5-countersigned-stranger", "spoof", "untrusted NO_PATH", on(counter(BOB, over=value(STRANGER)), who=STRANGER), "unknown CERTIFICATE_MISSING",
         "a stranger signed by Bob's name, and the real Bob countersigned")
    case("b6-countersigned", "spoof", "untrusted ADDRESS_MISMATCH", on(counter(BOB, over=value(CAROL)), who=CAROL), "trusted",
         "Carol signed, and Bob, who is in From, countersigned", binding="MISMATCH")
