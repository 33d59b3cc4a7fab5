package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.smime4j.internal.bytes.ArrayOutput;
import org.smime4j.internal.bytes.LendingOutput;

/**
 * Encodes what is written to it as Base64 in lines of 76 characters with CRLF, and writes them on
 * in blocks. A header is written with the first octet behind it: until then the body may be
 * refused. End it with {@link #finish()}, which leaves the target open.
 */
public final class Base64Output extends ArrayOutput {

  private final byte[] header;
  private final OutputStream out;
  private final Base64Encoder encoder = new Base64Encoder();
  private byte[] text = {};
  private boolean begun;

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
    if (length > 0) {
      begin();
    }
    int end = offset + length;
    if (out instanceof LendingOutput lending) {
      byte[] into = lending.lend(encoder.roomFor(length));
      lending.take(encoder.code(octets, offset, end, into, lending.end()));
      return;
    }
    for (int at = offset; at < end; at += Base64Encoder.PIECE) {
      int to = Math.min(end, at + Base64Encoder.PIECE);
      out.write(text(), 0, encoder.code(octets, at, to, text(), 0));
    }
  }

  /** Writes what is left, with its padding and a line end. Nothing may be written after it. */
  public void finish() throws IOException {
    begin();
    byte[] rest = new byte[encoder.roomFor(0)];
    out.write(rest, 0, encoder.finish(rest, 0));
  }

  private byte[] text() {
    if (text.length == 0) {
      text = new byte[encoder.room(Base64Encoder.PIECE)];
    }
    return text;
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      out.write(header);
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }
}
