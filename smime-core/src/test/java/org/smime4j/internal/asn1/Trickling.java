package org.smime4j.internal.asn1;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.OptionalLong;
import org.smime4j.sources.ByteSource;

/** Octets of unknown size whose streams give little at a time: the worst that a reader meets. */
record Trickling(byte[] array, int most) implements ByteSource {

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.empty();
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(array) {
      @Override
      public synchronized int read(byte[] into, int offset, int count) {
        return super.read(into, offset, Math.min(count, most));
      }

      @Override
      public synchronized long skip(long count) {
        return super.skip(Math.min(count, most));
      }
    };
  }
}
