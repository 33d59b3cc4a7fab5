package org.smime4j.jakarta;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.sources.ByteSource;

/**
 * Converts between {@link MimeMessage} and the types of this library. It does not change the given
 * message. It neither changes the JVM's {@code CommandMap} nor uses it for signed content.
 *
 * <pre>{@code
 * SealedMail sealed =
 *     SecureMimeMail.outgoing(message).signedBy(signer).encryptedBy(encryptor).seal();
 * Transport.send(SecureMimeMail.message(sealed, session));
 * }</pre>
 *
 * <p>This class keeps messages in memory, as Jakarta Mail does. It throws no exception of Jakarta
 * Mail: if Jakarta Mail cannot read or write a message, it throws {@link
 * org.smime4j.findings.SmimeException.Malformed}.
 */
public final class SecureMimeMail {

  private SecureMimeMail() {}

  /** Returns a message to sign, encrypt or compress, in the form in which it would be sent now. */
  public static Outgoing outgoing(MimeMessage message) throws IOException {
    return Outgoing.of(MessageOctets.of(message));
  }

  /**
   * Returns a sealed message for sending. Its content is final: each write gives the same bytes,
   * and nothing is signed or encoded again. You can still set fields that do not describe the
   * content. Sending the message does not change its Message-ID and Date. Send each message of
   * {@link Outgoing#sealEach()} to its own recipients. All of them have the same To and Cc fields,
   * and none has a Bcc field.
   *
   * @param session the session with the properties for Jakarta Mail; null for none
   */
  public static MimeMessage message(SealedMail sealed, @Nullable Session session)
      throws IOException {
    try {
      return new SealedMimeMessage(session, sealed);
    } catch (MessagingException e) {
      throw MessageOctets.failure(e);
    }
  }

  /** Opens a received message. See {@link MailReader#open(ByteSource)}. */
  public static OpenedMail open(MimeMessage message, MailReader reader) throws IOException {
    return reader.open(MessageOctets.of(message));
  }

  /**
   * Returns the content of an opened message as a message. It has only the header fields inside the
   * protected content: without header protection, Subject and From are absent. {@link
   * OpenedMail#fieldsOutside} returns the fields outside. This method reads the content into
   * memory.
   *
   * @throws org.smime4j.findings.SmimeException if {@link OpenedMail#content()} throws it
   */
  public static MimeMessage message(OpenedMail mail, @Nullable Session session) throws IOException {
    try (InputStream in = mail.content().open()) {
      return new MimeMessage(session, in);
    } catch (MessagingException e) {
      throw MessageOctets.failure(e);
    }
  }
}
