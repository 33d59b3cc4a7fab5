package org.smime4j.internal.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.signature.SignedObject;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.TestPki;

/** The least that is believed (threats C4, C5). */
public class StrengthTest {

  private static PublicKey rsa(int bits, BigInteger exponent) throws Exception {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  @Test
  void c5_rsa_of2048Bits_withAnExponentPast3() throws Exception {
    assertThat(Strength.weakness(rsa(2_048, BigInteger.valueOf(5)))).isEmpty();
    assertThat(Strength.weakness(rsa(2_048, BigInteger.ONE.shiftLeft(63).setBit(0)))).isEmpty();
    assertThat(Strength.weakness(rsa(2_047, BigInteger.valueOf(65_537))).map(Finding::sentence))
        .hasValue("an RSA key of 2047 bits, where 2048 are needed");
    assertThat(Strength.weakness(rsa(2_048, BigInteger.valueOf(3))).map(Finding::sentence))
        .hasValue("an RSA key with the exponent 3");
  }

  @Test
  void c5_curves_of224Bits_andNoDsa() throws Exception {
    assertThat(Strength.weakness(TestPki.generate("secp224r1").getPublic())).isEmpty();
    assertThat(Strength.weakness(TestPki.generate("secp192r1").getPublic()).map(Finding::sentence))
        .hasValue("an EC key of 192 bits");
    KeyPairGenerator dsa = KeyPairGenerator.getInstance("DSA");
    dsa.initialize(2_048);
    assertThat(Strength.weakness(dsa.generateKeyPair().getPublic()).map(Finding::sentence))
        .hasValue("a DSA key");
  }

  @Test
  void c4_aSignatureIsSound_byItsKeyAndItsDigest() throws Exception {
    PublicKey strong = rsa(2_048, BigInteger.valueOf(65_537));
    assertThat(Strength.isSound(strong, by(KnownOids.SHA256_WITH_RSA))).isTrue();
    assertThat(Strength.isSound(strong, by(KnownOids.SHA1_WITH_RSA))).isFalse();
    PublicKey weak = rsa(1_024, BigInteger.valueOf(65_537));
    assertThat(Strength.isSound(weak, by(KnownOids.SHA256_WITH_RSA))).isFalse();
  }

  private static SignedObject by(String oid) throws Exception {
    byte[] encoded =
        new DerWriter()
            .sequence()
            .sequence()
            .end()
            .sequence()
            .oid(oid)
            .end()
            .raw(new byte[] {0x03, 2, 0, 5})
            .end()
            .toByteArray();
    return SignedObject.of(encoded, "test");
  }
}
