package org.smime4j.internal.decrypt;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.keys.KeyMatch;

/**
 * A pending private-key operation that may return the content key.
 *
 * @param named whether the message names the key; otherwise it is a trial
 * @param selfChecking whether the scheme itself detects a wrong key. PKCS #1 v1.5 does so too, but
 *     using its result would make the reader an oracle
 * @param keyManagement the name of the scheme in reports
 * @param recipient the index of the recipientInfo, from 0
 * @param lengthened whether leading zeros of the encrypted key were restored
 * @param cost the nominal microseconds of the operation
 * @param key the private key, and how it was found; null for a password or a shared key
 */
record Candidate(
    boolean named,
    boolean selfChecking,
    String keyManagement,
    int recipient,
    boolean lengthened,
    long cost,
    @Nullable KeyMatch key,
    Unwrapping unwrapping) {

  /** Returns true if the message itself names the key, or says that it is for a password. */
  boolean isNamed() {
    return named && recipient >= 0;
  }

  /** Performs the operation. It never fails for a reason that depends on a secret. */
  public interface Unwrapping {
    UnwrappedKey unwrap() throws IOException;
  }
}
