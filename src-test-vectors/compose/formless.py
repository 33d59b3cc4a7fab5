"""A12, A7, A2: encrypted octets that are no MIME entity, as programs encrypt a file, and what must not pass for them."""

import hashlib
import io
import zipfile
import zlib

import ciphers
import cms
import der
import keys
import kit
import mime
import x509

PEOPLE = {name: x509.of("pki/%s.pem" % name, name) for name in ("alice-2019", "alice-2022", "alice-2025", "carol")}
OLD, MIDDLE, NEW, CAROL = PEOPLE.values()
KEY_ALONE = {"keys": "pki/alice-2022.key"}


def png():
    chunk = lambda kind, data: len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
    pixels = b"".join(b"\0" + keys.random("png %d" % row, 48) for row in range(16))
    head = (16).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def jar():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        entry = lambda name: zipfile.ZipInfo(name, (2026, 1, 6, 10, 0, 0))
        file.writestr(entry("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\r\n\r\n")
        file.writestr(entry("Hello.class"), b"\xca\xfe\xba\xbe" + keys.random("class", 300))
    return out.getvalue()


def pdf():
    stream = zlib.compress(b"BT /F1 12 Tf 72 720 Td (Dear Alice) Tj ET")
    return (
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n4 0 obj\n<< /Filter /FlateDecode /Length "
        + b"%d >>\nstream\n" % len(stream) + stream + b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


FILES = {
    "png": png(),
    "jar": jar(),
    "pdf": pdf(),
    "gif": b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + zlib.compress(mime.PLAIN)[2:-4] + zlib.crc32(mime.PLAIN).to_bytes(4, "little"),
    "word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + keys.random("word", 504),
    "latin-1": "Sehr geehrte Frau M\u00fcller,\r\nder Vertrag liegt bei.\r\n".encode("latin-1"),
    "15-octets": b"\xff" + keys.random("short", 14),
    "16-octets": b"\xff" + keys.random("short", 15),
}


def sealed(label, content, *to, size=32, oaep=(), change=lambda c: c):
    """An envelope in CBC for all of them; those of oaep get the content key by OAEP."""
    e = cms.Envelope("formless " + label, NEW, content, size)
    recipients = []
    for who in to:
        name = label + who.key.name
        recipients.append(
            cms.transport(who, who.key.oaep(e.cek, label=name), der.algorithm(cms.OAEP, cms.oaep_parameters("sha256")))
            if who in oaep
            else cms.transport(who, who.key.pkcs1(e.cek, name))
        )
    return e.cbc(recipients, change=change)


def opens(name, data, content, comment, more="", bare=False, kind="good", **values):
    values = {"layers": "encrypted", "released": "no", "sha256": hashlib.sha256(content).hexdigest(), **kit.KEYS, **values}
    values["deviations"] = ("NOT_MIME " + more).strip()
    if bare:
        kit.case(name, kind, "opened", data, comment, "der", **values)
    else:
        kit.mail(name, kind, "opened", mime.cms_entity(data), comment, **values)


def honest():
    for name in ("png", "jar", "pdf"):
        content = FILES[name]
        opens("two-keys-" + name, sealed("two " + name, content, MIDDLE, NEW), content,
              "a %s for two certificates of one person, who has both keys" % name.upper())
    for name in ("gif", "gzip", "word", "latin-1", "15-octets", "16-octets"):
        content = FILES[name]
        opens("octets-" + name, sealed("one " + name, content, NEW), content, "octets that are no MIME: %s, in a mail" % name)
    content = FILES["pdf"]
    for size in (16, 24):
        opens("octets-aes-%d" % (8 * size), sealed("size %d" % size, content, OLD, MIDDLE, NEW, size=size), content,
              "three certificates of one person, AES of %d bits" % (8 * size))
    opens("two-keys-one-held", sealed("held", content, MIDDLE, NEW), content, "one of two keys is at hand", keys="history/2022.pfx")
    opens("two-keys-bare", sealed("bare", content, MIDDLE, NEW), content, "the same without a mail around it", bare=True)
    opens("two-keys-among-others", sealed("others", content, CAROL, MIDDLE, NEW), content, "Carol is a recipient too")
    opens("octets-oaep", sealed("oaep", content, NEW, oaep=(NEW,)), content, "a PDF, the key by OAEP")
    opens("two-keys-oaep-beside-v15", sealed("both", content, MIDDLE, NEW, oaep=(NEW,)), content,
          "one certificate gets the key by PKCS#1 v1.5, the other by OAEP")
    for name in ("png", "pdf"):
        opens("no-certificate-" + name, sealed("alone " + name, FILES[name], MIDDLE), FILES[name],
              "the key at hand is a file without a certificate", "RECIPIENT_BY_TRIAL", **KEY_ALONE)
    opens("no-certificate-bare", sealed("alone bare", content, MIDDLE), content,
          "the same without a mail around it", "RECIPIENT_BY_TRIAL", bare=True, **KEY_ALONE)


def hostile():
    content = FILES["pdf"]
    closed = lambda name, data, comment, **values: kit.mail(
        name, "spoof", "not decryptable", mime.cms_entity(data), comment, **{**kit.KEYS, **values})
    last = lambda c: c[:-17] + bytes([c[-17] ^ 0x40]) + c[-16:]
    closed("a13-octets-padding", sealed("padding", content, MIDDLE, NEW, change=last), "a PDF whose padding was changed")
    html = b"Content-Type: text/html\r\nX: " + keys.random("formless html", 64) + b"\r\n\r\n<img src=//evil/"
    closed("a2-octets-header", sealed("header", html, NEW), "octets that begin like a header and hold what no header has")
    closed("a2-octets-header-oaep", sealed("header oaep", html, NEW, oaep=(NEW,)), "the same, the key by OAEP")
    # A ciphertext that two content keys decrypt to right padding.
    body = keys.random("formless two ciphertext", 256)
    found, i = [], 0
    while len(found) < 2:
        cek = keys.random("formless two %d" % i, 32)
        i += 1
        if ciphers.uncbc(cek, body[-32:-16], body[-16:])[-1] == 1:
            found.append(cek)
    algorithm = der.algorithm(cms.CBC[32], der.octets(bytes(16)))
    two = lambda one, other: cms.enveloped(
        [cms.transport(MIDDLE, MIDDLE.key.pkcs1(one, "one")), cms.transport(NEW, NEW.key.pkcs1(other, "other"))], algorithm, body)
    closed("a12-two-content-keys", two(*found), "two recipients get two content keys, and both give right padding")
    block = b"\0\1" + bytes(1 + b % 255 for b in keys.random("formless probe", NEW.key.size - 2))
    e = cms.Envelope("formless probe", NEW, content)
    probe = [cms.transport(NEW, NEW.key.encrypt(block)) for _ in range(20)]
    closed("a7-octets-probes", e.cbc(probe), "twenty copies of an encrypted key without right padding, around a PDF")
    beside = [cms.transport(MIDDLE, MIDDLE.key.pkcs1(e.cek, "right")), cms.transport(NEW, NEW.key.encrypt(block))]
    opens("a7-octets-probe-beside", e.cbc(beside), content, "an encrypted key without right padding beside the right one", kind="deviation")
    signed = der.seq(der.oid(cms.SIGNED), der.explicit(0, keys.random("formless signed", 300)))[:-7]
    opens("b4-octets-like-cms", sealed("cms", signed, NEW), signed,
          "octets that begin like a signature and end too early: octets, and no signature", kind="spoof")


def all_cases():
    honest()
    hostile()
