package org.smime4j;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.OptionalLong;
import org.smime4j.sources.ByteSource;

/** Octets that do not know how many they are, as those of a stream. */
public record Unsized(byte[] content) implements ByteSource {

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.empty();
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(content);
  }
}
