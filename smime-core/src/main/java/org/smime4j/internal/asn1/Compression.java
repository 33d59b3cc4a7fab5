package org.smime4j.internal.asn1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.smime4j.internal.io.ArrayTarget;
import org.smime4j.internal.io.Transfer;
import org.smime4j.sources.ByteSource;

/** Writes CompressedData (RFC 3274) with zlib. */
public final class Compression {

  private static final int PIECE = 16 * 1024;

  private Compression() {}

  /** Compresses content in memory, and returns DER. */
  public static byte[] compress(byte[] content) throws IOException {
    ArrayTarget zlib = new ArrayTarget(content.length / 2 + 64);
    deflate(sink -> sink.write(content, 0, content.length), zlib);
    ArrayTarget target = new ArrayTarget(zlib.size() + 64);
    CompressedDataWriter writer = CompressedDataWriter.start(target, Oids.DATA, zlib.size());
    writer.write(zlib.bytes(), 0, zlib.size());
    writer.finish();
    return target.bytes();
  }

  /** Compresses content in constant memory, and writes BER. The target stays open. */
  public static void compress(ByteSource content, OutputStream target) throws IOException {
    CompressedDataWriter writer = CompressedDataWriter.start(target, Oids.DATA, -1);
    deflate(sink -> new Transfer(null, OptionalLong.empty()).run(content, sink), writer);
    writer.finish();
  }

  /** Writes a zlib stream (RFC 1950), whose octets pass on as soon as they are ready. */
  private static void deflate(Transfer.Passage content, OutputStream target) throws IOException {
    Deflater deflater = new Deflater();
    try {
      DeflaterOutputStream zlib = new DeflaterOutputStream(target, deflater, PIECE);
      content.into(zlib::write);
      zlib.finish();
    } finally {
      deflater.end();
    }
  }

  /**
   * Writes CompressedData (RFC 3274) around zlib octets that are streamed through: DER where their
   * length is given, else BER.
   */
  public static final class CompressedDataWriter extends ContentWriter {

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
      writer.beginEncapsulated(Oids.COMPRESSED_DATA, head, eContentType, contentLength, 0);
      return writer;
    }

    /** Ends the content and all around it; the target is flushed and stays open. */
    public void finish() throws IOException {
      endContent();
      end(5);
      flush();
    }
  }
}
