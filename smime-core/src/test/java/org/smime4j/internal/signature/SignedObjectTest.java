package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.testing.TestPki;

public class SignedObjectTest {

  private static final TestPki.Authority CA =
      TestPki.authority("Signed Objects", Instant.parse("2026-01-01T00:00:00Z"));

  @Test
  void a1_aCertificateIsSignedByItsIssuersKey_andByNoOther() throws Exception {
    byte[] encoded = CA.issue("alice@example.org").ec("P-256").build().certificate().getEncoded();
    SignedObject signed = SignedObject.of(encoded, "Certificate");
    PublicKey issuer = CA.certificate().getPublicKey();
    assertThat(signed.isSignedBy(issuer)).isTrue();
    assertThat(signed.isSignedBy(TestPki.generate("P-256").getPublic())).isFalse();
    assertThat(signed.isSignedBy(TestPki.generate("Ed25519").getPublic())).isFalse();
    for (int fromTheEnd : new int[] {1, encoded.length / 2}) {
      byte[] altered = encoded.clone();
      altered[altered.length - fromTheEnd] ^= 1;
      assertThat(SignedObject.of(altered, "Certificate").isSignedBy(issuer)).isFalse();
    }
  }

  /** Bouncy Castle would raise to an exponent of any length. */
  @Test
  void c15_aKeyThatCostsTooMuch_isNotEvenTried() throws Exception {
    byte[] encoded = CA.issue("alice@example.org").ec("P-256").build().certificate().getEncoded();
    SignedObject signed = SignedObject.of(encoded, "Certificate");
    RSAPublicKey dear =
        new RSAPublicKey() {
          @Override
          public BigInteger getModulus() {
            return BigInteger.ONE.shiftLeft(8192);
          }

          @Override
          public BigInteger getPublicExponent() {
            return BigInteger.valueOf(3);
          }

          @Override
          public String getAlgorithm() {
            return "RSA";
          }

          @Override
          public String getFormat() {
            throw new AssertionError("is used");
          }

          @Override
          public byte[] getEncoded() {
            throw new AssertionError("is used");
          }
        };
    assertThat(signed.isSignedBy(dear)).isFalse();
  }

  @Test
  void whatHasNoSignature_isMalformed() {
    byte[] algorithm = AlgorithmId.der("1.2.840.10045.4.3.2");
    byte[] empty = new DerWriter().sequence().end().toByteArray();
    byte[] bits = {0x03, 2, 0, 5};
    assertThat(parsed(empty, algorithm, bits, empty).weakDigest()).isEmpty();
    assertThat(parsed(empty, algorithm, bits).forbidden()).isEmpty();
    assertMalformed(empty, algorithm);
    assertMalformed();
    assertMalformed(empty, algorithm, new byte[] {0x04, 2, 0, 5});
    assertMalformed(empty, algorithm, new byte[] {0x03, 1, 0});
    assertMalformed(empty, algorithm, new byte[] {0x03, 0});
    // A last octet of which not all bits count.
    assertMalformed(empty, algorithm, new byte[] {0x03, 2, 1, 4});
    assertMalformed(empty, new DerWriter().oid(Oids.DATA).toByteArray(), new byte[] {0x03, 1, 0});
    assertMalformed(empty, empty, bits);
  }

  private static byte[] sequence(byte[]... parts) {
    DerWriter writer = new DerWriter().sequence();
    for (byte[] part : parts) {
      writer.raw(part);
    }
    return writer.end().toByteArray();
  }

  private static SignedObject parsed(byte[]... parts) {
    try {
      return SignedObject.of(sequence(parts), "test");
    } catch (SmimeException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertMalformed(byte[]... parts) {
    assertThatThrownBy(() -> SignedObject.of(sequence(parts), "test"))
        .isInstanceOf(SmimeException.Malformed.class);
  }
}
