package org.smime4j.internal.asn1;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.platform.Reading;
import org.smime4j.sources.ByteSource;

/**
 * The octets that a {@link BerReader} works through, in blocks or, where they lie in memory, in
 * their own array; with their position, and a copy of what is being captured. Arrays grow with what
 * is there, never with what is declared.
 */
final class BerSource implements Closeable {

  private static final int BLOCK = 16 * 1024;

  /** Null where everything lies in the buffer. */
  private final @Nullable InputStream in;

  private final byte[] buffer;
  private int at;
  private int end;

  /** The offset in the source of the buffer's first octet. */
  private long base;

  private boolean capturing;

  /** Where the captured octets begin in the buffer, if everything lies in it. */
  private int capturedFrom;

  private byte[] captured = new byte[0];
  private int capturedLength;

  /** The structure that is being read, for failures. */
  private String where;

  BerSource(ByteSource source, String where) throws IOException {
    this.where = where;
    if (source instanceof ArrayOctets array) {
      in = null;
      buffer = array.array();
      at = array.from();
      end = array.to();
      base = -at;
    } else {
      in = source.open();
      buffer = new byte[BLOCK];
    }
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      in.close();
    }
  }

  void nowIn(String structure) {
    where = structure;
  }

  long position() {
    return base + at;
  }

  boolean hasRemaining() throws IOException {
    return at < end || fill();
  }

  /** Whether this is the next octet, which stays to be read. */
  boolean isNext(int octet) throws IOException {
    return hasRemaining() && (buffer[at] & 0xff) == octet;
  }

  /** The next octet. */
  int octet() throws IOException {
    demand();
    return buffer[at++] & 0xff;
  }

  /** At least one octet, into the array. */
  int read(byte[] into, int offset, int count) throws IOException {
    if (at == end && in != null && count >= buffer.length) {
      int n = in.read(into, offset, count);
      if (n <= 0) {
        throw truncated();
      }
      base += n;
      return n;
    }
    demand();
    int n = Math.min(count, end - at);
    System.arraycopy(buffer, at, into, offset, n);
    at += n;
    return n;
  }

  /** Octets in an array of their own. */
  byte[] take(long count) throws IOException {
    if (in == null) {
      if (count > end - at) {
        at = end;
        throw truncated();
      }
      at += (int) count;
      return Arrays.copyOfRange(buffer, at - (int) count, at);
    }
    byte[] array = new byte[0];
    int used = 0;
    long left = count;
    while (left > 0) {
      if (array.length == used) {
        long more = Math.min(left, Math.max(BLOCK, used));
        array = Arrays.copyOf(array, Math.toIntExact(used + more));
      }
      int n = read(array, used, (int) Math.min(left, array.length - used));
      used += n;
      left -= n;
    }
    return used == array.length ? array : Arrays.copyOf(array, used);
  }

  /** Passes over octets, and captures them if that was begun. */
  void consume(long count) throws IOException {
    if (capturing && in != null) {
      long left = count;
      while (left > 0) {
        demand();
        int n = (int) Math.min(left, end - at);
        capture(buffer, at, n);
        at += n;
        left -= n;
      }
    } else if (count <= end - at) {
      at += (int) count;
    } else {
      skipPastBuffer(count);
    }
  }

  private void skipPastBuffer(long count) throws IOException {
    if (in == null) {
      throw truncated();
    }
    // The last octet is read, not skipped: some streams skip past their end.
    long left = count - (end - at) - 1;
    base += end;
    at = 0;
    end = 0;
    try {
      Reading.skip(in, left);
    } catch (EOFException e) {
      throw truncated();
    }
    base += left;
    demand();
    at++;
  }

  /**
   * Begins to capture.
   *
   * @param from the offset of the first octet to be captured, of which a header may be read already
   */
  void beginCapture(long from) {
    capturing = true;
    if (in == null) {
      capturedFrom = (int) (from - base);
      return;
    }
    captured = new byte[512];
    capturedLength = 0;
  }

  byte[] endCapture() {
    capturing = false;
    if (in == null) {
      return Arrays.copyOfRange(buffer, capturedFrom, at);
    }
    byte[] result = Arrays.copyOf(captured, capturedLength);
    captured = new byte[0];
    return result;
  }

  /** Captures octets that were read before, if capturing was begun. */
  void capture(byte[] from, int offset, int count) {
    if (!capturing || in == null) {
      return;
    }
    if (captured.length - capturedLength < count) {
      captured = Arrays.copyOf(captured, Math.max(2 * captured.length, capturedLength + count));
    }
    System.arraycopy(from, offset, captured, capturedLength, count);
    capturedLength += count;
  }

  private void demand() throws IOException {
    if (at == end && !fill()) {
      throw truncated();
    }
  }

  private boolean fill() throws IOException {
    if (in == null) {
      return false;
    }
    int n = in.read(buffer, 0, buffer.length);
    if (n <= 0) {
      return false;
    }
    base += end;
    at = 0;
    end = n;
    return true;
  }

  private Malformed truncated() {
    return new SmimeException.Malformed(
        where, position(), "the octets end before the structure does");
  }
}
