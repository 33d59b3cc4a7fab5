package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.smime4j.ArrayOctets;
import org.smime4j.Octets;

/** What stands in a body that a relay may change on its way (RFC 5321, RFC 2049 section 3). */
final class TextSurvey {

  /** The longest line that SMTP carries, its end not counted. */
  static final int LONGEST_LINE = 998;

  private static final int BLOCK = 64 * 1024;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long BLANKS = 0x2020202020202020L;
  private static final long HIGH = 0x8080808080808080L;
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

  static TextSurvey of(Octets body) throws IOException {
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
    survey.endLine(survey.octets);
    survey.bareCr |= survey.crBefore;
    return survey;
  }

  private void look(byte[] array, int start, int end) {
    long base = octets - start;
    if (from >= 0) {
      from(array, start, end);
    }
    int at = start;
    while (at < end) {
      if (!crBefore && at + 8 <= end) {
        long word = (long) LONGS.get(array, at);
        // An octet below blank or above 127; now and then one that is neither, which does no harm.
        if (((word - BLANKS | word) & HIGH) == 0) {
          at += 8;
          continue;
        }
      }
      int stop = Math.min(end, at + 8);
      while (at < stop) {
        special(array, at, end, base);
        at++;
      }
    }
    octets += end - start;
  }

  private void special(byte[] array, int at, int end, long base) {
    byte octet = array[at];
    if (octet == '\n') {
      bareLf |= !crBefore;
      endLine(base + at - (crBefore ? 1 : 0));
      line = base + at + 1;
      crBefore = false;
      from = 0;
      from(array, at + 1, end);
      return;
    }
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
