package org.smime4j.internal.decrypt;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.crypto.UnwrappedKey;
import org.smime4j.keys.KeyMatch;

/**
 * One private operation, not yet done, that may give the content key.
 *
 * @param named whether the message names the key; else it is a trial
 * @param selfChecking whether the scheme itself tells a right key from a wrong one; PKCS #1 v1.5
 *     does too, but a reader that listened to it would be an oracle
 * @param keyManagement the scheme's name in reports
 * @param recipient the place of the recipientInfo, counted from 0
 * @param lengthened whether leading zeros of the encrypted key had to be put back
 * @param key the private key, and how it was found; null for a password or a shared key
 */
public record Candidate(
    boolean named,
    boolean selfChecking,
    String keyManagement,
    int recipient,
    boolean lengthened,
    @Nullable KeyMatch key,
    Unwrapping unwrapping) {

  /** Does the one operation; never fails for a reason that depends on a secret. */
  public interface Unwrapping {
    UnwrappedKey unwrap() throws IOException;
  }
}
