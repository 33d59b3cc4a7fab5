package org.smime4j.internal.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalLong;
import org.smime4j.sources.ByteSource;

/** Something that was written into an array: what it is as bytes. */
public abstract class InArray implements ByteSource {

  private final ArrayOctets octets;

  protected InArray(ArrayOctets octets) {
    this.octets = octets;
  }

  public final ArrayOctets octets() {
    return octets;
  }

  @Override
  public final byte[] bytes() {
    return octets.bytes();
  }

  @Override
  public final OptionalLong sizeIfKnown() {
    return octets.sizeIfKnown();
  }

  @Override
  public final InputStream open() {
    return octets.open();
  }

  @Override
  public final void writeTo(OutputStream out) throws IOException {
    octets.writeTo(out);
  }

  @Override
  public final ByteSource slice(long from, long to) {
    return octets.slice(from, to);
  }
}
