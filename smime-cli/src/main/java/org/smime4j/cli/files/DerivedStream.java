package org.smime4j.cli.files;

import java.io.IOException;
import java.io.InputStream;

/** Octets that are made of those of another stream, block by block, and that are closed with it. */
public abstract class DerivedStream extends InputStream {

  protected final InputStream in;

  protected DerivedStream(InputStream in) {
    this.in = in;
  }

  @Override
  public abstract int read(byte[] into, int offset, int count) throws IOException;

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
