package org.smime4j.james;

import jakarta.mail.MessagingException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMatcher;

/**
 * Matches a message on which {@link VerifySmime} or {@link DecryptSmime} gave one of the results in
 * the condition, such as {@code HasSmimeVerdict=pass} or {@code HasSmimeVerdict=fail,policy}. It
 * never matches a message that neither mailet has judged.
 */
public final class HasSmimeVerdict extends GenericMatcher {

  private static final Set<String> RESULTS =
      Set.of("pass", "fail", "policy", "neutral", "temperror", "permerror", "none");

  private final Set<String> wanted = new TreeSet<>();

  /** Creates the matcher. */
  public HasSmimeVerdict() {}

  @Override
  public void init() throws MessagingException {
    String condition = getCondition() == null ? "" : getCondition();
    for (String result : condition.split(",", -1)) {
      if (!RESULTS.contains(result.strip())) {
        throw new MessagingException(
            "HasSmimeVerdict: there is no result '"
                + result.strip()
                + "', only "
                + String.join(", ", new TreeSet<>(RESULTS)));
      }
      wanted.add(result.strip());
    }
  }

  @Override
  public Collection<MailAddress> match(Mail mail) throws MessagingException {
    return mail.getAttribute(Message.RESULT)
            .filter(given -> wanted.contains(String.valueOf(given.getValue().value())))
            .isPresent()
        ? mail.getRecipients()
        : List.of();
  }
}
