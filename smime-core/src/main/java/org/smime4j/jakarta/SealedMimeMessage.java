package org.smime4j.jakarta;

import jakarta.activation.DataHandler;
import jakarta.mail.IllegalWriteException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;
import org.smime4j.reports.SealedMail;

/**
 * A {@link SealedMail} as a message to send. Its content is final: each write gives the same bytes,
 * and nothing is signed or encoded again. You can still set fields that do not describe the
 * content. Sending the message does not change its Message-ID and Date.
 */
final class SealedMimeMessage extends MimeMessage {

  SealedMimeMessage(@Nullable Session session, SealedMail sealed) throws MessagingException {
    super(session, sealed.open());
  }

  /** Does nothing, because the message is complete. Its Message-ID stays the same. */
  @Override
  public void saveChanges() {
    // The superclass would change content that is signed or encrypted.
  }

  /**
   * Refuses other content.
   *
   * @throws IllegalWriteException always
   */
  @Override
  public synchronized void setDataHandler(DataHandler handler) throws MessagingException {
    throw new IllegalWriteException("The message is sealed; its content cannot be changed");
  }
}
