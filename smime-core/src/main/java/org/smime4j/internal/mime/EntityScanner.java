package org.smime4j.internal.mime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.io.Bound;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Reads the structure of a message in one pass: bounded, linear, without recursion, and holding
 * nothing but the tree. Nothing is decoded; how a message departs from the letter is kept as {@link
 * Oddity}.
 *
 * <p>A delimiter is a line that holds nothing but the two hyphens, the boundary, two more where it
 * closes, and blanks. Of the multiparts that are open the outermost is asked first, and its
 * delimiter ends all that is open inside it (RFC 2046 section 5.1.2).
 */
public final class EntityScanner {

  private static final MediaType TEXT = MediaType.of("text", "plain");
  private static final MediaType MESSAGE = MediaType.of("message", "rfc822");

  /** To look for delimiters and the ends of lines. */
  private static final int NANOSECONDS_OF_AN_OCTET = 2;

  /** To take fields apart, of which the shortest have two octets. */
  private static final int NANOSECONDS_OF_A_HEADERS_OCTET = 30;

  /** To compare what may be a delimiter with one boundary. */
  private static final int NANOSECONDS_OF_A_COMPARISON = 30;

  /** Octets of boundaries that are compared in a nanosecond. */
  private static final int COMPARED_IN_A_NANOSECOND = 2;

  /** Whole header blocks that all entities together may fill. */
  private static final int HEADER_BLOCKS = 32;

  private final ByteSource source;
  private final Limits limits;
  private final WorkBudget work;
  private final ScanWindow window;
  private final BoundarySearch search = new BoundarySearch();
  private final LineMeter meter;
  private final List<Frame> open = new ArrayList<>();
  private int parts;
  private long headerOctets;
  private long nanoseconds;
  private long paidTo;
  private int at;

  /** An entity whose end is not yet found; of a multipart, with its depth among the boundaries. */
  private static final class Frame {
    final Entity entity;
    final int boundary;
    boolean closed;

    /** What is known of the body where Base64 is due; null elsewhere. */
    final @Nullable Base64Purity purity;

    /** Where the body ceases to be pure; -1 where nobody looked. */
    long pureTo = -1;

    Frame(Entity entity, int boundary) {
      this.entity = entity;
      this.boundary = boundary;
      boolean isBase64 = boundary < 0 && entity.transferEncoding().equals("base64");
      this.purity = isBase64 ? new Base64Purity() : null;
    }
  }

  private EntityScanner(ByteSource source, Limits limits, WorkBudget work, ScanWindow window) {
    this.source = source;
    this.limits = limits;
    this.work = work;
    this.window = window;
    this.meter = new LineMeter(limits);
    this.at = window.first();
  }

  /** The root entity of a message or of a bare MIME entity. */
  public static Entity scan(ByteSource source, Limits limits) throws IOException {
    return scan(source, limits, unlimited(limits));
  }

  /** The same, drawing on the work that a message may cost. */
  public static Entity scan(ByteSource source, Limits limits, WorkBudget work) throws IOException {
    try (ScanWindow window = new ScanWindow(source)) {
      return new EntityScanner(source, limits, work, window).scan();
    }
  }

  private static WorkBudget unlimited(Limits limits) {
    return WorkBudget.of(limits.allowing(Limit.WORK, Long.MAX_VALUE), 0);
  }

  /** The root entity as if it had no parts: its body is not looked at. */
  public static Entity withoutParts(ByteSource source, Limits limits) throws IOException {
    try (ScanWindow window = new ScanWindow(source)) {
      EntityScanner scanner = new EntityScanner(source, limits, unlimited(limits), window);
      Entity root = scanner.readEntity(TEXT);
      root.end(scanner.endOfSource());
      return root;
    }
  }

  /** The first header block alone; a body is not looked at. */
  public static HeaderFields header(ByteSource source, Limits limits) throws IOException {
    try (ScanWindow window = new ScanWindow(source)) {
      EntityScanner scanner = new EntityScanner(source, limits, unlimited(limits), window);
      return scanner.readEntity(TEXT).header();
    }
  }

  /** Draws on the work before it is done, by whole units. */
  private void spend(long more) throws SmimeException.LimitExceeded {
    nanoseconds += more;
    if (nanoseconds >= 1_000) {
      work.spend(nanoseconds / 1_000);
      nanoseconds %= 1_000;
    }
  }

  /** Pays for what is in the window and was not yet looked at. */
  private void payForWindow() throws SmimeException.LimitExceeded {
    long end = window.offset(window.limit);
    spend((end - paidTo) * NANOSECONDS_OF_AN_OCTET);
    paidTo = end;
  }

  private Entity scan() throws IOException {
    Entity root = readEntity(TEXT);
    push(root);
    while (!open.isEmpty()) {
      int lineStart = bodyDelimiter();
      if (lineStart < 0) {
        closeFrom(0, endOfSource());
      } else {
        delimiter(lineStart);
      }
    }
    return root;
  }

  /** Opens an entity whose header was read; messages inside messages are opened on the way. */
  private void push(Entity first) throws IOException {
    Entity entity = first;
    while (true) {
      Bound.check(limits, Limit.MIME_DEPTH, open.size());
      String boundary = entity.boundary();
      if (boundary != null) {
        for (Frame frame : open) {
          String around = frame.entity.boundary();
          if (around != null
              && !frame.closed
              && boundary.regionMatches(true, 0, around, 0, around.length())) {
            frame.entity.add(Oddity.DELIMITER_LOOKALIKE);
          }
        }
        search.push(boundary);
        open.add(new Frame(entity, search.depth() - 1));
        if (entity.mediaType().duplicates().contains("boundary")) {
          entity.add(Oddity.BOUNDARY_DUPLICATE);
        }
        if (entity.transferEncoding().equals("base64")) {
          entity.add(Oddity.ENCODED_MULTIPART);
        }
        return;
      }
      open.add(new Frame(entity, -1));
      if (entity.mediaType().type().equals("multipart")) {
        entity.add(Oddity.BOUNDARY_MISSING);
      }
      if (!entity.isMessage()) {
        return;
      }
      Entity child = readEntity(TEXT);
      entity.add(child);
      entity = child;
    }
  }

  /** Reads a header block from here, up to its empty line, a delimiter or the end. */
  private Entity readEntity(MediaType absent) throws IOException {
    Bound.check(limits, Limit.PARTS, ++parts);
    long allowed = limits.get(Limit.HEADER_BLOCK_OCTETS);
    int start = at;
    int line = at;
    boolean ended = false;
    boolean endsOtherwise = false;
    while (true) {
      int end = line;
      while (true) {
        while (end < window.limit && window.buffer[end] != '\n') {
          end++;
        }
        if (end - start > allowed + 1) { // the CR of an empty line is of no field
          throw new SmimeException.LimitExceeded(Limit.HEADER_BLOCK_OCTETS, allowed);
        }
        if (end < window.limit || window.atEnd()) {
          break;
        }
        int moved = window.slide(start);
        start -= moved;
        line -= moved;
        end -= moved;
      }
      int next = Math.min(end + 1, window.limit);
      if (line == window.limit) {
        break;
      }
      if (window.buffer[line] == '-' && search.depth() > 0 && isDelimiter(line, next, true)) {
        break;
      }
      if (line == end || (line + 1 == end && window.buffer[line] == '\r')) {
        ended = true;
        boolean isCrlf = line > start + 1 && window.buffer[line - 2] == '\r';
        endsOtherwise = line > start && isCrlf != end > line;
        at = next;
        break;
      }
      line = next;
    }
    if (!ended) {
      at = line;
    }
    noteDelimiters(start, line);
    spend((long) (line - start + 1) * NANOSECONDS_OF_A_HEADERS_OCTET);
    headerOctets += line - start;
    if (line - start > allowed || headerOctets > allowed * HEADER_BLOCKS) {
      throw new SmimeException.LimitExceeded(Limit.HEADER_BLOCK_OCTETS, allowed);
    }
    HeaderFields header =
        window.slides()
            ? HeaderFields.parse(
                Arrays.copyOfRange(window.buffer, start, line), 0, line - start, limits)
            : HeaderFields.parse(window.buffer, start, line, limits);
    Entity entity = new Entity(source, window.offset(start), window.offset(at), header, absent);
    if (!ended) {
      entity.add(Oddity.HEADER_UNENDED);
    }
    if (endsOtherwise) {
      entity.add(Oddity.HEADER_LINE_ENDS);
    }
    return entity;
  }

  /** Takes note of the delimiter that the search found, and opens the part behind it. */
  private void delimiter(int lineStart) throws IOException {
    int frameIndex = frameOf(search.matched);
    Frame frame = open.get(frameIndex);
    boolean close = search.isClose;
    if (search.isPadded) {
      frame.entity.add(Oddity.DELIMITER_PADDING);
    }
    if (!frame.entity.children().isEmpty()) {
      lineEnd(frame.entity, lineStart);
    }
    frame.entity.delimiter(window.offset(lineStart));
    at = search.lineEnd;
    lineEnd(frame.entity, at);
    closeFrom(frameIndex + 1, contentEnd(lineStart));
    if (close) {
      frame.entity.close(window.offset(at));
      frame.closed = true;
      search.close(frame.boundary);
      return;
    }
    Entity part = readEntity(frame.entity.mediaType().is("multipart", "digest") ? MESSAGE : TEXT);
    frame.entity.add(part);
    push(part);
  }

  /** Takes how the line ends that ends here, if it does. */
  private void lineEnd(Entity multipart, int end) {
    if (end > 0 && window.buffer[end - 1] == '\n') {
      multipart.delimiterLineEnd(end > 1 && window.buffer[end - 2] == '\r');
    }
  }

  private int frameOf(int boundary) {
    for (int i = open.size() - 1; i >= 0; i--) {
      if (open.get(i).boundary == boundary) {
        return i;
      }
    }
    throw new IllegalStateException("no multipart has the boundary " + boundary);
  }

  /** The offset at which content before a delimiter ends: the line end is the delimiter's. */
  private long contentEnd(int lineStart) {
    int end = lineStart;
    if (window.offset(end) > 0 && window.buffer[end - 1] == '\n') {
      end--;
      if (window.offset(end) > 0 && window.buffer[end - 1] == '\r') {
        end--;
      }
    }
    return window.offset(end);
  }

  private void closeFrom(int index, long end) {
    for (int i = open.size() - 1; i >= index; i--) {
      Frame frame = open.remove(i);
      frame.entity.end(end);
      if (frame.purity != null && frame.pureTo >= end && frame.purity.isPure()) {
        frame.entity.pure();
      }
      if (frame.boundary >= 0) {
        search.truncate(frame.boundary);
        if (!frame.closed) {
          frame.entity.add(
              frame.entity.children().isEmpty() ? Oddity.NO_PARTS : Oddity.CLOSE_MISSING);
        }
      }
    }
  }

  /**
   * The index at which the next delimiter line begins, or -1 at the end of the source. Watches the
   * lines on the way, and for text before the first delimiter or behind the last.
   */
  private int bodyDelimiter() throws IOException {
    Frame innermost = open.get(open.size() - 1);
    @Nullable Entity around = innermost.boundary < 0 ? null : innermost.entity;
    boolean lines = around != null || !innermost.entity.isWithoutLines();
    if (search.depth() == 0 && !lines) {
      return -1;
    }
    Oddity text = innermost.closed ? Oddity.EPILOGUE : Oddity.PREAMBLE;
    meter.startLine();
    search.startPart();
    payForWindow();
    int lineStart = at; // where a line begins without an LF of this window before it
    int from = at;
    Base64Purity purity = innermost.purity;
    while (true) {
      if (purity != null) {
        // Neither a delimiter nor NUL stands in pure Base64.
        at = purity.end(window.buffer, at, window.limit);
        from = at;
        innermost.pureTo = window.offset(at);
        purity = at < window.limit ? null : purity;
      }
      int found =
          search.depth() == 0 ? window.limit : search.candidate(window.buffer, from, window.limit);
      boolean complete = window.atEnd() || found + BoundarySearch.LOOK_AHEAD <= window.limit;
      boolean matches =
          complete
              && found < window.limit
              && search.depth() > 0
              && isDelimiter(
                  found,
                  window.limit,
                  (found == lineStart || (found > 0 && window.buffer[found - 1] == '\n')));
      int seen = Math.min(found, window.limit);
      if (lines) {
        meter.feed(window.buffer, at, seen);
      }
      if (around != null && !around.oddities().contains(text) && holdsText(at, seen)) {
        around.add(text);
      }
      if (holdsNulWhereItMatters(innermost, at, seen)) {
        nulInLines(innermost);
      }
      at = seen;
      if (matches) {
        return found;
      }
      if (complete && found < window.limit) {
        from = found + 1;
        continue;
      }
      if (window.atEnd()) {
        return -1;
      }
      int moved = window.slide(Math.max(seen - 2, 0));
      payForWindow();
      at -= moved;
      lineStart -= moved;
      from = at;
    }
  }

  /** What only looks like a delimiter is noted. */
  private boolean isDelimiter(int index, int to, boolean atLineStart)
      throws SmimeException.LimitExceeded {
    spend(
        (long) (search.depth() + 2) * NANOSECONDS_OF_A_COMPARISON
            + search.octetsToCompare() / COMPARED_IN_A_NANOSECOND);
    boolean matches = search.matchAt(window.buffer, index, to, atLineStart);
    for (int alike : search.alike) {
      open.get(frameOf(alike)).entity.add(Oddity.DELIMITER_LOOKALIKE);
    }
    return matches;
  }

  /** Notes what looks like a delimiter anywhere in a header block. */
  private void noteDelimiters(int from, int to) throws SmimeException.LimitExceeded {
    if (search.depth() > 0) {
      int at = search.candidate(window.buffer, from, to);
      while (search.hasRoom(at, to)) {
        isDelimiter(at, to, false);
        at = search.candidate(window.buffer, at + 1, to);
      }
    }
  }

  private boolean holdsNulWhereItMatters(Frame innermost, int from, int to) {
    boolean isPart = innermost.boundary < 0;
    if (isPart && innermost.entity.transferEncoding().equals("binary")) {
      return search.standsWithoutNul(window.buffer, from, to);
    }
    return (!isPart || search.depth() > 0) && window.holdsNul(from, to);
  }

  private void nulInLines(Frame innermost) {
    innermost.entity.add(Oddity.NUL_IN_LINES);
    for (Frame frame : open) {
      if (frame.entity.mediaType().is("multipart", "signed")) {
        frame.entity.add(Oddity.NUL_IN_LINES);
      }
    }
  }

  private boolean holdsText(int from, int to) {
    for (int i = from; i < to; i++) {
      if (window.buffer[i] > ' ' || window.buffer[i] < 0) {
        return true;
      }
    }
    return false;
  }

  private long endOfSource() throws IOException {
    OptionalLong size = source.sizeIfKnown();
    if (size.isPresent()) {
      return size.getAsLong();
    }
    while (!window.atEnd()) {
      window.slide(window.limit);
    }
    return window.offset(window.limit);
  }
}
