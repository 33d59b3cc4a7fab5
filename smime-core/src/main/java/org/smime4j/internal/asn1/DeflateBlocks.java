package org.smime4j.internal.asn1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.smime4j.Octets;
import org.smime4j.SmimeException.LimitExceeded;
import org.smime4j.internal.io.WorkBudget;

/**
 * Counts the blocks of DEFLATE (RFC 1951), without inflating: to build the trees of a block costs
 * as much as a hundred octets of content, and its author may put a block into eleven octets. It
 * stops where the octets are damaged; {@link Inflation} reports the damage.
 */
final class DeflateBlocks {

  /** So much is not looked through: it is taken to be full of the shortest blocks. */
  private static final int FEW_OCTETS = 64 * 1024;

  private static final int SHORTEST_BLOCK = 11;

  /** To count a block, whose trees are built for it. */
  private static final int UNITS_OF_A_BLOCK = 6;

  private static final int ZLIB_HEADER_BITS = 16;
  private static final int LONGEST_CODE = 15;
  private static final int SYMBOLS_AT_ONCE = 1024;

  /** To pass over so many symbols. */
  private static final int UNITS_OF_SYMBOLS = 8;

  private static final int END_OF_BLOCK = 256;
  private static final int LITERALS = 288;
  private static final int DISTANCES = 30;
  private static final int[] CODE_LENGTH_ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  /** The codes that no block spells out. */
  private static final Code FIXED_LITERALS = new Code(LITERALS);

  private static final Code FIXED_DISTANCES = new Code(32);

  static {
    byte[] lengths = new byte[LITERALS];
    Arrays.fill(lengths, 0, 144, (byte) 8);
    Arrays.fill(lengths, 144, 256, (byte) 9);
    Arrays.fill(lengths, 256, 280, (byte) 7);
    Arrays.fill(lengths, 280, LITERALS, (byte) 8);
    FIXED_LITERALS.of(lengths, 0, LITERALS);
    Arrays.fill(lengths, (byte) 5);
    FIXED_DISTANCES.of(lengths, 0, 32);
  }

  private final InputStream in;
  private final WorkBudget work;
  private final byte[] input = new byte[16 * 1024];
  private int at;
  private int limit;
  private long bits;
  private int count;

  /** How many octets were taken that are not there. */
  private int missing;

  private final Code literals = new Code(LITERALS);
  private final Code distances = new Code(32);
  private final Code lengths = new Code(19);
  private final byte[] codeLengths = new byte[LITERALS + 32];
  private long blocks;
  private boolean complete;

  private DeflateBlocks(InputStream in, WorkBudget work) {
    this.in = in;
    this.work = work;
  }

  /**
   * How many blocks inflating goes through.
   *
   * @throws LimitExceeded if to count them costs more than is left
   */
  static long count(Octets zlib, WorkBudget work) throws IOException {
    long size = zlib.sizeIfKnown().orElse(Long.MAX_VALUE);
    if (size <= FEW_OCTETS) {
      return 1 + size / SHORTEST_BLOCK;
    }
    try (InputStream in = zlib.open()) {
      DeflateBlocks walk = new DeflateBlocks(in, work);
      walk.walk();
      return walk.blocks;
    }
  }

  /** How many octets stand behind the last block; -1 if it has no end. */
  static long behind(Octets zlib, WorkBudget work) throws IOException {
    try (InputStream in = zlib.open()) {
      DeflateBlocks walk = new DeflateBlocks(in, work);
      walk.walk();
      return walk.complete
          ? walk.count / 8 - walk.missing + walk.limit - walk.at + in.readAllBytes().length
          : -1;
    }
  }

  private void walk() throws IOException {
    take(ZLIB_HEADER_BITS);
    boolean last = false;
    while (!last && !isOver()) {
      work.spend(UNITS_OF_A_BLOCK);
      blocks++;
      last = take(1) == 1;
      boolean sound =
          switch (take(2)) {
            case 0 -> stored();
            case 1 -> symbols(FIXED_LITERALS, FIXED_DISTANCES);
            case 2 -> trees() && symbols(literals, distances);
            default -> false;
          };
      if (!sound) {
        return;
      }
    }
    complete = last && !isOver();
  }

  /** Takes bits, the lowest first. */
  private int take(int n) throws IOException {
    fill();
    int value = (int) (bits & ((1L << n) - 1));
    bits >>>= n;
    count -= n;
    return value;
  }

  /** Has 48 bits at hand, which are zero past the end. */
  private void fill() throws IOException {
    while (count < 48) {
      if (at == limit) {
        limit = in.readNBytes(input, 0, input.length);
        at = 0;
      }
      if (at < limit) {
        bits |= (input[at++] & 0xffL) << count;
      } else {
        missing++;
      }
      count += 8;
    }
  }

  /** Whether more bits were taken than there are. */
  private boolean isOver() {
    return missing > count / 8;
  }

  private boolean stored() throws IOException {
    take(count & 7);
    int length = take(16);
    if ((take(16) ^ length) != 0xffff) {
      return false;
    }
    int atHand = Math.min(length, count / 8);
    bits >>>= 8 * atHand;
    count -= 8 * atHand;
    length -= atHand;
    while (length > 0) {
      if (at == limit) {
        limit = in.readNBytes(input, 0, input.length);
        at = 0;
      }
      int here = Math.min(length, limit - at);
      if (here == 0) {
        return false;
      }
      at += here;
      length -= here;
    }
    return !isOver();
  }

  private boolean trees() throws IOException {
    int literal = 257 + take(5);
    int distance = 1 + take(5);
    int ordered = 4 + take(4);
    Arrays.fill(codeLengths, 0, CODE_LENGTH_ORDER.length, (byte) 0);
    for (int i = 0; i < ordered; i++) {
      codeLengths[CODE_LENGTH_ORDER[i]] = (byte) take(3);
    }
    if (!lengths.of(codeLengths, 0, CODE_LENGTH_ORDER.length)) {
      return false;
    }
    for (int i = 0; i < literal + distance; ) {
      int symbol = decode(lengths);
      if (symbol < 0 || isOver()) {
        return false;
      }
      int times = 1;
      byte value = (byte) symbol;
      if (symbol == 16) {
        if (i == 0) {
          return false;
        }
        times = 3 + take(2);
        value = codeLengths[i - 1];
      } else if (symbol > 16) {
        times = symbol == 17 ? 3 + take(3) : 11 + take(7);
        value = 0;
      }
      if (times > literal + distance - i) {
        return false;
      }
      for (int end = i + times; i < end; i++) {
        codeLengths[i] = value;
      }
    }
    return literals.of(codeLengths, 0, literal) && distances.of(codeLengths, literal, distance);
  }

  /** Goes through the symbols of a block to its end. */
  private boolean symbols(Code ofLiterals, Code ofDistances) throws IOException {
    for (int n = 1; ; n++) {
      if (n == SYMBOLS_AT_ONCE) {
        work.spend(UNITS_OF_SYMBOLS);
        n = 0;
      }
      int symbol = decode(ofLiterals);
      if (symbol == END_OF_BLOCK) {
        return !isOver();
      }
      if (symbol < 0 || isOver()) {
        return false;
      }
      if (symbol > END_OF_BLOCK) {
        int length = symbol - 257;
        take(length < 8 || length == 28 ? 0 : length / 4 - 1);
        int distance = decode(ofDistances);
        if (length > 28 || distance < 0 || distance >= DISTANCES) {
          return false;
        }
        take(distance < 4 ? 0 : distance / 2 - 1);
      }
    }
  }

  /** The next symbol; -1 if the bits are no code. */
  private int decode(Code code) throws IOException {
    fill();
    int entry = code.table[(int) bits & (Code.SIZE - 1)];
    if (entry != 0) {
      bits >>>= entry & 15;
      count -= entry & 15;
      return entry >> 4;
    }
    int value = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST_CODE; length++) {
      value |= (int) bits & 1;
      bits >>>= 1;
      count--;
      int n = code.counts[length];
      if (value - n < first) {
        return code.symbols[index + value - first];
      }
      index += n;
      first = (first + n) << 1;
      value <<= 1;
    }
    return -1;
  }

  /** A canonical Huffman code: its shorter codes are looked up, its longer ones counted out. */
  private static final class Code {
    static final int BITS = 9;
    static final int SIZE = 1 << BITS;

    private final int[] counts = new int[LONGEST_CODE + 1];
    private final int[] symbols;
    private final int[] table = new int[SIZE];

    Code(int most) {
      symbols = new int[most];
    }

    /** Takes the length of each symbol's code; false if so many codes there cannot be. */
    boolean of(byte[] lengths, int from, int n) {
      Arrays.fill(counts, 0);
      Arrays.fill(table, 0);
      for (int i = 0; i < n; i++) {
        counts[lengths[from + i]]++;
      }
      counts[0] = 0;
      int left = 1;
      for (int length = 1; length <= LONGEST_CODE; length++) {
        left = 2 * left - counts[length];
        if (left < 0) {
          return false;
        }
      }
      int[] offsets = new int[LONGEST_CODE + 2];
      int[] next = new int[LONGEST_CODE + 2];
      for (int length = 1; length <= LONGEST_CODE; length++) {
        offsets[length + 1] = offsets[length] + counts[length];
        next[length + 1] = (next[length] + counts[length]) << 1;
      }
      for (int i = 0; i < n; i++) {
        int length = lengths[from + i];
        if (length != 0) {
          symbols[offsets[length]++] = i;
          int code = next[length]++;
          if (length <= BITS) {
            int reversed = Integer.reverse(code) >>> (32 - length);
            for (int entry = reversed; entry < SIZE; entry += 1 << length) {
              table[entry] = i << 4 | length;
            }
          }
        }
      }
      return true;
    }
  }
}
