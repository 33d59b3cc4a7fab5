package org.smime4j.as2;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/**
 * Decodes Base64. Base64 that ends too early causes {@link As2Exception}. An {@link IOException} of
 * the source is passed on unchanged.
 */
final class Base64Input extends InputStream {

  private static final class Medium extends FilterInputStream {
    private boolean failed;

    Medium(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      failed = true;
      int octet = super.read();
      failed = false;
      return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      failed = true;
      int n = super.read(into, offset, length);
      failed = false;
      return n;
    }
  }

  private final Medium medium;
  private final InputStream decoded;

  Base64Input(InputStream text) {
    medium = new Medium(text);
    decoded = Base64.getMimeDecoder().wrap(medium);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      return decoded.read(into, offset, length);
    } catch (IOException e) {
      if (medium.failed) {
        throw e;
      }
      throw new As2Exception("The Base64 text ends too early");
    }
  }

  @Override
  public void close() throws IOException {
    decoded.close();
  }
}
