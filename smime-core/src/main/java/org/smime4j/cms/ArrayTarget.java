package org.smime4j.cms;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.smime4j.internal.base.ArrayOctets;

/** Collects octets in an array, of which no copy is made where the first guess was right. */
final class ArrayTarget extends ByteArrayOutputStream {

  ArrayTarget(long expected) {
    super((int) Math.min(expected, Integer.MAX_VALUE - 16));
  }

  /** So many octets more, and no others, are to come. */
  void expect(long more) {
    buf = Arrays.copyOf(buf, (int) Math.min(count + more, Integer.MAX_VALUE - 16));
  }

  /** What was collected, where it lies. */
  ArrayOctets octets() {
    return ArrayOctets.of(buf, 0, count);
  }

  byte[] bytes() {
    return buf.length == count ? buf : Arrays.copyOf(buf, count);
  }
}
