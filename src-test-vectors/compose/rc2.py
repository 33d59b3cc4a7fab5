"""RC2 (RFC 2268) in CBC, with any number of effective key bits: OpenSSL's command has 40, 64 and 128 alone."""

from ciphers import xor

PI_TABLE = bytes.fromhex(
    "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32"
    "bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626"
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a"
    "961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731"
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e"
    "c5f3db47e5a59c770aa62068fe7fc1ad")
ROTATIONS = (1, 2, 3, 5)


def expanded(key, bits):
    """64 words of 16 bits."""
    out, octets = list(key), (bits + 7) // 8
    while len(out) < 128:
        out.append(PI_TABLE[out[-1] + out[-len(key)] & 0xFF])
    out[128 - octets] = PI_TABLE[out[128 - octets] & 0xFF >> 8 * octets - bits]
    for i in range(127 - octets, -1, -1):
        out[i] = PI_TABLE[out[i + 1] ^ out[i + octets]]
    return [out[i] | out[i + 1] << 8 for i in range(0, 128, 2)]


def block(words, plain):
    r = [int.from_bytes(plain[i : i + 2], "little") for i in range(0, 8, 2)]
    for turn in range(16):
        for i in range(4):
            mixed = r[i] + words[4 * turn + i] + (r[i - 1] & r[i - 2]) + (~r[i - 1] & r[i - 3]) & 0xFFFF
            r[i] = (mixed << ROTATIONS[i] | mixed >> 16 - ROTATIONS[i]) & 0xFFFF
        if turn in (4, 10):
            for i in range(4):
                r[i] = r[i] + words[r[i - 1] & 63] & 0xFFFF
    return b"".join(word.to_bytes(2, "little") for word in r)


def cbc(key, bits, iv, padded):
    words, out, last = expanded(key, bits), b"", iv
    for i in range(0, len(padded), 8):
        last = block(words, xor(padded[i : i + 8], last))
        out += last
    return out


# The last but one of RFC 2268, section 5: nothing is made with a cipher that is not this one.
assert block(expanded(bytes.fromhex("88bca90e90875a7f0f79c384627bafb2"), 128), bytes(8)).hex() == "2269552ab0f85ca6"
