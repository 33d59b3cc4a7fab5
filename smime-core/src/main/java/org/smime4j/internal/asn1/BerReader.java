package org.smime4j.internal.asn1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.bytes.ArrayInput;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.internal.io.Bound;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Pulls BER (X.690) element by element, without recursion: definite and indefinite lengths, strings
 * in segments. Nothing is allocated by a declared length; depth, octets outside the content and the
 * length of object identifiers are bounded by {@link Limits}.
 *
 * <p>One element at a time is looked at by {@link #tag()}; then it is consumed by one of the
 * methods that read a value, or entered and later left.
 */
public final class BerReader implements Closeable {

  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  public static final int SEQUENCE = 0x30;
  public static final int SET = 0x31;

  /** Context-specific constructed tags. */
  static final int TAG_0 = 0xa0;

  static final int TAG_1 = 0xa1;
  static final int TAG_2 = 0xa2;

  private static final int CONSTRUCTED = 0x20;
  private static final long INDEFINITE = -1;

  private static final int ENUMERATED = 0x0a;
  private static final int RELATIVE_OID = 0x0d;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;

  /** No number in a certificate or message that is in use comes near; RSA-8192 needs 1,025. */
  private static final int MAX_INTEGER_OCTETS = 4096;

  /**
   * A fraction of nine digits and a zone need 29. Bouncy Castle takes the square of the length to
   * encode a time.
   */
  private static final int MAX_TIME_OCTETS = 32;

  /** Whatever the limits say, what is kept must fit arrays. */
  private static final int MAX_SPENT = 1 << 30;

  private final ByteSource source;
  private final Limits limits;

  private final BerSource octets;

  private boolean looked;
  private int tag;
  private long length;
  private long start;
  private final byte[] header = new byte[1 + 4 + 1 + 126];
  private int headerLength;

  private int depth;
  private boolean[] indefinite = new boolean[16];
  private long[] bounds = new long[16];
  private String[] names = new String[16];

  /** Octets outside the content, so far. */
  private long spent;

  private String paddedInteger = "";
  private boolean inContent;
  private int children;

  /** Begins at the first octet of the source. */
  public BerReader(ByteSource source, Limits limits) throws IOException {
    this(source, limits, "ContentInfo");
  }

  /** Begins at the first octet of the source, which failures call by this name. */
  public BerReader(ByteSource source, Limits limits, String name) throws IOException {
    this.source = source;
    this.limits = limits;
    bounds[0] = source.sizeIfKnown().orElse(Long.MAX_VALUE);
    names[0] = name;
    octets = new BerSource(source, name);
  }

  @Override
  public void close() throws IOException {
    octets.close();
  }

  /** The offset of the next octet, or of the element looked at. */
  public long offset() {
    return looked ? start : position();
  }

  /** True until all of the source was consumed. */
  public boolean hasRemaining() throws IOException {
    return looked || octets.hasRemaining();
  }

  /** Whether an element begins with this octet; no more is read of it. */
  boolean beginsWith(int octet) throws IOException {
    return looked ? tag == octet : octets.isNext(octet);
  }

  /** The identifier octet of the next element: class, constructed bit, low tag number. */
  public int tag() throws IOException {
    look();
    return tag;
  }

  /** True if the next element exists and has this identifier octet. */
  public boolean isNext(int expected) throws IOException {
    return more() && tag == expected;
  }

  /** Whether the structure that was entered holds one more element. */
  public boolean more() throws IOException {
    if (looked) {
      return !(indefinite[depth] && isEndOfContents());
    }
    if (!indefinite[depth]) {
      if (depth > 0 ? position() >= bounds[depth] : !hasRemaining()) {
        return false;
      }
      look();
      return true;
    }
    look();
    return !isEndOfContents();
  }

  /** Enters the next element, which must have the tag; the name is for error messages. */
  public void enter(int expected, String name) throws IOException {
    expect(expected, name);
    enterLooked(name);
  }

  /** Leaves the structure entered last, in which nothing more may stand. */
  public void leave() throws IOException {
    if (more()) {
      throw malformed("an element that the standard does not name, tag " + hex(tag));
    }
    if (indefinite[depth]) {
      consumeHeader();
    }
    depth--;
    octets.nowIn(names[depth]);
  }

  /** The next element, whatever it is, as received; its nesting is checked. */
  public byte[] element() throws IOException {
    octets.beginCapture(offset());
    walk();
    return octets.endCapture();
  }

  /** The next element, which must have the tag, as received; its nesting is checked. */
  public byte[] element(int expected, String name) throws IOException {
    expect(expected, name);
    return element();
  }

  /** The next element as received; with a definite length nobody looks into it. */
  public byte[] opaqueElement() throws IOException {
    lookAtElement();
    if (length == INDEFINITE) {
      return element();
    }
    octets.beginCapture(offset());
    consumeHeader();
    consume(length);
    return octets.endCapture();
  }

  /** How many elements stood directly in the one that {@link #element} returned last. */
  public int children() {
    return children;
  }

  /** Passes over the next element. */
  public void skipElement() throws IOException {
    walk();
  }

  /** Passes over content, which no limit counts. */
  void skipContent() throws IOException {
    lookAtElement();
    inContent = true;
    if (length == INDEFINITE) {
      walk();
    } else {
      consumeHeader();
      consume(length);
    }
    inContent = false;
  }

  /** An OBJECT IDENTIFIER in dotted form. */
  public String objectIdentifier(String name) throws IOException {
    expect(OBJECT_IDENTIFIER, name);
    long where = start;
    byte[] value = value();
    String dotted = ObjectIdentifier.dotted(value);
    if (dotted == null) {
      throw new SmimeException.Malformed(name, where, "the object identifier is not well-formed");
    }
    return dotted;
  }

  /** An INTEGER of any size that is in use. */
  public BigInteger integer(String name) throws IOException {
    expect(INTEGER, name);
    long where = start;
    byte[] value = value();
    if (value.length == 0) {
      throw new SmimeException.Malformed(name, where, "an INTEGER without octets");
    }
    boolean padded =
        value.length > 1 && (value[0] == 0 ? value[1] >= 0 : value[0] == -1 && value[1] < 0);
    if (padded && paddedInteger.isEmpty()) {
      paddedInteger = name;
    }
    return new BigInteger(value);
  }

  /** The first INTEGER that had more octets than it needs (X.690, 8.3.2); or empty. */
  String paddedInteger() {
    return paddedInteger;
  }

  /** An INTEGER that says a version. */
  public int version(String name) throws IOException {
    long where = offset();
    BigInteger value = integer(name);
    if (value.bitLength() > 16) {
      throw new SmimeException.Malformed(
          name, where, "a version number of " + value.bitLength() + " bits");
    }
    return value.intValue();
  }

  /** The octets of an OCTET STRING, in segments or not. */
  public byte[] octetString(String name) throws IOException {
    return octetString(OCTET_STRING, name);
  }

  /** The octets of a string with this (primitive) tag, in segments or not. */
  public byte[] octetString(int primitive, String name) throws IOException {
    if (isNext(primitive)) {
      return value();
    }
    expect(primitive | CONSTRUCTED, name);
    int outer = depth;
    enterLooked(name);
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (long n = nextSegment(outer); n >= 0; n = nextSegment(outer)) {
      spend(n);
      byte[] segment = octets.take(n);
      joined.write(segment, 0, segment.length);
    }
    return joined.toByteArray();
  }

  /**
   * The content: a string with this (primitive) tag, in segments or not, of any size. It is passed
   * over; what is returned reads it again.
   */
  ByteSource content(int primitive, String name) throws IOException {
    boolean isPrimitive = isNext(primitive);
    long from = offset();
    inContent = true;
    try {
      if (isPrimitive) {
        if (length == INDEFINITE) {
          throw malformed("a primitive element of indefinite length");
        }
        consumeHeader();
        long first = position();
        consume(length);
        return source.slice(first, position());
      }
      expect(primitive | CONSTRUCTED, name);
      int outer = depth;
      enterLooked(name);
      long size = 0;
      int segments = 0;
      long last = 0;
      for (long n = nextSegment(outer); n >= 0; n = nextSegment(outer)) {
        if (n > 0) {
          last = position();
          consume(n);
          size += n;
          segments = Math.min(segments + 1, 2);
        }
      }
      if (segments < 2) {
        return source.slice(last, last + size);
      }
      ByteSource element = source.slice(from, position());
      Limits its = limits;
      ByteSource joined =
          new DerivedOctets(
              OptionalLong.of(size), () -> new SegmentedInput(entered(element, primitive, its)));
      return ArrayOctets.holds(source) ? ByteSource.of(joined.bytes()) : joined;
    } finally {
      inContent = false;
    }
  }

  /** Behind the header of a string, which was walked before. */
  static BerReader entered(ByteSource element, int primitive, Limits limits) throws IOException {
    BerReader reader = new BerReader(element, limits);
    try {
      reader.enterContent(primitive);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
    return reader;
  }

  /** The contents octets of the next element, whatever it is; it is passed over. */
  ByteSource contentOfAny() throws IOException {
    lookAtElement();
    inContent = true;
    try {
      long first = start + headerLength;
      if (length == INDEFINITE) {
        walk();
        return source.slice(first, position() - 2);
      }
      consumeHeader();
      consume(length);
      return source.slice(first, position());
    } finally {
      inContent = false;
    }
  }

  /** Enters the string that is content. */
  void enterContent(int primitive) throws IOException {
    inContent = true;
    enter(primitive | CONSTRUCTED, "OCTET STRING");
  }

  /**
   * The length of the next primitive segment of the string that was entered at this depth, whose
   * octets are then to be consumed; -1 at its end, when it is left.
   */
  private long nextSegment(int outer) throws IOException {
    while (depth > outer) {
      if (!more()) {
        leave();
      } else if (tag == OCTET_STRING) {
        long n = length;
        if (n == INDEFINITE) {
          throw malformed("a primitive element of indefinite length");
        }
        consumeHeader();
        return n;
      } else if (tag == (OCTET_STRING | CONSTRUCTED)) {
        enterLooked(names[depth]);
      } else {
        throw malformed("a segment that is not an OCTET STRING, tag " + hex(tag));
      }
    }
    return -1;
  }

  /** Consumes at least one octet of a segment into the array. */
  private int read(byte[] into, int offset, int count) throws IOException {
    return octets.read(into, offset, count);
  }

  /** Consumes octets of a value. */
  void consume(long count) throws IOException {
    spend(count);
    octets.consume(count);
  }

  /** Consumes the next element and all in it. */
  private void walk() throws IOException {
    int outer = depth;
    children = 0;
    look();
    do {
      if (depth > outer && !more()) {
        leave();
        continue;
      }
      if (depth == outer + 1) {
        children++;
      }
      if ((tag & CONSTRUCTED) != 0) {
        enterLooked(names[depth]);
      } else {
        checkPrimitive();
        consumeHeader();
        consume(length);
      }
    } while (depth > outer);
  }

  private void checkPrimitive() throws IOException {
    if (length == INDEFINITE) {
      throw malformed("a primitive element of indefinite length");
    }
    requireElement();
    switch (tag) {
      case OBJECT_IDENTIFIER, RELATIVE_OID -> Bound.check(limits, Limit.OID_OCTETS, length);
      case INTEGER, ENUMERATED -> requireAtMost(MAX_INTEGER_OCTETS, "an INTEGER");
      case UTC_TIME, GENERALIZED_TIME -> requireAtMost(MAX_TIME_OCTETS, "a time");
      default -> {
        // Bouncy Castle takes time in proportion to the length.
      }
    }
  }

  private void requireAtMost(int octets, String what) throws Malformed {
    if (length > octets) {
      throw malformed(what + " of " + length + " octets");
    }
  }

  /** The value of the primitive element looked at. */
  private byte[] value() throws IOException {
    checkPrimitive();
    long n = length;
    spend(n);
    consumeHeader();
    return octets.take(n);
  }

  private void expect(int expected, String name) throws IOException {
    if (!more()) {
      throw new SmimeException.Malformed(name, offset(), "is missing");
    }
    if (tag != expected) {
      throw new SmimeException.Malformed(
          name, start, "tag " + hex(tag) + " where " + hex(expected) + " is due");
    }
  }

  private void enterLooked(String name) throws IOException {
    Bound.check(limits, Limit.ASN1_DEPTH, depth + 1L);
    consumeHeader();
    depth++;
    if (depth == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * depth);
      indefinite = Arrays.copyOf(indefinite, 2 * depth);
      names = Arrays.copyOf(names, 2 * depth);
    }
    indefinite[depth] = length == INDEFINITE;
    bounds[depth] = length == INDEFINITE ? bounds[depth - 1] : position() + length;
    names[depth] = name;
    octets.nowIn(name);
  }

  private boolean isEndOfContents() {
    return tag == 0 && length == 0;
  }

  private void lookAtElement() throws IOException {
    look();
    requireElement();
  }

  private void requireElement() throws Malformed {
    if (tag == 0) {
      throw malformed("end-of-contents octets where none are due");
    }
  }

  /** Reads the identifier and length octets of the next element, unless that is done. */
  private void look() throws IOException {
    if (looked) {
      return;
    }
    start = position();
    headerLength = 0;
    tag = headerOctet();
    if ((tag & 0x1f) == 0x1f) {
      int octet;
      do {
        octet = headerOctet();
        if (headerLength > 4) {
          throw malformed("a tag number past 2^21");
        }
      } while ((octet & 0x80) != 0);
    }
    int first = headerOctet();
    if (first < 0x80) {
      length = first;
    } else if (first == 0x80) {
      length = INDEFINITE;
    } else if (first == 0xff) {
      throw malformed("the reserved length octet ff");
    } else {
      length = 0;
      for (int i = first & 0x7f; i > 0; i--) {
        if (length >> 54 != 0) {
          throw malformed("a length past 2^62");
        }
        length = (length << 8) | headerOctet();
      }
    }
    long left = bounds[depth] - position();
    if (left < 0 || length > left) {
      throw new SmimeException.Malformed(
          names[depth],
          start,
          "an element declares " + length + " octets where " + Math.max(left, 0) + " are left");
    }
    looked = true;
  }

  private int headerOctet() throws IOException {
    int octet = octets.octet();
    header[headerLength++] = (byte) octet;
    return octet;
  }

  private void consumeHeader() throws IOException {
    spend(headerLength);
    octets.capture(header, 0, headerLength);
    looked = false;
  }

  private void spend(long count) throws IOException {
    if (!inContent) {
      spent += count;
      Bound.check(limits, Limit.ASN1_OCTETS, spent);
      if (spent > MAX_SPENT) {
        throw new SmimeException.LimitExceeded(Limit.ASN1_OCTETS, MAX_SPENT);
      }
    }
  }

  private long position() {
    return octets.position();
  }

  /** A failure in the structure entered last, at the present offset. */
  Malformed malformed(String what) {
    return new SmimeException.Malformed(names[depth], offset(), what);
  }

  private static String hex(int tag) {
    return String.format(Locale.ROOT, "%02x", tag);
  }

  /**
   * The octets of a string in segments; their headers are taken off on each reading, never listed.
   */
  static final class SegmentedInput extends ArrayInput {

    private final BerReader reader;
    private long left;

    SegmentedInput(BerReader reader) {
      this.reader = reader;
    }

    /** False at the end of the last segment. */
    private boolean inSegment() throws IOException {
      while (left == 0) {
        left = reader.nextSegment(0);
      }
      return left > 0;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, into.length);
      int done = 0;
      while (done < count && inSegment()) {
        int n = reader.read(into, offset + done, (int) Math.min(count - done, left));
        left -= n;
        done += n;
      }
      return done == 0 && count > 0 ? -1 : done;
    }

    @Override
    public long skip(long count) throws IOException {
      long done = 0;
      while (done < count && inSegment()) {
        long n = Math.min(count - done, left);
        reader.consume(n);
        left -= n;
        done += n;
      }
      return done;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
