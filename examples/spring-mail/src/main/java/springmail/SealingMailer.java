package springmail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.CustomMailer;
import org.simplejavamail.api.mailer.config.OperationalConfig;
import org.smime4j.Outgoing;
import org.smime4j.jakarta.SecureMimeMail;

/**
 * Seals what an application sends by Simple Java Mail, with the session that it configured. Set the
 * server in the session's properties: Simple Java Mail does not pass the value of {@code
 * withSMTPServer} to a custom mailer.
 */
public final class SealingMailer implements CustomMailer {

  private final UnaryOperator<Outgoing> sealing;

  /**
   * @param sealing how a message is signed and encrypted
   */
  public SealingMailer(UnaryOperator<Outgoing> sealing) {
    this.sealing = sealing;
  }

  @Override
  public void testConnection(OperationalConfig config, Session session) {
    try (Transport transport = session.getTransport()) {
      transport.connect();
    } catch (MessagingException e) {
      throw new IllegalStateException("The server cannot be reached", e);
    }
  }

  @Override
  public void sendMessage(
      OperationalConfig config, Session session, Email email, MimeMessage message) {
    try {
      MimeMessage sealed =
          SecureMimeMail.message(sealing.apply(SecureMimeMail.outgoing(message)).seal(), session);
      Transport.send(sealed);
    } catch (IOException e) {
      throw new UncheckedIOException("The message could not be sealed", e);
    } catch (MessagingException e) {
      throw new IllegalStateException("The message could not be sent", e);
    }
  }
}
