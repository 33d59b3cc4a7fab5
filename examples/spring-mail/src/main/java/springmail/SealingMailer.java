package springmail;

import org.smime4j.settings.Unreachable;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.email.Recipient;
import org.simplejavamail.api.mailer.CustomMailer;
import org.simplejavamail.api.mailer.config.OperationalConfig;
import org.smime4j.Encryptor;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.jakarta.SecureMimeMail;
import org.smime4j.keys.CertificateSource;
import org.smime4j.reports.Deliveries;

/**
 * Signs and encrypts what an application sends by Simple Java Mail, with the session that it
 * configured. Set the server in the session's properties: Simple Java Mail does not pass the value
 * of {@code withSMTPServer} to a custom mailer.
 */
public final class SealingMailer implements CustomMailer {

  private interface Sealing {
    Deliveries seal(Outgoing message, List<String> addresses) throws IOException;
  }

  private final Sealing sealing;

  private SealingMailer(Sealing sealing) {
    this.sealing = sealing;
  }

  /** Returns a mailer that signs. */
  public static SealingMailer signing(Signer signer) {
    return new SealingMailer(
        (message, addresses) ->
            new Deliveries(
                List.of(),
                List.of(new Deliveries.Delivery(addresses, message.signedBy(signer).seal())),
                List.of()));
  }

  /**
   * Returns a mailer that signs and encrypts. It sends nothing if a recipient has no accepted
   * certificate.
   */
  public static SealingMailer sealing(
      Signer signer, Encryptor encryptor, CertificateSource certificates) {
    return new SealingMailer(
        (message, addresses) ->
            message
                .signedBy(signer)
                .encryptedBy(encryptor)
                .sealEach(encryptor.plan(certificates, addresses), Unreachable.REFUSE));
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
    if (email.getBounceToRecipient() != null) {
      throw new IllegalArgumentException("This mailer cannot set the address for bounces");
    }
    try {
      message.removeHeader("Bcc");
      Deliveries deliveries = sealing.seal(SecureMimeMail.outgoing(message), receivers(email));
      List<Deliveries.Delivery> all = new ArrayList<>(deliveries.encrypted());
      all.addAll(deliveries.inClear());
      for (Deliveries.Delivery each : all) {
        Transport.send(SecureMimeMail.message(each, session));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The message could not be sealed", e);
    } catch (MessagingException e) {
      throw new IllegalStateException("The message could not be sent", e);
    }
  }

  private static List<String> receivers(Email email) {
    List<Recipient> receivers =
        email.getOverrideReceivers().isEmpty()
            ? email.getRecipients()
            : email.getOverrideReceivers();
    return receivers.stream().map(Recipient::getAddress).toList();
  }
}
