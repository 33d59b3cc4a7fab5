package org.smime4j.jakarta;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayOctets;

/** Returns the octets of a message as it is or would be sent, without changing the message. */
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

  /**
   * Refuses values that contain further header fields, because Jakarta Mail writes values unchanged
   * (B16).
   */
  private static void refuseMoreThanOneField(String line) throws SmimeException.Refused {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean isCrlf = c == '\r' && i + 1 < line.length() && line.charAt(i + 1) == '\n';
      boolean isFold =
          c == '\n'
              && i + 1 < line.length()
              && (line.charAt(i + 1) == ' ' || line.charAt(i + 1) == '\t');
      if ((c == '\r' && !isCrlf) || (c == '\n' && !isFold)) {
        throw new SmimeException.Refused(
            SmimeException.Refused.Rule.HEADER_VALUE,
            "a header field contains a line break that does not fold it");
      }
    }
  }

  /** Returns true if the message was parsed. A composed message has no octets yet. */
  private static boolean hasOctets(MimeMessage message) throws IOException {
    try {
      message.getRawInputStream().close();
      return true;
    } catch (MessagingException e) {
      return false;
    }
  }

  /**
   * A copy of a composed message. Writing a message that is not saved saves it, and gives it a new
   * Message-ID. This class therefore saves a copy.
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

  /** Converts an exception of Jakarta Mail to one of this library. */
  static IOException failure(MessagingException e) {
    return e.getNextException() instanceof IOException medium
        ? medium
        : new SmimeException.Malformed("MimeMessage", -1, String.valueOf(e.getMessage()));
  }
}
