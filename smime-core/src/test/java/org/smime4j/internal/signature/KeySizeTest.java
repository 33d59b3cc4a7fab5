package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.signature.KeySize.Kind;
import org.smime4j.testing.TestPki;

/** Keys whose numbers are of any size: none of them is decoded to learn that. */
public class KeySizeTest {

  private static ASN1Integer ofBits(int bits) {
    return new ASN1Integer(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
  }

  private static DERSequence sequence(ASN1Encodable... parts) {
    return new DERSequence(parts);
  }

  private static byte[] info(String oid, ASN1Encodable parameters, ASN1Encodable key)
      throws Exception {
    return new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), parameters), key)
        .getEncoded();
  }

  private static byte[] rsa(int modulus, int exponent) throws Exception {
    return info(Oids.RSA_ENCRYPTION, DERNull.INSTANCE, sequence(ofBits(modulus), ofBits(exponent)));
  }

  private static byte[] dsa(int p, int q, int g, int y) throws Exception {
    return info(Oids.DSA, sequence(ofBits(p), ofBits(q), ofBits(g)), ofBits(y));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RSA-2048", "P-256", "P-521", "Ed25519", "X448", "ML-DSA-65", "ML-KEM-768"})
  void keysOfToday_areReadable_andAffordable(String kind) throws Exception {
    KeySize size = KeySize.of(TestPki.generate(kind).getPublic().getEncoded());
    assertThat(size.isReadable()).isTrue();
    assertThat(size.isAffordable()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "8192, 64, true, true",
    "16384, 64, true, true",
    "8192, 65, true, false",
    "16384, 65, true, false",
    "16385, 17, false, false",
  })
  void c15_rsa_isMeasuredByModulusAndExponent(
      int modulus, int exponent, boolean readable, boolean affordable) throws Exception {
    KeySize size = KeySize.of(rsa(modulus, exponent));
    assertThat(size).isEqualTo(new KeySize(Kind.RSA, modulus, exponent));
    assertThat(size.isReadable()).isEqualTo(readable);
    assertThat(size.isAffordable()).isEqualTo(affordable);
    assertThat(size.tooLarge() == null).isEqualTo(affordable);
  }

  @ParameterizedTest
  @CsvSource({
    "1024, 160, 1023, 1023, true",
    "3072, 256, 3071, 3071, true",
    "4096, 512, 4095, 4095, true",
    "4096, 513, 4095, 4095, false",
    "4097, 256, 4095, 4095, false",
    "2048, 256, 4097, 2047, false",
    "2048, 256, 2047, 4097, false",
    "16384, 16000, 2, 2, false",
  })
  void c15_dsa_isMeasuredByEachOfItsNumbers(int p, int q, int g, int y, boolean readable)
      throws Exception {
    KeySize size = KeySize.of(dsa(p, q, g, y));
    assertThat(size.kind()).isEqualTo(Kind.DSA);
    assertThat(size.isReadable()).isEqualTo(readable);
    assertThat(size.isAffordable()).isEqualTo(readable);
  }

  @Test
  void dsaWithTheParametersOfItsIssuer_isReadable() throws Exception {
    assertThat(KeySize.of(info(Oids.DSA, DERNull.INSTANCE, ofBits(2048))))
        .isEqualTo(new KeySize(Kind.DSA, 2048, 0));
  }

  @ParameterizedTest
  @CsvSource({"2048, 256, true", "4096, 4095, true", "4096, 1000, false", "16384, 16383, false"})
  void c15_dh_isMeasuredByItsGroup(int p, int q, boolean readable) throws Exception {
    byte[] key = info(Oids.DH_X942, sequence(ofBits(p), ofBits(2), ofBits(q)), ofBits(p - 1));
    assertThat(KeySize.of(key)).isEqualTo(new KeySize(Kind.DH, p, q));
    assertThat(KeySize.of(key).isReadable()).isEqualTo(readable);
  }

  @Test
  void aCurveThatIsSpeltOut_andAnUnknownKind_areNotReadable() throws Exception {
    DERBitString point = new DERBitString(new byte[65]);
    byte[] explicit = info(Oids.EC_PUBLIC_KEY, sequence(ofBits(1)), point);
    assertThat(KeySize.of(explicit).isReadable()).isFalse();
    byte[] unknown = info("2.16.840.1.114027.80.4.1", DERNull.INSTANCE, point);
    assertThat(KeySize.of(unknown).isReadable()).isFalse();
  }

  @Test
  void aPointLongerThanThoseOfAnyNamedCurve_isNotReadable() throws Exception {
    byte[] octets = new byte[1 + 2 * 73];
    octets[0] = 4;
    byte[] long73 =
        new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(
                    new ASN1ObjectIdentifier(Oids.EC_PUBLIC_KEY),
                    new ASN1ObjectIdentifier(Oids.P256)),
                octets)
            .getEncoded();
    assertThat(KeySize.of(long73)).isEqualTo(new KeySize(Kind.EC, 8 * 73, 0));
    assertThat(KeySize.of(long73).isReadable()).isFalse();
  }

  @Test
  void whatIsNoKey_isMalformed() throws Exception {
    byte[] sequence = sequence(ofBits(1)).getEncoded();
    assertThatThrownBy(() -> KeySize.of(sequence)).isInstanceOf(Malformed.class);
    byte[] withoutExponent = info(Oids.RSA_ENCRYPTION, DERNull.INSTANCE, sequence(ofBits(2048)));
    assertThatThrownBy(() -> KeySize.of(withoutExponent)).isInstanceOf(Malformed.class);
  }
}
