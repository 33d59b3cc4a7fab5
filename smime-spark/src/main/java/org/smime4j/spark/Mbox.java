package org.smime4j.spark;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * The messages of an mbox (mboxrd), found one after the other: each line that begins with "From "
 * begins one, and the empty line before it belongs to no message. A file that begins with no such
 * line is one message.
 */
final class Mbox implements Iterator<Row> {

  private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

  private final InputStream in;
  private final String file;
  private long position;

  /** Where the message began that has not ended; -1 before the first. */
  private long message = -1;

  private boolean isAtEnd;
  private @Nullable Row found;

  /** The first octets of the line that was read last, and how long it was. */
  private final byte[] begins = new byte[FROM.length];

  private long length;

  Mbox(InputStream in, String file) {
    this.in = new BufferedInputStream(in, 1 << 18);
    this.file = file;
  }

  @Override
  public boolean hasNext() {
    try {
      if (found == null && !isAtEnd) {
        found = read();
      }
      if (isAtEnd) {
        in.close();
      }
      return found != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Row next() {
    Row next = Objects.requireNonNull(found, "there is no other message");
    found = null;
    return next;
  }

  /** Reads on to the end of a message; null if there is none. */
  private @Nullable Row read() throws IOException {
    long blank = -1;
    while (!isAtEnd) {
      long start = position;
      long began = message;
      boolean isWhole = line();
      if (!isWhole || Arrays.equals(begins, FROM)) {
        message = position;
        isAtEnd = !isWhole;
        if (began >= 0) {
          long end = blank >= began ? blank : start;
          return RowFactory.create(file + "#" + began, null, file, began, end - began);
        }
      } else if (message < 0 && !isBlank()) {
        isAtEnd = true;
        return Messages.file(file, file);
      }
      blank = isBlank() ? start : -1;
    }
    return null;
  }

  private boolean isBlank() {
    return begins[0] == '\n' || (begins[0] == '\r' && begins[1] == '\n' && length == 2);
  }

  /** Whether there is another line; it is read to its end. */
  private boolean line() throws IOException {
    Arrays.fill(begins, (byte) 0);
    length = 0;
    for (int octet = in.read(); octet >= 0; octet = in.read()) {
      if (length < begins.length) {
        begins[(int) length] = (byte) octet;
      }
      length++;
      position++;
      if (octet == '\n') {
        return true;
      }
    }
    return length > 0;
  }

  /** A message without the {@code >} before its lines {@code >From}, {@code >>From} and so on. */
  static final class Message extends InputStream {
    private final PushbackInputStream lines;
    private long left;
    private boolean lineBegins = true;

    /** What is to be handed out before what the stream has. */
    private long quotes;

    Message(InputStream in, long length) {
      this.lines = new PushbackInputStream(new BufferedInputStream(in), FROM.length + 1);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      if (quotes > 0) {
        quotes--;
        return '>';
      }
      if (left == 0) {
        return -1;
      }
      int octet = next();
      if (lineBegins && octet == '>') {
        lineBegins = false;
        for (quotes = 1; left > 0 && (octet = next()) == '>'; quotes++) {}
        if (octet != '>') {
          left++;
          lines.unread(octet);
        }
        byte[] next = lines.readNBytes((int) Math.min(left, FROM.length));
        lines.unread(next);
        quotes -= Arrays.equals(next, FROM) ? 1 : 0;
        return read();
      }
      lineBegins = octet == '\n';
      return octet;
    }

    private int next() throws IOException {
      int octet = lines.read();
      if (octet < 0) {
        throw new EOFException("the mbox is shorter than it was when it was listed");
      }
      left--;
      return octet;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
      int n = 0;
      for (int octet = 0; n < most && (octet = read()) >= 0; n++) {
        into[offset + n] = (byte) octet;
      }
      return n == 0 && most > 0 ? -1 : n;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
