package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;

/**
 * A key that may open a message, or that opened it. A matching name proves nothing; only decrypted
 * content proves that the key is right.
 */
public sealed interface KeyMatch permits KeyMatchDoor {

  /**
   * Returns a match, for the answer of a {@link KeySource}.
   *
   * @param key the key, with all its certificates
   * @param foundBy how the key was found
   * @param wanted the recipient in the message that the key matches
   */
  static KeyMatch of(DecryptionKey key, FoundBy foundBy, RecipientIdentifier wanted) {
    return new KeyMatchDoor(
        Objects.requireNonNull(key, "no key was given"),
        Objects.requireNonNull(foundBy, "say how the key was found"),
        Objects.requireNonNull(wanted, "no recipient was given"));
  }

  /** Returns the key, with all its certificates. */
  DecryptionKey key();

  /** Returns how the key was found. */
  FoundBy foundBy();

  /** Returns the recipient in the message that the key matches. */
  RecipientIdentifier wanted();

  /**
   * Returns the certificate that the message names by issuer and serial number, or else the newest
   * certificate of the key. Empty if the key has none. Expiry plays no part in the choice.
   */
  default Optional<X509Certificate> certificate() {
    return key().certificates().stream()
        .filter(each -> RecipientIdentifier.of(each).equals(wanted()))
        .findFirst()
        .or(() -> key().certificates().stream().findFirst());
  }
}

record KeyMatchDoor(DecryptionKey key, FoundBy foundBy, RecipientIdentifier wanted)
    implements KeyMatch {

  @Override
  public String toString() {
    return key + ", found by " + foundBy;
  }
}
