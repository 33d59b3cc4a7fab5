package org.smime4j.reports;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smime4j.keys.RecipientIdentifier;

/**
 * A forecast of whether an encrypted message will open, and with which key. It uses only the
 * unencrypted part of the message, and no private key. It therefore reveals nothing that a stranger
 * could not learn from the message and the certificates.
 *
 * @param prospect the short answer
 * @param recipients the recipients that the message names; empty if the message cannot be read
 * @param toTry the number of keys that fit by kind and size, other than those that the message
 *     names. Decrypting tries them. It is 0 if you hold a key that the message names, unless {@code
 *     Decryptor.tryingOtherKeys()} was set
 * @param removed the removed keys that the message names, each as text for people
 * @param unopened files and entries that may have the key and could not be opened, each with the
 *     reason ({@link org.smime4j.keys.KeySource#unopened}). It names your files: do not show it to
 *     the sender
 * @param sentence the whole diagnosis as text for people, with the first of these files
 */
public record Diagnosis(
    Prospect prospect,
    List<RecipientIdentifier> recipients,
    int toTry,
    List<String> removed,
    Map<String, String> unopened,
    String sentence) {

  /** The short answer. */
  public enum Prospect {
    /** You hold a key that the message names. Only decrypting shows whether it is the right one. */
    KEY_HELD,
    /**
     * The key that the message names was removed. Decrypting tries other keys that fit. If none of
     * them opens the message, you need the removed key again.
     */
    KEY_REMOVED,
    /**
     * The message names none of your keys, but some fit by kind and size. Decrypting tries them.
     */
    KEYS_TO_TRY,
    /** You have no key that can open the message. Look for the key file of a recipient. */
    NO_KEY,
    /**
     * The message is malformed, unsupported, refused by the policy, or exceeds a limit. Decrypting
     * will use no key.
     */
    NOT_READ
  }

  public Diagnosis {
    recipients = List.copyOf(recipients);
    removed = List.copyOf(removed);
    unopened = Collections.unmodifiableMap(new LinkedHashMap<>(unopened));
  }

  @Override
  public String toString() {
    return sentence;
  }
}
