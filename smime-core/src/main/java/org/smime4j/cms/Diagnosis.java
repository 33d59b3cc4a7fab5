package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;

/**
 * What the cleartext of an encrypted message says about whether it will open, and with what. No key
 * is used for it, so it says nothing that a stranger might not know who sees the message and the
 * certificates.
 *
 * @param prospect the short answer
 * @param recipients whom the message names by certificate or key; none where it cannot be read
 * @param held how many private keys are held
 * @param named the keys held that the message names, in the order in which they are tried
 * @param toTry how many other keys fit by kind and size, and are tried where none that is named
 *     opens it
 * @param removed keys that the message names and that were removed, each in words for a person
 * @param nearest of the keys that fit by kind the certificate of the same issuer whose serial
 *     number is nearest to a wanted one
 * @param sentence all of it, for a person
 */
public record Diagnosis(
    Prospect prospect,
    List<RecipientIdentifier> recipients,
    int held,
    List<KeyMatch> named,
    int toTry,
    List<String> removed,
    Optional<X509Certificate> nearest,
    String sentence) {

  /** The short answer. */
  public enum Prospect {
    /** A key is held that the message names; only decrypting shows whether it is the right one. */
    KEY_HELD,
    /** The key that the message names was removed; others that fit are tried. */
    KEY_REMOVED,
    /** No key is named, but there are some that fit by kind and size. */
    KEYS_TO_TRY,
    /** Nothing that is held can open it. */
    NO_KEY,
    /** Malformed, not supported, refused by the policy or past a limit: no key will be used. */
    NOT_READ
  }

  public Diagnosis {
    recipients = List.copyOf(recipients);
    named = List.copyOf(named);
    removed = List.copyOf(removed);
  }

  @Override
  public String toString() {
    return sentence;
  }
}
