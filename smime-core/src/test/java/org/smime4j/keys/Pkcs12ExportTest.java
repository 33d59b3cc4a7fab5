package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.keys.Pkcs12Writer.Pkcs12Protection;
import org.smime4j.internal.provider.Providers;
import org.smime4j.sources.PrivateKeyOperations;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/** A whole history in one file: every reader finds every key. */
class Pkcs12ExportTest {

  private static final char[] PASSWORD = "schl\u00fcssel".toCharArray();

  /** The one kind of password that Java's own key store takes. */
  private static final char[] ASCII = "pw".toCharArray();

  @TempDir Path folder;

  private final TestPki.Authority ca = TestPki.authority("Export");
  private final List<TestPki.Issued> generations = new ArrayList<>();

  /** Four generations, two with the same issuer and serial number; a renewed one; one alone. */
  private KeyHistory history() {
    for (int i = 0; i < 4; i++) {
      generations.add(
          ca.issue("alice@example.org")
              .serial(i < 2 ? 7 : 10 + i)
              .key(TestPki.generate(i % 2 == 0 ? "RSA-2048" : "P-256"))
              .build());
    }
    KeyHistory history = KeyHistory.of();
    for (TestPki.Issued issued : generations) {
      history =
          history.and(
              KeyHistory.of(
                  Credential.of(issued.privateKey(), issued.certificate(), ca.certificate())));
    }
    TestPki.Issued renewed = ca.issue("alice@example.org").keyOf(generations.get(3)).build();
    return history.and(KeyHistory.of(Credential.of(renewed.privateKey(), renewed.certificate())));
  }

  private List<PublicKey> publicKeys() {
    return generations.stream().map(TestPki.Issued::publicKey).toList();
  }

  @ParameterizedTest
  @EnumSource(Pkcs12Protection.class)
  void ownReader_findsEveryKeyAndCertificate(Pkcs12Protection protection) throws Exception {
    KeyHistory history = history();
    Path file = folder.resolve("all.pfx");
    write(history, file, PASSWORD, protection);
    KeyHistory read = KeyHistory.read(PasswordSource.of(PASSWORD), file);
    assertThat(read.keys())
        .extracting(DecryptionKey::publicKey)
        .containsExactlyInAnyOrderElementsOf(publicKeys());
    assertThat(read.certificates())
        .hasSize(6)
        .containsExactlyInAnyOrderElementsOf(history.certificates());
    assertThat(read.skipped()).isEmpty();
    if (protection == Pkcs12Protection.AES_256) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(PASSWORD).isEqualTo("schl\u00fcssel".toCharArray());
  }

  @ParameterizedTest
  @EnumSource(Pkcs12Protection.class)
  void javaKeyStore_findsEveryKey_eachWithItsCertificate(Pkcs12Protection protection)
      throws Exception {
    Path file = folder.resolve("all.pfx");
    write(history(), file, ASCII, protection);
    KeyStore store = KeyStore.getInstance(file.toFile(), ASCII);
    List<PublicKey> found = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      Certificate certificate = store.getCertificate(alias);
      PrivateKey key = (PrivateKey) store.getKey(alias, ASCII);
      assertThat(PublicKeys.ofPrivate(key)).contains(certificate.getPublicKey());
      found.add(certificate.getPublicKey());
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(publicKeys());
  }

  @ParameterizedTest
  @EnumSource(Pkcs12Protection.class)
  void openSsl_findsEveryKey_underNamesOfTheirOwn(Pkcs12Protection protection) throws Exception {
    Outside.needs("openssl", "version");
    Path file = folder.resolve("all.pfx");
    write(history(), file, ASCII, protection);
    boolean legacy = protection == Pkcs12Protection.LEGACY_3DES;
    String said =
        said(
            "openssl pkcs12 -info -nodes -passin pass:pw -in " + file + (legacy ? " -legacy" : ""));
    assertThat(Files.readString(folder.resolve("aside")))
        .contains(legacy ? "pbeWithSHA1And3-KeyTripleDES-CBC" : "PBES2, PBKDF2, AES-256-CBC")
        .contains(legacy ? "MAC: sha1" : "MAC: sha256");
    Path pem = Files.writeString(folder.resolve("all.pem"), said);
    assertThat(KeyHistory.read(PasswordSource.of(), pem).keys())
        .extracting(DecryptionKey::publicKey)
        .containsExactlyInAnyOrderElementsOf(publicKeys());
    List<String> names =
        Pattern.compile("friendlyName: (.*)").matcher(said).results().map(m -> m.group(1)).toList();
    // Each on the key and on its newest certificate.
    assertThat(names).hasSize(8);
    assertThat(names.stream().distinct()).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(Pkcs12Protection.class)
  void bouncyCastle_gnuTls_andNss_findEveryKey(Pkcs12Protection protection) throws Exception {
    for (String program : List.of("certtool", "certutil", "pk12util")) {
      Outside.needsProgram(program);
    }
    Path file = folder.resolve("all.pfx");
    write(history(), file, ASCII, protection);
    KeyStore store = KeyStore.getInstance("PKCS12", Providers.bouncyCastle());
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, ASCII);
    }
    int keys = 0;
    for (String alias : Collections.list(store.aliases())) {
      keys += store.isKeyEntry(alias) ? 1 : 0;
    }
    assertThat(keys).isEqualTo(4);
    assertThat(said("certtool --p12-info --inder --password pw --infile " + file))
        .contains(protection == Pkcs12Protection.AES_256 ? "MAC: SHA256" : "MAC: SHA1")
        .containsSubsequence(Collections.nCopies(4, "BEGIN ENCRYPTED PRIVATE KEY"));
    String database = "sql:" + Files.createDirectory(folder.resolve("nss"));
    said("certutil -N --empty-password -d " + database);
    // It imports no two certificates with one issuer and serial number, but it reads them.
    assertThat(said("pk12util -W pw -l " + file + " -d " + database))
        .containsSubsequence(Collections.nCopies(4, "Key(shrouded)"));
  }

  private String said(String command) throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command.split(" "))
            .redirectOutput(said.toFile())
            .redirectError(folder.resolve("aside").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readString(said);
  }

  @Test
  void keyThatIsKeptElsewhere_isSaid_andNothingIsWritten() {
    X509Certificate certificate = ca.issue("bob@example.org").ec("P-256").build().certificate();
    KeyHistory history = KeyHistory.of(Credential.of(new PrivateKeyOperations() {}, certificate));
    Path file = folder.resolve("all.pfx");
    assertThat(catchThrowableOfType(KeyFile.class, () -> history.writePkcs12(file, PASSWORD)))
        .hasMessageContaining("a token or a service keeps the EC");
    assertThat(Arrays.asList(folder.toFile().list())).isEmpty();
  }

  private static void write(
      KeyHistory history, Path file, char[] password, Pkcs12Protection protection)
      throws IOException {
    if (protection == Pkcs12Protection.AES_256) {
      history.writePkcs12(file, password);
    } else {
      try (OutputStream out = Files.newOutputStream(file)) {
        history.writeLegacyPkcs12(out, password);
      }
    }
  }
}
