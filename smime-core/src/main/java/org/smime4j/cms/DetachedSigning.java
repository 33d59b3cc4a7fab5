package org.smime4j.cms;

import java.io.IOException;
import java.util.Objects;

/** Takes the content of a detached signature, and keeps only its digests. */
final class DetachedSigning extends CmsOutput<byte[]> {

  private final Signer signer;
  private final ContentDigests digests;
  private final byte[] one = new byte[1];
  private boolean finished;

  DetachedSigning(Signer signer, ContentDigests digests) {
    this.signer = signer;
    this.digests = digests;
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
    return signer.detached(digests.finish());
  }
}
