package org.smime4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateBook;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.doors.BadFiles;
import org.smime4j.findings.Finding;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/**
 * One bad file, entry, line or value among good ones, of every kind of damage, at every door of the
 * library (threat D9): the good ones are read, and the bad one is named.
 */
class OneBadFileTest {

  private static final TestPki.Authority CA = TestPki.authority("Bad files");
  private static final TestPki.Issued ALICE = CA.issue("alice@example.org").rsa(1024).build();
  private static final PasswordSource PASSWORDS = PasswordSource.of("right".toCharArray());

  @TempDir private Path folder;
  private BadFiles bad;

  @BeforeEach
  void damage() throws Exception {
    bad = new BadFiles();
  }

  private Path plant(String name) throws IOException {
    return bad.plant(folder.resolve(name));
  }

  @Test
  void d9_aDirectoryOfKeys() throws Exception {
    bad.add("another.pfx", TestPfx.modern("other").key(ALICE.privateKey(), "a", null).build());
    Path directory = plant("keys");
    Files.write(
        directory.resolve("good.key"),
        BadFiles.pem("PRIVATE KEY", ALICE.privateKey().getEncoded()));
    Files.write(
        directory.resolve("good.pem"),
        BadFiles.pem("CERTIFICATE", ALICE.certificate().getEncoded()));
    KeyHistory history = KeyHistory.read(PASSWORDS, directory);
    assertThat(history.size()).isEqualTo(1);
    assertThat(history.entries()).hasSize(1);
    bad.areNamedIn(history.skipped().keySet().toString());
    assertThat(history.skipped().toString()).doesNotContain("good.");
    KeyDirectory indexed = KeyDirectory.open(directory, PASSWORDS);
    bad.areNamedIn(indexed.skipped().keySet().toString());
    assertThat(indexed.skipped().toString()).doesNotContain("good.");
    assertThat(indexed.keys().toString()).contains("1 key");
  }

  @Test
  void d9_aDirectoryWithTheKeyThatSigns() throws Exception {
    Path directory = plant("own");
    Files.write(directory.resolve("good.pfx"), bad.good());
    for (Purpose purpose : List.of(Purpose.SIGNING, Purpose.ENCRYPTION)) {
      Credential own = Credential.read(directory, PASSWORDS, purpose);
      assertThat(own.certificate()).isEqualTo(bad.alice().certificate());
      bad.areNamedIn(own.skipped().keySet().toString());
    }
    assertThat(Credential.of(ALICE.privateKey(), ALICE.certificate()).skipped()).isEmpty();
  }

  @Test
  void d9_aFolderOfAnchors() throws Exception {
    Path directory = plant("trust");
    Files.write(
        directory.resolve("good.pem"), BadFiles.pem("CERTIFICATE", CA.certificate().getEncoded()));
    CertificateFiles found = CertificateFiles.readCertificates(directory);
    assertThat(found.certificates()).containsExactly(CA.certificate());
    bad.areNamedIn(found.skipped().toString());
    assertThat(found.skipped().toString()).doesNotContain("good.");
  }

  @Test
  void d9_aFolderOfRevocationLists() throws Exception {
    byte[] crl = CA.crl().getEncoded();
    bad.add("bad-no-crl.pem", BadFiles.pem("X509 CRL", ALICE.certificate().getEncoded()));
    Path directory = plant("crls");
    Files.write(directory.resolve("good.crl"), crl);
    CertificateFiles found = CertificateFiles.readCrls(directory);
    assertThat(found.crls()).hasSize(1);
    bad.areNamedIn(found.skipped().toString());
  }

  @Test
  void d9_oneBagOfAPfx() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("pfx"));
    Path file = Files.write(directory.resolve("some.pfx"), bad.withBadBags());
    for (Path place : List.of(file, directory)) {
      KeyHistory history = KeyHistory.read(PASSWORDS, place);
      assertThat(history.keys().get(0).certificates()).containsExactly(bad.alice().certificate());
      assertThat(history.skipped().keySet().toString()).contains("some.pfx, entry 4", "entry 5");
    }
    KeyDirectory indexed = KeyDirectory.open(directory, PASSWORDS);
    assertThat(indexed.skipped().toString()).contains("some.pfx", "entry 4", "entry 5");
    assertThat(indexed.keys().toString()).contains("1 key");
    CertificateFiles found = CertificateFiles.readCertificates(file, PASSWORDS);
    assertThat(found.certificates()).containsExactly(bad.alice().certificate());
    assertThat(found.skipped().toString()).contains("some.pfx", "1 certificate");
  }

  @Test
  void d9_oneLineOfABook() throws Exception {
    TestPki.Issued bob = CA.issue("bob@example.org").rsa(1024).build();
    Path file = folder.resolve("book");
    CertificateBook.empty().and(List.of(ALICE.certificate(), bob.certificate())).writeTo(file);
    List<String> lines = Files.readAllLines(file);
    for (String damaged :
        List.of("nonsense", lines.get(1).substring(9), "\u00ff" + lines.get(1).substring(1))) {
      List<String> changed = new ArrayList<>(lines);
      changed.set(1, damaged);
      Files.write(file, changed, StandardCharsets.ISO_8859_1);
      List<Finding> notes = new ArrayList<>();
      CertificateBook book = CertificateBook.read(file, notes::add);
      assertThat(book.certificates(List.of("bob@example.org"), notes::add)).hasSize(1);
      assertThat(notes).hasSize(1);
      assertThat(notes.get(0).sentence()).contains("line 2", "book");
    }
    Files.write(file, lines.subList(0, 2));
    List<Finding> notes = new ArrayList<>();
    assertThat(CertificateBook.read(file, notes::add)).hasToString("Book of 1 addresses");
    assertThat(notes).hasSize(1);
  }

  @Test
  void d9_oneValueOfAnEntryInLdap() throws Exception {
    for (byte[] damaged : bad.all().values()) {
      List<Finding> notes = new ArrayList<>();
      List<byte[]> values = List.of(damaged, ALICE.certificate().getEncoded());
      assertThat(CertificateBook.ofDirectoryValues(values, List.of(damaged), "entry", notes::add))
          .hasSize(1);
      assertThat(notes).hasSize(2);
      assertThat(notes.get(0).sentence()).contains("1");
    }
  }
}
