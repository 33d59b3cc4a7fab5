package org.smime4j.cli.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.smime4j.cli.files.DerivedStream;

/**
 * A message of an mbox without the quoting of its writer, which put {@code >} before lines that
 * begin with "From ". What is held does not grow with the lines.
 */
public final class Unquoted extends DerivedStream {

  /** Which lines are taken for quoted ones. */
  public enum Rule {
    /** {@code ^>+From }: the writer quoted quoted lines too, so that it can be undone. */
    MBOXRD(Long.MAX_VALUE),
    /** {@code ^>From }, which a line of the author's may be as well. */
    MBOXO(1),
    /** None. */
    NONE(0);

    private final long most;

    Rule(long most) {
      this.most = most;
    }
  }

  private final Rule rule;
  private final byte[] buffer = new byte[1 << 14];
  private int next;
  private int end;
  private boolean lineBegins = true;

  /** Of the beginning of a line, to be handed out before what is in the buffer. */
  private long quotes;

  private int from;
  private int matched;
  private long lines;

  /**
   * @param in the stored octets
   */
  public Unquoted(InputStream in, Rule rule) {
    super(in);
    this.rule = rule;
  }

  /** How many lines were quoted, of those that were read. */
  public long lines() {
    return lines;
  }

  @Override
  public int read(byte[] into, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, into.length);
    int n = 0;
    while (n < count) {
      if (quotes > 0) {
        quotes--;
        into[offset + n++] = '>';
      } else if (from < matched) {
        into[offset + n++] = Mbox.FROM[from++];
      } else if (next == end && (n > 0 || !fill())) {
        return n > 0 ? n : -1;
      } else if (lineBegins && rule != Rule.NONE && buffer[next] == '>') {
        quotedOrNot();
      } else {
        n += copy(into, offset + n, count - n);
      }
    }
    return n;
  }

  private boolean fill() throws IOException {
    next = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  private boolean has(byte expected) throws IOException {
    return (next < end || fill()) && buffer[next] == expected;
  }

  private void quotedOrNot() throws IOException {
    lineBegins = false;
    from = 0;
    matched = 0;
    for (; has((byte) '>'); next++) {
      quotes++;
    }
    for (; matched < Mbox.FROM.length && has(Mbox.FROM[matched]); next++) {
      matched++;
    }
    if (matched == Mbox.FROM.length && quotes <= rule.most) {
      quotes--;
      lines++;
    }
  }

  /** Up to the end of the line. */
  private int copy(byte[] into, int offset, int most) {
    int to = Math.min(end, next + most);
    int i = next;
    while (i < to && buffer[i] != '\n') {
      i++;
    }
    lineBegins = i < to;
    int count = (lineBegins ? i + 1 : i) - next;
    System.arraycopy(buffer, next, into, offset, count);
    next += count;
    return count;
  }
}
