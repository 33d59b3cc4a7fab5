package org.smime4j.internal.io;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.smime4j.Octets;

/**
 * Octets that are made, each time they are wanted and from any offset on, of what lies in memory:
 * to read them costs no more than to have them, and they take no memory of their own.
 */
public interface ComputedOctets extends Octets {

  /** Hands on all octets block by block, each where it was made; a block is written again. */
  void forEachBlock(Pieces.Sink sink) throws IOException, GeneralSecurityException;

  @Override
  ComputedOctets slice(long from, long to);
}
