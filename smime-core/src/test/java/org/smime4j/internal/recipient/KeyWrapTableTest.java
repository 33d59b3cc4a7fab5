package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;

/** AES key wrap by RFC 3394 and RFC 5649: their examples, and what their checks have to refuse. */
public class KeyWrapTableTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final Providers PROVIDERS = Providers.standard();
  private static final long IV = 0xa6a6a6a6a6a6a6a6L;
  private static final long PADDED_IV = 0xa65959a600000000L;

  /** RFC 3394 sections 4.1 to 4.6. */
  @ParameterizedTest
  @CsvSource({
    "AES_128, 000102030405060708090A0B0C0D0E0F, 00112233445566778899AABBCCDDEEFF,"
        + " 1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5",
    "AES_192, 000102030405060708090A0B0C0D0E0F1011121314151617, 00112233445566778899AABBCCDDEEFF,"
        + " 96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D",
    "AES_256, 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F,"
        + " 00112233445566778899AABBCCDDEEFF, 64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7",
    "AES_192, 000102030405060708090A0B0C0D0E0F1011121314151617,"
        + " 00112233445566778899AABBCCDDEEFF0001020304050607,"
        + " 031D33264E15D33268F24EC260743EDCE1C6C7DDEE725A936BA814915C6762D2",
    "AES_256, 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F,"
        + " 00112233445566778899AABBCCDDEEFF0001020304050607,"
        + " A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1",
    "AES_256, 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F,"
        + " 00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F,"
        + " 28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21",
    // RFC 5649 section 6.
    "AES_192_PADDED, 5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8,"
        + " c37b7e6492584340bed12207808941155068f738,"
        + " 138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
  })
  void knownAnswers(KeyWrap wrap, String kek, String key, String wrapped) throws Exception {
    byte[] expected = HEX.parseHex(key);
    UnwrappedKey unwrapped =
        wrap.unwrap(HEX.parseHex(kek), HEX.parseHex(wrapped), new byte[expected.length], PROVIDERS);
    assertThat(unwrapped.cek()).isEqualTo(expected);
    assertThat(unwrapped.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);
    assertThat(forward(HEX.parseHex(kek), first(wrap, expected.length), padded(expected)))
        .as("what this test itself wraps")
        .isEqualTo(HEX.parseHex(wrapped));
  }

  private static long first(KeyWrap wrap, int octets) {
    return wrap.name().endsWith("PADDED") ? PADDED_IV | octets : IV;
  }

  private static byte[] padded(byte[] key) {
    return Arrays.copyOf(key, (key.length + 7) / 8 * 8);
  }

  /** RFC 3394 section 2.2.1, with any first register. */
  private static byte[] forward(byte[] kek, long first, byte[] key) throws Exception {
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(kek, "AES"));
    byte[] out = new byte[key.length + 8];
    System.arraycopy(key, 0, out, 8, key.length);
    long a = first;
    int n = key.length / 8;
    for (int j = 0; j < 6; j++) {
      for (int i = 1; i <= n; i++) {
        ByteBuffer block = ByteBuffer.allocate(16).putLong(a).put(out, 8 * i, 8);
        ByteBuffer b = ByteBuffer.wrap(aes.doFinal(block.array()));
        a = b.getLong() ^ (n * j + i);
        b.get(out, 8 * i, 8);
      }
    }
    ByteBuffer.wrap(out).putLong(a);
    return out;
  }

  private static final byte[] KEK = new byte[16];
  private static final byte[] KEY = HEX.parseHex("00112233445566778899aabbccddeeff");

  private static Arguments row(String name, KeyWrap wrap, byte[] wrapped, int octets, boolean ok) {
    return Arguments.of(name, wrap, wrapped, octets, ok);
  }

  static Stream<Arguments> table() throws Exception {
    byte[] right = forward(KEK, IV, KEY);
    byte[] short8 = Arrays.copyOf(KEY, 8);
    byte[] tail = padded(Arrays.copyOf(KEY, 13));
    byte[] dirty = tail.clone();
    dirty[15] = 1;
    byte[] dirtyFirst = tail.clone();
    dirtyFirst[13] = (byte) 0x80;
    KeyWrap plain = KeyWrap.AES_128;
    KeyWrap pad = KeyWrap.AES_128_PADDED;
    return Stream.of(
        row("a key of 16 octets", plain, right, 16, true),
        row("of 24", plain, forward(KEK, IV, new byte[24]), 24, true),
        row("of 32", plain, forward(KEK, IV, new byte[32]), 32, true),
        row("of 64", plain, forward(KEK, IV, new byte[64]), 64, true),
        row("nothing", plain, new byte[0], 16, false),
        row("one block of 8", plain, new byte[8], 16, false),
        row("one octet less", plain, Arrays.copyOf(right, 23), 16, false),
        row("one octet more", plain, Arrays.copyOf(right, 25), 16, false),
        row("one block more", plain, Arrays.copyOf(right, 32), 16, false),
        row("a key of 24 where 16 is due", plain, forward(KEK, IV, new byte[24]), 16, false),
        row("a key of 8, which RFC 3394 does not wrap", plain, forward(KEK, IV, short8), 8, false),
        row("the check of all zeros", plain, forward(KEK, 0, KEY), 16, false),
        row(
            "the check with its first bit changed",
            plain,
            forward(KEK, IV ^ 1L << 63, KEY),
            16,
            false),
        row("the check with its last bit changed", plain, forward(KEK, IV ^ 1, KEY), 16, false),
        row("the check of the padded wrap", plain, forward(KEK, PADDED_IV | 16, KEY), 16, false),
        row("padded: 16 octets", pad, forward(KEK, PADDED_IV | 16, KEY), 16, true),
        row("padded: 13 octets", pad, forward(KEK, PADDED_IV | 13, tail), 13, true),
        row("padded: 9 octets", pad, forward(KEK, PADDED_IV | 9, padded(new byte[9])), 9, true),
        row("padded: the check of the plain wrap", pad, right, 16, false),
        row(
            "padded: an octet that is not zero",
            pad,
            forward(KEK, PADDED_IV | 13, dirty),
            13,
            false),
        row(
            "padded: the first that is not",
            pad,
            forward(KEK, PADDED_IV | 13, dirtyFirst),
            13,
            false),
        row("padded: a length one less", pad, forward(KEK, PADDED_IV | 12, tail), 13, false),
        row("padded: a length one more", pad, forward(KEK, PADDED_IV | 14, tail), 13, false),
        row("padded: a length of zero", pad, forward(KEK, PADDED_IV, tail), 13, false),
        row("padded: a length past the end", pad, forward(KEK, PADDED_IV | 17, KEY), 16, false),
        row(
            "padded: a length with its high bit",
            pad,
            forward(KEK, PADDED_IV | 0x80000010L, KEY),
            16,
            false),
        row("padded: another first half", pad, forward(KEK, 0xa65959a700000010L, KEY), 16, false),
        row(
            "padded: a whole block of padding",
            pad,
            forward(KEK, PADDED_IV | 8, padded(new byte[16])),
            8,
            false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void a11_rightWrapsGiveTheKey_andAllOthersTheMadeUpOneWithNoProof(
      String name, KeyWrap wrap, byte[] wrapped, int octets, boolean ok) throws Exception {
    byte[] otherwise = new byte[octets];
    Arrays.fill(otherwise, (byte) 0x33);
    UnwrappedKey key = wrap.unwrap(KEK, wrapped, otherwise, PROVIDERS);
    assertThat(key.proof()).isEqualTo(ok ? UnwrappedKey.PLAUSIBLE : 0);
    assertThat(key.unable()).isNull();
    if (ok) {
      assertThat(key.cek()).isNotEqualTo(otherwise).hasSize(octets);
    } else {
      assertThat(key.cek()).isEqualTo(otherwise).isNotSameAs(otherwise);
    }
  }
}
