package org.smime4j.james;

import jakarta.mail.MessagingException;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.reports.OpenedMail;

/**
 * A mailet that reports who signed a message. It writes the result to an Authentication-Results
 * field (RFC 7281) and to the attribute {@code org.smime4j.result}. It removes fields with the same
 * identifier that came with the message, fields named X-SMIME-Status or Smime-Decrypted, and those
 * that the parameter {@code strip} names. The attribute {@code org.smime4j.outcome} has the {@link
 * org.smime4j.findings.Outcome#label()}. Everything else stays unchanged, octet by octet.
 *
 * <pre>{@code
 * <mailet match="All" class="org.smime4j.james.VerifySmime">
 *   <identifier>mx.example.org</identifier>
 *   <trust>/etc/smime/roots</trust>
 *   <crls>/var/lib/smime/crls</crls>
 * </mailet>
 * }</pre>
 *
 * <p>If the mailet cannot judge a message, it passes the message on with {@code neutral} or {@code
 * permerror}. If it cannot remove the fields that came with the message, James reports an error and
 * does not deliver the message.
 */
public final class VerifySmime extends ConfiguredMailet {

  /** Creates the mailet. James calls this, and then sets the parameters. */
  public VerifySmime() {
    super("judged");
  }

  @Override
  Work configured() throws MessagingException {
    Settings settings = new Settings(this, Settings.TRUST, Settings.INCOMING);
    Message.Incoming incoming = settings.incoming();
    MailReader reader = settings.reader(Decryptor.with(KeyHistory.of()));
    return mail -> {
      try (OpenedMail judged = reader.open(incoming.of(mail))) {
        incoming.passOn(mail, judged.delivery().unchanged(), judged);
      }
    };
  }

  @Override
  public String getMailetInfo() {
    return "Says who signed a message";
  }
}
