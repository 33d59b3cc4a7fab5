package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.smime4j.sources.ByteSource;

/** Octets that another source is turned into each time they are read. */
final class DerivedOctets implements ByteSource {

  /** Wraps a stream of the source. */
  @FunctionalInterface
  interface Wrapping {
    InputStream over(InputStream in);
  }

  private final ByteSource source;
  private final OptionalLong size;
  private final Wrapping wrapping;

  DerivedOctets(ByteSource source, OptionalLong size, Wrapping wrapping) {
    this.source = source;
    this.size = size;
    this.wrapping = wrapping;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return size;
  }

  @Override
  public InputStream open() throws IOException {
    return wrapping.over(source.open());
  }
}
