package org.smime4j.world;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Texts are compared as Unicode, after each reader decoded them by their charset; each of CRLF, CR
 * and LF ends a line, and white space at the end of a line and empty lines at the beginning and the
 * end do not count. CR CR LF ends one line, since it is CR LF to a reader that gives LF for CRLF.
 * Nothing else is done to them.
 */
final class ShownText {

  private ShownText() {}

  static String normalised(String text) {
    return Arrays.stream(text.split("\r*\n|\r", -1))
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"))
        .replaceAll("\\A\n+|\n+\\z", "");
  }

  /** Encoded words in a name, which some programs read there and others do not. */
  static String decoded(String name) {
    try {
      return MimeUtility.decodeText(name);
    } catch (UnsupportedEncodingException e) {
      return name;
    }
  }

  /**
   * Of a subject neither white space nor what is no ASCII counts: it may stand there without a
   * charset, and some show a question mark for it.
   */
  static String inOneLine(String text) {
    return text.replaceAll("[^!-~]+|\\?", "");
  }
}
