package org.smime4j.mail;

import java.util.Optional;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.mime.EncodedWords;

/**
 * A header field, and what protects it: one that stands inside, with the content, or {@linkplain
 * OpenedMail#subject() a subject} that stands outside alone. Immutable.
 */
public final class ProtectedField {

  /** What became of a field outside. */
  public enum Outside {
    /** The outer header has the same value, which says nothing about trust. */
    CONFIRMED,
    /** Something else stands there, as the author says. */
    OBSCURED,
    /** It is not there, as the author says. */
    REMOVED,
    /** Something else stands there, and not by the author's word. */
    ALTERED,
    /** It is not there, and the author says that it was. */
    MISSING,
    /** The message came without a header. */
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

  /** One that stands outside alone: anybody's word. */
  static ProtectedField outsideAlone(String name, String value) {
    return new ProtectedField(
        name, value, Protection.NOTHING, Outside.CONFIRMED, Optional.of(value));
  }

  /** The name as it is written. */
  public String name() {
    return name;
  }

  /** The value, unfolded; encoded words are left as they are. */
  String value() {
    return value;
  }

  /** The value for a person: encoded words decoded. Another's text: escape it where it is shown. */
  public String text() {
    return EncodedWords.decode(value);
  }

  /** What protects it. */
  public Protection protection() {
    return protection;
  }

  /** What became of it outside. */
  public Outside outside() {
    return outside;
  }

  /** What stands outside under this name, unfolded; empty if nothing does. */
  public Optional<String> outerValue() {
    return outerValue;
  }

  boolean isHidden() {
    return protection == Protection.SIGNED_AND_ENCRYPTED || protection == Protection.ENCRYPTED;
  }

  /** For a report: of a field that was hidden the value is left out. */
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
