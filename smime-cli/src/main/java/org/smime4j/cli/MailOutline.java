package org.smime4j.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.sources.ByteSource;

/**
 * How a message is built, read without any key: its parts (RFC 2046), and the CMS in them. It only
 * shows what is there, and nothing that judges a message uses it.
 */
record MailOutline(Outline outline) {

  private static final List<String> SHOWN = List.of("from", "to", "subject", "date");
  private static final Pattern BOUNDARY =
      Pattern.compile("(?i);\\s*boundary\\s*=\\s*(?:\"([^\"]{1,200})\"|([^\\s;\"]{1,200}))");
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (PKCS7|CMS|PKCS #7 SIGNED DATA)-----\\s*([A-Za-z0-9+/=\\s]*+)");
  private static final int DER_SEQUENCE = 0x30;

  /** So many octets tell Base64 from mail. */
  private static final int BEGINNING = 256;

  /** A whole input: mail, or CMS as DER, PEM or Base64. */
  void write(byte[] octets) throws IOException {
    String beginning =
        new String(octets, 0, Math.min(BEGINNING, octets.length), StandardCharsets.US_ASCII)
            .stripLeading();
    if (octets.length > 1 && octets[0] == DER_SEQUENCE && (octets[1] & 0xff) >= 0x80) {
      outline.within("CMS", () -> cms(octets));
    } else if (beginning.startsWith("-----BEGIN ")) {
      pem(new String(octets, StandardCharsets.ISO_8859_1));
    } else if (beginning.matches("MI[A-Za-z0-9+/=\\s]*")) {
      outline.within("CMS as Base64", () -> cms(decoded(octets)));
    } else if (HeaderLines.begin(ByteSource.of(octets))) {
      outline.within("message", () -> entity(octets, "text/plain", true));
    } else {
      outline.fault("this is neither mail nor CMS");
    }
  }

  private void pem(String text) throws IOException {
    Matcher pem = PEM.matcher(text);
    if (pem.find()) {
      byte[] armoured = pem.group(2).getBytes(StandardCharsets.US_ASCII);
      outline.within("CMS as PEM", () -> cms(decoded(armoured)));
    } else {
      outline.fault("this is PEM, but without CMS");
    }
  }

  private void cms(byte[] octets) throws IOException {
    new CmsOutline(outline, this).write(octets);
  }

  /** What is in a signature, if it is mail. */
  void content(byte[] octets) throws IOException {
    if (HeaderLines.begin(ByteSource.of(octets))) {
      entity(octets, "text/plain", false);
    }
  }

  private void entity(byte[] octets, String otherwise, boolean isMessage) throws IOException {
    outline.step();
    HeaderLines header = HeaderLines.read(new ByteArrayInputStream(octets));
    for (HeaderLines.Field field : header.fields()) {
      if (SHOWN.contains(field.name()) || (isMessage && field.name().equals("cc"))) {
        outline.line(field.lines().substring(0, field.name().length()) + ": " + field.value());
      }
    }
    byte[] body = Arrays.copyOfRange(octets, (int) header.length(), octets.length);
    String field = header.value("content-type");
    String type = field.isEmpty() ? otherwise : field.replaceFirst("\\s*;.*", "").strip();
    String lower = type.toLowerCase(Locale.ROOT);
    String encoding = header.value("content-transfer-encoding").toLowerCase(Locale.ROOT);
    String line =
        (field.isEmpty() ? type + " (not said)" : field)
            + ", "
            + (encoding.isEmpty() ? "" : encoding + ", ")
            + String.format(Locale.ROOT, "%,d", body.length)
            + " octets";
    if (lower.startsWith("multipart/")) {
      outline.within(line, () -> parts(body, field, lower));
    } else if (lower.equals("message/rfc822")) {
      outline.within(line, () -> entity(decoded(body, encoding), "text/plain", true));
    } else if (isCms(header, lower)) {
      outline.within(line, () -> cms(decoded(body, encoding)));
    } else {
      outline.line(line);
    }
  }

  /** By its type, or, as many gateways leave it, by the name of the file alone. */
  private static boolean isCms(HeaderLines header, String type) {
    String named =
        (header.value("content-type") + ";" + header.value("content-disposition"))
            .toLowerCase(Locale.ROOT);
    return type.matches("application/(x-)?pkcs7-(mime|signature)")
        || (type.equals("application/octet-stream")
            && named.matches(".*name\\*?=[^;]*\\.p7[mscz]\\b.*"));
  }

  private void parts(byte[] body, String field, String type) throws IOException {
    Matcher boundary = BOUNDARY.matcher(field);
    if (!boundary.find()) {
      outline.fault("there is no boundary, so its parts cannot be told apart");
      return;
    }
    String named = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
    String otherwise = type.equals("multipart/digest") ? "message/rfc822" : "text/plain";
    // The line end before a boundary belongs to the boundary.
    Matcher lines =
        Pattern.compile(
                "(\\A|\r?\n)--" + Pattern.quote(named) + "(--)?[\\s&&[^\n]]*+(?:(?=\n)|\\z)")
            .matcher(new String(body, StandardCharsets.ISO_8859_1));
    int part = -1;
    int before = 0;
    boolean ended = false;
    while (!ended && lines.find()) {
      if (part >= 0) {
        entity(Arrays.copyOfRange(body, part, Math.max(part, lines.start())), otherwise, false);
      } else {
        before = lines.end(1);
      }
      part = Math.min(body.length, lines.end() + 1);
      ended = lines.group(2) != null;
    }
    if (part < 0) {
      outline.fault("it has no parts");
    } else if (!ended) {
      entity(Arrays.copyOfRange(body, part, body.length), otherwise, false);
      outline.fault("its last boundary is missing");
    } else {
      beside("before the first part", body, 0, before);
      beside("after the last part", body, part, body.length);
    }
  }

  /** Text that no part holds, which programs treat in different ways. */
  private void beside(String where, byte[] body, int from, int to) throws IOException {
    if (!new String(body, from, to - from, StandardCharsets.ISO_8859_1).isBlank()) {
      outline.line(to - from + " octets " + where);
    }
  }

  private byte[] decoded(byte[] body, String encoding) throws IOException {
    if (encoding.equals("base64")) {
      return decoded(body);
    }
    if (encoding.equals("quoted-printable")) {
      outline.fault("it is quoted-printable, which is not decoded here");
    }
    return body;
  }

  /** Base64, as far as it can be decoded. */
  private byte[] decoded(byte[] base64) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (InputStream in = Base64.getMimeDecoder().wrap(new ByteArrayInputStream(base64))) {
      in.transferTo(all);
    } catch (IOException e) {
      outline.fault("its Base64 is damaged after " + all.size() + " octets");
    }
    return all.toByteArray();
  }
}
