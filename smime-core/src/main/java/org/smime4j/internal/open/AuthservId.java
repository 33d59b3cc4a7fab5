package org.smime4j.internal.open;

import java.nio.charset.StandardCharsets;

/**
 * The identifier of an Authentication-Results field (RFC 8601 section 2.2): the word before the
 * version and the first semicolon. This class reads it by the standard, and also as programs
 * without support for quotes do. In doubt, it treats a field as one of the identifier.
 */
public record AuthservId(String value, String wanted) {

  private static final String FIELD = "Authentication-Results";

  /** Whether a field, of any name, may be read as a field of this identifier. */
  public static boolean mayBe(String wanted, byte[] field) {
    String text = new String(field, StandardCharsets.ISO_8859_1);
    int colon = text.indexOf(':');
    if (colon < 0 || !isNamed(text, colon)) {
      return false;
    }
    AuthservId id = new AuthservId(text.substring(colon + 1), wanted);
    return id.isWanted(true) || id.isWanted(false);
  }

  /** The name excludes blanks, folding and octets that a reader may skip. */
  private static boolean isNamed(String text, int colon) {
    return text.substring(0, colon).replaceAll("[^!-~]", "").equalsIgnoreCase(FIELD);
  }

  /**
   * Whether the words up to one of them, joined together, are the identifier; the version follows
   * it. An unterminated comment or quoted string may hide it.
   *
   * @param quoting whether quoted strings and quoted pairs are known
   */
  private boolean isWanted(boolean quoting) {
    StringBuilder words = new StringBuilder();
    boolean quoted = false;
    int depth = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && quoting && (quoted || depth > 0) && i + 1 < value.length()) {
        i++;
        if (depth == 0) {
          words.append(value.charAt(i));
        }
      } else if (c == '"' && depth == 0) {
        quoted = quoting && !quoted;
      } else if (quoted) {
        words.append(c);
      } else if (c == '(') {
        if (depth++ == 0 && isWanted(words)) {
          return true;
        }
      } else if (c == ')' && depth > 0) {
        depth--;
      } else if (c == ';' && depth == 0) {
        return isWanted(words);
      } else if (depth == 0) {
        if (c > ' ' && c < 0x7f && c != '\\') {
          words.append(c);
        } else if (c != '\\' && isWanted(words)) {
          return true;
        }
      }
    }
    return depth > 0 || quoted || isWanted(words);
  }

  private boolean isWanted(StringBuilder words) {
    return words.length() == wanted.length() && words.toString().equalsIgnoreCase(wanted);
  }
}
