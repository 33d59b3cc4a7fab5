package org.smime4j.jakarta;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.mail.MailReader;
import org.smime4j.mail.OpenedMail;
import org.smime4j.mail.Outgoing;
import org.smime4j.mail.SealedMail;

/**
 * From {@link MimeMessage} and back. The message that is given is not changed, and the JVM's {@code
 * CommandMap} is neither changed nor asked about anything that was signed.
 *
 * <pre>{@code
 * SealedMail sealed =
 *     SecureMimeMail.outgoing(message).signedBy(signer).encryptedBy(encryptor).seal();
 * Transport.send(SecureMimeMail.message(sealed, session));
 * }</pre>
 *
 * <p>Messages are held in memory, as Jakarta Mail does. No exception of Jakarta Mail is thrown:
 * what it cannot read or write is an {@link org.smime4j.SmimeException.Malformed}.
 */
public final class SecureMimeMail {

  private SecureMimeMail() {}

  /** A message that is to be signed, encrypted or compressed, as it would travel now. */
  public static Outgoing outgoing(MimeMessage message) throws IOException {
    return Outgoing.of(MessageOctets.of(message));
  }

  /**
   * What was sealed, as a message to send. Its content was made once: it is written as it is, each
   * time the same, and nothing is signed or encoded again. Fields that do not describe the content
   * may still be set; Message-ID and Date stay what they are, also when the message is sent. Where
   * there are several, of {@link Outgoing#sealEach()}, send each to its own recipients: all have
   * the same fields To and Cc, and none has Bcc.
   *
   * @param session of which Jakarta Mail takes its properties; null for none
   */
  public static MimeMessage message(SealedMail sealed, @Nullable Session session)
      throws IOException {
    try {
      return new SealedMimeMessage(session, sealed);
    } catch (MessagingException e) {
      throw MessageOctets.failure(e);
    }
  }

  /** Opens a message as it travelled, see {@link MailReader#open(Octets)}. */
  public static OpenedMail open(MimeMessage message, MailReader reader) throws IOException {
    return reader.open(MessageOctets.of(message));
  }

  /**
   * The content of a message that was opened, as a message. It has only the header fields inside
   * the protected content: without header protection, Subject and From are absent. {@link
   * OpenedMail#fieldsOutside} returns the fields outside. It is read into memory.
   *
   * @throws org.smime4j.SmimeException where {@link OpenedMail#content()} throws
   */
  public static MimeMessage message(OpenedMail mail, @Nullable Session session) throws IOException {
    try (InputStream in = mail.content().open()) {
      return new MimeMessage(session, in);
    } catch (MessagingException e) {
      throw MessageOctets.failure(e);
    }
  }
}
