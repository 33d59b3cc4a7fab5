package org.smime4j.world;

import static org.smime4j.world.Change.oneOf;
import static org.smime4j.world.Change.some;
import static org.smime4j.world.Draft.CRLF;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What single readers take beyond the RFC: they compare a boundary in any letters, begin a new line
 * where a buffer is full, end lines at other characters, and take odd dates and names of files.
 */
final class HabitChanges {

  /** Where some reader cuts: the lines' own limits, and the buffers of GMime, Camel and mutt. */
  private static final int[] LENGTHS = {
    76, 78, 126, 254, 255, 256, 510, 511, 512, 998, 1000, 1022, 1023, 1024, 2048, 4095, 4096, 8192
  };

  /** What ends a line for some language: in UTF-8, in ISO 8859-1, and of ASCII. */
  private static final String[] LINE_ENDS = {
    "\u00e2\u0080\u00a8",
    "\u00e2\u0080\u00a9",
    "\u00c2\u0085",
    "\u0085",
    "\013",
    "\f",
    "\034",
    "\035",
    "\036",
    "\037",
    "\u00c2\u00a0",
    "\u00a0",
    "\u00e2\u0080\u008b",
    "\u00ef\u00bb\u00bf",
    "\u00e3\u0080\u0080",
    "\u00e1\u009a\u0080",
    "\u00e2\u0080\u0080",
    "\u00e2\u0081\u009f",
    "\177",
    "\b",
    "\033",
    "\032"
  };

  private static final Map<String, Change> ALL = changes();

  private HabitChanges() {}

  static Map<String, Change> all() {
    return ALL;
  }

  private static Map<String, Change> changes() {
    Map<String, Change> changes = new TreeMap<>();
    changes.put("boundary in other letters", HabitChanges::otherLetters);
    changes.put("the author's line in other letters", HabitChanges::authorsLine);
    changes.put("delimiter in a long line", HabitChanges::longLine);
    changes.put("the author's words at a length", HabitChanges::authorsWords);
    changes.put("line ends inside", HabitChanges::lineEndsInside);
    changes.put("boundary that begins another", HabitChanges::prefixes);
    changes.put("another letter as a line end", HabitChanges::otherLineEnd);
    changes.put("Date of many readings", (draft, random) -> draft.set("Date", date(random)));
    changes.put("a second field of what is shown", HabitChanges::second);
    changes.put("signature as a file", HabitChanges::signatureAsFile);
    changes.put("name in the whole", HabitChanges::nameOfTheWhole);
    changes.put("what the author wrote in two tongues", HabitChanges::tongues);
    return changes;
  }

  private static String inOtherLetters(String text, Random random) {
    StringBuilder other = new StringBuilder();
    int kind = random.nextInt(3);
    text.chars()
        .forEach(
            c -> {
              boolean upper = kind == 0 || kind == 2 && random.nextBoolean();
              other.append((char) (upper ? Character.toUpperCase(c) : Character.toLowerCase(c)));
            });
    return other.toString();
  }

  /** Puts lines around the parts, or into what stands between them. */
  private static void around(Draft draft, String lines, Random random) {
    if (!draft
        .isMultipart()) { // RFC 2045, section 6.8, ends Base64 at its padding: footers of lists
      return;
    }
    switch (random.nextInt(6)) {
      case 0, 1 -> draft.preamble += lines;
      case 2 -> draft.epilogue += lines;
      case 3 -> draft.cms += lines;
      case 4 -> draft.secondHeader.add("X-Filler: x\r\n " + lines.stripTrailing());
      default -> draft.insert("X-Filler: x\r\n " + lines.stripTrailing(), random);
    }
  }

  private static void otherLetters(Draft draft, Random random) {
    if (draft.isMultipart()) {
      String delimiter = "--" + inOtherLetters(draft.delimiter, random);
      around(
          draft, delimiter + oneOf(random, "", "--", " ", "x") + CRLF + Evil.part(random), random);
    }
  }

  /** A line of the content, or the boundary of a multipart in it, becomes the boundary. */
  private static void authorsLine(Draft draft, Random random) {
    List<String> lines =
        draft.signed.lines().filter(line -> line.length() > 2 && line.startsWith("--")).toList();
    if (draft.isMultipart() && !lines.isEmpty()) {
      String line = oneOf(random, lines.toArray(String[]::new)).substring(2);
      String part =
          random.nextBoolean() ? line : line.substring(0, 1 + random.nextInt(line.length()));
      boundary(draft, inOtherLetters(part, random).strip());
    }
  }

  private static void boundary(Draft draft, String value) {
    if (!value.isEmpty()) {
      draft.delimiter = value;
      draft.set(
          "Content-Type",
          "multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=\""
              + value
              + "\"");
    }
  }

  private static int length(Random random) {
    return LENGTHS[random.nextInt(LENGTHS.length)] + random.nextInt(5) - 2;
  }

  /** A delimiter stands so far behind the beginning of its line, or of the message. */
  private static void longLine(Draft draft, Random random) {
    if (!draft.isMultipart()) {
      return;
    }
    String filler = oneOf(random, "x", "x", " ", "x ", "=", "-", "A");
    String line =
        "--"
            + (random.nextInt(4) > 0 ? draft.delimiter : inOtherLetters(draft.delimiter, random))
            + oneOf(random, "", "", "--")
            + CRLF
            + Evil.part(random);
    int length = length(random) * (random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(3));
    if (random.nextBoolean()) {
      around(draft, filled(filler, length) + line, random);
      return;
    }
    // A mark that is replaced by as much as the place in the whole message needs.
    around(draft, "\001\002" + line, random);
    draft.atLast.add(
        octets -> {
          int at = octets.indexOf("\001\002");
          int missing = Math.floorMod(length - at, Math.max(length, 64));
          return octets.replace("\001\002", filled(filler, missing));
        });
  }

  private static String filled(String filler, int length) {
    return filler.repeat(length).substring(0, length);
  }

  /** Fields move the author's own words to where a reader cuts; what follows is the boundary. */
  private static void authorsWords(Draft draft, Random random) {
    int[] places =
        IntStream.range(0, draft.signed.length() - 3)
            .filter(i -> draft.signed.startsWith("--", i) && draft.signed.charAt(i + 2) > ' ')
            .toArray();
    if (!draft.isMultipart() || places.length == 0) {
      return;
    }
    int place = places[random.nextInt(places.length)];
    String rest = draft.signed.substring(place + 2).replaceAll("(?s)\r\n.*", "");
    String word = rest.substring(0, 1 + random.nextInt(rest.length())).strip();
    if (word.isEmpty()) {
      return;
    }
    boundary(draft, word);
    draft.header.add(0, "X-Filler: \001\002");
    int length = oneOf(random, 1023, 4096, 4096, 4096, 8192) + oneOf(random, 0, 0, 0, -1, 1);
    String signed = draft.signed;
    draft.atLast.add(
        octets -> {
          int at = octets.indexOf(signed) + place;
          int missing = Math.floorMod(length - at + 2, length);
          String lines = filled("x", missing).replaceAll("(x{60})x{3}(?=x)", "$1\r\n ");
          return octets.replace("\001\002", lines);
        });
  }

  private static void lineEndsInside(Draft draft, Random random) {
    String[] lines = draft.signed.split(CRLF, -1);
    StringBuilder signed = new StringBuilder(lines[0]);
    boolean all = random.nextInt(4) == 0;
    int[] beside =
        IntStream.range(1, lines.length)
            .filter(i -> lines[i].startsWith("--") || lines[i - 1].startsWith("--"))
            .toArray();
    int chosen =
        beside.length > 0 && random.nextInt(4) > 0
            ? beside[random.nextInt(beside.length)]
            : 1 + random.nextInt(Math.max(1, lines.length - 1));
    String end = oneOf(random, "\n", "\n", "\n", "\r", "\r\r\n", " \r\n", "\n\n");
    for (int i = 1; i < lines.length; i++) {
      signed.append(all || i == chosen ? end : CRLF).append(lines[i]);
    }
    draft.signed = signed.toString();
  }

  /** The outer boundary begins an inner one, or an inner one begins the outer. */
  private static void prefixes(Draft draft, Random random) {
    List<String> inner =
        draft
            .signed
            .lines()
            .filter(line -> line.matches("--[a-z]+_[0-9a-f]+"))
            .map(line -> line.substring(2))
            .toList();
    if (!draft.isMultipart() || inner.isEmpty()) {
      return;
    }
    String one = oneOf(random, inner.toArray(String[]::new));
    boundary(
        draft,
        random.nextBoolean()
            ? one + some(random, 1, 2, "x", "-", "--", "_", "0", "=")
            : one.substring(0, 1 + random.nextInt(one.length() - 1)));
    if (random.nextBoolean()) { // the author leaves the inner one open
      rewrite(draft, signed -> signed.replaceFirst("--" + one + "--(\r\n)?", ""));
    }
    if (random.nextBoolean()) {
      around(draft, "--" + one + oneOf(random, "", "--") + CRLF + Evil.part(random), random);
    }
  }

  private static void otherLineEnd(Draft draft, Random random) {
    String end = oneOf(random, LINE_ENDS);
    String delimiter = "--" + draft.delimiter;
    switch (random.nextInt(8)) {
      case 0 -> draft.padding = end;
      case 1 ->
          draft.insert("X: y" + end + oneOf(random, "From: ", "Date: ", "") + Evil.ADDRESS, random);
      case 2 ->
          parameter(draft, "micalg=\"sha-256" + end + oneOf(random, "", "(", ";", "\\\"") + "\"");
      case 3 -> parameter(draft, "x=\"" + end + "; boundary=evil\"");
      case 4 -> around(draft, "x" + end + delimiter + CRLF + Evil.part(random), random);
      case 5 -> draft.set("Subject", "hello" + end + oneOf(random, "", "From: " + Evil.ADDRESS));
      case 6 -> around(draft, delimiter + end + CRLF + Evil.part(random), random);
      default -> {
        int at = random.nextInt(draft.header.size());
        String field = draft.header.get(at);
        int place = random.nextInt(field.length() + 1);
        draft.header.set(at, field.substring(0, place) + end + field.substring(place));
      }
    }
    if (draft.isMultipart() && random.nextBoolean()) {
      draft.preamble += Evil.body(oneOf(random, "evil", draft.delimiter + end), random);
    }
  }

  private static void parameter(Draft draft, String parameter) {
    int at = draft.indexOf("content-type");
    if (at >= 0) {
      draft.header.set(at, draft.header.get(at) + "; " + parameter);
    }
  }

  private static String date(Random random) {
    String day =
        oneOf(random, "", "", "Mon, ", "Mon ", "Tue, ", "Monday, ", "(c) ", "mon,", "Mon,\r\n ");
    String number =
        oneOf(random, "1", "01", "1", "001", "31", "2", "1st", " 1", "(2) 1", "1 (2)", "\t1");
    String month =
        oneOf(
            random,
            "Jun",
            "JUN",
            "jun",
            "June",
            "06",
            "Jul",
            "(Jul) Jun",
            "Jun (Jul)",
            "Jun-",
            "J\u00fcn");
    String year =
        oneOf(
            random,
            "2026",
            "26",
            "126",
            "026",
            "2026",
            "02026",
            "(2025) 2026",
            "2026 (2025)",
            "20 26",
            "1926");
    String time =
        oneOf(
            random,
            "12:00:00",
            "12:00",
            "12:00:60",
            "12:0:0",
            "24:00:00",
            "12.00.00",
            "120000",
            "12:00:00.5",
            "12:00:00 PM",
            "(13:00) 12:00:00",
            "12 : 00 : 00",
            "12:00:00 (x)",
            "00:00:00",
            "36:00:00");
    String zone =
        oneOf(
            random,
            "+0000",
            "-0000",
            "+0200",
            "GMT",
            "UT",
            "UTC",
            "EST",
            "PDT",
            "Z",
            "A",
            "M",
            "CEST",
            "+00:00",
            "+2400",
            "-9900",
            "+0",
            "0000",
            "",
            "+0000 (x)",
            "+0000 +1400",
            "(x)",
            "GMT+2",
            "+0000\r\n (\r\n x)",
            "+0000; x",
            "+0000, Tue, 2 Jun 2026 12:00:00 +0000");
    return switch (random.nextInt(8)) {
      case 0 -> "2026-06-01T12:00:00Z";
      case 1 -> "Mon Jun  1 12:00:00 " + year;
      case 2 -> number + "-" + month + "-" + year + " " + time + " " + zone;
      case 3 -> month + " " + number + ", " + year + " " + time + " " + zone;
      case 4 -> "06/01/" + year + " " + time + " " + zone;
      case 5 -> day + "1 Jun 2026 12:00:00 " + zone;
      default -> day + number + " " + month + " " + year + " " + time + " " + zone;
    };
  }

  private static void second(Draft draft, Random random) {
    String field =
        oneOf(
            random,
            "Subject: pay Mallory",
            "subject:\r\n pay Mallory",
            "Subject : pay Mallory",
            "Date: Wed, 3 Jun 2026 12:00:00 +0000",
            "date:Wed, 3 Jun 2026 12:00:00 +0000",
            "Date : Wed, 3 Jun 2026 12:00:00 +0000",
            "Subject:",
            "Date:",
            "Resent-Date: Wed, 3 Jun 2026 12:00:00 +0000",
            "X: y\rSubject: pay Mallory",
            "X: y\rDate: Wed, 3 Jun 2026 12:00:00 +0000",
            "Delivery-Date: Wed, 3 Jun 2026 12:00:00 +0000",
            "Thread-Topic: pay Mallory");
    draft.insert(field, random);
  }

  private static String fileName(Random random) {
    return oneOf(
        random,
        "invoice.pdf",
        "invoice.html",
        "smime.p7s.html",
        "invoice.p7s",
        "smime.p7s",
        "smime.p7m",
        "smime.P7S",
        "smime.p7s ",
        " smime.p7s",
        "invoice.pdf.p7s",
        "smime.p7s\0.html",
        "a/../invoice.html",
        "lmth.s7p\u00e2\u0080\u00ae.p7s",
        "smime.p7s.",
        ".p7s",
        "invoice.html;.p7s",
        "invoice\\.p7s",
        "");
  }

  /** A name in one of the ways in which it can be said; two of them may say two names. */
  private static String named(String what, String name, Random random) {
    int cut = name.isEmpty() ? 0 : random.nextInt(name.length());
    return "; "
        + switch (random.nextInt(9)) {
          case 0 -> what + "=" + name;
          case 1 -> what + "*=utf-8''" + name.replace(" ", "%20");
          case 2 ->
              what
                  + "*0=\""
                  + name.substring(0, cut)
                  + "\"; "
                  + what
                  + "*1=\""
                  + name.substring(cut)
                  + "\"";
          case 3 -> what + "=\"=?utf-8?Q?" + name.replace(" ", "_") + "?=\"";
          case 4 -> what + "=\"" + name + "\"; " + what + "=\"smime.p7s\"";
          case 5 -> what + "=\"smime.p7s\"; " + what + "*=utf-8''" + name.replace(" ", "%20");
          case 6 -> "x=(; " + what + "=" + name + ";)a; " + what + "=\"smime.p7s\"";
          case 7 -> what + "=\"smime.p7s\" (" + name + ")";
          default -> what + "=\"" + name + "\"";
        };
  }

  private static void signatureAsFile(Draft draft, Random random) {
    if (!draft.isMultipart()) {
      return;
    }
    String type = oneOf(random, "", "x-") + "pkcs7-signature";
    draft.secondHeader.clear();
    draft.secondHeader.add(
        "Content-Type: application/"
            + type
            + (random.nextBoolean()
                ? named(oneOf(random, "name", "name", "filename"), fileName(random), random)
                : ""));
    if (random.nextInt(3) > 0) {
      draft.secondHeader.add(
          "Content-Disposition: "
              + oneOf(random, "attachment", "inline", "Attachment", "x-file")
              + named(oneOf(random, "filename", "filename", "name"), fileName(random), random));
    }
    if (random.nextInt(4) == 0) {
      draft.secondHeader.add(
          oneOf(
              random,
              "Content-Description: invoice.html",
              "Content-Description: S/MIME Cryptographic Signature",
              "Content-Location: invoice.html",
              "Content-ID: <invoice.html>"));
    }
    String encoding = oneOf(random, "base64", "base64", "base64", "7bit", "BASE64 ", "binary", "");
    if (!encoding.isEmpty()) {
      draft.secondHeader.add("Content-Transfer-Encoding: " + encoding);
    }
    String evil =
        oneOf(random, "<html>EVIL pay Mallory</html>", "%PDF-1.7 EVIL", "RVZJTA==", "=", "====");
    switch (random.nextInt(6)) {
      case 0 -> draft.cms = evil + CRLF + draft.cms;
      case 1 -> draft.cms = draft.cms + oneOf(random, "", CRLF, CRLF + CRLF) + evil + CRLF;
      case 2 -> draft.cms = draft.cms.replaceFirst(CRLF, CRLF + evil + CRLF);
      case 3 ->
          draft.cms =
              draft.cms.replaceFirst("=*\r\n$", "")
                  + oneOf(random, "", "=", "==", "AAAA", "A")
                  + CRLF;
      default -> {}
    }
  }

  /** Of an opaque mail; or a mail inside what is named as CMS. */
  private static void nameOfTheWhole(Draft draft, Random random) {
    String type =
        oneOf(random, "application/pkcs7-mime", "application/x-pkcs7-mime")
            + oneOf(random, "; smime-type=signed-data", "")
            + named("name", fileName(random), random);
    if (draft.isMultipart()) {
      int at = draft.indexOf("content-type");
      if (at >= 0) {
        String inner = draft.header.set(at, "Content-Type: " + type);
        draft.separator = draft.separator + inner + CRLF + CRLF;
        draft.isFile = true;
      }
    } else {
      draft.set("Content-Type", type);
    }
    if (random.nextBoolean()) {
      draft.set(
          "Content-Disposition",
          oneOf(random, "attachment", "inline") + named("filename", fileName(random), random));
    }
  }

  /** The author signs a part whose header says two things of it. */
  private static void tongues(Draft draft, Random random) {
    String field =
        oneOf(
            random,
            "Content-Type: text/plain",
            "Content-Type: text/html",
            "Content-Type: text/plain; charset=utf-16",
            "Content-Type: application/octet-stream",
            "Content-Type: multipart/mixed; boundary=evil",
            "Content-Type: multipart/mixed; boundary=\"alt_7d21\"",
            "Content-Transfer-Encoding: base64",
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Transfer-Encoding: 7bit",
            "Content-Transfer-Encoding: 8bit",
            "Content-Transfer-Encoding: x-uuencode",
            "Content-Disposition: attachment",
            "Content-Disposition: attachment; filename=other.txt",
            "Content-Disposition: inline; filename=other.txt",
            "Content-Transfer-Encoding : base64",
            "content-type : text/html",
            "Subject: pay Mallory",
            "From: " + Evil.ADDRESS,
            "Date: Wed, 3 Jun 2026 12:00:00 +0000");
    rewrite(
        draft,
        signed -> {
          int[] fields =
              IntStream.range(0, signed.length())
                  .filter(
                      i ->
                          signed.startsWith("Content-", i)
                              && (i == 0 || signed.charAt(i - 1) == '\n'))
                  .toArray();
          int at =
              fields.length == 0
                  ? 0
                  : oneOf(
                      random,
                      fields[random.nextInt(fields.length)],
                      end(signed, fields[random.nextInt(fields.length)]));
          return signed.substring(0, at) + field + CRLF + signed.substring(at);
        });
  }

  /** Behind the field that begins there, with its folds. */
  private static int end(String header, int at) {
    int end = header.indexOf(CRLF, at) + 2;
    while (end < header.length() && (header.charAt(end) == ' ' || header.charAt(end) == '\t')) {
      end = header.indexOf(CRLF, end) + 2;
    }
    return end;
  }

  private static void rewrite(Draft draft, UnaryOperator<String> change) {
    if (!draft.isMultipart()) {
      return;
    }
    draft.signed = change.apply(draft.signed);
    draft.isRewritten = true;
    try {
      draft.cms = GoodMails.signed(draft.signed.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
