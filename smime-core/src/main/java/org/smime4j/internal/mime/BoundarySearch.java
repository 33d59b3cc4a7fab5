package org.smime4j.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the delimiter lines of all multiparts that are open, skipping most octets between them
 * (Horspool's table over what the delimiters have in common in length).
 */
final class BoundarySearch {

  /** RFC 2046 allows 70; nobody needs more than this. */
  static final int LONGEST = 1_000;

  /** Blanks that may follow a delimiter on its line. */
  static final int PADDING = 1_000;

  /** A delimiter line needs at most as many octets as this to be told from another line. */
  static final int LOOK_AHEAD = 2 + LONGEST + 2 + PADDING + 2;

  private final List<byte[]> delimiters = new ArrayList<>();
  private int[] skip = new int[0];

  /** How a line began, NUL left out, and how many delimiters begin so. */
  private final byte[] line = new byte[2 + LONGEST];

  private int column;
  private int alive;
  private int shortest;

  /** What {@link #matchAt} found. */
  int matched;

  /** The outermost boundary whose delimiter a line began with that is none; or -1. */
  int prefixed;

  boolean isClose;
  boolean isPadded;
  int lineEnd;

  /** Opens a boundary inside those that are open; its index is its depth among them. */
  void push(String boundary) {
    delimiters.add(("--" + boundary).getBytes(StandardCharsets.UTF_8));
    prepare();
  }

  /** Closes all boundaries from this depth on. */
  void truncate(int depth) {
    if (delimiters.size() > depth) {
      delimiters.subList(depth, delimiters.size()).clear();
      prepare();
    }
  }

  int depth() {
    return delimiters.size();
  }

  private void prepare() {
    shortest = Integer.MAX_VALUE;
    if (skip.length == 0) {
      skip = new int[256];
    }
    for (byte[] delimiter : delimiters) {
      shortest = Math.min(shortest, delimiter.length);
    }
    Arrays.fill(skip, shortest);
    for (byte[] delimiter : delimiters) {
      for (int i = 0; i < shortest - 1; i++) {
        int octet = delimiter[i] & 0xff;
        skip[octet] = Math.min(skip[octet], shortest - 1 - i);
      }
    }
    // Negative marks an octet that may end a delimiter's head.
    for (byte[] delimiter : delimiters) {
      int octet = delimiter[shortest - 1] & 0xff;
      skip[octet] = -Math.abs(skip[octet]);
    }
  }

  /**
   * The first index in the range at which a line begins that may be a delimiter, or at which the
   * range has become too short to tell. A line begins at {@code lineStart} and behind each LF; some
   * programs begin one behind a CR too, and the caller looks at that.
   */
  int candidate(byte[] array, int from, int to, int lineStart) {
    int at = from;
    int last = shortest - 1;
    int end = to - last;
    while (at < end) {
      int step = skip[array[at + last] & 0xff];
      if (step < 0) {
        if (array[at] == '-' && (at == lineStart || (at > 0 && isLineEnd(array[at - 1])))) {
          return at;
        }
        step = -step;
      }
      at += step;
    }
    return at;
  }

  private static boolean isLineEnd(byte octet) {
    return octet == '\n' || octet == '\r';
  }

  /**
   * Whether a delimiter line, complete with its end, stands at this line start. The outermost is
   * asked first: one that could be an inner one as well ends what is inside (RFC 2046, section
   * 5.1.2).
   */
  boolean matchAt(byte[] array, int from, int to) {
    prefixed = -1;
    for (int i = 0; i < delimiters.size(); i++) {
      byte[] delimiter = delimiters.get(i);
      int end = from + delimiter.length;
      if (end <= to && Arrays.equals(array, from, end, delimiter, 0, delimiter.length)) {
        if (restIsBlank(array, end, to, false)) {
          matched = i;
          return true;
        }
        if (end + 2 <= to
            && array[end] == '-'
            && array[end + 1] == '-'
            && restIsBlank(array, end + 2, to, true)) {
          matched = i;
          return true;
        }
        prefixed = prefixed < 0 ? i : prefixed;
      }
    }
    return false;
  }

  private boolean restIsBlank(byte[] array, int from, int to, boolean close) {
    int at = from;
    while (at < to && at - from <= PADDING && (array[at] == ' ' || array[at] == '\t')) {
      at++;
    }
    int blanks = at - from;
    if (blanks > PADDING) {
      return false;
    }
    if (at + 1 < to && array[at] == '\r' && array[at + 1] == '\n') {
      at += 2;
    } else if (at < to && array[at] == '\n') {
      at++;
    } else if (at + 1 == to && array[at] == '\r') {
      at++; // the source was cut between CR and LF
    } else if (at < to) {
      return false;
    }
    isClose = close;
    isPadded = blanks > 0;
    lineEnd = at;
    return true;
  }

  /** Begins a line for {@link #beginsWithoutNul}. */
  void startLine() {
    column = 0;
    alive = delimiters.size();
  }

  /**
   * Whether a line begins with a delimiter once NUL is left out of it.
   *
   * @param from where the octets of the last call ended
   */
  boolean beginsWithoutNul(byte[] array, int from, int to) {
    for (int i = from; i < to; i++) {
      byte octet = array[i];
      if (isLineEnd(octet)) {
        startLine();
      } else if (alive > 0 && octet != 0) {
        alive = 0;
        for (byte[] delimiter : delimiters) {
          if (column < delimiter.length && beginning(delimiter, octet)) {
            if (column + 1 == delimiter.length) {
              return true;
            }
            alive++;
          }
        }
        line[column++] = octet;
      }
    }
    return false;
  }

  private boolean beginning(byte[] delimiter, byte octet) {
    return delimiter[column] == octet && Arrays.equals(line, 0, column, delimiter, 0, column);
  }
}
