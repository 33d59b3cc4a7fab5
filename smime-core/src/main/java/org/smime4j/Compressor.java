package org.smime4j;

import java.io.IOException;
import java.io.OutputStream;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.asn1.Decompressor;
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
 * Compressor.compress(content, target);
 * ByteSource again = Compressor.decompress(compressed, Limits.standard());
 * }</pre>
 */
public final class Compressor {

  private Compressor() {}

  /**
   * Compresses content in constant memory, and writes BER. The target stays open. If this method
   * throws, discard the bytes already written.
   */
  public static void compress(ByteSource content, OutputStream target) throws IOException {
    Compression.compress(content, target);
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
}
