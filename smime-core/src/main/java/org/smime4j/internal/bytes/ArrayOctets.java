package org.smime4j.internal.bytes;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import org.smime4j.sources.ByteSource;

/** Octets that lie in memory, so that a reader can work on the array itself. */
public final class ArrayOctets implements ByteSource {

  private final byte[] array;
  private final int from;
  private final int to;

  private ArrayOctets(byte[] array, int from, int to) {
    Objects.checkFromToIndex(from, to, array.length);
    this.array = array;
    this.from = from;
    this.to = to;
  }

  /** The whole of an array, which must not be changed afterwards. */
  public static ArrayOctets of(byte[] array) {
    return new ArrayOctets(array, 0, array.length);
  }

  /** A range of an array, which must not be changed afterwards. */
  public static ArrayOctets of(byte[] array, int from, int to) {
    return new ArrayOctets(array, from, to);
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

  @Override
  public ArrayOctets slice(long sliceFrom, long sliceTo) {
    Objects.checkFromToIndex(sliceFrom, sliceTo, size());
    return new ArrayOctets(array, from + (int) sliceFrom, from + (int) sliceTo);
  }
}
