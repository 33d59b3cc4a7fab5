package org.smime4j.internal.content;

import java.nio.ByteBuffer;

/**
 * An element of the field of GHASH (NIST SP 800-38D section 6.3), bit 0 being the first bit of the
 * first octet. All of it runs without a branch or an index that depends on an element: the hash key
 * is as secret as the key. It is used a few times for a segment, never for a block.
 */
public record GhashElement(long high, long low) {

  static final GhashElement ZERO = new GhashElement(0, 0);
  static final GhashElement ONE = new GhashElement(1L << 63, 0);

  /** x^128 as the polynomial reduces it. */
  private static final long REDUCTION = 0xe1L << 56;

  static GhashElement of(byte[] block) {
    ByteBuffer octets = ByteBuffer.wrap(block, 0, 16);
    return new GhashElement(octets.getLong(), octets.getLong());
  }

  /** The block of two lengths that ends every GHASH of GCM. */
  static GhashElement lengths(long additionalOctets, long contentOctets) {
    return new GhashElement(additionalOctets * 8, contentOctets * 8);
  }

  byte[] octets() {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  GhashElement plus(GhashElement other) {
    return new GhashElement(high ^ other.high, low ^ other.low);
  }

  GhashElement times(GhashElement other) {
    long sumHigh = 0;
    long sumLow = 0;
    long termHigh = other.high;
    long termLow = other.low;
    for (int i = 0; i < 128; i++) {
      long bit = -(((i < 64 ? high : low) >>> (63 - (i & 63))) & 1);
      sumHigh ^= termHigh & bit;
      sumLow ^= termLow & bit;
      long carry = -(termLow & 1);
      termLow = (termLow >>> 1) | (termHigh << 63);
      termHigh = (termHigh >>> 1) ^ (carry & REDUCTION);
    }
    return new GhashElement(sumHigh, sumLow);
  }

  /** The exponent is a number of blocks and no secret. */
  GhashElement power(long exponent) {
    GhashElement power = ONE;
    GhashElement square = this;
    for (long left = exponent; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        power = power.times(square);
      }
      square = square.times(square);
    }
    return power;
  }

  /** By Fermat: the exponent is 2^128 - 2. */
  GhashElement inverse() {
    GhashElement inverse = ONE;
    GhashElement square = this;
    for (int i = 1; i < 128; i++) {
      square = square.times(square);
      inverse = inverse.times(square);
    }
    return inverse;
  }

  @Override
  public String toString() {
    return "GhashElement";
  }
}
