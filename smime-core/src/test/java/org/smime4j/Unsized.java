package org.smime4j;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.OptionalLong;

/** Octets that do not know how many they are, as those of a stream. */
public record Unsized(byte[] content) implements Octets {

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.empty();
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(content);
  }
}
