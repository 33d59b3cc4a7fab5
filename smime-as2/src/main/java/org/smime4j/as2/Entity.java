package org.smime4j.as2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.MailPart;
import org.smime4j.sources.ByteSource;

/**
 * A MIME entity with a parsed header and an unread body. It refuses everything that programs may
 * read in two ways: lines that do not end with CRLF, repeated content fields, and names with
 * blanks.
 *
 * @param raw the whole entity
 * @param type the media type in lower case
 * @param parameters the parameters of the media type, unparsed
 * @param fields the fields that begin with Content-, by their names in any case
 * @param bodyStart the offset of the body
 */
record Entity(
    ByteSource raw, String type, String parameters, Map<String, String> fields, long bodyStart) {

  private static final int MOST_HEADER_OCTETS = 64 * 1024;

  private static final Pattern NO_LINE_END = Pattern.compile("\\r(?!\\n)|(?<!\\r)\\n|\\x00");
  private static final Pattern FOLD = Pattern.compile("\\r\\n(?=[ \\t])");
  private static final Pattern FIELD = Pattern.compile("([!-9;-~]+):[ \\t]*(.*)", Pattern.DOTALL);
  private static final Pattern TYPE =
      Pattern.compile("([!#-'*+.0-9A-Z^-~-]+/[!#-'*+.0-9A-Z^-~-]+)\\s*(;.*)?", Pattern.DOTALL);

  /** Reads the parts of MIME and their transfer encodings, and opens nothing. */
  private static final MailReader PARTS =
      MailReader.with(
          Decryptor.with(KeyHistory.of()),
          Verifier.trusting(TrustPolicy.withoutAnchors("this reader verifies nothing")));

  static Entity of(ByteSource raw) throws IOException {
    byte[] head;
    try (InputStream in = raw.open()) {
      head = in.readNBytes(MOST_HEADER_OCTETS);
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new As2Exception("The header of the entity does not end within its first 64 KiB");
    }
    String header = text.substring(0, end);
    if (NO_LINE_END.matcher(header).find()) {
      throw new As2Exception("A line of the header does not end with CRLF");
    }
    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String field : FOLD.matcher(header).replaceAll("").split("\r\n", -1)) {
      Matcher parts = FIELD.matcher(field);
      if (!parts.matches()) {
        throw new As2Exception("A line of the header is not a field");
      }
      String name = parts.group(1);
      if (name.toLowerCase(Locale.ROOT).startsWith("content-")
          && fields.put(name, parts.group(2).strip()) != null) {
        throw new As2Exception("The field occurs twice: " + name);
      }
    }
    Matcher media = TYPE.matcher(fields.getOrDefault("content-type", ""));
    if (!media.matches()) {
      throw new As2Exception("The entity has no Content-Type, or an invalid one");
    }
    return new Entity(
        raw,
        media.group(1).toLowerCase(Locale.ROOT),
        media.group(2) == null ? "" : media.group(2),
        Collections.unmodifiableMap(fields),
        end == 0 ? 2 : end + 4L);
  }

  /** Returns the root of the parts in an entity. They are decoded when they are read. */
  static MailPart parts(ByteSource entity) throws IOException {
    return PARTS
        .open(entity)
        .root()
        .orElseThrow(() -> new As2Exception("The entity has no parts that can be read"));
  }

  boolean isCms() {
    return type.equals("application/pkcs7-mime") || type.equals("application/x-pkcs7-mime");
  }

  boolean isSignature() {
    return type.equals("application/pkcs7-signature")
        || type.equals("application/x-pkcs7-signature");
  }

  /** Returns the transfer encoding in lower case. */
  String encoding() {
    return fields.getOrDefault("content-transfer-encoding", "binary").toLowerCase(Locale.ROOT);
  }

  /** Returns true if the body has no transfer encoding that must be decoded. */
  boolean isPlain() {
    return switch (encoding()) {
      case "binary", "8bit", "7bit" -> true;
      default -> false;
    };
  }

  /** Returns the body without decoding it. */
  ByteSource body() {
    return new Tail(raw, bodyStart);
  }

  /** Returns the decoded body. */
  ByteSource decoded() throws IOException {
    if (isPlain()) {
      return body();
    }
    if (!encoding().equals("base64")) {
      throw new As2Exception("CMS cannot have the transfer encoding " + encoding());
    }
    byte[] header = "Content-Transfer-Encoding: base64\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    return parts(new Joined(header, body()))
        .unverifiedContent("this undoes the transfer encoding alone");
  }

  /** The octets after the header. Their size may be unknown. */
  private record Tail(ByteSource whole, long from) implements ByteSource {

    @Override
    public OptionalLong sizeIfKnown() {
      OptionalLong known = whole.sizeIfKnown();
      return known.isPresent() ? OptionalLong.of(known.getAsLong() - from) : known;
    }

    @Override
    public InputStream open() throws IOException {
      InputStream in = whole.open();
      in.skipNBytes(from);
      return in;
    }
  }

  /** A header and the body after it. */
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  record Joined(byte[] header, ByteSource body) implements ByteSource {

    @Override
    public OptionalLong sizeIfKnown() {
      OptionalLong known = body.sizeIfKnown();
      return known.isPresent() ? OptionalLong.of(header.length + known.getAsLong()) : known;
    }

    @Override
    public InputStream open() throws IOException {
      return new SequenceInputStream(new ByteArrayInputStream(header), body.open());
    }
  }
}
