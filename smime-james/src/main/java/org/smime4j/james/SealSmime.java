package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.james.core.MailAddress;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mail;
import org.smime4j.Encryptor;
import org.smime4j.Outgoing;
import org.smime4j.keys.CertificateSource;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.Deliveries;
import org.smime4j.settings.Unreachable;
import org.smime4j.sources.ByteSource;

/**
 * A mailet that encrypts a message for its recipients in the envelope, by {@link Encryptor#plan}
 * and {@link Outgoing#sealEach}. Name it after {@link SignSmime}.
 *
 * <pre>{@code
 * <mailet match="All" class="org.smime4j.james.SealSmime">
 *   <trust>/etc/smime/roots</trust>
 *   <crls>/var/lib/smime/crls</crls>
 *   <certificates>/etc/smime/recipients</certificates>
 *   <book>/var/lib/smime/book</book>
 *   <unreachable>leave-out</unreachable>
 * </mailet>
 * }</pre>
 *
 * <p>The mail goes on with the first message and its recipients. For each further message the
 * mailet gives James a mail of its own, at the beginning of the same processor. Each has the
 * attribute {@code org.smime4j.sealed}, with {@code encrypted} or {@code clear}; the mailet leaves
 * a mail with this attribute as it is, and also a message that its author encrypted. Recipients who
 * get nothing go to the processor {@code error}, in a mail with the unencrypted message and the
 * reasons. Under {@code refuse}, and if anything fails before the first mail is handed over, James
 * reports an error and sends nothing.
 */
public final class SealSmime extends ConfiguredMailet {

  private static final AttributeName SEALED = AttributeName.of("org.smime4j.sealed");

  /** Creates the mailet. James calls this, and then sets the parameters. */
  public SealSmime() {
    super("encrypted");
  }

  @Override
  Work configured() throws MessagingException {
    Settings settings = new Settings(this, Settings.TRUST, Settings.SEALING);
    Encryptor encryptor = settings.encryptor();
    CertificateSource source = settings.source();
    Unreachable unreachable = settings.unreachable();
    return mail -> {
      if (mail.getAttribute(SEALED).isPresent() || mail.getRecipients().isEmpty()) {
        return;
      }
      ByteSource message = Message.of(mail);
      if (Message.Outside.of(message).encrypted()) {
        return;
      }
      Map<String, MailAddress> recipients = new LinkedHashMap<>();
      mail.getRecipients().forEach(each -> recipients.put(each.asString(), each));
      Deliveries deliveries =
          Outgoing.of(message)
              .encryptedBy(encryptor)
              .sealEach(encryptor.plan(source, recipients.keySet()), unreachable);
      handOver(mail, deliveries, recipients);
    };
  }

  /** Makes every mail before it hands over the first one. */
  private void handOver(Mail mail, Deliveries deliveries, Map<String, MailAddress> recipients)
      throws IOException, MessagingException {
    List<Deliveries.Delivery> all = new ArrayList<>(deliveries.encrypted());
    all.addAll(deliveries.inClear());
    List<Mail> further = new ArrayList<>();
    for (Deliveries.Delivery each : all.subList(Math.min(1, all.size()), all.size())) {
      further.add(sealed(mail.duplicate(), each, recipients));
    }
    Mail unsent = null;
    if (!deliveries.unsent().isEmpty()) {
      unsent = unsent(all.isEmpty() ? mail : mail.duplicate(), deliveries.unsent(), recipients);
    }
    for (Mail each : further) {
      getMailetContext().sendMail(each, mail.getState());
    }
    if (all.isEmpty()) {
      mail.setState(Mail.ERROR);
      return;
    }
    if (unsent != null) {
      getMailetContext().sendMail(unsent, Mail.ERROR);
    }
    sealed(mail, all.get(0), recipients);
  }

  private static Mail sealed(
      Mail mail, Deliveries.Delivery delivery, Map<String, MailAddress> recipients)
      throws IOException, MessagingException {
    Message.replace(mail, delivery.message());
    mail.setRecipients(delivery.addresses().stream().map(recipients::get).toList());
    boolean clear = delivery.message().report().recipients().isEmpty();
    Message.say(mail, SEALED, clear ? "clear" : "encrypted");
    return mail;
  }

  private static Mail unsent(
      Mail mail, List<CertificateChoice> choices, Map<String, MailAddress> recipients) {
    mail.setRecipients(choices.stream().map(each -> recipients.get(each.address())).toList());
    mail.setErrorMessage(
        choices.stream()
            .map(each -> each.address() + ": " + each.findings())
            .collect(Collectors.joining("; ", "not encrypted for ", "")));
    return mail;
  }

  @Override
  public String getMailetInfo() {
    return "Encrypts a message for its recipients";
  }
}
