package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.sources.ByteSource;

/**
 * The header of a multipart, and the text before its first part and behind its last. No program
 * shows that text, unless a line of it is a delimiter to that program.
 */
public final class Surroundings {

  private static final int BLOCK = 8 * 1024;

  /** RFC 5322, section 2.1.1. */
  private static final int LONGEST_LINE = 998;

  private final byte[] boundary;

  /** How much of the boundary is hyphens alone, of which many a footer has a line. */
  private final int hyphens;

  private Surroundings(String boundary) {
    this.boundary = boundary.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    int n = 0;
    while (n < boundary.length() && boundary.charAt(n) == '-') {
      n++;
    }
    this.hyphens = n;
  }

  /**
   * What may be a delimiter there to some program; null if nothing may.
   *
   * <p>A line that begins with two hyphens and the boundary, or its first characters, in letters of
   * any case, is one for a program that cuts the boundary short, or compares less of it. Hyphens
   * alone do not count as the first characters. A long line is cut by some.
   */
  public static @Nullable Finding doubt(Entity multipart) throws IOException {
    String boundary = multipart.boundary();
    if (boundary == null) {
      return null;
    }
    String header = new String(multipart.rawHeader().bytes(), StandardCharsets.ISO_8859_1);
    if (header.toLowerCase(Locale.ROOT).contains("--" + boundary.toLowerCase(Locale.ROOT))) {
      return Doubt.of("A delimiter of the parts stands in the header above them");
    }
    Surroundings around = new Surroundings(boundary);
    Finding before =
        multipart.oddities().contains(Oddity.PREAMBLE) ? around.in(multipart.preamble()) : null;
    return before == null && multipart.oddities().contains(Oddity.EPILOGUE)
        ? around.in(multipart.epilogue())
        : before;
  }

  private @Nullable Finding in(ByteSource text) throws IOException {
    int size = (int) Math.min(text.sizeIfKnown().orElse(BLOCK), BLOCK);
    if (size == 0) {
      return null;
    }
    byte[] block = new byte[size];
    int enough = Math.min(hyphens + 1, boundary.length);
    int matched = 0; // octets of the line that are hyphens or the boundary's; -1 past a mismatch
    int length = 0;
    try (InputStream in = text.open()) {
      while (true) {
        int n = in.read(block);
        if (n < 0) {
          return null;
        }
        for (int i = 0; i < n; i++) {
          if (block[i] == '\n' || block[i] == '\r') {
            matched = 0;
            length = 0;
            continue;
          }
          if (++length > LONGEST_LINE) {
            return Doubt.of(
                "A line around the parts is longer than 998 octets, and some programs cut it");
          }
          if (matched >= 0) {
            int wanted = matched < 2 ? '-' : boundary[matched - 2];
            matched = BoundarySearch.small(block[i]) == wanted ? matched + 1 : -1;
            if (matched == 2 + enough) {
              return Doubt.of("A line around the parts begins like a delimiter");
            }
          }
        }
      }
    }
  }
}
