package org.smime4j.world;

import static org.smime4j.world.Change.oneOf;
import static org.smime4j.world.Draft.CRLF;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What mail goes through on its way, and other programs' ways to write the same. */
final class LegalChanges {

  private LegalChanges() {}

  static Map<String, Change> all() {
    Map<String, Change> changes = new TreeMap<>();
    changes.put("field added on the way", (draft, random) -> added(draft, 0, trace(random)));
    changes.put(
        "field added anywhere",
        (draft, random) -> added(draft, random.nextInt(draft.header.size() + 1), trace(random)));
    changes.put(
        "fields in another order", (draft, random) -> Collections.shuffle(draft.header, random));
    changes.put("field folded", LegalChanges::fold);
    changes.put("field written twice", LegalChanges::twice);
    changes.put("letters of a field's name", LegalChanges::letters);
    changes.put(
        "blanks behind the colon",
        (draft, random) -> {
          int at = random.nextInt(draft.header.size());
          draft.header.set(
              at, draft.header.get(at).replaceFirst(": ", oneOf(random, ":  ", ":\t", ":")));
        });
    changes.put(
        "footer of a list",
        (draft, random) -> {
          if (draft.isMultipart()) {
            draft.epilogue +=
                oneOf(
                    random,
                    CRLF,
                    "\r\n-- \r\nTo unsubscribe, write to list-request@example.org\r\n",
                    "_______________________________________________\r\nlist@example.org\r\n",
                    "\r\n--\r\nsent by a list\r\n",
                    "\r\n\r\n\r\n");
          }
        });
    changes.put(
        "preamble",
        (draft, random) ->
            draft.preamble =
                oneOf(
                    random,
                    "",
                    CRLF,
                    "This is a multi-part message in MIME format.\r\n",
                    "This is a cryptographically signed message in MIME format.\r\n\r\n"));
    changes.put("line of an mbox", (draft, random) -> draft.before = mbox(random));
    changes.put("display name", LegalChanges::displayName);
    changes.put(
        "letters of the domain",
        (draft, random) ->
            replaceInFrom(draft, "example.org", oneOf(random, "Example.org", "EXAMPLE.ORG")));
    changes.put(
        "letters of the local part",
        (draft, random) -> replaceInFrom(draft, "alice@", oneOf(random, "Alice@", "ALICE@")));
    changes.put(
        "address alone",
        (draft, random) ->
            draft.set("From", oneOf(random, "alice@example.org", "<alice@example.org>")));
    changes.put(
        "transfer encoding of the multipart",
        (draft, random) -> {
          if (draft.isMultipart()) {
            draft.set(
                "Content-Transfer-Encoding",
                oneOf(random, "7bit", "8bit", "binary", "quoted-printable", "7BIT", "8Bit"));
          }
        });
    changes.put(
        "MIME-Version",
        (draft, random) ->
            draft.set(
                "MIME-Version",
                oneOf(random, "1.0", "1.0 (Produced by a program)", "1.0 (1.0)", " 1.0")));
    changes.put(
        "Date",
        (draft, random) ->
            draft.set(
                "Date",
                oneOf(
                    random,
                    "Mon, 1 Jun 2026 14:00:00 +0200",
                    "Mon, 1 Jun 2026 12:00:00 GMT",
                    "1 Jun 2026 12:00 +0000",
                    "Mon, 01 Jun 2026 05:00:00 -0700 (PDT)",
                    "Mon, 1 Jun 2026 14:00:00 CEST",
                    "Mon Jun  1 12:00:00 2026")));
    changes.put("type of the second part", LegalChanges::secondType);
    changes.put("disposition of the second part", LegalChanges::secondDisposition);
    changes.put("transfer encoding of the second part", LegalChanges::secondEncoding);
    changes.put(
        "fields of the second part in another order",
        (draft, random) -> Collections.shuffle(draft.secondHeader, random));
    changes.put("parameters of the type", LegalChanges::parameters);
    changes.put("another boundary", LegalChanges::boundary);
    changes.put(
        "lines of the base64",
        (draft, random) -> {
          String flat = draft.cms.replace(CRLF, "");
          int length = oneOf(random, 64, 72, 76, 60);
          draft.cms = flat.replaceAll("(.{" + length + "})(?=.)", "$1\r\n") + CRLF;
        });
    changes.put(
        "LF ends the lines",
        (draft, random) -> draft.atLast.add(octets -> octets.replace(CRLF, "\n")));
    changes.put(
        "blanks behind the delimiters",
        (draft, random) -> draft.padding = oneOf(random, " ", "\t", "  "));
    changes.put(
        "an end of file without an end of line",
        (draft, random) -> draft.atLast.add(octets -> octets.stripTrailing()));
    return changes;
  }

  /** Once: a second Sender or Reply-To is against RFC 5322, section 3.6. */
  private static void added(Draft draft, int at, String field) {
    if (draft.indexOf(field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT)) < 0) {
      draft.header.add(at, field);
    }
  }

  private static String trace(Random random) {
    return oneOf(
        random,
        "Received: from a.example.org (a.example.org [192.0.2.7])\r\n"
            + "\tby b.example.net with ESMTPS id 4f2; Mon, 01 Jun 2026 12:00:09 +0000",
        "Return-Path: <list-bounces@example.org>",
        "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=x; h=from:to:subject;\r\n"
            + "\tbh=AAAA; b=BBBB==",
        "List-Unsubscribe: <mailto:list-request@example.org?subject=unsubscribe>,\r\n"
            + " <https://example.org/list>",
        "List-Id: \"the list\" <list.example.org>",
        "Sender: list-bounces@example.org",
        "Reply-To: list@example.org",
        "Errors-To: mallory@example.net",
        "X-Spam-Status: No, score=-1.0 (boundary=evil)",
        "X-Original-From: Mallory <mallory@example.net>",
        "Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=example.org",
        "Comments: From: mallory@example.net",
        "Resent-From: Carol <carol@example.org>",
        "In-Reply-To: <1@example.org>",
        "Auto-Submitted: no",
        "X-Empty:");
  }

  /** Outside of quotes: in them it is legal too, and some programs stop there. */
  private static void fold(Draft draft, Random random) {
    int at = random.nextInt(draft.header.size());
    String field = draft.header.get(at);
    int colon = field.indexOf(':');
    if (colon < 0) { // what another change left of a field
      return;
    }
    if (!field.toLowerCase(Locale.ROOT).startsWith("content-") && !field.contains("\r\n")) {
      int from = colon + (random.nextBoolean() ? 2 : 0);
      for (int i = from; i < field.length(); i++) {
        String before = field.substring(0, i).replace("\\\"", "");
        boolean isQuoted = before.chars().filter(c -> c == '"').count() % 2 == 1;
        if (field.charAt(i) == ' ' && !isQuoted) {
          draft.header.set(
              at,
              field.substring(0, i)
                  + CRLF
                  + oneOf(random, " ", "\t", "   ")
                  + field.substring(i + 1));
          return;
        }
      }
    }
  }

  /** As gateways do; of two fields From many programs show both. */
  private static void twice(Draft draft, Random random) {
    String field = draft.header.get(random.nextInt(draft.header.size()));
    if (!field.toLowerCase(Locale.ROOT).startsWith("from")) {
      draft.insert(field, random);
    }
  }

  private static void letters(Draft draft, Random random) {
    int at = random.nextInt(draft.header.size());
    String field = draft.header.get(at);
    int colon = field.indexOf(':');
    if (colon < 0) { // what another change left of a field
      return;
    }
    String name = field.substring(0, colon);
    draft.header.set(
        at,
        (random.nextBoolean() ? name.toLowerCase(Locale.ROOT) : name.toUpperCase(Locale.ROOT))
            + field.substring(colon));
  }

  private static String mbox(Random random) {
    return oneOf(
        random,
        "From alice@example.org Mon Jun  1 12:00:00 2026\r\n",
        "From - Mon Jun  1 12:00:00 2026\r\n",
        "From MAILER-DAEMON Mon Jun  1 12:00:00 2026\r\n");
  }

  private static void displayName(Draft draft, Random random) {
    draft.set(
        "From",
        oneOf(
                random,
                "Alice",
                "\"Alice\"",
                "\"M\u00c3\u00bcller, Alice\"",
                "\"Alice via a list\"",
                "\"Alice \\\"the first\\\"\"",
                "\"(Alice)\"",
                "Alice B. Carroll",
                "=?utf-8?B?QWxpY2U=?=",
                "=?iso-8859-1?Q?Alice_M=FCller?=",
                "=?utf-8?Q?Alice?=\r\n =?utf-8?Q?_again?=",
                "Alice (office)",
                "\"\"",
                "\"Alice \\(AE\\)\r\n \\\"the first\\\"\"",
                "Al\u00c3\u00adce")
            + oneOf(
                random,
                " <alice@example.org>",
                " <alice@example.org>",
                " <alice@example.org   >",
                " < alice@example.org>",
                " <\r\n\talice@example.org >")
            + oneOf(random, "", "", "", " (at work)"));
  }

  private static void replaceInFrom(Draft draft, String old, String other) {
    int at = draft.indexOf("from");
    if (at >= 0) {
      draft.header.set(at, draft.header.get(at).replace(old, other));
    }
  }

  private static void secondType(Draft draft, Random random) {
    for (int i = 0; i < draft.secondHeader.size(); i++) {
      if (draft.secondHeader.get(i).startsWith("Content-Type")) {
        draft.secondHeader.set(
            i,
            "Content-Type: "
                + oneOf(
                    random,
                    "application/pkcs7-signature",
                    "application/x-pkcs7-signature",
                    "application/pkcs7-signature; name=smime.p7s; smime-type=signed-data",
                    "application/pkcs7-signature; name=\"smime.p7s\"; micalg=sha-256",
                    "Application/PKCS7-Signature; NAME=smime.p7s",
                    "application/octet-stream; name=smime.p7s",
                    "application/pkcs7-signature;\r\n name*=utf-8''smime.p7s",
                    "application/pkcs7-signature;name=\"smime.p7s\"",
                    "application/pkcs7-signature; name=\"=?utf-8?Q?smime.p7s?=\"",
                    "application/pkcs7-signature; charset=us-ascii"));
      }
    }
  }

  private static void secondDisposition(Draft draft, Random random) {
    draft.secondHeader.removeIf(field -> field.startsWith("Content-Disposition"));
    if (draft.isMultipart() && random.nextInt(6) > 0) {
      draft.secondHeader.add(
          "Content-Disposition: "
              + oneOf(
                  random,
                  "attachment",
                  "inline",
                  "attachment; filename=smime.p7s",
                  "inline; filename=\"smime.p7s\"",
                  "attachment; filename*=utf-8''smime.p7s",
                  "attachment; filename*0=smime; filename*1=.p7s",
                  "ATTACHMENT; filename=\"smime.p7s\"; size=4711",
                  "attachment; filename=\"smime.p7s\"; creation-date=\"Mon, 01 Jun 2026 12:00:00"
                      + " +0000\""));
    }
  }

  private static void secondEncoding(Draft draft, Random random) {
    for (int i = 0; i < draft.secondHeader.size(); i++) {
      if (draft.secondHeader.get(i).startsWith("Content-Transfer-Encoding")) {
        draft.secondHeader.set(
            i,
            "Content-Transfer-Encoding: "
                + oneOf(random, "BASE64", "Base64", " base64", "base64 "));
      }
    }
  }

  private static void parameters(Draft draft, Random random) {
    if (draft.isMultipart()) {
      String boundary = "boundary=\"" + draft.delimiter + "\"";
      String protocol = "protocol=\"application/pkcs7-signature\"";
      String end = oneOf(random, "; ", ";", ";\r\n\t", ";\r\n ", " ; ");
      draft.set(
          "Content-Type",
          oneOf(random, "multipart/signed", "Multipart/Signed", "MULTIPART/SIGNED")
              + end
              + oneOf(
                  random,
                  boundary + end + protocol + end + "micalg=sha-256",
                  "micalg=\"sha-256\"" + end + protocol + end + boundary,
                  protocol + end + boundary,
                  boundary,
                  "micalg=sha256"
                      + end
                      + boundary
                      + end
                      + "protocol=\"application/x-pkcs7-signature\"",
                  "micalg=unknown" + end + protocol + end + boundary,
                  "Micalg=SHA256"
                      + end
                      + "Protocol=\"application/pkcs7-signature\""
                      + end
                      + "B"
                      + boundary.substring(1),
                  "charset=utf-8" + end + protocol + end + boundary)
              + oneOf(random, "", "", "", ";"));
    } else {
      draft.set(
          "Content-Type",
          oneOf(
              random,
              "application/pkcs7-mime",
              "application/x-pkcs7-mime; smime-type=signed-data",
              "application/pkcs7-mime; smime-type=\"signed-data\"; name=smime.p7m",
              "Application/PKCS7-MIME; smime-type=signed-data; name=\"smime.p7m\";",
              "application/octet-stream; name=smime.p7m"));
    }
  }

  private static void boundary(Draft draft, Random random) {
    if (draft.isMultipart()) {
      String value =
          oneOf(
                  random,
                  "",
                  "----=_Part_",
                  "=_",
                  "--",
                  "nextPart",
                  "0000000000_",
                  "=-",
                  "_----------=_",
                  "8323328-1234=:")
              + Long.toString(random.nextLong(), 36)
                  .replace("-", oneOf(random, "-", "_", ".", "+", "/"))
              + oneOf(random, "", "==", "=_", ".", "_0", "--");
      draft.delimiter = value;
      draft.set(
          "Content-Type",
          "multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary="
              + (value.matches(".*[=/:].*") || random.nextBoolean() ? "\"" + value + "\"" : value));
    }
  }
}
