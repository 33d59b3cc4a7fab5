package org.smime4j.world;

import static org.smime4j.world.Change.oneOf;
import static org.smime4j.world.Change.some;
import static org.smime4j.world.Draft.CRLF;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Boundaries that two programs read as two, and lines that only some take for delimiters. */
final class BoundaryChanges {

  private BoundaryChanges() {}

  static Map<String, Change> all() {
    Map<String, Change> changes = new TreeMap<>();
    changes.put("boundary of many readings", BoundaryChanges::ofManyReadings);
    changes.put("parameter twice", BoundaryChanges::twice);
    changes.put("parameter in several pieces", BoundaryChanges::inPieces);
    changes.put("line like a delimiter", BoundaryChanges::lookalike);
    changes.put("boundary that begins a line of the content", BoundaryChanges::insideTheContent);
    changes.put("multipart behind the message", BoundaryChanges::beside);
    changes.put(
        "third part",
        (draft, random) ->
            draft.more = "--" + draft.delimiter + draft.padding + CRLF + Evil.part(random));
    changes.put(
        "no end",
        (draft, random) ->
            draft.close = oneOf(random, "", "-", "-- ", "--x", "---", " --", "--\t"));
    changes.put(
        "something behind the delimiters",
        (draft, random) ->
            draft.padding = oneOf(random, "x", " x", "\f", "\013", "\0", "\r", "-", "--"));
    changes.put("the type's field itself", BoundaryChanges::field);
    return changes;
  }

  /**
   * The parameter is spelled somehow; the signed part stands by one reading of it, other by others.
   */
  private static void ofManyReadings(Draft draft, Random random) {
    if (!draft.isMultipart()) {
      return;
    }
    String core =
        some(
            random,
            1,
            5,
            "a",
            "b1",
            "C",
            "=_",
            " ",
            "(",
            ")",
            "(x)",
            "\\",
            "\\\\",
            "\\b",
            "\"",
            "'",
            "''",
            "%41",
            "%",
            "*",
            "=?utf-8?q?a?=",
            "=?utf-8?B?YQ==?=",
            "[",
            "]",
            "[a]",
            "<",
            ">",
            "@",
            ",",
            ";",
            ":",
            "?",
            "/",
            "=",
            "\t",
            "\r\n ",
            "\r\n\t",
            "\u00c3\u00a4",
            "\u00e4",
            "\0",
            "\177",
            "-",
            "--",
            ".",
            "boundary=",
            "a".repeat(80));
    String spelled =
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> "\"" + core + "\"";
          case 3 -> "\"" + core;
          case 4 -> "\"b\"" + core;
          case 5 -> core + "\"b\"";
          case 6 -> "'" + core + "'";
          default -> core;
        };
    List<String> readings = readings(spelled);
    if (readings.isEmpty()) {
      return;
    }
    draft.delimiter = readings.get(random.nextInt(Math.min(readings.size(), 2)));
    if (draft.delimiter.isEmpty()) {
      return;
    }
    String name =
        oneOf(random, "boundary", "boundary", "boundary", "BOUNDARY", "boundary ", "boundary(c)");
    draft.set(
        "Content-Type",
        "multipart/signed; "
            + oneOf(random, "", "protocol=\"application/pkcs7-signature\"; micalg=sha-256; ")
            + name
            + oneOf(random, "=", "=", "=", "= ", " =")
            + spelled
            + oneOf(random, "", "", ";", "; micalg=sha-256", " ", " (c)"));
    String evil = oneOf(random, readings.toArray(String[]::new));
    if (!evil.equals(draft.delimiter)) {
      put(draft, Evil.body(evil, random), random);
    }
  }

  /** What hasty parsers make of the text behind the equals sign; the first is RFC 2045's. */
  private static List<String> readings(String spelled) {
    Set<String> readings = new LinkedHashSet<>();
    String flat = spelled.replaceAll("\r\n(?=[ \t])", "");
    readings.add(byGrammar(flat));
    String bare = flat.replaceAll("^\"|\"$", "");
    readings.add(bare);
    readings.add(bare.replaceAll(";.*", ""));
    readings.add(bare.replaceAll("\".*", ""));
    readings.add(flat.replaceAll(";.*", "").trim());
    readings.add(flat.trim());
    readings.add(bare.replaceAll("[ \t].*", ""));
    readings.add(bare.replaceAll("\\(.*", ""));
    readings.add(bare.replaceAll("\\([^)]*\\)", ""));
    readings.add(bare.replace("\\", ""));
    readings.add(bare.strip());
    readings.add(bare.stripTrailing());
    readings.add(bare.replaceAll("[ \t]+", " "));
    readings.add(bare.replaceAll("[ \t]", ""));
    readings.add(bare.replaceAll("[\\[\\]<>@,:?/=].*", ""));
    readings.add(bare.replaceAll("^[\\[<']|[\\]>']$", ""));
    readings.add(bare.replaceAll("=\\?utf-8\\?(q\\?a|B\\?YQ==)\\?=", "a"));
    readings.add(bare.replaceAll("\0.*", ""));
    readings.add(bare.replaceAll("[\0\177]", ""));
    readings.add(bare.substring(0, Math.min(70, bare.length())));
    readings.add(spelled.replaceAll("^\"|\"$", "").replaceAll("\r\n.*", ""));
    try {
      readings.add(URLDecoder.decode(bare, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      // no such reading
    }
    readings.removeIf(each -> each.isEmpty() || each.contains("\n"));
    return new ArrayList<>(readings);
  }

  private static String byGrammar(String value) {
    String text = value.stripLeading();
    if (!text.startsWith("\"")) {
      return text.replaceAll("(?s)[;\\s(].*", "");
    }
    StringBuilder read = new StringBuilder();
    for (int i = 1; i < text.length() && text.charAt(i) != '"'; i++) {
      if (text.charAt(i) == '\\' && i + 1 < text.length()) {
        i++;
      }
      read.append(text.charAt(i));
    }
    return read.toString();
  }

  private static void put(Draft draft, String lines, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> draft.preamble += lines;
      case 1 -> draft.epilogue += lines;
      default -> {
        draft.preamble += lines;
        draft.epilogue += lines;
      }
    }
  }

  private static void twice(Draft draft, Random random) {
    int at = draft.indexOf("content-type");
    if (!draft.isMultipart() || at < 0) {
      return;
    }
    String evil =
        oneOf(random, "evil", draft.delimiter + "x", draft.delimiter.substring(1), draft.delimiter);
    String parameter =
        oneOf(
                random,
                "boundary",
                "Boundary",
                "boundary*",
                "boundary*0",
                "boundary*0*",
                "boundary*1")
            + "="
            + oneOf(random, evil, "\"" + evil + "\"", "utf-8''" + evil);
    String field = draft.header.get(at);
    draft.header.set(
        at,
        random.nextBoolean()
            ? field + "; " + parameter
            : field.replaceFirst(";", "; " + parameter.replace("\\", "\\\\") + ";"));
    put(draft, Evil.body(evil, random), random);
  }

  private static void inPieces(Draft draft, Random random) {
    if (!draft.isMultipart()) {
      return;
    }
    String whole = draft.delimiter;
    int cut = 1 + random.nextInt(whole.length());
    String head = whole.substring(0, cut);
    String tail = whole.substring(cut);
    draft.set(
        "Content-Type",
        "multipart/signed; protocol=\"application/pkcs7-signature\"; "
            + oneOf(
                random,
                "boundary*0=\"" + head + "\"; boundary*1=\"" + tail + "\"",
                "boundary*1=\"" + tail + "\"; boundary*0=\"" + head + "\"",
                "boundary*=utf-8''" + whole,
                "boundary*=us-ascii'en'" + whole,
                "boundary*0*=utf-8''" + head + "; boundary*1=\"" + tail + "\"",
                "boundary*0=\"" + head + "\"; boundary*2=\"" + tail + "\"",
                "boundary*00=\"" + head + "\"; boundary*01=\"" + tail + "\"",
                "boundary=\"" + head + "\" \"" + tail + "\"",
                "boundary=\"" + head + "\r\n " + tail + "\"",
                "boundary=\"" + whole + "\"; boundary*=utf-8''evil",
                "boundary=\"" + whole + "\"; boundary*0=evil"));
    put(draft, Evil.body(oneOf(random, head, head + " " + tail, "evil"), random), random);
  }

  private static void lookalike(Draft draft, Random random) {
    if (!draft.isMultipart()) {
      return;
    }
    String line = "--" + draft.delimiter;
    String changed =
        switch (random.nextInt(16)) {
          case 0 -> line + oneOf(random, " ", "\t", "  ", " \t ");
          case 1 ->
              line + some(random, 1, 3, "x", "-", "=", " ", "\0", "\f", "\013", "\u00a0", "\u0085");
          case 2 ->
              random.nextInt(4) == 0
                  ? withNul(line, random)
                  : oneOf(random, " ", "\t", "\0", "\u00ef\u00bb\u00bf", ">", "- ") + line;
          case 3 -> line.substring(0, line.length() - 1);
          case 4 -> line.toUpperCase(Locale.ROOT);
          case 5 -> line + "--" + oneOf(random, "", " ", "x", "--");
          case 6 -> line + "\r";
          case 7 -> "x\r" + line + "\r";
          case 8 -> "x\n" + line + "\n";
          case 9 -> "x\u00e2\u0080\u00a8" + line;
          case 10 -> "-- " + draft.delimiter;
          case 11 -> "-" + draft.delimiter;
          case 12 -> draft.delimiter;
          case 13 -> "x\f" + line;
          case 14 -> "x\u0085" + line;
          default -> line;
        };
    put(draft, oneOf(random, "", CRLF, "text\r\n") + changed + CRLF + Evil.part(random), random);
  }

  private static String withNul(String line, Random random) {
    int at = random.nextInt(line.length() + 1);
    return line.substring(0, at) + "\0" + line.substring(at);
  }

  /** Who takes any line that begins like a delimiter for one reads lines of the content as such. */
  private static void insideTheContent(Draft draft, Random random) {
    List<String> lines =
        draft.signed.lines().filter(line -> line.length() > 2 && line.startsWith("--")).toList();
    if (draft.isMultipart() && !lines.isEmpty()) {
      String line = lines.get(random.nextInt(lines.size()));
      draft.delimiter = line.substring(2, 3 + random.nextInt(line.length() - 2));
      draft.set(
          "Content-Type",
          "multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\""
              + draft.delimiter
              + "\"");
    }
  }

  /** Delimiters of another multipart than the message's own. */
  private static void beside(Draft draft, Random random) {
    put(
        draft,
        CRLF + Evil.body(oneOf(random, "evil", "alt_7d21", "mix_50ab", "rel_c004"), random),
        random);
  }

  private static void field(Draft draft, Random random) {
    int at = draft.indexOf("content-type");
    if (at < 0) {
      return;
    }
    String field = draft.header.get(at);
    int place = random.nextInt(field.length());
    String piece =
        some(
            random,
            1,
            2,
            ";",
            "\"",
            "\\",
            "(",
            ")",
            "(;)",
            "(\")",
            "=",
            "/",
            ",",
            " ",
            "\r\n ",
            "\r",
            "\0",
            "\u00e4",
            "=?utf-8?q?x?=",
            "text/html;",
            "; charset=utf-16",
            "*",
            "'",
            ":",
            "; x-unknown=\"a; boundary=evil\"",
            "; x-unknown=\"a\\\"; boundary=evil\"",
            "; x-unknown=(; boundary=evil;)a");
    draft.header.set(at, field.substring(0, place) + piece + field.substring(place));
  }
}
