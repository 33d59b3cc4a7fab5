package org.smime4j.internal.seal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.LendingOutput;
import org.smime4j.sources.ByteSource;

/**
 * Collects a message in one array that is large enough from the beginning if the guess is right.
 */
final class Collected extends LendingOutput {

  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private byte[] array = new byte[0];
  private int size;
  private int expected;

  Collected(long expected) throws IOException {
    this.expected = checked(expected);
  }

  /** All octets of a source in an array. */
  static ArrayOctets of(ByteSource source, long expected) throws IOException {
    Collected collected = new Collected(expected);
    source.writeTo(collected);
    return collected.octets();
  }

  /** A better guess, before the first octet. */
  void expect(long octets) throws IOException {
    expected = checked(octets);
  }

  private static int checked(long size) throws IOException {
    if (size > LARGEST) {
      throw new IOException(
          "A message of " + size + " octets does not fit into an array; write it to a target");
    }
    return (int) size;
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, octets.length);
    System.arraycopy(octets, offset, lend(length), size, length);
    size += length;
  }

  @Override
  public byte[] lend(int octets) throws IOException {
    if (array.length - size < octets) {
      int needed = Math.max(checked((long) size + octets), size == 0 ? expected : 0);
      array = Arrays.copyOf(array, (int) Math.min(LARGEST, Math.max(needed, 2L * array.length)));
    }
    return array;
  }

  @Override
  public int end() {
    return size;
  }

  @Override
  public void take(int newEnd) {
    size = Objects.checkIndex(newEnd, array.length + 1);
  }

  ArrayOctets octets() {
    return ArrayOctets.of(array, 0, size);
  }
}
