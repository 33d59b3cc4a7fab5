"""Receipts (RFC 2634, 2): who wants one, and what one is worth. It is no signature of the mail that it comes in."""

import hashlib

import cms
import der
import keys
import kit
import mime
import x509
from signatures import BOB, CAROL, CHAIN, ISSUING, PLAIN, one

RECEIPT, REQUEST, SIGNATURE_DIGEST = cms.P9 + "16.1.1", cms.P9 + "16.2.1", cms.P9 + "16.2.5"
ALICE = x509.of("pki/alice-2025.pem", "alice-2025")
STRANGER = x509.of("pki/bob-stranger.pem", "bob-stranger")
FROM_ALICE, BOB_ADDRESS = "Alice <alice@example.org>", "bob@example.org"
MISMATCH, ATTRIBUTES = "broken DIGEST_MISMATCH", "broken ATTRIBUTES_INVALID"
AS_SIGNED = "receipt-requested RECEIVED_AS_SIGNED"
# all and first-tier
TIERS = (der.tlv(0x80, b"\0"), der.tlv(0x80, b"\1"))


def names(address):
    return der.seq(x509.rfc822(address))


def request(identifier, choice=TIERS[0], to=(BOB_ADDRESS,)):
    return der.seq(der.octets(identifier), choice, der.seq(*map(names, to)))


class Message:
    """Bob's message, which wants a receipt, and what a receipt says about it."""

    def __init__(self, identifier=b"contract of 2019, one", over=PLAIN, values=None, asks=True):
        self.identifier = identifier
        self.attributes = cms.attributes(over)
        if asks:
            self.attributes["receipt"] = cms.attribute(REQUEST, *(values or [request(identifier)]))
        self.signed = der.set_of(*self.attributes.values())
        self.signature = BOB.key.sign(self.signed)

    def cms(self, content=None):
        return one(content=content, attrs=self.attributes)

    def receipt(self, **odd):
        return der.seq(
            der.integer(1), der.oid(odd.get("kind", cms.DATA)), der.octets(odd.get("identifier", self.identifier)),
            der.octets(odd.get("signature", self.signature)))

    def answer(self, who=ALICE, content=None, digest=None, shown=None, attrs=None):
        """A signed receipt; digest: of the signed attributes that came, none where it is empty; shown: what stands there in place of what was signed."""
        content = self.receipt() if content is None else content
        digest = hashlib.sha256(self.signed).digest() if digest is None else digest
        given = dict(cms.attributes(content, kind=RECEIPT), **(attrs or {}))
        if digest:
            given["received"] = cms.attribute(SIGNATURE_DIGEST, der.octets(digest))
        return cms.signed([cms.signer(who, content, attrs=given)], [who, ISSUING], content if shown is None else shown, kind=RECEIPT)


def asked(name, expect, p7s, wanted, comment, kind="good", **more):
    if expect == "trusted":
        more = {"sha256": kit.PLAIN, "binding": "MATCH", **more}
    entity = mime.multipart_signed(more.pop("entity", PLAIN), p7s)
    kit.mail(name, kind, expect, entity, comment, layers="signed", receipt_request=wanted, **{**kit.SIGNED, **more})


def mail(name, entity, author=FROM_ALICE):
    return mime.header(name, author).replace(b"To: Alice <alice@example.org>", b"To: Bob <bob@example.org>") + entity


def given(name, p7m, receipt, of, comment, kind="good", smime_type="signed-receipt", author=FROM_ALICE, layers="receipt", **more):
    entity = more.pop("entity", None) or mime.cms_entity(p7m, smime_type)
    kit.case(name, kind, more.pop("expect", "opened"), mail(name, entity, author), comment, layers=layers, receipt=receipt, receipt_of=of,
             **{**kit.SIGNED, **more})


def requests():
    first = Message()
    asked("receipt-requested", "trusted", first.cms(), "all to " + BOB_ADDRESS, "Bob wants a receipt of everybody")
    tier = Message(values=[request(b"two", TIERS[1], (BOB_ADDRESS, "archive@example.org"))])
    kit.mail("receipt-requested-first-tier", "good", "trusted", mime.cms_entity(tier.cms(PLAIN), "signed-data"),
             "of those who do not get it through a mailing list, for two addresses", layers="signed", sha256=kit.PLAIN, binding="MATCH",
             receipt_request="first-tier to bob@example.org archive@example.org", **kit.SIGNED)
    listed = der.tlv(0xA1, names("alice@example.org"), names("carol@example.org"))
    asked("receipt-requested-listed", "trusted", Message(values=[request(b"three", listed)]).cms(),
          "alice@example.org carol@example.org to " + BOB_ADDRESS, "of Alice and of Carol")
    asked("receipt-requested-of-nobody", "trusted", Message(values=[request(b"four", der.tlv(0xA1))]).cms(), "nobody to " + BOB_ADDRESS,
          "a list of nobody, which says that the message wants none any more (RFC 2634, 2.2.1)")
    more = {"kind": "deviation", "wanted": "none"}
    asked("c2-receipt-request-unreadable", "trusted", Message(values=[der.integer(1)]).cms(), comment="a wish that cannot be read is none", **more)
    asked("c2-receipt-request-of-two-values", "trusted", Message(values=[request(b"five"), request(b"six")]).cms(),
          comment="two wishes in one attribute, which may hold one", **more)
    unsigned = one(unsigned=[cms.attribute(REQUEST, request(b"seven"))])
    asked("c2-receipt-request-unsigned", "trusted", unsigned, comment="anybody can add a wish to the unsigned attributes: it is none of Bob's", **more)
    altered = PLAIN.replace(b"contract", b"contrast")
    asked("c2-receipt-requested-altered", MISMATCH, first.cms(), "all to " + BOB_ADDRESS, "Bob wanted a receipt, and the text was changed", "spoof",
          entity=altered, integrity="altered", released="no")


def receipts():
    first = Message()
    good = first.answer()
    given("receipt", good, "trusted", AS_SIGNED, "Alice's receipt for Bob's message")
    given("receipt-no-smime-type", good, "trusted", AS_SIGNED, "without smime-type", smime_type="", deviations="SMIME_TYPE")
    given("receipt-as-signed-data", good, "trusted", AS_SIGNED, "smime-type is signed-data, which it is too", smime_type="signed-data")
    sealed = cms.Envelope("receipt", BOB, mime.cms_entity(good, "signed-receipt")).gcm()
    given("receipt-encrypted", None, "trusted", AS_SIGNED, "encrypted to Bob", entity=mime.cms_entity(sealed, "authEnveloped-data"),
          layers="encrypted receipt", keys="pki/bob.pfx")
    inside = mime.cms_entity(good, "signed-receipt")
    outside = cms.signed([cms.signer(ALICE, inside)], [ALICE, ISSUING])
    given("receipt-in-signed", None, "trusted", AS_SIGNED, "Alice signed around her receipt", expect="trusted", binding="MATCH",
          entity=mime.multipart_signed(inside, outside), layers="signed receipt")
    kit.case("receipt-bare", "good", "opened", good, "bare CMS", "der", layers="receipt", receipt="trusted", receipt_of=AS_SIGNED,
             **{**kit.SIGNED, "from": "alice@example.org"})


def spoofs():
    first, second = Message(), Message(b"contract of 2019, two")
    spoof = {"kind": "spoof"}
    given("b5-receipt-by-stranger", first.answer(STRANGER), "untrusted NO_PATH", None, "a stranger with Bob's address made a receipt",
          author=mime.BOB, **spoof)
    given("b6-receipt-by-carol", first.answer(CAROL), "untrusted ADDRESS_MISMATCH", None, "Carol's receipt in a mail of Alice's", **spoof)
    given("c2-receipt-altered", first.answer(shown=second.receipt()), MISMATCH, None, "Alice's receipt, in which another message was put", **spoof)
    given("c2-receipt-type", first.answer(attrs={"type": cms.attribute(cms.CONTENT_TYPE, der.oid(cms.DATA))}), ATTRIBUTES, None,
          "the octets of a receipt that Alice signed as a text", **spoof)
    given("c2-receipt-is-a-text", first.answer(content=PLAIN), "malformed", None, "a text that says it is a receipt", **spoof)
    given("c2-receipt-cut", first.answer(content=der.seq(der.integer(1), der.oid(cms.DATA))), "malformed", None, "a receipt for no message", **spoof)
    for name, answer, of, comment in (
        ("of-another", second.answer(), "receipt-requested OTHER_MESSAGE", "a receipt for another message of Bob's"),
        ("other-identifier", first.answer(content=first.receipt(identifier=b"another")), "receipt-requested OTHER_MESSAGE",
         "the right signature, the identifier of another message"),
        ("other-signature", first.answer(content=first.receipt(signature=second.signature)), "receipt-requested OTHER_MESSAGE",
         "the right identifier, the signature of another message"),
        ("other-kind", first.answer(content=first.receipt(kind=cms.ENVELOPED)), "receipt-requested OTHER_MESSAGE",
         "the right message as another kind of content"),
        ("other-attributes", first.answer(digest=hashlib.sha256(second.signed).digest()), "receipt-requested OTHER_ATTRIBUTES",
         "Alice says that other signed attributes reached her"),
        ("no-digest", first.answer(digest=b""), "receipt-requested OTHER_ATTRIBUTES", "Alice does not say what reached her"),
        ("for-altered", first.answer(), "c2-receipt-requested-altered OTHER_MESSAGE", "held against the message that was changed"),
        ("for-unasked", Message(asks=False).answer(), "micalg-capitals OTHER_MESSAGE", "held against a message that wants none"),
    ):
        given("c2-receipt-" + name, answer, "trusted", of, comment, **spoof)
    pretended = mime.cms_entity(one(content=PLAIN), "signed-receipt")
    kit.mail("c2-receipt-is-signed-data", "deviation", "trusted", pretended, "a signed text whose smime-type is signed-receipt",
             layers="signed", sha256=kit.PLAIN, deviations="SMIME_TYPE", receipt="none", **kit.SIGNED)


def all_cases():
    requests()
    receipts()
    spoofs()
