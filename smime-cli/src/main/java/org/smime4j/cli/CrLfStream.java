package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import org.smime4j.cli.files.DerivedStream;

/** Octets in which each line ends with CRLF. */
final class CrLfStream extends DerivedStream {

  private int last = -1;
  private boolean isDue;

  CrLfStream(InputStream buffered) {
    super(buffered);
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    int n = 0;
    for (int octet = n < count ? next() : -1; octet >= 0; octet = n < count ? next() : -1) {
      into[offset + n++] = (byte) octet;
    }
    return n > 0 || count == 0 ? n : -1;
  }

  private int next() throws IOException {
    int octet = isDue ? '\n' : in.read();
    isDue = !isDue && octet == '\n' && last != '\r';
    last = isDue ? '\r' : octet;
    return last;
  }
}
