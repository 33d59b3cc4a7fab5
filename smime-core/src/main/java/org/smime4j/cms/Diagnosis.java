package org.smime4j.cms;

import java.util.List;
import org.smime4j.keys.KeyMatch;
import org.smime4j.keys.RecipientIdentifier;

/**
 * A forecast of whether an encrypted message will open, and with which key. It uses only the
 * unencrypted part of the message, and no private key. It therefore reveals nothing that a stranger
 * could not learn from the message and the certificates.
 */
public final class Diagnosis {

  private final Prospect prospect;
  private final List<RecipientIdentifier> recipients;
  private final int held;
  private final List<KeyMatch> named;
  private final int toTry;
  private final List<String> removed;
  private final String sentence;

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

  Diagnosis(
      Prospect prospect,
      List<RecipientIdentifier> recipients,
      int held,
      List<KeyMatch> named,
      int toTry,
      List<String> removed,
      String sentence) {
    this.prospect = prospect;
    this.recipients = List.copyOf(recipients);
    this.held = held;
    this.named = List.copyOf(named);
    this.toTry = toTry;
    this.removed = List.copyOf(removed);
    this.sentence = sentence;
  }

  /** Returns the short answer. */
  public Prospect prospect() {
    return prospect;
  }

  /** Returns the recipients that the message names; empty if the message cannot be read. */
  public List<RecipientIdentifier> recipients() {
    return recipients;
  }

  /** Returns the number of private keys that you hold. */
  public int held() {
    return held;
  }

  /** Returns your keys that the message names, in the order in which decrypting tries them. */
  public List<KeyMatch> named() {
    return named;
  }

  /**
   * Returns the number of other keys that fit by kind and size. Decrypting tries them if no named
   * key opens the message.
   */
  public int toTry() {
    return toTry;
  }

  /** Returns the removed keys that the message names, each as text for people. */
  public List<String> removed() {
    return removed;
  }

  /** Returns the whole diagnosis as text for people. */
  public String sentence() {
    return sentence;
  }

  @Override
  public String toString() {
    return sentence;
  }
}
