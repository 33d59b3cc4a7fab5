package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A key that may open a message, or that did. A match by name proves nothing: only the content
 * does.
 *
 * @param key the key, with all its certificates
 * @param foundBy how it was found
 * @param wanted the recipient of the message for whom it was found
 */
public record KeyMatch(DecryptionKey key, FoundBy foundBy, RecipientIdentifier wanted) {

  /**
   * The certificate by whose issuer and serial number the message names the key; else the newest of
   * the key; empty for a key that came without one. Whether it has expired was no reason for
   * anything.
   */
  public Optional<X509Certificate> certificate() {
    return key.certificates().stream()
        .filter(each -> RecipientIdentifier.of(each).equals(wanted))
        .findFirst()
        .or(key::certificate);
  }

  @Override
  public String toString() {
    return key + ", found by " + foundBy;
  }
}
