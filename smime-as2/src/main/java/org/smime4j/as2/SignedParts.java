package org.smime4j.as2;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.smime4j.sources.ByteSource;

/**
 * The two parts of a multipart/signed (RFC 1847). The octets between the first two delimiters are
 * the signed content, which is not parsed. Text before, between and after the parts is refused.
 */
record SignedParts(ByteSource content, ByteSource signature) {

  private static final int MOST_SIGNATURE_OCTETS = 1024 * 1024;
  private static final int PIECE = 64 * 1024;

  static SignedParts of(Entity entity) throws IOException {
    if (!entity.isPlain()) {
      throw new As2Exception(
          "multipart/signed cannot have the transfer encoding " + entity.encoding());
    }
    String boundary = Parameters.of(entity.parameters()).getOrDefault("boundary", "");
    if (boundary.isEmpty() || boundary.length() > 70 || boundary.endsWith(" ")) {
      throw new As2Exception("multipart/signed has no boundary, or an invalid one");
    }
    String delimiter = "\r\n--" + boundary;
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
    byte[] window = new byte[PIECE + wanted.length];
    int held = 0;
    long start = from;
    try (InputStream in = octets.open()) {
      in.skipNBytes(from);
      for (int n = in.readNBytes(window, held, PIECE);
          n > 0;
          n = in.readNBytes(window, held, PIECE)) {
        held += n;
        int at = 0;
        for (; at + wanted.length <= held; at++) {
          if (window[at] == '\r' && isAt(window, at, wanted)) {
            found.add(start + at);
            if (found.size() > 3) {
              return found;
            }
          }
        }
        System.arraycopy(window, at, window, 0, held - at);
        held -= at;
        start += at;
      }
    }
    return found;
  }

  private static boolean isAt(byte[] window, int at, byte[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (window[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
