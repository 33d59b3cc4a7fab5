package org.smime4j.james;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mail;
import org.smime4j.Decryptor;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.sources.ByteSource;

/**
 * A mailet that removes the outermost encryption from a message, with every key of a history. It
 * then does with the content what {@link VerifySmime} does. It passes the content on octet by
 * octet: parts, attachments and signatures stay unchanged.
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
 * <p>A message stays encrypted if no key matches, if a signature is outside its encryption, or if a
 * signature inside is broken. The attribute {@code org.smime4j.decrypted} is then {@code no}. It is
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
    Decryptor decryptor = settings.decryptor();
    MailReader reader = settings.reader(decryptor);
    return mail -> decrypt(mail, reader, decryptor, incoming);
  }

  private static void decrypt(
      Mail mail, MailReader reader, Decryptor decryptor, Message.Incoming incoming)
      throws IOException, MessagingException {
    ByteSource message = incoming.of(mail);
    mail.removeAttribute(DECRYPTED);
    try (OpenedMail opened = reader.open(message)) {
      Optional<ByteSource> inside = inside(mail.getMessage(), opened, decryptor);
      if (inside.isPresent()) {
        ByteSource delivered = Header.before(inside.get(), message, opened);
        // The mailet judges exactly the bytes that James delivers.
        try (OpenedMail judged = reader.open(delivered)) {
          if (isIntact(judged) && whole(judged).size() == whole(opened).size() - 1) {
            incoming.passOn(mail, delivered, judged);
            Message.say(mail, DECRYPTED, isAuthenticated(opened) ? "yes" : "unauthenticated");
            return;
          }
        }
      }
      if (opened.failure().isPresent() || isEncrypted(opened)) {
        Message.say(mail, DECRYPTED, "no");
      }
      incoming.passOn(mail, message, opened);
    }
  }

  private static boolean isEncrypted(OpenedMail opened) {
    return opened.layers().stream()
        .anyMatch(layer -> layer.isWhole() && layer.kind() == Layer.Kind.ENCRYPTED);
  }

  /**
   * The content of the outermost layer, if that is encryption and everything inside it is intact.
   */
  private static Optional<ByteSource> inside(
      MimeMessage message, OpenedMail opened, Decryptor decryptor)
      throws IOException, MessagingException {
    List<Layer> layers = whole(opened);
    if (layers.isEmpty() || layers.get(0).encryption().isEmpty() || !isIntact(opened)) {
      return Optional.empty();
    }
    if (layers.size() == 1 && opened.root().filter(MailPart::isEntity).isEmpty()) {
      // The content has no header, so it cannot stand in the place of the message.
      return Optional.empty();
    }
    byte[] cms = message.getInputStream().readAllBytes();
    try {
      return Optional.of(
          decryptor
              .decrypt(ByteSource.of(cms))
              .fold(whole -> whole, UnauthenticatedContent::unauthenticated));
    } catch (SmimeException e) {
      // James decodes the body differently from the reader, so the message stays closed.
      return Optional.empty();
    }
  }

  private static List<Layer> whole(OpenedMail opened) {
    return opened.layers().stream().filter(Layer::isWhole).toList();
  }

  private static boolean isIntact(OpenedMail opened) {
    if (opened.failure().isPresent()) {
      return false;
    }
    try {
      opened.unauthenticatedContent();
      return true;
    } catch (SmimeException e) {
      return opened.layers().stream().noneMatch(Layer::isWhole);
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
