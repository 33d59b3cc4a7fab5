package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.smime4j.Octets;

/**
 * The text before the first part of a multipart and behind its last. No program shows it, unless a
 * line of it is a delimiter to that program.
 */
public final class Surroundings {

  private static final int BLOCK = 8 * 1024;

  private final byte[] boundary;

  /** How much of the boundary is hyphens alone, of which many a footer has a line. */
  private final int hyphens;

  private Surroundings(String boundary) {
    this.boundary = boundary.getBytes(StandardCharsets.US_ASCII);
    int n = 0;
    while (n < boundary.length() && boundary.charAt(n) == '-') {
      n++;
    }
    this.hyphens = n;
  }

  /**
   * Whether a line there begins with two hyphens and the boundary, or its first characters: for a
   * program that cuts the boundary short, or compares less of it, that line is a delimiter. Hyphens
   * alone do not count as the first characters.
   */
  public static boolean looksLikeDelimiter(Entity multipart) throws IOException {
    String boundary = multipart.boundary();
    if (boundary == null) {
      return false;
    }
    Surroundings around = new Surroundings(boundary);
    return around.isIn(multipart.preamble()) || around.isIn(multipart.epilogue());
  }

  private boolean isIn(Octets text) throws IOException {
    int size = (int) Math.min(text.sizeIfKnown().orElse(BLOCK), BLOCK);
    if (size == 0) {
      return false;
    }
    byte[] block = new byte[size];
    int enough = Math.min(hyphens + 1, boundary.length);
    int matched = 0; // octets of the line that are hyphens or the boundary's; -1 past a mismatch
    try (InputStream in = text.open()) {
      while (true) {
        int n = in.read(block);
        if (n < 0) {
          return false;
        }
        for (int i = 0; i < n; i++) {
          if (block[i] == '\n' || block[i] == '\r') {
            matched = 0;
          } else if (matched >= 0) {
            byte wanted = matched < 2 ? (byte) '-' : boundary[matched - 2];
            matched = block[i] == wanted ? matched + 1 : -1;
            if (matched == 2 + enough) {
              return true;
            }
          }
        }
      }
    }
  }
}
