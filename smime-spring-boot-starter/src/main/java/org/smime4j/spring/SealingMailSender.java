package org.smime4j.spring;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.smime4j.Encryptor;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.jakarta.SecureMimeMail;
import org.smime4j.keys.CertificateSource;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.Deliveries;
import org.smime4j.settings.Unreachable;
import org.springframework.mail.MailPreparationException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMailMessage;

/**
 * Signs and encrypts what an application sends, and hands it to another sender. If one message of
 * several cannot be sealed, none is sent.
 *
 * @param signer null to sign nothing
 * @param sealing null to encrypt nothing
 */
record SealingMailSender(JavaMailSender sender, @Nullable Signer signer, @Nullable Sealing sealing)
    implements JavaMailSender {

  private static final Log LOG = LogFactory.getLog(SealingMailSender.class);

  /** How a message is encrypted for each recipient. */
  record Sealing(Encryptor encryptor, CertificateSource source, Unreachable unreachable) {}

  @Override
  public MimeMessage createMimeMessage() {
    return sender.createMimeMessage();
  }

  @Override
  public MimeMessage createMimeMessage(InputStream content) {
    return sender.createMimeMessage(content);
  }

  @Override
  public void send(MimeMessage... messages) {
    send(messages, messages);
  }

  @Override
  public void send(SimpleMailMessage... messages) {
    MimeMessage[] written = new MimeMessage[messages.length];
    for (int i = 0; i < messages.length; i++) {
      MimeMailMessage message = new MimeMailMessage(createMimeMessage());
      messages[i].copyTo(message);
      written[i] = message.getMimeMessage();
    }
    send(written, messages);
  }

  /**
   * Sends messages.
   *
   * @param originals the messages as the application wrote them, which exceptions name
   */
  private void send(MimeMessage[] messages, Object[] originals) {
    Map<MimeMessage, Object> sealed = new LinkedHashMap<>();
    Map<Object, Exception> failed = new LinkedHashMap<>();
    for (int i = 0; i < messages.length; i++) {
      try {
        Deliveries deliveries = deliveries(messages[i]);
        List<Deliveries.Delivery> all = new ArrayList<>(deliveries.encrypted());
        all.addAll(deliveries.inClear());
        for (Deliveries.Delivery each : all) {
          sealed.put(SecureMimeMail.message(each, messages[i].getSession()), originals[i]);
          for (Finding note : each.message().report().notes()) {
            LOG.warn(messages[i].getMessageID() + ": " + note);
          }
        }
        if (!deliveries.unsent().isEmpty()) {
          failed.put(originals[i], unsent(deliveries.unsent()));
        }
      } catch (IOException | MessagingException e) {
        throw new MailPreparationException(
            "Nothing was sent, because a message could not be protected: " + e.getMessage(), e);
      }
    }
    try {
      if (!sealed.isEmpty()) {
        sender.send(sealed.keySet().toArray(MimeMessage[]::new));
      }
    } catch (MailSendException e) {
      e.getFailedMessages()
          .forEach((message, why) -> failed.put(sealed.getOrDefault(message, message), why));
      throw failed.isEmpty() ? e : new MailSendException("Not everything was sent", e, failed);
    }
    if (!failed.isEmpty()) {
      throw new MailSendException(failed);
    }
  }

  private Deliveries deliveries(MimeMessage message) throws IOException, MessagingException {
    complete(message);
    List<String> addresses = addresses(message.getAllRecipients());
    if (addresses.isEmpty()) {
      throw new MessagingException("it has no recipient");
    }
    if (sealing == null) {
      MimeMessage shown = new MimeMessage(message);
      shown.removeHeader("Bcc");
      return new Deliveries(
          List.of(),
          List.of(new Deliveries.Delivery(addresses, outgoing(shown).seal())),
          List.of());
    }
    return outgoing(message)
        .encryptedBy(sealing.encryptor())
        .sealEach(sealing.encryptor().plan(sealing.source(), addresses), sealing.unreachable());
  }

  private Outgoing outgoing(MimeMessage message) throws IOException {
    Outgoing outgoing = SecureMimeMail.outgoing(message);
    return signer == null ? outgoing : outgoing.signedBy(signer);
  }

  /** Gives the message its Date and Message-ID, as Spring's own sender does. */
  private static void complete(MimeMessage message) throws MessagingException {
    if (message.getSentDate() == null) {
      message.setSentDate(Date.from(Instant.now()));
    }
    String id = message.getMessageID();
    message.saveChanges();
    if (id != null) {
      message.setHeader("Message-ID", id);
    }
  }

  private static List<String> addresses(Address @Nullable [] recipients) throws MessagingException {
    List<String> addresses = new ArrayList<>();
    for (Address recipient : recipients == null ? new Address[0] : recipients) {
      if (!(recipient instanceof InternetAddress address) || address.getAddress() == null) {
        throw new MessagingException("only mail addresses can be recipients: " + recipient);
      }
      if (address.isGroup()) {
        addresses.addAll(addresses(address.getGroup(false)));
      } else {
        addresses.add(address.getAddress());
      }
    }
    return addresses;
  }

  /** Why some recipients got nothing. */
  private static MailSendException unsent(List<CertificateChoice> choices) {
    String why = "Nothing was sent to some recipients: ";
    why += choices.stream().map(String::valueOf).collect(Collectors.joining("; "));
    try {
      choices.get(0).orElseThrow();
      return new MailSendException(why);
    } catch (SmimeException.Refused e) {
      return new MailSendException(why, e);
    }
  }
}
