package org.smime4j.internal.decrypt;

/** Proves, from octets fed in pieces, that they are one kind of content. */
interface Proof {

  /** The state of the proof. */
  enum State {
    /** Nothing so far contradicts the proof. */
    OPEN,
    /** The proof holds, whatever follows. */
    HOLDS,
    /** The proof fails, whatever follows. */
    FAILS
  }

  /** Takes the next octets. */
  State take(byte[] octets, int from, int to);

  /** Ends the octets, and returns {@link State#HOLDS} or {@link State#FAILS}. */
  State end();
}
