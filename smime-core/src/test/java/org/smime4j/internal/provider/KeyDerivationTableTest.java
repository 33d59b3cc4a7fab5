package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Key derivations by the examples of their standards, and by their formulas written out. */
public class KeyDerivationTableTest {

  private static final HexFormat HEX = HexFormat.of();

  private static byte[] hex(String text) {
    return HEX.parseHex(text == null ? "" : text);
  }

  /** ANSI X9.63-2001 as NIST's validation suite has it, without shared information. */
  @ParameterizedTest
  @CsvSource({
    "SHA1, 1c7d7b5f0597b03d06a018466ed1a93e30ed4b04dc64ccdd, bf71dffd8f4d99223936beb46fee8ccc",
    "SHA256, 96c05619d56c328ab95fe84b18264b08725b85e33fd34f08, 443024c3dae66b95e6f5670601558f71",
  })
  void x963KnownAnswers(DigestAlgorithm hash, String secret, String key) throws Exception {
    assertThat(KeyDerivation.x963(hash, hex(secret), new byte[0], 16, Providers.standard()))
        .isEqualTo(hex(key));
  }

  /** Counters begin at one and lie between secret and information; what is too much is cut. */
  @ParameterizedTest
  @EnumSource(names = {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512"})
  void x963IsItsFormulaAtEveryLength(DigestAlgorithm hash) throws Exception {
    byte[] secret = hex("0102030405");
    byte[] info = hex("a0a1a2");
    for (int length : new int[] {1, 15, 16, 24, 32, hash.octets(), hash.octets() + 1, 200}) {
      byte[] expected = new byte[0];
      for (int counter = 1; expected.length < length; counter++) {
        MessageDigest digest = MessageDigest.getInstance(hash.jcaName());
        digest.update(secret);
        digest.update(new byte[] {0, 0, 0, (byte) counter});
        expected = joined(expected, digest.digest(info));
      }
      assertThat(KeyDerivation.x963(hash, secret, info, length, Providers.standard()))
          .isEqualTo(Arrays.copyOf(expected, length));
    }
    assertThat(KeyDerivation.x963(hash, secret, info, 16, Providers.standard()))
        .as("another secret is another key")
        .isNotEqualTo(KeyDerivation.x963(hash, hex("0102030406"), info, 16, Providers.standard()));
  }

  private static byte[] joined(byte[] one, byte[] other) {
    byte[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }

  /** RFC 5869 appendix A: A.1, A.3 (no salt, no information) and A.2 (long). */
  @Test
  void hkdfKnownAnswers() throws Exception {
    byte[] key = new byte[22];
    Arrays.fill(key, (byte) 0x0b);
    assertThat(
            KeyDerivation.hkdf(
                DigestAlgorithm.SHA256,
                hex("000102030405060708090a0b0c"),
                key,
                hex("f0f1f2f3f4f5f6f7f8f9"),
                42,
                Providers.standard()))
        .isEqualTo(
            hex(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                    + "34007208d5b887185865"));
    assertThat(
            KeyDerivation.hkdf(DigestAlgorithm.SHA256, key, new byte[0], 42, Providers.standard()))
        .isEqualTo(
            hex(
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                    + "9d201395faa4b61a96c8"));
    byte[] counting = new byte[256];
    for (int i = 0; i < counting.length; i++) {
      counting[i] = (byte) i;
    }
    assertThat(
            KeyDerivation.hkdf(
                DigestAlgorithm.SHA256,
                Arrays.copyOfRange(counting, 0x60, 0xb0),
                Arrays.copyOf(counting, 80),
                Arrays.copyOfRange(counting, 0xb0, 0x100),
                82,
                Providers.standard()))
        .isEqualTo(
            hex(
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                    + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                    + "cc30c58179ec3e87c14c01d5c1f3434f1d87"));
  }

  /**
   * ECC-CMS-SharedInfo (RFC 5753 section 7.2), octet for octet: the wrap's identifier as it was
   * received, entityUInfo only where there is a ukm, the length in bits.
   */
  @ParameterizedTest
  @CsvSource({
    "300b0609608648016503040105,, 16, 3015300b0609608648016503040105a206040400000080",
    "300d06096086480165030401050500,, 16, 3017300d06096086480165030401050500a206040400000080",
    "300b060960864801650304012d,, 32, 3015300b060960864801650304012da206040400000100",
    "300b0609608648016503040119,, 24, 3015300b0609608648016503040119a2060404000000c0",
    "300b0609608648016503040105, cafe, 16,"
        + " 301b300b0609608648016503040105a0040402cafea206040400000080",
  })
  void sharedInfo(String wrap, String ukm, int octets, String expected) {
    assertThat(KeyDerivation.sharedInfo(hex(wrap), ukm == null ? null : hex(ukm), octets))
        .isEqualTo(hex(expected));
  }

  /** A ukm of no octets is not the same as none. */
  @Test
  void sharedInfoWithAnEmptyUkm() {
    assertThat(KeyDerivation.sharedInfo(hex("300b0609608648016503040105"), new byte[0], 16))
        .isEqualTo(hex("3019300b0609608648016503040105a0020400a206040400000080"));
  }
}
