package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.cert.Certificate;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Decrypted;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.TestPki;

/** Keys of Android's key store, of which a double does what Android's does. */
class AndroidKeyStoreTest {

  private static final byte[] MAIL =
      "Content-Type: text/plain\r\n\r\nIn a pocket\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final TestPki.Authority ISSUER = TestPki.authority("Android");
  private static final TestPki.Issued RSA = ISSUER.issue("alice@example.org").rsa(2048).build();
  private static final TestPki.Issued EC = ISSUER.issue("alice@example.org").ec("P-256").build();

  private AndroidKeyStoreDouble device;
  private final List<Credential> credentials = new ArrayList<>();
  private KeyHistory ofStore;

  @BeforeEach
  void keepKeys() throws Exception {
    device = new AndroidKeyStoreDouble();
    credentials.add(Credential.of(device.keep("rsa", RSA), RSA.certificate()));
    credentials.add(Credential.of(device.keep("ec", EC), EC.certificate()));
    KeyStore store = KeyStore.getInstance("AndroidKeyStore");
    store.load(null);
    ofStore = KeyHistory.fromKeyStore(store, PasswordSource.of());
  }

  @AfterEach
  void remove() {
    device.close();
  }

  /** The keys as an app finds them in the store, and as it hands them over one by one. */
  private List<KeyHistory> histories() {
    return List.of(ofStore, KeyHistory.of(credentials.toArray(Credential[]::new)));
  }

  private static byte[] encrypted(TestPki.Issued to, KeyTransport transport, ContentCipher cipher)
      throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(to.certificate())
        .under(AlgorithmPolicy.authenticated().writing(transport).writing(cipher))
        .encrypt(ByteSource.of(MAIL))
        .bytes();
  }

  private static List<byte[]> messages() throws Exception {
    return List.of(
        encrypted(RSA, KeyTransport.RSA_PKCS1, ContentCipher.AES_256_GCM),
        encrypted(RSA, KeyTransport.RSA_OAEP_SHA256, ContentCipher.AES_256_GCM),
        encrypted(EC, KeyTransport.RSA_PKCS1, ContentCipher.AES_256_GCM));
  }

  @Test
  void rsaAndEcDecryptThroughTheStoreAlone() throws Exception {
    for (KeyHistory history : histories()) {
      assertThat(history.keys()).hasSize(2);
      for (byte[] cms : messages()) {
        assertThat(
                Decrypted.authenticated(Decryptor.with(history).decrypt(ByteSource.of(cms)))
                    .bytes())
            .isEqualTo(MAIL);
      }
    }
  }

  @Test
  void rsaAndEcSignThroughTheStoreAlone() throws Exception {
    List<Credential> all = new ArrayList<>(credentials);
    all.addAll(ofStore.identities());
    assertThat(all).hasSize(4);
    for (Credential credential : all) {
      for (SignatureScheme scheme :
          List.of(
              SignatureScheme.RSA_PKCS1_SHA256,
              SignatureScheme.RSA_PSS_SHA256,
              SignatureScheme.ECDSA_SHA256)) {
        if (credential.certificate().getPublicKey().getAlgorithm().equals(scheme.keyType())) {
          byte[] cms = Signer.with(credential, scheme).signOpaque(ByteSource.of(MAIL));
          TrustPolicy trust =
              TrustPolicy.anchors(List.of(ISSUER.certificate()))
                  .revocation(Revocation.notChecked("made for this test"));
          assertThat(
                  Verifier.trusting(trust)
                      .expecting(ExpectedSigner.anyone("made for this test"))
                      .verify(ByteSource.of(cms))
                      .signers()
                      .get(0)
                      .isIntact())
              .as("%s", scheme)
              .isTrue();
        }
      }
    }
  }

  @Test
  void whatWaitsForItsUserIsSaid_andOpensAfterThePrompt() throws Exception {
    for (KeyHistory history : histories()) {
      Decryptor decryptor = Decryptor.with(history);
      for (AndroidKeyStoreDouble.Lock lock :
          List.of(
              AndroidKeyStoreDouble.Lock.BEFORE_AN_OPERATION,
              AndroidKeyStoreDouble.Lock.AT_ITS_END)) {
        for (byte[] cms : messages()) {
          device.lock = lock;
          for (int i = 0; i < 2; i++) {
            SmimeException.ProviderUnavailable thrown =
                catchThrowableOfType(
                    SmimeException.ProviderUnavailable.class,
                    () -> decryptor.decrypt(ByteSource.of(cms)));
            assertThat(thrown)
                .as("%s", lock)
                .hasMessageContaining("the user has to unlock the private key first");
            assertThat(causes(thrown))
                .anyMatch(
                    cause ->
                        cause instanceof AndroidKeyStoreDouble.UserNotAuthenticatedException
                            || cause instanceof AndroidKeyStoreDouble.KeyStoreException);
          }
          device.lock = AndroidKeyStoreDouble.Lock.OPEN;
          assertThat(Decrypted.authenticated(decryptor.decrypt(ByteSource.of(cms))).bytes())
              .isEqualTo(MAIL);
        }
      }
    }
  }

  @Test
  void signatureThatWaitsForItsUserIsSaid_andIsMadeAfterThePrompt() throws Exception {
    List<Credential> all = new ArrayList<>(credentials);
    all.addAll(ofStore.identities());
    for (Credential credential : all) {
      Signer signer = Signer.with(credential);
      for (AndroidKeyStoreDouble.Lock lock :
          List.of(
              AndroidKeyStoreDouble.Lock.BEFORE_AN_OPERATION,
              AndroidKeyStoreDouble.Lock.AT_ITS_END)) {
        device.lock = lock;
        assertThat(catchThrowable(() -> signer.signOpaque(ByteSource.of(MAIL))))
            .isInstanceOf(SmimeException.ProviderUnavailable.class)
            .hasMessageContaining("the user has to unlock the private key first");
        device.lock = AndroidKeyStoreDouble.Lock.OPEN;
        assertThat(signer.signOpaque(ByteSource.of(MAIL))).isNotEmpty();
      }
    }
  }

  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable each = thrown.getCause(); each != null; each = each.getCause()) {
      causes.add(each);
    }
    return causes;
  }

  @Test
  void a7_whetherPaddingIsRightIsNotPassedOn() throws Exception {
    byte[] honest = encrypted(RSA, KeyTransport.RSA_PKCS1, ContentCipher.AES_256_GCM);
    for (KeyHistory history : histories()) {
      Decryptor decryptor = Decryptor.with(history);
      List<String> failures = new ArrayList<>();
      for (int octet : new int[] {0, 1, 128, 255}) {
        failures.add(failure(decryptor, HostileEnvelopes.withFlippedKey(honest, octet)));
      }
      failures.add(failure(decryptor, HostileEnvelopes.withFlippedTag(honest)));
      // Right padding around another key, and around one that is too short.
      for (int octets : new int[] {32, 16, 0}) {
        Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, RSA.publicKey());
        failures.add(
            failure(
                decryptor,
                HostileEnvelopes.gcm(
                    HostileEnvelopes.withEncryptedKey(
                        HostileEnvelopes.recipient(
                            RSA.certificate(), new byte[32], KeyTransport.RSA_PKCS1),
                        cipher.doFinal(new byte[octets])),
                    HostileEnvelopes.random(32, octets),
                    MAIL)));
      }
      assertThat(failures).hasSize(8);
      assertThat(failures.stream().distinct())
          .containsExactly(new SmimeException.NotDecryptable().toString());
    }
  }

  private static String failure(Decryptor decryptor, byte[] cms) {
    Throwable thrown = catchThrowable(() -> decryptor.decrypt(ByteSource.of(cms)));
    assertThat(thrown).isInstanceOf(SmimeException.NotDecryptable.class).hasNoCause();
    return thrown.toString();
  }

  /**
   * Does what Android's key store does: its keys are opaque, its ciphers and signatures are a
   * provider of their own, it gives no raw RSA, it tells right padding from wrong, and it may wait
   * for the user, either before an operation begins or when it ends.
   */
  private static final class AndroidKeyStoreDouble implements AutoCloseable {

    enum Lock {
      OPEN,
      BEFORE_AN_OPERATION,
      AT_ITS_END
    }

    /** As Android names it. */
    static final class UserNotAuthenticatedException extends InvalidKeyException {
      private static final long serialVersionUID = 1L;
    }

    static final class KeyStoreException extends Exception {
      private static final long serialVersionUID = 1L;

      KeyStoreException() {
        super("Key user not authenticated");
      }
    }

    /** A name for a key that stays where it is. */
    private static class Opaque implements PrivateKey {
      private static final long serialVersionUID = 1L;
      final transient PrivateKey secret;

      Opaque(PrivateKey secret) {
        this.secret = secret;
      }

      @Override
      public String getAlgorithm() {
        return secret.getAlgorithm().startsWith("EC") ? "EC" : secret.getAlgorithm();
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

    private static final class OpaqueRsa extends Opaque implements RSAKey {
      private static final long serialVersionUID = 1L;

      OpaqueRsa(PrivateKey secret) {
        super(secret);
      }

      @Override
      public BigInteger getModulus() {
        return ((RSAPrivateKey) secret).getModulus();
      }
    }

    private interface Making {
      Object made() throws GeneralSecurityException;
    }

    private static final class Listed extends Provider {
      private static final long serialVersionUID = 1L;

      Listed(String name) {
        super(name, "1", "a double");
      }

      void offers(String type, String algorithm, Making making) {
        putService(
            new Service(this, type, algorithm, Listed.class.getName(), List.of(), null) {
              @Override
              public Object newInstance(Object parameter) {
                try {
                  return making.made();
                } catch (GeneralSecurityException e) {
                  throw new IllegalStateException(e);
                }
              }

              @Override
              public boolean supportsParameter(Object parameter) {
                return true;
              }
            });
      }
    }

    private final Listed store = new Listed("AndroidKeyStore");
    private final Listed beside = new Listed("AndroidKeyStoreBCWorkaround");
    private final Map<String, PrivateKey> keys = new LinkedHashMap<>();
    private final Map<String, Certificate> certificates = new LinkedHashMap<>();
    Lock lock = Lock.OPEN;
    int operations;

    AndroidKeyStoreDouble() {
      store.offers("KeyStore", "AndroidKeyStore", Entries::new);
      for (String padding : List.of("NoPadding", "PKCS1Padding", "OAEPPadding")) {
        String transformation = "RSA/ECB/" + padding;
        beside.offers("Cipher", transformation, () -> new Rsa(transformation));
      }
      for (String algorithm : List.of("SHA256withRSA", "SHA256withECDSA", "SHA256withRSA/PSS")) {
        beside.offers("Signature", algorithm, () -> new Signing(algorithm));
      }
      beside.offers("KeyAgreement", "ECDH", Agreement::new);
      Security.addProvider(store);
      Security.addProvider(beside);
    }

    /** Keeps a key; what it returns stands for it. */
    PrivateKey keep(String alias, TestPki.Issued issued) {
      PrivateKey opaque =
          issued.privateKey() instanceof RSAPrivateKey
              ? new OpaqueRsa(issued.privateKey())
              : new Opaque(issued.privateKey());
      keys.put(alias, opaque);
      certificates.put(alias, issued.certificate());
      return opaque;
    }

    @Override
    public void close() {
      Security.removeProvider(store.getName());
      Security.removeProvider(beside.getName());
    }

    private PrivateKey begin(Key key) throws InvalidKeyException {
      if (!(key instanceof Opaque opaque)) {
        throw new InvalidKeyException("not a key of this store");
      }
      if (lock == Lock.BEFORE_AN_OPERATION) {
        throw new UserNotAuthenticatedException();
      }
      operations++;
      return opaque.secret;
    }

    private final class Rsa extends CipherSpi {
      private final String transformation;
      private final Cipher cipher;

      Rsa(String transformation) throws GeneralSecurityException {
        this.transformation = transformation;
        this.cipher = Cipher.getInstance(transformation, "SunJCE");
      }

      @Override
      protected void engineInit(
          int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
          throws InvalidKeyException, InvalidAlgorithmParameterException {
        PrivateKey secret = begin(key);
        if (transformation.endsWith("NoPadding")) {
          throw new InvalidKeyException("incompatible padding mode");
        }
        cipher.init(mode, secret, parameters);
      }

      @Override
      protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {
        try {
          engineInit(mode, key, (AlgorithmParameterSpec) null, random);
        } catch (InvalidAlgorithmParameterException e) {
          throw new InvalidKeyException(e);
        }
      }

      @Override
      protected void engineInit(
          int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
        throw new UnsupportedOperationException();
      }

      @Override
      protected byte[] engineDoFinal(byte[] in, int from, int length)
          throws IllegalBlockSizeException, BadPaddingException {
        if (lock == Lock.AT_ITS_END) {
          IllegalBlockSizeException failure = new IllegalBlockSizeException();
          failure.initCause(new KeyStoreException());
          throw failure;
        }
        return cipher.doFinal(in, from, length);
      }

      @Override
      protected int engineDoFinal(byte[] in, int from, int length, byte[] out, int at) {
        throw new UnsupportedOperationException();
      }

      @Override
      protected byte[] engineUpdate(byte[] in, int from, int length) {
        throw new UnsupportedOperationException();
      }

      @Override
      protected int engineUpdate(byte[] in, int from, int length, byte[] out, int at) {
        throw new UnsupportedOperationException();
      }

      @Override
      protected void engineSetMode(String mode) {}

      @Override
      protected void engineSetPadding(String padding) {}

      @Override
      protected int engineGetBlockSize() {
        return 0;
      }

      @Override
      protected int engineGetOutputSize(int length) {
        return 1024;
      }

      @Override
      protected byte[] engineGetIV() {
        return null;
      }

      @Override
      protected AlgorithmParameters engineGetParameters() {
        return null;
      }
    }

    private final class Signing extends SignatureSpi {
      private final Signature signature;

      Signing(String algorithm) throws GeneralSecurityException {
        boolean pss = algorithm.endsWith("PSS");
        signature = Signature.getInstance(pss ? "RSASSA-PSS" : algorithm);
        if (pss) {
          signature.setParameter(
              new PSSParameterSpec(
                  "SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
        }
      }

      @Override
      protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
        signature.initSign(begin(key));
      }

      @Override
      protected void engineUpdate(byte octet) throws SignatureException {
        signature.update(octet);
      }

      @Override
      protected void engineUpdate(byte[] octets, int from, int length) throws SignatureException {
        signature.update(octets, from, length);
      }

      @Override
      protected byte[] engineSign() throws SignatureException {
        if (lock == Lock.AT_ITS_END) {
          throw new SignatureException(new KeyStoreException());
        }
        return signature.sign();
      }

      @Override
      protected void engineInitVerify(java.security.PublicKey key) {
        throw new UnsupportedOperationException();
      }

      @Override
      protected boolean engineVerify(byte[] value) {
        throw new UnsupportedOperationException();
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

    private final class Agreement extends KeyAgreementSpi {
      private final KeyAgreement agreement;

      Agreement() throws GeneralSecurityException {
        agreement = KeyAgreement.getInstance("ECDH", "SunEC");
      }

      @Override
      protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
        agreement.init(begin(key));
      }

      @Override
      protected void engineInit(Key key, AlgorithmParameterSpec parameters, SecureRandom random)
          throws InvalidKeyException {
        engineInit(key, random);
      }

      @Override
      protected Key engineDoPhase(Key key, boolean last) throws InvalidKeyException {
        return agreement.doPhase(key, last);
      }

      @Override
      protected byte[] engineGenerateSecret() {
        if (lock == Lock.AT_ITS_END) {
          throw new java.security.ProviderException(
              "Keystore operation failed", new KeyStoreException());
        }
        return agreement.generateSecret();
      }

      @Override
      protected int engineGenerateSecret(byte[] secret, int from) {
        throw new UnsupportedOperationException();
      }

      @Override
      protected SecretKey engineGenerateSecret(String algorithm) {
        throw new UnsupportedOperationException();
      }
    }

    private final class Entries extends KeyStoreSpi {
      @Override
      public Key engineGetKey(String alias, char[] password) {
        return keys.get(alias);
      }

      @Override
      public Certificate[] engineGetCertificateChain(String alias) {
        return new Certificate[] {certificates.get(alias)};
      }

      @Override
      public Certificate engineGetCertificate(String alias) {
        return certificates.get(alias);
      }

      @Override
      public Enumeration<String> engineAliases() {
        return Collections.enumeration(keys.keySet());
      }

      @Override
      public boolean engineContainsAlias(String alias) {
        return keys.containsKey(alias);
      }

      @Override
      public int engineSize() {
        return keys.size();
      }

      @Override
      public boolean engineIsKeyEntry(String alias) {
        return keys.containsKey(alias);
      }

      @Override
      public boolean engineIsCertificateEntry(String alias) {
        return false;
      }

      @Override
      public void engineLoad(InputStream in, char[] password) {}

      @Override
      public Date engineGetCreationDate(String alias) {
        return null;
      }

      @Override
      public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void engineSetCertificateEntry(String alias, Certificate certificate) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void engineDeleteEntry(String alias) {
        throw new UnsupportedOperationException();
      }

      @Override
      public String engineGetCertificateAlias(Certificate certificate) {
        return null;
      }

      @Override
      public void engineStore(OutputStream out, char[] password) {
        throw new UnsupportedOperationException();
      }
    }
  }
}
