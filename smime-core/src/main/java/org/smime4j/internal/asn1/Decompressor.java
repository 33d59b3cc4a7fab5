package org.smime4j.internal.asn1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.io.WorkBudget;
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
  public record Content(ByteSource content, String contentType, List<Finding> deviations) {}

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
    if (!(cms.info(limits) instanceof ContentInfo.CompressedData compressed)) {
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
    long kept = limits.get(Limit.SPOOL_THRESHOLD);
    @Nullable ByteArrayOutputStream memory = new ByteArrayOutputStream();
    byte[] piece = new byte[Inflation.PIECE];
    long size = 0;
    try (Inflation in = new Inflation(source, limits, message.work(limits))) {
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
        () -> new Inflation(source, limits, message.isBeingOpened() ? message.work(limits) : null));
  }

  /**
   * Inflates zlib (RFC 1950) within the limits: 195 KB of CompressedData are known that expand to
   * 200 MB.
   */
  static final class Inflation extends InflaterInputStream {

    static final int PIECE = 16 * 1024;

    /** To inflate into an octet. */
    private static final int NANOSECONDS_OF_AN_OCTET_OUT = 1;

    /**
     * To inflate from an octet. Blocks of eleven octets with trees of their own take 80; if each
     * octet were charged so, large photographs could not be opened.
     */
    private static final int NANOSECONDS_OF_AN_OCTET_IN = 20;

    private final Limits limits;
    private final @Nullable WorkBudget work;

    /**
     * Opens the source.
     *
     * @param work what the message may still cost; null where the caller reads what was opened
     */
    Inflation(ByteSource source, Limits limits, @Nullable WorkBudget work) throws IOException {
      super(source.open(), new Inflater(), PIECE);
      this.limits = limits;
      this.work = work;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (work != null) {
        work.spend(units(length, NANOSECONDS_OF_AN_OCTET_OUT));
      }
      int n;
      try {
        n = super.read(into, offset, length);
      } catch (ZipException | EOFException e) {
        throw damaged();
      }
      if (n < 0 && !inf.finished()) {
        throw damaged();
      }
      check();
      return n;
    }

    @Override
    protected void fill() throws IOException {
      super.fill();
      if (work != null) {
        work.spend(units(len, NANOSECONDS_OF_AN_OCTET_IN));
      }
    }

    private static long units(long octets, int nanoseconds) {
      return 1 + octets / 1000 * nanoseconds;
    }

    private void check() throws SmimeException {
      long out = inf.getBytesWritten();
      Bound.check(limits, Limit.INFLATED_OCTETS, out);
      long ratio = limits.get(Limit.INFLATE_RATIO);
      if (out > limits.get(Limit.INFLATE_GRACE)
          && (ratio == 0 || out / ratio > inf.getBytesRead())) {
        throw new SmimeException.LimitExceeded(Limit.INFLATE_RATIO, ratio);
      }
    }

    private static SmimeException.Malformed damaged() {
      return new SmimeException.Malformed(
          "CompressedData", -1, "the compressed content is damaged or cut short");
    }

    /** Whether octets follow the end of the compressed content; asked at its end. */
    boolean hasTrailingData() throws IOException {
      return inf.getRemaining() > 0 || in.read(buf, 0, 1) > 0;
    }

    @Override
    public void close() throws IOException {
      inf.end();
      super.close();
    }
  }
}
