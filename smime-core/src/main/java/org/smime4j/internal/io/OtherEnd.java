package org.smime4j.internal.io;

import org.smime4j.sources.ByteSource;

/** Text that differs from another with CRLF in the last line end alone. */
public interface OtherEnd extends ByteSource {

  /** The text from which it differs. */
  ByteSource text();

  /** Whether one more CRLF stands behind all; else the last is taken off. */
  boolean isLonger();

  /** The same of the text in other octets. */
  OtherEnd of(ByteSource text);
}
