package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * By every method, content is the octets that were signed: those whose hash stands in the attribute
 * message-digest of the signature itself.
 */
class ExactOctetsTest {

  private static final List<Object> OPTIONS =
      List.of("--trust", Run.vector("trust"), "--at", "2026-06-01T00:00:00Z");

  @TempDir private Path folder;

  /** The CMS of a multipart/signed: the last Base64 in it. */
  private static byte[] cms(Path message) throws IOException {
    String mail = Files.readString(message, StandardCharsets.ISO_8859_1).replace("\r", "");
    String end = mail.substring(0, mail.lastIndexOf("\n--")).stripTrailing();
    return Base64.getMimeDecoder().decode(end.substring(end.lastIndexOf("\n\n")));
  }

  private static boolean contains(byte[] whole, byte[] part) {
    return new String(whole, StandardCharsets.ISO_8859_1)
        .contains(new String(part, StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "address-plus.eml, raw",
    "signed-lf.eml, crlf",
    "stored-mixed.eml, crlf",
    "stored-mbox.eml, crlf",
    "signed-over-lf.eml, lf",
    "signed-with-one-more-crlf.eml, with-final-crlf",
    "signed-without-last-crlf.eml, without-final-crlf"
  })
  void contentIsWhatWasSigned_inEachForm_byEachDoor(String name, String form) throws Exception {
    Path message = Run.message(name);
    Path written = folder.resolve("written");
    Run run = Run.of("open", "--json", OPTIONS, "--content", written, message);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    Json report = run.only();
    assertThat(report.get("layers").list().get(0).get("matchedBytes").text()).isEqualTo(form);
    String hash = report.get("contentSha256").text();
    assertThat(contains(cms(message), HexFormat.of().parseHex(hash)))
        .as("the hash that was signed")
        .isTrue();
    assertThat(ContentTest.sha256(written)).isEqualTo(hash);
    assertThat(Files.size(written)).isEqualTo(report.get("contentLength").number());

    Path plaintext = folder.resolve("plaintext");
    Path manifest = Files.writeString(folder.resolve("manifest"), message.toAbsolutePath() + "\n");
    Run archive =
        Run.of(
            "archive",
            "--job",
            folder.resolve("job"),
            OPTIONS,
            "--plaintext",
            plaintext,
            "--manifest",
            manifest);
    assertThat(archive.status()).as(archive.err()).isEqualTo(ExitStatus.DONE);
    Json line = Json.parse(Files.readString(folder.resolve("job/report.ndjson")).strip());
    assertThat(line.get("contentSha256").text()).isEqualTo(hash);
    try (Stream<Path> files = Files.walk(plaintext)) {
      assertThat(files.filter(Files::isRegularFile).toList())
          .singleElement()
          .satisfies(
              file -> {
                // The header is another, by which it is filed; what it says is the same.
                String mail = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(mail).endsWith(body(written)).contains("MIME-Version: 1.0");
              });
    }
  }

  private static String body(Path entity) throws IOException {
    String whole = Files.readString(entity, StandardCharsets.ISO_8859_1);
    return whole.split("\r?\n\r?\n", 2)[1];
  }

  /** Octets with bare line feeds, bare carriage returns and both. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSignatureOverBinaryGivesTheBinary(boolean opaque) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] octets = new byte[5000];
    random.nextBytes(octets);
    for (int i = 0; i < octets.length; i++) {
      if (random.nextInt(4) == 0) {
        octets[i] = (byte) "\r\n".charAt(random.nextInt(2));
      }
    }
    Path document = Files.write(folder.resolve("doc.bin"), octets);
    Path signature = folder.resolve("doc.p7");
    Path out = folder.resolve("out");
    Run sign =
        Run.of(
            "sign",
            "--cms",
            opaque ? List.of("--opaque") : List.of(),
            "--key",
            Run.vector("pki/bob.pfx"),
            "--password-file",
            Run.vector("pki/passwords.txt"),
            "--out",
            signature,
            document);
    assertThat(sign.status()).as(sign.err()).isEqualTo(ExitStatus.DONE);
    Run run =
        Run.of(
            "open",
            "--json",
            "--require-trusted",
            "--trust",
            Run.vector("trust"),
            "--from",
            "bob@example.org",
            opaque ? List.of() : List.of("--detached", document),
            "--content",
            out,
            signature);
    assertThat(run.status()).as("seed " + seed + run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(Arrays.equals(Files.readAllBytes(out), octets)).as("seed " + seed).isTrue();
    assertThat(run.only().get("contentSha256").text()).isEqualTo(ContentTest.sha256(document));
  }
}
