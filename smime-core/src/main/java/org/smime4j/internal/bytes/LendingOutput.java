package org.smime4j.internal.bytes;

import java.io.IOException;

/** A stream into one array, which it lends to what would otherwise write to an array of its own. */
public abstract class LendingOutput extends ArrayOutput {

  /** The array, with room for so many octets from {@link #end()} on. */
  public abstract byte[] lend(int octets) throws IOException;

  /** Where the next octet is written. */
  public abstract int end();

  /** Takes what was written to the lent array up to here. */
  public abstract void take(int newEnd);
}
