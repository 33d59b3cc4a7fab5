package org.smime4j.internal.mime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.sources.ByteSource;

/**
 * A MIME entity where it stands in its source: positions only, so that {@link #raw()} and {@link
 * #body()} are exactly the octets that travelled. The line end before a delimiter belongs to the
 * delimiter (RFC 2046 section 5.1.1).
 */
public final class Entity {

  private final ByteSource source;
  private final long start;
  private final long bodyStart;
  private final HeaderFields header;
  private final MediaType mediaType;
  private final String transferEncoding;
  private final List<Entity> children = new ArrayList<>();
  private final EnumSet<Oddity> oddities = EnumSet.noneOf(Oddity.class);
  private long end;

  /** Where the first delimiter line of a multipart begins; -1 where there is none. */
  private long firstDelimiter = -1;

  /** Where the text behind the final delimiter begins; -1 where there is none. */
  private long closed = -1;

  /** Whether the body is known to be pure Base64. */
  private boolean pure;

  private boolean delimiterEndsInCrlf;
  private boolean delimiterEndsInLf;

  Entity(ByteSource source, long start, long bodyStart, HeaderFields header, MediaType absent) {
    this.source = source;
    this.start = start;
    this.bodyStart = bodyStart;
    this.header = header;
    this.mediaType = mediaType(header, absent);
    HeaderField encoding = header.first("Content-Transfer-Encoding");
    this.transferEncoding =
        encoding == null
            ? "7bit"
            : encoding.mediaType().toString().replace("\"", "").toLowerCase(Locale.ROOT);
    this.oddities.addAll(header.oddities());
  }

  /** Of several fields the first by which some program opens S/MIME, or else the first. */
  private static MediaType mediaType(HeaderFields header, MediaType absent) {
    MediaType first = null;
    for (HeaderField field : header.all()) {
      if (field.is("Content-Type")) {
        MediaType type = field.mediaType();
        if (type.isSmime()) {
          return type;
        }
        first = first == null ? type : first;
      }
    }
    return first == null ? absent : first;
  }

  void end(long value) {
    end = Math.max(value, start);
  }

  void pure() {
    pure = true;
  }

  void delimiter(long offset) {
    firstDelimiter = firstDelimiter < 0 ? offset : firstDelimiter;
  }

  /**
   * Takes how a line at a delimiter ends: some programs look for delimiters by the first of them.
   */
  void delimiterLineEnd(boolean crlf) {
    delimiterEndsInCrlf |= crlf;
    delimiterEndsInLf |= !crlf;
    if (delimiterEndsInCrlf && delimiterEndsInLf) {
      oddities.add(Oddity.DELIMITER_LINE_ENDS);
    }
  }

  void close(long offset) {
    closed = offset;
  }

  void add(Entity child) {
    children.add(child);
  }

  void add(Oddity oddity) {
    oddities.add(oddity);
  }

  /** The header fields. */
  public HeaderFields header() {
    return header;
  }

  /** The media type; text/plain where no field states one, message/rfc822 in a digest. */
  public MediaType mediaType() {
    return mediaType;
  }

  /** The content transfer encoding in lower case, as the header claims it; 7bit if it does not. */
  public String transferEncoding() {
    return transferEncoding;
  }

  /** Where the entity begins in its source. */
  public long start() {
    return start;
  }

  /** Where its body begins: behind the empty line. */
  public long bodyStart() {
    return Math.min(bodyStart, end);
  }

  /** Where it ends, exclusive. */
  public long end() {
    return end;
  }

  /** Header, empty line and body. */
  public ByteSource raw() {
    return source.slice(start, end);
  }

  /** The header block with the empty line that ends it. */
  public ByteSource rawHeader() {
    return source.slice(start, bodyStart());
  }

  /** The body, still in its transfer encoding. */
  public ByteSource body() {
    return source.slice(bodyStart(), end);
  }

  /**
   * Where the first delimiter line of a multipart begins; where its body begins if there is none.
   */
  long preambleEnd() {
    return Math.max(bodyStart(), firstDelimiter);
  }

  /** Where the text behind the final delimiter begins; the end if there is none. */
  long epilogueStart() {
    return closed < 0 || closed >= end ? end : closed;
  }

  /** What stands before the first delimiter of a multipart. */
  ByteSource preamble() {
    return source.slice(bodyStart(), preambleEnd());
  }

  /** What stands behind the final delimiter of a multipart. */
  ByteSource epilogue() {
    return source.slice(epilogueStart(), end);
  }

  /** Whether a line at a delimiter, here or in a part, ends in CRLF, or else in LF alone. */
  public boolean hasDelimiterThatEndsIn(boolean crlf) {
    return (crlf ? delimiterEndsInCrlf : delimiterEndsInLf)
        || children.stream().anyMatch(child -> child.hasDelimiterThatEndsIn(crlf));
  }

  /** The parts of a multipart, or the one message of a message/rfc822; else none. */
  public List<Entity> children() {
    return Collections.unmodifiableList(children);
  }

  /**
   * The number of the part that the others serve: of a multipart/related the one that start names
   * (RFC 2387 section 3.2). Otherwise, and where no part has that Content-ID, it is the first.
   */
  public int mainChild() {
    String start = mediaType.is("multipart", "related") ? mediaType.parameter("start") : null;
    if (start != null) {
      String wanted = id(start);
      for (int i = 0; i < children.size(); i++) {
        String id = children.get(i).header.value("Content-ID");
        if (id != null && id(id).equals(wanted)) {
          return i;
        }
      }
    }
    return 0;
  }

  /** Without the angle brackets, and what stands around them. */
  private static String id(String text) {
    int from = text.indexOf('<') + 1;
    int to = text.indexOf('>', from);
    return text.substring(from, to < 0 ? text.length() : to).strip();
  }

  /** What is odd here, the header included; not what is odd in the children. */
  public Set<Oddity> oddities() {
    return Collections.unmodifiableSet(oddities);
  }

  /** Whether the body is Base64 that all programs decode alike, see {@link Base64Text#isPure}. */
  public boolean isPureBase64() throws IOException {
    return pure || Base64Text.isPure(body());
  }

  /** Whether it was read as a multipart, with delimiters. */
  public boolean isMultipart() {
    return boundary() != null;
  }

  /** Whether it was read as an enclosed message. */
  public boolean isMessage() {
    return mediaType.type().equals("message")
        && (mediaType.subtype().equals("rfc822") || mediaType.subtype().equals("global"))
        && !transferEncoding.equals("base64")
        && !transferEncoding.equals("quoted-printable");
  }

  /** Whether lines mean nothing in the body. */
  boolean isWithoutLines() {
    return transferEncoding.equals("base64") || transferEncoding.equals("binary");
  }

  /** The boundary of a multipart that has one, blanks at its end taken off. */
  public @Nullable String boundary() {
    if (!mediaType.type().equals("multipart")) {
      return null;
    }
    String boundary = mediaType.parameter("boundary");
    if (boundary == null || boundary.length() > BoundarySearch.LONGEST) {
      return null;
    }
    boundary = boundary.stripTrailing();
    return boundary.isEmpty() ? null : boundary;
  }

  @Override
  public String toString() {
    return mediaType + " [" + start + ", " + end + ")" + (children.isEmpty() ? "" : children);
  }
}
