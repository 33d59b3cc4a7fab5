package org.smime4j.internal.address;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox in the form for comparison: the local part exactly as written, the domain as lower-case
 * A-labels (RFC 5321, section 4.1.2; RFC 6531; RFC 9598, section 3). A quoted local part stays
 * quoted, so that it equals only itself. Text that can be read in two ways is not an address.
 *
 * @param local the local part
 * @param domain the domain in lower-case A-labels
 */
public record MailAddress(String local, String domain) implements Comparable<MailAddress> {

  private static final int LONGEST = 1_000;
  private static final int LONGEST_DOMAIN = 253;
  private static final int LONGEST_LABEL = 63;

  /** Any order: with one, a set finds addresses that a stranger gave one hash code. */
  @Override
  public int compareTo(MailAddress other) {
    int byLocal = local.compareTo(other.local);
    return byLocal == 0 ? domain.compareTo(other.domain) : byLocal;
  }

  /** The address, or null if the text is not an address. */
  public static @Nullable MailAddress parse(String text) {
    if (text.length() > LONGEST) {
      return null;
    }
    int at = endOfLocal(text);
    if (at < 0 || at >= text.length() || text.charAt(at) != '@') {
      return null;
    }
    String local = text.substring(0, at);
    String domain = domain(text.substring(at + 1));
    return domain == null ? null : new MailAddress(local, domain);
  }

  /** The domain in lower-case A-labels, or null if the text is not a domain. */
  public static @Nullable String domain(String text) {
    StringBuilder domain = new StringBuilder();
    int from = 0;
    while (true) {
      int dot = text.indexOf('.', from);
      String label = label(text.substring(from, dot < 0 ? text.length() : dot));
      if (label == null) {
        return null;
      }
      domain.append(label);
      if (domain.length() > LONGEST_DOMAIN) {
        return null;
      }
      if (dot < 0) {
        return domain.toString();
      }
      domain.append('.');
      from = dot + 1;
    }
  }

  /** True for what an atom is made of (RFC 5322, section 3.2.3; RFC 6532 for what is not ASCII). */
  static boolean isAtomText(int character) {
    if (character < 0x80) {
      return (character >= 'a' && character <= 'z')
          || (character >= 'A' && character <= 'Z')
          || (character >= '0' && character <= '9')
          || "!#$%&'*+-/=?^_`{|}~".indexOf(character) >= 0;
    }
    return isVisible(character);
  }

  /** False for invisible characters, and for the replacement of malformed octets. */
  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> character != 0xFFFD;
    };
  }

  /** The end of the local part, or -1. */
  private static int endOfLocal(String text) {
    if (text.startsWith("\"")) {
      return endOfQuoted(text);
    }
    int i = 0;
    boolean dotAllowed = false;
    while (i < text.length()) {
      int character = text.codePointAt(i);
      if (character == '@') {
        break;
      }
      if (character == '.' ? !dotAllowed : !isAtomText(character)) {
        return -1;
      }
      dotAllowed = character != '.';
      i += Character.charCount(character);
    }
    String local = text.substring(0, i);
    // An encoded word has no business in an address, and some would decode it (RFC 2047, section
    // 5).
    return dotAllowed && !local.contains("=?") ? i : -1;
  }

  private static int endOfQuoted(String text) {
    for (int i = 1; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (character == '"') {
        return i == 1 ? -1 : i + 1;
      }
      if (character == '\\') {
        i++;
        character = i < text.length() ? text.codePointAt(i) : 0;
        if (character >= 0x80) {
          return -1;
        }
      }
      if (character < 0x20 || character == 0x7F || (character >= 0x80 && !isVisible(character))) {
        return -1;
      }
      i += Character.charCount(character);
    }
    return -1;
  }

  private static @Nullable String label(String text) {
    if (text.isEmpty() || text.length() > LONGEST_LABEL) {
      return null;
    }
    String label = isAscii(text) ? text.toLowerCase(Locale.ROOT) : aLabel(text);
    if (label == null
        || label.length() > LONGEST_LABEL
        || label.startsWith("-")
        || label.endsWith("-")) {
      return null;
    }
    for (int i = 0; i < label.length(); i++) {
      char character = label.charAt(i);
      boolean isOfHost =
          (character >= 'a' && character <= 'z')
              || (character >= '0' && character <= '9')
              || character == '-';
      if (!isOfHost) {
        return null;
      }
    }
    return label;
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /**
   * A U-label as an A-label. Nothing is mapped but the case of ASCII letters: {@link IDN} maps by
   * the rules of 2003, for which {@code straße} and {@code strasse} are one, and others by those of
   * UTS 46. What any of them would change otherwise is no label here.
   */
  private static @Nullable String aLabel(String text) {
    String label = inLowerCase(text);
    if (!Normalizer.isNormalized(label, Normalizer.Form.NFKC)
        || !label.codePoints().allMatch(MailAddress::isLeftAsItIs)) {
      return null;
    }
    try {
      String encoded = IDN.toASCII(label, IDN.ALLOW_UNASSIGNED);
      boolean isUnchanged = IDN.toUnicode(encoded, IDN.ALLOW_UNASSIGNED).equals(label);
      return isUnchanged ? encoded : null;
    } catch (IllegalArgumentException e) {
      // It is longer than a label may be.
      return null;
    }
  }

  /** The text with the letters of ASCII in lower case, and no other changed. */
  public static String inLowerCase(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char character = lower.charAt(i);
      if (character >= 'A' && character <= 'Z') {
        lower.setCharAt(i, (char) (character + ('a' - 'A')));
      }
    }
    return lower.toString();
  }

  /** A letter, digit or mark that neither case folding nor an IDNA mapping turns into another. */
  private static boolean isLeftAsItIs(int character) {
    return character == '-'
        || (isLetterDigitOrMark(character) && !isIgnored(character) && isFolded(character));
  }

  /** Marks and fillers that a mapping leaves out. */
  private static boolean isIgnored(int character) {
    return character == 0x034F
        || character == 0x115F
        || character == 0x1160
        || character == 0x17B4
        || character == 0x17B5
        || (character >= 0x180B && character <= 0x180F)
        || (character >= 0xFE00 && character <= 0xFE0F)
        || (character >= 0xE0100 && character <= 0xE01EF);
  }

  /** Of the small letters that have a capital, dotless i alone is folded and differs on its way. */
  private static boolean isFolded(int character) {
    boolean cherokee =
        (character >= 0x13F8 && character <= 0x13FD)
            || (character >= 0xAB70 && character <= 0xABBF);
    if (cherokee || character == 0x0131) {
      return !cherokee;
    }
    String letter = Character.toString(character);
    String there = letter.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(there, Normalizer.Form.NFC).equals(letter);
  }

  private static boolean isLetterDigitOrMark(int character) {
    return switch (Character.getType(character)) {
      case Character.LOWERCASE_LETTER,
          Character.OTHER_LETTER,
          Character.MODIFIER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.DECIMAL_DIGIT_NUMBER ->
          true;
      default -> false;
    };
  }

  /** The same with the ASCII letters of the local part in lower case, and no other changed. */
  MailAddress inLowerCase() {
    return new MailAddress(inLowerCase(local), domain);
  }

  @Override
  public String toString() {
    return local + "@" + domain;
  }
}
