package org.smime4j.jakarta;

import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.Header;
import jakarta.mail.IllegalWriteException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.reports.Deliveries;
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

  private static final Pattern NO_FOLD = Pattern.compile("\r(?!\n)|\n(?![ \t])");

  private SecureMimeMail() {}

  /** Returns a message to sign, encrypt or compress, in the form in which it would be sent now. */
  public static Outgoing outgoing(MimeMessage message) throws IOException {
    return Outgoing.of(octets(message));
  }

  /**
   * Returns a sealed message for sending. Its content is final: each write gives the same bytes,
   * and nothing is signed or encoded again. You can still set fields that do not describe the
   * content. Sending the message does not change its Message-ID and Date. For a message of {@link
   * Outgoing#sealEach} use {@link #message(Deliveries.Delivery, Session)}.
   *
   * @param session the session with the properties for Jakarta Mail; null for none
   */
  public static MimeMessage message(SealedMail sealed, @Nullable Session session)
      throws IOException {
    try {
      return new SealedMimeMessage(session, sealed, null);
    } catch (MessagingException e) {
      throw failure(e);
    }
  }

  /**
   * Returns a message of {@link Outgoing#sealEach} for sending, as {@link #message(SealedMail,
   * Session)} does. Its {@code getAllRecipients} returns the addresses of the delivery and no
   * others, so that {@code Transport.send(message)} sends it only to them. Its To and Cc fields are
   * the same in all deliveries, and may name others.
   *
   * @param session the session with the properties for Jakarta Mail; null for none
   */
  public static MimeMessage message(Deliveries.Delivery delivery, @Nullable Session session)
      throws IOException {
    Address[] recipients = new Address[delivery.addresses().size()];
    for (int i = 0; i < recipients.length; i++) {
      InternetAddress recipient = new InternetAddress();
      recipient.setAddress(delivery.addresses().get(i));
      recipients[i] = recipient;
    }
    try {
      return new SealedMimeMessage(session, delivery.message(), recipients);
    } catch (MessagingException e) {
      throw failure(e);
    }
  }

  /** Opens a received message. See {@link MailReader#open(ByteSource)}. */
  public static OpenedMail open(MimeMessage message, MailReader reader) throws IOException {
    return reader.open(octets(message));
  }

  /**
   * Returns the content of an opened message as a message. Its header has the fields {@code
   * Content-…}, and of the others inside only those that {@link OpenedMail#field} returns: without
   * header protection by a trusted signature, From is absent. {@link OpenedMail#field} returns what
   * to show then. A message without S/MIME keeps its header. This method reads the content into
   * memory.
   *
   * @throws org.smime4j.findings.SmimeException if {@link OpenedMail#content()} throws it
   */
  public static MimeMessage message(OpenedMail mail, @Nullable Session session) throws IOException {
    try (InputStream in = mail.content().open()) {
      MimeMessage message = new MimeMessage(session, in);
      for (Header each : Collections.list(message.getAllHeaders())) {
        String name = each.getName();
        if (!mail.layers().isEmpty()
            && !name.regionMatches(true, 0, "Content-", 0, 8)
            && mail.protectedField(name)
                .filter(mail.field(name).stream().toList()::contains)
                .isEmpty()) {
          message.removeHeader(name);
        }
      }
      return message;
    } catch (MessagingException e) {
      throw failure(e);
    }
  }

  /** The octets of the message as it is or would be sent, without changing the message. */
  private static ArrayOctets octets(MimeMessage message) throws IOException {
    try {
      ByteArrayOutputStream octets = new ByteArrayOutputStream(16 * 1024);
      MimeMessage written = hasOctets(message) ? message : new Copy(message);
      written.writeTo(octets);
      // Jakarta Mail writes values unchanged, and one may contain further header fields (B16).
      for (String line : Collections.list(written.getAllHeaderLines())) {
        if (NO_FOLD.matcher(line).find()) {
          throw new SmimeException.Refused(
              SmimeException.Refused.Rule.HEADER_VALUE,
              "a header field contains a line break that does not fold it");
        }
      }
      return ArrayOctets.of(octets.toByteArray());
    } catch (MessagingException e) {
      throw failure(e);
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
      super(message.getSession());
      setDataHandler(message.getDataHandler());
      for (String line : Collections.list(message.getAllHeaderLines())) {
        addHeaderLine(line);
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
  private static IOException failure(MessagingException e) {
    return e.getNextException() instanceof IOException medium
        ? medium
        : new SmimeException.Malformed("MimeMessage", -1, String.valueOf(e.getMessage()));
  }

  /**
   * A {@link SealedMail} as a message to send. Its content is final: each write gives the same
   * bytes, and nothing is signed or encoded again. You can still set fields that do not describe
   * the content. Sending the message does not change its Message-ID and Date.
   */
  private static final class SealedMimeMessage extends MimeMessage {

    /** Null for those in the header. */
    private final Address @Nullable [] recipients;

    SealedMimeMessage(@Nullable Session session, SealedMail sealed, Address @Nullable [] recipients)
        throws MessagingException {
      super(session, sealed.open());
      this.recipients = recipients;
    }

    @Override
    public Address[] getAllRecipients() throws MessagingException {
      return recipients == null ? super.getAllRecipients() : recipients.clone();
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
}
