package org.smime4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.CertificateBook;
import org.smime4j.CertificateFiles;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.findings.Finding;
import org.smime4j.keys.PasswordSource;
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
  private final Map<String, byte[]> damages = new LinkedHashMap<>();

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] pem(String label, byte[] octets) {
    String base64 = Base64.getMimeEncoder().encodeToString(octets);
    return text("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
  }

  private static byte[] half(byte[] whole) {
    return Arrays.copyOf(whole, whole.length / 2);
  }

  /** The same with other octets where the first stand. */
  private static byte[] with(byte[] whole, int at, int value) {
    byte[] changed = whole.clone();
    changed[at] = (byte) value;
    return changed;
  }

  @BeforeEach
  void damage() throws Exception {
    byte[] certificate = ALICE.certificate().getEncoded();
    byte[] pfx =
        TestPfx.modern("right")
            .key(ALICE.privateKey(), "a", null)
            .certificate(ALICE.certificate(), "a", null)
            .build();
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    store.setCertificateEntry("a", ALICE.certificate());
    ByteArrayOutputStream jks = new ByteArrayOutputStream();
    store.store(jks, "right".toCharArray());
    byte[] noise = new byte[1000];
    new Random(1).nextBytes(noise);
    byte[] nested = new byte[100_000];
    for (int i = 0; i < nested.length; i += 2) {
      nested[i] = 0x30;
      nested[i + 1] = (byte) 0x80;
    }
    int version =
        new String(certificate, StandardCharsets.ISO_8859_1).indexOf("\u00a0\u0003\u0002");
    damages.put("empty", new byte[0]);
    damages.put("one-octet", new byte[] {0x30});
    damages.put("noise", noise);
    damages.put("text", text("nothing of use\n"));
    damages.put("zip", text("PK\u0003\u0004 and more"));
    damages.put("nested.der", nested);
    damages.put("length.der", new byte[] {0x30, (byte) 0x84, 0x7f, -1, -1, -1, 0x30, 0});
    damages.put("cut.der", half(certificate));
    damages.put("version.der", with(certificate, version, 0xa1));
    damages.put("version.pem", pem("CERTIFICATE", with(certificate, version, 0xa2)));
    damages.put("cut.pem", half(pem("CERTIFICATE", certificate)));
    damages.put(
        "letters.pem", text("-----BEGIN CERTIFICATE-----\nMIIx=y\n-----END CERTIFICATE-----"));
    damages.put("cut.pfx", half(pfx));
    damages.put("mac.pfx", with(pfx, pfx.length / 2, pfx[pfx.length / 2] ^ 1));
    damages.put("cut.jks", half(jks.toByteArray()));
    damages.put(
        "cut.sst", new byte[] {0, 0, 0, 0, 'C', 'E', 'R', 'T', 0x20, 0, 0, 0, 1, 0, 0, 0, 9});
  }

  private Path plant(String name) throws IOException {
    Path directory = Files.createDirectory(folder.resolve(name));
    for (Map.Entry<String, byte[]> each : damages.entrySet()) {
      Files.write(directory.resolve(each.getKey()), each.getValue());
    }
    Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));
    Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));
    return directory;
  }

  private void allAreNamed(String said) {
    for (String name : damages.keySet()) {
      assertThat(said).contains(name);
    }
  }

  @Test
  void d9_aDirectoryOfKeys() throws Exception {
    damages.put("another.pfx", TestPfx.modern("other").key(ALICE.privateKey(), "a", null).build());
    Path directory = plant("keys");
    Files.write(directory.resolve("good.key"), pem("PRIVATE KEY", ALICE.privateKey().getEncoded()));
    Files.write(
        directory.resolve("good.pem"), pem("CERTIFICATE", ALICE.certificate().getEncoded()));
    KeyHistory history = KeyHistory.read(PASSWORDS, directory);
    assertThat(history.size()).isEqualTo(1);
    assertThat(history.entries()).hasSize(1);
    allAreNamed(history.skipped().keySet().toString());
    assertThat(history.skipped().toString()).doesNotContain("good.");
    KeyDirectory indexed = KeyDirectory.open(directory, PASSWORDS);
    allAreNamed(indexed.skipped().keySet().toString());
    assertThat(indexed.skipped().toString()).doesNotContain("good.");
    assertThat(indexed.keys().toString()).contains("1 key");
  }

  @Test
  void d9_aFolderOfAnchors() throws Exception {
    Path directory = plant("trust");
    Files.write(directory.resolve("good.pem"), pem("CERTIFICATE", CA.certificate().getEncoded()));
    CertificateFiles found = CertificateFiles.readCertificates(directory);
    assertThat(found.certificates()).containsExactly(CA.certificate());
    allAreNamed(found.skipped().toString());
    assertThat(found.skipped().toString()).doesNotContain("good.");
  }

  @Test
  void d9_aFolderOfRevocationLists() throws Exception {
    byte[] crl = CA.crl().getEncoded();
    damages.put("cut.crl", half(crl));
    damages.put("cut-crl.pem", half(pem("X509 CRL", crl)));
    damages.put("no-crl.pem", pem("X509 CRL", ALICE.certificate().getEncoded()));
    Path directory = plant("crls");
    Files.write(directory.resolve("good.crl"), crl);
    CertificateFiles found = CertificateFiles.readCrls(directory);
    assertThat(found.crls()).hasSize(1);
    allAreNamed(found.skipped().toString());
  }

  @Test
  void d9_oneBagOfAPfx() throws Exception {
    byte[] half = half(CA.certificate().getEncoded());
    byte[] pfx =
        TestPfx.modern("right")
            .key(ALICE.privateKey(), "a", null)
            .bag(
                PKCSObjectIdentifiers.certBag,
                new CertBag(PKCSObjectIdentifiers.x509Certificate, new DEROctetString(half)))
            .bag(PKCSObjectIdentifiers.keyBag, new DERSequence())
            .certificate(ALICE.certificate(), "a", null)
            .build();
    Path directory = Files.createDirectory(folder.resolve("pfx"));
    Path file = Files.write(directory.resolve("some.pfx"), pfx);
    for (Path place : List.of(file, directory)) {
      KeyHistory history = KeyHistory.read(PASSWORDS, place);
      assertThat(history.keys().get(0).certificates()).containsExactly(ALICE.certificate());
      assertThat(history.skipped().keySet().toString()).contains("some.pfx, entry 4", "entry 5");
    }
    KeyDirectory indexed = KeyDirectory.open(directory, PASSWORDS);
    assertThat(indexed.skipped().toString()).contains("some.pfx", "entry 4", "entry 5");
    assertThat(indexed.keys().toString()).contains("1 key");
    CertificateFiles found = CertificateFiles.readCertificates(file, PASSWORDS);
    assertThat(found.certificates()).containsExactly(ALICE.certificate());
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
    for (byte[] damaged : damages.values()) {
      List<Finding> notes = new ArrayList<>();
      List<byte[]> values = List.of(damaged, ALICE.certificate().getEncoded());
      assertThat(CertificateBook.ofDirectoryValues(values, List.of(damaged), "entry", notes::add))
          .hasSize(1);
      assertThat(notes).hasSize(2);
      assertThat(notes.get(0).sentence()).contains("1");
    }
  }
}
