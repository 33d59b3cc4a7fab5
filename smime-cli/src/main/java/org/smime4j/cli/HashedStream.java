package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.cli.files.DerivedStream;

/** Octets while they are read: how many there are, and their SHA-256. */
final class HashedStream extends DerivedStream {

  private final MessageDigest digest = Fingerprint.sha256();
  private long length;
  private boolean ended;

  HashedStream(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int n = in.read(into, offset, count);
    ended |= n < 0;
    if (n > 0) {
      digest.update(into, offset, n);
      length += n;
    }
    return n;
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
