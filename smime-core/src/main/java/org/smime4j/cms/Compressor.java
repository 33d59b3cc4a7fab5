package org.smime4j.cms;

import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;
import java.util.zip.Deflater;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CompressedDataWriter;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.io.ArrayTarget;
import org.smime4j.internal.io.Transfer;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Compresses and decompresses content: CompressedData with zlib (RFC 3274).
 *
 * <p>Compression neither hides nor protects content. Compress before you sign or encrypt, because
 * ciphertext does not shrink. The length of content that is compressed and then encrypted reveals
 * something about the content.
 *
 * <pre>{@code
 * byte[] compressed = Compressor.compress(content);
 * ByteSource again = Compressor.decompress(ByteSource.of(compressed), Limits.standard());
 * }</pre>
 */
public final class Compressor {

  private static final int PIECE = 16 * 1024;

  private Compressor() {}

  /** Compresses content in memory, and returns DER. */
  public static byte[] compress(byte[] content) throws IOException {
    ArrayTarget zlib = new ArrayTarget(content.length / 2 + 64);
    try (Deflation deflation = new Deflation(zlib::write)) {
      deflation.write(content, 0, content.length);
      deflation.finish();
    }
    ArrayTarget target = new ArrayTarget(zlib.size() + 64);
    CompressedDataWriter writer = CompressedDataWriter.start(target, Oids.DATA, zlib.size());
    writer.write(zlib.bytes(), 0, zlib.size());
    writer.finish();
    return target.bytes();
  }

  /** Compresses content in constant memory, and writes BER. The target stays open. */
  public static void compress(ByteSource content, OutputStream target) throws IOException {
    CompressedDataWriter writer = CompressedDataWriter.start(target, Oids.DATA, -1);
    try (Deflation deflation = new Deflation(writer::write)) {
      new Transfer(null, OptionalLong.empty()).run(content, deflation::write);
      deflation.finish();
    }
    writer.finish();
  }

  /**
   * Decompresses CompressedData, and returns its content. Before it returns, this method
   * decompresses the whole content once, within {@link Limit#INFLATED_OCTETS} and {@link
   * Limit#INFLATE_RATIO}. Content larger than {@link Limit#SPOOL_THRESHOLD} is decompressed again
   * each time that you read it.
   *
   * @throws SmimeException.Malformed if the input is not CompressedData, or is damaged
   * @throws SmimeException.UnsupportedAlgorithm if the input is not compressed with zlib
   * @throws SmimeException.LimitExceeded if the decompressed content exceeds a limit
   */
  public static ByteSource decompress(ByteSource cms, Limits limits) throws IOException {
    return Decompressor.decompress(cms, limits).content();
  }

  /** A zlib stream (RFC 1950) that passes on compressed bytes as soon as they are ready. */
  private static final class Deflation implements AutoCloseable {
    private final Deflater deflater = new Deflater();
    private final Transfer.Sink sink;
    private final byte[] piece = new byte[PIECE];

    Deflation(Transfer.Sink sink) {
      this.sink = sink;
    }

    void write(byte[] content, int offset, int length) throws IOException {
      deflater.setInput(content, offset, length);
      while (!deflater.needsInput()) {
        sink.write(piece, 0, deflater.deflate(piece));
      }
    }

    void finish() throws IOException {
      deflater.finish();
      while (!deflater.finished()) {
        sink.write(piece, 0, deflater.deflate(piece));
      }
    }

    @Override
    public void close() {
      deflater.end();
    }
  }
}
