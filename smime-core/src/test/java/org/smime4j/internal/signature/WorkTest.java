package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.signature.KeySize.Kind;
import org.smime4j.settings.ContentCipher;
import org.smime4j.testing.TestPki;

/** What work is charged: a fixed number for each size (C16). A change is a new measurement. */
class WorkTest {

  @ParameterizedTest
  @CsvSource({
    "RSA, 2048, 17, 40, 79",
    "RSA, 8192, 64, 101, 3599",
    "RSA, 16384, 17, 183, 3822",
    "RSA, 16384, 64, 183, 14336",
    "RSA, 16385, 17, 183, 0",
    "RSA, 8192, 65, 101, 0",
    "DSA, 2048, 256, 914, 1828",
    "DSA, 4096, 512, 7178, 14356",
    "DH, 2048, 256, 914, 0",
    "DH, 2048, 2046, 7171, 0",
    "DH, 2048, 2047, 243, 0",
    "EC, 256, 0, 250, 217",
    "EC, 528, 0, 250, 1521",
    "OTHER_EC, 256, 0, 250, 2548",
    "BINARY_EC, 272, 0, 10000, 10000",
    "FIXED, 0, 0, 60, 1000",
    "SLOW, 0, 0, 60, 10000",
    "UNKNOWN, 0, 0, 0, 0",
  })
  void c16_publicKeys(Kind kind, int modulus, int exponent, long decoding, long verifying) {
    KeySize key = new KeySize(kind, modulus, exponent);
    assertThat(Work.decoding(key)).isEqualTo(decoding);
    assertThat(Work.decodingInFile(key)).isEqualTo(kind == Kind.DSA ? 2 * decoding : decoding);
    assertThat(Work.verifying(key)).isEqualTo(verifying);
  }

  @ParameterizedTest
  @CsvSource({
    "RSA-2048, 945",
    "P-256, 359",
    "P-521, 1989",
    "X25519, 350",
  })
  void c16_privateKeys(String kind, long operating) throws Exception {
    assertThat(Work.operating(TestPki.generate(kind).getPublic())).isEqualTo(operating);
  }

  @ParameterizedTest
  @CsvSource({"4096, 7144", "4097, 14239", "8192, 113411"})
  void c16_privateKeysOfRsa(int bits, long operating) throws Exception {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)));
    assertThat(Work.operating(key)).isEqualTo(operating);
  }

  @Test
  void c16_privateKeysOfRareKinds() throws Exception {
    assertThat(Work.operating(onCurve("1.3.36.3.3.2.8.1.1.7", 32))).isEqualTo(1738);
    assertThat(Work.operating(onCurve(KeySize.X962_BINARY + "16", 34))).isEqualTo(4724);
    KeyPairGenerator dsa = KeyPairGenerator.getInstance("DSA");
    dsa.initialize(1024);
    assertThat(Work.operating(dsa.generateKeyPair().getPublic())).isEqualTo(Work.UNKNOWN_OPERATION);
    assertThat(Work.operating(new Encoded(new byte[] {0x30, 0}))).isEqualTo(10_000);
    assertThat(Work.operating(new Encoded(null))).isEqualTo(10_000);
  }

  private static PublicKey onCurve(String curve, int octets) throws Exception {
    return new Encoded(
        new SubjectPublicKeyInfo(
                algorithm(Oids.EC_PUBLIC_KEY, curve),
                BigInteger.valueOf(4).shiftLeft(2 * 8 * octets).toByteArray())
            .getEncoded());
  }

  private record Encoded(byte[] encoded) implements PublicKey {
    @Override
    public String getAlgorithm() {
      return "EC";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return encoded;
    }
  }

  private static AlgorithmIdentifier algorithm(String oid, String curve) {
    return curve.isEmpty()
        ? new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid))
        : new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), new ASN1ObjectIdentifier(curve));
  }

  @ParameterizedTest
  @CsvSource({
    Oids.RSA_ENCRYPTION + ", '', 200",
    Oids.RSASSA_PSS + ", '', 200",
    Oids.X25519 + ", '', 150",
    Oids.ED25519 + ", '', 150",
    Oids.EC_PUBLIC_KEY + ", " + Oids.P256 + ", 150",
    Oids.EC_PUBLIC_KEY + ", " + Oids.P384 + ", 500",
    Oids.EC_PUBLIC_KEY + ", " + Oids.P521 + ", 1200",
    Oids.EC_PUBLIC_KEY + ", 1.2.840.10045.3.0.16, 12000",
    Oids.EC_PUBLIC_KEY + ", 1.3.36.3.3.2.8.1.1.7, 4500",
    Oids.EC_PUBLIC_KEY + ", '', 4500",
    Oids.DSA + ", '', 1000",
  })
  void c16_publicHalvesOfPrivateKeys(String oid, String curve, long computing) {
    assertThat(Work.computing(algorithm(oid, curve))).isEqualTo(computing);
  }

  @Test
  void c16_octets() {
    assertThat(Work.decrypting(ContentCipher.AES_256_GCM, 1_000_000)).isEqualTo(5_001);
    assertThat(Work.decrypting(ContentCipher.DES_EDE3_CBC, 1_000_000)).isEqualTo(110_001);
    assertThat(Work.decrypting(ContentCipher.CAST5_CBC, 999)).isEqualTo(1);
    assertThat(Work.decrypting(ContentCipher.AES_128_CBC, -1)).isEqualTo(1);
    assertThat(Work.hashing(DigestAlgorithm.SHA256, 10_000)).isEqualTo(11);
    assertThat(Work.hashing(DigestAlgorithm.SHA512, 10_000)).isEqualTo(31);
    assertThat(Work.hashing(DigestAlgorithm.SHA3_512, 10_000)).isEqualTo(91);
    assertThat(Work.hashing(DigestAlgorithm.MD5, 10_000)).isEqualTo(71);
    assertThat(Work.hashing(10_000)).isEqualTo(71);
    assertThat(Work.hashing(new KeySize(Kind.FIXED, 0, 0), 10_000)).isEqualTo(61);
    assertThat(Work.hashing(new KeySize(Kind.SLOW, 0, 0), 10_000)).isEqualTo(91);
    assertThat(Work.hashing(new KeySize(Kind.RSA, 2048, 17), 10_000)).isEqualTo(71);
    assertThat(Work.converting(10_000)).isEqualTo(41);
    assertThat(Work.readingCrl(10_000)).isEqualTo(61);
    assertThat(Work.printing(10_000)).isEqualTo(206);
  }

  @Test
  void ciphersWithoutInstructionsOfTheProcessor_areSlow() {
    assertThat(Work.isSlow(ContentCipher.AES_192_GCM)).isFalse();
    assertThat(Work.isSlow(ContentCipher.CHACHA20_POLY1305)).isFalse();
    assertThat(Work.isSlow(ContentCipher.RC2_CBC)).isTrue();
    assertThat(Work.octetsOfAes(ContentCipher.AES_256_CBC)).isEqualTo(1);
    assertThat(Work.octetsOfAes(ContentCipher.AES_256_CCM)).isEqualTo(9);
    assertThat(Work.octetsOfAes(ContentCipher.DES_EDE3_CBC)).isEqualTo(22);
  }
}
