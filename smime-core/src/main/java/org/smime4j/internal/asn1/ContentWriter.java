package org.smime4j.internal.asn1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.smime4j.internal.bytes.ArrayOutput;

/**
 * The content in the middle of a CMS object, streamed through in constant memory: one primitive
 * string where its length was known at the start, else segments under indefinite lengths. Closing
 * writes nothing: without the container's {@code finish} the output stays incomplete.
 */
abstract class ContentWriter extends ArrayOutput {

  private static final int SEGMENT = 16 * 1024;
  private static final byte[] END_OF_CONTENTS = new byte[2];
  private static final byte[] INDEFINITE = {(byte) 0x80};

  private final OutputStream out;

  /** Octets still due, or -1 where segments are written. */
  private long left;

  private final byte[] segment;
  private int used;
  private boolean finished;

  /**
   * @param contentLength how many octets will come, or -1 if that is not known
   */
  ContentWriter(OutputStream out, long contentLength) {
    this.out = out;
    this.left = contentLength;
    this.segment = new byte[contentLength < 0 ? SEGMENT : 0];
  }

  final boolean isDefinite() {
    return segment.length == 0;
  }

  final void raw(byte[] octets) throws IOException {
    out.write(octets);
  }

  /** Begins a ContentInfo up to and including its explicit tag. */
  final void beginContentInfo(String contentType, long content) throws IOException {
    byte[] type = new DerWriter().oid(contentType).toByteArray();
    begin(BerReader.SEQUENCE, type.length + DerWriter.elementLength(content));
    raw(type);
    begin(0xa0, content);
  }

  /**
   * Writes all that stands before encapsulated content (RFC 5652, 5.2).
   *
   * @param head what stands before encapContentInfo
   * @param contentLength how many octets of content will come, or -1
   * @param tailLength how many octets will stand behind encapContentInfo
   */
  final void beginEncapsulated(
      String contentType, byte[] head, String eContentType, long contentLength, long tailLength)
      throws IOException {
    byte[] type = new DerWriter().oid(eContentType).toByteArray();
    long content = DerWriter.elementLength(Math.max(contentLength, 0));
    long encapsulated = type.length + DerWriter.elementLength(content);
    long outer = head.length + DerWriter.elementLength(encapsulated) + tailLength;
    beginContentInfo(contentType, DerWriter.elementLength(outer));
    begin(BerReader.SEQUENCE, outer);
    raw(head);
    begin(BerReader.SEQUENCE, encapsulated);
    raw(type);
    begin(0xa0, content);
    beginContent(BerReader.OCTET_STRING);
  }

  private static byte[] header(int tag, byte[] length) {
    byte[] header = new byte[1 + length.length];
    header[0] = (byte) tag;
    System.arraycopy(length, 0, header, 1, length.length);
    return header;
  }

  /** Begins a constructed element; the length does not count where lengths are indefinite. */
  final void begin(int tag, long length) throws IOException {
    raw(header(tag, isDefinite() ? DerWriter.length(length) : INDEFINITE));
  }

  /** Begins the string that the content is; the tag is that of its primitive form. */
  final void beginContent(int primitive) throws IOException {
    if (isDefinite()) {
      begin(primitive, left);
    } else {
      begin(primitive | 0x20, -1);
    }
  }

  /** Ends this many constructed elements; no more than nothing where lengths are definite. */
  final void end(int elements) throws IOException {
    if (!isDefinite()) {
      for (int i = 0; i < elements; i++) {
        out.write(END_OF_CONTENTS);
      }
    }
  }

  /** Ends the content. */
  final void endContent() throws IOException {
    if (finished) {
      throw new IllegalStateException("finished already");
    }
    finished = true;
    if (isDefinite()) {
      if (left != 0) {
        throw new IOException(left + " octets fewer came than were announced");
      }
    } else {
      writeSegment(segment, 0, used);
      end(1);
    }
  }

  @Override
  public final void write(byte[] octets, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, octets.length);
    if (finished) {
      throw new IllegalStateException("finished already");
    }
    if (isDefinite()) {
      if (count > left) {
        throw new IOException("more octets came than were announced");
      }
      left -= count;
      out.write(octets, offset, count);
      return;
    }
    int from = offset;
    int rest = count;
    while (rest > 0) {
      if (used == 0 && rest >= SEGMENT) {
        writeSegment(octets, from, SEGMENT);
        from += SEGMENT;
        rest -= SEGMENT;
        continue;
      }
      int n = Math.min(rest, SEGMENT - used);
      System.arraycopy(octets, from, segment, used, n);
      used += n;
      from += n;
      rest -= n;
      if (used == SEGMENT) {
        writeSegment(segment, 0, used);
        used = 0;
      }
    }
  }

  private void writeSegment(byte[] octets, int offset, int count) throws IOException {
    if (count > 0) {
      raw(header(BerReader.OCTET_STRING, DerWriter.length(count)));
      out.write(octets, offset, count);
    }
  }

  /** Passes on what was written; a segment that is not full waits. */
  @Override
  public final void flush() throws IOException {
    out.flush();
  }
}
