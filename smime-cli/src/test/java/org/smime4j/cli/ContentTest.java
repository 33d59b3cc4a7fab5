package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --content} writes, and what it does not. */
class ContentTest {

  private static final List<Object> OPTIONS =
      List.of(
          "--keys",
          Run.vector("history"),
          "--password-file",
          Run.vector("pki/passwords.txt"),
          "--trust",
          Run.vector("trust"),
          "--at",
          "2026-06-01T00:00:00Z");

  @TempDir private Path folder;

  static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private Set<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void theFileHoldsTheOctetsOfTheHash() throws Exception {
    for (String name :
        List.of("signed-encrypted.eml", "signed-lf.eml", "triple.eml", "compressed.eml")) {
      Path target = folder.resolve(name + ".content");
      Run run = Run.of("open", "--json", OPTIONS, "--content", target, Run.message(name));
      assertThat(run.status()).as(name + run.err()).isEqualTo(ExitStatus.DONE);
      assertThat(sha256(target)).isEqualTo(run.only().get("contentSha256").text());
      assertThat(Files.size(target)).isEqualTo(run.only().get("contentLength").number());
    }
    assertThat(names(folder)).hasSize(4);
  }

  /** A shared key is replaced and keeps its identifier; old mail needs the old one. */
  @Test
  void everySharedKeyOfOneIdentifierIsTried() throws Exception {
    BouncyCastleProvider provider = new BouncyCastleProvider();
    byte[] mail = "Content-Type: text/plain\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKEKRecipientInfoGenerator(new byte[] {1}, new SecretKeySpec(new byte[16], "AES"))
            .setProvider(provider));
    byte[] cms =
        generator
            .generate(
                new CMSProcessableByteArray(mail),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC)
                    .setProvider(provider)
                    .build())
            .getEncoded();
    Path message = Files.write(folder.resolve("message.p7m"), cms);
    Path right = Files.writeString(folder.resolve("right.txt"), "00".repeat(16));
    Path wrong = Files.writeString(folder.resolve("wrong.txt"), "11".repeat(16));
    for (List<Path> files : List.of(List.of(right, wrong), List.of(wrong, right))) {
      Path target = folder.resolve(files.indexOf(right) + ".content");
      Run run =
          Run.of(
              "open",
              "--kek",
              "01=" + files.get(0),
              "--kek",
              "01=" + files.get(1),
              "--content",
              target,
              message);
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
      assertThat(Files.readAllBytes(target)).isEqualTo(mail);
    }
  }

  @Test
  void unauthenticatedContentIsWrittenWithAWarning() throws IOException {
    Path target = folder.resolve("content");
    Run run =
        Run.of(
            "open",
            "--json",
            OPTIONS,
            "--content",
            target,
            Run.message("encrypted-aes-256-cbc.eml"));
    assertThat(run.status()).isEqualTo(ExitStatus.DONE);
    assertThat(target).exists();
    assertThat(run.err()).contains("not authenticated");
  }

  /** Nothing of it is shown, so it is said also where nothing is written. */
  @Test
  void a12_contentThatIsNoMimeIsWarnedOf() throws IOException {
    Run shown = Run.of("open", OPTIONS, Run.message("a12-not-mail.eml"));
    assertThat(shown.status()).isEqualTo(ExitStatus.DONE);
    assertThat(shown.text()).contains("not authenticated", "content is no MIME", "NOT_MIME");
    Run mime = Run.of("open", OPTIONS, Run.message("encrypted-aes-256-cbc.eml"));
    assertThat(mime.text()).doesNotContain("no MIME");
  }

  @Test
  void contentOfABrokenSignatureIsWrittenOnlyForAReason() throws IOException {
    Path target = Files.writeString(folder.resolve("content"), "what was there before");
    Path broken = Run.message("signed-altered.eml");
    Run withheld = Run.of("open", "--json", OPTIONS, "--content", target, broken);
    assertThat(withheld.only().get("outcome").text()).isEqualTo("opened");
    assertThat(withheld.only().get("error").text()).contains("--unverified");
    assertThat(withheld.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(target).hasContent("what was there before");

    Run written =
        Run.of("open", "--json", OPTIONS, "--content", target, "--unverified", "to look", broken);
    assertThat(written.status()).isEqualTo(ExitStatus.DONE);
    assertThat(Files.readString(target)).startsWith("Content-Type: text/plain");
    assertThat(names(folder)).containsExactly("content");
  }

  @Test
  void severalMessagesHaveSafeAndDistinctNamesInADirectory() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Path same = Files.copy(Run.message("triple.eml"), other.resolve("signed-encrypted.eml"));
    Path hidden = Files.copy(Run.message("triple.eml"), other.resolve(".x y\u0007;.eml"));
    Path out = folder.resolve("out");
    Run run =
        Run.of(
            "open",
            "--json",
            OPTIONS,
            "--content",
            out,
            Run.message("signed-encrypted.eml"),
            same,
            hidden,
            Run.message("not-smime.eml"));
    assertThat(run.json().stream().map(line -> line.get("outcome").text()).toList())
        .containsExactly("opened", "opened", "opened", "not-smime");
    assertThat(names(out))
        .containsExactlyInAnyOrder("signed-encrypted.eml", "signed-encrypted-2.eml", "_.x y__.eml");
  }

  @Test
  void noMessageIsWrittenOver() throws IOException {
    Path message = Files.copy(Run.message("triple.eml"), folder.resolve("a.eml"));
    byte[] before = Files.readAllBytes(message);
    for (Path target : List.of(message, folder)) {
      Run run = Run.of("open", "--json", OPTIONS, "--content", target, message);
      assertThat(run.status()).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(Files.readAllBytes(message)).isEqualTo(before);
    }
    assertThat(names(folder)).containsExactly("a.eml");
  }

  @Test
  void noCertificateInADirectoryIsWrittenOver() throws IOException {
    Path root = Files.copy(Run.vector("trust/root.pem"), folder.resolve("root.pem"));
    Run run =
        Run.of("open", OPTIONS, "--trust", folder, "--content", root, Run.message("triple.eml"));
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(root).hasSameBinaryContentAs(Run.vector("trust/root.pem"));
  }

  @Test
  void a14_nothingIsLeftOfAMessageThatFails() throws IOException {
    Path target = folder.resolve("content");
    Run run =
        Run.of(
            "open",
            "--json",
            OPTIONS,
            "--content",
            target,
            Run.message("encrypted-gcm-altered.der"));
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void aTargetThatCannotBeWrittenIsASentence() {
    Path target = folder.resolve("absent").resolve("content");
    Run run = Run.of("open", "--json", OPTIONS, "--content", target, Run.message("triple.eml"));
    assertThat(run.only().get("outcome").text()).isEqualTo("io-error");
    assertThat(run.only().get("error").text()).contains("absent");
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    BadInputTest.noTrace(run);
  }

  @Test
  void aPageForAPersonShowsNoTextOfABrokenSignatureUnlessToldWhy() {
    Path broken = Run.message("signed-altered.eml");
    assertThat(Run.of("open", OPTIONS, broken).text())
        .contains("BROKEN")
        .contains("DIGEST_MISMATCH")
        .doesNotContain("Dear Alice");
    assertThat(Run.of("open", OPTIONS, "--unverified", "to look", broken).text())
        .contains("Dear Alice");
  }

  @Test
  void aPageForAPersonTellsWhoSignedItAndWhatItSays() {
    Run run = Run.of("open", OPTIONS, Run.message("signed-encrypted.eml"));
    assertThat(run.status()).isEqualTo(ExitStatus.DONE);
    assertThat(run.text())
        .contains("opened")
        .contains("aes256-cbc")
        .contains("TRUSTED")
        .contains("bob@example.org")
        .contains("text/plain")
        .contains("| Dear Alice,")
        .contains("this memory \u2014 keep the key")
        .doesNotContain("\u001b");
  }

  @Test
  void a1_anEncryptedPartAmongOthersIsLeftClosedUnlessAsked() throws IOException {
    String mail = Files.readString(Run.message("encrypted-2025.eml"));
    String part = mail.substring(mail.indexOf("Content-Disposition:"));
    Path wrapped =
        Files.writeString(
            folder.resolve("wrapped.eml"),
            "From: mallory@example.org\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
                + "Content-Type: text/plain\r\n\r\nwhat Mallory says\r\n--x\r\n"
                + part
                + "\r\n--x--\r\n");
    Path target = folder.resolve("content");
    Json closed = Run.of("open", "--json", OPTIONS, wrapped).only();
    Json layer = closed.get("layers").list().get(0);
    assertThat(layer.get("coverage").text()).isEqualTo("part");
    assertThat(layer.get("opened").bool()).isFalse();
    assertThat(layer.get("key").isNull()).isTrue();
    assertThat(closed.get("outcome").text()).isEqualTo("partly-opened");
    assertThat(closed.get("error").text()).contains("--errant");
    assertThat(closed.get("contentSha256").isNull()).isTrue();
    assertThat(closed.get("notes").strings()).containsExactly("PART_ENCRYPTED");
    assertThat(Run.of("open", OPTIONS, wrapped).text())
        .contains("PART_ENCRYPTED: A part of the message is encrypted")
        .doesNotContain("Dear Alice");

    Json opened = Run.of("open", "--json", "--errant", OPTIONS, wrapped).only();
    assertThat(opened.get("outcome").text()).isEqualTo("opened");
    assertThat(opened.get("layers").list().get(0).get("opened").bool()).isTrue();
    assertThat(opened.get("contentSha256").isNull()).isTrue();
    // What was inside never stands beside what was not.
    assertThat(Run.of("open", "--errant", OPTIONS, wrapped).text())
        .contains("Dear Alice")
        .doesNotContain("Mallory says");
    assertThat(Run.of("open", "--errant", OPTIONS, "--content", target, wrapped).status())
        .isEqualTo(ExitStatus.FAILED);
    assertThat(target).doesNotExist();
  }
}
