"""ASN.1 from octets: every value is bytes, so that any part of it may be wrong on purpose."""


def length(n):
    if n < 0x80:
        return bytes([n])
    body = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(body)]) + body


def tlv(tag, *parts):
    body = b"".join(parts)
    return bytes([tag]) + length(len(body)) + body


def seq(*parts):
    return tlv(0x30, *parts)


def set_of(*parts):
    """A SET OF in DER: sorted."""
    return tlv(0x31, *sorted(parts))


def set_as_given(*parts):
    return tlv(0x31, *parts)


def octets(value):
    return tlv(0x04, value)


def bits(value, unused=0):
    return tlv(0x03, bytes([unused]) + value)


def integer(n):
    if n == 0:
        return b"\x02\x01\x00"
    size = (n if n > 0 else ~n).bit_length() // 8 + 1
    return tlv(0x02, n.to_bytes(size, "big", signed=True))


def boolean(value):
    return tlv(0x01, b"\xff" if value else b"\x00")


def oid(dotted):
    arcs = [int(arc) for arc in dotted.split(".")]
    out = b""
    for arc in [arcs[0] * 40 + arcs[1]] + arcs[2:]:
        piece = bytes([arc & 0x7F])
        while arc > 0x7F:
            arc >>= 7
            piece = bytes([0x80 | arc & 0x7F]) + piece
        out += piece
    return tlv(0x06, out)


def explicit(number, *parts):
    return tlv(0xA0 | number, *parts)


def implicit(number, value):
    """The same value under a context tag: constructed or not as it was."""
    return bytes([0x80 | number | value[0] & 0x20]) + value[1:]


def indefinite(tag, *parts):
    return bytes([tag, 0x80]) + b"".join(parts) + b"\x00\x00"


def segments(value, size):
    """A constructed OCTET STRING of indefinite length."""
    return indefinite(0x24, *[octets(value[i : i + size]) for i in range(0, len(value), size)])


def utf8(text):
    return tlv(0x0C, text.encode() if isinstance(text, str) else text)


def printable(text):
    return tlv(0x13, text.encode("ascii"))


def ia5(text):
    return tlv(0x16, text.encode() if isinstance(text, str) else text)


def bmp(text):
    return tlv(0x1E, text.encode("utf-16-be"))


def teletex(text):
    return tlv(0x14, text.encode("latin-1"))


def time(text):
    """yyyymmddhhmmss as UTCTime through 2049, else GeneralizedTime."""
    if "1950" <= text[:4] <= "2049":
        return tlv(0x17, text[2:].encode() + b"Z")
    return tlv(0x18, text.encode() + b"Z")


NULL = b"\x05\x00"


def algorithm(dotted, parameters=b""):
    return seq(oid(dotted), parameters)


def read(data, at=0):
    """(tag, header length, content length) of the value that stands at an offset; definite lengths."""
    tag, first = data[at], data[at + 1]
    if first < 0x80:
        return tag, 2, first
    n = first & 0x7F
    return tag, 2 + n, int.from_bytes(data[at + 2 : at + 2 + n], "big")


def children(data, at=0):
    """The complete values inside the constructed value that stands at an offset."""
    _, header, size = read(data, at)
    at, end, out = at + header, at + header + size, []
    while at < end:
        _, h, s = read(data, at)
        out.append(data[at : at + h + s])
        at += h + s
    return out


def content(data):
    _, header, size = read(data)
    return data[header : header + size]
