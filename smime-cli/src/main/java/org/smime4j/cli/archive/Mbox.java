package org.smime4j.cli.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * An mbox file (RFC 4155, and mbox(5) for mboxrd and mboxo), read once from end to end and never
 * held: each line that begins with "From " begins a message, whatever stands before it. One empty
 * line before it, or before the end, belongs to the mbox and not to the message. Lines end with LF
 * or CRLF and may have any length; empty lines at the very beginning are passed over.
 */
public record Mbox(Path file) implements Source {

  /** What a line begins with that begins a message. */
  static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

  private static final int PIECE = 1 << 18;

  @Override
  public String base() {
    return file.toUri().toString();
  }

  /** Offsets hold only as long as nobody writes to the file. */
  @Override
  public String state() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return attributes.size() + "@" + attributes.lastModifiedTime().toMillis();
  }

  @Override
  public void list(Sink sink) throws IOException {
    Scan scan = new Scan(sink);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = new byte[PIECE];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        scan.scan(piece, n);
      }
    }
    scan.end();
  }

  /** Goes over the octets line by line; of a line it knows how it began. */
  private final class Scan {
    private final Sink sink;
    private long position;
    private long lineStart;

    /** How many octets of {@link #FROM} the line begins with, as long as it is no longer. */
    private int matched;

    private boolean blank = true;

    /** Where the line before began, if it is empty; else -1. */
    private long blankBefore = -1;

    /** Where the message began that has not ended; -1 before the first. */
    private long message = -1;

    Scan(Sink sink) {
      this.sink = sink;
    }

    void scan(byte[] piece, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        long column = position + i - lineStart;
        byte b = piece[i];
        if (b == '\n') {
          lineEnds(position + i + 1);
        } else if (column < FROM.length) {
          if (matched == column && b == FROM[matched] && ++matched == FROM.length) {
            messageEnds(lineStart);
          }
          blank &= column == 0 && b == '\r';
        } else {
          blank = false;
        }
      }
      position += count;
    }

    private void lineEnds(long next) throws IOException {
      if (matched == FROM.length) {
        message = next;
      } else if (!blank && message < 0) {
        throw new IOException(file + ": this is no mbox: it does not begin with a line From");
      }
      blankBefore = blank ? lineStart : -1;
      lineStart = next;
      matched = 0;
      blank = true;
    }

    private void messageEnds(long at) throws IOException {
      if (message >= 0) {
        long end = blankBefore >= message ? blankBefore : at;
        sink.range(message, end - message);
        message = -1;
      }
    }

    void end() throws IOException {
      if (position > lineStart) {
        // The last line has no end.
        lineEnds(position);
        blankBefore = -1;
      }
      messageEnds(position);
    }
  }
}
