package org.smime4j.internal.decrypt;

import java.util.List;
import org.smime4j.internal.crypto.PolicyRules;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Limits;

/**
 * The keys and options for opening a message.
 *
 * @param passwords the passwords for password recipients
 * @param contentKeys the content keys for EncryptedData
 * @param form the forms that unauthenticated content may have
 * @param onlyAuthenticated whether the caller did not ask for unauthenticated content
 * @param trialThreads how many threads may perform private-key operations
 * @param contentThreads how many threads may work on the content
 */
public record OpeningOptions(
    KeySource keys,
    PolicyRules policy,
    Limits limits,
    Providers providers,
    PasswordSource passwords,
    List<SharedKey> sharedKeys,
    List<byte[]> contentKeys,
    ContentRule form,
    boolean onlyAuthenticated,
    int trialThreads,
    int contentThreads) {

  @Override
  public String toString() {
    return "OpeningOptions";
  }
}
