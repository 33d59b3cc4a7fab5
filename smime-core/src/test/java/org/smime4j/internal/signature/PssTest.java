package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.TestPki;

/** RSASSA-PSS by the JDK, which takes any two digests, read here. */
public class PssTest {

  private static final byte[] TEXT = "To be signed".getBytes(StandardCharsets.US_ASCII);
  private static final KeyPair KEYS = TestPki.sameRsa(2048, 1);

  private static final List<DigestAlgorithm> DIGESTS =
      List.of(
          DigestAlgorithm.SHA1,
          DigestAlgorithm.SHA224,
          DigestAlgorithm.SHA256,
          DigestAlgorithm.SHA512,
          DigestAlgorithm.SHA512_224,
          DigestAlgorithm.SHA512_256);

  private static byte[] sign(KeyPair keys, DigestAlgorithm digest, DigestAlgorithm mask, int salt)
      throws Exception {
    Signature signature = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
    signature.setParameter(
        new PSSParameterSpec(
            digest.jcaName(), "MGF1", new MGF1ParameterSpec(mask.jcaName()), salt, 1));
    signature.initSign(keys.getPrivate());
    signature.update(TEXT);
    return signature.sign();
  }

  private static AlgorithmIdentifier named(String oid, ASN1Encodable parameters) {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), parameters);
  }

  private static RSASSAPSSparams parameters(
      DigestAlgorithm digest, DigestAlgorithm mask, int salt) {
    return new RSASSAPSSparams(
        named(digest.oid(), DERNull.INSTANCE),
        named(Oids.MGF1, named(mask.oid(), DERNull.INSTANCE)),
        new ASN1Integer(salt),
        new ASN1Integer(1));
  }

  private static boolean verifies(
      PublicKey key, DigestAlgorithm digest, DigestAlgorithm mask, int salt, byte[] value)
      throws Exception {
    return SignatureCheck.verify(
        key,
        named(Oids.RSASSA_PSS, parameters(digest, mask, salt)).getEncoded(),
        AlgorithmId.der(digest.oid()),
        ByteSource.of(TEXT),
        value,
        Providers.standard());
  }

  @Test
  void c6_anyTwoDigests_andAnySalt_areRight_andNothingElseIs() throws Exception {
    PublicKey key = KEYS.getPublic();
    for (DigestAlgorithm digest : DIGESTS) {
      for (DigestAlgorithm mask : DIGESTS) {
        for (int salt : new int[] {0, 20, digest.octets(), 254 - digest.octets()}) {
          byte[] value = sign(KEYS, digest, mask, salt);
          String what = digest + " " + mask + " " + salt;
          assertThat(verifies(key, digest, mask, salt, value)).as(what).isTrue();
          assertThat(verifies(key, digest, mask, salt + 1, value)).as(what).isFalse();
          value[salt] ^= 1;
          assertThat(verifies(key, digest, mask, salt, value)).as(what).isFalse();
        }
      }
      byte[] value = sign(KEYS, digest, DigestAlgorithm.SHA1, 20);
      for (DigestAlgorithm other : DIGESTS) {
        assertThat(verifies(key, digest, other, 20, value))
            .isEqualTo(other == DigestAlgorithm.SHA1);
      }
    }
  }

  /** Where the modulus is one bit longer than whole octets the block begins with a zero. */
  @ParameterizedTest
  @ValueSource(ints = {1024, 1025, 1026, 1031, 1032, 1033})
  void c6_aModulusOfAnyLength(int bits) throws Exception {
    // The JDK's own: Bouncy Castle makes no keys of some of these lengths.
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
    generator.initialize(bits);
    KeyPair keys = generator.generateKeyPair();
    for (int i = 0; i < 8; i++) {
      byte[] value = sign(keys, DigestAlgorithm.SHA256, DigestAlgorithm.SHA1, i);
      assertThat(verifies(keys.getPublic(), DigestAlgorithm.SHA256, DigestAlgorithm.SHA1, i, value))
          .isTrue();
    }
  }

  private static PublicKey marked(String oid, @Nullable ASN1Encodable parameters) throws Exception {
    RSAPublicKey key = (RSAPublicKey) KEYS.getPublic();
    AlgorithmIdentifier algorithm =
        parameters == null
            ? new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid))
            : named(oid, parameters);
    return Certificates.publicKey(
        new SubjectPublicKeyInfo(
                algorithm,
                new org.bouncycastle.asn1.pkcs.RSAPublicKey(
                    key.getModulus(), key.getPublicExponent()))
            .getEncoded());
  }

  /** RFC 4055, section 3.3. */
  @Test
  void c6_theParametersOfAKey_bind() throws Exception {
    DigestAlgorithm sha256 = DigestAlgorithm.SHA256;
    DigestAlgorithm sha512 = DigestAlgorithm.SHA512;
    PublicKey bound = marked(Oids.RSASSA_PSS, parameters(sha256, sha512, 32));
    assertThat(verifies(bound, sha256, sha512, 32, sign(KEYS, sha256, sha512, 32))).isTrue();
    assertThat(verifies(bound, sha256, sha512, 40, sign(KEYS, sha256, sha512, 40))).isTrue();
    assertThat(verifies(bound, sha256, sha512, 31, sign(KEYS, sha256, sha512, 31))).isFalse();
    assertThat(verifies(bound, sha256, sha256, 32, sign(KEYS, sha256, sha256, 32))).isFalse();
    assertThat(verifies(bound, sha512, sha512, 32, sign(KEYS, sha512, sha512, 32))).isFalse();
    PublicKey free = marked(Oids.RSASSA_PSS, null);
    assertThat(verifies(free, sha512, sha256, 0, sign(KEYS, sha512, sha256, 0))).isTrue();
  }

  @Test
  void c6_aKeyForOneScheme_makesNoSignatureOfAnother() throws Exception {
    Signature signing = Signature.getInstance("SHA256withRSA");
    signing.initSign(KEYS.getPrivate());
    signing.update(TEXT);
    byte[] value = signing.sign();
    byte[] pkcs1 = AlgorithmId.derWithNull(KnownOids.SHA256_WITH_RSA);
    byte[] sha256 = AlgorithmId.der(Oids.SHA256);
    for (PublicKey key :
        List.of(marked(Oids.RSA_ENCRYPTION, DERNull.INSTANCE), marked(Oids.RSASSA_PSS, null))) {
      assertThat(
              SignatureCheck.verify(
                  key, pkcs1, sha256, ByteSource.of(TEXT), value, Providers.standard()))
          .isEqualTo(key.getAlgorithm().equals("RSA"));
    }
  }
}
