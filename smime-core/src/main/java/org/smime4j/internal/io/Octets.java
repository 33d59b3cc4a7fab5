package org.smime4j.internal.io;

import java.io.IOException;
import java.io.InputStream;

/**
 * A sequence of octets that can be read again and again, each time from its beginning and each time
 * the same. Reading may decode, decrypt or decompress on the way; nothing is remembered.
 */
public interface Octets {

  /** How many octets there are, or -1 where only reading to the end tells. */
  long size();

  /** A new stream over the octets, unbuffered: callers read in blocks. */
  InputStream open() throws IOException;

  /** The octets from one offset up to, not including, another. */
  default Octets slice(long from, long to) {
    return new SlicedOctets(this, from, to);
  }

  /** The whole of an array, which must not be changed afterwards. */
  static ArrayOctets of(byte[] array) {
    return new ArrayOctets(array, 0, array.length);
  }

  /** A range of an array, which must not be changed afterwards. */
  static ArrayOctets of(byte[] array, int from, int to) {
    return new ArrayOctets(array, from, to);
  }
}
