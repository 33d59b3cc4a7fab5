package org.smime4j.internal.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Content-Type, Content-Disposition and Content-Transfer-Encoding may look like where every
 * reader must read them alike: the grammar of RFC 2045 (section 5.1) and RFC 2183 without comments,
 * escapes and blanks around "=", each parameter once. It is an allow-list over the octets that
 * travelled; what it does not allow may be legal, and some program reads it in another way. One
 * semicolon at the end is allowed, since many programs write it and all read it.
 */
public final class FieldGrammar {

  /** What the standards name; a program that does not know the encoding shows the octets. */
  private static final Set<String> ENCODINGS =
      Set.of("7bit", "8bit", "binary", "base64", "quoted-printable");

  private static final int LONGEST_BOUNDARY = 70;
  private static final String TSPECIALS = "()<>@,;:\\\"/[]?=";
  private static final String IN_BOUNDARY = "-=/._+";

  private final byte[] text;
  private int at;
  private final Map<String, Set<Integer>> sections = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  private FieldGrammar(byte[] text) {
    this.text = text;
  }

  /** What is not allowed in a Content-Type value, as the end of a sentence; null if nothing. */
  public static @Nullable String ofMediaType(byte[] raw) {
    FieldGrammar value = new FieldGrammar(raw);
    value.blanks();
    if (value.token() == null || !value.take('/') || value.token() == null) {
      return "its type is not written as type/subtype";
    }
    return value.parameters();
  }

  /** What is not allowed in a Content-Disposition value; null if nothing. */
  public static @Nullable String ofDisposition(byte[] raw) {
    FieldGrammar value = new FieldGrammar(raw);
    value.blanks();
    return value.token() == null ? "its disposition is not a word" : value.parameters();
  }

  /** What is not allowed in a Content-Transfer-Encoding value; null if nothing. */
  public static @Nullable String ofTransferEncoding(byte[] raw) {
    FieldGrammar value = new FieldGrammar(raw);
    value.blanks();
    String encoding = value.token();
    value.blanks();
    return encoding != null
            && value.at == raw.length
            && ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))
        ? null
        : "it is none of the encodings that all programs know";
  }

  /** What is not allowed in a From value beside its own grammar; null if nothing. */
  public static @Nullable String ofAddresses(byte[] raw) {
    boolean quoted = false;
    int depth = 0;
    for (int i = 0; i < raw.length; i++) {
      byte octet = raw[i];
      if (octet == '\\') {
        i++;
      } else if (octet == '"' && depth == 0) {
        quoted = !quoted;
      } else if (!quoted && (octet == '(' || octet == ')')) {
        depth += octet == '(' ? 1 : -1;
      } else if (octet == '\n' && (quoted || depth > 0)) {
        return "a line ends inside quotes or a comment, and some programs stop there";
      }
    }
    return null;
  }

  /** What is not allowed in any value that decides; null if nothing. */
  public static @Nullable String ofText(byte[] raw) {
    int all = 0;
    for (byte octet : raw) {
      all |= octet;
      boolean isFolding = octet == '\t' || octet == '\r' || octet == '\n';
      if ((octet >= 0 && octet < ' ' && !isFolding) || octet == 0x7f) {
        return "it holds a control character";
      }
    }
    if (hasLineOfBlanks(raw)) {
      return "a line of it holds nothing but blanks, and to some that is an empty line";
    }
    if (all >= 0) {
      return null;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
      return null;
    } catch (CharacterCodingException e) {
      return "it holds octets that are not UTF-8";
    }
  }

  private static boolean hasLineOfBlanks(byte[] raw) {
    boolean blank = false; // whether the line holds none but blanks so far; the first has the name
    for (byte octet : raw) {
      if (octet == '\n') {
        if (blank) {
          return true;
        }
        blank = true;
      } else {
        blank &= octet == ' ' || octet == '\t' || octet == '\r';
      }
    }
    return blank;
  }

  private @Nullable String parameters() {
    while (true) {
      blanks();
      if (at == text.length) {
        return gap();
      }
      if (!take(';')) {
        return "something else than a semicolon stands before a parameter";
      }
      blanks();
      if (at == text.length) {
        return gap();
      }
      String doubt = parameter();
      if (doubt != null) {
        return doubt;
      }
    }
  }

  private @Nullable String parameter() {
    String name = token();
    if (name == null || !take('=')) {
      return "a parameter is not written as name=value";
    }
    name = name.toLowerCase(Locale.ROOT);
    boolean quoted = at < text.length && text[at] == '"';
    String value = quoted ? quoted() : token();
    if (value == null) {
      return "the value of the parameter " + name + " is no word and no plain quoted text";
    }
    int star = name.indexOf('*');
    if (star >= 0) {
      return section(name, star, value, quoted);
    }
    if (!names.add(name)) {
      return "the parameter " + name + " stands twice";
    }
    return name.equals("boundary") && !isBoundary(value)
        ? "its boundary holds characters that some programs read in another way"
        : null;
  }

  /** A parameter in the form of RFC 2231: {@code name*}, {@code name*0}, {@code name*0*}. */
  private @Nullable String section(String name, int star, String value, boolean quoted) {
    String base = name.substring(0, star);
    String rest = name.substring(star + 1);
    boolean extended = rest.isEmpty() || rest.endsWith("*");
    String digits = rest.endsWith("*") ? rest.substring(0, rest.length() - 1) : rest;
    boolean numbered = !rest.isEmpty();
    if (base.isEmpty()
        || base.equals("boundary")
        || (numbered && !digits.matches("0|[1-9][0-9]{0,2}"))
        || (extended && (quoted || !isExtended(value, !numbered || digits.equals("0"))))) {
      return "the parameter " + base + " is in a form of RFC 2231 that some programs do not read";
    }
    Set<Integer> known = sections.computeIfAbsent(base, b -> new HashSet<>());
    // A whole one is counted apart: it stands alone.
    boolean first = numbered ? known.add(Integer.valueOf(digits)) : known.isEmpty();
    if (!numbered) {
      first &= names.add(base);
    }
    return first ? null : "the parameter " + base + " stands twice";
  }

  /** What is missing of a parameter in sections, or stands beside it in another form. */
  private @Nullable String gap() {
    for (Map.Entry<String, Set<Integer>> each : sections.entrySet()) {
      Set<Integer> numbers = each.getValue();
      if (!numbers.isEmpty() && names.contains(each.getKey())) {
        return "the parameter " + each.getKey() + " stands twice";
      }
      for (int i = 0; i < numbers.size(); i++) {
        if (!numbers.contains(i)) {
          return "a section of the parameter " + each.getKey() + " is missing";
        }
      }
    }
    return null;
  }

  private static boolean isExtended(String value, boolean isFirst) {
    String encoded = value;
    if (isFirst) {
      int first = value.indexOf('\'');
      int second = value.indexOf('\'', first + 1);
      if (first < 1 || second < 0) {
        return false;
      }
      encoded = value.substring(second + 1);
    }
    return encoded.matches("(?:[^%']|%[0-9A-Fa-f]{2})*");
  }

  private static boolean isBoundary(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean isLetterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!isLetterOrDigit && IN_BOUNDARY.indexOf(c) < 0) {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= LONGEST_BOUNDARY;
  }

  /** Blanks and folds. A line end that is no fold stays, and is then what nobody expects. */
  private void blanks() {
    while (at < text.length) {
      int next = at;
      if (text[next] == '\r' && next + 1 < text.length && text[next + 1] == '\n') {
        next++;
      }
      boolean fold =
          text[next] == '\n'
              && next + 1 < text.length
              && (text[next + 1] == ' ' || text[next + 1] == '\t');
      if (fold) {
        at = next + 1;
      } else if (text[at] != ' ' && text[at] != '\t') {
        return;
      }
      at++;
    }
  }

  private boolean take(char wanted) {
    if (at < text.length && text[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private @Nullable String token() {
    int from = at;
    while (at < text.length
        && text[at] > ' '
        && text[at] < 0x7f
        && TSPECIALS.indexOf(text[at]) < 0) {
      at++;
    }
    return at == from ? null : new String(text, from, at - from, StandardCharsets.US_ASCII);
  }

  /** Text in quotes, which holds nothing that ends a parameter for a program that skips quotes. */
  private @Nullable String quoted() {
    int from = ++at;
    while (at < text.length && text[at] != '"') {
      byte octet = text[at];
      if (octet == '\\' || octet == ';' || (octet >= 0 && octet < ' ') || octet == 0x7f) {
        return null;
      }
      at++;
    }
    return take('"') ? new String(text, from, at - 1 - from, StandardCharsets.UTF_8) : null;
  }
}
