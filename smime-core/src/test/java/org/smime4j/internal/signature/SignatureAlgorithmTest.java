package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.testing.KnownOids;

/** Parameters of signatureAlgorithm and digestAlgorithm, and whether the two agree. */
public class SignatureAlgorithmTest {

  private static final ASN1Integer ONE = new ASN1Integer(1);

  private static AlgorithmIdentifier identifier(String oid, ASN1Encodable parameters) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), parameters);
  }

  private static byte[] with(String oid, ASN1Encodable parameters) throws Exception {
    return identifier(oid, parameters).getEncoded();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Oids.RSA_ENCRYPTION,
        KnownOids.SHA256_WITH_RSA,
        KnownOids.ECDSA_WITH_SHA256,
        Oids.ED25519,
        Oids.ED448,
        KnownOids.ML_DSA_65,
        KnownOids.NIST_SIGNATURES + ".20",
        KnownOids.RSASSA_PSS_SHAKE128
      })
  void parametersWhereNoneAreDue_areMalformed_andNullIsSuffered(String oid) throws Exception {
    SignatureAlgorithm bare = SignatureAlgorithm.parse(AlgorithmId.der(oid));
    assertThat(SignatureAlgorithm.parse(with(oid, DERNull.INSTANCE))).isEqualTo(bare);
    assertThatThrownBy(() -> SignatureAlgorithm.parse(with(oid, ONE)))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("parameters where none are due");
  }

  /** Where the key is named in place of the scheme, its curve or its parameters may follow. */
  @ParameterizedTest
  @ValueSource(strings = {Oids.EC_PUBLIC_KEY, Oids.DSA})
  void parametersOfAKey_areSuffered(String oid) throws Exception {
    assertThat(SignatureAlgorithm.parse(with(oid, new ASN1ObjectIdentifier(Oids.P256))))
        .isEqualTo(SignatureAlgorithm.parse(AlgorithmId.der(oid)));
  }

  @Test
  void c3_theDigestOfTheSignature_agreesWithItselfAlone() throws Exception {
    byte[] sha256 = AlgorithmId.der(Oids.SHA256);
    byte[] sha384 = AlgorithmId.derWithNull(DigestAlgorithm.SHA384.oid());
    SignatureAlgorithm named =
        SignatureAlgorithm.parse(AlgorithmId.der(KnownOids.ECDSA_WITH_SHA256));
    assertThat(named.agreesWith(sha256)).isTrue();
    assertThat(named.agreesWith(sha384)).isFalse();
    SignatureAlgorithm left = SignatureAlgorithm.parse(AlgorithmId.der(Oids.EC_PUBLIC_KEY));
    assertThat(left.agreesWith(sha384)).isTrue();
    SignatureAlgorithm pure = SignatureAlgorithm.parse(AlgorithmId.der(Oids.ED25519));
    assertThat(pure.agreesWith(sha256)).isTrue();
    assertThat(pure.agreesWith(AlgorithmId.der(DigestAlgorithm.MD5.oid()))).isTrue();
  }

  @Test
  void digestAlgorithm_hasNoParameters_butTheLengthOfShake() throws Exception {
    assertThat(SignatureAlgorithm.digest(AlgorithmId.derWithNull(Oids.SHA256)))
        .isEqualTo(DigestAlgorithm.SHA256);
    assertThatThrownBy(() -> SignatureAlgorithm.digest(with(Oids.SHA256, ONE)))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("parameters where none are due");
    assertThat(SignatureAlgorithm.digest(with(Oids.SHAKE256_LEN, new ASN1Integer(512))))
        .isEqualTo(SignatureAlgorithm.digest(AlgorithmId.der(DigestAlgorithm.SHAKE256.oid())));
    for (int length : new int[] {0, 64, 511, 513, 65_535}) {
      assertThatThrownBy(
              () -> SignatureAlgorithm.digest(with(Oids.SHAKE256_LEN, new ASN1Integer(length))))
          .isInstanceOf(UnsupportedAlgorithm.class);
    }
    for (long length : new long[] {-1, 65_536, 1L << 32 | 512}) {
      assertThatThrownBy(
              () -> SignatureAlgorithm.digest(with(Oids.SHAKE256_LEN, new ASN1Integer(length))))
          .isInstanceOf(Malformed.class);
    }
    assertThatThrownBy(() -> SignatureAlgorithm.digest(AlgorithmId.der(Oids.SHAKE256_LEN)))
        .isInstanceOf(Malformed.class);
  }

  private static SignatureAlgorithm pss(ASN1Encodable... parts) throws Exception {
    return SignatureAlgorithm.parse(with(Oids.RSASSA_PSS, new DERSequence(parts)));
  }

  private static DERTaggedObject part(int tag, ASN1Encodable value) {
    return new DERTaggedObject(true, tag, value);
  }

  @Test
  void partsOfPss_haveTheirDefaults_andStandInTheirOrderOnce() throws Exception {
    SignatureAlgorithm bare = pss();
    assertThat(bare.digest()).isEqualTo(DigestAlgorithm.SHA1);
    assertThat(bare.mask()).isEqualTo(DigestAlgorithm.SHA1);
    assertThat(bare.salt()).isEqualTo(20);
    DERTaggedObject digest = part(0, identifier(Oids.SHA256, null));
    DERTaggedObject mask =
        part(1, identifier(Oids.MGF1, identifier(DigestAlgorithm.SHA384.oid(), null)));
    DERTaggedObject salt = part(2, new ASN1Integer(65_535));
    DERTaggedObject trailer = part(3, ONE);
    SignatureAlgorithm all = pss(digest, mask, salt, trailer);
    assertThat(all.digest()).isEqualTo(DigestAlgorithm.SHA256);
    assertThat(all.mask()).isEqualTo(DigestAlgorithm.SHA384);
    assertThat(all.salt()).isEqualTo(65_535);
    for (@Nullable ASN1Encodable[] wrong :
        new ASN1Encodable[][] {
          {digest, digest},
          {mask, digest},
          {part(2, new ASN1Integer(-1))},
          {part(2, new ASN1Integer(65_536))},
          {part(2, DERNull.INSTANCE)},
          {part(3, new ASN1Integer(2))},
          {part(4, ONE)},
          {new DERTaggedObject(false, 2, ONE)},
          {ONE}
        }) {
      assertThatThrownBy(() -> pss(wrong)).isInstanceOf(Malformed.class);
    }
    assertThatThrownBy(() -> pss(part(1, identifier(Oids.SHA256, null))))
        .isInstanceOf(UnsupportedAlgorithm.class);
    assertThatThrownBy(() -> SignatureAlgorithm.parse(AlgorithmId.der(Oids.RSASSA_PSS)))
        .isInstanceOf(Malformed.class);
  }
}
