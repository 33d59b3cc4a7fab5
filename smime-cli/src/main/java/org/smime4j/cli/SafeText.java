package org.smime4j.cli;

import java.util.Locale;

/**
 * Text of strangers for a terminal: what would move the cursor, change colours or turn the reading
 * direction is shown as an escape and not done.
 */
final class SafeText {

  private SafeText() {}

  /** One line: line ends are escaped too. */
  static String line(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isHarmless(c)) {
                safe.appendCodePoint(c);
              } else {
                safe.append(
                    c <= 0xFFFF
                        ? String.format(Locale.ROOT, "\\u%04x", c)
                        : String.format(Locale.ROOT, "\\u{%x}", c));
              }
            });
    return safe.toString();
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
