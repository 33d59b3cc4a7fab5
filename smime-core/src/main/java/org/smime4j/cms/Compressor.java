package org.smime4j.cms;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.internal.asn1.CompressedDataWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.io.TargetFile;

/**
 * Compresses content: CompressedData with zlib (RFC 3274).
 *
 * <p>It hides nothing and protects nothing. Compress before signing or encrypting, since ciphertext
 * does not shrink; and mind that the length of what is compressed and then encrypted tells
 * something about the content.
 *
 * <pre>{@code
 * byte[] compressed = Compressor.compress(content);
 * }</pre>
 */
public final class Compressor {

  private static final int PIECE = 16 * 1024;

  private Compressor() {}

  /** Compresses content in memory, as DER. */
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

  /** Compresses content as BER, in constant memory. The target stays open. */
  public static void compress(Octets content, OutputStream target) throws IOException {
    compressOnce(sink -> new Transfer(null, -1).run(content, sink), target);
  }

  /** Compresses a stream to its end as BER, in constant memory. Both streams stay open. */
  public static void compress(InputStream content, OutputStream target) throws IOException {
    compressOnce(sink -> new Transfer(null, -1).run(content, sink), target);
  }

  private static void compressOnce(Transfer.Passage content, OutputStream target)
      throws IOException {
    CompressedDataWriter writer = CompressedDataWriter.start(target, Oids.DATA, -1);
    try (Deflation deflation = new Deflation(writer::write)) {
      content.into(deflation::write);
      deflation.finish();
    }
    writer.finish();
  }

  /** Compresses a file. On an exception the target is as it was before. */
  public static void compress(Path content, Path target) throws IOException {
    TargetFile.<@Nullable Void>write(
        target,
        out -> {
          compress(Octets.of(content), out);
          return null;
        });
  }

  /** A zlib stream (RFC 1950) that hands on what is ready. */
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
