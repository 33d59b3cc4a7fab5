package org.smime4j.internal.mime;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.smime4j.sources.ByteSource;

/** Octets that are no array, given in blocks of at most a size, which count single-octet reads. */
final class BlockSource implements ByteSource {

  final AtomicInteger singleReads = new AtomicInteger();
  private final byte[] octets;
  private final int most;
  private final boolean tellsSize;

  BlockSource(byte[] octets, int most, boolean tellsSize) {
    this.octets = octets;
    this.most = most;
    this.tellsSize = tellsSize;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return tellsSize ? OptionalLong.of(octets.length) : OptionalLong.empty();
  }

  @Override
  public InputStream open() {
    ByteArrayInputStream in = new ByteArrayInputStream(octets);
    return new InputStream() {
      @Override
      public int read() {
        singleReads.incrementAndGet();
        return in.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) {
        return in.read(into, offset, Math.min(length, most));
      }
    };
  }
}
