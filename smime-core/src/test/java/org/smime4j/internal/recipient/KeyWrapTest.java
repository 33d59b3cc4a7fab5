package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;

public class KeyWrapTest {

  private static final Providers PROVIDERS = Providers.standard();

  private static final Map<KeyWrap, String> JDK =
      Map.of(
          KeyWrap.AES_128, "AESWrap",
          KeyWrap.AES_192, "AESWrap",
          KeyWrap.AES_256, "AESWrap",
          KeyWrap.AES_128_PADDED, "AES/KWP/NoPadding",
          KeyWrap.AES_192_PADDED, "AES/KWP/NoPadding",
          KeyWrap.AES_256_PADDED, "AES/KWP/NoPadding",
          KeyWrap.TRIPLE_DES, "DESedeWrap");

  /** RFC 3394 section 4.6. */
  @Test
  void knownAnswer() throws Exception {
    HexFormat hex = HexFormat.of();
    byte[] kek = hex.parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    byte[] cek = hex.parseHex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f");
    byte[] wrapped =
        hex.parseHex(
            "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
    assertThat(KeyWrap.AES_256.wrap(kek, cek, PROVIDERS)).isEqualTo(wrapped);
    UnwrappedKey key = KeyWrap.AES_256.unwrap(kek, wrapped, new byte[32], PROVIDERS);
    assertThat(key.cek()).isEqualTo(cek);
    assertThat(key.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);
  }

  /** Camellia and SEED the JDK has not; OpensslMatrixTest reads what OpenSSL wraps by them. */
  @Provide
  static Arbitrary<KeyWrap> ofTheJdk() {
    return Arbitraries.of(JDK.keySet());
  }

  @Property(tries = 300)
  void a11_whatTheJdkWrapsIsUnwrappedAndNotOnceAnyBitChanges(
      @ForAll("ofTheJdk") KeyWrap wrap, @ForAll long seed) throws Exception {
    Random random = new Random(seed);
    byte[] kek = bytes(random, wrap.octets());
    boolean des = wrap == KeyWrap.TRIPLE_DES;
    boolean padded = wrap.name().endsWith("PADDED");
    int octets = des ? 24 : padded ? 9 + random.nextInt(24) : 16 + 8 * random.nextInt(3);
    byte[] cek = bytes(random, octets);
    Cipher cipher = Cipher.getInstance(JDK.get(wrap), "SunJCE");
    cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(kek, des ? "DESede" : "AES"));
    byte[] wrapped = cipher.wrap(new SecretKeySpec(cek, des ? "DESede" : "AES"));
    byte[] otherwise = bytes(random, octets);

    UnwrappedKey right = wrap.unwrap(kek, wrapped, otherwise, PROVIDERS);
    assertThat(right.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);
    assertThat(right.cek()).isEqualTo(cek);

    byte[] altered = wrapped.clone();
    altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
    byte[] wrongKek = kek.clone();
    wrongKek[random.nextInt(kek.length)] ^= 2;
    rejected(wrap.unwrap(kek, altered, otherwise, PROVIDERS), otherwise);
    rejected(wrap.unwrap(wrongKek, wrapped, otherwise, PROVIDERS), otherwise);
    rejected(
        wrap.unwrap(kek, Arrays.copyOf(wrapped, wrapped.length - 8), otherwise, PROVIDERS),
        otherwise);
    rejected(
        wrap.unwrap(kek, Arrays.copyOf(wrapped, random.nextInt(9)), otherwise, PROVIDERS),
        otherwise);
    byte[] longer = bytes(random, octets + 8);
    rejected(wrap.unwrap(kek, wrapped, longer, PROVIDERS), longer);
  }

  private static void rejected(UnwrappedKey key, byte[] otherwise) {
    assertThat(key.proof()).isZero();
    assertThat(key.cek()).isEqualTo(otherwise).isNotSameAs(otherwise);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
