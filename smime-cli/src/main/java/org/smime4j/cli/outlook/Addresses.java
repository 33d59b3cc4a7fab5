package org.smime4j.cli.outlook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Addresses in fields and in properties, in one spelling. */
final class Addresses {

  private static final String QUOTED = "\"(?:[^\"\\\\\\p{Cntrl}]|\\\\[^\\p{Cntrl}])*+\"";
  private static final String LETTER = "\\w\\p{L}\\p{M}\\p{N}";

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:%s|[%2$s.!#$%%&'*+/=?^`{|}~-]++)@(?:\\[[^\\[\\]\\p{Cntrl}]++]|[%2$s.-]++)"
              .formatted(QUOTED, LETTER));

  /** What is no address in a field. */
  private static final Pattern NAME = Pattern.compile(QUOTED + "(?!\\s*@)|\\([^()]*+\\)");

  private static final Pattern IN_BRACKETS = Pattern.compile("<([^<>]*+)>");
  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\ufffd]+");

  /** Begins an entry identifier of name, type and address ([MS-OXCDATA] section 2.2.5.1). */
  private static final String ONE_OFF =
      Pattern.quote(
          new String(HexFormat.of().parseHex("812b1fa4bea310199d6e00dd010f5402"), ISO_8859_1));

  private static final int UNICODE = 0x80;

  private Addresses() {}

  /** All in a text. */
  static Stream<String> in(String text) {
    return ADDRESS.matcher(text).results().map(MatchResult::group).map(Addresses::plain);
  }

  /** Those of a field, without its display names. */
  static List<String> ofField(String field) {
    String bare = NAME.matcher(field).replaceAll(" ");
    return bare.indexOf('<') < 0
        ? in(bare).toList()
        : IN_BRACKETS.matcher(bare).results().flatMap(found -> in(found.group(1))).toList();
  }

  /** All in entry identifiers or a search key, but for those in a display name. */
  static List<String> in(byte[] octets) {
    List<String> found = new ArrayList<>();
    String[] pieces = new String(octets, ISO_8859_1).split(ONE_OFF, -1);
    for (int i = 1; i < pieces.length; i++) {
      String piece = pieces[i];
      boolean isWide = piece.length() > 3 && (piece.charAt(3) & UNICODE) != 0;
      String text = isWide ? new String(piece.getBytes(ISO_8859_1), UTF_16LE) : piece;
      String[] values = text.substring(Math.min(text.length(), isWide ? 2 : 4)).split("\0", 4);
      found.add(values.length > 2 ? plain(values[2]) : "");
      in(values.length > 3 ? values[3] : "").forEach(found::add);
    }
    for (var charset : List.of(UTF_16LE, UTF_8)) {
      for (String text : CONTROLS.split(new String(pieces[0].getBytes(ISO_8859_1), charset), -1)) {
        boolean isKey = text.regionMatches(true, 0, "SMTP:", 0, 5);
        (isKey ? Stream.of(plain(text.substring(5))) : in(text)).forEach(found::add);
      }
    }
    return found;
  }

  /** In lower case, without quotes, and with the domain as people read it. */
  static String plain(String address) {
    int at = address.lastIndexOf('@') + 1;
    String local = address.substring(0, at).replaceAll("\\\\(.)|\"", "$1");
    return (local + IDN.toUnicode(address.substring(at))).toLowerCase(Locale.ROOT);
  }
}
