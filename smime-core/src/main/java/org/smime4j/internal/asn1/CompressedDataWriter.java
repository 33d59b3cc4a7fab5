package org.smime4j.internal.asn1;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes CompressedData (RFC 3274) around zlib octets that are streamed through: DER where their
 * length is given, else BER.
 */
public final class CompressedDataWriter extends ContentWriter {

  private CompressedDataWriter(OutputStream out, long contentLength) {
    super(out, contentLength);
  }

  /**
   * Writes all that stands before the compressed content.
   *
   * @param contentLength how many compressed octets will come, or -1
   */
  public static CompressedDataWriter start(
      OutputStream out, String eContentType, long contentLength) throws IOException {
    CompressedDataWriter writer = new CompressedDataWriter(out, contentLength);
    byte[] head =
        new DerWriter()
            .integer(0)
            .raw(DerWriter.algorithmIdentifier(Oids.ZLIB, null))
            .toByteArray();
    byte[] type = new DerWriter().oid(eContentType).toByteArray();
    long content = DerWriter.elementLength(Math.max(contentLength, 0));
    long encapsulated = type.length + DerWriter.elementLength(content);
    long outer = head.length + DerWriter.elementLength(encapsulated);
    writer.beginContentInfo(Oids.COMPRESSED_DATA, DerWriter.elementLength(outer));
    writer.begin(BerReader.SEQUENCE, outer);
    writer.raw(head);
    writer.begin(BerReader.SEQUENCE, encapsulated);
    writer.raw(type);
    writer.begin(0xa0, content);
    writer.beginContent(BerReader.OCTET_STRING);
    return writer;
  }

  /** Ends the content and all around it; the target is flushed and stays open. */
  public void finish() throws IOException {
    endContent();
    end(5);
    flush();
  }
}
