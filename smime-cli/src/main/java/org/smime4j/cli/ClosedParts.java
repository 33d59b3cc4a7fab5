package org.smime4j.cli;

import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;

/** The parts of an opened message that are encrypted, and that stayed closed. */
final class ClosedParts {

  private ClosedParts() {}

  /**
   * What stayed closed, in a sentence.
   *
   * @param isTried whether parts were decrypted as far as the keys allow
   */
  static String sentence(OpenedMail mail, boolean isTried) {
    long count = mail.layers().stream().filter(ClosedParts::isClosed).count();
    if (count == 0) {
      return "An encrypted part did not open and stayed closed: it is damaged, or in a message whose"
          + " Content-Transfer-Encoding is base64 or quoted-printable, which RFC 2046 forbids";
    }
    return (count == 1 ? "An encrypted part" : count + " encrypted parts")
        + (isTried
            ? " did not open: no key fits, or the octets are damaged"
            : " stayed closed; --errant decrypts parts");
  }

  static boolean isClosed(Layer layer) {
    return layer.kind() == Layer.Kind.ENCRYPTED && layer.encryption().isEmpty();
  }
}
