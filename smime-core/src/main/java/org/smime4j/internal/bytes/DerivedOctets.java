package org.smime4j.internal.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.bouncycastle.util.io.Streams;
import org.smime4j.sources.ByteSource;

/** Octets that are made each time they are read. */
public record DerivedOctets(OptionalLong sizeIfKnown, Opening opening) implements ByteSource {

  /** Begins to make them. */
  @FunctionalInterface
  public interface Opening {
    InputStream open() throws IOException;
  }

  /** Octets whose number only reading tells. */
  public DerivedOctets(Opening opening) {
    this(OptionalLong.empty(), opening);
  }

  @Override
  public InputStream open() throws IOException {
    return opening.open();
  }

  @Override
  public byte[] bytes() throws IOException {
    if (sizeIfKnown.isEmpty()) {
      return ByteSource.super.bytes();
    }
    byte[] all = new byte[Math.toIntExact(sizeIfKnown.getAsLong())];
    try (InputStream in = open()) {
      if (Streams.readFully(in, all, 0, all.length) != all.length) {
        throw new IOException("the source changed between two reads");
      }
    }
    return all;
  }
}
