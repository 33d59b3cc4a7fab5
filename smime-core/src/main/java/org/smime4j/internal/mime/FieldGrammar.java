package org.smime4j.internal.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;

/**
 * What the fields of a header may look like where every reader must read them alike: the grammar of
 * RFC 2045 (section 5.1) and RFC 2183 without comments, escapes and blanks around "=", each
 * parameter once. It is an allow-list over the octets that travelled; what it does not allow may be
 * legal, and some program reads it in another way. One semicolon at the end is allowed, since many
 * programs write it and all read it.
 *
 * <p>A header that the signer signed may also have what old programs write and all read: blanks
 * around "=", a comment of plain words behind a value, and a name that is folded, has escapes or
 * holds a semicolon.
 */
public final class FieldGrammar {

  /** What Ruby's Mail takes for the boundary wherever it stands; there is none without "=". */
  private static final Pattern ANOTHER_BOUNDARY = Pattern.compile("(?i)boundary\\s*=");

  /** What the standards name; a program that does not know the encoding shows the octets. */
  private static final Set<String> ENCODINGS =
      Set.of("7bit", "8bit", "binary", "base64", "quoted-printable");

  private static final int LONGEST_BOUNDARY = 70;

  /** Dovecot reads no more than 128. */
  private static final int MOST_PARAMETERS = 64;

  /** Alpine writes colons. */
  private static final String IN_BOUNDARY = "-=/._+:";

  /** The servers of Sun and Oracle write {@code Boundary_(ID_...)}. */
  private static final Pattern IN_PARENTHESES = Pattern.compile("\\((ID_[^()]*)\\)$");

  /** The parameters that hold words of a person, in any language. */
  private static final Set<String> FILE_NAMES = Set.of("name", "filename");

  /**
   * What programs read in more than one way in a name with escapes: quotes at an end of it or with
   * a semicolon, and an encoded word.
   */
  private static final Pattern AROUND_ESCAPES = Pattern.compile("^\"|\"$|\".*;|;.*\"|=\\?");

  private final byte[] text;
  private final boolean signed;
  private int at;
  private Map<String, Set<Integer>> sections = Map.of(); // hardly any value has some
  private final Map<String, String> values = new HashMap<>(4);

  /** Whether the last parameter is a boundary without quotes, of which mutt takes blanks too. */
  private boolean endsInBoundary;

  private FieldGrammar(byte[] text, boolean signed) {
    this.text = text;
    this.signed = signed;
  }

  /**
   * What is not allowed in a Content-Type value, as the end of a sentence; null if nothing.
   *
   * @param signed whether the signer signed the header
   */
  public static @Nullable Finding ofMediaType(byte[] raw, boolean signed) {
    FieldGrammar value = new FieldGrammar(raw, signed);
    value.blanks();
    if (!value.passToken() || !value.take('/') || !value.passToken()) {
      return Doubt.of("its type is not written as type/subtype");
    }
    return value.parameters();
  }

  /** What is not allowed in a Content-Disposition value; null if nothing. */
  public static @Nullable Finding ofDisposition(byte[] raw, boolean signed) {
    FieldGrammar value = new FieldGrammar(raw, signed);
    value.blanks();
    return value.passToken() ? value.parameters() : Doubt.of("its disposition is not a word");
  }

  /** What is not allowed in a Content-Transfer-Encoding value; null if nothing. */
  public static @Nullable Finding ofTransferEncoding(byte[] raw) {
    FieldGrammar value = new FieldGrammar(raw, false);
    value.blanks();
    String encoding = value.token();
    value.blanks();
    return encoding != null
            && value.at == raw.length
            && ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))
        ? null
        : Doubt.of("it is none of the encodings that all programs know");
  }

  /** What is not allowed in a MIME-Version value: anything but 1.0, and comments around it. */
  public static @Nullable Finding ofVersion(byte[] raw) {
    StringBuilder version = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < raw.length; i++) {
      char octet = (char) (raw[i] & 0xff);
      if (octet == '(') {
        depth++;
      } else if (octet == ')' && depth > 0) {
        depth--;
      } else if (octet == '\\' && depth > 0) {
        i++;
      } else if (depth == 0) {
        version.append(octet);
      }
    }
    return depth == 0 && version.toString().strip().equals("1.0")
        ? null
        : Doubt.of("it is not version 1.0");
  }

  /**
   * What is not allowed in a From value beside its own grammar; null if nothing. Some programs stop
   * at a line end inside quotes, and take what stands before it: that is harmless where no address
   * stands beside those between angle brackets.
   */
  public static @Nullable Finding ofAddresses(byte[] raw) {
    boolean quoted = false;
    boolean folded = false;
    boolean bracketed = false;
    int depth = 0;
    byte[] names = new byte[raw.length];
    int length = 0;
    for (int i = 0; i < raw.length; i++) {
      byte octet = raw[i];
      if (octet == '"' && depth == 0) {
        quoted = !quoted;
      } else if (octet == '\\') {
        i++;
      } else if (!quoted && (octet == '(' || octet == ')')) {
        depth += octet == '(' ? 1 : -1;
      } else if (octet == '\n' && depth > 0) {
        return Doubt.of("a line ends inside a comment, and some programs stop there");
      } else if (!quoted && depth == 0 && (octet == '<' || octet == '>')) {
        bracketed = octet == '<';
        continue;
      }
      byte last = raw[Math.min(i, raw.length - 1)];
      folded |= quoted && last == '\n';
      if (!bracketed) {
        names[length++] = last;
      }
    }
    if (folded && EncodedWords.decode(unfolded(names, length)).matches("(?s).*[@<>].*")) {
      return Doubt.of("a line ends inside quotes, and some programs stop there");
    }
    if (hasLineEnd(EncodedWords.decode(unfolded(raw, raw.length)), "\t")) {
      return Doubt.of("a line ends inside an encoded word");
    }
    return null;
  }

  private static String unfolded(byte[] raw, int to) {
    return new String(raw, 0, to, StandardCharsets.UTF_8).replace("\r", "").replace("\n", "");
  }

  /** What is not allowed in a value of any text; null if nothing. */
  public static @Nullable Finding ofAnyText(byte[] raw) {
    String text = new String(raw, StandardCharsets.ISO_8859_1);
    return text.contains("=?") && text.chars().anyMatch(c -> c >= 0x80)
        ? Doubt.of("it has an encoded word beside octets that are not ASCII")
        : null;
  }

  /** What is not allowed in a Subject value; null if nothing. */
  public static @Nullable Finding ofSubject(byte[] raw) {
    return EncodedWords.areRegular(new String(raw, StandardCharsets.ISO_8859_1))
        ? null
        : Doubt.of("it has an encoded word that some programs do not decode");
  }

  /** What is not allowed in any value that decides; null if nothing. */
  public static @Nullable Finding ofText(byte[] raw) {
    if (hasLineOfBlanks(raw)) {
      return Doubt.of("a line of it holds nothing but blanks, and to some that is an empty line");
    }
    try {
      if (!isAscii(raw)) {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
      }
      return null;
    } catch (CharacterCodingException e) {
      return Doubt.of("it holds octets that are not UTF-8");
    }
  }

  /**
   * Whether some program ends a line inside a field that has 8-bit octets: at U+0085, U+2028 or
   * U+2029, or, where the field is not UTF-8, at the octet 0x85 of ISO 8859-1. Controls of ASCII
   * are {@link Oddity#CONTROL}.
   */
  public static boolean hasLineEnd(byte[] raw) {
    ByteBuffer octets = ByteBuffer.wrap(raw);
    CharBuffer text = CharBuffer.allocate(raw.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(octets, text, true);
    while (result.isMalformed()) {
      for (int i = result.length(); i > 0; i--) {
        text.put((char) (octets.get() & 0xff));
      }
      result = decoder.decode(octets, text, true);
    }
    return hasLineEnd(new String(text.array(), 0, text.position()), "\t\r\n");
  }

  /**
   * Whether a text holds a control, or what ends a line in some language.
   *
   * @param but controls that it may hold
   */
  public static boolean hasLineEnd(CharSequence text, String but) {
    return text.chars()
        .anyMatch(
            c ->
                c == 0x85
                    || c == 0x2028
                    || c == 0x2029
                    || ((c < ' ' || c == 0x7f) && but.indexOf(c) < 0));
  }

  private static boolean isAscii(byte[] raw) {
    int bits = 0;
    for (byte octet : raw) {
      bits |= octet;
    }
    return bits >= 0;
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

  private @Nullable Finding parameters() {
    for (int count = 0; ; count++) {
      int end = at;
      blanks();
      if (signed && plainComment()) {
        blanks();
      }
      if (at == text.length) {
        return gap();
      }
      boolean isOneBlank = at == end + 1 && text[end] == ' ' && !endsInBoundary;
      if (!signed && count > 0 && at > end && !isOneBlank) {
        return Doubt.of(
            "a blank stands before a semicolon, and some programs take it for part of the value");
      }
      if (!take(';')) {
        return Doubt.of("something else than a semicolon stands before a parameter");
      }
      blanks();
      if (at == text.length) {
        return gap();
      }
      Finding doubt =
          count == MOST_PARAMETERS ? Doubt.of("it has too many parameters") : parameter();
      if (doubt != null) {
        return doubt;
      }
    }
  }

  private @Nullable Finding parameter() {
    String name = token();
    if (signed) {
      blanks();
    }
    if (name == null || !take('=')) {
      return Doubt.of("a parameter is not written as name=value");
    }
    if (signed) {
      blanks();
    }
    name = name.toLowerCase(Locale.ROOT);
    int star = name.indexOf('*');
    boolean quoted = at < text.length && text[at] == '"';
    String value =
        quoted
            ? quoted(FILE_NAMES.contains(star < 0 ? name : name.substring(0, star)), star < 0)
            : token();
    if (value == null) {
      return Doubt.of("the value of the parameter {0} is no word and no plain quoted text", name);
    }
    endsInBoundary = name.equals("boundary") && !quoted;
    if (!signed && value.indexOf('=') >= 0 && ANOTHER_BOUNDARY.matcher(value).find()) {
      return Doubt.of("the value of the parameter {0} has another boundary in it", name);
    }
    if (star >= 0) {
      return section(name, star, value, quoted);
    }
    if (!isFirst(name, value)) {
      return Doubt.of("the parameter {0} stands twice", name);
    }
    return name.equals("boundary") && !isBoundary(value)
        ? Doubt.of("its boundary holds characters that some programs read in another way")
        : null;
  }

  /**
   * Whether a whole value is the first of its name. In a signed header the name of a file may be
   * given again, also as encoded words, which old programs read there.
   */
  private boolean isFirst(String name, String value) {
    boolean mayRepeat = signed && FILE_NAMES.contains(name);
    String plain = mayRepeat ? EncodedWords.decode(value) : value;
    String known = values.putIfAbsent(name, plain);
    return known == null || (mayRepeat && known.equals(plain));
  }

  /** A parameter in the form of RFC 2231: {@code name*}, {@code name*0}, {@code name*0*}. */
  private @Nullable Finding section(String name, int star, String value, boolean quoted) {
    String base = name.substring(0, star);
    String rest = name.substring(star + 1);
    boolean extended = rest.isEmpty() || rest.endsWith("*");
    String digits = rest.endsWith("*") ? rest.substring(0, rest.length() - 1) : rest;
    boolean numbered = !rest.isEmpty();
    if (base.isEmpty()
        || base.equals("boundary")
        || (numbered && !digits.matches("0|[1-9][0-9]{0,2}"))
        || (extended && (quoted || !isExtended(value, !numbered || digits.equals("0"))))
        || (!extended && !signed && value.contains("%"))) {
      return Doubt.of(
          "the parameter {0} is in a form of RFC 2231 that some programs do not read", base);
    }
    if (sections.isEmpty()) {
      sections = new HashMap<>();
    }
    Set<Integer> known = sections.computeIfAbsent(base, b -> new HashSet<>());
    // A whole one is counted apart: it stands alone, or says the same again.
    if (numbered && !signed && !digits.equals(String.valueOf(known.size()))) {
      return Doubt.of("the sections of the parameter {0} are not in their order", base);
    }
    boolean first =
        numbered
            ? known.add(Integer.valueOf(digits))
            : known.isEmpty() && isFirst(base, decoded(name + "=" + value, base));
    return first ? null : Doubt.of("the parameter {0} stands twice", base);
  }

  private static String decoded(String parameter, String base) {
    return String.valueOf(MediaType.parse("x/y; " + parameter).parameter(base));
  }

  /** What is missing of a parameter in sections, or stands beside it in another form. */
  private @Nullable Finding gap() {
    for (Map.Entry<String, Set<Integer>> each : sections.entrySet()) {
      Set<Integer> numbers = each.getValue();
      if (!numbers.isEmpty() && values.containsKey(each.getKey())) {
        return Doubt.of("the parameter {0} stands twice", each.getKey());
      }
      for (int i = 0; i < numbers.size(); i++) {
        if (!numbers.contains(i)) {
          return Doubt.of("a section of the parameter {0} is missing", each.getKey());
        }
      }
    }
    return null;
  }

  private boolean isExtended(String value, boolean isFirst) {
    String encoded = value;
    if (isFirst) {
      int first = value.indexOf('\'');
      int second = value.indexOf('\'', first + 1);
      if (first < 1
          || second < 0
          || (!signed && !EncodedWords.isPlainCharset(value.substring(0, first)))) {
        return false;
      }
      encoded = value.substring(second + 1);
    }
    return encoded.matches("(?:[^%']|%[0-9A-Fa-f]{2})*");
  }

  /** One that the signer signed may hold any character that may stand in quotes. */
  private boolean isBoundary(String value) {
    String plain =
        value.indexOf('(') < 0 ? value : IN_PARENTHESES.matcher(value).replaceFirst("$1");
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      boolean isLetterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!signed && !isLetterOrDigit && IN_BOUNDARY.indexOf(c) < 0) {
        return false;
      }
    }
    return value.strip().equals(value)
        && !value.isEmpty()
        && value.length() <= LONGEST_BOUNDARY
        && !value.contains("=?");
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
    return passToken() ? new String(text, from, at - from, StandardCharsets.US_ASCII) : null;
  }

  private boolean passToken() {
    int from = at;
    while (at < text.length && MediaType.isOfToken(text[at])) {
      at++;
    }
    return at > from;
  }

  /** Passes over a comment of plain words. */
  private boolean plainComment() {
    int end = at;
    if (end == text.length || text[end++] != '(') {
      return false;
    }
    while (end < text.length && (text[end] == ' ' || MediaType.isOfToken(text[end]))) {
      end++;
    }
    if (end == text.length || text[end] != ')') {
      return false;
    }
    at = end + 1;
    return true;
  }

  /**
   * Text in quotes, which holds nothing that ends a parameter for a program that skips quotes; in a
   * signed header the name of a file may, may be folded, and may have escapes.
   */
  private @Nullable String quoted(boolean isFileName, boolean isWhole) {
    StringBuilder value = new StringBuilder();
    boolean escaped = false;
    at++;
    while (at < text.length && text[at] != '"') {
      int before = at;
      if (signed && isFileName) {
        blanks();
      }
      byte octet = before < at ? (byte) ' ' : text[at++];
      if (octet == '\\' && signed && isFileName && isWhole && isEscape()) {
        escaped = true;
        octet = text[at++];
      } else if (octet == '\\'
          || (octet == ';' && !(signed && isFileName))
          || (octet < 0 && !isFileName)
          || (octet >= 0 && octet < ' ')
          || octet == 0x7f) {
        return null;
      }
      value.append((char) (octet & 0xff));
    }
    byte[] octets = value.toString().getBytes(StandardCharsets.ISO_8859_1);
    boolean isClear = !escaped || !AROUND_ESCAPES.matcher(value).find();
    return take('"') && isClear ? new String(octets, StandardCharsets.UTF_8) : null;
  }

  /** Whether what follows a backslash is a character that needs one (RFC 2045, section 5.1). */
  private boolean isEscape() {
    return at < text.length && text[at] > ' ' && !MediaType.isOfToken(text[at]) && text[at] < 0x7f;
  }
}
