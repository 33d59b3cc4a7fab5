package org.smime4j.internal.mime;

import static org.bouncycastle.util.Arrays.areEqual;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the delimiter lines of all multiparts that are open, and what looks like one to some
 * program, skipping most octets between them (Horspool's table over what the delimiters have in
 * common in length).
 */
final class BoundarySearch {

  /** RFC 2046 allows 70; nobody needs more than this. */
  static final int LONGEST = 1_000;

  /** Octets of a delimiter with the blanks behind it. Some programs cut a longer line. */
  static final int PADDING = 996;

  /** A delimiter line needs at most as many octets as this to be told from another line. */
  static final int LOOK_AHEAD = 2 + LONGEST + 2 + PADDING + 2;

  private static final int BLOCK = 8 * 1024;

  /** A delimiter as it is written and in small letters, and what is known of it. */
  private static final class Delimiter {
    final byte[] octets;
    final byte[] small;
    boolean isClosed;
    boolean isNoted;

    Delimiter(byte[] octets) {
      this.octets = octets;
      this.small = octets.clone();
      for (int i = 0; i < small.length; i++) {
        small[i] = small(small[i]);
      }
    }

    boolean standsAt(byte[] array, int from, int to) {
      if (to - from < small.length) {
        return false;
      }
      int i = 0;
      while (i < small.length && small(array[from + i]) == small[i]) {
        i++;
      }
      return i == small.length;
    }

    /** The same, letter by letter. */
    boolean isWrittenAt(byte[] array, int from) {
      return areEqual(array, from, from + octets.length, octets, 0, octets.length);
    }
  }

  private final List<Delimiter> delimiters = new ArrayList<>();
  private int[] skip = new int[0];
  private int shortest = Integer.MAX_VALUE;
  private int longest;

  /** The last octets of a part, NUL left out, and whether there was any among them. */
  private byte[] withoutNul = new byte[0];

  private int kept;
  private boolean leftOut;

  /** What {@link #matchAt} found. */
  int matched;

  /** The boundaries that the octets there look like, and were not noted before. */
  final List<Integer> alike = new ArrayList<>();

  boolean isClose;
  boolean isPadded;
  int lineEnd;

  /** Opens a boundary inside those that are open; its index is its depth among them. */
  void push(String boundary) {
    delimiters.add(new Delimiter(("--" + boundary).getBytes(StandardCharsets.UTF_8)));
    prepare();
  }

  /** No delimiter of it follows; it is looked for until it is taken away. */
  void close(int depth) {
    delimiters.get(depth).isClosed = true;
  }

  /** Takes all boundaries away from this depth on. */
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
    if (skip.length == 0) {
      skip = new int[256];
    }
    shortest = Integer.MAX_VALUE;
    longest = 0;
    for (Delimiter delimiter : delimiters) {
      shortest = Math.min(shortest, delimiter.small.length);
      longest = Math.max(longest, delimiter.small.length);
    }
    Arrays.fill(skip, shortest);
    for (Delimiter delimiter : delimiters) {
      for (int i = 0; i < shortest - 1; i++) {
        int octet = delimiter.small[i] & 0xff;
        skip[octet] = Math.min(skip[octet], shortest - 1 - i);
      }
    }
    // Negative marks an octet that may end a delimiter's head.
    for (Delimiter delimiter : delimiters) {
      int octet = delimiter.small[shortest - 1] & 0xff;
      skip[octet] = -Math.abs(skip[octet]);
    }
    for (int capital = 'A'; capital <= 'Z'; capital++) {
      skip[capital] = skip[small((byte) capital)];
    }
  }

  /** ASCII's capitals as small letters. */
  static byte small(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet | 0x20) : octet;
  }

  /**
   * The first index in the range at which a delimiter may stand, in small letters or capitals and
   * anywhere in a line, or at which the range has become too short to tell.
   */
  int candidate(byte[] array, int from, int to) {
    int at = from;
    int last = shortest - 1;
    int end = to - last;
    while (at < end) {
      int step = skip[array[at + last] & 0xff];
      if (step < 0) {
        if (array[at] == '-' && array[at + 1] == '-') {
          return at;
        }
        step = -step;
      }
      at += step;
    }
    return at;
  }

  /** Whether a delimiter has room between an index and the end of a range. */
  boolean hasRoom(int at, int to) {
    return at <= to - shortest;
  }

  /** The octets that a comparison looks at. */
  long octetsToCompare() {
    return (long) delimiters.size() * longest;
  }

  /**
   * Whether a delimiter line, complete with its end, stands here. The outermost is asked first: one
   * that could be an inner one as well ends what is inside (RFC 2046, section 5.1.2). What looks
   * like a delimiter and is none is {@link #alike}; so is an outer delimiter to an inner multipart
   * that has not ended.
   */
  boolean matchAt(byte[] array, int from, int to, boolean atLineStart) {
    matched = -1;
    alike.clear();
    for (int i = 0; i < delimiters.size(); i++) {
      Delimiter delimiter = delimiters.get(i);
      boolean mayMatch = atLineStart && matched < 0 && !delimiter.isClosed;
      boolean mayBeAlike = !delimiter.isNoted && (matched < 0 || !delimiter.isClosed);
      if ((mayMatch || mayBeAlike) && delimiter.standsAt(array, from, to)) {
        if (mayMatch && delimiter.isWrittenAt(array, from) && isLine(array, from, to, delimiter)) {
          matched = i;
        } else if (mayBeAlike) {
          delimiter.isNoted = true;
          alike.add(i);
        }
      }
    }
    return matched >= 0;
  }

  private boolean isLine(byte[] array, int from, int to, Delimiter delimiter) {
    int end = from + delimiter.octets.length;
    int blanks = Math.max(0, PADDING - delimiter.octets.length);
    return restIsBlank(array, end, to, blanks, false)
        || (end + 2 <= to
            && array[end] == '-'
            && array[end + 1] == '-'
            && restIsBlank(array, end + 2, to, blanks, true));
  }

  private boolean restIsBlank(byte[] array, int from, int to, int most, boolean close) {
    int at = from;
    while (at < to && at - from <= most && (array[at] == ' ' || array[at] == '\t')) {
      at++;
    }
    int blanks = at - from;
    if (blanks > most) {
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

  /** Begins a part for {@link #standsWithoutNul}. */
  void startPart() {
    kept = 0;
    leftOut = false;
  }

  /**
   * Whether a delimiter stands in a part once NUL is left out of it, in letters of any case.
   *
   * @param from where the octets of the last call ended
   */
  boolean standsWithoutNul(byte[] array, int from, int to) {
    if (delimiters.isEmpty()) {
      return false;
    }
    if (withoutNul.length < longest + BLOCK) {
      withoutNul = Arrays.copyOf(withoutNul, longest + BLOCK);
    }
    for (int at = from; at < to; ) {
      int stop = at + Math.min(BLOCK, to - at);
      boolean nul = ScanWindow.holdsNul(array, at, stop);
      if (!nul && !leftOut && stop - at >= longest) {
        kept = longest - 1; // the search for delimiters sees the others
        System.arraycopy(array, stop - kept, withoutNul, 0, kept);
        at = stop;
        continue;
      }
      leftOut = nul || (leftOut && stop - at < longest);
      for (; at < stop; at++) {
        if (array[at] != 0) {
          withoutNul[kept++] = array[at];
        }
      }
      if (stands(withoutNul, kept)) {
        return true;
      }
      int keep = Math.min(kept, longest - 1);
      System.arraycopy(withoutNul, kept - keep, withoutNul, 0, keep);
      kept = keep;
    }
    return false;
  }

  private boolean stands(byte[] array, int to) {
    for (int at = candidate(array, 0, to); hasRoom(at, to); at = candidate(array, at + 1, to)) {
      for (Delimiter delimiter : delimiters) {
        if (delimiter.standsAt(array, at, to)) {
          return true;
        }
      }
    }
    return false;
  }
}
