package org.smime4j.as2;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smime4j.sources.ByteSource;

/**
 * The two parts of a multipart/signed (RFC 1847). The octets between the first two delimiters are
 * the signed content, which is not parsed. Text before, between and after the parts is refused.
 */
record SignedParts(ByteSource content, ByteSource signature) {

  private static final int MOST_SIGNATURE_OCTETS = 1024 * 1024;

  /**
   * A parameter (RFC 2045, section 5.1) without the forms of RFC 2231. A value without quotes may
   * have some characters that need them and often lack them.
   */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\G[ \\t]*;[ \\t]*([!-~&&[^\"\\\\;,()<>@=*]]+)[ \\t]*=[ \\t]*"
              + "(?:([!-~&&[^\"\\\\;,()<>@]]+)|\"((?:[^\"\\\\]++|\\\\.)*+)\")[ \\t]*",
          Pattern.DOTALL);

  private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\(.)", Pattern.DOTALL);

  static SignedParts of(Entity entity) throws IOException {
    if (!entity.isPlain()) {
      throw new As2Exception(
          "multipart/signed cannot have the transfer encoding " + entity.encoding());
    }
    String delimiter = "\r\n--" + boundary(entity.parameters());
    // The CRLF of the empty line precedes the first delimiter.
    List<Long> found = positions(entity.raw(), entity.bodyStart() - 2, delimiter);
    if (found.size() != 3 || found.get(0) != entity.bodyStart() - 2) {
      throw new As2Exception("multipart/signed needs two parts with nothing around them");
    }
    int length = delimiter.length();
    requireAt(entity.raw(), found.get(0) + length, "\r\n");
    requireAt(entity.raw(), found.get(1) + length, "\r\n");
    long second = found.get(1) + length + 2;
    if (found.get(2) - second > MOST_SIGNATURE_OCTETS) {
      throw new As2Exception("The signature is longer than a megabyte");
    }
    String behind = text(entity.raw(), found.get(2) + length);
    if (!behind.equals("--") && !behind.equals("--\r\n")) {
      throw new As2Exception("There is text after the parts of multipart/signed");
    }
    ByteSource content = entity.raw().slice(found.get(0) + length + 2, found.get(1));
    Entity signature = Entity.of(entity.raw().slice(second, found.get(2)));
    if (!signature.isSignature()) {
      throw new As2Exception("The second part is not a signature: " + signature.type());
    }
    return new SignedParts(content, signature.decoded());
  }

  private static void requireAt(ByteSource octets, long from, String text) throws IOException {
    if (!text(octets, from).startsWith(text)) {
      throw new As2Exception("A line begins like a delimiter, but is not one");
    }
  }

  /** Returns at most five characters. */
  private static String text(ByteSource octets, long from) throws IOException {
    try (InputStream in = octets.open()) {
      in.skipNBytes(from);
      return new String(in.readNBytes(5), StandardCharsets.ISO_8859_1);
    }
  }

  /** Returns the positions of the delimiter, at most four. */
  private static List<Long> positions(ByteSource octets, long from, String delimiter)
      throws IOException {
    byte[] wanted = delimiter.getBytes(StandardCharsets.ISO_8859_1);
    List<Long> found = new ArrayList<>();
    int matched = 0;
    try (InputStream in = new BufferedInputStream(octets.open(), 64 * 1024)) {
      in.skipNBytes(from);
      long at = from;
      for (int octet = in.read(); octet >= 0 && found.size() <= 3; octet = in.read()) {
        at++;
        // The only CR of a delimiter is its first octet.
        matched = octet == (wanted[matched] & 0xff) ? matched + 1 : octet == '\r' ? 1 : 0;
        if (matched == wanted.length) {
          found.add(at - matched);
          matched = 0;
        }
      }
    }
    return found;
  }

  /** Returns the boundary of a media type whose parameters can be read in one way alone. */
  private static String boundary(String parameters) throws As2Exception {
    Map<String, String> found = new HashMap<>();
    Matcher next = PARAMETER.matcher(parameters);
    int end = 0;
    boolean isRegular = true;
    while (next.find()) {
      end = next.end();
      String value = next.group(3);
      value = value == null ? next.group(2) : QUOTED_PAIR.matcher(value).replaceAll("$1");
      isRegular &= !value.isEmpty();
      isRegular &= found.put(next.group(1).toLowerCase(Locale.ROOT), value) == null;
    }
    if (!isRegular || !parameters.substring(end).matches("[ \t]*;?[ \t]*")) {
      throw new As2Exception("The parameters of Content-Type can be read in more than one way");
    }
    String boundary = found.getOrDefault("boundary", "");
    if (boundary.isEmpty() || boundary.length() > 70 || boundary.endsWith(" ")) {
      throw new As2Exception("multipart/signed has no boundary, or an invalid one");
    }
    return boundary;
  }
}
