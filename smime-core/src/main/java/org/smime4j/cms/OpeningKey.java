package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.util.Optional;
import org.smime4j.keys.DecryptionKey;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.RecipientIdentifier;

/**
 * The private key that opened a message.
 *
 * @param wanted whom the message names
 * @param key the key, with all its certificates
 * @param foundBy how the one led to the other
 */
public record OpeningKey(RecipientIdentifier wanted, DecryptionKey key, FoundBy foundBy) {

  /** The newest certificate of the key; empty for a key that came without one. */
  public Optional<X509Certificate> certificate() {
    return key.certificate();
  }

  @Override
  public String toString() {
    return key + ", found by " + foundBy;
  }
}
