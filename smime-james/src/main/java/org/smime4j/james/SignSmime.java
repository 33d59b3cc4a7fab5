package org.smime4j.james;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mail;
import org.jspecify.annotations.Nullable;
import org.smime4j.CertificateBook;
import org.smime4j.Credential;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;

/**
 * A mailet that signs what authenticated users send, with the key whose certificate contains the
 * address in From.
 *
 * <pre>{@code
 * <mailet match="All" class="org.smime4j.james.SignSmime">
 *   <keys>/etc/smime/signers</keys>
 *   <passwords>/etc/smime/passwords.txt</passwords>
 * </mailet>
 * }</pre>
 *
 * <p>It signs a message only if James authenticated its sender, and if From has one address: the
 * user's name, or, if that is not an address, the sender in the envelope. Leave James's {@code
 * verifyIdentity} on, which compares that sender with the user. The parameter {@code
 * withoutAuthentication}, with a reason, drops the first condition: then a message from anyone is
 * signed, if From equals the sender in the envelope and there is a key for it. A message that is
 * signed or encrypted already stays as it is. The attribute {@code org.smime4j.signed} is {@code
 * yes} if a mailet of this class signed the message, and otherwise {@code no}. If a message cannot
 * be signed for another reason, James reports an error and does not send it.
 */
public final class SignSmime extends ConfiguredMailet {

  private static final AttributeName SIGNED = AttributeName.of("org.smime4j.signed");

  /** Creates the mailet. James calls this, and then sets the parameters. */
  public SignSmime() {
    super("signed");
  }

  @Override
  Work configured() throws MessagingException {
    Settings settings = new Settings(this, Settings.KEYS, Settings.SIGNING);
    boolean withoutAuthentication = !settings.optional("withoutAuthentication").isEmpty();
    List<Credential> identities =
        settings.keys().identities().stream()
            .filter(each -> Purpose.SIGNING.isAllowedBy(each.certificate()))
            .toList();
    if (identities.isEmpty()) {
      throw new MessagingException("keys: no key has a certificate for signing");
    }
    return mail -> {
      String author = author(mail, withoutAuthentication);
      Optional<Credential> identity =
          author == null ? Optional.empty() : identity(author, identities);
      boolean signed = identity.isPresent() && sign(mail, Signer.with(identity.get()));
      // SealSmime sends further mails through the same processor.
      if (signed || !Message.says(mail, SIGNED, "yes")) {
        Message.say(mail, SIGNED, signed ? "yes" : "no");
      }
    };
  }

  private static boolean sign(Mail mail, Signer signer) throws IOException, MessagingException {
    ByteSource message = Message.of(mail);
    Message.Outside outside = Message.Outside.of(message);
    if (outside.signed() || outside.encrypted()) {
      return false;
    }
    SealedMail signed = Outgoing.of(message).signedBy(signer).seal();
    if (signed.report().notes().stream()
        .anyMatch(note -> note.code() == Finding.Code.SIGNER_NOT_FROM)) {
      return false;
    }
    Message.replace(mail, signed);
    return true;
  }

  /** The address in From, if the sender may use it. */
  private static @Nullable String author(Mail mail, boolean withoutAuthentication)
      throws MessagingException {
    Address[] from = mail.getMessage().getFrom();
    if (from == null || from.length != 1 || !(from[0] instanceof InternetAddress author)) {
      return null;
    }
    String user =
        mail.getAttribute(Mail.SMTP_AUTH_USER)
            .map(attribute -> String.valueOf(attribute.getValue().value()))
            .orElse("");
    if (user.isEmpty() && !withoutAuthentication) {
      return null;
    }
    String sender = user.contains("@") ? user : mail.getMaybeSender().asString("");
    return sender.equalsIgnoreCase(author.getAddress()) ? author.getAddress() : null;
  }

  /** The newest identity for an address that is valid now. */
  private static Optional<Credential> identity(String address, List<Credential> identities) {
    Instant now = Instant.now();
    return identities.stream()
        .filter(
            each ->
                !now.isBefore(each.certificate().getNotBefore().toInstant())
                    && !now.isAfter(each.certificate().getNotAfter().toInstant())
                    && !CertificateBook.empty()
                        .and(List.of(each.certificate())).certificates(List.of(address), any -> {})
                        .isEmpty())
        .findFirst();
  }

  @Override
  public String getMailetInfo() {
    return "Signs what authenticated users send";
  }
}
