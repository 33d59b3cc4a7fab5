package org.smime4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/** A value of BER (X.690): a tag, a length and content, of which one level is read at a time. */
final class Tlv {

  static final int INTEGER = 0x02;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;

  private static final int CONSTRUCTED = 0x20;
  private static final int MOST_DEPTH = 64;
  private static final int LONGEST_OID = 64;

  private final byte[] octets;
  private final Outline effort;
  private final int depth;
  private final int tag;
  private final int start;
  private final int from;
  private final int to;
  private final int end;
  private @Nullable List<Tlv> children;

  private Tlv(byte[] octets, Outline effort, int depth, int at, int most) throws IOException {
    effort.step();
    this.octets = octets;
    this.effort = effort;
    this.depth = depth;
    this.start = at;
    if (most - at < 2) {
      throw new IOException("it ends within a value");
    }
    this.tag = octets[at] & 0xff;
    if ((tag & 0x1f) == 0x1f) {
      throw new IOException("it has a tag that CMS does not use");
    }
    int first = octets[at + 1] & 0xff;
    int content = at + 2;
    if (first == 0x80) {
      this.from = content;
      this.children = new ArrayList<>();
      this.to = untilEnd(children, most);
      this.end = to + 2;
      return;
    }
    long length = first;
    if (first > 0x80) {
      int count = first & 0x7f;
      if (count > 8 || content + count > most) {
        throw new IOException("it has an impossible length");
      }
      length = new BigInteger(1, Arrays.copyOfRange(octets, content, content + count)).longValue();
      content += count;
    }
    if (length < 0 || length > most - content) {
      throw new IOException("it ends within a value of " + length + " octets");
    }
    this.from = content;
    this.to = content + (int) length;
    this.end = to;
  }

  /** The value that octets begin with. */
  static Tlv of(byte[] octets, Outline effort) throws IOException {
    return new Tlv(octets, effort, 0, 0, octets.length);
  }

  private int untilEnd(List<Tlv> into, int most) throws IOException {
    if ((tag & CONSTRUCTED) == 0) {
      throw new IOException("it has a value without a length");
    }
    int at = from;
    while (most - at >= 2 && (octets[at] != 0 || octets[at + 1] != 0)) {
      Tlv child = child(at, most);
      into.add(child);
      at = child.end;
    }
    if (most - at < 2) {
      throw new IOException("it ends within a value");
    }
    return at;
  }

  private Tlv child(int at, int most) throws IOException {
    if (depth == MOST_DEPTH) {
      throw new IOException("it is nested too deeply");
    }
    return new Tlv(octets, effort, depth + 1, at, most);
  }

  /** The values in it; none if it is primitive. */
  List<Tlv> children() throws IOException {
    List<Tlv> all = children;
    if (all == null) {
      all = new ArrayList<>();
      for (int at = from; isConstructed() && at < to; at = all.get(all.size() - 1).end) {
        all.add(child(at, to));
      }
      children = all;
    }
    return all;
  }

  boolean isConstructed() {
    return (tag & CONSTRUCTED) != 0;
  }

  boolean is(int expected) {
    return tag == expected;
  }

  /** Whether it is tagged by this number in its context. */
  boolean isContext(int number) {
    return (tag & 0xc0) == 0x80 && (tag & 0x1f) == number;
  }

  /** How many octets are in it. */
  int length() {
    return to - from;
  }

  /** How many octets it has in all. */
  int wholeLength() {
    return end - start;
  }

  /** The octets in it, as they are. */
  byte[] content() {
    return Arrays.copyOfRange(octets, from, to);
  }

  /** The whole value, with its tag and its length. */
  byte[] whole() {
    return Arrays.copyOfRange(octets, start, end);
  }

  /** The octets of a string that may come in pieces. */
  byte[] string() throws IOException {
    if (!isConstructed()) {
      return content();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    collect(all);
    return all.toByteArray();
  }

  private void collect(ByteArrayOutputStream all) throws IOException {
    if (!isConstructed()) {
      all.write(octets, from, length());
      return;
    }
    for (Tlv piece : children()) {
      piece.collect(all);
    }
  }

  /** An object identifier with dots. */
  String oid() throws IOException {
    if (!is(OBJECT_IDENTIFIER) || length() == 0 || length() > LONGEST_OID) {
      throw new IOException("an object identifier is missing");
    }
    try {
      return ASN1ObjectIdentifier.fromContents(content()).getId();
    } catch (IllegalArgumentException e) {
      throw new IOException("an object identifier is missing", e);
    }
  }
}
