package org.smime4j.internal.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Content-Type or Content-Disposition value (RFC 2045 section 5, RFC 2231), read in time linear
 * in its length. Unquoted specials, comments and stray semicolons are tolerated. If a parameter
 * occurs twice, in any encoding, the first counts, and {@link #duplicates()} has its name.
 *
 * @param type the part before the slash, in lower case
 * @param subtype the part behind the slash, in lower case; empty if there is none
 * @param parameters all by their names in lower case, in the order of the field
 * @param duplicates names of parameters that are given more than once
 */
public record MediaType(
    String type, String subtype, Map<String, String> parameters, Set<String> duplicates) {

  /** The characters below 0x80 that may stand in a word without quotes. */
  private static final boolean[] OF_TOKEN = new boolean[0x80];

  static {
    for (char c = '!'; c < 0x7f; c++) {
      OF_TOKEN[c] = "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }
  }

  /** Whether a character may stand in a word without quotes (RFC 2045 section 5.1). */
  static boolean isOfToken(int character) {
    return character >= 0 && character < OF_TOKEN.length && OF_TOKEN[character];
  }

  /** A type without parameters. */
  public static MediaType of(String type, String subtype) {
    return new MediaType(type, subtype, Map.of(), Set.of());
  }

  /**
   * Reads an unfolded field value: two words with a slash between, as most programs find them,
   * whatever stands around them. What has no slash has an empty subtype.
   */
  public static MediaType parse(String value) {
    Parser parser = new Parser(value);
    String type = parser.word();
    String subtype = parser.slash() ? parser.word() : "";
    parser.parameters();
    return new MediaType(
        type,
        subtype,
        Collections.unmodifiableMap(parser.joined()),
        Collections.unmodifiableSet(parser.duplicates));
  }

  /** Whether it is this type, both given in lower case. */
  public boolean is(String wantedType, String wantedSubtype) {
    return type.equals(wantedType) && subtype.equals(wantedSubtype);
  }

  /** Whether it is multipart/signed, or the type of CMS in a message (RFC 8551). */
  boolean isSmime() {
    return is("multipart", "signed")
        || is("application", "pkcs7-mime")
        || is("application", "x-pkcs7-mime");
  }

  /** The parameter of that name, given in lower case. */
  public @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  /** Type and subtype with the slash, without parameters. */
  @Override
  public String toString() {
    return subtype.isEmpty() ? type : type + "/" + subtype;
  }

  /** One parameter as it stands: {@code name*section*=value}. */
  private record Section(String value, boolean extended) {}

  private static final class Parser {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

    private final String text;
    private int at;

    /** Whether a comment was found that does not end; it is looked for once. */
    private boolean unended;

    /** In the order of the field; null where there are sections alone. */
    private final Map<String, @Nullable String> values = new LinkedHashMap<>();

    // Most values have neither.
    private Map<String, TreeMap<Integer, Section>> sections = Map.of();
    private Set<String> duplicates = Set.of();

    Parser(String text) {
      this.text = text;
    }

    /** The next word, in lower case; empty where a slash or a semicolon stands before it. */
    String word() {
      skip();
      int from = at;
      while (at < text.length() && isOfToken(text.charAt(at))) {
        at++;
      }
      return text.substring(from, at).toLowerCase(Locale.ROOT);
    }

    /** Whether a slash is next, with blanks and comments before it, which is then passed. */
    boolean slash() {
      int before = at;
      comments();
      if (at < text.length() && text.charAt(at) == '/') {
        at++;
        return true;
      }
      at = before;
      return false;
    }

    /** Passes over comments, and over what stands in no word. */
    private void skip() {
      comments();
      while (at < text.length() && text.charAt(at) != '/' && text.charAt(at) != ';') {
        if (isOfToken(text.charAt(at))) {
          return;
        }
        at++;
        comments();
      }
    }

    /** Passes over blanks and comments; where one does not end, no parenthesis begins one. */
    private void comments() {
      int depth = 0;
      int outside = at;
      int i = at;
      while (i < text.length()) {
        char c = text.charAt(i);
        if (c == '(' && !unended) {
          depth++;
        } else if (c == ')' && depth > 0) {
          depth--;
        } else if (depth == 0 && !isBlank(c)) {
          break;
        }
        i++;
        outside = depth == 0 ? i : outside;
      }
      unended |= depth > 0;
      at = outside;
    }

    void parameters() {
      passToSemicolon();
      while (at < text.length()) {
        at++; // the semicolon
        int nameFrom = at;
        while (at < text.length() && text.charAt(at) != '=' && text.charAt(at) != ';') {
          at++;
        }
        String name = withoutComment(text.substring(nameFrom, at)).toLowerCase(Locale.ROOT);
        if (at == text.length() || text.charAt(at) == ';') {
          continue;
        }
        at++; // the equals sign
        add(name, value());
      }
    }

    private String value() {
      at = skipBlanks(text, at);
      if (at == text.length() || text.charAt(at) != '"') {
        int from = at;
        passToSemicolon();
        return withoutComment(text.substring(from, at));
      }
      StringBuilder quoted = new StringBuilder();
      at++;
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        quoted.append(text.charAt(at));
        at++;
      }
      passToSemicolon();
      return quoted.toString();
    }

    private void passToSemicolon() {
      int next = text.indexOf(';', at);
      at = next < 0 ? text.length() : next;
    }

    /** A comment begins behind a blank, or where nothing precedes it: {@code a(b} is a value. */
    private static String withoutComment(String piece) {
      int from = skipBlanks(piece, 0);
      while (from < piece.length() && piece.charAt(from) == '(') {
        int close = piece.indexOf(')', from);
        if (close < 0) {
          break;
        }
        from = skipBlanks(piece, close + 1);
      }
      for (int i = from + 1; i < piece.length(); i++) {
        if (piece.charAt(i) == '(' && isBlank(piece.charAt(i - 1))) {
          return piece.substring(from, i).strip();
        }
      }
      return piece.substring(from).strip();
    }

    private static int skipBlanks(String piece, int from) {
      int at = from;
      while (at < piece.length() && isBlank(piece.charAt(at))) {
        at++;
      }
      return at;
    }

    private void add(String name, String value) {
      boolean extended = name.endsWith("*");
      String bare = extended ? name.substring(0, name.length() - 1) : name;
      int star = bare.lastIndexOf('*');
      int number = star < 0 ? -1 : number(bare.substring(star + 1));
      if (!extended && number < 0) {
        if (values.putIfAbsent(name, value) != null || sections.containsKey(name)) {
          repeated(name);
        }
        return;
      }
      String base = number < 0 ? bare : bare.substring(0, star);
      if (values.putIfAbsent(base, null) != null) {
        repeated(base);
      }
      if (sections.isEmpty()) {
        sections = new HashMap<>();
      }
      TreeMap<Integer, Section> ofName = sections.computeIfAbsent(base, n -> new TreeMap<>());
      if (ofName.putIfAbsent(Math.max(number, 0), new Section(value, extended)) != null) {
        repeated(base);
      }
    }

    private void repeated(String name) {
      if (duplicates.isEmpty()) {
        duplicates = new LinkedHashSet<>();
      }
      duplicates.add(name);
    }

    /** The number of a section, or -1. */
    private static int number(String digits) {
      return NUMBER.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
    }

    @SuppressWarnings("NullAway") // no value is null once those in sections are joined
    Map<String, String> joined() {
      sections.forEach((name, ofName) -> values.putIfAbsent(name, join(ofName)));
      return values;
    }

    private static String join(SortedMap<Integer, Section> sections) {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      Charset charset = StandardCharsets.UTF_8;
      int expected = 0;
      for (Map.Entry<Integer, Section> entry : sections.entrySet()) {
        if (entry.getKey() != expected++) {
          break; // a gap: what follows it belongs to nothing
        }
        String value = entry.getValue().value();
        if (!entry.getValue().extended()) {
          byte[] plain = value.getBytes(StandardCharsets.UTF_8);
          octets.write(plain, 0, plain.length);
          continue;
        }
        int first = entry.getKey() == 0 ? value.indexOf('\'') : -1;
        int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
        if (second >= 0) {
          Charset named = CharsetNames.find(value.substring(0, first));
          charset = named == null ? StandardCharsets.ISO_8859_1 : named;
          value = value.substring(second + 1);
        }
        percentDecode(value, octets);
      }
      return new String(octets.toByteArray(), charset);
    }

    private static void percentDecode(String value, ByteArrayOutputStream into) {
      byte[] raw = value.getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < raw.length; i++) {
        int high = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 1], 16) : -1;
        int low = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 2], 16) : -1;
        if (raw[i] == '%' && high >= 0 && low >= 0) {
          into.write(high << 4 | low);
          i += 2;
        } else {
          into.write(raw[i]);
        }
      }
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
  }
}
