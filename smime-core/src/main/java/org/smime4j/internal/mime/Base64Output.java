package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.smime4j.internal.bytes.ArrayOutput;

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
    int end = offset + length;
    for (int at = offset; at < end; ) {
      int n = Math.min(encoder.piece(), end - at);
      int to = at + n;
      makeRoom(n);
      begin();
      out.write(text, 0, encoder.code(octets, at, to, text, 0));
      at = to;
    }
  }

  /** Writes what is left, with its padding and a line end. Nothing may be written after it. */
  public void finish() throws IOException {
    makeRoom(0);
    begin();
    out.write(text, 0, encoder.finish(text, 0));
  }

  private void makeRoom(int octets) {
    int room = encoder.roomFor(octets);
    if (text.length < room) {
      text = new byte[Math.max(room, encoder.roomFor(encoder.piece()))];
    }
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
