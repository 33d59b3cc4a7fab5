package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.PasswordRecipientInfo;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.PasswordRecipient;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.internal.recipient.RecipientKey.WrappedKey;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limits;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.TestPki;

public class ParsedRecipientTest {

  private static final Providers PROVIDERS = Providers.standard();
  private static final Identifier SOMEBODY = new Identifier(null, null, new byte[20]);
  private static final KeyPair RSA = rsa();

  private static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] cek(int octets) {
    byte[] cek = new byte[octets];
    new SecureRandom().nextBytes(cek);
    return cek;
  }

  private static RecipientInfo.KeyTrans pkcs1(byte[] encryptedKey) {
    return new RecipientInfo.KeyTrans(
        SOMEBODY, AlgorithmId.derWithNull(Oids.RSA_ENCRYPTION), encryptedKey);
  }

  private static byte[] raw(byte[] block) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, RSA.getPublic());
    return cipher.doFinal(block);
  }

  /** 00 02, fill without zeros, 00, key: with one thing wrong where the name says so. */
  private static byte[] block(byte[] cek) {
    byte[] block = new byte[256];
    Arrays.fill(block, (byte) 0x5a);
    block[0] = 0;
    block[1] = 2;
    block[256 - cek.length - 1] = 0;
    System.arraycopy(cek, 0, block, 256 - cek.length, cek.length);
    return block;
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 8, 16, 24, 32})
  void pkcs1GivesTheKey(int octets) throws Exception {
    byte[] cek = cek(octets);
    UnwrappedKey key = Recipients.unwrap(pkcs1(raw(block(cek))), RSA, octets, PROVIDERS);
    assertThat(key.cek()).isEqualTo(cek);
  }

  @Test
  void a7_everyWrongPaddingGivesAKeyOfTheSameLengthAndTheSameProof() throws Exception {
    List<byte[]> wrong = new ArrayList<>();
    byte[] cek = cek(32);
    wrong.add(block(cek(31)));
    wrong.add(block(cek(33)));
    for (int at : new int[] {0, 1, 256 - 33}) {
      byte[] block = block(cek);
      block[at] ^= 1;
      wrong.add(block);
    }
    for (int at : new int[] {2, 5, 9, 100, 256 - 34}) {
      byte[] block = block(cek);
      block[at] = 0;
      wrong.add(block);
    }
    for (byte[] block : wrong) {
      byte[] encrypted = raw(block);
      UnwrappedKey once = Recipients.unwrap(pkcs1(encrypted), RSA, 32, PROVIDERS);
      UnwrappedKey again = Recipients.unwrap(pkcs1(encrypted), RSA, 32, PROVIDERS);
      assertThat(once.cek()).hasSize(32).isNotEqualTo(cek).isEqualTo(again.cek());
      assertThat(once.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);
      assertThat(once.cek()).isNotEqualTo(Arrays.copyOfRange(block, 256 - 32, 256));
    }
  }

  @Test
  void a7_syntheticKeysOfDifferentLengthsShareNoBeginning() {
    byte[] ciphertext = cek(256);
    for (int octets : new int[] {5, 8, 16, 24}) {
      byte[] shorter = SyntheticKey.of(RSA.getPrivate(), ciphertext, octets);
      byte[] longer = SyntheticKey.of(RSA.getPrivate(), ciphertext, 32);
      assertThat(shorter).hasSize(octets).isNotEqualTo(Arrays.copyOf(longer, octets));
      assertThat(SyntheticKey.of(RSA.getPrivate(), ciphertext, octets)).isEqualTo(shorter);
    }
  }

  @Test
  void a9_onePrivateOperationForAKeyThatIsRightAndOneForAKeyThatIsWrong() throws Exception {
    CountingProvider counting = CountingProvider.ofRawRsa();
    Providers providers = Providers.preferring(counting);
    Recipients.unwrap(pkcs1(raw(block(cek(32)))), RSA, 32, providers);
    assertThat(counting.operations()).isEqualTo(1);
    Recipients.unwrap(pkcs1(raw(block(cek(7)))), RSA, 32, providers);
    assertThat(counting.operations()).isEqualTo(2);
  }

  /** A key that its provider works with and nobody else, who parts with unpadded results only. */
  private record WindowsKey(java.security.PrivateKey inside) implements java.security.PrivateKey {
    @Override
    public String getAlgorithm() {
      return "RSA";
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

  public static final class WindowsRsa extends CountingProvider.RawRsa {
    private String padding = "PKCS1Padding";

    public WindowsRsa() throws java.security.GeneralSecurityException {}

    @Override
    protected void engineSetPadding(String name) {
      padding = name;
    }

    @Override
    protected void engineInit(
        int mode,
        java.security.Key key,
        java.security.spec.AlgorithmParameterSpec parameters,
        SecureRandom random)
        throws java.security.InvalidKeyException {
      if (!(key instanceof WindowsKey windows)) {
        throw new java.security.InvalidKeyException("not of this provider");
      }
      try {
        cipher = Cipher.getInstance("RSA/ECB/" + padding, "SunJCE");
        cipher.init(mode, windows.inside, parameters, random);
      } catch (java.security.GeneralSecurityException e) {
        throw new java.security.InvalidKeyException(e);
      }
    }
  }

  @Test
  void keysWhoseProviderKeepsTheRawResultOpenBothPaddings() throws Exception {
    Providers providers = Providers.preferring(new Windows());
    WindowsKey key = new WindowsKey(RSA.getPrivate());
    byte[] cek = cek(32);
    assertThat(Recipients.unwrap(pkcs1(raw(block(cek))), key, RSA.getPublic(), 32, providers).cek())
        .isEqualTo(cek);
    UnwrappedKey synthetic =
        Recipients.unwrap(pkcs1(raw(block(cek(31)))), key, RSA.getPublic(), 32, providers);
    assertThat(synthetic.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);
    assertThat(synthetic.cek()).hasSize(32);
    RecipientInfo.KeyTrans oaep = oaep(DigestAlgorithm.SHA256, DigestAlgorithm.SHA1, "x", cek);
    assertThat(Recipients.unwrap(oaep, key, RSA.getPublic(), 32, providers).cek()).isEqualTo(cek);
    assertThat(Recipients.unwrap(oaep, key, RSA.getPublic(), 24, providers).proof()).isZero();
    assertThat(Recipients.unwrap(oaep, key, RSA.getPublic(), 32, PROVIDERS).unable()).isNotNull();
  }

  private static final class Windows extends java.security.Provider {
    private static final long serialVersionUID = 1L;

    Windows() {
      super("Windows", "1", "padded RSA alone");
      put("Cipher.RSA", WindowsRsa.class.getName());
      put("Cipher.RSA SupportedPaddings", "PKCS1PADDING|OAEPPADDING");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DigestAlgorithm.class,
      names = {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512"})
  void oaepOpensWithEveryPairOfHashes(DigestAlgorithm hash) throws Exception {
    for (DigestAlgorithm mask :
        List.of(
            DigestAlgorithm.SHA1,
            DigestAlgorithm.SHA224,
            DigestAlgorithm.SHA256,
            DigestAlgorithm.SHA384,
            DigestAlgorithm.SHA512)) {
      for (String label : List.of("", "label")) {
        byte[] cek = cek(32);
        RecipientInfo.KeyTrans recipient = oaep(hash, mask, label, cek);
        UnwrappedKey key = Recipients.unwrap(recipient, RSA, 32, PROVIDERS);
        assertThat(key.cek()).isEqualTo(cek);
        assertThat(key.proof()).isEqualTo(-1);
        assertThat(Recipients.label(recipient)).startsWith("rsa-oaep-sha");
      }
    }
  }

  private static RecipientInfo.KeyTrans oaep(
      DigestAlgorithm hash, DigestAlgorithm mask, String label, byte[] cek) throws Exception {
    byte[] octets = label.getBytes(StandardCharsets.US_ASCII);
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        RSA.getPublic(),
        new OAEPParameterSpec(
            hash.jcaName(),
            "MGF1",
            new MGF1ParameterSpec(mask.jcaName()),
            new PSource.PSpecified(octets)));
    AlgorithmIdentifier maskId =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(mask.oid()), DERNull.INSTANCE);
    RSAESOAEPparams parameters =
        new RSAESOAEPparams(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(hash.oid()), DERNull.INSTANCE),
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.MGF1), maskId),
            new AlgorithmIdentifier(
                new ASN1ObjectIdentifier(Oids.P_SPECIFIED), new DEROctetString(octets)));
    return new RecipientInfo.KeyTrans(
        SOMEBODY, AlgorithmId.der(Oids.RSAES_OAEP, parameters), cipher.doFinal(cek));
  }

  @Test
  void a11_oaepThatIsWrongGivesASyntheticKeyAndSaysSoOnlyInItsProof() throws Exception {
    RecipientInfo.KeyTrans right =
        oaep(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256, "", cek(32));
    byte[] random = new byte[256];
    new SecureRandom().nextBytes(random);
    random[0] = 0;
    byte[] high = random.clone();
    high[0] = 1;
    for (byte[] block : List.of(random, high)) {
      UnwrappedKey key =
          Recipients.unwrap(
              new RecipientInfo.KeyTrans(SOMEBODY, right.keyEncryptionAlgorithm(), raw(block)),
              RSA,
              32,
              PROVIDERS);
      assertThat(key.proof()).isZero();
      assertThat(key.cek()).hasSize(32);
    }
    assertThat(Recipients.unwrap(right, RSA, 16, PROVIDERS).proof()).isZero();
  }

  @Test
  void a10_oaepWithoutRightParametersIsNeverSomethingElse() {
    byte[] encrypted = new byte[256];
    for (byte[] algorithm :
        List.of(
            AlgorithmId.der(Oids.RSAES_OAEP),
            AlgorithmId.derWithNull(Oids.RSAES_OAEP),
            AlgorithmId.der(Oids.RSAES_OAEP, new DEROctetString(new byte[3])),
            AlgorithmId.der(Oids.RSAES_OAEP, new DERSequence(DERNull.INSTANCE)))) {
      RecipientInfo.KeyTrans recipient = new RecipientInfo.KeyTrans(SOMEBODY, algorithm, encrypted);
      assertThatThrownBy(() -> Recipients.label(recipient))
          .isInstanceOf(SmimeException.Malformed.class);
    }
  }

  @Test
  void a9_d7_aFieldThatEachKeyWouldReadAgainIsMalformedPast64KiB() {
    byte[] huge = new byte[64 * 1024 + 1];
    byte[] small = new byte[40];
    byte[] wrap = AlgorithmId.der(Oids.AES256_WRAP);
    byte[] agree =
        AlgorithmId.der(
            KnownOids.STD_DH_SHA256_KDF,
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.AES256_WRAP)));
    byte[] label =
        AlgorithmId.der(
            Oids.RSAES_OAEP,
            new RSAESOAEPparams(
                RSAESOAEPparams.DEFAULT_HASH_ALGORITHM,
                RSAESOAEPparams.DEFAULT_MASK_GEN_FUNCTION,
                new AlgorithmIdentifier(
                    new ASN1ObjectIdentifier(Oids.P_SPECIFIED), new DEROctetString(huge))));
    byte[] originator = huge.clone();
    originator[0] = (byte) 0xa1;
    List<RecipientInfo> recipients =
        List.of(
            new RecipientInfo.KeyTrans(SOMEBODY, label, new byte[256]),
            new RecipientInfo.KeyAgree(originator, null, agree, List.of()),
            new RecipientInfo.KeyAgree(small, huge, agree, List.of()),
            new RecipientInfo.KeyAgree(
                small,
                null,
                agree,
                List.of(new RecipientInfo.RecipientEncryptedKey(SOMEBODY, huge))),
            kem(huge, small),
            kem(null, huge),
            new RecipientInfo.Kek(small, wrap, huge),
            new RecipientInfo.Password(small, wrap, huge));
    for (RecipientInfo recipient : recipients) {
      assertThatThrownBy(() -> Recipients.label(recipient))
          .as("%s", recipient.getClass())
          .isInstanceOf(SmimeException.Malformed.class)
          .hasMessageContaining("a field of 65");
    }
  }

  private static RecipientInfo.Kem kem(byte[] ukm, byte[] encryptedKey) {
    return new RecipientInfo.Kem(
        SOMEBODY,
        AlgorithmId.der(Oids.ML_KEM_768),
        new byte[1088],
        AlgorithmId.der(Oids.HKDF_SHA256),
        32,
        ukm,
        AlgorithmId.der(Oids.AES256_WRAP),
        encryptedKey);
  }

  @Test
  void keysThatCannotFitAreTold() throws Exception {
    RSAPublicKey key = (RSAPublicKey) RSA.getPublic();
    byte[] modulus = Arrays.copyOfRange(key.getModulus().toByteArray(), 1, 257);
    assertThat(Recipients.fits(pkcs1(modulus), key)).isFalse();
    byte[] below =
        Arrays.copyOfRange(key.getModulus().subtract(BigInteger.ONE).toByteArray(), 1, 257);
    assertThat(Recipients.fits(pkcs1(below), key)).isTrue();
    assertThat(Recipients.fits(pkcs1(new byte[255]), key)).isFalse();
    assertThat(Recipients.fits(pkcs1(below), ec("secp256r1").getPublic())).isFalse();
  }

  @ParameterizedTest
  @EnumSource(value = KeyTransport.class, mode = EnumSource.Mode.EXCLUDE, names = "RSA_KEM")
  void whatIsWrappedForRsaIsUnwrapped(KeyTransport transport) throws Exception {
    TestPki.Issued identity =
        TestPki.authority("Root").issue("alice@example.org").rsa(2048).build();
    byte[] cek = cek(32);
    WrappedKey wrapped =
        KeyWrapping.recipientInfo(
            new RecipientKey(identity.certificate()), cek, transport, PROVIDERS);
    org.bouncycastle.asn1.cms.KeyTransRecipientInfo info =
        org.bouncycastle.asn1.cms.KeyTransRecipientInfo.getInstance(wrapped.recipientInfo());
    RecipientInfo.KeyTrans recipient =
        new RecipientInfo.KeyTrans(
            SOMEBODY,
            info.getKeyEncryptionAlgorithm().getEncoded(),
            info.getEncryptedKey().getOctets());
    assertThat(Recipients.label(recipient)).isEqualTo(wrapped.label());
    UnwrappedKey key = Recipients.unwrap(recipient, identity, 32, PROVIDERS);
    assertThat(key.cek()).isEqualTo(cek);
    assertThat(key.proof()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521", "X25519"})
  void whatIsWrappedByAgreementIsUnwrapped(String curve) throws Exception {
    TestPki.Builder builder = TestPki.authority("Root").issue("alice@example.org");
    TestPki.Issued identity =
        (curve.equals("X25519") ? builder.x25519() : builder.ec(curve)).build();
    for (int octets : new int[] {16, 24, 32}) {
      byte[] cek = cek(octets);
      WrappedKey wrapped =
          KeyWrapping.recipientInfo(
              new RecipientKey(identity.certificate()),
              cek,
              KeyTransport.RSA_OAEP_SHA256,
              PROVIDERS);
      RecipientInfo.KeyAgree recipient = agreement(wrapped.recipientInfo());
      byte[] encryptedKey = recipient.encryptedKeys().get(0).encryptedKey();
      assertThat(Recipients.label(recipient)).isEqualTo(wrapped.label());
      assertThat(Recipients.fits(recipient, identity.certificate().getPublicKey())).isTrue();
      UnwrappedKey key = Recipients.unwrap(recipient, identity, octets, PROVIDERS);
      assertThat(key.cek()).isEqualTo(cek);
      assertThat(key.proof()).isEqualTo(-1);
      byte[] altered = encryptedKey.clone();
      altered[3] ^= 1;
      UnwrappedKey synthetic =
          Recipients.unwrap(
              with(recipient, recipient.originator(), altered), identity, octets, PROVIDERS);
      assertThat(synthetic.proof()).isZero();
      assertThat(synthetic.cek()).hasSize(octets);
    }
  }

  private static RecipientInfo.KeyAgree with(
      RecipientInfo.KeyAgree recipient, byte[] originator, byte[] encryptedKey) {
    return new RecipientInfo.KeyAgree(
        originator,
        null,
        recipient.keyEncryptionAlgorithm(),
        List.of(new RecipientInfo.RecipientEncryptedKey(SOMEBODY, encryptedKey)));
  }

  @Test
  void a16_aPointOffTheCurveOrOfAnotherCurveIsASyntheticKey() throws Exception {
    TestPki.Issued identity = TestPki.authority("Root").issue("a@example.org").ec("P-256").build();
    TestPki.Issued other = TestPki.authority("Root").issue("a@example.org").ec("P-384").build();
    byte[] wrapped =
        KeyWrapping.recipientInfo(
                new RecipientKey(identity.certificate()),
                cek(32),
                KeyTransport.RSA_OAEP_SHA256,
                PROVIDERS)
            .recipientInfo();
    RecipientInfo.KeyAgree recipient = agreement(wrapped);
    byte[] encryptedKey = recipient.encryptedKeys().get(0).encryptedKey();
    assertThat(Recipients.fits(recipient, other.certificate().getPublicKey())).isFalse();
    assertThat(Recipients.unwrap(recipient, other, 32, PROVIDERS).proof()).isZero();
    byte[] originator = recipient.originator().clone();
    originator[originator.length - 1] ^= 1;
    RecipientInfo.KeyAgree off = with(recipient, originator, encryptedKey);
    assertThat(Recipients.unwrap(off, identity, 32, PROVIDERS).proof()).isZero();
  }

  @Test
  void aPasswordOpensWhatBouncyCastleWroteForIt() throws Exception {
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, "secret".toCharArray())
            .setProvider(Providers.bouncyCastle())
            .setPasswordConversionScheme(PasswordRecipient.PKCS5_SCHEME2_UTF8)
            .setSaltAndIterationCount(new byte[16], 2048)
            .setPRF(PasswordRecipient.PRF.HMacSHA256));
    PasswordRecipientInfo info =
        PasswordRecipientInfo.getInstance(recipientOf(generator).getInfo());
    RecipientInfo.Password recipient =
        new RecipientInfo.Password(
            info.getKeyDerivationAlgorithm().getEncoded(),
            info.getKeyEncryptionAlgorithm().getEncoded(),
            info.getEncryptedKey().getOctets());
    assertThat(Recipients.label(recipient)).isEqualTo("password");
    assertThat(password(recipient, "secret").proof()).isEqualTo(-1);
    assertThat(password(recipient, "guess").proof()).isZero();
    assertThatThrownBy(
            () ->
                Recipients.label(
                    recipient,
                    Limits.standard().allowing(org.smime4j.settings.Limit.KDF_ITERATIONS, 2047)))
        .isInstanceOf(SmimeException.LimitExceeded.class);
  }

  private static UnwrappedKey password(RecipientInfo.Password recipient, String password)
      throws Exception {
    return Recipients.unwrap(recipient, password.getBytes(StandardCharsets.UTF_8), 16, PROVIDERS);
  }

  @Test
  void aSharedKeyOpensWhatBouncyCastleWroteForIt() throws Exception {
    byte[] kek = cek(32);
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKEKRecipientInfoGenerator(
                new byte[] {1}, new javax.crypto.spec.SecretKeySpec(kek, "AES"))
            .setProvider(Providers.bouncyCastle()));
    KEKRecipientInfo info = KEKRecipientInfo.getInstance(recipientOf(generator).getInfo());
    RecipientInfo.Kek recipient =
        new RecipientInfo.Kek(
            new byte[] {1},
            info.getKeyEncryptionAlgorithm().getEncoded(),
            info.getEncryptedKey().getOctets());
    assertThat(Recipients.unwrap(recipient, kek, 16, PROVIDERS).proof()).isEqualTo(-1);
    assertThat(Recipients.unwrap(recipient, cek(32), 16, PROVIDERS).proof()).isZero();
    assertThat(Recipients.unwrap(recipient, cek(16), 16, PROVIDERS).proof()).isZero();
  }

  private static org.bouncycastle.asn1.cms.RecipientInfo recipientOf(
      CMSEnvelopedDataGenerator generator) throws Exception {
    CMSEnvelopedData data =
        generator.generate(
            new CMSProcessableByteArray(new byte[10]),
            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC)
                .setProvider(Providers.bouncyCastle())
                .build());
    return org.bouncycastle.asn1.cms.RecipientInfo.getInstance(
        org.bouncycastle.asn1.cms.EnvelopedData.getInstance(data.toASN1Structure().getContent())
            .getRecipientInfos()
            .getObjectAt(0));
  }

  private static RecipientInfo.KeyAgree agreement(byte[] recipientInfo) throws Exception {
    KeyAgreeRecipientInfo info =
        KeyAgreeRecipientInfo.getInstance(
            org.bouncycastle.asn1.ASN1Sequence.getInstance(
                org.bouncycastle.asn1.ASN1TaggedObject.getInstance(recipientInfo), false));
    byte[] encryptedKey =
        org.bouncycastle.asn1.cms.RecipientEncryptedKey.getInstance(
                info.getRecipientEncryptedKeys().getObjectAt(0))
            .getEncryptedKey()
            .getOctets();
    return new RecipientInfo.KeyAgree(
        info.getOriginator().getEncoded(),
        info.getUserKeyingMaterial() == null ? null : info.getUserKeyingMaterial().getOctets(),
        info.getKeyEncryptionAlgorithm().getEncoded(),
        List.of(new RecipientInfo.RecipientEncryptedKey(SOMEBODY, encryptedKey)));
  }

  private static KeyPair ec(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }
}
