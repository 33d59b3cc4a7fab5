package org.smime4j.reports;

import java.util.Optional;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.mime.EncodedWords;

/**
 * A header field with its protection. It is a field of the inner header, which lies inside the
 * layers; or it is {@linkplain OpenedMail#subject() a subject} that only the outer header has.
 *
 * @param name the name as the message spells it
 * @param value the unfolded value; encoded words stay as they are
 * @param protection how the field is protected
 * @param outside the state of the field in the outer header
 * @param outerValue the unfolded value of the outer field of this name; empty if there is none
 */
public record ProtectedField(
    String name,
    String value,
    Protection protection,
    Outside outside,
    Optional<String> outerValue) {

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

  /**
   * Returns the value with encoded words decoded. A stranger may have written it: escape it before
   * you show it.
   */
  public String text() {
    return EncodedWords.decode(value);
  }

  /** Returns the field as text for a report, without the value of a hidden field. */
  @Override
  public String toString() {
    boolean hidden =
        protection == Protection.SIGNED_AND_ENCRYPTED || protection == Protection.ENCRYPTED;
    return DistinguishedName.printable(name)
        + ": "
        + (hidden ? "..." : DistinguishedName.printable(text()))
        + " ("
        + protection
        + ", outside "
        + outside
        + ")";
  }
}
