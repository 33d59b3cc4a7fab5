package org.smime4j.internal.provider;

import java.util.Locale;
import org.smime4j.findings.SmimeException.ProviderUnavailable;

/**
 * Whether the keeper of a key waits for its user, as Android's does for a fingerprint or a code.
 * That depends on the key and the clock alone, never on the message.
 */
public final class UserAuthentication {

  /** Android's exception is no class of Java. */
  private static final String EXCEPTION = "UserNotAuthenticatedException";

  /** What Android's key store says where it has no such exception: when an operation ends. */
  private static final String SENTENCE = "user not authenticated";

  private static final int DEEPEST = 8;

  private UserAuthentication() {}

  /**
   * Does nothing if the failure, and what caused it, is another one.
   *
   * @throws ProviderUnavailable with the failure as its cause
   */
  public static void require(String algorithm, Throwable failure) throws ProviderUnavailable {
    Throwable each = failure;
    for (int i = 0; each != null && i < DEEPEST; i++) {
      String said = each.getMessage();
      if (each.getClass().getSimpleName().equals(EXCEPTION)
          || (said != null && said.toLowerCase(Locale.ROOT).contains(SENTENCE))) {
        ProviderUnavailable unavailable =
            new ProviderUnavailable(
                algorithm, "the user has to unlock the private key first; then try again");
        unavailable.initCause(failure);
        throw unavailable;
      }
      each = each.getCause();
    }
  }
}
