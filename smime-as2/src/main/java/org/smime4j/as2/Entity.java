package org.smime4j.as2;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.Octets;

/**
 * A MIME entity whose header is read and whose body is not. What programs may read in two ways is
 * refused: lines that do not end with CRLF, a field that stands there twice, a name with blanks.
 *
 * @param raw all of it
 * @param type the media type in lower case
 * @param parameters of the media type, as they stand
 * @param encoding the transfer encoding in lower case
 */
record Entity(Octets raw, String type, String parameters, String encoding, long bodyStart) {

  private static final int MOST_HEADER_OCTETS = 64 * 1024;

  private static final Pattern FIELD = Pattern.compile("([!-9;-~]+):[ \\t]*(.*)", Pattern.DOTALL);
  private static final Pattern TYPE =
      Pattern.compile("([!#-'*+.0-9A-Z^-~-]+/[!#-'*+.0-9A-Z^-~-]+)\\s*(;.*)?", Pattern.DOTALL);

  static Entity of(Octets raw) throws IOException {
    byte[] head;
    try (InputStream in = raw.open()) {
      head = in.readNBytes(MOST_HEADER_OCTETS);
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new As2Exception("The header of the entity does not end within its first 64 KiB");
    }
    String type = "";
    String parameters = "";
    String encoding = "";
    for (String field : fields(text.substring(0, end))) {
      Matcher parts = FIELD.matcher(field);
      if (!parts.matches()) {
        throw new As2Exception("A line of the header is no field");
      }
      String name = parts.group(1).toLowerCase(Locale.ROOT);
      if (name.equals("content-type")) {
        Matcher media = TYPE.matcher(parts.group(2).strip());
        if (!type.isEmpty() || !media.matches()) {
          throw new As2Exception("Content-Type stands there twice, or is none");
        }
        type = media.group(1).toLowerCase(Locale.ROOT);
        parameters = media.group(2) == null ? "" : media.group(2);
      } else if (name.equals("content-transfer-encoding")) {
        if (!encoding.isEmpty()) {
          throw new As2Exception("Content-Transfer-Encoding stands there twice");
        }
        encoding = parts.group(2).strip().toLowerCase(Locale.ROOT);
      }
    }
    if (type.isEmpty()) {
      throw new As2Exception("The entity has no Content-Type");
    }
    long bodyStart = end == 0 ? 2 : end + 4L;
    return new Entity(raw, type, parameters, encoding.isEmpty() ? "binary" : encoding, bodyStart);
  }

  /** The fields, unfolded. */
  private static List<String> fields(String header) throws As2Exception {
    List<String> fields = new ArrayList<>();
    for (String line : header.split("\r\n", -1)) {
      if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0 || line.indexOf('\0') >= 0) {
        throw new As2Exception("A line of the header does not end with CRLF");
      }
      if (line.startsWith(" ") || line.startsWith("\t")) {
        if (fields.isEmpty()) {
          throw new As2Exception("The header begins with the rest of a field");
        }
        fields.set(fields.size() - 1, fields.get(fields.size() - 1) + line);
      } else {
        fields.add(line);
      }
    }
    return fields;
  }

  /** A parameter of the media type without its quotes; empty where it is not there. */
  String parameter(String name) throws As2Exception {
    String found = "";
    Matcher each =
        Pattern.compile(";\\s*([^=;\\s]+)\\s*=\\s*(?:\"([^\"\\\\]*)\"|([^;\\s\"]*))")
            .matcher(parameters);
    while (each.find()) {
      if (each.group(1).equalsIgnoreCase(name)) {
        if (!found.isEmpty()) {
          throw new As2Exception("The parameter " + name + " stands there twice");
        }
        found = each.group(2) != null ? each.group(2) : each.group(3);
      }
    }
    return found;
  }

  boolean isCms() {
    return type.equals("application/pkcs7-mime") || type.equals("application/x-pkcs7-mime");
  }

  boolean isSignature() {
    return type.equals("application/pkcs7-signature")
        || type.equals("application/x-pkcs7-signature");
  }

  /** The body as it stands. */
  Octets body() {
    return new Tail(raw, bodyStart);
  }

  /** The body without its transfer encoding. */
  Octets decoded() throws As2Exception {
    return switch (encoding) {
      case "binary", "8bit", "7bit" -> body();
      case "base64" -> new Decoded(body());
      default -> throw new As2Exception("CMS does not come as " + encoding);
    };
  }

  /** What stands behind the header; its size may be unknown. */
  private record Tail(Octets whole, long from) implements Octets {

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

  private record Decoded(Octets text) implements Octets {

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.empty();
    }

    @Override
    public InputStream open() throws IOException {
      return Base64.getMimeDecoder().wrap(text.open());
    }
  }
}
