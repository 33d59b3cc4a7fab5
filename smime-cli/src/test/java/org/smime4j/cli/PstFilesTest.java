package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code readpst} of Debian's pst-utils leaves of S/MIME in a PST file, for the archive. */
class PstFilesTest {

  private static final String ENCRYPTED = "encrypted-2025.eml";
  private static final String SIGNED = "signed-rsa-sha256-detached.eml";
  private static final String SEALED = "signed-encrypted.eml";

  @TempDir private Path folder;

  private static String message(String name) throws IOException {
    return Files.readString(Run.message(name), StandardCharsets.ISO_8859_1);
  }

  private static String header(String message) {
    return message.substring(0, message.indexOf("\r\n\r\n") + 2);
  }

  private static byte[] cms(String message) {
    return Base64.getMimeDecoder().decode(message.substring(message.indexOf("\r\n\r\n")));
  }

  /** The entity of a message that is signed in the clear: all but the fields of the message. */
  private static byte[] entity(String message) {
    int at = message.toLowerCase(Locale.ROOT).indexOf("content-type:");
    return message.substring(at).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** One encrypted, one signed in the clear, one signed and then encrypted. */
  static PstFile pst() throws IOException {
    String encrypted = message(ENCRYPTED);
    String signed = message(SIGNED);
    String sealed = message(SEALED);
    return new PstFile()
        .with(header(encrypted), "IPM.Note.SMIME", "application/pkcs7-mime", cms(encrypted))
        .with(header(signed), "IPM.Note.SMIME.MultipartSigned", "multipart/signed", entity(signed))
        .with(header(sealed), "IPM.Note.SMIME", "application/pkcs7-mime", cms(sealed));
  }

  private Path extracted() throws Exception {
    Path pst = folder.resolve("archive.pst");
    Files.write(pst, pst().bytes());
    Path out = Files.createDirectory(folder.resolve("out"));
    Program.text(folder, "readpst", "-e", "-D", "-o", out.toString(), pst.toString());
    return out;
  }

  @Test
  void theOctetsOfSmimeAreAllThere() throws Exception {
    Path inbox = extracted().resolve("store/Inbox");
    assertThat(cms(part(inbox.resolve("1.eml")))).isEqualTo(cms(message(ENCRYPTED)));
    assertThat(cms(part(inbox.resolve("2.eml")))).isEqualTo(entity(message(SIGNED)));
    assertThat(cms(part(inbox.resolve("3.eml")))).isEqualTo(cms(message(SEALED)));
  }

  /** The one part of what readpst wrote, with line ends as elsewhere. */
  private static String part(Path file) throws IOException {
    String[] parts = Files.readString(file).split("\n----boundary-LibPST[^\n]*\n");
    assertThat(parts).hasSize(3);
    return parts[1].replace("\n", "\r\n");
  }

  @Test
  void theArchiveOpensThem_andKnowsTheSigners() throws Exception {
    Path out = extracted();
    Run run =
        Run.of(
            "archive",
            "--job",
            folder.resolve("job"),
            ArchiveTest.OPTIONS,
            "--plaintext",
            folder.resolve("plain"),
            "--reencrypt-to",
            Run.vector("pki/carol.pem"),
            "--reencrypted",
            folder.resolve("new"),
            out);
    assertThat(run.status()).as(run.text() + run.err()).isEqualTo(ExitStatus.DONE);
    for (String line : ArchiveTest.sorted(folder.resolve("job"))) {
      Json found = Json.parse(line);
      String name =
          List.of(ENCRYPTED, SIGNED, SEALED)
              .get(Integer.parseInt(found.get("file").text().replaceAll("\\D", "")) - 1);
      Json before = Run.of("open", "--json", ArchiveTest.OPTIONS, Run.message(name)).only();
      assertThat(found.get("contentSha256").text()).isEqualTo(before.get("contentSha256").text());
      assertThat(verdicts(found)).as(line).isEqualTo(verdicts(before));
      assertThat(found.get("reencrypted").isNull()).isEqualTo(name.equals(SIGNED));
      assertThat(Files.readString(folder.resolve("plain/" + found.get("plaintext").text())))
          .contains("Dear Alice");
    }
  }

  private static String verdicts(Json line) {
    return line.get("layers").list().stream()
        .map(layer -> layer.toString().replaceAll(".*(verdict=\\w+).*", "$1"))
        .filter(verdict -> verdict.startsWith("verdict="))
        .toList()
        .toString();
  }

  /** What stands beside it was not in the message, or is not S/MIME. */
  @Test
  void aPartBesideOthersStaysOne() throws Exception {
    Path file = extracted().resolve("store/Inbox/1.eml");
    String text = Files.readString(file);
    String delimiter = text.replaceAll("(?s).*?\n(----boundary[^\n]*)\n.*", "$1");
    Files.writeString(
        file,
        text.replace(
            "\n" + delimiter + "--",
            "\n" + delimiter + "\nContent-Type: text/plain\n\nx\n" + delimiter + "--"));
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.move(file, other.resolve("1.eml"));
    Run.of("archive", "--job", folder.resolve("job"), ArchiveTest.OPTIONS, other);
    Json line = Json.parse(ArchiveTest.sorted(folder.resolve("job")).get(0));
    assertThat(line.get("layers").list().get(0).get("coverage").text()).isEqualTo("part");
  }
}
