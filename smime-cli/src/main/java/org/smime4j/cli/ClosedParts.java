package org.smime4j.cli;

import org.jspecify.annotations.Nullable;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;

/** The parts of an opened message that are encrypted, and that stayed closed. */
final class ClosedParts {

  private ClosedParts() {}

  /**
   * What stayed closed, in a sentence; null if nothing did.
   *
   * @param isTried whether parts were decrypted as far as the keys allow
   */
  static @Nullable String sentence(OpenedMail mail, boolean isTried) {
    long count = count(mail);
    if (count == 0) {
      return null;
    }
    return (count == 1 ? "An encrypted part" : count + " encrypted parts")
        + (isTried
            ? " did not open: no key fits, or the octets are damaged"
            : " stayed closed; --errant decrypts parts");
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
    long unread = mail.root().map(ClosedParts::unread).orElse(0L) - withoutContent;
    return closed + Math.max(0, unread);
  }

  static boolean isClosed(Layer layer) {
    return layer.kind() == Layer.Kind.ENCRYPTED && layer.encryption().isEmpty();
  }

  /** Parts that are said to be CMS, and in which nothing was found. */
  private static long unread(MailPart part) {
    if (part.inside().isPresent()) {
      return unread(part.inside().get());
    }
    long own = part.type().matches("application/(x-)?pkcs7-mime") ? 1 : 0;
    return own + part.children().stream().mapToLong(ClosedParts::unread).sum();
  }
}
