package org.smime4j.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.sources.ByteSource;

/**
 * Mail as {@code readpst} writes it from a PST file. Of an S/MIME message it makes a
 * multipart/mixed of one part, which has all octets of the body. With nothing beside it that part
 * is the message again, under the same fields: CMS, or the multipart/signed that readpst put in
 * Base64.
 */
final class ReadpstMail {

  private static final Pattern TYPE =
      Pattern.compile(
          "multipart/mixed;\\s*boundary=\"(--boundary-LibPST-iamunique-[^\"]*)\"",
          Pattern.CASE_INSENSITIVE);

  /** Such a message is held in memory. */
  private static final int MOST_OCTETS = 64 << 20;

  /** The fields of a body that is CMS, and the end of the header. */
  private static final String OF_CMS =
      """
      Content-Type: application/pkcs7-mime; name=smime.p7m\r
      Content-Transfer-Encoding: base64\r
      \r
      """;

  private ReadpstMail() {}

  /** Whether readpst wrote these octets. */
  static boolean is(ByteSource octets) {
    try {
      return boundary(HeaderLines.of(octets::open)).matches();
    } catch (IOException e) {
      // What is wrong with it is found when it is opened.
      return false;
    }
  }

  private static Matcher boundary(HeaderLines header) {
    return TYPE.matcher(header.value("content-type"));
  }

  /** The message that was sent, if it is S/MIME and readpst wrote it; else the same octets. */
  static InputStream orAsItIs(InputStream message) throws IOException {
    BufferedInputStream in = new BufferedInputStream(message, 1 << 16);
    in.mark(2 * HeaderLines.MOST_OCTETS);
    HeaderLines header;
    try {
      header = HeaderLines.read(in);
    } catch (IOException tooLong) {
      in.reset();
      return in;
    }
    in.reset();
    Matcher boundary = boundary(header);
    if (!boundary.matches()) {
      return in;
    }
    byte[] all = in.readNBytes(MOST_OCTETS);
    byte[] sent = sent(header, "\n--" + boundary.group(1), all);
    return sent.length > 0
        ? new ByteArrayInputStream(sent)
        : new SequenceInputStream(new ByteArrayInputStream(all), in);
  }

  /** The message that was sent; no octets if there is none, or something beside it. */
  private static byte[] sent(HeaderLines header, String delimiter, byte[] all) throws IOException {
    String text = new String(all, StandardCharsets.ISO_8859_1);
    int first = text.indexOf(delimiter + "\n");
    int begin = first + delimiter.length() + 1;
    int end = first < 0 ? -1 : text.indexOf(delimiter, begin);
    if (end < 0 || !text.startsWith(delimiter + "--", end)) {
      return new byte[0];
    }
    byte[] part = text.substring(begin, end).getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayInputStream in = new ByteArrayInputStream(part);
    HeaderLines ofPart = HeaderLines.read(in);
    byte[] body = in.readAllBytes();
    String type = ofPart.value("content-type").toLowerCase(Locale.ROOT);
    if (!ofPart.value("content-transfer-encoding").equalsIgnoreCase("base64")) {
      return new byte[0];
    }
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    header.fields().stream()
        .filter(field -> !field.name().startsWith("content-"))
        .forEach(field -> sent.writeBytes(field.octets("\r\n")));
    byte[] octets = Base64.getMimeDecoder().decode(body);
    if (type.matches("application/(x-)?pkcs7-mime\\b.*")) {
      sent.writeBytes(OF_CMS.getBytes(StandardCharsets.US_ASCII));
      Base64Body.write(sent, "\r\n", out -> out.write(octets));
    } else if (type.matches("multipart/signed\\b.*")) {
      sent.writeBytes(octets);
    } else {
      return new byte[0];
    }
    return sent.toByteArray();
  }
}
