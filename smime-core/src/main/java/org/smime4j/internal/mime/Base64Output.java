package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Encodes what is written to it as Base64 in lines of 76 characters with CRLF, and writes them on
 * in blocks. End it with {@link #finish()}, which leaves the target open.
 */
public final class Base64Output extends OutputStream {

  private static final int BLOCK = 16 * 1024;

  private final OutputStream out;
  private final Base64Encoder encoder = new Base64Encoder();
  private byte[] text = new byte[Base64Encoder.LINE];

  public Base64Output(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, octets.length);
    int end = offset + length;
    for (int at = offset; at < end; at += BLOCK) {
      int n = Math.min(end - at, BLOCK);
      int written = encoder.encode(octets, at, at + n, room(n), 0);
      out.write(text, 0, written);
    }
  }

  /** Writes what is left, with its padding and a line end. Nothing may be written after it. */
  public void finish() throws IOException {
    int written = encoder.finish(room(0), 0);
    out.write(text, 0, written);
  }

  /** With room for what so many octets become, and no more: most messages are one block. */
  private byte[] room(int octets) {
    int needed = encoder.roomFor(octets);
    if (text.length < needed) {
      text = new byte[needed];
    }
    return text;
  }
}
