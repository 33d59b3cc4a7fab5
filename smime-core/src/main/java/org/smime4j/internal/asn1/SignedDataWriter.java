package org.smime4j.internal.asn1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes SignedData (RFC 5652, 5) around content that is streamed through. */
public final class SignedDataWriter extends ContentWriter {

  private final long tailLength;

  private SignedDataWriter(OutputStream out, long contentLength, long tailLength) {
    super(out, tailLength < 0 ? -1 : contentLength);
    this.tailLength = tailLength;
  }

  /**
   * Writes all that stands before the content. DER where both lengths are given, else BER.
   *
   * @param digestAlgorithms AlgorithmIdentifiers
   * @param contentLength how many octets of content will come, or -1
   * @param tailLength the length of the {@link #tail}, or -1
   */
  public static SignedDataWriter start(
      OutputStream out,
      int version,
      List<byte[]> digestAlgorithms,
      String eContentType,
      long contentLength,
      long tailLength)
      throws IOException {
    SignedDataWriter writer = new SignedDataWriter(out, contentLength, tailLength);
    writer.beginEncapsulated(
        Oids.SIGNED_DATA, head(version, digestAlgorithms), eContentType, contentLength, tailLength);
    return writer;
  }

  /** Ends the content and writes the {@link #tail}; the target is flushed and stays open. */
  public void finish(byte[] tail) throws IOException {
    if (tailLength >= 0 && tail.length != tailLength) {
      throw new IOException("a tail of " + tail.length + " octets, not of " + tailLength);
    }
    endContent();
    end(2);
    raw(tail);
    end(3);
    flush();
  }

  /**
   * What stands behind the content: certificates, CRLs and SignerInfos, each complete. The
   * SignerInfos keep their order, since some programs judge the first alone; a SET OF has none in
   * BER (X.690, section 8.12).
   */
  public static byte[] tail(
      List<byte[]> certificates, List<byte[]> crls, List<byte[]> signerInfos) {
    DerWriter writer = new DerWriter();
    if (!certificates.isEmpty()) {
      writer.setOf(0xa0, certificates);
    }
    if (!crls.isEmpty()) {
      writer.setOf(0xa1, crls);
    }
    return writer.begin(BerReader.SET).raw(signerInfos).end().toByteArray();
  }

  /** A complete ContentInfo without content: a detached signature, or certificates only. */
  public static byte[] detached(
      int version, List<byte[]> digestAlgorithms, String eContentType, byte[] tail) {
    return new DerWriter()
        .sequence()
        .oid(Oids.SIGNED_DATA)
        .tagged(0)
        .sequence()
        .raw(head(version, digestAlgorithms))
        .sequence()
        .oid(eContentType)
        .end()
        .raw(tail)
        .end()
        .end()
        .end()
        .toByteArray();
  }

  private static byte[] head(int version, List<byte[]> digestAlgorithms) {
    return new DerWriter().integer(version).setOf(BerReader.SET, digestAlgorithms).toByteArray();
  }
}
