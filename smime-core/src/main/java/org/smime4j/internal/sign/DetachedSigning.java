package org.smime4j.internal.sign;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.reports.CmsOutput;

/** Takes the content of a detached signature, and keeps only its digests. */
public final class DetachedSigning extends CmsOutput<byte[]> {

  /** What makes the signature of the digests. */
  interface Finish {
    byte[] of(Map<DigestAlgorithm, byte[]> digests) throws IOException;
  }

  private final ContentDigests digests;
  private final Finish finish;
  private final byte[] one = new byte[1];
  private boolean finished;

  DetachedSigning(ContentDigests digests, Finish finish) {
    this.digests = digests;
    this.finish = finish;
  }

  @Override
  public void write(int octet) throws IOException {
    one[0] = (byte) octet;
    write(one, 0, 1);
  }

  @Override
  public void write(byte[] content, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, content.length);
    if (finished) {
      throw new IOException("The signature is complete; you cannot add content");
    }
    digests.update(content, offset, length);
  }

  /**
   * Signs the written content, and returns a ContentInfo with SignedData without content, as DER.
   */
  @Override
  public byte[] finish() throws IOException {
    if (finished) {
      throw new IllegalStateException("The signature is already complete");
    }
    finished = true;
    return finish.of(digests.finish());
  }
}
