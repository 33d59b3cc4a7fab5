package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.io.IOException;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.open.ReadMail;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * A mailet that removes the outermost encryption from a message, with every key of a history. It
 * then does with the content what {@link VerifySmime} does. It passes the content on octet by
 * octet: parts, attachments and signatures stay unchanged. {@link Delivery} says which fields the
 * message then has; one of them, {@value Delivery#MARK}, marks it for programs of its reader.
 *
 * <pre>{@code
 * <mailet match="All" class="org.smime4j.james.DecryptSmime">
 *   <identifier>mx.example.org</identifier>
 *   <keys>/etc/smime/keys</keys>
 *   <passwords>/etc/smime/passwords.txt</passwords>
 *   <trust>/etc/smime/roots</trust>
 *   <crls>/var/lib/smime/crls</crls>
 * </mailet>
 * }</pre>
 *
 * <p>A message stays encrypted if no key matches or is proven, if a signature is outside its
 * encryption, or if a signature inside is broken. The attribute {@code org.smime4j.decrypted} is then {@code no}. It is
 * {@code unauthenticated} if neither the encryption nor a trusted signature shows that the content
 * is unchanged, and otherwise {@code yes}. Well-formed messages without S/MIME do not have the
 * attribute.
 */
public final class DecryptSmime extends ConfiguredMailet {

  private static final AttributeName DECRYPTED = AttributeName.of("org.smime4j.decrypted");

  /** Creates the mailet. James calls this, and then sets the parameters. */
  public DecryptSmime() {
    super("judged");
  }

  @Override
  Work configured() throws MessagingException {
    Settings settings = new Settings(this, Settings.TRUST, Settings.INCOMING, Settings.KEYS);
    Message.Incoming incoming = settings.incoming();
    MailReader reader = settings.reader(settings.decryptor());
    return mail -> decrypt(mail, reader, incoming);
  }

  static void decrypt(Mail mail, MailReader reader, Message.Incoming incoming)
      throws IOException, MessagingException {
    mail.removeAttribute(DECRYPTED);
    try (OpenedMail opened = reader.open(incoming.of(mail))) {
      // Octets that are no message are tried as well: the time must not tell what they are.
      ReadMail tried = ReadMail.of(opened).triedForDelivery();
      ByteSource inside = inside(tried);
      String authenticated = isAuthenticated(tried) ? "yes" : "unauthenticated";
      // Both messages are made, whichever is delivered: neither time nor memory tells which it is.
      Message.Judged unchanged = incoming.judged(opened.delivery().unchanged(), opened);
      if (inside != null) {
        // The mailet judges exactly the bytes that James delivers.
        try (OpenedMail judged = reader.open(inside)) {
          Message.Judged decrypted = incoming.judged(inside, judged);
          if (tried == opened) {
            incoming.passOn(mail, decrypted);
            Message.say(mail, DECRYPTED, authenticated);
            return;
          }
        }
      }
      boolean isOpened =
          opened.failure().isEmpty()
              && opened.layers().stream()
                  .noneMatch(layer -> layer.isWhole() && layer.kind() == Layer.Kind.ENCRYPTED);
      if (!isOpened) {
        Message.say(mail, DECRYPTED, "no");
      }
      incoming.passOn(mail, unchanged);
    }
  }

  /** The message without its envelope, as James writes it; null if it stays encrypted. */
  private static @Nullable ByteSource inside(OpenedMail opened)
      throws IOException, MessagingException {
    try {
      return Message.octets(Message.read(opened.delivery().withoutEnvelope()));
    } catch (SmimeException e) {
      // No sender must learn why a message stays encrypted.
      return null;
    }
  }

  private static boolean isAuthenticated(OpenedMail opened) {
    try {
      opened.content();
      return true;
    } catch (SmimeException e) {
      return false;
    }
  }

  @Override
  public String getMailetInfo() {
    return "Decrypts a message and says who signed it";
  }
}
