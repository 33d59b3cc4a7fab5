package org.smime4j.jakarta;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.cms.Encryptor;
import org.smime4j.cms.Signer;
import org.smime4j.mail.HeaderProtection;
import org.smime4j.mail.MailReader;
import org.smime4j.mail.OpenedMail;
import org.smime4j.mail.SealedMail;
import org.smime4j.mail.SecureMail;

/**
 * The verbs of {@link SecureMail} over {@link MimeMessage}: the content fields move inside, and all
 * others are protected as {@link HeaderProtection} says. The message that is given is not changed,
 * and the JVM's {@code CommandMap} is neither changed nor asked about anything that was signed.
 *
 * <pre>{@code
 * MimeMessage sealed = SecureMimeMail.signAndEncrypt(message, signer, encryptor);
 * Transport.send(sealed);
 * }</pre>
 *
 * <p>Messages are held in memory, as Jakarta Mail does. No exception of Jakarta Mail is thrown:
 * what it cannot read or write is an {@link org.smime4j.SmimeException.Malformed}.
 */
public final class SecureMimeMail {

  private SecureMimeMail() {}

  /** Signs a message, see {@link SecureMail#sign(Octets, Signer)}. */
  public static SealedMimeMessage sign(MimeMessage message, Signer signer) throws IOException {
    return sealed(message, SecureMail.sign(MessageOctets.of(message), signer));
  }

  /** Signs a message with the content inside, see {@link SecureMail#signOpaque(Octets, Signer)}. */
  public static SealedMimeMessage signOpaque(MimeMessage message, Signer signer)
      throws IOException {
    return sealed(message, SecureMail.signOpaque(MessageOctets.of(message), signer));
  }

  /** Signs a message, with or without its header fields. */
  public static SealedMimeMessage sign(
      MimeMessage message, Signer signer, HeaderProtection protection) throws IOException {
    return sealed(message, SecureMail.sign(MessageOctets.of(message), signer, protection));
  }

  /** Signs and encrypts, see {@link SecureMail#signAndEncrypt(Octets, Signer, Encryptor)}. */
  public static SealedMimeMessage signAndEncrypt(
      MimeMessage message, Signer signer, Encryptor encryptor) throws IOException {
    return sealed(message, SecureMail.signAndEncrypt(MessageOctets.of(message), signer, encryptor));
  }

  /** Signs and encrypts a message; what is hidden is chosen. */
  public static SealedMimeMessage signAndEncrypt(
      MimeMessage message, Signer signer, Encryptor encryptor, HeaderProtection protection)
      throws IOException {
    return sealed(
        message,
        SecureMail.signAndEncrypt(MessageOctets.of(message), signer, encryptor, protection));
  }

  /** Encrypts a message; what is hidden is chosen. */
  public static SealedMimeMessage encrypt(
      MimeMessage message, Encryptor encryptor, HeaderProtection protection) throws IOException {
    return sealed(message, SecureMail.encrypt(MessageOctets.of(message), encryptor, protection));
  }

  /** Encrypts a message, see {@link SecureMail#encrypt(Octets, Encryptor)}. */
  public static SealedMimeMessage encrypt(MimeMessage message, Encryptor encryptor)
      throws IOException {
    return sealed(message, SecureMail.encrypt(MessageOctets.of(message), encryptor));
  }

  /**
   * Encrypts a message once more for each blind copy, see {@link SecureMail#encryptSeparately}.
   * Send each to its own recipients: all have the same fields To and Cc, and none has Bcc.
   */
  public static List<SealedMimeMessage> encryptSeparately(
      MimeMessage message, Encryptor encryptor, Collection<X509Certificate> blind)
      throws IOException {
    List<SealedMimeMessage> messages = new ArrayList<>();
    for (SealedMail sealed :
        SecureMail.encryptSeparately(MessageOctets.of(message), encryptor, blind)) {
      messages.add(sealed(message, sealed));
    }
    return messages;
  }

  /** Compresses a message, see {@link SecureMail#compress(Octets)}. */
  public static SealedMimeMessage compress(MimeMessage message) throws IOException {
    return sealed(message, SecureMail.compress(MessageOctets.of(message)));
  }

  /** Opens a message as it travelled, see {@link MailReader#open(Octets)}. */
  public static OpenedMail open(MimeMessage message, MailReader reader) throws IOException {
    return reader.open(MessageOctets.of(message));
  }

  /**
   * The content of a message that was opened, as a message: its header is what the content has as
   * its own. Fields that stood outside alone are not in it: {@link OpenedMail#fieldsOutside} gives
   * them. It is read into memory.
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

  private static SealedMimeMessage sealed(MimeMessage original, SealedMail sealed)
      throws IOException {
    try {
      return new SealedMimeMessage(original.getSession(), sealed);
    } catch (MessagingException e) {
      throw MessageOctets.failure(e);
    }
  }
}
