package org.smime4j.internal.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of the caller's. One that gives nothing although it was asked for something has broken
 * its contract, and is not at its end: it is asked for one octet, for which it has to wait.
 */
class PatientStream extends FilterInputStream {

  PatientStream(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int n = in.read(into, offset, count);
    if (n != 0 || count == 0) {
      return n;
    }
    int octet = in.read();
    if (octet < 0) {
      return -1;
    }
    into[offset] = (byte) octet;
    return 1;
  }
}
