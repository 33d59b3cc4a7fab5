package org.smime4j.jakarta;

import jakarta.activation.DataHandler;
import jakarta.mail.IllegalWriteException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;
import org.smime4j.mail.SealedMail;

/**
 * A {@link SealedMail} as a message to send. Its content was made once: it is written as it is,
 * each time the same, and nothing is signed or encoded again. Fields that do not describe the
 * content may still be set; Message-ID and Date stay what they are, also when the message is sent.
 */
final class SealedMimeMessage extends MimeMessage {

  SealedMimeMessage(@Nullable Session session, SealedMail sealed) throws MessagingException {
    super(session, sealed.open());
  }

  /** Does nothing: the message is complete, and its Message-ID is kept. */
  @Override
  public void saveChanges() {
    // Whatever the superclass does here would be done to content that is signed or encrypted.
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
