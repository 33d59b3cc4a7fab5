package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.CertificateBook;

/** Recipients' certificates from a folder and from a book, and how the book learns them. */
class CertificateSourcesTest {

  private static final String DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));

  @TempDir private Path folder;

  private final Company company = new Company();
  private Path trust;
  private Path alice;
  private Path bob;
  private Path partners;
  private Path book;

  CertificateSourcesTest() throws Exception {}

  @BeforeEach
  void write() throws Exception {
    trust = Files.writeString(folder.resolve("root.pem"), Company.certificate(company.root()));
    alice = person("alice");
    bob = person("bob");
    partners = Files.createDirectory(folder.resolve("partners"));
    book = folder.resolve("book");
    Run verified = Run.of("verify", "--harvest", book, "--trust", trust, mail("alice"));
    assertThat(verified.status()).isEqualTo(ExitStatus.FAILED);
  }

  private Path person(String name) throws Exception {
    return Company.write(
        folder.resolve(name + ".pem"),
        company.issue("CN=" + name, 2024, 2038, Company.BOTH, name + "@corp.example"));
  }

  /** A mail that nobody signed. */
  private Path mail(String from) throws IOException {
    return Files.writeString(
        folder.resolve(from + ".eml"),
        "From: %s@corp.example\r\nTo: bob@corp.example\r\nSubject: s\r\nDate: %s\r\n\r\nText.\r\n"
            .formatted(from, DATE));
  }

  private byte[] signed(Path key, Path mail) {
    Run run = Run.of("sign", "--key", key, mail);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    return run.out();
  }

  /** Puts the certificate of a person into the folder, without the key. */
  private void partner(String name, Path key) throws IOException {
    String pem = Files.readString(key);
    Files.writeString(
        partners.resolve(name), pem.substring(pem.indexOf("-----BEGIN CERTIFICATE-----")));
  }

  private Run seal(String address, Object... sources) throws IOException {
    Run run =
        Run.withInput(
            Files.readAllBytes(mail("alice")),
            "seal",
            "--filter",
            "--key",
            alice,
            "--to=" + address,
            "--trust",
            trust,
            List.of(sources));
    BadInputTest.noTrace(run);
    return run;
  }

  private Run harvest(byte[] mail, Object... more) {
    return Run.withInput(mail, "open", "--trust", trust, "--harvest", book, List.of(more));
  }

  private void opens(Run sealed, Path key) {
    assertThat(sealed.status()).as(sealed.err()).isEqualTo(ExitStatus.DONE);
    Run opened = Run.withInput(sealed.out(), "open", "--keys", key, "--json", "--trust", trust);
    assertThat(opened.status()).as(opened.text()).isEqualTo(ExitStatus.DONE);
  }

  private void nothing(Run run, int status, String said) {
    assertThat(run.status()).as(run.err()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(said);
  }

  private int known(String name) throws IOException {
    return CertificateBook.read(book)
        .certificates(List.of(name + "@corp.example"), any -> {})
        .size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"seal", "encrypt"})
  void aFolderAndABook_areAskedByAddress_withAndWithoutTheFilter(String command)
      throws IOException {
    partner("bob.cer", bob);
    opens(seal("bob@corp.example", "--certificates", partners), bob);
    harvest(signed(alice, mail("alice")));
    opens(seal("ALICE@corp.example", "--certificates", partners, "--book", book), alice);
    List<Object> signer = command.equals("seal") ? List.of("--key", alice) : List.of();
    Run both =
        Run.of(
            command,
            signer,
            List.of("--to", "bob@corp.example", "--to", "alice@corp.example"),
            List.of("--certificates", partners, "--book", book, "--trust", trust),
            mail("alice"));
    opens(both, alice);
    opens(both, bob);
  }

  @Test
  void whereNoSourceHasACertificate_theMailIsReturned() throws IOException {
    partner("bob.cer", bob);
    nothing(
        seal("carol@corp.example", "--certificates", partners, "--book", book),
        FilterOption.NOT_PERMITTED,
        "no certificate is known for carol@corp.example");
  }

  @Test
  void whereAFileOrTheBookIsUnreadable_mailToOthersWaits_andIsNeverSentInClear()
      throws IOException {
    partner("bob.cer", bob);
    Files.writeString(partners.resolve("carol.cer"), "-----BEGIN CERTIFICATE-----\nMII");
    List<Object> damaged = List.of("--certificates", partners, "--send-in-clear", "a test");
    opens(seal("bob@corp.example", damaged), bob);
    nothing(seal("carol@corp.example", damaged), FilterOption.TRY_AGAIN, "partners");
    Files.delete(partners.resolve("carol.cer"));
    assertThat(seal("carol@corp.example", damaged).status()).isEqualTo(ExitStatus.DONE);

    List<Object> both = new ArrayList<>(damaged);
    both.addAll(List.of("--book", folder.resolve("missing")));
    opens(seal("bob@corp.example", both), bob);
    nothing(seal("carol@corp.example", both), FilterOption.TRY_AGAIN, "no such book");
    String whole = Files.readString(book);
    Files.writeString(folder.resolve("missing"), whole.substring(0, whole.length() - 3));
    nothing(seal("carol@corp.example", both), FilterOption.TRY_AGAIN, "missing");
  }

  @Test
  void anEmptyFolder_isAMistake_andTheMailWaits() throws IOException {
    nothing(
        seal("bob@corp.example", "--certificates", partners, "--send-in-clear", "a test"),
        FilterOption.TRY_AGAIN,
        "it has no certificate");
  }

  @Test
  void anExpiredCertificateInTheFolder_doesNotHideTheOneInTheBook() throws Exception {
    partner(
        "alice.cer",
        Company.write(
            folder.resolve("old.pem"),
            company.issue("CN=alice", 2015, 2018, Company.BOTH, "alice@corp.example")));
    harvest(signed(alice, mail("alice")));
    opens(seal("alice@corp.example", "--certificates", partners, "--book", book), alice);
  }

  @Test
  void onlyTrustedAuthorsAreHarvested() throws Exception {
    assertThat(known("alice")).isZero();
    byte[] good = signed(alice, mail("alice"));
    // Bob's signature under a mail in Alice's name; a stranger's; a mail that was changed.
    harvest(signed(bob, mail("alice")));
    harvest(signed(bob, mail("alice")), "--anyone", "a test");
    Company strangers = new Company();
    harvest(
        signed(
            Company.write(
                folder.resolve("stranger.pem"),
                strangers.issue("CN=alice", 2024, 2038, Company.BOTH, "alice@corp.example")),
            mail("alice")));
    harvest(
        new String(good, StandardCharsets.ISO_8859_1)
            .replace("Text.", "Test.")
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(known("alice")).isZero();
    assertThat(known("bob")).isZero();
    harvest(good);
    assertThat(known("alice")).isOne();
    byte[] written = Files.readAllBytes(book);
    harvest(good);
    assertThat(book).hasBinaryContent(written);
  }

  @Test
  void aFilterHarvests_andDeliversEvenIfTheBookCannotBeWritten() throws IOException {
    byte[] sealed = seal("bob@corp.example", "--certificates", bob).out();
    List<Object> filter =
        List.of(
            List.of("decrypt", "--filter", "--authentication-results", "mx.example.org"),
            List.of("--keys", bob, "--trust", trust, "--harvest"));
    Run run = Run.withInput(sealed, filter, book);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).isEmpty();
    assertThat(run.text()).contains("smime=pass", "Text.");
    assertThat(known("alice")).isOne();
    Run unwritten = Run.withInput(sealed, filter, folder.resolve("none/book"));
    assertThat(unwritten.status()).isEqualTo(ExitStatus.DONE);
    assertThat(unwritten.text()).contains("smime=pass", "Text.");
    assertThat(unwritten.err()).startsWith("smime: --harvest: ");
  }

  @Test
  void runsThatHarvestAtOnce_loseNothing() throws Exception {
    List<CompletableFuture<Run>> runs = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      byte[] mail = signed(person("p" + i), mail("p" + i));
      runs.add(CompletableFuture.supplyAsync(() -> harvest(mail)));
    }
    for (CompletableFuture<Run> each : runs) {
      assertThat(each.get().status()).as(each.get().err()).isEqualTo(ExitStatus.DONE);
    }
    for (int i = 0; i < 8; i++) {
      assertThat(known("p" + i)).isOne();
    }
  }
}
