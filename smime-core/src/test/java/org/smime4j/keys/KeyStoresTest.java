package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.testing.TestPki;

/** Key stores of the JDK, loaded by the caller or found in a file. */
class KeyStoresTest {

  private static final TestPki.Authority ROOT = TestPki.authority("Stores");
  private static final TestPki.Issued ALICE = ROOT.issue("alice@example.org").rsa(1024).build();
  private static final TestPki.Issued BOB = ROOT.issue("bob@example.org").ec("P-256").build();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "JCEKS", "PKCS12"})
  void file_isReadByItsContent(String type) throws Exception {
    Path file = file(store(type, "store", "store"), "store");
    KeyHistory history = KeyHistory.read(passwords("wrong", "store"), file);
    assertThat(history.size()).isEqualTo(2);
    assertThat(history.certificates()).hasSize(3);
    assertThat(history.identities())
        .allSatisfy(identity -> assertThat(identity.chain()).hasSize(2));
    assertThat(failure(file, "wrong").reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "JCEKS"})
  void keysUnderAnotherPasswordThanTheStore_openWithIt(String type) throws Exception {
    Path file = file(store(type, "store", "inner"), "store");
    assertThat(KeyHistory.read(passwords("store", "inner"), file).size()).isEqualTo(2);
    assertThat(failure(file, "store").reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JKS", "JCEKS"})
  void everyPrefix_isAKeyFileFailure(String type) throws Exception {
    byte[] whole = Files.readAllBytes(file(store(type, "store", "store"), "store"));
    Path file = folder.resolve("cut");
    for (int length = 0; length < whole.length; length += length < 100 ? 1 : 37) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(failure(file, "store")).isNotNull();
    }
  }

  @Test
  void loadedStore_isReadEntryByEntry() throws Exception {
    KeyHistory history =
        KeyHistory.fromKeyStore(store("PKCS12", "store", "store"), passwords("store"));
    assertThat(history.size()).isEqualTo(2);
    assertThat(history.keys())
        .allSatisfy(key -> assertThat(key.sources().get(0)).isEqualTo("key store PKCS12"));
  }

  @Test
  void storeThatIsNotLoaded_isAKeyFileFailure() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    assertThatExceptionOfType(KeyFile.class)
        .isThrownBy(() -> KeyHistory.fromKeyStore(store, PasswordSource.of()));
  }

  @Test
  void emptyStore_isAnEmptyHistory() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    assertThat(KeyHistory.fromKeyStore(store, PasswordSource.of()).size()).isZero();
  }

  @Test
  void privateKeyThatStaysInItsToken_isKnownByItsCertificate() throws Exception {
    KeyHistory history =
        KeyHistory.of(Credential.of(new InToken(), ALICE.certificate(), ROOT.certificate()));
    assertThat(history.matching(java.util.List.of(RecipientIdentifier.of(ALICE.certificate()))))
        .singleElement()
        .satisfies(match -> assertThat(match.key().privateKey()).isInstanceOf(InToken.class));
  }

  private static final class InToken implements PrivateKey {
    private static final long serialVersionUID = 1L;

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

  private static KeyStore store(String type, String password, String keyPassword) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    for (TestPki.Issued issued : new TestPki.Issued[] {ALICE, BOB}) {
      store.setKeyEntry(
          "key" + issued.certificate().getSerialNumber(),
          issued.privateKey(),
          keyPassword.toCharArray(),
          issued.chain().toArray(new Certificate[0]));
    }
    store.setCertificateEntry("root", ROOT.certificate());
    return store;
  }

  private Path file(KeyStore store, String password) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    store.store(out, password.toCharArray());
    return Files.write(folder.resolve("store"), out.toByteArray());
  }

  private static KeyFile failure(Path file, String... passwords) {
    return catchThrowableOfType(KeyFile.class, () -> KeyHistory.read(passwords(passwords), file));
  }

  private static PasswordSource passwords(String... passwords) {
    return PasswordSource.of(
        Arrays.stream(passwords).map(String::toCharArray).toArray(char[][]::new));
  }
}
