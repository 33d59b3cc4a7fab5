package org.smime4j.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import org.smime4j.Octets;

/** Octets that come a few at a time, each time with a fault. */
final class FaultyOctets implements Octets {

  private final byte[] octets;
  private final int piece;
  private final boolean sized;
  private final Fault fault;

  /**
   * @param piece how many are handed out at once, at most
   * @param sized whether it is told how many there are
   */
  FaultyOctets(byte[] octets, int piece, boolean sized, Fault fault) {
    this.octets = octets;
    this.piece = piece;
    this.sized = sized;
    this.fault = fault;
  }

  @Override
  public long size() {
    return sized ? octets.length : -1;
  }

  @Override
  public InputStream open() throws IOException {
    fault.step(Fault.Step.OPEN);
    fault.opened();
    return new Source();
  }

  private final class Source extends InputStream {
    private int at;
    private boolean closed;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int n;
      do {
        n = read(one, 0, 1);
      } while (n == 0);
      return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, into.length);
      if (count == 0) {
        return 0;
      }
      int n = fault.read(Math.min(count, piece));
      if (n <= 0) {
        return n;
      }
      if (at == octets.length) {
        return -1;
      }
      n = Math.min(n, octets.length - at);
      System.arraycopy(octets, at, into, offset, n);
      at += n;
      return n;
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        fault.closed();
        fault.step(Fault.Step.CLOSE);
      }
    }
  }

  /** A target with a fault, which keeps what was written. */
  static final class Target extends OutputStream {
    private final Fault fault;
    private byte[] written = new byte[4096];
    private int size;

    Target(Fault fault) {
      this.fault = fault;
    }

    byte[] written() {
      return Arrays.copyOf(written, size);
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
      fault.step(Fault.Step.WRITE);
      if (size + count > written.length) {
        written = Arrays.copyOf(written, 2 * (size + count));
      }
      System.arraycopy(octets, offset, written, size, count);
      size += count;
    }

    @Override
    public void flush() throws IOException {
      fault.step(Fault.Step.WRITE);
    }

    @Override
    public void close() throws IOException {
      fault.step(Fault.Step.CLOSE);
    }
  }
}
