package org.smime4j.as2;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Computes the digest of the bytes written, and passes them on if there is a target. */
final class DigestingOutput extends OutputStream {

  private final MessageDigest digest;
  private final @Nullable OutputStream target;

  DigestingOutput(MessageDigest digest) {
    this(digest, null);
  }

  DigestingOutput(MessageDigest digest, @Nullable OutputStream target) {
    this.digest = digest;
    this.target = target;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    digest.update(octets, offset, length);
    if (target != null) {
      target.write(octets, offset, length);
    }
  }
}
