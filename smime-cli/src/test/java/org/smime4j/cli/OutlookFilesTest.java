package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.poi.hsmf.MAPIMessage;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.cli.outlook.OutlookFileException;
import org.smime4j.cli.outlook.OutlookMessage;

/** Files of Outlook with S/MIME in them are read as the mail that they were. */
@Tag("thorough")
class OutlookFilesTest {

  private static final List<String> ENCRYPTED =
      List.of("signed-encrypted.eml", "encrypted-2025.eml", "encrypted-aes-128-gcm.eml");
  private static final String SIGNED = "signed-rsa-sha256-detached.eml";

  @TempDir private Path folder;

  private Path saved(String mail) throws Exception {
    return OutlookFile.of(Run.message(mail)).in(folder, mail.replace(".eml", ".msg"));
  }

  private static Json open(Path message) {
    return Run.of("open", "--json", ArchiveTest.OPTIONS, message).only();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "signed-encrypted.eml",
        "encrypted-2019.eml",
        "encrypted-aes-128-gcm.eml",
        "triple.eml",
        "signed-rsa-sha256-detached.eml",
        "signed-rsa-sha256-opaque.eml",
        "signed-altered.eml"
      })
  void theReportIsThatOfTheMailThatWasSaved(String mail) throws Exception {
    Run original = Run.of("open", "--json", ArchiveTest.OPTIONS, Run.message(mail));
    Path msg = saved(mail);
    Run saved = Run.of("open", "--json", ArchiveTest.OPTIONS, msg);
    assertThat(saved.text().replace(msg.toString(), "FILE"))
        .isEqualTo(original.text().replace(Run.message(mail).toString(), "FILE"));
    assertThat(saved.status()).isEqualTo(original.status());
    Run piped = Run.withInput(Files.readAllBytes(msg), "open", "--json", ArchiveTest.OPTIONS, "-");
    assertThat(piped.text().replace("\"-\"", "\"FILE\""))
        .isEqualTo(original.text().replace(Run.message(mail).toString(), "FILE"));
  }

  @Test
  void verifyAndDecryptAndInspectReadThem() throws Exception {
    Path signed = saved(SIGNED);
    Run verified =
        Run.of("verify", "--trust", Run.vector("trust"), "--at", "2026-06-01T00:00:00Z", signed);
    assertThat(verified.status()).as(verified.text() + verified.err()).isEqualTo(ExitStatus.DONE);
    assertThat(verified.text()).contains("TRUSTED  bob@example.org");
    Run decrypted = Run.of("decrypt", ArchiveTest.OPTIONS, saved("signed-encrypted.eml"));
    assertThat(decrypted.status()).as(decrypted.err()).isEqualTo(ExitStatus.DONE);
    assertThat(decrypted.text()).contains("Dear Alice");
    Run shown = Run.of("inspect", signed);
    assertThat(shown.status()).as(shown.text()).isEqualTo(ExitStatus.DONE);
    assertThat(shown.text()).contains("multipart/signed", "signer 1");
  }

  @Test
  void anArchiveReadsThem_andTheHashIsThatOfTheFile() throws Exception {
    Path in = Files.createDirectory(folder.resolve("in"));
    for (String mail : ENCRYPTED) {
      OutlookFile.of(Run.message(mail)).in(in, mail.replace(".eml", ".MSG"));
    }
    Path out = folder.resolve("out");
    Path again = folder.resolve("again");
    Run run =
        Run.of(
            "archive",
            "--job",
            folder.resolve("job"),
            ArchiveTest.OPTIONS,
            "--plaintext",
            out,
            "--reencrypt-to",
            Run.vector("pki/alice-2025.pem"),
            "--reencrypted",
            again,
            in);
    assertThat(run.status()).as(run.text() + run.err()).isEqualTo(ExitStatus.DONE);
    List<String> lines = ArchiveTest.sorted(folder.resolve("job"));
    assertThat(lines).hasSize(ENCRYPTED.size());
    for (String line : lines) {
      assertThat(line).contains("\"outcome\":\"opened\"");
      String name = line.replaceAll(".*\"file\":\"([^\"]*)\".*", "$1");
      assertThat(line).contains(ArchiveTest.sha256(Files.readAllBytes(in.resolve(name))));
    }
    assertThat(Files.readString(out.resolve("00000003.eml")))
        .contains("From: Bob <bob@example.org>", "Dear Alice");
    assertThat(open(again.resolve("00000003.eml")).toString()).contains("opened", "trusted");
  }

  @Test
  void mailThatNeverTravelledIsJudgedByItsAuthor() throws Exception {
    byte[] content = content(SIGNED);
    for (String author : List.of("bob@example.org", "mallory@example.org")) {
      Path file =
          new OutlookFile("IPM.Note.SMIME.MultipartSigned")
              .written(author, "alice@example.org", "A\r\nFrom: b@example.org\r\n", SENT)
              .attachment("multipart/signed", "SMIME.p7m", content)
              .in(folder, "sent.msg");
      assertThat(open(file).toString())
          .contains(author.startsWith("bob") ? "verdict=trusted" : "ADDRESS_MISMATCH");
    }
    try (InputStream in =
        OutlookMessage.orAsItIs(Files.newInputStream(folder.resolve("sent.msg")))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .startsWith(
              "From: <mallory@example.org>\r\n"
                  + "To: <alice@example.org>\r\n"
                  + "Subject: A From: b@example.org\r\n"
                  + "Date: Tue, 24 Nov 2026 15:40:36 GMT\r\n"
                  + "MIME-Version: 1.0\r\n"
                  + "Content-Type: multipart/signed");
    }
  }

  private static final Instant SENT = Instant.parse("2026-11-24T15:40:36Z");

  private static byte[] content(String mail) throws Exception {
    String all = Files.readString(Run.message(mail), StandardCharsets.ISO_8859_1);
    return all.substring(all.indexOf("Content-Type:")).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theAttachmentSurvivesOctetForOctet_howeverLong() throws Exception {
    byte[] random = new byte[9_000_001];
    new Random(7).nextBytes(random);
    for (int length : new int[] {2, 64, 4095, 4096, 4097, 100_000, 9_000_001}) {
      byte[] content = Arrays.copyOf(random, length);
      content[0] = 0x30;
      content[1] = (byte) 0x84;
      byte[] file =
          new OutlookFile("IPM.Note.SMIME")
              .header("From: a@example.org\r\n\r\nContent-Type: of a part\r\n")
              .attachment("application/pkcs7-mime", "smime.p7m", content)
              .octets();
      byte[] header =
          ("From: a@example.org\r\n"
                  + "MIME-Version: 1.0\r\n"
                  + "Content-Type: application/pkcs7-mime; name=smime.p7m\r\n"
                  + "Content-Transfer-Encoding: binary\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      try (InputStream in = OutlookMessage.orAsItIs(new ByteArrayInputStream(file))) {
        assertThat(in.readNBytes(header.length))
            .asString()
            .isEqualTo(new String(header, StandardCharsets.US_ASCII));
        assertThat(Arrays.equals(in.readAllBytes(), content)).as("%d octets", length).isTrue();
      }
    }
  }

  @Test
  void otherProgramsReadWhatTheTestsWrite() throws Exception {
    Path file = saved(SIGNED);
    try (MAPIMessage poi = new MAPIMessage(file.toString())) {
      assertThat(poi.getMainChunks().getMessageClass().getValue())
          .isEqualTo("IPM.Note.SMIME.MultipartSigned");
      assertThat(poi.getHeaders()).contains("From: Bob <bob@example.org>");
      assertThat(poi.getAttachmentFiles()).hasSize(1);
      assertThat(poi.getAttachmentFiles()[0].getAttachData().getValue()).isEqualTo(content(SIGNED));
    }
    String converted = Program.text(folder, "msgconvert", "--outfile", "-", file.toString());
    assertThat(converted)
        .contains("From: Bob <bob@example.org>", "Subject: signed-rsa-sha256-detached");
  }

  private void endsInASentence(String outcome, String sentence, byte[] file) {
    Run run = Run.withInput(file, "open", "--json", ArchiveTest.OPTIONS, "-");
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.text()).contains("\"outcome\":\"" + outcome + "\"").contains(sentence);
    BadInputTest.noTrace(run);
    Run shown = Run.withInput(file, "inspect");
    assertThat(shown.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(shown.err()).contains(sentence);
    BadInputTest.noTrace(shown);
  }

  @Test
  void whatIsNoSmimeEndsInASentence() throws Exception {
    byte[] data = content(SIGNED);
    endsInASentence(
        "not-smime",
        "it is of the class IPM.Note, and has 0 attachments",
        new OutlookFile("IPM.Note").header("From: a@example.org\r\n").octets());
    endsInASentence(
        "not-smime",
        "it is of the class IPM.Note",
        new OutlookFile("IPM.Note").attachment("text/plain", "a.txt", data).octets());
    endsInASentence(
        "not-smime",
        "and has 2 attachments",
        new OutlookFile("IPM.Note.SMIME")
            .attachment("multipart/signed", "a.p7m", data)
            .attachment("multipart/signed", "b.p7m", data)
            .octets());
    ByteArrayOutputStream workbook = new ByteArrayOutputStream();
    try (POIFSFileSystem file = new POIFSFileSystem()) {
      file.getRoot().createDocument("Workbook", new ByteArrayInputStream(new byte[5000]));
      file.writeFilesystem(workbook);
    }
    endsInASentence("not-smime", "it is no message", workbook.toByteArray());
  }

  @Test
  void c14_circlesAndLengthsThatAreLies_endInASentence() throws Exception {
    byte[] good = OutlookFile.of(Run.message(SIGNED)).octets();
    ByteBuffer header = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
    int table = 512 * (header.getInt(76) + 1);
    int directory = header.getInt(48);

    byte[] circle = good.clone();
    ByteBuffer.wrap(circle).order(ByteOrder.LITTLE_ENDIAN).putInt(table + 4 * directory, directory);
    endsInASentence("malformed", "a chain of sectors leads in a circle", circle);

    // An entry whose sibling is itself.
    byte[] siblings = good.clone();
    ByteBuffer.wrap(siblings)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(512 * (directory + 1) + 128 + 68, 1);
    endsInASentence("malformed", "its directory leads in a circle", siblings);

    byte[] twice =
        new OutlookFile("IPM.Note.SMIME")
            .property(0x0037, "x".repeat(3_000_000))
            .attachment("multipart/signed", "SMIME.p7m", content(SIGNED))
            .octets();
    endsInASentence("limit-exceeded", "more than 4 MiB of text", twice);

    for (int at : entries(good, directory)) {
      byte[] long_ = good.clone();
      ByteBuffer.wrap(long_).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 120, 0x7fffffff);
      Run run = Run.withInput(long_, "open", "--json", ArchiveTest.OPTIONS, "-");
      assertThat(run.text())
          .containsAnyOf("longer than the file", "more than 4 MiB", "\"outcome\":\"opened\"");
      BadInputTest.noTrace(run);
    }
    for (int field : new int[] {44, 48, 60, 64, 68, 72, 76, 80}) {
      for (int value : new int[] {-2, -1, 0, 1, 0x7fffffff, 0x80000000}) {
        byte[] bad = good.clone();
        ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN).putInt(field, value);
        BadInputTest.noTrace(Run.withInput(bad, "open", "--json", ArchiveTest.OPTIONS, "-"));
      }
    }
  }

  private static List<Integer> entries(byte[] file, int directory) {
    return IntStream.range(0, 4)
        .mapToObj(i -> 512 * (directory + 1) + 128 * i)
        .filter(at -> at < file.length)
        .toList();
  }

  @Test
  void c14_alteredAndCutFiles_neverTellAnotherContent() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] good = OutlookFile.of(Run.message(SIGNED)).octets();
    String sha256 = open(saved(SIGNED)).toString().replaceAll(".*contentSha256\\W+(\\w+).*", "$1");
    for (int i = 0; i < 300; i++) {
      byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(good.length));
      for (int j = random.nextInt(4); j >= 0; j--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      Run run = Run.withInput(bad, "verify", "--json", ArchiveTest.OPTIONS.subList(4, 8), "-");
      BadInputTest.noTrace(run);
      if (run.status() == ExitStatus.DONE) {
        assertThat(run.text()).as("seed " + seed).contains(sha256);
      }
    }
  }

  @Test
  void c14_aFileThatIsTooLargeIsNotHeld() {
    byte[] start =
        Arrays.copyOf(
            new byte[] {
              (byte) 0xD0,
              (byte) 0xCF,
              0x11,
              (byte) 0xE0,
              (byte) 0xA1,
              (byte) 0xB1,
              0x1A,
              (byte) 0xE1
            },
            8);
    InputStream endless =
        new SequenceInputStream(
            new ByteArrayInputStream(start),
            new InputStream() {
              @Override
              public int read() {
                return 0;
              }

              @Override
              public int read(byte[] into, int offset, int length) {
                return length;
              }
            });
    assertThatThrownBy(() -> OutlookMessage.orAsItIs(endless))
        .isInstanceOf(OutlookFileException.class)
        .hasMessageContaining("MiB, and larger ones are not read");
  }
}
