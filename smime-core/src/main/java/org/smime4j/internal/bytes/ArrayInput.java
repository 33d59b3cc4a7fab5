package org.smime4j.internal.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A stream that is read into arrays; a single octet as well. */
public abstract class ArrayInput extends InputStream {

  private static final int BLOCK = 16 * 1024;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] into, int offset, int length) throws IOException;

  /** Hands all octets that are left to an output. Android's streams have no such method. */
  @Override
  public long transferTo(OutputStream out) throws IOException {
    return copy(this, out);
  }

  /** The same for any stream. */
  public static void transfer(InputStream in, OutputStream out) throws IOException {
    if (in instanceof ArrayInput array) {
      array.transferTo(out);
    } else {
      copy(in, out);
    }
  }

  private static long copy(InputStream in, OutputStream out) throws IOException {
    byte[] block = new byte[BLOCK];
    long moved = 0;
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      out.write(block, 0, n);
      moved += n;
    }
    return moved;
  }
}
