package org.smime4j.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Base64 text piece by piece. Lines of one length go to {@link java.util.Base64} many at a
 * time; whatever is irregular is read character by character, as RFC 2045 section 6.8 asks: what is
 * none of the alphabet is passed over. Beyond it: lines that are no Base64 before and behind the
 * text (armour, a footer) are passed over whole, padding may be missing, and text behind padding is
 * read on. A line of armour ends the text for good: a reader that goes on behind it decodes what
 * stands in that line too. Linear: no character is looked at more than a few times.
 */
final class Base64Decoder {

  private static final byte[] VALUES = values();
  private static final byte[] ARMOUR = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);

  /** How far a line is looked at before it is taken for Base64, and for one without an end. */
  private static final int HEAD = 1_024;

  /**
   * Characters of a piece at first, so that the JDK's decoder is compiled soon (it counts calls),
   * and later on.
   */
  private static final int SMALL_PIECE = 912;

  private static final int LARGE_PIECE = 14_592;
  private static final int SMALL_UNTIL = 4 * 1024 * 1024;

  private enum Phase {
    BEFORE,
    TEXT,
    BEHIND,
    ENDED
  }

  private static final int FULL_LINE = 76;

  private final Base64.Decoder jdk = Base64.getDecoder();
  private byte[] head = new byte[128];
  private int headLength;
  private boolean skipsLine;

  /** Whether blanks, of any number, stand before what was collected of the line. */
  private boolean indented;

  /** Whether a line was passed over that others may decode, and text came behind it. */
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

  private int slowUntil;
  private long fastDone;
  private byte[] smallText = new byte[0];
  private byte[] largeText = new byte[0];
  private byte[] decoded = new byte[0];
  private @Nullable String irregularity;

  private byte[] out = decoded;
  private int outAt;

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      values[alphabet.charAt(i)] = (byte) i;
    }
    return values;
  }

  static boolean isOfAlphabet(byte character) {
    return VALUES[character & 0xff] >= 0;
  }

  /** Room that so many characters need when they are decoded, whatever came before. */
  static int room(int characters) {
    return roomForAll(characters + HEAD + 4);
  }

  /** Room that so many characters need when nothing came before. */
  static int roomForAll(int characters) {
    return characters / 4 * 3 + 3;
  }

  /** What is not as it should be, or null. */
  @Nullable String irregularity() {
    return irregularity;
  }

  /**
   * Whether others may come to other octets: a line was passed over of which they decode what they
   * can, and text came behind it; or characters were dropped at padding that is not due, or not
   * complete. What they make of a line of armour begins like no object.
   */
  boolean isAmbiguous() {
    return ambiguous;
  }

  /** Decodes the next characters, and returns where the octets end. */
  int decode(byte[] text, int from, int to, byte[] into, int intoFrom) {
    out = into;
    outAt = intoFrom;
    slowUntil = from;
    int at = from;
    while (at < to && phase != Phase.ENDED) {
      if (skipsLine || phase != Phase.TEXT) {
        at = outside(text, at, to);
      } else {
        at = count == 0 && at >= slowUntil ? fast(text, at, to) : slowLine(text, at, to);
      }
    }
    return outAt;
  }

  /** Decodes what is left when the text has ended, and returns where the octets end. */
  int finish(byte[] into, int intoFrom) {
    out = into;
    outAt = intoFrom;
    if (phase != Phase.TEXT && phase != Phase.ENDED && !skipsLine) {
      judgeHead();
    }
    if (count > 0) {
      irregular("padding is missing");
      flushQuantum();
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
        irregular(phase == Phase.BEFORE ? "text before it" : "text behind it");
        passedOver |= !isArmour(end);
        return;
      }
    }
    if (phase == Phase.BEHIND) {
      irregular("text behind padding");
    }
    ambiguous |= passedOver || paddingDue > 0;
    if (wasIndented) {
      irregular("characters that are none of Base64");
    }
    phase = Phase.TEXT;
    column = 0;
    for (int i = 0; i < end; i++) {
      character(head[i]);
    }
  }

  private boolean isArmour(int end) {
    return end >= ARMOUR.length && Arrays.equals(head, 0, ARMOUR.length, ARMOUR, 0, ARMOUR.length);
  }

  /** One line, or what is left of it, character by character; a line of armour ends the text. */
  private int slowLine(byte[] text, int from, int to) {
    int at = from;
    if (!inLine && text[at] == '-') {
      irregular("armour");
      phase = Phase.ENDED;
      return at;
    }
    while (at < to && phase == Phase.TEXT) {
      byte c = text[at++];
      if (c == '\n') {
        column = 0;
        inLine = false;
        return at;
      }
      inLine = true;
      character(c);
    }
    return at;
  }

  private void character(byte c) {
    int value = VALUES[c & 0xff];
    if (value >= 0) {
      if (phase == Phase.BEHIND) {
        irregular("text behind padding");
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
        irregular("padding where none is due");
        ambiguous = true;
        count = 0;
      } else if (paddingDue > 0) {
        paddingDue--;
      }
    } else if (c != '\r') {
      irregular("characters that are none of Base64");
    }
    if (c != '\r' && ++column > FULL_LINE) {
      irregular("lines longer than 76");
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

  /** As many whole lines of one length as there are, or a piece of a line without an end. */
  private int fast(byte[] text, int from, int to) {
    int lineFeed = -1;
    if (column == 0) {
      lineFeed = from;
      int end = from + Math.min(HEAD, to - from);
      while (lineFeed < end && text[lineFeed] != '\n') {
        lineFeed++;
      }
      if (lineFeed == end) {
        lineFeed = -1;
      }
    }
    if (lineFeed >= 0) {
      return lines(text, from, to, lineFeed);
    }
    int piece = Math.min(to - from, pieceSize()) & ~3;
    if ((column == 0 && to - from < HEAD) || (column > 0 && column < HEAD) || piece < 4) {
      return slowLine(text, from, to);
    }
    if (text[from + piece - 1] == '=' || !jdk(text, from, piece, piece, 0, 1)) {
      slowUntil = from + piece;
      return slowLine(text, from, to);
    }
    irregular("lines longer than 76");
    column += piece;
    inLine = true;
    return from + piece;
  }

  private int lines(byte[] text, int from, int to, int lineFeed) {
    int eol = lineFeed > from && text[lineFeed - 1] == '\r' ? 2 : 1;
    int length = lineFeed + 1 - eol - from;
    if (length == 0 || (length & 3) != 0) {
      return slowLine(text, from, to);
    }
    int most = Math.max(1, pieceSize() / length);
    int stride = length + eol;
    int n = 0;
    int at = from;
    while (n < most
        && stride <= to - at
        && text[at + stride - 1] == '\n'
        && (eol == 1 || text[at + length] == '\r')
        && text[at + length - 1] != '='
        && text[at + length - 1] != '\r') {
      n++;
      at += stride;
    }
    // Two sizes of pieces only, so that their arrays are kept.
    int few = Math.max(1, SMALL_PIECE / length);
    n = n == most ? n : n >= few ? few : Math.min(n, 1);
    if (n == 0 || !jdk(text, from, n * length, length, eol, n)) {
      slowUntil = from + Math.max(1, n) * stride;
      return slowLine(text, from, to);
    }
    if (length > FULL_LINE) {
      irregular("lines longer than 76");
    }
    return from + n * stride;
  }

  private int pieceSize() {
    return fastDone < SMALL_UNTIL ? SMALL_PIECE : LARGE_PIECE;
  }

  private boolean jdk(byte[] text, int from, int characters, int length, int eol, int lines) {
    byte[] piece = characters > SMALL_PIECE ? largeText : smallText;
    if (piece.length != characters) {
      piece = new byte[characters];
      if (characters > SMALL_PIECE) {
        largeText = piece;
      } else {
        smallText = piece;
      }
    }
    for (int i = 0, at = from, to = 0; i < lines; i++, at += length + eol, to += length) {
      System.arraycopy(text, at, piece, to, length);
    }
    int octets = characters / 4 * 3;
    if (decoded.length < octets) {
      decoded = new byte[octets];
    }
    try {
      jdk.decode(piece, decoded);
    } catch (IllegalArgumentException e) {
      return false; // a character that is none of Base64 is in it
    }
    System.arraycopy(decoded, 0, out, outAt, octets);
    outAt += octets;
    fastDone += octets;
    return true;
  }

  private void irregular(String what) {
    if (irregularity == null) {
      irregularity = what;
    }
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
