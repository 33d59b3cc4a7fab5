package org.smime4j.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of strangers for a terminal: what would move the cursor, change colours or turn the reading
 * direction is shown as an escape and not done.
 */
final class SafeText {

  /** Controls, formats, surrogates, private and unassigned characters, and separators of lines. */
  private static final Pattern HARMFUL = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private SafeText() {}

  /** One line: line ends are escaped too. */
  static String line(String text) {
    return HARMFUL
        .matcher(text)
        .replaceAll(
            found -> {
              int c = found.group().codePointAt(0);
              String escape = c <= 0xFFFF ? "\\u%04x" : "\\u{%x}";
              return Matcher.quoteReplacement(String.format(Locale.ROOT, escape, c));
            });
  }
}
