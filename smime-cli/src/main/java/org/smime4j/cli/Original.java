package org.smime4j.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A stored message while it is read: how long it is, and its SHA-256. */
final class Original extends FilterInputStream {

  private final MessageDigest digest;
  private long length;
  private boolean ended;

  Original(InputStream in, MessageDigest digest) {
    super(in);
    this.digest = digest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int n = in.read(into, offset, count);
    if (n < 0) {
      ended = true;
    } else {
      digest.update(into, offset, n);
      length += n;
    }
    return n;
  }

  @Override
  public long skip(long count) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(count, 1 << 14)]));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** In octets, as far as it was read. */
  long length() {
    return length;
  }

  /** In hex; null if it was not read to its end. To be asked for once. */
  @Nullable String sha256() {
    return ended ? HexFormat.of().formatHex(digest.digest()) : null;
  }
}
