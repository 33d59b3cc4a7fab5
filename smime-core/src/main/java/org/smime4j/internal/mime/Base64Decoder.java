package org.smime4j.internal.mime;

import static org.bouncycastle.util.Arrays.areEqual;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.platform.Base64Instructions;

/**
 * Decodes Base64 text piece by piece, as RFC 2045 section 6.8 asks: what is none of the alphabet is
 * passed over. Beyond it: lines that are no Base64 before and behind the text (armour, a footer)
 * are passed over whole, padding may be missing, and text behind padding is read on. A line of
 * armour ends the text for good: a reader that goes on behind it decodes what stands in that line
 * too. Linear: no character is looked at more than a few times.
 */
final class Base64Decoder implements Coding {

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
  private final @Nullable Runnable whenPure;
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

  private final Base64Lines lines;
  private final Base64Purity purity;
  private boolean isPure;

  /**
   * @param report takes {@link Finding.Code#BASE64_IRREGULAR} when the text has ended
   * @param pure is told then if all of it is pure, see {@link Base64Purity}; null if nobody asks
   */
  Base64Decoder(Consumer<Finding> report, @Nullable Runnable pure) {
    this(report, pure, Base64Instructions.DECODE);
  }

  /** For tests: in a way that is chosen. */
  Base64Decoder(Consumer<Finding> report, @Nullable Runnable pure, boolean byJdk) {
    this.report = report;
    this.whenPure = pure;
    this.isPure = pure != null;
    this.lines = new Base64Lines(byJdk);
    this.purity = new Base64Purity(lines);
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
      int begun = at;
      if (skipsLine || phase != Phase.TEXT) {
        at = outside(text, at, to);
      } else {
        int length = inLine || count > 0 ? 0 : lines.decode(text, at, to);
        if (length > 0) {
          System.arraycopy(lines.octets, 0, out, outAt, length / 4 * 3);
          outAt += length / 4 * 3;
          purity.pass(length);
          at += lines.inText(length);
          continue;
        }
        at = line(text, at, to);
      }
      isPure = isPure && purity.end(text, begun, at) == at;
    }
    isPure &= at == to;
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
    if (whenPure != null && isPure && purity.isPure()) {
      whenPure.run();
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
      } else if (!skipsLine && headLength == 0 && Base64Alphabet.isBlank(c)) {
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
    while (end > 0 && Base64Alphabet.isBlank(head[end - 1])) {
      end--;
    }
    int start = 0;
    while (start < end
        && (Base64Alphabet.isBlank(head[start]) || (phase == Phase.BEHIND && head[start] == '='))) {
      if (head[start] == '=' && paddingDue > 0) {
        paddingDue--;
      }
      start++;
    }
    if (start == end) {
      return;
    }
    for (int i = start; i < end; i++) {
      if (Base64Alphabet.VALUES[head[i] & 0xff] < 0 && head[i] != '=') {
        irregular(phase == Phase.BEFORE ? TEXT_BEFORE : TEXT_BEHIND);
        passedOver |=
            !(end >= ARMOUR.length && areEqual(head, 0, ARMOUR.length, ARMOUR, 0, ARMOUR.length));
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
      int next = count == 0 ? Base64Alphabet.quanta(text, at, to, out, outAt) : at;
      inLine = true;
      if (next == at) {
        character(text[at++]);
      } else {
        outAt += (next - at) / 4 * 3;
        pass(next - at);
        at = next;
      }
    }
    return at;
  }

  private void character(byte c) {
    int value = Base64Alphabet.VALUES[c & 0xff];
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
}
