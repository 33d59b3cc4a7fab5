package org.smime4j.internal.platform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight octets of an array as one number, the first of them lowest. The JVM leaves the range checks
 * out of a loop that ends at {@code at < to - 7}, not of one that ends at {@code at + 8 <= to}.
 */
public final class EightOctets {

  private static final boolean VIEWED = isViewed();

  private EightOctets() {}

  /** The octets that begin at an index. */
  public static long at(byte[] array, int from) {
    return VIEWED ? View.at(array, from) : joined(array, from);
  }

  /** Writes a number as the octets that begin at an index. */
  public static void put(byte[] array, int from, long octets) {
    if (VIEWED) {
      View.put(array, from, octets);
    } else {
      split(array, from, octets);
    }
  }

  static void split(byte[] array, int from, long octets) {
    for (int i = 0; i < Long.BYTES; i++) {
      array[from + i] = (byte) (octets >> (Byte.SIZE * i));
    }
  }

  static long joined(byte[] array, int from) {
    return low(array, from) | low(array, from + 4) << Integer.SIZE;
  }

  private static long low(byte[] array, int from) {
    int four =
        (array[from] & 0xff)
            | (array[from + 1] & 0xff) << 8
            | (array[from + 2] & 0xff) << 16
            | array[from + 3] << 24;
    return four & 0xffff_ffffL;
  }

  private static boolean isViewed() {
    try {
      return View.at(new byte[Long.BYTES], 0) == 0;
    } catch (LinkageError e) {
      return false;
    }
  }

  /** Reads and writes them at once; loaded only by the attempt to use it. */
  @NotOnAndroid("it does not load there, and the octets are joined and split")
  private static final class View {
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static long at(byte[] array, int from) {
      return (long) LONGS.get(array, from);
    }

    static void put(byte[] array, int from, long octets) {
      LONGS.set(array, from, octets);
    }
  }
}
