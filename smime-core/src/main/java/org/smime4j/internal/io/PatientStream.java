package org.smime4j.internal.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of the caller's. One that gives nothing although it was asked for something has broken
 * its contract, and is not at its end: it is asked again, and not for ever.
 */
class PatientStream extends FilterInputStream {

  private static final int PATIENCE = 1_000;

  PatientStream(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    for (int asked = 0; asked < PATIENCE; asked++) {
      int n = in.read(into, offset, count);
      if (n != 0 || count == 0) {
        return n;
      }
    }
    throw new IOException("The source gives nothing, and does not end");
  }
}
