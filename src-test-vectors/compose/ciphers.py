"""AES with its modes, ChaCha20-Poly1305 and key wrap, from the standards and for test messages only: slow, and not
in constant time. Having them here, a message can be wrong in any place, and is the same each time it is made."""

import hashlib
import hmac


def _tables():
    exp, log, x = [0] * 512, [0] * 256, 1
    for i in range(255):
        exp[i], log[x] = x, i
        x ^= (x << 1) ^ (0x11B if x & 0x80 else 0)
        x &= 0xFF
    for i in range(255, 512):
        exp[i] = exp[i - 255]
    box = []
    for i in range(256):
        inverse = exp[255 - log[i]] if i else 0
        value = 0x63
        for shift in range(5):
            value ^= (inverse << shift | inverse >> (8 - shift)) & 0xFF
        box.append(value)
    return box


SBOX = _tables()
INVERSE = [SBOX.index(i) for i in range(256)]


def _double(b):
    return (b << 1 ^ 0x1B) & 0xFF if b & 0x80 else b << 1


class Aes:
    """FIPS 197."""

    def __init__(self, key):
        words, n = [list(key[i : i + 4]) for i in range(0, len(key), 4)], len(key) // 4
        self.rounds, rcon = n + 6, 1
        for i in range(n, 4 * (self.rounds + 1)):
            word = list(words[i - 1])
            if i % n == 0:
                word = [SBOX[b] for b in word[1:] + word[:1]]
                word[0] ^= rcon
                rcon = _double(rcon)
            elif n > 6 and i % n == 4:
                word = [SBOX[b] for b in word]
            words.append([a ^ b for a, b in zip(words[i - n], word)])
        self.keys = [sum(words[4 * r : 4 * r + 4], []) for r in range(self.rounds + 1)]

    def encrypt(self, block):
        s = [a ^ b for a, b in zip(block, self.keys[0])]
        for r in range(1, self.rounds + 1):
            s = [SBOX[s[(i + 4 * (i % 4)) % 16]] for i in range(16)]
            if r < self.rounds:
                mixed = []
                for c in range(0, 16, 4):
                    a = s[c : c + 4]
                    every = a[0] ^ a[1] ^ a[2] ^ a[3]
                    mixed += [a[i] ^ every ^ _double(a[i] ^ a[(i + 1) % 4]) for i in range(4)]
                s = mixed
            s = [a ^ b for a, b in zip(s, self.keys[r])]
        return bytes(s)

    def decrypt(self, block):
        s = [a ^ b for a, b in zip(block, self.keys[self.rounds])]
        for r in range(self.rounds - 1, -1, -1):
            s = [INVERSE[s[(i - 4 * (i % 4)) % 16]] for i in range(16)]
            s = [a ^ b for a, b in zip(s, self.keys[r])]
            if r:
                for _ in range(3):  # the inverse of MixColumns is its third power
                    mixed = []
                    for c in range(0, 16, 4):
                        a = s[c : c + 4]
                        every = a[0] ^ a[1] ^ a[2] ^ a[3]
                        mixed += [a[i] ^ every ^ _double(a[i] ^ a[(i + 1) % 4]) for i in range(4)]
                    s = mixed
        return bytes(s)


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def pad(data, size=16):
    n = size - len(data) % size
    return data + bytes([n]) * n


def cbc(key, iv, padded):
    aes, out, last = Aes(key), b"", iv
    for i in range(0, len(padded), 16):
        last = aes.encrypt(xor(padded[i : i + 16], last))
        out += last
    return out


def uncbc(key, iv, data):
    aes, out, last = Aes(key), b"", iv
    for i in range(0, len(data), 16):
        out += xor(aes.decrypt(data[i : i + 16]), last)
        last = data[i : i + 16]
    return out


def _ghash(h, data):
    y, key = 0, int.from_bytes(h, "big")
    for i in range(0, len(data), 16):
        y ^= int.from_bytes(data[i : i + 16], "big")
        z, v = 0, key
        for bit in range(127, -1, -1):
            if y >> bit & 1:
                z ^= v
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
        y = z
    return y.to_bytes(16, "big")


def _zeros(data):
    return data + bytes(-len(data) % 16)


def gcm(key, nonce, plain, aad=b""):
    """SP 800-38D: ciphertext and a tag of 16 octets, of which a shorter tag is the beginning."""
    aes = Aes(key)
    h = aes.encrypt(bytes(16))
    if len(nonce) == 12:
        start = nonce + b"\0\0\0\1"
    else:
        start = _ghash(h, _zeros(nonce) + bytes(8) + (8 * len(nonce)).to_bytes(8, "big"))
    prefix, count, out = start[:12], int.from_bytes(start[12:], "big"), b""
    for i in range(0, len(plain), 16):
        count = (count + 1) & 0xFFFFFFFF
        out += xor(plain[i : i + 16], aes.encrypt(prefix + count.to_bytes(4, "big")))
    sizes = (8 * len(aad)).to_bytes(8, "big") + (8 * len(out)).to_bytes(8, "big")
    return out, xor(aes.encrypt(start), _ghash(h, _zeros(aad) + _zeros(out) + sizes))


def ccm(key, nonce, plain, tag_octets, aad=b""):
    """SP 800-38C."""
    aes, q = Aes(key), 15 - len(nonce)
    first = bytes([(64 if aad else 0) | (tag_octets - 2) // 2 << 3 | q - 1])
    blocks = first + nonce + len(plain).to_bytes(q, "big")
    blocks += (_zeros(len(aad).to_bytes(2, "big") + aad) if aad else b"") + _zeros(plain)
    mac = bytes(16)
    for i in range(0, len(blocks), 16):
        mac = aes.encrypt(xor(mac, blocks[i : i + 16]))
    stream = lambda n: aes.encrypt(bytes([q - 1]) + nonce + n.to_bytes(q, "big"))
    out = b"".join(xor(plain[i : i + 16], stream(i // 16 + 1)) for i in range(0, len(plain), 16))
    return out, xor(mac, stream(0))[:tag_octets]


def _chacha(key, nonce, counter):
    word = lambda data, i: int.from_bytes(data[4 * i : 4 * i + 4], "little")
    start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    start += [word(key, i) for i in range(8)] + [counter] + [word(nonce, i) for i in range(3)]
    s = list(start)

    def quarter(a, b, c, d):
        for x, y, z, n in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
            s[x] = s[x] + s[y] & 0xFFFFFFFF
            v = s[z] ^ s[x]
            s[z] = (v << n | v >> (32 - n)) & 0xFFFFFFFF

    for _ in range(10):
        for i in range(4):
            quarter(i, 4 + i, 8 + i, 12 + i)
        for i in range(4):
            quarter(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4)
    return b"".join((a + b & 0xFFFFFFFF).to_bytes(4, "little") for a, b in zip(s, start))


def chacha20_poly1305(key, nonce, plain, aad=b""):
    """RFC 8439."""
    out = b"".join(xor(plain[i : i + 64], _chacha(key, nonce, 1 + i // 64)) for i in range(0, len(plain), 64))
    one = _chacha(key, nonce, 0)
    r = int.from_bytes(one[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    s, tag = int.from_bytes(one[16:32], "little"), 0
    sizes = len(aad).to_bytes(8, "little") + len(out).to_bytes(8, "little")
    data = _zeros(aad) + _zeros(out) + sizes
    for i in range(0, len(data), 16):
        tag = (tag + int.from_bytes(data[i : i + 16] + b"\1", "little")) * r % (2**130 - 5)
    return out, (tag + s & 2**128 - 1).to_bytes(16, "little")


def wrap(kek, key):
    """RFC 3394."""
    aes, a, n = Aes(kek), b"\xa6" * 8, len(key) // 8
    r = [key[8 * i : 8 * i + 8] for i in range(n)]
    for j in range(6):
        for i in range(n):
            b = aes.encrypt(a + r[i])
            a, r[i] = xor(b[:8], (n * j + i + 1).to_bytes(8, "big")), b[8:]
    return a + b"".join(r)


def password_wrap(kek, iv, key, check=None):
    """RFC 3211 section 2.3.1: the first three octets of the key are the check."""
    check = xor(key[:3], b"\xff\xff\xff") if check is None else check
    data = bytes([len(key)]) + check + key
    data += bytes(max(0, 32 - len(data)))
    data += bytes(-len(data) % 16)
    once = cbc(kek, iv, data)
    return cbc(kek, once[-16:], once)


def hkdf(secret, info, size, digest="sha256"):
    """RFC 5869 without salt."""
    prk = hmac.digest(bytes(hashlib.new(digest).digest_size), secret, digest)
    return hmac.digest(prk, info + b"\1", digest)[:size]


def x963(secret, info, size, digest="sha256"):
    """ANSI X9.63 as RFC 5753 has it."""
    out, counter = b"", 1
    while len(out) < size:
        out += hashlib.new(digest, secret + counter.to_bytes(4, "big") + info).digest()
        counter += 1
    return out[:size]
