package org.smime4j.reports;

import java.util.Optional;

/**
 * A header field with its protection. It is a field of the inner header, which lies inside the
 * layers; or it is {@linkplain OpenedMail#subject() a subject} that only the outer header has.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface ProtectedField {

  /**
   * The state of a field in the outer header.
   *
   * <p>Later versions may add constants: give a {@code switch} a {@code default}.
   */
  enum Outside {
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

  /** Returns the name as the message spells it. */
  String name();

  /** Returns the unfolded value; encoded words stay as they are. */
  String value();

  /** Returns how the field is protected. */
  Protection protection();

  /** Returns the state of the field in the outer header. */
  Outside outside();

  /** Returns the unfolded value of the outer field of this name; empty if there is none. */
  Optional<String> outerValue();

  /**
   * Returns the value with encoded words decoded. A stranger may have written it: escape it before
   * you show it.
   */
  String text();
}
