package org.smime4j.internal.open;

import java.util.Optional;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.mime.EncodedWords;
import org.smime4j.reports.ProtectedField;
import org.smime4j.reports.Protection;

/** A field as the headers inside and outside show it. */
public record JudgedField(
    String name, String value, Protection protection, Outside outside, Optional<String> outerValue)
    implements ProtectedField {

  @Override
  public String text() {
    return EncodedWords.decode(value);
  }

  /** Returns the field as text for a report, without the value of a hidden field. */
  @Override
  public String toString() {
    boolean hidden =
        protection == Protection.SIGNED_AND_ENCRYPTED || protection == Protection.ENCRYPTED;
    String shown = hidden ? "..." : DistinguishedName.printable(text());
    return String.format(
        "%s: %s (%s, outside %s)", DistinguishedName.printable(name), shown, protection, outside);
  }
}
