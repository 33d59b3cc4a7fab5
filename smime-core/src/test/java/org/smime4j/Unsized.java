package org.smime4j;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Octets that do not know how many they are, as those of a stream. */
public record Unsized(byte[] content) implements Octets {

  @Override
  public long size() {
    return -1;
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(content);
  }
}
