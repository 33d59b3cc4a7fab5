package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.Fingerprint;

/** Octets while they are read: how many there are, and their SHA-256. */
final class HashedStream extends DigestInputStream {

  private long length;
  private boolean ended;

  HashedStream(InputStream in) {
    super(in, Fingerprint.sha256());
  }

  @Override
  public int read() throws IOException {
    return counted(super.read(), 1);
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int n = super.read(into, offset, count);
    return counted(n, n);
  }

  private int counted(int read, int octets) {
    ended |= read < 0;
    length += read < 0 ? 0 : octets;
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(count, 1 << 14)]));
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** In octets, as far as they were read. */
  long length() {
    return length;
  }

  /** Whether they were read to their end. */
  boolean isWhole() {
    return ended;
  }

  /** In hex; null if they were not read to their end. To be asked for once. */
  @Nullable String sha256() {
    return ended ? HexFormat.of().formatHex(digest.digest()) : null;
  }
}
