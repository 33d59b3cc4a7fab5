package org.smime4j.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.smime4j.TestPki;

/** The least that is believed (security.md C4, C5). */
class StrengthTest {

  private static PublicKey rsa(int bits, BigInteger exponent) throws Exception {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  @Test
  void c5_rsa_of2048Bits_withAnExponentPast3() throws Exception {
    assertThat(Strength.weakness(rsa(2_048, BigInteger.valueOf(5)))).isEmpty();
    assertThat(Strength.weakness(rsa(2_048, BigInteger.ONE.shiftLeft(63).setBit(0)))).isEmpty();
    assertThat(Strength.weakness(rsa(2_047, BigInteger.valueOf(65_537))))
        .hasValue("an RSA key of 2047 bits, where 2048 are needed");
    assertThat(Strength.weakness(rsa(2_048, BigInteger.valueOf(3))))
        .hasValue("an RSA key with the exponent 3");
  }

  @Test
  void c5_curves_of224Bits_andNoDsa() throws Exception {
    assertThat(Strength.weakness(TestPki.generate("secp224r1").getPublic())).isEmpty();
    assertThat(Strength.weakness(TestPki.generate("secp192r1").getPublic()))
        .hasValue("an EC key of 192 bits");
    KeyPairGenerator dsa = KeyPairGenerator.getInstance("DSA");
    dsa.initialize(2_048);
    assertThat(Strength.weakness(dsa.generateKeyPair().getPublic())).hasValue("a DSA key");
  }

  @Test
  void c4_aSignatureIsSound_byItsKeyAndItsDigest() throws Exception {
    PublicKey strong = rsa(2_048, BigInteger.valueOf(65_537));
    assertThat(Strength.isSound(strong, algorithm("1.2.840.113549.1.1.11"))).isTrue();
    assertThat(Strength.isSound(strong, algorithm("1.2.840.113549.1.1.5"))).isFalse();
    assertThat(Strength.isSound(strong, algorithm("1.2.840.113549.1.1.4"))).isFalse();
    assertThat(
            Strength.isSound(
                rsa(1_024, BigInteger.valueOf(65_537)), algorithm("1.2.840.113549.1.1.11")))
        .isFalse();
    assertThat(
            Strength.isSound(
                strong, new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.113549.1.1.10"))))
        .as("PSS without parameters is SHA-1")
        .isFalse();
  }

  private static AlgorithmIdentifier algorithm(String oid) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), DERNull.INSTANCE);
  }
}
