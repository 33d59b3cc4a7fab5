package org.smime4j.jakarta;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException;
import org.smime4j.internal.base.ArrayOctets;
import org.smime4j.internal.base.Failures;

/** The octets of a message as it travels, or would travel, without changing it. */
final class MessageOctets {

  private MessageOctets() {}

  static ArrayOctets of(MimeMessage message) throws IOException {
    try {
      ByteArrayOutputStream octets = new ByteArrayOutputStream(16 * 1024);
      MimeMessage written = hasOctets(message) ? message : new Copy(message);
      written.writeTo(octets);
      Enumeration<String> lines = written.getAllHeaderLines();
      while (lines.hasMoreElements()) {
        refuseMoreThanOneField(lines.nextElement());
      }
      return ArrayOctets.of(octets.toByteArray());
    } catch (MessagingException e) {
      throw failure(e);
    }
  }

  /** Jakarta Mail writes values as they were set, and what they hold would be fields (B16). */
  private static void refuseMoreThanOneField(String line) throws SmimeException.Refused {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean isCrlf = c == '\r' && i + 1 < line.length() && line.charAt(i + 1) == '\n';
      boolean isFold =
          c == '\n'
              && i + 1 < line.length()
              && (line.charAt(i + 1) == ' ' || line.charAt(i + 1) == '\t');
      if ((c == '\r' && !isCrlf) || (c == '\n' && !isFold)) {
        throw Failures.refused(
            SmimeException.Refused.Rule.HEADER_VALUE,
            "a header field holds a line break that does not fold it");
      }
    }
  }

  /** Whether the message was parsed; one that was composed has no octets yet. */
  private static boolean hasOctets(MimeMessage message) throws IOException {
    try {
      message.getRawInputStream().close();
      return true;
    } catch (MessagingException e) {
      return false;
    }
  }

  /**
   * A composed message may not be saved yet, and writing it would save it: that gives it a new
   * Message-ID. So a copy is saved.
   */
  private static final class Copy extends MimeMessage {

    Copy(MimeMessage message) throws MessagingException {
      this(message, message.getSession());
    }

    private Copy(MimeMessage message, @Nullable Session session) throws MessagingException {
      super(session);
      setDataHandler(message.getDataHandler());
      Enumeration<String> lines = message.getAllHeaderLines();
      while (lines.hasMoreElements()) {
        addHeaderLine(lines.nextElement());
      }
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      if (getMessageID() == null) {
        super.updateMessageID();
      }
    }
  }

  /** What of a failure of Jakarta Mail leaves this library. */
  static IOException failure(MessagingException e) {
    return e.getNextException() instanceof IOException medium
        ? medium
        : Failures.malformed("MimeMessage", -1, String.valueOf(e.getMessage()));
  }
}
