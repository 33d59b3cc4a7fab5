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
    /** What is read was opened. */
    OPEN,
    /** What is written was opened. */
    CREATE,
    READ,
    WRITE,
    /** What was only read is closed. */
    CLOSE,
    /** What was written is closed: only then is all of it there. */
    FINISH,
    FORCE,
    MOVE,
    DELETE,
    /** What is there, and of which kind, without opening it. */
    LOOK,
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

  /** Whether something went another way than without the fault. */
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
    // The others are about octets, see below: of any other step they change nothing.
    if (!strikes || kind == Kind.ZERO || kind == Kind.SHORT || kind == Kind.CUT) {
      return;
    }
    happened = true;
    struck = step;
    switch (kind) {
      case INTERRUPT -> Thread.currentThread().interrupt();
      case CHANGE -> change.happens();
      default -> throw new Injected(step, index);
    }
  }

  /**
   * How many octets are read where so many were asked for; -1 at the end of a source.
   *
   * @param left how many the source still has
   */
  int read(int wanted, long left) throws IOException {
    int index = count;
    if (readsOne(left)) {
      if (kind == Kind.ZERO && index == at && wanted > 0) {
        happened = true;
        return 0;
      }
      return some(index, wanted, left);
    }
    return -1;
  }

  /** The same of a read that has no way of giving nothing; false at the end of a source. */
  boolean readsOne(long left) throws IOException {
    int index = count;
    step(Step.READ);
    boolean cut = kind == Kind.CUT && index >= at;
    happened |= cut && left > 0;
    return !cut;
  }

  /** How many octets are written where so many were handed over. */
  int write(int wanted) throws IOException {
    int index = count;
    step(Step.WRITE);
    return some(index, wanted, wanted);
  }

  private int some(int index, int wanted, long left) {
    int most = Math.min(wanted, piece);
    if (kind != Kind.SHORT || index < at || most <= 1) {
      return most;
    }
    int fewer = 1 + random.nextInt(most);
    happened |= fewer < Math.min(most, left);
    return fewer;
  }
}
