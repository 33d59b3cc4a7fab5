package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code archive} and {@code decrypt --filter} say and write of messages that deceived them:
 * as the README in the folder {@code attacks} demands of those in its folder {@code third}.
 */
class WrittenInPlaceOfAttacksTest {

  private static final String AT = "2026-12-03T00:00:00Z";

  @TempDir private Path folder;

  private static Path third(String name) {
    return AttacksThroughTheCommandLineTest.attacks().resolve("third").resolve(name);
  }

  private static List<Object> options() {
    return List.of(
        "--keys",
        Run.vector("history"),
        "--password-file",
        Run.vector("pki/passwords.txt"),
        "--trust",
        third("../root.pem"),
        "--at",
        AT);
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  /** The fields of a message by their names; each stands in it once. */
  private static Map<String, String> fields(byte[] mail) {
    Map<String, String> fields = new TreeMap<>();
    String header = text(mail).replace("\r", "").split("\n\n", 2)[0];
    for (String field : header.split("\n(?![ \t])")) {
      String name = field.substring(0, field.indexOf(':'));
      String former = fields.put(name, field.substring(name.length() + 1).strip());
      assertThat(former).as(header).isNull();
    }
    return fields;
  }

  private static String fromOutside(Map<String, String> fields) {
    assertThat(fields.toString()).doesNotContainIgnoringCase("ceo");
    assertThat(fields).containsEntry("From", "Mallory <mallory@evil.example>");
    assertThat(fields).containsEntry("Date", "Wed, 02 Dec 2026 09:00:00 +0000");
    return fields.getOrDefault("Authentication-Results", "");
  }

  private Path maildir(String name) throws IOException {
    Path maildir = folder.resolve("maildir");
    for (String each : List.of("cur", "new", "tmp")) {
      Files.createDirectories(maildir.resolve(each));
    }
    Files.copy(third(name), maildir.resolve("cur/1.M1P1.host:2,S"));
    return maildir;
  }

  private byte[] onlyFile(Path in) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return Files.readAllBytes(all.get(0));
    }
  }

  /** The content is what was decrypted, octet for octet. */
  @ParameterizedTest
  @ValueSource(strings = {"mallory/hpclear.eml", "mallory/nohp.eml"})
  void b19_aHeaderInTheContentForWhichNobodyVouches_isNamed(String name) throws IOException {
    Path out = folder.resolve("x.eml");
    Run run = Run.of("decrypt", "--out", out, options(), third(name));
    assertThat(run.status()).isEqualTo(ExitStatus.DONE);
    assertThat(Files.readString(out)).contains("From: CEO");
    assertThat(run.err()).contains("HEADER_UNVERIFIED", "archive --plaintext", "--filter");
    Run piped = Run.of("decrypt", "--json", "--out", out, options(), third(name));
    assertThat(piped.err()).containsOnlyOnce("HEADER_UNVERIFIED");
  }

  @Test
  void b19_aHeaderThatATrustedAuthorSigned_isWrittenWithoutAWarning() throws IOException {
    Path out = folder.resolve("x.eml");
    Run run =
        Run.of(
            "decrypt",
            "--out",
            out,
            "--keys",
            Run.vector("history"),
            "--password-file",
            Run.vector("pki/passwords.txt"),
            "--trust",
            Run.vector("trust/root.pem"),
            "--at",
            "2026-06-01T00:00:00Z",
            Run.vector("messages/headers/hp-sealed-later.eml"));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(Files.readString(out)).contains("From: ");
    assertThat(run.text() + run.err()).doesNotContain("HEADER_UNVERIFIED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mallory/hpclear.eml", "mallory/nohp.eml"})
  void b19_fieldsInUnsignedCiphertext_areWrittenNowhere(String name) throws IOException {
    String dkim = "mx.example.org; dkim=pass header.d=evil.example";
    Path in = Files.createDirectory(folder.resolve("in"));
    Files.copy(third(name), in.resolve("1.eml"));
    Path plain = folder.resolve("plain");
    Run filed =
        Run.of("archive", "--job", folder.resolve("a"), "--plaintext", plain, options(), in);
    assertThat(filed.status()).as(filed.err()).isEqualTo(ExitStatus.DONE);
    assertThat(fromOutside(fields(onlyFile(plain)))).isEmpty();

    Path maildir = maildir(name);
    Object carol = Run.vector("pki/carol.pem");
    Run again =
        Run.of(
            "archive",
            "--job",
            folder.resolve("b"),
            "--in-place",
            "reencrypted",
            "--reencrypt-to",
            carol,
            options(),
            maildir);
    assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.DONE);
    assertThat(onlyFile(maildir.resolve("cur"))).isNotEqualTo(Files.readAllBytes(third(name)));
    assertThat(fromOutside(fields(onlyFile(maildir.resolve("cur"))))).isEqualTo(dkim);

    Files.delete(Files.list(maildir.resolve("cur")).findFirst().orElseThrow());
    Files.copy(third(name), maildir.resolve("cur/1.M1P1.host:2,S"));
    Run changed =
        Run.of(
            "archive", "--job", folder.resolve("c"), "--in-place", "plaintext", options(), maildir);
    assertThat(changed.status()).as(changed.err()).isEqualTo(ExitStatus.DONE);
    byte[] opened = onlyFile(maildir.resolve("cur"));
    assertThat(text(opened)).doesNotContain("pkcs7");
    assertThat(fromOutside(fields(opened))).isEqualTo(dkim);

    assertThat(fromOutside(fields(filtered(name).out())))
        .matches("mx\\.example\\.org;\\s+smime=none");
  }

  private static Run filtered(String name, Object... more) throws IOException {
    Run run =
        Run.withInput(
            Files.readAllBytes(third(name)),
            "decrypt",
            "--filter",
            "--authentication-results",
            "mx.example.org",
            options(),
            List.of(more));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    return run;
  }

  /**
   * The gadget sends what Alice was sent; the text of the original stands in an image's address.
   */
  @Test
  void b19_contentWithoutAuthentication_isMarkedOrStaysEncrypted() throws IOException {
    for (String name : List.of("filter/gadget.eml", "filter/cbc.eml")) {
      assertThat(fields(filtered(name).out())).containsEntry("Smime-Decrypted", "unauthenticated");
      Run left = filtered(name, "--only-authenticated");
      assertThat(text(left.out())).contains("enveloped-data").doesNotContain("Smime-Decrypted");
    }
  }

  @Test
  void b20_whatReadpstDidNotWrite_isJudgedAsOpenJudgesIt() throws IOException {
    Path job = folder.resolve("job");
    Run.of("archive", "--job", job, options(), third("archive"));
    List<Json> report =
        Files.readString(job.resolve("report.ndjson")).lines().map(Json::parse).toList();
    assertThat(report).hasSize(3);
    for (Json message : report) {
      String file = message.get("file").text();
      Json judged = message.get("layers").list().get(0);
      if (file.startsWith("00")) {
        assertThat(judged.get("coverage").text()).isEqualTo("whole");
        assertThat(judged.get("signers").list().get(0).get("verdict").text()).isEqualTo("trusted");
      } else {
        Json opened = Run.of("open", "--json", options(), third("archive/" + file)).only();
        assertThat(judged.toString()).isEqualTo(opened.get("layers").list().get(0).toString());
        assertThat(judged.get("coverage").text()).isEqualTo("part");
      }
    }
  }

  @Test
  void anMboxOfTwoMessages_isRefusedWithTheCommandThatTakesIt() {
    for (String command : List.of("open", "decrypt", "verify")) {
      Run run = Run.of(command, options(), third("mbox/two.mbox"));
      assertThat(run.status()).isNotEqualTo(ExitStatus.DONE);
      assertThat(run.err() + run.text()).contains("smime archive").doesNotContain("TRUSTED");
    }
  }
}
