package org.smime4j.internal.provider;

/** Choices between secrets without a branch or an index that depends on them. */
public final class ConstantTime {

  private ConstantTime() {}

  /** All ones where the low eight bits are zero, else zero. */
  public static int isZero(int octet) {
    return ((octet & 0xff) - 1) >> 31;
  }

  /** The range of an array that begins at an offset where the mask is all ones, else the other. */
  public static byte[] select(int mask, byte[] array, int start, byte[] otherwise) {
    byte[] selected = new byte[otherwise.length];
    for (int i = 0; i < selected.length; i++) {
      selected[i] = (byte) ((array[start + i] & mask) | (otherwise[i] & ~mask));
    }
    return selected;
  }

  /**
   * Puts leading zeros back, which some providers strip from the result of a raw operation. How
   * many there are is as secret as the block: each octet is taken by arithmetic alone.
   */
  public static byte[] leftPad(byte[] result, int length) {
    byte[] block = new byte[length];
    if (result.length == 0) {
      return block;
    }
    int shift = length - result.length;
    for (int i = 0; i < length; i++) {
      int from = i - shift;
      int inside = ~(from >> 31);
      block[i] = (byte) (result[from & inside] & inside);
    }
    return block;
  }
}
