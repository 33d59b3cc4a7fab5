package org.smime4j.internal.asn1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Reads CompressedData (RFC 3274). It is inflated once to its end, within {@link
 * Limit#INFLATED_OCTETS} and {@link Limit#INFLATE_RATIO}, before anything is handed out; content
 * past {@link Limit#SPOOL_THRESHOLD} is then inflated again as it is read.
 *
 * <pre>{@code
 * ByteSource content = Decompressor.decompress(cms, Limits.standard()).content();
 * }</pre>
 */
public final class Decompressor {

  private Decompressor() {}

  /**
   * The content of CompressedData.
   *
   * @param content the content, whole
   * @param contentType its object identifier, id-data for mail
   * @param deviations what had to be tolerated
   */
  public record Content(ByteSource content, String contentType, List<Finding> deviations) {

    public Content {
      deviations = List.copyOf(deviations);
    }
  }

  /**
   * The content of CompressedData.
   *
   * @throws SmimeException.Malformed if the octets are no CompressedData, or are damaged
   * @throws SmimeException.UnsupportedAlgorithm if they are compressed by anything but zlib
   * @throws SmimeException.LimitExceeded if they expand too far
   */
  public static Content decompress(ByteSource cms, Limits limits) throws IOException {
    return decompress(CmsObject.of(cms), limits);
  }

  /** The content of a layer of a message. */
  public static Content decompress(CmsObject cms, Limits limits) throws IOException {
    if (!(cms.info(limits) instanceof CompressedData compressed)) {
      throw new SmimeException.Malformed("ContentInfo", 0, "this is not CompressedData");
    }
    if (!compressed.algorithm().equals(Oids.ZLIB)) {
      throw new SmimeException.UnsupportedAlgorithm(compressed.algorithm(), "compression");
    }
    ByteSource source = compressed.eContent();
    if (source == null) {
      throw new SmimeException.Malformed("CompressedData", -1, "the content is missing");
    }
    List<Finding> deviations = new ArrayList<>(compressed.deviations());
    return new Content(
        inflated(source, limits, cms.message(), deviations), compressed.eContentType(), deviations);
  }

  private static ByteSource inflated(
      ByteSource source, Limits limits, MessageScope message, List<Finding> deviations)
      throws IOException {
    long kept = limits.of(Limit.SPOOL_THRESHOLD);
    @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream();
    byte[] piece = new byte[Inflation.PIECE];
    long size = 0;
    try (Inflation in = Inflation.of(source, limits, message.work(limits))) {
      for (int n; (n = in.read(piece, 0, piece.length)) >= 0; ) {
        size += n;
        if (memory != null) {
          memory.write(piece, 0, n);
          memory = size > kept ? null : memory;
        }
      }
      if (in.hasTrailingData()) {
        deviations.add(new Finding(Finding.Code.TRAILING_DATA, "behind the compressed content"));
      }
    }
    if (memory != null) {
      return ByteSource.of(memory.toByteArray());
    }
    // While the message is opened each reading draws on it.
    return new DerivedOctets(
        OptionalLong.of(size),
        () -> Inflation.of(source, limits, message.isBeingOpened() ? message.work(limits) : null));
  }
}
