package org.smime4j.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Octets in which each line ends with CRLF. To be read through a buffer. */
final class CrLfStream extends FilterInputStream {

  private int last = -1;
  private boolean isDue;

  CrLfStream(InputStream buffered) {
    super(buffered);
  }

  @Override
  public int read() throws IOException {
    if (isDue) {
      isDue = false;
      last = '\n';
      return last;
    }
    int octet = super.read();
    if (octet == '\n' && last != '\r') {
      isDue = true;
      return '\r';
    }
    last = octet;
    return octet;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int n = 0;
    for (int octet = n < count ? read() : -1; octet >= 0; octet = n < count ? read() : -1) {
      into[offset + n++] = (byte) octet;
    }
    return n > 0 || count == 0 ? n : -1;
  }

  @Override
  public long skip(long count) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(count, 1 << 14)]));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
