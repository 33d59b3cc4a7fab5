package org.smime4j.internal.bytes;

import java.io.IOException;
import java.io.OutputStream;

/** A stream that takes arrays; a single octet as well. */
public abstract class ArrayOutput extends OutputStream {

  @Override
  public final void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public abstract void write(byte[] octets, int offset, int length) throws IOException;

  /** One that keeps nothing. */
  public static OutputStream discarding() {
    return new ArrayOutput() {
      @Override
      public void write(byte[] octets, int offset, int length) {}
    };
  }
}
