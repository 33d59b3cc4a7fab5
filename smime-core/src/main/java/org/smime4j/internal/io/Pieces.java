package org.smime4j.internal.io;

/**
 * How many octets to hand to a cipher or digest at a time. HotSpot puts its fast code in place only
 * after some thousand calls, whatever they carry: so the first calls are small, and later ones as
 * large as caches like. One object serves one stream; it is not shared.
 *
 * <p>In a process whose code is compiled already the small pieces cost next to nothing; in a fresh
 * one they save most of the time of the first megabytes.
 */
public final class Pieces {

  /** A multiple of every block and of what Base64 lines hold, 57 octets. */
  private static final int SMALL = 16 * 57;

  private static final int LARGE = 16 * SMALL;
  private static final int TINY = 256;
  private static final int TINY_CALLS = 1_024;
  private static final int SMALL_CALLS = 4_096;

  /** The largest piece that {@link #next()} asks for. */
  public static final int MAX = LARGE;

  private int calls;

  /** The size of the next piece. */
  public int next() {
    if (calls >= SMALL_CALLS) {
      return LARGE;
    }
    calls++;
    return calls <= TINY_CALLS ? TINY : SMALL;
  }
}
