package org.smime4j.reports;

import java.util.List;
import java.util.Map;
import org.smime4j.keys.RecipientIdentifier;

/**
 * A forecast of whether an encrypted message will open, and with which key. It uses only the
 * unencrypted part of the message, and no private key. It therefore reveals nothing that a stranger
 * could not learn from the message and the certificates.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface Diagnosis {

  /**
   * The short answer.
   *
   * <p>Later versions may add constants: give a {@code switch} a {@code default}.
   */
  enum Prospect {
    /**
     * You hold a key that the message names, or it names a password and you gave a source of
     * passwords ({@code Decryptor.withRecipientPassword}), which a diagnosis does not ask. Only
     * decrypting shows whether it is the right one.
     */
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

  /** Returns the short answer. */
  Prospect prospect();

  /** Returns the recipients that the message names; empty if the message cannot be read. */
  List<RecipientIdentifier> recipients();

  /**
   * Returns the number of keys that fit by kind and size, other than those that the message names.
   * An RSA key fits only if its modulus is also larger than the encrypted number, so a key of the
   * right size may not fit. Decrypting tries them. It is 0 if you hold a key that the message
   * names, unless {@code Decryptor.tryingOtherKeys()} was set.
   */
  int toTry();

  /** Returns the removed keys that the message names, each as text for people. */
  List<String> removed();

  /**
   * Returns files and entries that may have the key and could not be opened, each with the reason
   * ({@link org.smime4j.keys.KeySource#unopened}). It names your files: do not show it to the
   * sender.
   */
  Map<String, String> unopened();

  /** Returns the whole diagnosis as text for people, with the first of these files. */
  String sentence();
}
