package org.smime4j.internal.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.TestPki;

/**
 * RSA keys of more than 8,192 bits, as some authorities hand out: what they cost decides, and past
 * 16,384 bits, or with a long exponent, the report names the size (C15).
 */
class LargeRsaKeyTest {

  private static final byte[] CONTENT = "large\r\n".getBytes(US_ASCII);

  /** A key of many primes: its public half is as any other, and it is made at once. */
  private static KeyPair ofPrimes(BigInteger exponent, int... sizes) {
    try {
      BigInteger modulus = BigInteger.ONE;
      BigInteger order = BigInteger.ONE;
      for (int bits : sizes) {
        RSAPrivateCrtKey part;
        do { // the listed primes stand in several keys
          part = (RSAPrivateCrtKey) TestPki.generate("RSA-" + bits).getPrivate();
        } while (!part.getModulus().gcd(modulus).equals(BigInteger.ONE));
        modulus = modulus.multiply(part.getModulus());
        order =
            order
                .multiply(part.getPrimeP().subtract(BigInteger.ONE))
                .multiply(part.getPrimeQ().subtract(BigInteger.ONE));
      }
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      return new KeyPair(
          rsa.generatePublic(new RSAPublicKeySpec(modulus, exponent)),
          rsa.generatePrivate(new RSAPrivateKeySpec(modulus, exponent.modInverse(order))));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static final BigInteger SHORT = BigInteger.valueOf(65_537);

  private static SignerVerdict verdict(TestPki.Authority root, TestPki.Issued signer)
      throws Exception {
    byte[] cms = new HostileSignature(signer, CONTENT).opaque(signer.certificate());
    return Verifier.trusting(TrustPolicy.anchors(List.of(root.certificate())).at(TestPki.NOW))
        .verify(ByteSource.of(cms))
        .signers()
        .get(0);
  }

  @Test
  void c15_asSigner_asIssuer_andAsAnchor_itIsTrusted() throws Exception {
    KeyPair large = ofPrimes(SHORT, 3072, 3072, 3072, 3072, 3072, 1024);
    assertThat(((RSAPrivateKeySpec) spec(large)).getModulus().bitLength()).isGreaterThan(16_300);
    TestPki.Authority root = TestPki.root("Large", TestPki.NOW).key(large).buildAuthority();
    TestPki.Issued alice = root.issue("alice@example.org").key(large).build();
    SignerVerdict verdict = verdict(root, alice);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.state()).isEqualTo(SignerVerdict.State.TRUSTED);
  }

  private static Object spec(KeyPair pair) throws Exception {
    return KeyFactory.getInstance("RSA").getKeySpec(pair.getPrivate(), RSAPrivateKeySpec.class);
  }

  @Test
  void c15_withALongExponent_theReportNamesTheSize() throws Exception {
    BigInteger exponent = BigInteger.ONE.shiftLeft(64).add(BigInteger.valueOf(13));
    KeyPair odd = ofPrimes(exponent, 2048);
    TestPki.Authority root = TestPki.authority("Small");
    SignerVerdict verdict = verdict(root, root.issue("alice@example.org").key(odd).build());
    assertThat(verdict.findings().get(0).code()).isEqualTo(Finding.Code.UNSUPPORTED_ALGORITHM);
    assertThat(verdict.findings().get(0).sentence())
        .contains("an RSA key of 2048 bits with an exponent of 65 bits");
    TestPki.Authority issuer = TestPki.root("Odd", TestPki.NOW).key(odd).buildAuthority();
    SignerVerdict below = verdict(issuer, issuer.issue("alice@example.org").build());
    assertThat(below.findings().get(0).code()).isEqualTo(Finding.Code.NO_PATH);
    assertThat(below.findings().get(0).sentence())
        .contains("an RSA key of 2048 bits with an exponent of 65 bits");
  }
}
