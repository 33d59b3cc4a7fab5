package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.io.IOException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.cms.Decryptor;
import org.smime4j.keys.KeyHistory;
import org.smime4j.mail.MailReader;
import org.smime4j.mail.OpenedMail;

/**
 * A mailet that states who signed a message, in a field Authentication-Results (RFC 7281) and in
 * the attribute {@code org.smime4j.result}. Fields that the message brought under the same
 * identifier are taken out. All else stays as it is, octet for octet.
 *
 * <pre>{@code
 * <mailet match="All" class="org.smime4j.james.VerifySmime">
 *   <identifier>mx.example.org</identifier>
 *   <trust>/etc/smime/roots</trust>
 *   <crls>/var/lib/smime/crls</crls>
 * </mailet>
 * }</pre>
 *
 * <p>A message that cannot be judged is passed on with {@code neutral} or {@code permerror}. One
 * whose own fields cannot be taken out is an error of James, and is not delivered.
 */
public final class VerifySmime extends GenericMailet {

  private @Nullable MailReader reader;
  private String identifier = "";

  /** James makes it, and gives it its parameters. */
  public VerifySmime() {}

  @Override
  public void init() throws MessagingException {
    Settings settings = new Settings(this, false);
    identifier = settings.identifier();
    reader = settings.reader(Decryptor.with(KeyHistory.of()));
  }

  @Override
  public void service(Mail mail) throws MessagingException {
    if (reader == null) {
      throw new MessagingException("this mailet has no parameters yet");
    }
    try {
      Octets message = Message.of(mail);
      try (OpenedMail judged = reader.open(message)) {
        Message.passOn(mail, message, judged, identifier);
      }
    } catch (IOException e) {
      throw new MessagingException("the message could not be judged: " + e.getMessage(), e);
    }
  }

  @Override
  public String getMailetInfo() {
    return "Says who signed a message";
  }
}
