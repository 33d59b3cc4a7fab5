package org.smime4j.internal.mime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Encoded words of unstructured fields (RFC 2047), in time linear in their length. */
public final class EncodedWords {

  /** What mail is written in, and all programs decode alike. */
  private static final Pattern CHARSETS =
      Pattern.compile(
          "(?i)utf-8|us-ascii|iso-8859-\\d{1,2}|windows-125\\d|koi8-[ru]|gb2312|gbk|gb18030|big5"
              + "|euc-(?:jp|kr)|shift_jis|iso-2022-jp|ks_c_5601-1987");

  /** Those of them in which each letter of ASCII is its own octet, and nothing else is. */
  private static final Pattern PLAIN_CHARSETS =
      Pattern.compile("(?i)utf-8|us-ascii|iso-8859-\\d{1,2}|windows-125\\d");

  private static final Pattern STRICT_Q = Pattern.compile("(?:=[0-9A-Fa-f]{2}|[!-<>@-~])*+");

  private EncodedWords() {}

  /** The text; what is no encoded word, or is in no known charset, stays as it is. */
  public static String decode(String value) {
    if (!value.contains("=?")) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    int at = 0;
    int blankFrom = -1; // white space behind a word, dropped if one more word follows
    while (at < value.length()) {
      int end = value.startsWith("=?", at) ? end(value, at) : -1;
      String word = end < 0 ? null : word(value.substring(at + 2, end - 2));
      if (word != null) {
        if (blankFrom >= 0) {
          text.setLength(blankFrom);
        }
        text.append(word);
        blankFrom = text.length();
        at = end;
        continue;
      }
      char c = value.charAt(at++);
      text.append(c);
      if (c != ' ' && c != '\t') {
        blankFrom = -1;
      }
    }
    return text.toString();
  }

  /**
   * Whether all programs read a text alike: each {@code =?} begins a word (RFC 2047, section 2),
   * blanks or the ends of the text are around it, and it decodes without a rest. Some programs show
   * another text where one does not.
   */
  public static boolean areRegular(String value) {
    return areRegular(value, CHARSETS);
  }

  /** The same of a name, in which no charset may hide how it ends. */
  public static boolean areRegularName(String value) {
    return areRegular(value, PLAIN_CHARSETS);
  }

  /** Whether all programs take a charset of a name for the same one. */
  static boolean isPlainCharset(String charset) {
    return PLAIN_CHARSETS.matcher(charset).matches();
  }

  private static boolean areRegular(String value, Pattern charsets) {
    // Of words that follow each other: old programs split a character between two.
    Charset charset = null;
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (int at = value.indexOf("=?"); at >= 0; at = value.indexOf("=?", at)) {
      int end = end(value, at);
      if (end < 0 || !isBlank(value, at - 1) || !isBlank(value, end)) {
        return false;
      }
      String[] word = value.substring(at + 2, end - 2).split("\\?", -1);
      String name = word[0].replaceFirst("\\*.*", "");
      Charset next = charsets.matcher(name).matches() ? CharsetNames.find(name) : null;
      if (next == null) {
        return false;
      }
      try {
        if (!next.equals(charset) && !isWhole(charset, octets)) {
          return false;
        }
        charset = next;
        byte[] decoded = strictly(word[1], word[2]);
        octets.write(decoded, 0, decoded.length);
      } catch (IllegalArgumentException severalReadings) {
        return false;
      }
      at = end;
      while (end < value.length() && isBlank(value, end)) {
        end++;
      }
      if (!value.startsWith("=?", end) && !isWhole(charset, octets)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(String value, int at) {
    return at < 0 || at >= value.length() || " \t\r\n".indexOf(value.charAt(at)) >= 0;
  }

  /**
   * The octets of a word that has one reading.
   *
   * @throws IllegalArgumentException if it has none, or several
   */
  private static byte[] strictly(String encoding, String encoded) {
    boolean isQ = encoding.equalsIgnoreCase("Q") && STRICT_Q.matcher(encoded).matches();
    boolean isB = encoding.equalsIgnoreCase("B") && encoded.length() % 4 == 0;
    if (encoded.isEmpty() || !(isQ || isB)) {
      throw new IllegalArgumentException(encoded);
    }
    return isQ ? q(encoded).toByteArray() : Base64.getDecoder().decode(encoded);
  }

  /** Whether the octets end with a character, and none is damaged. They are taken. */
  private static boolean isWhole(@Nullable Charset charset, ByteArrayOutputStream octets) {
    try {
      return charset == null
          || octets.size() == 0
          || charset.newDecoder().decode(ByteBuffer.wrap(octets.toByteArray())).hasRemaining();
    } catch (CharacterCodingException e) {
      return false;
    } finally {
      octets.reset();
    }
  }

  /** Where the word that begins here ends, or -1; words hold no blanks and are short. */
  private static int end(String value, int from) {
    int marks = 0;
    int last = Math.min(value.length(), from + 2 + 1_000);
    for (int i = from + 2; i < last; i++) {
      char c = value.charAt(i);
      if (c <= ' ') {
        return -1;
      }
      if (c == '?' && ++marks == 3) {
        return i + 1 < value.length() && value.charAt(i + 1) == '=' ? i + 2 : -1;
      }
    }
    return -1;
  }

  private static @Nullable String word(String body) {
    int first = body.indexOf('?');
    int star = body.indexOf('*'); // a language may follow the charset (RFC 2231 section 5)
    String name = body.substring(0, star >= 0 && star < first ? star : first);
    String encoding = body.substring(first + 1, body.indexOf('?', first + 1));
    String encoded = body.substring(first + encoding.length() + 2);
    Charset charset = CharsetNames.find(name);
    if (charset == null) {
      return null;
    }
    try {
      return switch (encoding) {
        case "B", "b" -> new String(Base64.getMimeDecoder().decode(encoded), charset);
        case "Q", "q" -> new String(q(encoded).toByteArray(), charset);
        default -> null;
      };
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static ByteArrayOutputStream q(String encoded) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
      int low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), 16) : -1;
      if (c == '=' && high >= 0 && low >= 0) {
        octets.write(high << 4 | low);
        i += 2;
      } else if (c == '_') {
        octets.write(' ');
      } else {
        byte[] encodedAlone = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
        octets.write(encodedAlone, 0, encodedAlone.length);
      }
    }
    return octets;
  }
}
