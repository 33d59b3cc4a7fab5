package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.platform.EightOctets;
import org.smime4j.sources.ByteSource;

/** What stands in a body that a relay may change on its way (RFC 5321, RFC 2049 section 3). */
final class TextSurvey {

  /** The longest line that SMTP carries, its end not counted. */
  static final int LONGEST_LINE = 998;

  private static final int BLOCK = 64 * 1024;
  private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

  private long octets;
  private long eightBit;
  private boolean nul;
  private boolean bareCr;
  private boolean bareLf;
  private boolean longLine;
  private boolean fromLine;

  private long line;
  private boolean crBefore;

  /** How much of {@code From } the line that a block ended in has begun with; -1 for not at all. */
  private int from;

  private TextSurvey() {}

  static TextSurvey of(ByteSource body) throws IOException {
    TextSurvey survey = new TextSurvey();
    if (body instanceof ArrayOctets array) {
      survey.look(array.array(), array.from(), array.to());
    } else {
      byte[] block = new byte[BLOCK];
      try (InputStream in = body.open()) {
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
          survey.look(block, 0, n);
        }
      }
    }
    survey.end();
    return survey;
  }

  private void end() {
    endLine(octets);
    bareCr |= crBefore;
  }

  private void look(byte[] array, int start, int end) {
    long base = octets - start;
    if (from >= 0) {
      from(array, start, end);
    }
    int at = start;
    while (at < end) {
      if (!crBefore) {
        at = firstSpecial(array, at, end);
        if (at == end) {
          break;
        }
      }
      byte octet = array[at++];
      if (octet != '\n') {
        other(octet);
        continue;
      }
      endLine(base + at - (crBefore ? 2 : 1));
      bareLf |= !crBefore;
      crBefore = false;
      line = base + at;
      from = 0;
      from(array, at, end);
    }
    octets += end - start;
  }

  /** The index of the first octet below blank or above 127, or where fewer than 8 are left. */
  private static int firstSpecial(byte[] array, int from, int to) {
    for (int at = from; at < to - 7; at += 8) {
      long octets = EightOctets.at(array, at);
      // The high bit of the first such octet, and of some behind it that are none.
      long special = (octets - CanonicalText.BLANKS | octets) & CanonicalText.HIGH;
      if (special != 0) {
        return at + (Long.numberOfTrailingZeros(special) >> 3);
      }
    }
    return from + ((to - from) & ~7);
  }

  private void other(byte octet) {
    bareCr |= crBefore;
    crBefore = octet == '\r';
    if (octet < 0) {
      eightBit++;
    } else if (octet == 0) {
      nul = true;
    }
  }

  private void from(byte[] array, int start, int end) {
    int at = start;
    while (from >= 0 && at < end) {
      from = array[at++] == FROM[from] ? from + 1 : -1;
      if (from == FROM.length) {
        fromLine = true;
        from = -1;
      }
    }
  }

  private void endLine(long end) {
    longLine |= end - line > LONGEST_LINE;
  }

  /** Whether every relay leaves it as it is, line ends apart. */
  boolean isSafe() {
    return eightBit == 0 && !nul && !bareCr && !longLine && !fromLine;
  }

  /** Whether every line ends in CRLF. */
  boolean isCanonical() {
    return !bareLf && !bareCr;
  }

  /** Whether a person could still read most of it in quoted-printable. */
  boolean isMostlyText() {
    return !nul && eightBit <= octets / 6;
  }
}
