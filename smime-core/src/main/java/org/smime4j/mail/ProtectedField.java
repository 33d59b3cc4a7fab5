package org.smime4j.mail;

import java.util.Optional;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.mime.EncodedWords;

/**
 * A header field with its protection. It is a field of the inner header, which lies inside the
 * layers; or it is {@linkplain OpenedMail#subject() a subject} that only the outer header has.
 * Immutable.
 */
public final class ProtectedField {

  /** The state of a field in the outer header. */
  public enum Outside {
    /** The outer header has the same value. This says nothing about trust. */
    CONFIRMED,
    /** The outer header has another value, which the author put there to hide this one. */
    OBSCURED,
    /** The outer header lacks the field, because the author left it out. */
    REMOVED,
    /**
     * The outer header has another value, which the author did not put there. Show the value
     * inside.
     */
    ALTERED,
    /**
     * The outer header lacks the field, but the author did not leave it out. Show the value inside.
     */
    MISSING,
    /** The message came without an outer header. */
    UNKNOWN
  }

  private final String name;
  private final String value;
  private final Protection protection;
  private final Outside outside;
  private final Optional<String> outerValue;

  ProtectedField(
      String name,
      String value,
      Protection protection,
      Outside outside,
      Optional<String> outerValue) {
    this.name = name;
    this.value = value;
    this.protection = protection;
    this.outside = outside;
    this.outerValue = outerValue;
  }

  /** Returns a field that is only outside; anyone may have written it. */
  static ProtectedField outsideAlone(String name, String value) {
    return new ProtectedField(
        name, value, Protection.NOTHING, Outside.CONFIRMED, Optional.of(value));
  }

  /** Returns the name as the message spells it. */
  public String name() {
    return name;
  }

  /** The unfolded value; encoded words stay as they are. */
  String value() {
    return value;
  }

  /**
   * Returns the value with encoded words decoded. A stranger may have written it: escape it before
   * you show it.
   */
  public String text() {
    return EncodedWords.decode(value);
  }

  /** Returns how the field is protected. */
  public Protection protection() {
    return protection;
  }

  /** Returns the state of the field in the outer header. */
  public Outside outside() {
    return outside;
  }

  /** Returns the unfolded value of the outer field of this name. Empty if there is none. */
  public Optional<String> outerValue() {
    return outerValue;
  }

  boolean isHidden() {
    return protection == Protection.SIGNED_AND_ENCRYPTED || protection == Protection.ENCRYPTED;
  }

  /** Returns the field as text for a report, without the value of a hidden field. */
  @Override
  public String toString() {
    return DistinguishedName.printable(name)
        + ": "
        + (isHidden() ? "..." : DistinguishedName.printable(text()))
        + " ("
        + protection
        + ", outside "
        + outside
        + ")";
  }
}
