package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.util.Collection;
import java.util.List;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * Matches a message with a signature over all of it. {@link HasSmimeVerdict} tells whether it is
 * trusted. A signature inside encryption is not seen.
 */
public final class IsSmimeSigned extends GenericMatcher {

  /** Creates the matcher. */
  public IsSmimeSigned() {}

  @Override
  public Collection<MailAddress> match(Mail mail) throws MessagingException {
    return Message.Outside.of(mail).signed() ? mail.getRecipients() : List.of();
  }
}
