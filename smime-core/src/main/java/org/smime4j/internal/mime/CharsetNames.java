package org.smime4j.internal.mime;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one place that turns a sender's name into a charset. Java looks for an unknown name in all
 * its providers, each time anew, which takes 100 µs and more. Here all known names are listed once,
 * and an unknown one costs no more than a look into a map.
 */
public final class CharsetNames {

  /** RFC 2978 allows 40 characters; a name that IANA registered has 45. */
  private static final int LONGEST = 45;

  /** Those of most mail; with them alone, the others are not listed. */
  private static final Map<String, Charset> USUAL =
      Map.of(
          "utf-8", StandardCharsets.UTF_8,
          "us-ascii", StandardCharsets.US_ASCII,
          "iso-8859-1", StandardCharsets.ISO_8859_1);

  private CharsetNames() {}

  /** The charset of a name, in letters of either case; null if it is unknown. */
  public static @Nullable Charset find(String name) {
    // RFC 2978 allows no other letters; there are some whose lower case is one of ASCII.
    if (name.length() > LONGEST || !isAscii(name)) {
      return null;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    Charset usual = USUAL.get(lower);
    return usual != null ? usual : Known.ALL.get(lower);
  }

  private static boolean isAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  /** What this Java knows, by all names in lower case; a name of a charset before any alias. */
  private static final class Known {
    static final Map<String, Charset> ALL = new HashMap<>();

    static {
      for (Charset each : Charset.availableCharsets().values()) {
        each.aliases().forEach(alias -> ALL.putIfAbsent(alias.toLowerCase(Locale.ROOT), each));
      }
      Charset.availableCharsets()
          .forEach((name, each) -> ALL.put(name.toLowerCase(Locale.ROOT), each));
    }
  }
}
