package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.util.Collection;
import java.util.List;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/** Matches a message that is encrypted as a whole, by its CMS and not by its header alone. */
public final class IsSmimeEncrypted extends GenericMatcher {

  /** Creates the matcher. */
  public IsSmimeEncrypted() {}

  @Override
  public Collection<MailAddress> match(Mail mail) throws MessagingException {
    return Message.Outside.of(mail).encrypted() ? mail.getRecipients() : List.of();
  }
}
