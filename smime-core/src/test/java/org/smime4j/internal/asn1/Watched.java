package org.smime4j.internal.asn1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.smime4j.sources.ByteSource;

/** Octets out of memory, read from streams that are counted while they are open. */
final class Watched implements ByteSource {

  private final byte[] array;
  private int streams;

  Watched(byte[] array) {
    this.array = array;
  }

  /** How many streams are open now. */
  int streams() {
    return streams;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.of(array.length);
  }

  @Override
  public InputStream open() {
    streams++;
    return new ByteArrayInputStream(array) {
      @Override
      public void close() throws IOException {
        streams--;
        super.close();
      }
    };
  }
}
