package org.smime4j.internal.mime;

import java.util.Arrays;
import org.smime4j.internal.platform.EightOctets;

/** The characters of Base64 (RFC 4648 section 4), by loops over tables and numbers. */
final class Base64Alphabet {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /** The six bits of a character by its octet; -1 of any other. */
  static final byte[] VALUES = values();

  /** The highest bit of an entry of {@link #PAIRS}. */
  private static final int LETTERS = 1 << 12;

  /** {@link #LETTERS} and the twelve bits of two characters, by their octets; else zero. */
  private static final short[] PAIRS = pairs();

  /** {@link #LETTERS} at each of four pairs. */
  private static final long FOUR_PAIRS = 0x1_0010_0100_1000L;

  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGHEST = 0x8080_8080_8080_8080L;

  private Base64Alphabet() {}

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
    while (at < to - 7 && areLetters(EightOctets.at(text, at))) {
      at += 8;
    }
    while (at < to && VALUES[text[at] & 0xff] >= 0) {
      at++;
    }
    return at;
  }

  /**
   * Whether all characters are of the alphabet; they are lost. The JVM makes vector instructions of
   * the loop, which are twice as fast as eight characters in a number.
   */
  static boolean areLetters(byte[] text) {
    for (int i = 0; i < text.length; i++) {
      byte c = text[i];
      int lower = c | 0x20;
      int letter = (lower + (0x80 - 'a')) & ~(lower + (0x7f - 'z'));
      int digit = (c + (0x80 - '/')) & ~(c + (0x7f - '9'));
      int other = (c ^ '+') + 0x7f;
      text[i] = (byte) ((letter | digit | ~other) & ~c);
    }
    long all = HIGHEST;
    int at = 0;
    for (; at < text.length - 7; at += 8) {
      all &= EightOctets.at(text, at);
    }
    for (; at < text.length; at++) {
      all &= text[at];
    }
    return all == HIGHEST;
  }

  /** Whether eight characters are of the alphabet: each of them sets or leaves its highest bit. */
  private static boolean areLetters(long eight) {
    long lower = eight | 0x20 * EACH;
    long letters = (lower + (0x80 - 'a') * EACH) & ~(lower + (0x7f - 'z') * EACH);
    long digits = (eight + (0x80 - '/') * EACH) & ~(eight + (0x7f - '9') * EACH);
    long others = (eight ^ '+' * EACH) + 0x7f * EACH;
    return ((letters | digits | ~others) & ~eight & HIGHEST) == HIGHEST;
  }

  /** Decodes whole quanta up to something else, and returns where that stands. */
  static int quanta(byte[] text, int from, int to, byte[] into, int intoFrom) {
    int at = from;
    int end = intoFrom;
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
    return at;
  }

  static boolean isBlank(byte c) {
    return c == ' ' || c == '\t' || c == '\r';
  }
}
