package org.smime4j.cli.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** So many octets of a file, all of which must be there. */
final class Range extends InputStream {

  private final InputStream in;
  private final String name;
  private long left;

  Range(InputStream in, String name, long length) {
    this.in = in;
    this.name = name;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, into.length);
    if (count == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    int n = in.read(into, offset, (int) Math.min(count, left));
    if (n < 0) {
      throw new EOFException(name + ": it is shorter than it was when the job began");
    }
    left -= n;
    return n;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
