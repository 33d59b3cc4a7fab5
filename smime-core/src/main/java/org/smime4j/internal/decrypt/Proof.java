package org.smime4j.internal.decrypt;

/** One way in which octets may prove that they are content; fed with them in pieces. */
interface Proof {

  /** How far the proof is. */
  enum State {
    /** Nothing seen so far speaks against it. */
    OPEN,
    /** It holds, whatever follows. */
    HOLDS,
    /** It fails, whatever follows. */
    FAILS
  }

  /** Takes the next octets. */
  State take(byte[] octets, int from, int to);

  /** What the end of the octets makes of it: {@link State#HOLDS} or {@link State#FAILS}. */
  State end();
}
