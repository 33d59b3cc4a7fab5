package org.smime4j.internal.mime;

import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Bound;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** Finds the line that is too long while looking at hardly any octet of the others. */
final class LineMeter {

  private final Limits limits;
  private final long allowed;
  private long sinceLineEnd;

  LineMeter(Limits limits) {
    this.limits = limits;
    this.allowed = limits.get(Limit.LINE_OCTETS);
  }

  void startLine() {
    sinceLineEnd = 0;
  }

  /** Takes the octets that follow those of the last call. */
  void feed(byte[] array, int from, int to) throws SmimeException.LimitExceeded {
    int at = from;
    while (true) {
      long room = allowed - sinceLineEnd;
      if (to - at <= room) {
        int lineFeed = lastLineFeed(array, at, to);
        sinceLineEnd = lineFeed < 0 ? sinceLineEnd + to - at : to - lineFeed - 1;
        return;
      }
      // Somewhere up to here a line has to end.
      int lineFeed = lastLineFeed(array, at, (int) (at + room + 1));
      if (lineFeed < 0) {
        Bound.check(limits, Limit.LINE_OCTETS, allowed + 1);
      }
      at = lineFeed + 1;
      sinceLineEnd = 0;
    }
  }

  private static int lastLineFeed(byte[] array, int from, int to) {
    int at = to - 1;
    while (at >= from && array[at] != '\n') {
      at--;
    }
    return at < from ? -1 : at;
  }
}
