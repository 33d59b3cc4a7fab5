package org.smime4j.internal.bytes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import org.smime4j.internal.platform.Reading;
import org.smime4j.sources.ByteSource;

/** Octets that lie in memory, so that a reader can work on the array itself. */
public class ArrayOctets implements ByteSource {

  private final byte[] array;
  private final int from;
  private final int to;

  private ArrayOctets(byte[] array, int from, int to) {
    Objects.checkFromToIndex(from, to, array.length);
    this.array = array;
    this.from = from;
    this.to = to;
  }

  /** The same octets. */
  protected ArrayOctets(ArrayOctets octets) {
    this(octets.array, octets.from, octets.to);
  }

  /** The whole of an array, which must not be changed afterwards. */
  public static ArrayOctets of(byte[] array) {
    return new ArrayOctets(array, 0, Objects.requireNonNull(array, "no bytes were given").length);
  }

  /** A range of an array, which must not be changed afterwards. */
  public static ArrayOctets of(byte[] array, int from, int to) {
    return new ArrayOctets(array, from, to);
  }

  /** Whether octets lie in memory, so that reading them again costs nothing and cannot fail. */
  public static boolean holds(ByteSource octets) {
    return octets instanceof ArrayOctets;
  }

  /** The first octets, at most so many; those in memory where they are. */
  public static ArrayOctets head(ByteSource octets, int most) throws IOException {
    if (octets instanceof ArrayOctets memory) {
      return memory.slice(0, Math.min(most, memory.size()));
    }
    try (InputStream in = octets.open()) {
      return of(Reading.upTo(in, most));
    }
  }

  /** The array itself, to be read between {@link #from()} and {@link #to()}. */
  public byte[] array() {
    return array;
  }

  /** Where the octets begin in the array. */
  public int from() {
    return from;
  }

  /** Where they end, exclusive. */
  public int to() {
    return to;
  }

  @Override
  public byte[] bytes() {
    return Arrays.copyOfRange(array, from, to);
  }

  /** How many octets there are. */
  public long size() {
    return (long) to - from;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.of(size());
  }

  @Override
  public InputStream open() {
    return new ByteArrayInputStream(array, from, to - from);
  }

  /** Hands on the array itself. */
  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(array, from, to - from);
  }

  @Override
  public ArrayOctets slice(long sliceFrom, long sliceTo) {
    SlicedOctets.check(sliceFrom, sliceTo, size());
    return new ArrayOctets(array, from + (int) sliceFrom, from + (int) sliceTo);
  }
}
