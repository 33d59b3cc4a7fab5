package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.ConstantTime;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

public class SignatureTest {

  private static final byte[] TEXT = "To be signed".getBytes(StandardCharsets.US_ASCII);
  private static final Providers PROVIDERS = Providers.standard();
  private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();

  private static KeyPair keys(String kind) {
    return KEYS.computeIfAbsent(kind, TestPki::generate);
  }

  private static KeyPair keys(SignatureScheme scheme) {
    return switch (scheme.keyType()) {
      case "RSA" -> keys("RSA-2048");
      case "EC" ->
          keys(
              switch (scheme) {
                case ECDSA_SHA384, ECDSA_SHA3_384 -> "P-384";
                case ECDSA_SHA512, ECDSA_SHA3_512, ECDSA_SHAKE256 -> "P-521";
                default -> "P-256";
              });
      default -> keys(scheme.keyType());
    };
  }

  private static boolean verify(PublicKey key, SignatureScheme scheme, byte[] text, byte[] value)
      throws Exception {
    return SignatureCheck.verify(
        key,
        Signing.signatureAlgorithm(scheme),
        Signing.digestAlgorithm(scheme),
        ByteSource.of(text),
        value,
        PROVIDERS);
  }

  /** The verdict of the JDK's own code, or of Bouncy Castle's where the JDK 17 has none. */
  private static boolean jdkVerify(PublicKey key, SignatureScheme scheme, byte[] text, byte[] value)
      throws Exception {
    String hash = DigestAlgorithm.of(scheme).jcaName();
    Signature signature;
    if (hash.startsWith("SHAKE") || scheme.keyType().contains("-DSA-")) {
      String shake = hash.replaceAll("-.*", "");
      String name =
          switch (scheme.keyType()) {
            case "RSA" -> shake + "withRSAPSS";
            case "EC" -> shake + "withECDSA";
            default -> scheme.keyType();
          };
      signature = Signature.getInstance(name, Providers.bouncyCastle());
      signature.initVerify(Certificates.bouncyCastleForm(key));
      signature.update(text);
      return signature.verify(value);
    }
    if (scheme.label().startsWith("rsa-pss")) {
      signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(
          new PSSParameterSpec(
              hash, "MGF1", new MGF1ParameterSpec(hash), DigestAlgorithm.of(scheme).octets(), 1));
    } else if (scheme == SignatureScheme.ED25519) {
      signature = Signature.getInstance("Ed25519");
    } else {
      signature =
          Signature.getInstance(
              hash.replace("SHA-", "SHA")
                  + (scheme.keyType().equals("RSA") ? "withRSA" : "withECDSA"));
    }
    signature.initVerify(key);
    signature.update(text);
    return signature.verify(value);
  }

  /** Of the small variants of SLH-DSA, which take seconds to sign, one. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "SLH_.*(192S|256S|SHAKE_128S)")
  void whatIsSignedVerifiesHereAndInTheJdkAndNotOnceAnythingChanges(SignatureScheme scheme)
      throws Exception {
    KeyPair keys = keys(scheme);
    byte[] value = Signing.sign(keys.getPrivate(), scheme, TEXT, PROVIDERS);
    assertThat(verify(keys.getPublic(), scheme, TEXT, value)).isTrue();
    assertThat(jdkVerify(keys.getPublic(), scheme, TEXT, value)).isTrue();
    assertThat(verify(Certificates.bouncyCastleForm(keys.getPublic()), scheme, TEXT, value))
        .as("a key as it comes out of a certificate")
        .isTrue();
    assertThat(
            verify(
                keys.getPublic(),
                scheme,
                "To be Signed".getBytes(StandardCharsets.US_ASCII),
                value))
        .isFalse();
    for (int i = 0; i < value.length; i += 1 + value.length / Samples.times(10)) {
      byte[] altered = value.clone();
      altered[i] ^= 0x10;
      assertThat(verify(keys.getPublic(), scheme, TEXT, altered)).as("octet %s", i).isFalse();
    }
    for (byte[] wrong :
        List.of(
            new byte[0],
            Arrays.copyOf(value, value.length - 1),
            Arrays.copyOf(value, value.length + 1))) {
      assertThat(verify(keys.getPublic(), scheme, TEXT, wrong)).isFalse();
    }
    for (SignatureScheme other : SignatureScheme.values()) {
      boolean slow = other.keyType().startsWith("SLH-DSA");
      if (!other.keyType().equals(scheme.keyType()) && !slow) {
        assertThat(verify(keys(other).getPublic(), scheme, TEXT, value))
            .as("a key of another type")
            .isFalse();
      }
    }
    assertThat(
            SignatureCheck.scheme(
                Signing.signatureAlgorithm(scheme), Signing.digestAlgorithm(scheme)))
        .isEqualTo(scheme.label());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "SLH_.*(S|256F)")
  void bouncyCastleKeysSign(SignatureScheme scheme) throws Exception {
    KeyPair keys = keys(scheme);
    PrivateKey foreign =
        org.bouncycastle.jce.provider.BouncyCastleProvider.getPrivateKey(
            org.bouncycastle.asn1.pkcs.PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded()));
    byte[] value = Signing.sign(foreign, scheme, TEXT, PROVIDERS);
    assertThat(jdkVerify(keys.getPublic(), scheme, TEXT, value)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"})
  void brainpoolSignsAndVerifies(String curve) throws Exception {
    KeyPair keys = keys(curve);
    byte[] value = Signing.sign(keys.getPrivate(), SignatureScheme.ECDSA_SHA256, TEXT, PROVIDERS);
    assertThat(verify(keys.getPublic(), SignatureScheme.ECDSA_SHA256, TEXT, value)).isTrue();
  }

  @Test
  void aKeyOfAnotherTypeCannotSign() {
    assertThatThrownBy(
            () ->
                Signing.sign(
                    keys("RSA-2048").getPrivate(), SignatureScheme.ED25519, TEXT, PROVIDERS))
        .isInstanceOf(SmimeException.ProviderUnavailable.class);
  }

  @ParameterizedTest
  @CsvSource({
    KnownOids.SHA1_WITH_RSA + ",SHA1withRSA,SHA1,RSA-2048",
    KnownOids.SHA1_WITH_RSA_OIW + ",SHA1withRSA,SHA1,RSA-2048",
    KnownOids.SHA224_WITH_RSA + ",SHA224withRSA,SHA224,RSA-2048",
    KnownOids.SHA256_WITH_RSA + ",SHA256withRSA,SHA256,RSA-2048",
    KnownOids.SHA384_WITH_RSA + ",SHA384withRSA,SHA384,RSA-2048",
    KnownOids.SHA512_WITH_RSA + ",SHA512withRSA,SHA512,RSA-2048",
    Oids.RSA_ENCRYPTION + ",SHA1withRSA,SHA1,RSA-1024",
    KnownOids.ECDSA_WITH_SHA1 + ",SHA1withECDSA,SHA1,P-256",
    KnownOids.ECDSA_WITH_SHA256 + ",SHA256withECDSA,SHA256,P-521",
    KnownOids.ECDSA_WITH_SHA512 + ",SHA512withECDSA,SHA512,P-256",
    Oids.EC_PUBLIC_KEY + ",SHA384withECDSA,SHA384,P-384",
    KnownOids.SHA1_WITH_DSA + ",SHA1withDSA,SHA1,DSA",
    KnownOids.SHA256_WITH_DSA + ",SHA256withDSA,SHA256,DSA",
    Oids.DSA + ",SHA256withDSA,SHA256,DSA",
    Oids.ED448 + ",Ed448,SHA512,Ed448"
  })
  void c3_theDigestsOfBothIdentifiersMustAgree(
      String oid, String jca, DigestAlgorithm digest, String kind) throws Exception {
    KeyPair keys =
        KEYS.computeIfAbsent(
            kind,
            k -> {
              try {
                if (!k.equals("DSA")) {
                  return TestPki.generate(k);
                }
                var dsa = java.security.KeyPairGenerator.getInstance("DSA");
                dsa.initialize(1024);
                return dsa.generateKeyPair();
              } catch (java.security.GeneralSecurityException e) {
                throw new AssertionError(e);
              }
            });
    Signature signature = Signature.getInstance(jca);
    signature.initSign(keys.getPrivate());
    signature.update(TEXT);
    byte[] value = signature.sign();
    for (DigestAlgorithm named : DigestAlgorithm.values()) {
      if (named.strength() == DigestAlgorithm.Strength.FORBIDDEN) {
        continue;
      }
      assertThat(
              SignatureCheck.verify(
                  keys.getPublic(),
                  AlgorithmId.der(oid),
                  AlgorithmId.derWithNull(named.oid()),
                  ByteSource.of(TEXT),
                  value,
                  PROVIDERS))
          .as("%s", named)
          .isEqualTo(named == digest || jca.equals("Ed448"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.2.840.113549.2.5", "1.2.840.113549.2.2", "1.2.840.113549.2.4", "1.2.3.4"})
  void c4_forbiddenAndUnknownDigestsAreNotEvenChecked(String digest) {
    assertThatThrownBy(
            () ->
                SignatureCheck.verify(
                    keys("RSA-2048").getPublic(),
                    AlgorithmId.derWithNull(Oids.RSA_ENCRYPTION),
                    AlgorithmId.derWithNull(digest),
                    ByteSource.of(TEXT),
                    new byte[256],
                    PROVIDERS))
        .isInstanceOfSatisfying(
            SmimeException.UnsupportedAlgorithm.class, e -> assertThat(e.oid()).isEqualTo(digest));
  }

  @Test
  void unknownSignatureAlgorithmsAreNamed() {
    assertThatThrownBy(
            () ->
                SignatureCheck.verify(
                    keys("RSA-2048").getPublic(),
                    AlgorithmId.der(Oids.MD5_WITH_RSA),
                    AlgorithmId.der(DigestAlgorithm.MD5.oid()),
                    ByteSource.of(TEXT),
                    new byte[256],
                    PROVIDERS))
        .isInstanceOfSatisfying(
            SmimeException.UnsupportedAlgorithm.class,
            e -> assertThat(e.oid()).isEqualTo(Oids.MD5_WITH_RSA));
  }

  /** Blocks that lax readers take, each signed with the right key. */
  @Test
  void c5_nothingButTheOneBlockIsASignature() throws Exception {
    KeyPair keys = keys("RSA-2048");
    byte[] digest = Digesting.digest(DigestAlgorithm.SHA256, TEXT, PROVIDERS);
    byte[] right = Pkcs1.signatureBlock(DigestAlgorithm.SHA256, digest, 256);
    assertThat(pkcs1(keys, right)).as("the control").isTrue();

    HexFormat hex = HexFormat.of();
    byte[] withoutNull =
        hex.parseHex("302f300b0609608648016503040201" + "0420" + hex.formatHex(digest));
    byte[] longForm =
        hex.parseHex("30820031300d0609608648016503040201" + "05000420" + hex.formatHex(digest));
    byte[] info = Pkcs1.digestInfo(DigestAlgorithm.SHA256, digest);
    byte[] garbageBehind = Arrays.copyOf(right, 256);
    System.arraycopy(right, 256 - info.length, garbageBehind, 100, info.length);
    garbageBehind[99] = 0;
    byte[] typeTwo = right.clone();
    typeTwo[1] = 2;
    byte[] typeZero = right.clone();
    typeZero[1] = 0;
    byte[] gap = right.clone();
    gap[20] = (byte) 0xfe;
    for (byte[] block :
        List.of(block(withoutNull), block(longForm), garbageBehind, typeTwo, typeZero, gap)) {
      assertThat(pkcs1(keys, block)).as(hex.formatHex(block)).isFalse();
    }
  }

  private static byte[] block(byte[] info) {
    byte[] block = new byte[256];
    Arrays.fill(block, 1, 255 - info.length, (byte) 0xff);
    block[1] = 1;
    System.arraycopy(info, 0, block, 256 - info.length, info.length);
    return block;
  }

  private static boolean pkcs1(KeyPair keys, byte[] block) throws Exception {
    RSAPrivateKey key = (RSAPrivateKey) keys.getPrivate();
    byte[] value =
        new BigInteger(1, block).modPow(key.getPrivateExponent(), key.getModulus()).toByteArray();
    return verify(
        keys.getPublic(), SignatureScheme.RSA_PKCS1_SHA256, TEXT, ConstantTime.leftPad(value, 256));
  }

  @Test
  void c5_aValuePastTheModulusIsNoSignature() throws Exception {
    KeyPair keys = keys("RSA-2048");
    byte[] value =
        Signing.sign(keys.getPrivate(), SignatureScheme.RSA_PKCS1_SHA256, TEXT, PROVIDERS);
    BigInteger past = new BigInteger(1, value).add(((RSAPublicKey) keys.getPublic()).getModulus());
    assertThat(
            verify(
                keys.getPublic(),
                SignatureScheme.RSA_PKCS1_SHA256,
                TEXT,
                ConstantTime.leftPad(past.toByteArray(), 256)))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // hash, mask, salt in the parameters; what was signed has SHA-256, SHA-256, 32
    "SHA256, SHA256, 32, true",
    "SHA256, SHA256, 31, false",
    "SHA256, SHA256, 0, false",
    "SHA256, SHA1, 32, false",
    "SHA384, SHA256, 32, false"
  })
  void c6_pssParametersAreTheSigners(
      DigestAlgorithm hash, DigestAlgorithm mask, int salt, boolean right) throws Exception {
    KeyPair keys = keys("RSA-2048");
    byte[] value = Signing.sign(keys.getPrivate(), SignatureScheme.RSA_PSS_SHA256, TEXT, PROVIDERS);
    assertThat(
            SignatureCheck.verify(
                keys.getPublic(),
                pss(hash, mask, salt, 1),
                AlgorithmId.der(DigestAlgorithm.SHA256.oid()),
                ByteSource.of(TEXT),
                value,
                PROVIDERS))
        .isEqualTo(right);
  }

  @Test
  void c6_pssWithAnotherTrailerOrNoParametersIsMalformed() {
    for (byte[] algorithm :
        List.of(
            pss(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256, 32, 2),
            AlgorithmId.der(Oids.RSASSA_PSS),
            AlgorithmId.derWithNull(Oids.RSASSA_PSS))) {
      assertThatThrownBy(
              () ->
                  SignatureCheck.verify(
                      keys("RSA-2048").getPublic(),
                      algorithm,
                      AlgorithmId.der(DigestAlgorithm.SHA256.oid()),
                      ByteSource.of(TEXT),
                      new byte[256],
                      PROVIDERS))
          .isInstanceOf(SmimeException.Malformed.class);
    }
  }

  private static byte[] pss(DigestAlgorithm hash, DigestAlgorithm mask, int salt, int trailer) {
    AlgorithmIdentifier maskId =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(mask.oid()), DERNull.INSTANCE);
    return AlgorithmId.der(
        Oids.RSASSA_PSS,
        new RSASSAPSSparams(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(hash.oid()), DERNull.INSTANCE),
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.MGF1), maskId),
            new ASN1Integer(salt),
            new ASN1Integer(trailer)));
  }

  /** A key of a token: it has no numbers and works with its own provider alone. */
  private record TokenKey(PrivateKey inside) implements PrivateKey {
    @Override
    public String getAlgorithm() {
      return inside.getAlgorithm();
    }

    @Override
    public String getFormat() {
      return null;
    }

    @Override
    public byte[] getEncoded() {
      return null;
    }
  }

  public static final class TokenSignature extends java.security.SignatureSpi {
    private Signature signature;

    @Override
    protected void engineInitSign(PrivateKey key) throws java.security.InvalidKeyException {
      if (!(key instanceof TokenKey token)) {
        throw new java.security.InvalidKeyException("not of this token");
      }
      try {
        signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(token.inside);
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws java.security.InvalidKeyException {
      throw new java.security.InvalidKeyException("signs only");
    }

    @Override
    protected void engineUpdate(byte octet) throws java.security.SignatureException {
      signature.update(octet);
    }

    @Override
    protected void engineUpdate(byte[] array, int from, int length)
        throws java.security.SignatureException {
      signature.update(array, from, length);
    }

    @Override
    protected byte[] engineSign() throws java.security.SignatureException {
      return signature.sign();
    }

    @Override
    protected boolean engineVerify(byte[] value) {
      return false;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {}

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      return null;
    }
  }

  private static final class Token extends Provider {
    private static final long serialVersionUID = 1L;

    Token() {
      super("Token", "1", "A token for tests");
      put("Signature.SHA256withRSA", TokenSignature.class.getName());
      put("Signature.SHA256withRSA SupportedKeyClasses", TokenKey.class.getName());
    }
  }

  @Test
  void aKeyThatCannotLeaveItsProviderSigns() throws Exception {
    KeyPair keys = keys("RSA-2048");
    byte[] value =
        Signing.sign(
            new TokenKey(keys.getPrivate()),
            SignatureScheme.RSA_PKCS1_SHA256,
            TEXT,
            Providers.preferring(new Token()));
    assertThat(verify(keys.getPublic(), SignatureScheme.RSA_PKCS1_SHA256, TEXT, value)).isTrue();
    assertThatThrownBy(
            () ->
                Signing.sign(
                    new TokenKey(keys.getPrivate()),
                    SignatureScheme.RSA_PKCS1_SHA256,
                    TEXT,
                    PROVIDERS))
        .isInstanceOf(SmimeException.ProviderUnavailable.class);
  }

  @Test
  void softwareKeysSignAndVerifyWithAProviderInFrontThatTakesNone() throws Exception {
    Providers providers = Providers.preferring(new Token());
    for (SignatureScheme scheme : SignatureScheme.values()) {
      if (scheme.name().matches("SLH_.*(S|256F)")) {
        // Seconds each, and by the same way as the others.
        continue;
      }
      KeyPair keys = keys(scheme);
      byte[] value = Signing.sign(keys.getPrivate(), scheme, TEXT, providers);
      assertThat(
              SignatureCheck.verify(
                  keys.getPublic(),
                  Signing.signatureAlgorithm(scheme),
                  Signing.digestAlgorithm(scheme),
                  ByteSource.of(TEXT),
                  value,
                  providers))
          .as("%s", scheme)
          .isTrue();
    }
  }
}
