package org.smime4j.internal.mime;

import static org.bouncycastle.util.Arrays.areEqual;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.platform.EightOctets;

/**
 * Decodes Base64 text piece by piece, as RFC 2045 section 6.8 asks: what is none of the alphabet is
 * passed over. Beyond it: lines that are no Base64 before and behind the text (armour, a footer)
 * are passed over whole, padding may be missing, and text behind padding is read on. A line of
 * armour ends the text for good: a reader that goes on behind it decodes what stands in that line
 * too. Linear: no character is looked at more than a few times.
 */
final class Base64Decoder implements Coding {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  private static final byte[] VALUES = values();

  /** The highest bit of an entry of {@link #PAIRS}. */
  private static final int LETTERS = 1 << 12;

  /** {@link #LETTERS} and the twelve bits of two characters, by their octets; else zero. */
  private static final short[] PAIRS = pairs();

  /** {@link #LETTERS} at each of four pairs. */
  private static final long FOUR_PAIRS = 0x1_0010_0100_1000L;

  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGHEST = 0x8080_8080_8080_8080L;
  private static final byte[] ARMOUR = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);

  /** How far a line is looked at before it is taken for Base64. */
  private static final int HEAD = 1_024;

  private static final Finding PADDING_MISSING =
      new Finding(Finding.Code.BASE64_IRREGULAR, "padding is missing");
  private static final Finding TEXT_BEFORE =
      new Finding(Finding.Code.BASE64_IRREGULAR, "text before it");
  private static final Finding TEXT_BEHIND =
      new Finding(Finding.Code.BASE64_IRREGULAR, "text behind it");
  private static final Finding TEXT_BEHIND_PADDING =
      new Finding(Finding.Code.BASE64_IRREGULAR, "text behind padding");
  private static final Finding OTHER_CHARACTERS =
      new Finding(Finding.Code.BASE64_IRREGULAR, "characters that are none of Base64");
  private static final Finding ARMOUR_LINE = new Finding(Finding.Code.BASE64_IRREGULAR, "armour");
  private static final Finding PADDING_NOT_DUE =
      new Finding(Finding.Code.BASE64_IRREGULAR, "padding where none is due");
  private static final Finding LONG_LINES =
      new Finding(Finding.Code.BASE64_IRREGULAR, "lines longer than 76");

  private enum Phase {
    BEFORE,
    TEXT,
    BEHIND,
    ENDED
  }

  private static final int FULL_LINE = 76;

  private final Consumer<Finding> report;
  private byte[] head = new byte[128];
  private int headLength;
  private boolean skipsLine;

  /** Whether blanks, of any number, stand before what was collected of the line. */
  private boolean indented;

  /**
   * Whether others may come to other octets: a line was passed over of which they decode what they
   * can, and text came behind it; or characters were dropped at padding that is not due, or not
   * complete. What they make of a line of armour begins like no object.
   */
  private boolean ambiguous;

  private boolean passedOver;

  /** How many more padding characters end the quantum, before anything else may stand there. */
  private int paddingDue;

  private Phase phase = Phase.BEFORE;
  private int quantum;
  private int count;
  private long column;

  /** Whether anything stands before the next character on its line, be it a CR. */
  private boolean inLine;

  /** What is not as it should be, or null. */
  private @Nullable Finding irregularity;

  private byte[] out = head;
  private int outAt;

  /**
   * @param report takes {@link Finding.Code#BASE64_IRREGULAR} when the text has ended
   */
  Base64Decoder(Consumer<Finding> report) {
    this.report = report;
  }

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }

  private static short[] pairs() {
    short[] pairs = new short[1 << 16];
    for (int i = 0; i < ALPHABET.length(); i++) {
      for (int j = 0; j < ALPHABET.length(); j++) {
        pairs[ALPHABET.charAt(i) | ALPHABET.charAt(j) << 8] = (short) (LETTERS | i << 6 | j);
      }
    }
    return pairs;
  }

  /** Where the characters of the alphabet end that begin at a place. */
  static int endOfLetters(byte[] text, int from, int to) {
    int at = from;
    while (at + 8 <= to && areLetters(EightOctets.at(text, at))) {
      at += 8;
    }
    while (at < to && VALUES[text[at] & 0xff] >= 0) {
      at++;
    }
    return at;
  }

  /** Whether eight characters are of the alphabet: each of them sets or leaves its highest bit. */
  private static boolean areLetters(long eight) {
    long lower = eight | 0x20 * EACH;
    long letters = (lower + (0x80 - 'a') * EACH) & ~(lower + (0x7f - 'z') * EACH);
    long digits = (eight + (0x80 - '/') * EACH) & ~(eight + (0x7f - '9') * EACH);
    long others = (eight ^ '+' * EACH) + 0x7f * EACH;
    return ((letters | digits | ~others) & ~eight & HIGHEST) == HIGHEST;
  }

  @Override
  public int room(int characters) {
    return characters / 4 * 3 + 3;
  }

  @Override
  public int code(byte[] text, int from, int to, byte[] into, int intoFrom) {
    out = into;
    outAt = intoFrom;
    int at = from;
    while (at < to && phase != Phase.ENDED) {
      at = skipsLine || phase != Phase.TEXT ? outside(text, at, to) : line(text, at, to);
    }
    return outAt;
  }

  /** Decodes what is left when the text has ended, and reports what is irregular. */
  @Override
  public int finish(byte[] into, int intoFrom) {
    out = into;
    outAt = intoFrom;
    if (phase != Phase.TEXT && phase != Phase.ENDED && !skipsLine) {
      judgeHead();
    }
    if (count > 0) {
      irregular(PADDING_MISSING);
      flushQuantum();
    }
    if (irregularity != null) {
      report.accept(
          ambiguous
              ? new Finding(
                  Finding.Code.BASE64_IRREGULAR,
                  "others may decode it in another way: {0}",
                  irregularity)
              : irregularity);
    }
    return outAt;
  }

  /** Collects a line outside the text until it can be told whether text begins with it. */
  private int outside(byte[] text, int from, int to) {
    int at = from;
    while (at < to) {
      byte c = text[at++];
      if (c == '\n') {
        if (!skipsLine) {
          judgeHead();
        }
        boolean begins = phase == Phase.TEXT;
        skipsLine = false;
        column = 0;
        inLine = false;
        if (begins) {
          return at;
        }
      } else if (!skipsLine && headLength == 0 && isBlank(c)) {
        indented |= c != '\r';
      } else if (!skipsLine) {
        if (headLength == head.length) {
          head = Arrays.copyOf(head, HEAD);
        }
        head[headLength++] = c;
        if (headLength == HEAD) {
          judgeHead();
          skipsLine = phase != Phase.TEXT;
          if (!skipsLine) {
            inLine = true;
            return at;
          }
        }
      }
    }
    return at;
  }

  /** Takes the line collected for text if nothing but Base64 stands on it. */
  private void judgeHead() {
    int end = headLength;
    boolean wasIndented = indented;
    headLength = 0;
    indented = false;
    while (end > 0 && isBlank(head[end - 1])) {
      end--;
    }
    int start = 0;
    while (start < end && (isBlank(head[start]) || (phase == Phase.BEHIND && head[start] == '='))) {
      if (head[start] == '=' && paddingDue > 0) {
        paddingDue--;
      }
      start++;
    }
    if (start == end) {
      return;
    }
    for (int i = start; i < end; i++) {
      if (VALUES[head[i] & 0xff] < 0 && head[i] != '=') {
        irregular(phase == Phase.BEFORE ? TEXT_BEFORE : TEXT_BEHIND);
        passedOver |= !isArmour(end);
        return;
      }
    }
    if (phase == Phase.BEHIND) {
      irregular(TEXT_BEHIND_PADDING);
    }
    ambiguous |= passedOver || paddingDue > 0;
    if (wasIndented) {
      irregular(OTHER_CHARACTERS);
    }
    phase = Phase.TEXT;
    column = 0;
    for (int i = 0; i < end; i++) {
      character(head[i]);
    }
  }

  private boolean isArmour(int end) {
    return end >= ARMOUR.length && areEqual(head, 0, ARMOUR.length, ARMOUR, 0, ARMOUR.length);
  }

  /** One line, or what is left of it; a line of armour ends the text. */
  private int line(byte[] text, int from, int to) {
    int at = from;
    if (!inLine && text[at] == '-') {
      irregular(ARMOUR_LINE);
      phase = Phase.ENDED;
      return at;
    }
    while (at < to && phase == Phase.TEXT) {
      if (text[at] == '\r' && at + 1 < to && text[at + 1] == '\n') {
        at++;
      }
      if (text[at] == '\n') {
        column = 0;
        inLine = false;
        return at + 1;
      }
      int next = count == 0 ? quanta(text, at, to) : at;
      inLine = true;
      if (next == at) {
        character(text[at++]);
      } else {
        pass(next - at);
        at = next;
      }
    }
    return at;
  }

  /** Decodes whole quanta up to something else, and returns where that stands. */
  private int quanta(byte[] text, int from, int to) {
    byte[] into = out;
    int at = from;
    int end = outAt;
    for (; at + 8 <= to && end + 8 <= into.length; at += 8) {
      long eight = EightOctets.at(text, at);
      int first = PAIRS[(int) eight & 0xffff];
      int second = PAIRS[(int) (eight >>> 16) & 0xffff];
      int third = PAIRS[(int) (eight >>> 32) & 0xffff];
      int fourth = PAIRS[(int) (eight >>> 48)];
      if ((first & second & third & fourth) < LETTERS) {
        break;
      }
      long six = ((long) first << 36) + ((long) second << 24) + (third << 12) + fourth - FOUR_PAIRS;
      EightOctets.put(into, end, Long.reverseBytes(six << 16)); // the last two are written again
      end += 6;
    }
    for (; at + 4 <= to; at += 4) {
      int octets =
          VALUES[text[at] & 0xff] << 18
              | VALUES[text[at + 1] & 0xff] << 12
              | VALUES[text[at + 2] & 0xff] << 6
              | VALUES[text[at + 3] & 0xff];
      if (octets < 0) {
        break;
      }
      into[end++] = (byte) (octets >> 16);
      into[end++] = (byte) (octets >> 8);
      into[end++] = (byte) octets;
    }
    outAt = end;
    return at;
  }

  private void character(byte c) {
    int value = VALUES[c & 0xff];
    if (value >= 0) {
      if (phase == Phase.BEHIND) {
        irregular(TEXT_BEHIND_PADDING);
        phase = Phase.TEXT;
        ambiguous |= paddingDue > 0;
      }
      quantum = quantum << 6 | value;
      if (++count == 4) {
        out[outAt++] = (byte) (quantum >> 16);
        out[outAt++] = (byte) (quantum >> 8);
        out[outAt++] = (byte) quantum;
        count = 0;
      }
    } else if (c == '=') {
      if (count >= 2) {
        paddingDue = 3 - count;
        flushQuantum();
        phase = Phase.BEHIND;
      } else if (phase != Phase.BEHIND || count == 1) {
        irregular(PADDING_NOT_DUE);
        ambiguous = true;
        count = 0;
      } else if (paddingDue > 0) {
        paddingDue--;
      }
    } else if (c != '\r') {
      irregular(OTHER_CHARACTERS);
    }
    if (c != '\r') {
      pass(1);
    }
  }

  private void pass(int characters) {
    column += characters;
    if (column > FULL_LINE) {
      irregular(LONG_LINES);
    }
  }

  private void flushQuantum() {
    if (count == 2) {
      out[outAt++] = (byte) (quantum >> 4);
    } else if (count == 3) {
      out[outAt++] = (byte) (quantum >> 10);
      out[outAt++] = (byte) (quantum >> 2);
    }
    count = 0;
  }

  private void irregular(Finding what) {
    if (irregularity == null) {
      irregularity = what;
    }
  }

  static boolean isBlank(byte c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
