package org.smime4j.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;

/** The parts of an opened message that are encrypted, and that stayed closed. */
final class ClosedParts {

  private static final String TO_SEE = "to see whether it is S/MIME";

  private ClosedParts() {}

  /**
   * What stayed closed, in a sentence; null if nothing did.
   *
   * @param isTried whether parts were decrypted as far as the keys allow
   */
  static @Nullable String sentence(OpenedMail mail, boolean isTried) throws IOException {
    List<String> closed = new ArrayList<>();
    long count = count(mail);
    if (count > 0) {
      closed.add(
          (count == 1 ? "An encrypted part" : count + " encrypted parts")
              + (isTried
                  ? " did not open: no key fits, or the octets are damaged"
                  : " stayed closed; --errant decrypts parts"));
    }
    if (hasEncodedSmime(mail)) {
      closed.add(
          "A message inside is S/MIME or cannot be read, and stayed closed: its"
              + " Content-Transfer-Encoding is base64 or quoted-printable, which RFC 2046 forbids");
    }
    return closed.isEmpty() ? null : String.join("; ", closed);
  }

  /** Whether there is S/MIME in a message that is encoded, of which the reader shows no parts. */
  private static boolean hasEncodedSmime(OpenedMail mail) throws IOException {
    List<MailPart> encoded =
        mail.root().stream().flatMap(ClosedParts::all).filter(ClosedParts::isEncoded).toList();
    if (encoded.isEmpty()) {
      return false;
    }
    MailReader reader =
        MailReader.with(
                Decryptor.with(KeyHistory.of()),
                Verifier.trusting(TrustPolicy.withoutAnchors(TO_SEE)))
            .sharingLimits();
    for (MailPart part : encoded) {
      try (OpenedMail inside = reader.open(part.unverifiedContent(TO_SEE))) {
        // The content of such a message in such a message is not looked at.
        if (inside.failure().isPresent()
            || !inside.layers().isEmpty()
            || count(inside) > 0
            || inside.root().stream().flatMap(ClosedParts::all).anyMatch(ClosedParts::isEncoded)) {
          return true;
        }
      } catch (SmimeException e) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEncoded(MailPart part) {
    return part.type().matches("message/(rfc822|global)") && part.children().isEmpty();
  }

  /** A part in which no CMS can be read has no layer, and is counted by its media type. */
  private static long count(OpenedMail mail) {
    long closed = mail.layers().stream().filter(ClosedParts::isClosed).count();
    long withoutContent =
        mail.layers().stream()
            .filter(
                layer ->
                    !layer.isWhole()
                        && (isClosed(layer)
                            || layer.kind() == Layer.Kind.CERTIFICATES
                            || layer.kind() == Layer.Kind.RECEIPT
                            || (layer.kind() == Layer.Kind.SIGNED_OPAQUELY
                                && !layer.report().orElseThrow().hasContent())))
            .count();
    // Parts that are said to be CMS, and in which nothing was found.
    long unread =
        mail.root().stream()
                .flatMap(ClosedParts::all)
                .filter(part -> part.type().matches("application/(x-)?pkcs7-mime"))
                .count()
            - withoutContent;
    return closed + Math.max(0, unread);
  }

  static boolean isClosed(Layer layer) {
    return layer.kind() == Layer.Kind.ENCRYPTED && layer.encryption().isEmpty();
  }

  /** All parts; instead of one that was opened, those inside. */
  private static Stream<MailPart> all(MailPart part) {
    return part.inside()
        .map(ClosedParts::all)
        .orElseGet(
            () ->
                Stream.concat(Stream.of(part), part.children().stream().flatMap(ClosedParts::all)));
  }
}
