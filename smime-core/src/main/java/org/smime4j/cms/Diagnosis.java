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
 */
public final class Diagnosis {

  private final Prospect prospect;
  private final List<RecipientIdentifier> recipients;
  private final int held;
  private final List<KeyMatch> named;
  private final int toTry;
  private final List<String> removed;
  private final Optional<X509Certificate> nearest;
  private final String sentence;

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

  Diagnosis(
      Prospect prospect,
      List<RecipientIdentifier> recipients,
      int held,
      List<KeyMatch> named,
      int toTry,
      List<String> removed,
      Optional<X509Certificate> nearest,
      String sentence) {
    this.prospect = prospect;
    this.recipients = List.copyOf(recipients);
    this.held = held;
    this.named = List.copyOf(named);
    this.toTry = toTry;
    this.removed = List.copyOf(removed);
    this.nearest = nearest;
    this.sentence = sentence;
  }

  /** The short answer. */
  public Prospect prospect() {
    return prospect;
  }

  /** Whom the message names by certificate or key; none where it cannot be read. */
  public List<RecipientIdentifier> recipients() {
    return recipients;
  }

  /** How many private keys are held. */
  public int held() {
    return held;
  }

  /** The keys held that the message names, in the order in which they are tried. */
  public List<KeyMatch> named() {
    return named;
  }

  /** How many other keys fit by kind and size, and are tried where none that is named opens it. */
  public int toTry() {
    return toTry;
  }

  /** Keys that the message names and that were removed, each in words for a person. */
  public List<String> removed() {
    return removed;
  }

  /**
   * Of the keys that fit by kind the certificate of the same issuer whose serial number is nearest
   * to a wanted one.
   */
  public Optional<X509Certificate> nearest() {
    return nearest;
  }

  /** All of it, for a person. */
  public String sentence() {
    return sentence;
  }

  @Override
  public String toString() {
    return sentence;
  }
}
