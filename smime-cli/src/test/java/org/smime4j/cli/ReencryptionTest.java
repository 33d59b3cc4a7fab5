package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code smime archive --reencrypt-to}: another envelope, and nothing else. */
@Tag("thorough")
class ReencryptionTest {

  @TempDir private Path folder;

  private Path in;
  private Path out;
  private Path carol;

  @BeforeEach
  void people() throws IOException {
    in = Files.createDirectories(folder.resolve("in"));
    out = folder.resolve("out");
    carol = folder.resolve("carol.pem");
    Files.writeString(
        carol,
        Files.readString(Run.vector("pki/carol.key"))
            + Files.readString(Run.vector("pki/carol.pem")));
  }

  private Run archive(Object... more) {
    return Run.of(
        "archive",
        "--job",
        folder.resolve("job"),
        ArchiveTest.OPTIONS,
        "--reencrypt-to",
        Run.vector("pki/carol.pem"),
        "--reencrypted",
        out,
        List.of(more));
  }

  private List<Json> report() throws IOException {
    return ArchiveTest.sorted(folder.resolve("job")).stream().map(Json::parse).toList();
  }

  private Json openedByCarol(Path message) {
    return Run.of(
            "open",
            "--json",
            "--keys",
            carol,
            "--trust",
            Run.vector("trust"),
            "--at",
            "2026-06-01T00:00:00Z",
            message)
        .only();
  }

  /** All messages of the kit that are sealed as honest ones are. */
  @Test
  void theNewKeyOpensTheSameContent_withTheSameSignatures_underTheSameHeader() throws Exception {
    for (Map.Entry<String, Path> message : Run.messages().entrySet()) {
      if (message
          .getKey()
          .matches(
              "(composed|encrypted|hp-sealed|nested|ski|rid|gcm|lf-inside|x-pkcs7"
                  + "|octet-string|ber|cbc|oaep|plain-text|signed-encrypted|triple"
                  + "|a2-gadget-in-signed).*eml")) {
        Files.copy(message.getValue(), in.resolve(message.getKey()));
      }
    }
    archive(in);
    Run.of(
        "archive",
        "--job",
        folder.resolve("carol"),
        "--keys",
        carol,
        "--trust",
        Run.vector("trust"),
        "--at",
        "2026-06-01T00:00:00Z",
        out);
    Map<String, Json> byCarol = new HashMap<>();
    for (String line : ArchiveTest.sorted(folder.resolve("carol"))) {
      byCarol.put(Json.parse(line).get("file").text(), Json.parse(line));
    }
    Set<String> doubted = new TreeSet<>();
    int trusted = 0;
    int authenticated = 0;
    for (Json before : report()) {
      if (before.get("reencrypted").isNull()) {
        assertThat(isSealed(before) && before.get("error").isNull())
            .as(before.toString())
            .isFalse();
        continue;
      }
      Json after = byCarol.remove(before.get("reencrypted").text());
      assertThat(after.get("outcome").text()).as(after.toString()).isEqualTo("opened");
      assertThat(after.get("contentSha256").text()).isEqualTo(before.get("contentSha256").text());
      List<Json> was = before.get("layers").list();
      List<Json> is = after.get("layers").list();
      assertThat(is.subList(1, is.size())).hasToString(was.subList(1, was.size()).toString());
      List<String> header = new ArrayList<>(fields(out.resolve(before.get("reencrypted").text())));
      // The envelope is regular now, and the message that came was not.
      if (header.removeIf(field -> field.startsWith("Smime-Doubt: "))) {
        doubted.add(before.get("file").text());
      }
      assertThat(header).isEqualTo(fields(in.resolve(before.get("file").text())));
      // What nothing authenticated is not made to look authenticated.
      boolean signed = was.toString().contains("verdict=trusted");
      assertThat(is.get(0).get("authenticated").bool())
          .as(before.toString())
          .isEqualTo(signed || was.get(0).get("authenticated").bool());
      trusted += signed ? 1 : 0;
      authenticated += is.get(0).get("authenticated").bool() ? 1 : 0;
    }
    assertThat(byCarol).isEmpty();
    assertThat(doubted).containsExactly("encrypted-behind-text.eml");
    assertThat(trusted).isGreaterThan(10);
    assertThat(authenticated).isGreaterThan(trusted + 10);
  }

  private static boolean isSealed(Json line) {
    return line.get("outcome").text().equals("opened")
        && line.get("layers").list().get(0).get("kind").text().equals("encrypted");
  }

  /** The header without what describes the body. */
  private static List<String> fields(Path message) throws IOException {
    String text = Files.readString(message, StandardCharsets.ISO_8859_1);
    String header = text.split("\r?\n\r?\n", 2)[0];
    return Stream.of(header.replaceAll("\r?\n[ \t]", " ").split("\r?\n"))
        .filter(field -> !field.matches("(?is)(content-|mime-version).*"))
        .toList();
  }

  @Test
  void whatIsNotEncryptedIsLeftAlone_andAnEnvelopeElsewhereIsSaid() throws Exception {
    Files.copy(Run.message("not-smime.eml"), in.resolve("0.eml"));
    Files.copy(Run.message("signed-altered.eml"), in.resolve("1.eml"));
    Files.copy(Run.message("a1-attachment.eml"), in.resolve("2.eml"));
    archive(in);
    List<Json> report = report();
    assertThat(report).allMatch(line -> line.get("reencrypted").isNull());
    assertThat(report.get(1).get("error").isNull()).isTrue();
    assertThat(report.get(2).get("error").text()).contains("not encrypted again");
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aMaildirIsOneThatIsReadAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      Files.copy(Run.message("encrypted-2025.eml"), in.resolve(i + ".eml"));
    }
    assertThat(archive("--maildir", in).status()).isEqualTo(ExitStatus.DONE);
    assertThat(out.resolve("tmp")).isEmptyDirectory();
    Run again = Run.of("archive", "--job", folder.resolve("again"), "--keys", carol, "--json", out);
    assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.DONE);
    assertThat(again.only().get("messages").number()).isEqualTo(5);
  }

  @Test
  void aMessageOfAnMboxIsEncryptedAgainToo() throws Exception {
    Path mbox = folder.resolve("mbox");
    byte[] message = Files.readAllBytes(Run.message("encrypted-2025.eml"));
    Files.writeString(
        mbox,
        "From a\n" + new String(message, StandardCharsets.ISO_8859_1) + "\n",
        StandardCharsets.ISO_8859_1);
    assertThat(archive(mbox).status()).isEqualTo(ExitStatus.DONE);
    assertThat(openedByCarol(out.resolve("00000001.eml")).get("outcome").text())
        .isEqualTo("opened");
  }

  @Test
  void bareCmsStaysBare() throws Exception {
    Path manifest = folder.resolve("manifest");
    Files.writeString(manifest, Run.message("encrypted-raw.der").toAbsolutePath().toString());
    assertThat(archive("--manifest", manifest).status()).isEqualTo(ExitStatus.DONE);
    Path message = out.resolve(report().get(0).get("reencrypted").text());
    assertThat(Files.readAllBytes(message)[0]).isEqualTo((byte) 0x30);
    assertThat(openedByCarol(message).get("contentSha256").text())
        .isEqualTo(report().get(0).get("contentSha256").text());
  }

  @Test
  void theOptionsBelongTogether() {
    Run run = Run.of("archive", "--job", folder.resolve("job"), "--reencrypted", out, in);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).contains("together");
  }
}
