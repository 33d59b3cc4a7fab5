package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.DSAParams;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.DSAParameterSpec;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.TestPki;

/** What is known of a signature before anything is computed, and what it may cost. */
public class SignatureCheckTest {

  private static final byte[] SHA256 = AlgorithmId.der(Oids.SHA256);
  private static final byte[] SHA512 = AlgorithmId.der("2.16.840.1.101.3.4.2.3");

  private record Rsa(BigInteger modulus, BigInteger exponent) implements RSAPublicKey {
    @Override
    public BigInteger getModulus() {
      return modulus;
    }

    @Override
    public BigInteger getPublicExponent() {
      return exponent;
    }

    @Override
    public String getAlgorithm() {
      return "RSA";
    }

    @Override
    public String getFormat() {
      return "none";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }

  private record Dsa(@Nullable DSAParams params) implements DSAPublicKey {
    @Override
    public BigInteger getY() {
      return BigInteger.TWO;
    }

    @Override
    public @Nullable DSAParams getParams() {
      return params;
    }

    @Override
    public String getAlgorithm() {
      return "DSA";
    }

    @Override
    public String getFormat() {
      return "none";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }

  private record Ec(ECParameterSpec params) implements ECPublicKey {
    @Override
    public ECPoint getW() {
      return params.getGenerator();
    }

    @Override
    public ECParameterSpec getParams() {
      return params;
    }

    @Override
    public String getAlgorithm() {
      return "EC";
    }

    @Override
    public String getFormat() {
      return "none";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }

  private static BigInteger ofBits(int bits) {
    return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
  }

  private static DSAParams dsa(int bits) {
    return dsa(bits, 256);
  }

  private static DSAParams dsa(int bits, int ofSubgroup) {
    return new DSAParameterSpec(ofBits(bits), ofBits(ofSubgroup), BigInteger.TWO);
  }

  @Test
  void c15_aStrangersKeyIsUsed_onlyUpToItsLargestSize() {
    assertThat(SignatureCheck.isAffordable(new Rsa(ofBits(16_384), ofBits(64)))).isTrue();
    assertThat(SignatureCheck.isAffordable(new Rsa(ofBits(16_385), ofBits(64)))).isFalse();
    assertThat(SignatureCheck.isAffordable(new Rsa(ofBits(8192), ofBits(65)))).isFalse();
    assertThat(SignatureCheck.isAffordable(new Dsa(dsa(4096)))).isTrue();
    assertThat(SignatureCheck.isAffordable(new Dsa(dsa(4097)))).isFalse();
    assertThat(SignatureCheck.isAffordable(new Dsa(dsa(4096, 512)))).isTrue();
    assertThat(SignatureCheck.isAffordable(new Dsa(dsa(4096, 513)))).isFalse();
    assertThat(SignatureCheck.isAffordable(new Dsa(null))).isTrue();
    assertThat(SignatureCheck.isAffordable(TestPki.generate("P-256").getPublic())).isTrue();
    assertThat(SignatureCheck.isAffordable(TestPki.generate("Ed25519").getPublic())).isTrue();
    EllipticCurve own =
        new EllipticCurve(new ECFieldFp(BigInteger.valueOf(23)), BigInteger.ONE, BigInteger.ONE);
    ECPoint point = new ECPoint(BigInteger.valueOf(3), BigInteger.valueOf(10));
    assertThat(
            SignatureCheck.isAffordable(new Ec(new ECParameterSpec(own, point, BigInteger.TEN, 1))))
        .isFalse();
  }

  @Test
  void c15_aKeyThatIsTooLarge_isRefusedByName_beforeItIsUsed() {
    byte[] rsa = AlgorithmId.derWithNull("1.2.840.113549.1.1.11");
    assertRefused(new Rsa(ofBits(16_385), BigInteger.TWO), rsa);
    byte[] dsa = AlgorithmId.der("2.16.840.1.101.3.4.3.2");
    assertRefused(new Dsa(dsa(4097)), dsa);
    assertRefused(new Dsa(dsa(3072, 513)), dsa);
    assertRefused(new Dsa(null), dsa);
  }

  private static void assertRefused(PublicKey key, byte[] algorithm) {
    assertThatThrownBy(
            () ->
                SignatureCheck.verifyDigested(
                    key, algorithm, SHA256, new byte[32], new byte[64], Providers.standard()))
        .isInstanceOf(SmimeException.UnsupportedAlgorithm.class);
  }

  @Test
  void aSchemeOverTheMessage_isNotCheckedOverADigest() throws Exception {
    byte[] ed25519 = AlgorithmId.der(Oids.ED25519);
    assertThat(SignatureCheck.isPure(ed25519)).isTrue();
    assertThat(SignatureCheck.isPure(AlgorithmId.derWithNull("1.2.840.113549.1.1.11"))).isFalse();
    assertThatThrownBy(
            () ->
                SignatureCheck.verifyDigested(
                    TestPki.generate("Ed25519").getPublic(),
                    ed25519,
                    SHA512,
                    new byte[64],
                    new byte[64],
                    Providers.standard()))
        .isInstanceOf(SmimeException.UnsupportedAlgorithm.class)
        .hasMessageContaining("over a digest");
  }

  /** C3: what the two algorithms name is one digest, or the signature is none. */
  @Test
  void c3_aSignatureOverAnotherDigestThanTheNamedOne_isNone() throws Exception {
    assertThat(
            SignatureCheck.verifyDigested(
                TestPki.generate("P-256").getPublic(),
                AlgorithmId.der("1.2.840.10045.4.3.2"),
                SHA512,
                new byte[64],
                new byte[64],
                Providers.standard()))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    Oids.ED25519 + ",64",
    KnownOids.ML_DSA_44 + ",32",
    KnownOids.ML_DSA_65 + ",48",
    KnownOids.ML_DSA_87 + ",64",
    KnownOids.NIST_SIGNATURES + ".20,32",
    KnownOids.NIST_SIGNATURES + ".27,32",
    KnownOids.NIST_SIGNATURES + ".23,48",
    KnownOids.NIST_SIGNATURES + ".28,48",
    KnownOids.NIST_SIGNATURES + ".24,64",
    KnownOids.NIST_SIGNATURES + ".31,64"
  })
  void c3_besideAPureScheme_theDigestIsAsStrongAsItIs(String scheme, int octets) throws Exception {
    String[] digests = {
      "2.16.840.1.101.3.4.2.4", // SHA-224
      Oids.SHA256,
      "2.16.840.1.101.3.4.2.2",
      "2.16.840.1.101.3.4.2.3"
    };
    int[] lengths = {28, 32, 48, 64};
    byte[] algorithm = AlgorithmId.der(scheme);
    for (int i = 0; i < digests.length; i++) {
      assertThat(SignatureCheck.isBesideAnotherDigest(algorithm, AlgorithmId.der(digests[i])))
          .as(digests[i])
          .isEqualTo(lengths[i] < octets);
    }
    assertThat(SignatureCheck.isBesideAnotherDigest(algorithm, AlgorithmId.der("1.2.3"))).isTrue();
    assertThat(SignatureCheck.ignoresDigest(algorithm)).isTrue();
  }

  @Test
  void c3_besideEdDsa_isOneDigestAlone() throws Exception {
    byte[] ed448 = AlgorithmId.der(Oids.ED448);
    assertThat(SignatureCheck.isBesideAnotherDigest(ed448, AlgorithmId.der(Oids.SHAKE256_LEN)))
        .isFalse();
    assertThat(SignatureCheck.isBesideAnotherDigest(ed448, SHA512)).isTrue();
    // SHA3-512 is as long as SHA-512.
    assertThat(
            SignatureCheck.isBesideAnotherDigest(
                AlgorithmId.der(Oids.ED25519), AlgorithmId.der("2.16.840.1.101.3.4.2.10")))
        .isTrue();
    byte[] rsa = AlgorithmId.derWithNull("1.2.840.113549.1.1.11");
    assertThat(SignatureCheck.isBesideAnotherDigest(rsa, SHA512)).isFalse();
    assertThat(SignatureCheck.ignoresDigest(rsa)).isFalse();
  }

  @Test
  void theNameInReports_isTheSchemesOrTheNumber() {
    assertThat(SignatureCheck.scheme(AlgorithmId.der(Oids.ED25519), SHA512)).isEqualTo("ed25519");
    assertThat(SignatureCheck.scheme(AlgorithmId.derWithNull("1.2.840.113549.1.1.11"), SHA256))
        .isEqualTo("rsa-pkcs1-sha256");
    assertThat(SignatureCheck.scheme(AlgorithmId.der("1.2.3.4"), SHA256)).isEqualTo("1.2.3.4");
    assertThat(SignatureCheck.scheme(new byte[] {1}, SHA256)).isEqualTo("unknown");
  }

  /** What has to be in memory to be checked is bounded. */
  @Test
  void c15_contentOfAPureScheme_isReadUpTo64MiB() {
    for (String oid : List.of(Oids.ED25519, KnownOids.ML_DSA_65)) {
      assertThatThrownBy(
              () ->
                  SignatureCheck.verify(
                      TestPki.generate("Ed25519").getPublic(),
                      AlgorithmId.der(oid),
                      SHA512,
                      ByteSource.of(new byte[(64 << 20) + 1]),
                      new byte[64],
                      Providers.standard()))
          .isInstanceOf(SmimeException.UnsupportedAlgorithm.class)
          .hasMessageContaining("64 MiB");
    }
  }
}
