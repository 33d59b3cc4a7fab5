package org.smime4j.jakarta;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;
import org.smime4j.ArrayOctets;
import org.smime4j.Octets;
import org.smime4j.SmimeException;

/** The octets of a message as it travels, or would travel, without changing it. */
final class MessageOctets {

  private MessageOctets() {}

  static ArrayOctets of(MimeMessage message) throws IOException {
    try {
      ByteArrayOutputStream octets = new ByteArrayOutputStream(16 * 1024);
      (hasOctets(message) ? message : new Copy(message)).writeTo(octets);
      return Octets.of(octets.toByteArray());
    } catch (MessagingException e) {
      throw failure(e);
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
        : new SmimeException.Malformed("MimeMessage", -1, String.valueOf(e.getMessage()));
  }
}
