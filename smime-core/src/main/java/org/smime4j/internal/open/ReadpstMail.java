package org.smime4j.internal.open;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.mime.EntityScanner;
import org.smime4j.internal.mime.HeaderField;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.mime.HeaderWriter;
import org.smime4j.internal.mime.JoinedOctets;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Mail as {@code readpst} writes it from a PST file. Of an S/MIME message it makes a
 * multipart/mixed of one part, which has all octets of the body in Base64. The message is restored
 * only if each octet around that body is what readpst writes: anyone can write its boundary, and
 * other programs would show what stands beside the part.
 */
final class ReadpstMail {

  /** Such a message is held in memory. */
  private static final int MOST_OCTETS = 64 << 20;

  private static final Pattern TYPE =
      Pattern.compile(
          "Content-Type: multipart/mixed;\\n\\tboundary=\"(--boundary-LibPST-iamunique-\\d+_-_-)\"\\n");

  private static final String NAME = "\"?smime\\.p7[ms]\"?";

  /** What the header of the message says of its former body. It was not signed, and goes. */
  private static final Pattern OF_FORMER_BODY =
      Pattern.compile(
          "Content-(?:Language: [A-Za-z, -]+|Description: S/MIME [A-Za-z ]+|Disposition: (?:inline|attachment)(?:;\\s+filename="
              + NAME
              + ")?)\n",
          Pattern.CASE_INSENSITIVE);

  /** The part up to its body. */
  private static final Pattern PART =
      Pattern.compile(
          "Content-Type: (application/(?:x-)?pkcs7-mime|multipart/signed)"
              + "(?:; (?:smime-type=[a-z-]+|name="
              + NAME
              + "))*\n"
              + "Content-Transfer-Encoding: base64\n"
              + "Content-Disposition: attachment;\\s+(?:filename\\*=utf-8''smime\\.p7[ms];\\s+)?"
              + "filename="
              + NAME
              + "\n\n",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern OF_CONTENT =
      Pattern.compile("(?:content-.+|mime-version)", Pattern.CASE_INSENSITIVE);

  /** The fields of a body that is CMS. */
  private static final String OF_CMS =
      """
      MIME-Version: 1.0\r
      Content-Type: application/pkcs7-mime; name=smime.p7m\r
      Content-Transfer-Encoding: base64\r
      \r
      """;

  private ReadpstMail() {}

  /** The message that was sent, if it is S/MIME and readpst wrote it; else the same octets. */
  static ByteSource sent(ByteSource octets, Limits limits) throws IOException {
    if (octets.sizeIfKnown().orElse(Long.MAX_VALUE) > MOST_OCTETS) {
      return octets;
    }
    try {
      HeaderFields header = EntityScanner.header(octets, limits);
      List<HeaderField> fields = header.all();
      HeaderField last = fields.isEmpty() ? null : fields.get(fields.size() - 1);
      Matcher type = TYPE.matcher(last == null ? "" : text(last.raw()));
      if (!type.matches() || header.start() > 0) {
        return octets;
      }
      String all = text(octets.bytes());
      int end = 0;
      for (HeaderField field : fields) {
        end += field.raw().length;
      }
      ByteSource sent = fields(fields.subList(0, fields.size() - 1));
      ByteSource body = body(all.substring(end), type.group(1), limits);
      return sent == null || body == null ? octets : new JoinedOctets(List.of(sent, body));
    } catch (SmimeException damaged) {
      // What is wrong with it is found when it is opened.
      return octets;
    }
  }

  /** Those of the message; null if readpst did not write them so. */
  private static @Nullable ByteSource fields(List<HeaderField> before) throws IOException {
    HeaderWriter kept = new HeaderWriter();
    int versions = 0;
    for (HeaderField field : before) {
      String raw = text(field.raw());
      String name = field.name().toLowerCase(Locale.ROOT);
      if (raw.indexOf('\r') >= 0) {
        return null;
      }
      if (name.equals("mime-version") && raw.equals("MIME-Version: 1.0\n")) {
        versions++;
      } else if (!OF_CONTENT.matcher(name).matches()) {
        kept.copy(field);
      } else if (!OF_FORMER_BODY.matcher(raw).matches()) {
        return null;
      }
    }
    return versions == 1 ? kept.fields() : null;
  }

  /**
   * The body that was sent, with the fields that describe it; null if it is none, or something
   * stands beside it.
   */
  private static @Nullable ByteSource body(String body, String boundary, Limits limits)
      throws IOException {
    String begin = "--" + boundary + "\n";
    int at = body.startsWith("\n" + begin) ? 1 : body.startsWith("\n\n" + begin) ? 2 : -1;
    int end = body.lastIndexOf("\n--" + boundary + "--\n");
    Matcher part = PART.matcher(body);
    if (at < 0 || end < 0 || !part.region(at + begin.length(), body.length()).lookingAt()) {
      return null;
    }
    String rest = body.substring(end + boundary.length() + 6);
    if (part.end() > end || !(rest.isEmpty() || rest.equals("\n"))) {
      return null;
    }
    String encoded = body.substring(part.end(), end);
    byte[] octets;
    try {
      octets = Base64.getDecoder().decode(encoded.replace("\n", ""));
    } catch (IllegalArgumentException e) {
      return null;
    }
    String again = text(Base64.getMimeEncoder(76, new byte[] {'\n'}).encode(octets));
    if (!(encoded.equals(again)
        || encoded.equals(again + "\n")
        || encoded.equals(again + "\n\n"))) {
      return null;
    }
    if (!part.group(1).equalsIgnoreCase("multipart/signed")) {
      byte[] lines = Base64.getMimeEncoder().encode(octets);
      return ByteSource.of((OF_CMS + text(lines) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
    // Its own header joins that of the message: it may only describe the body.
    ByteSource entity = ByteSource.of(octets);
    HeaderFields own = EntityScanner.header(entity, limits);
    boolean isBody =
        own.start() == 0
            && own.first("Content-Type") != null
            && own.all().stream().allMatch(each -> OF_CONTENT.matcher(each.name()).matches());
    String version = own.first("MIME-Version") == null ? "MIME-Version: 1.0\r\n" : "";
    return isBody
        ? new JoinedOctets(
            List.of(ByteSource.of(version.getBytes(StandardCharsets.US_ASCII)), entity))
        : null;
  }

  /** One octet is one character. */
  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }
}
