package org.smime4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.doors.Differences;
import org.smime4j.doors.DoorMessage;
import org.smime4j.doors.Judgement;
import org.smime4j.doors.MailPrograms;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** What a row says of each message, and what is written of it, is what the core says. */
class SparkDoorTest {

  private static final int LOST = Integer.getInteger("lost", 20);

  private static Opener opener(DoorMessage message, String written) throws IOException {
    return new Opener(
        Opener.reader(message.decryptor(), message.verifier()), written, List.of(), 1 << 28, null);
  }

  private static Object column(Row row, String name) {
    Object value = row.get(ReportRow.SCHEMA.fieldIndex(name));
    return value instanceof Object[] array ? Arrays.asList(array) : value;
  }

  private static MailReader reader(DoorMessage message) throws IOException {
    return message.reader().decryptingErrant().restoring();
  }

  @Test
  void b25_theRowOfEachMessage_isWhatTheCoreSays() throws Exception {
    Differences differences = new Differences("spark");
    for (DoorMessage message : DoorMessage.sample(24)) {
      byte[] octets = message.octets();
      Row row =
          opener(message, Opener.NOTHING).open("a message", () -> new ByteArrayInputStream(octets));
      try (OpenedMail mail = reader(message).open(ByteSource.of(octets))) {
        String verdict = Judgement.of(mail).verdict();
        differences.add(message, "outcome", mail.outcome().label(), column(row, "outcome"));
        if (mail.failure().isEmpty()) {
          differences.add(
              message,
              "verdict",
              List.of("unsigned", "failed", "none").contains(verdict) ? "" : verdict,
              Optional.ofNullable(column(row, "verdict")).orElse(""));
        }
        if (mail.outcome() != Outcome.IO_ERROR) {
          compare(message, mail, row, differences);
        }
        if (mail.outcome() == Outcome.UNPROVEN) {
          assertThat(column(row, "keys")).as(message.name()).isEqualTo(List.of());
          assertThat(column(row, "contentSha256")).as(message.name()).isNull();
        }
      } catch (IOException e) {
        differences.add(message, "outcome", e.getMessage(), column(row, "error"));
      }
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  /** All that a row says of the message: it has no author, subject or date. */
  private static void compare(
      DoorMessage message, OpenedMail mail, Row row, Differences differences) throws Exception {
    differences.add(
        message,
        "layers",
        mail.layers().stream().map(Judgement::kind).toList(),
        column(row, "layers"));
    List<SignerVerdict> signers = new ArrayList<>();
    List<SignerVerdict> worst = new ArrayList<>();
    try {
      worst.add(mail.requireSigned().worst());
      signers.addAll(mail.requireSigned().signers());
    } catch (SmimeException e) {
      // no signature covers the whole
    }
    differences.add(
        message,
        "addresses",
        worst.stream().flatMap(each -> each.addresses().stream()).toList(),
        column(row, "addresses"));
    differences.add(
        message,
        "findings",
        worst.stream()
            .flatMap(each -> each.findings().stream())
            .map(each -> each.code().name())
            .distinct()
            .toList(),
        column(row, "findings"));
    differences.add(
        message,
        "signers",
        signers.stream()
            .map(each -> each.state().name().toLowerCase(java.util.Locale.ROOT))
            .toList(),
        ((List<?>) column(row, "signers"))
            .stream().map(each -> ((Row) each).getString(4)).toList());
    if (column(row, "contentSha256") instanceof String hash) {
      byte[] content = mail.unverifiedContent("it is compared").bytes();
      differences.add(message, "content", sha256(content), hash);
    }
  }

  private static String sha256(byte[] octets) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
  }

  @Test
  void b25_whatIsWrittenOfAMessage_showsNothingThatTheCoreDidNotVouchFor() throws Exception {
    Differences differences = new Differences("spark");
    int written = 0;
    try (MailPrograms programs = MailPrograms.start()) {
      for (DoorMessage message : DoorMessage.sample(48)) {
        byte[] octets = message.octets();
        Row row =
            opener(message, Opener.PLAINTEXT)
                .open("a message", () -> new ByteArrayInputStream(octets));
        if (!(column(row, "plaintext") instanceof byte[] plaintext)) {
          continue;
        }
        written++;
        try (OpenedMail mail = reader(message).open(ByteSource.of(octets))) {
          differences.add(message, "opened", true, mail.failure().isEmpty());
          differences.add(message, "proven", true, mail.outcome() != Outcome.UNPROVEN);
          Judgement judged = Judgement.of(mail);
          differences.add(message, "intact", true, !judged.verdict().equals("broken"));
          differences.add(
              message,
              "shown",
              List.of(),
              programs.strange(
                  octets, plaintext, judged.header(), judged.subjects(), "mx.example.org"));
        }
      }
    }
    assertThat(written).isPositive();
    assertThat(differences.withoutReason()).isEmpty();
  }

  /**
   * Under a wrong key, the padding of CBC is right once in 256 times. {@code -Dlost=10000} takes as
   * many messages.
   */
  @Test
  void a12_messagesToLostKeysAreNotOpened_withManyKeysOfOthers() throws Exception {
    KeyHistory others =
        KeyHistory.of(
            IntStream.range(0, 200)
                .mapToObj(i -> People.ISSUING.issue("other" + i + "@example.org").rsa(1024).build())
                .map(People::identity)
                .toArray(Credential[]::new));
    Encryptor lost =
        Encryptor.unvalidated("the key is thrown away")
            .to(People.ISSUING.issue("lost@example.org").rsa(1024).build().certificate())
            .under(
                AlgorithmPolicy.archive()
                    .writing(ContentCipher.AES_256_CBC)
                    .writing(KeyTransport.RSA_PKCS1));
    Opener opener =
        new Opener(
            Opener.reader(
                Decryptor.with(others).tryingOtherKeys().under(AlgorithmPolicy.archive()),
                People.VERIFIER),
            Opener.PLAINTEXT,
            List.of(),
            1 << 20,
            null);
    Map<Object, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < LOST; i++) {
      byte[] octets =
          lost.encrypt(
                  ByteSource.of(
                      People.octets("Content-Type: text/plain\r\n\r\n" + "x".repeat(i % 40))))
              .bytes();
      Row row = opener.open("a message", () -> new ByteArrayInputStream(octets));
      outcomes.merge(column(row, "outcome"), 1, Integer::sum);
      assertThat(column(row, "keys")).isEqualTo(List.of());
      assertThat(column(row, "contentSha256")).isNull();
      assertThat(column(row, "plaintext")).isNull();
    }
    System.out.println("lost keys in Spark: " + outcomes);
    assertThat(outcomes.keySet()).isSubsetOf(Set.of("no-matching-key", "unproven"));
  }
}
