package org.smime4j.faults;

import java.io.IOException;
import java.io.Serial;
import java.util.Random;

/**
 * One thing that goes wrong at one step of a medium. Every step of the medium comes by here; with
 * {@link Kind#NONE} they are only counted.
 */
final class Fault {

  /** What goes wrong. */
  enum Kind {
    /** Nothing. */
    NONE,
    /** The step fails, once. */
    ONCE,
    /** From this step on nothing more can be written: the disk is full. */
    FULL,
    /** From this step on less is read and written than was asked for. */
    SHORT,
    /** The step reads nothing, as a stream may that has nothing yet. */
    ZERO,
    /** From this step on the source is at its end. */
    CUT,
    /** The thread is interrupted. */
    INTERRUPT,
    /** Something else happens to the medium before the step, see {@link #changing}. */
    CHANGE
  }

  /** What the medium was asked for. */
  enum Step {
    OPEN,
    READ,
    WRITE,
    CLOSE,
    MOVE,
    DELETE,
    OTHER
  }

  /** The failure of a medium: it must be the cause of whatever is thrown. */
  static final class Injected extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    Injected(Step step, int index) {
      super("injected: " + step + " as operation " + index);
    }
  }

  /** What changes the medium. */
  interface Change {
    void happens() throws IOException;
  }

  private final Kind kind;
  private final int at;
  private final Random random;
  private int piece = Integer.MAX_VALUE;
  private Change change = () -> {};
  private int count;
  private int open;
  private Step struck = Step.OTHER;
  private boolean happened;

  Fault(Kind kind, int at) {
    this.kind = kind;
    this.at = at;
    this.random = new Random(at);
  }

  static Fault none() {
    return new Fault(Kind.NONE, -1);
  }

  /** With what {@link Kind#CHANGE} does. */
  Fault changing(Change what) {
    change = what;
    return this;
  }

  /** With no more than so many octets read or written in one step. */
  Fault inPieces(int most) {
    piece = most;
    return this;
  }

  /** How many steps there were. */
  int count() {
    return count;
  }

  /** Which step was struck. */
  Step struck() {
    return struck;
  }

  /** Whether it came to the step at all. */
  boolean happened() {
    return happened;
  }

  /** How many streams and channels are open. */
  int open() {
    return open;
  }

  void opened() {
    open++;
  }

  void closed() {
    open--;
  }

  /** Every operation but reading and writing. */
  void step(Step step) throws IOException {
    int index = count++;
    boolean strikes =
        kind == Kind.FULL ? index >= at && step == Step.WRITE : index == at && kind != Kind.NONE;
    if (!strikes) {
      return;
    }
    happened = true;
    struck = step;
    switch (kind) {
      case ONCE, FULL -> throw new Injected(step, index);
      case INTERRUPT -> Thread.currentThread().interrupt();
      case CHANGE -> change.happens();
      default -> {}
    }
  }

  /** How many octets are read where so many were asked for; -1 at the end of a source. */
  int read(int wanted) throws IOException {
    int index = count;
    step(Step.READ);
    if (kind == Kind.ZERO && index == at) {
      return 0;
    }
    if (kind == Kind.CUT && index >= at) {
      happened = true;
      return -1;
    }
    return some(index, wanted);
  }

  /** How many octets are written where so many were handed over. */
  int write(int wanted) throws IOException {
    int index = count;
    step(Step.WRITE);
    return some(index, wanted);
  }

  private int some(int index, int wanted) {
    int most = Math.min(wanted, piece);
    return kind == Kind.SHORT && index >= at && most > 1 ? 1 + random.nextInt(most) : most;
  }
}
