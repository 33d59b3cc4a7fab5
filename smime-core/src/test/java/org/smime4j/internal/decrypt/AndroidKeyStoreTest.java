package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decrypted;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TestPki;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.decrypt.AndroidKeyStoreDouble.Lock;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.SignatureScheme;

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
    ofStore = KeyHistory.fromKeyStore(store, PasswordSource.none());
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
        .to(to.certificate())
        .under(AlgorithmPolicy.authenticated().writing(transport).writing(cipher))
        .encrypt(MAIL)
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
        assertThat(Decrypted.authenticated(Decryptor.with(history).decrypt(cms)).bytes())
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
          byte[] cms = Signer.with(credential, scheme).signOpaque(MAIL);
          TrustPolicy trust =
              TrustPolicy.anchors(List.of(ISSUER.certificate()))
                  .revocation(Revocation.notChecked("made for this test"));
          assertThat(
                  Verifier.trusting(trust)
                      .expecting(ExpectedSigner.anyone("made for this test"))
                      .verify(cms)
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
      for (Lock lock : List.of(Lock.BEFORE_AN_OPERATION, Lock.AT_ITS_END)) {
        for (byte[] cms : messages()) {
          device.lock = lock;
          for (int i = 0; i < 2; i++) {
            SmimeException.ProviderUnavailable thrown =
                catchThrowableOfType(
                    SmimeException.ProviderUnavailable.class, () -> decryptor.decrypt(cms));
            assertThat(thrown)
                .as("%s", lock)
                .hasMessageContaining("the user has to unlock the private key first");
            assertThat(causes(thrown))
                .anyMatch(
                    cause ->
                        cause instanceof AndroidKeyStoreDouble.UserNotAuthenticatedException
                            || cause instanceof AndroidKeyStoreDouble.KeyStoreException);
          }
          device.lock = Lock.OPEN;
          assertThat(Decrypted.authenticated(decryptor.decrypt(cms)).bytes()).isEqualTo(MAIL);
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
      for (Lock lock : List.of(Lock.BEFORE_AN_OPERATION, Lock.AT_ITS_END)) {
        device.lock = lock;
        assertThat(catchThrowable(() -> signer.signOpaque(MAIL)))
            .isInstanceOf(SmimeException.ProviderUnavailable.class)
            .hasMessageContaining("the user has to unlock the private key first");
        device.lock = Lock.OPEN;
        assertThat(signer.signOpaque(MAIL)).isNotEmpty();
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
    Throwable thrown = catchThrowable(() -> decryptor.decrypt(cms));
    assertThat(thrown).isInstanceOf(SmimeException.NotDecryptable.class).hasNoCause();
    return thrown.toString();
  }
}
