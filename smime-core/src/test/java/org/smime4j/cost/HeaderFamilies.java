package org.smime4j.cost;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.sources.ByteSource;

/** Header fields, parts and text, as much of each as the other limits let through. */
final class HeaderFamilies {

  private static final int MEGABYTE = 1_000_000;
  private static final String FROM = "From: alice@example.org\r\n";
  private static final String TEXT = "Content-Type: text/plain\r\n\r\nHello\r\n";

  private HeaderFamilies() {}

  private static Family mail(String name, int most, IntFunction<String> mail) {
    return new Family(name, most, n -> mail.apply(n).getBytes(ISO_8859_1), MailFamilies::open);
  }

  /** Fields outside, and a signed entity whose signature is right. */
  private static String signed(String fields, String entity) {
    try {
      return signed(
          fields,
          entity,
          MailFamilies.SIGNER.signDetached(ByteSource.of(entity.getBytes(ISO_8859_1))));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String signed(String fields, String entity, byte[] signature) {
    return fields
        + "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";"
        + " micalg=sha-256; boundary=b\r\n\r\n--b\r\n"
        + entity
        + "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(signature)
        + "\r\n--b--\r\n";
  }

  private static Family outside(String name, int most, IntFunction<String> fields) {
    return mail(name, most, n -> signed(fields.apply(n), TEXT));
  }

  private static Family inside(String name, int most, IntFunction<String> entity) {
    return mail(name, most, n -> signed(FROM, entity.apply(n)));
  }

  private static String times(int n, IntFunction<String> one) {
    return IntStream.range(0, n).mapToObj(one).collect(Collectors.joining());
  }

  /** A list of so many octets, that ends its line. */
  private static String mailboxes(int octets, String domain) {
    return IntStream.range(0, octets / 16)
        .mapToObj(i -> String.format("%04x@%s", i, domain))
        .collect(Collectors.joining(", ", "", "\r\n"));
  }

  private static String opaque(byte[] cms) {
    return "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(cms)
        + "\r\n";
  }

  private static String layers(String content, int layers, boolean compressed) {
    String inside = content;
    for (int i = 0; i < layers; i++) {
      try {
        byte[] entity = inside.getBytes(ISO_8859_1);
        byte[] cms =
            compressed
                ? Compression.compress(entity)
                : MailFamilies.SIGNER.signOpaque(ByteSource.of(entity));
        inside =
            (i == layers - 1 ? FROM : "")
                + "Content-Type: application/pkcs7-mime\r\n"
                + "Content-Transfer-Encoding: binary\r\n\r\n"
                + new String(cms, ISO_8859_1);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return inside;
  }

  static String clear(int levels, String text) {
    String inside = TEXT + text;
    for (int i = 0; i < levels; i++) {
      inside = signed("", inside).replace("boundary=b", "boundary=b" + i).replace("--b", "--b" + i);
    }
    return FROM + inside;
  }

  static List<Family> all() {
    List<Family> all = new ArrayList<>();
    all.add(
        outside(
            "names of one author's encoded words",
            60_000,
            n -> "From: " + "=?utf-8?q?a?= ".repeat(n / 14) + "<alice@example.org>\r\n"));
    all.add(
        outside(
            "quoted pairs of an author's name",
            60_000,
            n -> "From: \"" + "\\\"".repeat(n / 2) + "\" <alice@example.org>\r\n"));
    all.add(
        outside(
            "octets of an address",
            60_000,
            n -> "From: " + "a.".repeat(n / 2) + "a@b.example\r\n"));
    all.add(
        outside(
            "labels of a domain",
            60_000,
            n -> "From: a@" + "xn--a.".repeat(n / 6) + "example\r\n"));
    all.add(outside("authors in fields of their own", 900, n -> FROM.repeat(n)));
    all.add(
        outside(
            "authors, and as many others to answer to",
            60_000,
            n ->
                "From: "
                    + mailboxes(n, "a.example")
                    + "Sender: "
                    + mailboxes(n, "b.example")
                    + "Reply-To: "
                    + mailboxes(n, "c.example")));
    all.add(
        outside(
            "comments of a date",
            60_000,
            n -> FROM + "Date: " + "(a)".repeat(n / 3) + "Mon, 1 Jun 2026 12:00:00 +0000\r\n"));
    all.add(
        outside(
            "results of authentication",
            60_000,
            n ->
                FROM
                    + "Authentication-Results: mx.example"
                    + "; dkim=pass (a) header.d=b.example".repeat(n / 34)
                    + "\r\n"));
    all.add(
        outside(
            "fields of results of authentication",
            250_000,
            n ->
                FROM
                    + ("Authentication-Results: mx.example; dkim=pass"
                            + " header.d=b.example; spf=pass\r\n")
                        .repeat(n / 73)));
    all.add(
        mail(
            "pieces of a parameter",
            60_000,
            n ->
                signed(FROM, TEXT)
                    .replaceFirst(
                        "; boundary", times(n / 12, i -> "; c*" + i + "=dd") + "; boundary")));
    all.add(
        mail(
            "pieces of the boundary",
            60_000,
            n ->
                signed(FROM, TEXT)
                    .replaceFirst("boundary=b", times(n / 16, i -> "; boundary*" + i + "=b"))));
    all.add(
        mail(
            "percent signs of a parameter",
            60_000,
            n ->
                signed(FROM, TEXT)
                    .replaceFirst(
                        "; boundary", "; c*=utf-8''" + "%41".repeat(n / 3) + "; boundary")));
    all.add(
        mail(
            "comments of a media type",
            60_000,
            n ->
                signed(FROM, TEXT)
                    .replaceFirst(
                        "; boundary", "(".repeat(n / 2) + ")".repeat(n / 2) + "; boundary")));
    all.add(
        inside(
            "protected fields, each outside too",
            900,
            n ->
                "Content-Type: text/plain; hp=\"clear\"\r\n"
                    + times(n, i -> "X-" + i + ": " + "y".repeat(200) + "\r\n")
                    + "From: alice@example.org\r\n\r\nHello\r\n"));
    all.add(
        inside(
            "fields that a protected header says were outside",
            900,
            n ->
                "Content-Type: text/plain; hp=\"cipher\"\r\n"
                    + times(n, i -> "HP-Outer: X-" + i + ": " + "y".repeat(200) + "\r\n")
                    + "From: alice@example.org\r\nSubject: a\r\n\r\nHello\r\n"));
    all.add(
        inside(
            "encoded words of a protected subject",
            60_000,
            n ->
                "Content-Type: text/plain; hp=\"clear\"\r\nSubject: "
                    + "=?utf-8?b?YQ==?= ".repeat(n / 17)
                    + "\r\nFrom: alice@example.org\r\n\r\nHello\r\n"));
    all.add(
        inside(
            "lines of a legacy display",
            8 * MEGABYTE,
            n ->
                "Content-Type: text/plain; hp=\"cipher\"; hp-legacy-display=\"1\"\r\n"
                    + "Subject: a\r\nFrom: alice@example.org\r\n\r\n"
                    + "Subject: a\r\n".repeat(n / 12)));
    all.add(
        inside(
            "tags of a legacy display",
            8 * MEGABYTE,
            n ->
                "Content-Type: text/html; hp=\"cipher\"; hp-legacy-display=\"1\"\r\n"
                    + "Subject: a\r\nFrom: alice@example.org\r\n\r\n"
                    + "<div class=\"header-protection-legacy-display\">\r\n".repeat(n / 48)));
    all.add(
        inside(
            "tags of signed HTML",
            8 * MEGABYTE,
            n -> "Content-Type: text/html\r\n\r\n" + "<!-- <a b='\r\n".repeat(n / 13)));
    all.add(
        inside(
            "blanks in long lines of signed text",
            8 * MEGABYTE,
            n -> TEXT + (" ".repeat(900) + "x\n").repeat(n / 902)));
    all.add(
        inside(
            "soft breaks of signed text",
            8 * MEGABYTE,
            n ->
                "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                    + "=  \r\n=\r\n".repeat(n / 8)));
    all.add(
        inside(
            "pads in signed Base64",
            8 * MEGABYTE,
            n ->
                "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                    + "QQ==\r\n".repeat(n / 6)));
    all.add(
        inside(
            "messages in messages",
            31,
            n ->
                "Content-Type: message/rfc822\r\n\r\n".repeat(n) + TEXT + "x\r\n".repeat(500_000)));
    all.add(
        inside(
            "signed parts whose boundaries begin alike",
            30,
            n ->
                times(
                        n,
                        i ->
                            "Content-Type: multipart/mixed; boundary=\""
                                + "a".repeat(i + 1)
                                + "\"\r\n\r\n--"
                                + "a".repeat(i + 1)
                                + "\r\n")
                    + TEXT
                    + ("--" + "a".repeat(40) + "\r\n").repeat(100_000)));
    all.add(
        inside(
            "octets of a boundary",
            60_000,
            n ->
                "Content-Type: multipart/mixed; boundary=\""
                    + "a".repeat(n)
                    + "\"\r\n\r\n"
                    + ("--" + "a".repeat(n - 1) + "\r\n").repeat(60)));
    all.add(
        mail(
            "parts of CMS",
            900,
            n -> {
              String part =
                  "--m\r\n"
                      + opaque(
                          HostileSignatures.message(
                              new byte[100],
                              HostileCertificates.leaves(
                                  4, i -> HostileCertificates.point("P-256", i)),
                              List.of()));
              return FROM
                  + "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
                  + part.repeat(n)
                  + "--m--\r\n";
            }));
    all.add(
        mail(
            "octets in eight signed layers",
            8 * MEGABYTE,
            n -> layers(TEXT + "x\r\n".repeat(n / 3), 8, false)));
    all.add(
        mail(
            "octets in eight compressed layers",
            60 * MEGABYTE,
            n -> layers(TEXT + "x".repeat(90).concat("\r\n").repeat(n / 92), 8, true)));
    all.add(
        mail(
            "octets in seven levels of clear signatures",
            8 * MEGABYTE,
            n -> clear(7, "x\r\n".repeat(n / 3))));
    all.add(
        mail(
            "blanks at the ends of lines in seven levels of clear signatures",
            8 * MEGABYTE,
            n -> clear(7, " \n".repeat(n / 2))));
    all.add(
        mail(
            "line feeds in seven levels of clear signatures",
            8 * MEGABYTE,
            n -> clear(7, "\n".repeat(n))));
    all.add(
        mail(
            "octets under one detached signature of 16 signers with 13 digests",
            9 * MEGABYTE,
            n -> signed(FROM, TEXT + "x\n".repeat(n / 2), SignatureFamilies.ofAllDigests())));
    all.add(
        mail(
            "lines that begin as a delimiter in seven layers among parts",
            8 * MEGABYTE,
            n -> {
              String inside = TEXT + "--mm\r\n".repeat(n / 6);
              for (int i = 0; i < 7; i++) {
                inside =
                    "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
                        + layers(inside, 1, false)
                        + "\r\n--m--\r\n";
              }
              return FROM + inside;
            }));
    all.add(
        mail(
            "lines without a colon in a header",
            250_000,
            n -> signed(FROM + "x\r\n".repeat(n / 3), TEXT)));
    all.add(
        mail(
            "media types of one header",
            900,
            n -> signed(FROM + "Content-Type: text/plain; charset=a\r\n".repeat(n), TEXT)));
    all.add(
        mail(
            "labels of armour",
            8 * MEGABYTE,
            n -> FROM + "\r\n" + "-----BEGIN PKCS7-----\r\n".repeat(n / 23)));
    all.add(
        mail(
            "characters between Base64",
            8 * MEGABYTE,
            n ->
                FROM
                    + "Content-Type: application/pkcs7-mime\r\n"
                    + "Content-Transfer-Encoding: base64\r\n\r\n"
                    + "M!I?I#B$".repeat(n / 8)));
    return all;
  }
}
