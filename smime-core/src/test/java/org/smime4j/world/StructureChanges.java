package org.smime4j.world;

import static org.smime4j.world.Change.oneOf;
import static org.smime4j.world.Draft.CRLF;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Duplicated and obsolete fields, second parts that are shown, odd line ends and encodings. */
final class StructureChanges {

  private StructureChanges() {}

  static Map<String, Change> all() {
    Map<String, Change> changes = new TreeMap<>();
    changes.put("deciding field added", (draft, random) -> draft.insert(field(random), random));
    changes.put(
        "deciding field added to the second part",
        (draft, random) -> {
          if (draft.isMultipart()) {
            draft.secondHeader.add(random.nextInt(draft.secondHeader.size() + 1), field(random));
          }
        });
    changes.put("field spelled oddly", (draft, random) -> odd(draft.header, random));
    changes.put(
        "field of the second part spelled oddly",
        (draft, random) -> odd(draft.secondHeader, random));
    changes.put(
        "field taken away",
        (draft, random) -> draft.header.remove(random.nextInt(draft.header.size())));
    changes.put("field of the second part taken away", StructureChanges::takenAway);
    changes.put("second part of another kind", StructureChanges::secondKind);
    changes.put("whole of another kind", StructureChanges::rootKind);
    changes.put("text in the second part", StructureChanges::secondText);
    changes.put("multipart as the second part", StructureChanges::secondMultipart);
    changes.put("transfer encoding of the second part changed", StructureChanges::secondEncoding);
    changes.put(
        "transfer encoding of the whole",
        (draft, random) ->
            draft.set(
                "Content-Transfer-Encoding",
                oneOf(
                    random,
                    "base64",
                    "quoted-printable",
                    "x-uuencode",
                    "uuencode",
                    "7bit (c)",
                    "(c) 7bit",
                    "\"base64\"",
                    "base64; x=y",
                    "base64 7bit",
                    "7bit, base64",
                    "=?utf-8?q?base64?=",
                    "8-bit",
                    "utf-8",
                    "none",
                    "",
                    "binary;",
                    "quoted-printable\r\n ",
                    "base\r\n 64")));
    changes.put("MIME-Version changed", StructureChanges::mimeVersion);
    changes.put("a multipart around it", StructureChanges::around);
    changes.put("end of a line", StructureChanges::lineEnd);
    changes.put(
        "ends of all lines",
        (draft, random) -> {
          String end = oneOf(random, "\r", "\r\r\n", "\n\r", " \r\n", "\u0085");
          draft.atLast.add(octets -> octets.replace(CRLF, end));
        });
    changes.put("end of a header", StructureChanges::headerEnd);
    changes.put("piece anywhere", StructureChanges::piece);
    changes.put(
        "something before the header",
        (draft, random) ->
            draft.before =
                oneOf(
                    random,
                    "\r\n",
                    " ",
                    "\u00ef\u00bb\u00bf",
                    "\0",
                    "text\r\n",
                    ">From x\r\n",
                    "From mallory@example.net\r\n",
                    "From: mallory@example.net\r\n",
                    "From mallory@example.net Mon Jun  1 12:00:00 2026\r\n From: mallory@example.net\r\n",
                    " From: mallory@example.net\r\n",
                    "Content-Type: text/html\r\n",
                    "-----BEGIN-----\r\n",
                    ": x\r\n"));
    changes.put(
        "disposition of the whole",
        (draft, random) ->
            draft.insert(
                "Content-Disposition: "
                    + oneOf(
                        random,
                        "attachment",
                        "inline",
                        "attachment; filename=a.html",
                        "inline; filename=smime.p7m",
                        "form-data; name=x"),
                random));
    return changes;
  }

  private static String field(Random random) {
    String name =
        oneOf(
            random,
            "Content-Type",
            "content-type",
            "Content-Type ",
            "Content-Type\t",
            "Content-Type\0",
            "\0Content-Type",
            "\001Content-Type",
            "X: y\rContent-Type",
            "X: y\nContent-Type",
            "X: y\fContent-Type",
            "X: y\013Content-Type",
            "X: y\u0085Content-Type",
            "no field\r\nContent-Type",
            ">Content-Type",
            "Content_Type",
            "Content-Type\r\n ",
            "Content-Typ\u00e9");
    if (random.nextInt(3) == 0) {
      return oneOf(
          random,
          "Content-Transfer-Encoding: base64",
          "Content-Transfer-Encoding: quoted-printable",
          "Content-Transfer-Encoding : base64",
          "Content-Disposition: inline",
          "Content-Disposition: attachment",
          "Content-Disposition : inline; filename=a.txt",
          "Content-Language: en",
          "Content-Base: x",
          "MIME-Version: 2.0",
          "MIME-Version : 1.0",
          "Content-ID: <x@example.org>",
          "Content-Description: text/html",
          "Content-Location: a.html",
          "Content-Class: x",
          "Content-MD5: x",
          "Content-Duration: 1",
          "Content-Features: x");
    }
    return name
        + ": "
        + oneOf(
            random,
            "text/plain",
            "text/html",
            "text/html; charset=utf-8",
            "multipart/mixed; boundary=evil",
            "multipart/signed; boundary=evil",
            "multipart/alternative; boundary=\"b1_3f9ac27e\"",
            "application/pkcs7-signature",
            "application/pkcs7-mime",
            "message/rfc822",
            "",
            "text",
            "/");
  }

  private static void odd(List<String> header, Random random) {
    if (header.isEmpty()) {
      return;
    }
    int at = random.nextInt(header.size());
    String field = header.get(at);
    int colon = field.indexOf(':');
    if (colon < 0) {
      return;
    }
    String name = field.substring(0, colon);
    String value = field.substring(colon + 1);
    header.set(
        at,
        switch (random.nextInt(12)) {
          case 0 -> name + " :" + value;
          case 1 -> name + "\t:" + value;
          case 2 -> name + ":\r\n" + value;
          case 3 -> name + ": \r\n" + value;
          case 4 -> name + ":" + value + "\r\n ";
          case 5 -> name + ":" + value + " (comment)";
          case 6 -> name + ": (comment)" + value;
          case 7 -> name + ":" + value + ";";
          case 8 -> " " + field;
          case 9 -> name + "\r\n :" + value;
          case 10 -> name + ":" + value.replaceFirst("[;,]", "$0\r\n ");
          default -> name + ":" + value + " \t";
        });
  }

  private static void takenAway(Draft draft, Random random) {
    if (!draft.secondHeader.isEmpty()) {
      draft.secondHeader.remove(random.nextInt(draft.secondHeader.size()));
    }
  }

  private static void secondKind(Draft draft, Random random) {
    if (!draft.isMultipart()) {
      return;
    }
    draft.secondHeader.removeIf(field -> field.startsWith("Content-Type"));
    String type =
        oneOf(
            random,
            "text/plain; name=smime.p7s",
            "text/html; name=\"smime.p7s\"",
            "application/pdf; name=smime.p7s",
            "application/octet-stream",
            "application/octet-stream; name=smime.p7m",
            "application/pkcs7-mime; smime-type=signed-data; name=smime.p7s",
            "application/pgp-signature; name=smime.p7s",
            "application/pkcs7-signature; charset=\"text/html\"",
            "application/pkcs7-signature/text",
            "application/pkcs7-signature text/html",
            "application/pkcs7-signature, text/html",
            "application/pkcs7-signature;text/html",
            "application/pkcs7-signature (text/html)",
            "(text/html) application/pkcs7-signature",
            "application (c)/pkcs7-signature",
            "application / pkcs7-signature",
            "application/pkcs7-signature\0",
            "\"application/pkcs7-signature\"",
            "=?utf-8?q?application/pkcs7-signature?=",
            "application/pkcs7-signature; name=a.html; name=smime.p7s",
            "application/pkcs7-signature; name=smime.html",
            "application/xhtml+xml; name=smime.p7s",
            "image/svg+xml; name=smime.p7s",
            "message/rfc822; name=smime.p7s",
            "message/delivery-status; name=smime.p7s",
            "text/calendar; name=smime.p7s",
            "smime.p7s",
            "");
    if (random.nextInt(10) > 0) {
      draft.secondHeader.add(
          random.nextInt(draft.secondHeader.size() + 1), "Content-Type: " + type);
    }
    if (random.nextBoolean()) {
      draft.secondHeader.removeIf(field -> field.startsWith("Content-Disposition"));
    }
    if (random.nextInt(3) == 0) {
      secondText(draft, random);
    }
  }

  private static void rootKind(Draft draft, Random random) {
    int at = draft.indexOf("content-type");
    if (at < 0) {
      return;
    }
    String field = draft.header.get(at);
    draft.header.set(
        at,
        draft.isMultipart()
            ? field.replaceFirst(
                "(?i)multipart/signed",
                oneOf(
                    random,
                    "multipart/mixed",
                    "multipart/alternative",
                    "multipart/related",
                    "multipart/x-signed",
                    "multipart / signed",
                    "multipart/signed (text/html)",
                    "multipart/signed text/html",
                    "multipart/signed, text/html",
                    "\"multipart/signed\"",
                    "(c) multipart/signed",
                    "message/rfc822",
                    "text/html"))
            : field.replaceFirst(
                "(?i)application/(x-)?pkcs7-mime",
                oneOf(
                    random,
                    "application/pdf",
                    "text/plain",
                    "text/html",
                    "application / pkcs7-mime",
                    "application/pkcs7-mime (text/html)",
                    "application/pkcs7-mime text/html",
                    "application/pkcs7-mime, text/html",
                    "application/pkcs7-mime/text",
                    "application/x-anything",
                    "message/rfc822",
                    "image/svg+xml",
                    "application/octet-stream")));
  }

  private static void secondText(Draft draft, Random random) {
    if (draft.isMultipart()) {
      String text =
          oneOf(random, "Pay Mallory!", "<p>Pay Mallory!</p>", "!", "----\r\n", "\r\n", "=\r\n");
      draft.cms = random.nextBoolean() ? text + "\r\n" + draft.cms : draft.cms + text + "\r\n";
    }
  }

  private static void secondMultipart(Draft draft, Random random) {
    if (!draft.isMultipart()) {
      return;
    }
    String inner = String.join(CRLF, draft.secondHeader) + CRLF + CRLF + draft.cms;
    draft.secondHeader.clear();
    draft.secondHeader.add(
        "Content-Type: multipart/" + oneOf(random, "mixed", "alternative") + "; boundary=\"in\"");
    String evil = "--in\r\n" + Evil.part(random);
    String signature = "--in\r\n" + inner;
    draft.cms = (random.nextBoolean() ? evil + signature : signature + evil) + "--in--\r\n";
  }

  private static void secondEncoding(Draft draft, Random random) {
    if (!draft.isMultipart()) {
      return;
    }
    draft.secondHeader.removeIf(field -> field.startsWith("Content-Transfer-Encoding"));
    String encoding =
        oneOf(
            random,
            "",
            "7bit",
            "8bit",
            "binary",
            "quoted-printable",
            "x-base64",
            "base64;",
            "base64 (c)",
            "\"base64\"",
            "base64, 7bit",
            "base64\r\n ");
    if (!encoding.isEmpty()) {
      draft.secondHeader.add("Content-Transfer-Encoding: " + encoding);
    }
    if (encoding.equals("quoted-printable")) {
      draft.cms = draft.cms.replace("=", "=3D");
    }
  }

  private static void mimeVersion(Draft draft, Random random) {
    int at = draft.indexOf("mime-version");
    if (at >= 0) {
      draft.header.remove(at);
    }
    if (random.nextInt(3) > 0) {
      draft.insert(
          "MIME-Version: "
              + oneOf(
                  random,
                  "",
                  "1",
                  "1.1",
                  "2.0",
                  "(c)",
                  "1.0 x",
                  "1 . 0",
                  "\"1.0\"",
                  "1.0\r\n ",
                  "(1.0"),
          random);
    }
  }

  private static void around(Draft draft, Random random) {
    draft.atLast.add(
        octets -> {
          String evil = Evil.part(random);
          int body = octets.indexOf("\r\n\r\n");
          int type = octets.indexOf("Content-Type:");
          if (body < 0 || type < 0 || type > body) {
            return octets;
          }
          String outer =
              "From: Alice <alice@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n";
          String end = octets.substring(type);
          return random.nextBoolean()
              ? outer + "--out\r\n" + end + "\r\n--out\r\n" + evil + "--out--\r\n"
              : outer + "--out\r\n" + evil + "--out\r\n" + end + "\r\n--out--\r\n";
        });
  }

  private static void lineEnd(Draft draft, Random random) {
    long seed = random.nextLong();
    draft.atLast.add(
        octets -> {
          Random place = new Random(seed);
          int at = octets.indexOf(CRLF, place.nextInt(Math.max(1, octets.length() - 2)));
          if (place.nextBoolean()) {
            at = octets.indexOf(CRLF, place.nextInt(Math.min(300, octets.length())));
          }
          return at < 0
              ? octets
              : octets.substring(0, at)
                  + oneOf(
                      place,
                      "\n",
                      "\r",
                      "",
                      "\r\r\n",
                      "\n\r",
                      "\r\n\r\n",
                      " \r\n",
                      "\0\r\n",
                      "\r\n ",
                      "\f\r\n")
                  + octets.substring(at + 2);
        });
  }

  private static void headerEnd(Draft draft, Random random) {
    String end =
        oneOf(
            random,
            "\r\n",
            "\n\n",
            "\r\r",
            "\r\n \r\n",
            "\r\n\t\r\n\r\n",
            "\r\n\r\n\r\n",
            "\n\r\n",
            "\r\n\n",
            "\r\n\r\r\n",
            "\r\n\0\r\n");
    if (draft.isMultipart() && random.nextBoolean()) {
      draft.secondSeparator = end;
    } else {
      draft.separator = end;
    }
  }

  /** As small as possible, and without regard to any structure. */
  private static void piece(Draft draft, Random random) {
    long seed = random.nextLong();
    draft.atLast.add(
        octets -> {
          Random place = new Random(seed);
          StringBuilder mail = new StringBuilder(octets);
          int at =
              place.nextInt(place.nextInt(3) == 0 ? mail.length() : Math.min(600, mail.length()));
          int length = Math.min(place.nextInt(12), mail.length() - at);
          if (place.nextBoolean()) {
            at = Math.max(mail.lastIndexOf("\n", at) + 1, 0);
          }
          String piece =
              oneOf(
                  place,
                  "\0",
                  "\001",
                  "\013",
                  "\f",
                  "\r",
                  "\n",
                  "\r\n",
                  " ",
                  "\t",
                  ":",
                  ";",
                  "=",
                  "\"",
                  "\\",
                  "<",
                  ">",
                  "@",
                  "(",
                  ")",
                  ",",
                  ".",
                  "-",
                  "--",
                  "*",
                  "'",
                  "\u00e4",
                  "\177",
                  "=?utf-8?q?x?=",
                  "\r\n ",
                  "\r\n\t\r\n ",
                  "\r\n\r\n",
                  "Content-Type: text/plain\r\n",
                  "From: mallory@example.net\r\n",
                  Evil.ADDRESS);
          int end = Math.min(at + length, mail.length());
          switch (place.nextInt(4)) {
            case 0 -> mail.delete(at, end);
            case 1 -> mail.replace(at, end, piece);
            case 2 -> mail.insert(at, mail.substring(at, Math.min(at + 4 * length, mail.length())));
            default -> mail.insert(at, piece);
          }
          return mail.toString();
        });
  }
}
