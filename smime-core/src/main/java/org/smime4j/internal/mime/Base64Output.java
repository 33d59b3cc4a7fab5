package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.smime4j.internal.bytes.ArrayOutput;

/**
 * Encodes what is written to it as Base64 in lines of 76 characters with CRLF, and writes them on
 * in blocks, or where the target {@linkplain DirectTarget lends} its array, there. A header is
 * written with the first octet behind it: until then the body may be refused. End it with {@link
 * #finish()}, which leaves the target open.
 */
public final class Base64Output extends ArrayOutput {

  private static final int BLOCK = 16 * 1024;

  private final byte[] header;
  private final OutputStream out;
  private final Base64Encoder encoder = new Base64Encoder();
  private boolean begun;
  private byte[] text = new byte[0];

  public Base64Output(OutputStream out) {
    this(new byte[0], out);
  }

  /**
   * @param header what stands before the text
   */
  public Base64Output(byte[] header, OutputStream out) {
    this.header = header;
    this.out = out;
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, octets.length);
    int end = offset + length;
    for (int at = offset; at < end; ) {
      int from = at;
      int to = from + Math.min(BLOCK, end - from);
      put(to - from, (into, start) -> encoder.encode(octets, from, to, into, start));
      at = to;
    }
  }

  /** Writes what is left, with its padding and a line end. Nothing may be written after it. */
  public void finish() throws IOException {
    put(0, encoder::finish);
  }

  /** Encodes into an array from a place on, and returns where that ends. */
  private interface Step {
    int into(byte[] array, int from);
  }

  /**
   * @param octets how many are encoded at most, beside those that wait in the encoder
   */
  private void put(int octets, Step step) throws IOException {
    if (!begun) {
      begun = true;
      out.write(header);
    }
    int most = encoder.roomFor(octets);
    if (out instanceof DirectTarget lent) {
      byte[] array = lent.room(most);
      lent.end(step.into(array, lent.end()));
    } else {
      byte[] array = room(most);
      out.write(array, 0, step.into(array, 0));
    }
  }

  /** With room for what so many octets become, and no more: most messages are one block. */
  private byte[] room(int octets) {
    if (text.length < octets) {
      text = new byte[octets];
    }
    return text;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
