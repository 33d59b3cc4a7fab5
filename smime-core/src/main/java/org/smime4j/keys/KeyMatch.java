package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A key that may open a message, or that opened it. A matching name proves nothing; only decrypted
 * content proves that the key is right.
 *
 * @param key the key, with all its certificates
 * @param foundBy how the library found the key
 * @param wanted the recipient in the message that the key matches
 */
public record KeyMatch(DecryptionKey key, FoundBy foundBy, RecipientIdentifier wanted) {

  /**
   * Returns the certificate that the message names by issuer and serial number, or else the newest
   * certificate of the key. Empty if the key has none. Expiry plays no part in the choice.
   */
  public Optional<X509Certificate> certificate() {
    return key.certificates().stream()
        .filter(each -> RecipientIdentifier.of(each).equals(wanted))
        .findFirst()
        .or(() -> key.certificates().stream().findFirst());
  }

  @Override
  public String toString() {
    return key + ", found by " + foundBy;
  }
}
