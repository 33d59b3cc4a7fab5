package org.smime4j.internal.io;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.smime4j.internal.bytes.ArrayOctets;

/** Collects bytes in an array. It makes no copy if the expected size was right. */
public final class ArrayTarget extends ByteArrayOutputStream {

  public ArrayTarget(long expected) {
    super((int) Math.min(expected, Integer.MAX_VALUE - 16));
  }

  /** Announces that exactly this number of further bytes follows. */
  public void expect(long more) {
    buf = Arrays.copyOf(buf, (int) Math.min(count + more, Integer.MAX_VALUE - 16));
  }

  /** Returns the collected bytes without copying them. */
  public ArrayOctets octets() {
    return ArrayOctets.of(buf, 0, count);
  }

  public byte[] bytes() {
    return buf.length == count ? buf : Arrays.copyOf(buf, count);
  }
}
