package org.smime4j.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.smime4j.sources.ByteSource;

/** What a verb reads from and writes to, all of it struck by one fault. */
final class FaultyStreams {

  private final Fault fault;
  private final int piece;
  private final FaultyOctets.Target target;
  private final List<FaultyOctets> sources = new ArrayList<>();
  private final List<FaultyOctets.Source> streams = new ArrayList<>();

  /**
   * @param piece how much is read at once, at most
   */
  FaultyStreams(Fault fault, int piece) {
    this.fault = fault;
    this.piece = piece;
    this.target =
        new FaultyOctets.Target(fault, () -> sources.stream().allMatch(FaultyOctets::readToItsEnd));
  }

  ByteSource octets(byte[] octets) {
    return source(octets, true);
  }

  ByteSource unsized(byte[] octets) {
    return source(octets, false);
  }

  private FaultyOctets source(byte[] octets, boolean sized) {
    FaultyOctets source = new FaultyOctets(octets, piece, sized, fault);
    sources.add(source);
    return source;
  }

  /** A stream of the caller's: no verb closes it. */
  InputStream stream(byte[] octets) throws IOException {
    FaultyOctets.Source stream = source(octets, false).open();
    streams.add(stream);
    return stream;
  }

  OutputStream target() {
    return target;
  }

  byte[] written() {
    return target.written();
  }

  /** Whether something was written before every source had been read to its end. */
  boolean early() {
    return target.early();
  }

  /** Closes what the caller has opened. */
  void closeStreams() {
    streams.forEach(FaultyOctets.Source::closedByItsOwner);
  }

  /** Octets that come a few at a time, each time with a fault. */
  private static final class FaultyOctets implements ByteSource {

    private final byte[] octets;
    private final int piece;
    private final boolean sized;
    private final Fault fault;
    private boolean readToItsEnd;

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
    public OptionalLong sizeIfKnown() {
      return sized ? OptionalLong.of(octets.length) : OptionalLong.empty();
    }

    /** Whether some reader has had all of them, and was told that there are no more. */
    boolean readToItsEnd() {
      return readToItsEnd;
    }

    @Override
    public Source open() throws IOException {
      fault.step(Fault.Step.OPEN);
      fault.opened();
      return new Source();
    }

    final class Source extends InputStream {
      private int at;
      private boolean closed;

      @Override
      public int read() throws IOException {
        boolean more = fault.readsOne(octets.length - at);
        return isAtItsEnd() || !more ? -1 : octets[at++] & 0xff;
      }

      private boolean isAtItsEnd() {
        readToItsEnd |= at == octets.length;
        return at == octets.length;
      }

      @Override
      public int read(byte[] into, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, into.length);
        if (count == 0) {
          return 0;
        }
        int n = fault.read(Math.min(count, piece), octets.length - at);
        if (n == 0) {
          return 0;
        }
        if (isAtItsEnd() || n < 0) {
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
          closedByItsOwner();
          fault.step(Fault.Step.CLOSE);
        }
      }

      /** No fault strikes a thread that is no part of the test. */
      void closedByItsOwner() {
        if (!closed) {
          closed = true;
          fault.closed();
        }
      }
    }

    /** A target with a fault, which keeps what was written. */
    static final class Target extends OutputStream {
      private final Fault fault;
      private final BooleanSupplier complete;
      private byte[] written = new byte[4096];
      private int size;
      private boolean early;

      /**
       * @param complete whether what is written may be known to be right
       */
      Target(Fault fault, BooleanSupplier complete) {
        this.fault = fault;
        this.complete = complete;
      }

      /** Whether an octet was written when that could not be known. */
      boolean early() {
        return early;
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
        early |= count > 0 && !complete.getAsBoolean();
      }

      @Override
      public void flush() throws IOException {
        fault.step(Fault.Step.WRITE);
      }

      @Override
      public void close() throws IOException {
        fault.step(Fault.Step.FINISH);
      }
    }
  }
}
