package org.smime4j.cli.outlook;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.smime4j.reports.MailPart;

/** The charsets of texts, by their names or by their numbers in Windows. */
public final class CodePage {

  /** Text of ASCII alone is UTF-8, too. */
  private static final Map<Long, String> OWN_NAMES =
      Map.of(65001L, "UTF-8", 20127L, "UTF-8", 20866L, "KOI8-R", 21866L, "KOI8-U");

  private static final int BEFORE_ISO_8859 = 28590;

  private CodePage() {}

  /** The charset of a part, or UTF-8 if it is unknown. */
  public static Charset of(MailPart part) {
    try {
      return part.charset().map(Charset::forName).orElse(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return StandardCharsets.UTF_8;
    }
  }

  /**
   * The charset of a number.
   *
   * @throws IllegalArgumentException if it is unknown
   */
  static Charset charset(long number) {
    String own = OWN_NAMES.get(number);
    if (own != null) {
      return Charset.forName(own);
    }
    if (number > BEFORE_ISO_8859 && number <= BEFORE_ISO_8859 + 15) {
      return Charset.forName("ISO-8859-" + (number - BEFORE_ISO_8859));
    }
    for (String prefix : List.of("windows-", "x-windows-", "IBM", "x-IBM")) {
      if (Charset.isSupported(prefix + number)) {
        return Charset.forName(prefix + number);
      }
    }
    throw new IllegalArgumentException("unknown code page " + number);
  }
}
