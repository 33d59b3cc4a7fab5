package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.smime4j.internal.bytes.ArrayInput;

/** A stream over another one that is read, and changed, block by block. */
abstract class BlockInput extends ArrayInput {

  static final int BLOCK = 32 * 1024;

  private final InputStream in;
  private final byte[] block = new byte[BLOCK];
  private byte[] ready;
  private int at;
  private int limit;
  private boolean ended;

  /** With room for as many octets as a block can become. */
  BlockInput(InputStream in, int perBlock) {
    this.in = in;
    this.ready = new byte[perBlock];
  }

  /** Turns a block into octets that are ready, and returns how many. */
  abstract int change(byte[] from, int length, byte[] into);

  /** What is ready once the source has ended. */
  abstract int finish(byte[] into);

  private boolean refill() throws IOException {
    while (at == limit) {
      if (ended) {
        return false;
      }
      int n = in.read(block, 0, block.length);
      at = 0;
      if (n < 0) {
        ended = true;
        limit = finish(ready);
      } else {
        limit = change(block, n, ready);
      }
    }
    return true;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length == 0) {
      return 0;
    }
    if (!refill()) {
      return -1;
    }
    int n = Math.min(length, limit - at);
    System.arraycopy(ready, at, into, offset, n);
    at += n;
    return n;
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    long moved = 0;
    while (refill()) {
      int n = limit - at;
      out.write(ready, at, n);
      at = limit;
      moved += n;
    }
    return moved;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
