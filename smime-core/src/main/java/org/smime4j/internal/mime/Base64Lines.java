package org.smime4j.internal.mime;

import java.util.Base64;
import org.smime4j.internal.io.Pieces;
import org.smime4j.internal.platform.Base64Instructions;

/**
 * Lines of a Base64 text that are of one length and end in one way: some are packed into an array
 * and decoded at once. The JDK's basic decoder takes nothing but the alphabet and padding at the
 * end, so that to decode lines is to prove that they are pure. Where a line differs, or holds
 * anything else, nothing more is taken from the text, which costs one exception at most.
 */
final class Base64Lines {

  private static final Base64.Decoder JDK = Base64.getDecoder();
  private static final Pieces PIECES = new Pieces();
  private static final byte[] NONE = {};
  private static final int LONGEST = 76;

  /** Of so many lines the packed characters and the octets stay in the first-level cache. */
  private static final int MOST = 32;

  /** How much of a text must be there at first: of less the arrays cost more than they save. */
  private static final int LONG = 16 * 1024;

  private final boolean byJdk;

  /** How long a line is without its end; 0 before the first is seen, negative behind the last. */
  private int characters;

  private int eol;
  private byte[] packed = NONE;

  /** What the lines were decoded to. */
  byte[] octets = NONE;

  /**
   * @param byJdk see {@link Base64Instructions}
   */
  Base64Lines(boolean byJdk) {
    this.byJdk = byJdk;
  }

  /**
   * Decodes the lines that begin here, if there are enough of them.
   *
   * @return how many characters they have without their ends; 0 where others have to look at them
   */
  int decode(byte[] text, int from, int to) {
    int length = pack(text, from, to);
    if (length > 0 && !isDecoded(length)) {
      characters = -1;
      return 0;
    }
    return length;
  }

  /** The same, of which nobody needs the octets. */
  int prove(byte[] text, int from, int to) {
    if (byJdk) {
      return decode(text, from, to);
    }
    int length = pack(text, from, to);
    if (length > 0 && !Base64Alphabet.areLetters(packed)) {
      characters = -1;
      return 0;
    }
    return length;
  }

  /** How many octets of text so many characters of it are with the ends of their lines. */
  int inText(int length) {
    return length / characters * (characters + eol);
  }

  private int pack(byte[] text, int from, int to) {
    if (characters == 0 && to - from >= LONG) {
      measure(text, from);
    }
    if (characters <= 0 || to - from < MOST * (characters + eol)) {
      return 0;
    }
    int length = Math.min(MOST, Math.max(1, PIECES.next() / characters)) * characters;
    if (packed.length != length) {
      packed = new byte[length];
      octets = new byte[length / 4 * 3];
    }
    int at = from;
    for (int i = 0; i < length; i += characters) {
      System.arraycopy(text, at, packed, i, characters);
      at += characters + eol;
      if (text[at - 1] != '\n' || (eol == 2 && text[at - 2] != '\r')) {
        characters = -1;
        return 0;
      }
    }
    return length;
  }

  private void measure(byte[] text, int from) {
    int end = from;
    while (end - from < LONGEST + 2 && text[end] != '\n') {
      end++;
    }
    eol = end > from && text[end - 1] == '\r' ? 2 : 1;
    int length = end + 1 - eol - from;
    characters =
        text[end] == '\n' && length > 0 && length <= LONGEST && length % 4 == 0 ? length : -1;
  }

  private boolean isDecoded(int length) {
    if (!byJdk) {
      return Base64Alphabet.quanta(packed, 0, length, octets, 0) == length;
    }
    try {
      return packed[length - 1] != '=' && JDK.decode(packed, octets) == octets.length;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
