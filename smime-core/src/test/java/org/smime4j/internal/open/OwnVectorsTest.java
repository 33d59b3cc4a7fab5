package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.smime4j.Decryptor;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.Receipt;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Samples;
import org.smime4j.testing.VectorCase;

/** Every message of src-test-vectors gives what its sidecar says, by every method that opens. */
public class OwnVectorsTest {

  private static final String COMPARED = "it is compared";

  @TestFactory
  Stream<DynamicTest> everyMessageGivesWhatItsSidecarSays() throws IOException {
    AtomicInteger number = new AtomicInteger();
    return VectorCase.all().stream()
        .map(
            each -> {
              int way = number.getAndIncrement() % Samples.ofAll(3);
              return DynamicTest.dynamicTest(each.name(), () -> check(each, way));
            });
  }

  /** From a file, an array and a stream with -Pthorough, and else in one of these ways in turn. */
  private static void check(VectorCase expected, int first) throws Exception {
    Decryptor decryptor = expected.decryptor();
    Verifier verifier = expected.verifier();
    MailReader reader = MailReader.with(decryptor, verifier);
    for (int way = first; way < 3; way += Samples.ofAll(3)) {
      try (InputStream in = Files.newInputStream(expected.message());
          OpenedMail mail =
              switch (way) {
                case 0 -> reader.open(expected.message());
                case 1 -> reader.open(ByteSource.of(Files.readAllBytes(expected.message())));
                default -> reader.open(in);
              }) {
        assertThat(Found.outcome(mail))
            .as(mail.toString())
            .isEqualTo(expected.value("expect").get());
        if (mail.failure().isEmpty()) {
          opened(expected, mail);
          services(expected, mail);
          shown(expected, mail);
        } else {
          assertThat(Found.releases(mail)).isFalse();
        }
      }
    }
  }

  private static void opened(VectorCase expected, OpenedMail mail) throws Exception {
    assertThat(Found.kinds(Layers.whole(mail.layers())))
        .as("layers")
        .isEqualTo(expected.words("layers"));
    assertThat(Found.kinds(Found.errant(mail))).as("errant").isEqualTo(expected.words("errant"));
    assertThat(Found.deviations(mail)).as("deviations").isEqualTo(expected.words("deviations"));
    if (Layers.whole(mail.layers()).stream().anyMatch(Layers::isSignature)) {
      List<SignerVerdict> signers = mail.requireSigned().signers();
      SignerVerdict worst = mail.requireSigned().worst();
      expected
          .value("signers")
          .ifPresent(
              s ->
                  assertThat(signers.stream().map(Found::verdict).collect(Collectors.joining(", ")))
                      .isEqualTo(s));
      expected
          .value("countersigners")
          .ifPresent(
              c ->
                  assertThat(
                          signers.get(0).countersignatures().stream()
                              .map(Found::verdict)
                              .collect(Collectors.joining(", ")))
                      .isEqualTo(c));
      expected
          .value("binding")
          .ifPresent(binding -> assertThat(worst.binding().name()).isEqualTo(binding));
      expected
          .value("integrity")
          .ifPresent(
              integrity ->
                  assertThat(
                          worst.isIntact() ? "intact" : worst.isAltered() ? "altered" : "unchecked")
                      .isEqualTo(integrity));
    } else {
      assertThat(expected.values())
          .doesNotContainKeys("signers", "countersigners", "binding", "integrity");
    }
    if (expected.value("released").isPresent()) {
      assertThat(Found.releases(mail) ? "yes" : "no")
          .as("released")
          .isEqualTo(expected.value("released").get());
    }
    if (expected.value("sha256").isPresent()) {
      byte[] content = mail.unverifiedContent(COMPARED).bytes();
      assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
          .as(new String(content, StandardCharsets.ISO_8859_1))
          .isEqualTo(expected.value("sha256").get());
    }
    if (expected.withheld().isPresent()) {
      assertThat(mail.root()).isPresent();
      showsNowhere(mail.root().get(), expected.withheld().get());
    }
  }

  /** Receipts that are wanted or given, and certificates that travel alone. */
  private static void services(VectorCase expected, OpenedMail mail) throws Exception {
    if (expected.value("receipt-request").isPresent()) {
      assertThat(Found.receiptRequest(mail.requireSigned().signers().get(0)))
          .isEqualTo(expected.value("receipt-request").get());
    }
    if (expected.value("receipt").isPresent() || expected.words("layers").contains("receipt")) {
      assertThat(Found.receipt(mail)).isEqualTo(expected.value("receipt").get());
    }
    if (expected.value("receipt-of").isPresent()) {
      List<String> of = expected.words("receipt-of");
      VectorCase asking = VectorCase.named(of.get(0));
      try (OpenedMail asked =
          MailReader.with(asking.decryptor(), asking.verifier()).open(asking.message())) {
        Receipt receipt = mail.receipt().get();
        SignerVerdict signer = asked.requireSigned().signers().get(0);
        assertThat(
                receipt.isOf(signer)
                    ? "RECEIVED_AS_SIGNED"
                    : receipt.names(signer) ? "OTHER_ATTRIBUTES" : "OTHER_MESSAGE")
            .isEqualTo(of.get(1));
      }
    }
    if (expected.value("certificates").isPresent()) {
      assertThat(Found.certificates(mail)).hasToString(expected.value("certificates").get());
    }
  }

  /** What a reader is told of the header, and of the message as a whole. */
  private static void shown(VectorCase expected, OpenedMail mail) throws IOException {
    if (expected.value("subject").isPresent()) {
      String subject =
          ReadMail.of(mail)
              .protectedHeaders()
              .flatMap(headers -> headers.field("Subject"))
              .map(ProtectedField::text)
              .orElse(
                  EntityScanner.header(ByteSource.of(expected.message()), Limits.standard())
                      .value("Subject"));
      assertThat(subject).isEqualTo(expected.value("subject").get());
      assertThat(mail.notes().stream().map(note -> note.code().name()).distinct().toList())
          .as("notes")
          .isEqualTo(expected.words("notes"));
    }
  }

  private static void showsNowhere(MailPart part, byte[] withheld) throws IOException {
    for (ByteSource octets :
        List.of(part.unverifiedContent(COMPARED), part.unverifiedRaw(COMPARED))) {
      assertThat(new String(octets.bytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain(new String(withheld, StandardCharsets.ISO_8859_1));
    }
    for (MailPart child : part.children()) {
      showsNowhere(child, withheld);
    }
    if (part.inside().isPresent()) {
      showsNowhere(part.inside().get(), withheld);
    }
  }

  /** What was found, in the words of the sidecars. */
  private static final class Found {

    static String outcome(OpenedMail mail) throws SmimeException {
      if (mail.failure().isPresent()) {
        return failure(mail.failure().get());
      }
      if (mail.layers().isEmpty()) {
        return "not smime";
      }
      try {
        return verdict(mail.requireSigned().worst());
      } catch (SmimeException.NotTrusted none) {
        return "opened";
      }
    }

    private static String failure(SmimeException failure) {
      if (failure instanceof SmimeException.Refused refused) {
        return "refused " + refused.rule().name();
      }
      if (failure instanceof SmimeException.LimitExceeded exceeded) {
        return "too large " + exceeded.limit();
      }
      return switch (failure.getClass().getSimpleName()) {
        case "NoMatchingKey" -> "no key";
        case "NotDecryptable" -> "not decryptable";
        case "UnsupportedAlgorithm" -> "unsupported";
        case "Malformed" -> "malformed";
        default -> failure.toString();
      };
    }

    static String verdict(SignerVerdict verdict) {
      return verdict.state().name().toLowerCase(Locale.ROOT)
          + verdict.findings().stream().findFirst().map(finding -> " " + finding.code()).orElse("");
    }

    static String receiptRequest(SignerVerdict signer) {
      if (signer.receiptRequest().isEmpty()) {
        return "none";
      }
      ReceiptRequest request = signer.receiptRequest().get();
      String whom =
          request.isOfFirstTier()
              ? "first-tier"
              : request
                  .listed()
                  .map(listed -> listed.isEmpty() ? "nobody" : String.join(" ", listed))
                  .orElse("all");
      return whom + " to " + String.join(" ", request.to());
    }

    static String receipt(OpenedMail mail) throws IOException {
      Optional<Layer> layer =
          Layers.whole(mail.layers()).stream()
              .filter(each -> each.kind() == Layer.Kind.RECEIPT)
              .findFirst();
      if (layer.isEmpty()) {
        assertThat(mail.receipt()).isEmpty();
        return "none";
      }
      assertThat(mail.hasContent()).isFalse();
      String verdict = verdict(layer.get().report().orElseThrow().worst());
      try {
        assertThat(mail.receipt()).isPresent();
        assertThat(verdict).isEqualTo("trusted");
        return verdict;
      } catch (SmimeException.NotTrusted notTrusted) {
        assertThat(verdict).endsWith(" " + notTrusted.code().name());
        return verdict;
      } catch (SmimeException.Malformed none) {
        assertThat(verdict).isEqualTo("trusted");
        return "malformed";
      }
    }

    static int certificates(OpenedMail mail) {
      return Layers.whole(mail.layers()).stream()
          .mapToInt(layer -> layer.certificates().size())
          .sum();
    }

    static List<String> kinds(List<Layer> layers) {
      return layers.stream()
          .map(
              layer ->
                  Layers.isSignature(layer)
                      ? "signed"
                      : layer.kind().name().toLowerCase(Locale.ROOT))
          .toList();
    }

    static List<Layer> errant(OpenedMail mail) {
      return mail.layers().stream().filter(layer -> !layer.isWhole()).toList();
    }

    static List<String> deviations(OpenedMail mail) {
      TreeSet<String> codes = new TreeSet<>();
      Layers.whole(mail.layers())
          .forEach(layer -> layer.deviations().forEach(each -> codes.add(each.code().name())));
      return List.copyOf(codes);
    }

    static boolean releases(OpenedMail mail) {
      try {
        mail.content();
        return true;
      } catch (SmimeException held) {
        return false;
      }
    }
  }
}
