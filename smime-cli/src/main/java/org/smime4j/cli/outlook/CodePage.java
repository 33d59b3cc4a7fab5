package org.smime4j.cli.outlook;

import java.nio.charset.Charset;

/** The charsets of text that is not in Unicode, by their numbers in Windows. */
final class CodePage {

  private static final int UTF_8 = 65001;
  private static final int US_ASCII = 20127;
  private static final int KOI8_R = 20866;
  private static final int KOI8_U = 21866;
  private static final int BEFORE_ISO_8859 = 28590;

  private CodePage() {}

  /**
   * The charset of a number.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  static Charset charset(long number) {
    if (number == UTF_8 || number == US_ASCII) {
      // Text of ASCII alone is UTF-8, too.
      return Charset.forName("UTF-8");
    }
    if (number == KOI8_R || number == KOI8_U) {
      return Charset.forName(number == KOI8_R ? "KOI8-R" : "KOI8-U");
    }
    if (number > BEFORE_ISO_8859 && number <= BEFORE_ISO_8859 + 15) {
      return Charset.forName("ISO-8859-" + (number - BEFORE_ISO_8859));
    }
    for (String prefix : new String[] {"windows-", "x-windows-", "IBM", "x-IBM"}) {
      if (Charset.isSupported(prefix + number)) {
        return Charset.forName(prefix + number);
      }
    }
    throw new IllegalArgumentException("unknown code page " + number);
  }
}
