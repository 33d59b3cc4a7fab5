package org.smime4j.gateway;

import java.io.IOException;
import org.smime4j.findings.SmimeException;

/**
 * A reply to an SMTP command.
 *
 * @param text one line or several, without the code
 */
record Reply(int code, String text) {

  static final Reply FAULT = new Reply(451, "4.3.0 the gateway has a fault, see its log");

  boolean isPositive() {
    return code / 100 == 2;
  }

  /**
   * RFC 5321 section 4.5.3.1.5 allows 512 bytes for a line. Only visible ASCII: some of the text
   * comes from messages and certificates.
   */
  @Override
  public String toString() {
    String lines =
        text.substring(0, Math.min(9_600, text.length()))
            .strip()
            .replaceAll("[^\\x20-\\x7e\\n]", "?")
            .replaceAll("(.{480})(?=.)", "$1\n")
            .replace("\n", "\r\n" + code + "-");
    int last = lines.lastIndexOf('\n') + 5;
    return last < 5
        ? code + " " + lines
        : code + "-" + lines.substring(0, last - 1) + " " + lines.substring(last);
  }

  /** Why a command is refused. */
  static final class Rejected extends IOException {
    private static final long serialVersionUID = 1;
    private final int code;

    Rejected(int code, String text) {
      super(text);
      this.code = code;
    }
  }

  /** What may pass by itself keeps the message with the server that sent it. */
  static Reply of(Exception failure) {
    String why = String.valueOf(failure.getMessage());
    if (failure instanceof Rejected rejected) {
      return new Reply(rejected.code, why);
    }
    if (failure instanceof SmimeException.Refused refused) {
      return switch (refused.rule()) {
        case CERTIFICATE_SOURCE -> new Reply(451, "4.7.5 " + why);
        case RECIPIENT_CERTIFICATE, RSA_KEY_TOO_SHORT -> new Reply(550, "5.7.5 " + why);
        default -> new Reply(554, "5.6.0 " + why);
      };
    }
    return failure instanceof SmimeException.Malformed
            || failure instanceof SmimeException.LimitExceeded
        ? new Reply(554, "5.6.0 " + why)
        : FAULT;
  }
}
