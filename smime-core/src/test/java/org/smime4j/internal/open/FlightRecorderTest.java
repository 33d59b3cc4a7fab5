package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.internal.events.WorkEvent.OpenEvent;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.Recorded;
import org.smime4j.testing.TestPki;

/** What the Flight Recorder is told of a message, and that it costs nothing where nobody asks. */
public class FlightRecorderTest {

  private static final byte[] MESSAGE =
      People.octets(
          "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: canary-subject\r\n\r\n"
              + "canary-text\r\n");

  private static void open(byte[] message) throws Exception {
    MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(message)).close();
  }

  @Test
  void aSealedMessage_isOneEventForItself_andOneForEachLayer() throws Exception {
    byte[] sealed =
        Outgoing.of(MESSAGE).signedBy(People.SIGNER).encryptedBy(People.ENCRYPTOR).seal().bytes();
    Recorded recorded = Recorded.of(() -> open(sealed));
    assertThat(recorded.events())
        .extracting(event -> event.getEventType().getName())
        .containsExactly("org.smime4j.Decrypt", "org.smime4j.Verify", "org.smime4j.Open");
    assertThat(recorded.events())
        .allSatisfy(event -> assertThat(event.getDuration()).isPositive())
        .allSatisfy(event -> assertThat(event.getStackTrace()).isNull());
    assertThat(recorded.only("Open"))
        .containsEntry("size", (long) sealed.length)
        .containsEntry("layers", "encrypted signed")
        .containsEntry("partLayers", 0)
        .containsEntry("outcome", "OK")
        .containsEntry("verdict", "TRUSTED")
        .containsEntry("finding", null)
        .hasSize(6);
    assertThat(recorded.only("Decrypt"))
        .containsEntry("outcome", "OK")
        .containsEntry("foundBy", "RECIPIENT_ID");
    assertThat(recorded.only("Verify"))
        .containsEntry("outcome", "OK")
        .containsEntry("signers", 1)
        .containsEntry("verdict", "TRUSTED")
        .containsEntry("finding", null)
        .containsEntry("scheme", "ecdsa-sha256")
        .containsEntry("digest", "sha-256")
        .hasEntrySatisfying("size", size -> assertThat((long) size).isPositive())
        .hasSize(7);
  }

  @Test
  void aSignatureOfAnother_andAMessageThatDoesNotOpen_areNamedByTheirCodes() throws Exception {
    byte[] strange = Outgoing.of(MESSAGE).signedBy(People.MALLORY_SIGNER).seal().bytes();
    Recorded judged = Recorded.of(() -> open(strange));
    assertThat(judged.only("Open"))
        .containsEntry("layers", "signed")
        .containsEntry("verdict", "UNTRUSTED")
        .containsEntry("finding", "ADDRESS_MISMATCH");
    assertThat(judged.only("Verify"))
        .as("the signature alone, before it is held against From")
        .containsEntry("verdict", "TRUSTED")
        .containsEntry("finding", null);

    byte[] foreign =
        Outgoing.of(MESSAGE)
            .encryptedBy(Encryptor.trusting(People.TRUST).to(People.CAROL.certificate()))
            .seal()
            .bytes();
    assertThat(Recorded.of(() -> open(foreign)).only("Open"))
        .containsEntry("outcome", "NO_MATCHING_KEY")
        .containsEntry("layers", "")
        .containsEntry("verdict", null);
    assertThat(Recorded.of(() -> open(MESSAGE)).only("Open"))
        .containsEntry("outcome", "OK")
        .containsEntry("layers", "");
  }

  /** Neither in a field nor anywhere in the file: addresses, names, subjects, paths, keys, text. */
  @Test
  void d2_noEventHoldsAnythingOfAnybody(@TempDir Path folder) throws Exception {
    TestPki.Authority root = TestPki.authority("canary-root", TestPki.NOW);
    TestPki.Issued person =
        root.issue("canary-address@example.org").subject("CN=canary-name").ec("P-256").build();
    TrustPolicy trust = TrustPolicy.anchors(List.of(root.certificate())).at(TestPki.NOW);
    KeyHistory keys = KeyHistory.of(People.identity(person));
    byte[] mail =
        People.octets(
            "From: canary-address@example.org\r\nSubject: canary-subject\r\n"
                + "Content-Type: text/plain; name=canary-file\r\n\r\ncanary-text\r\n");
    byte[] signed = Outgoing.of(mail).signedBy(Signer.with(People.identity(person))).seal().bytes();
    byte[] sealed =
        Outgoing.of(signed)
            .encryptedBy(Encryptor.trusting(trust).to(person.certificate()))
            .seal()
            .bytes();
    byte[] altered = People.octets(People.text(signed).replace("canary-text", "canary-Text"));
    Path file = Files.write(folder.resolve("canary-path.eml"), sealed);
    Recorded recorded =
        Recorded.of(
            () -> {
              Decryptor decryptor = Decryptor.with(keys);
              for (ByteSource each :
                  List.of(
                      ByteSource.of(file),
                      ByteSource.of(signed),
                      ByteSource.of(altered),
                      ByteSource.of(mail))) {
                MailReader.with(decryptor, Verifier.trusting(trust)).open(each).close();
                MailReader.with(People.DECRYPTOR, People.VERIFIER).open(each).close();
              }
            });
    assertThat(recorded.events()).hasSizeGreaterThan(12);
    String inFile = new String(recorded.file(), StandardCharsets.ISO_8859_1);
    assertThat(inFile).contains("org.smime4j.Open").contains("DIGEST_MISMATCH");
    assertThat(inFile.replace("\0", "")).doesNotContainIgnoringCase("canary");
    assertThat(inFile)
        .doesNotContain(new String(person.privateKey().getEncoded(), StandardCharsets.ISO_8859_1));
    for (Map<String, Object> fields :
        Stream.of("Open", "Decrypt", "Verify").flatMap(n -> recorded.all(n).stream()).toList()) {
      assertThat(fields.values())
          .allSatisfy(
              value ->
                  assertThat(String.valueOf(value))
                      .matches("-?\\d+|null|[A-Z_]+|[A-Za-z0-9. -]*")
                      .doesNotContain("@"));
    }
  }

  @Test
  void whatIsNotEnabled_isNotMade() throws Exception {
    byte[] sealed =
        Outgoing.of(MESSAGE).signedBy(People.SIGNER).encryptedBy(People.ENCRYPTOR).seal().bytes();
    Recorded recorded =
        Recorded.of(
            false,
            () -> {
              open(sealed);
              assertThat(new OpenEvent().isEnabled()).isFalse();
            });
    assertThat(recorded.events()).isEmpty();
  }

  /** Where nobody records, one class of ours and one of the recorder's are loaded. */
  @Test
  void whereNobodyRecords_noEventIsLoaded(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("classes");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Opening.class.getName())
            .inheritIO()
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    List<String> loaded =
        Files.readAllLines(log).stream()
            .map(line -> line.replaceFirst("^(\\[[^]]*\\])* ?", "").replaceFirst(" source:.*", ""))
            .toList();
    assertThat(loaded)
        .filteredOn(name -> name.startsWith("org.smime4j.internal.events."))
        .containsExactly("org.smime4j.internal.events.Events");
    assertThat(loaded)
        .filteredOn(name -> name.startsWith("jdk.jfr."))
        .containsExactly("jdk.jfr.FlightRecorder");
  }

  /** Opens a message in a JVM of its own. */
  static final class Opening {
    public static void main(String[] args) throws Exception {
      byte[] sealed =
          Outgoing.of(MESSAGE).signedBy(People.SIGNER).encryptedBy(People.ENCRYPTOR).seal().bytes();
      try (OpenedMail mail =
          MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(sealed))) {
        mail.requireSigned().requireTrusted();
      }
    }
  }
}
