package org.smime4j.internal.mime;

import java.io.IOException;

/** A target in memory that lends its array: what is made is made where it shall lie. */
public interface DirectTarget {

  /** The array, with room for so many octets from {@link #end()} on. */
  byte[] room(int octets) throws IOException;

  /** Where what was written ends. */
  int end();

  /** What was written ends here now. */
  void end(int newEnd);
}
