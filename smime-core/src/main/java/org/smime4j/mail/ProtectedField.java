package org.smime4j.mail;

import java.util.Optional;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.mime.EncodedWords;

/**
 * A header field that stands inside, with the content.
 *
 * @param name the name as it is written
 * @param value the value, unfolded; encoded words are left as they are
 * @param protection what protects it
 * @param outside what became of it outside
 * @param outerValue what stands outside under this name; empty if nothing does
 */
public record ProtectedField(
    String name,
    String value,
    Protection protection,
    Outside outside,
    Optional<String> outerValue) {

  /** What protects a field, or the content, by the layers over it (RFC 9788 section 4.3). */
  public enum Protection {
    /** Every signer is trusted, and it was encrypted; of fields, the author hid it outside. */
    SIGNED_AND_ENCRYPTED,
    /** Every signer is trusted; it may be read outside. */
    SIGNED,
    /** It was encrypted, and no trusted signature says by whom. */
    ENCRYPTED,
    /** Nothing: anybody may have written it. */
    NOTHING;

    static Protection of(boolean signed, boolean hidden) {
      if (signed) {
        return hidden ? SIGNED_AND_ENCRYPTED : SIGNED;
      }
      return hidden ? ENCRYPTED : NOTHING;
    }
  }

  /** What became of a field outside. */
  public enum Outside {
    /** It stands there too. */
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

  /** The value for a person: encoded words decoded. Another's text: escape it where it is shown. */
  public String text() {
    return EncodedWords.decode(value);
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
