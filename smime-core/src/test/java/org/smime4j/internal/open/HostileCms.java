package org.smime4j.internal.open;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Sequence;

/** A CMS object taken apart, so that one of its parts can be made large. */
public final class HostileCms {

  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private final byte[] contentType;
  private final List<byte[]> fields;

  private HostileCms(byte[] contentType, List<byte[]> fields) {
    this.contentType = contentType;
    this.fields = fields;
  }

  static HostileCms of(byte[] cms) throws IOException {
    List<byte[]> info = children(cms);
    return new HostileCms(info.get(0), children(children(info.get(1)).get(0)));
  }

  /** A field of the object by its position; negative ones count from the end. */
  byte[] field(int position) {
    return fields.get(index(position));
  }

  private int index(int position) {
    return position < 0 ? fields.size() + position : position;
  }

  /** The object with another field in its place. */
  byte[] with(int position, byte[] instead) {
    List<byte[]> parts = new ArrayList<>(fields);
    parts.set(index(position), instead);
    return tlv(SEQUENCE, List.of(contentType, tlv(0xa0, List.of(tlv(SEQUENCE, parts)))));
  }

  /** What stands directly in a constructed value, whatever its tag. */
  static List<byte[]> children(byte[] constructed) throws IOException {
    byte[] sequence = constructed.clone();
    sequence[0] = SEQUENCE;
    List<byte[]> children = new ArrayList<>();
    for (ASN1Encodable each : ASN1Sequence.getInstance(sequence)) {
      children.add(each.toASN1Primitive().getEncoded());
    }
    return children;
  }

  /** About so many octets of copies of one element. */
  static List<byte[]> copies(byte[] one, int octets) {
    return Collections.nCopies(octets / one.length, one);
  }

  /** The same, no two alike: two octets near the end differ, which is in a signature. */
  static List<byte[]> variations(byte[] one, int octets) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < octets / one.length; i++) {
      byte[] copy = one.clone();
      copy[copy.length - 3] ^= (byte) i;
      copy[copy.length - 4] ^= (byte) (i >> 8);
      all.add(copy);
    }
    return all;
  }

  static byte[] tlv(int tag, List<byte[]> parts) {
    int length = parts.stream().mapToInt(part -> part.length).sum();
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
    out.write(tag);
    out.write(0x84);
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(length >> shift);
    }
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }
}
