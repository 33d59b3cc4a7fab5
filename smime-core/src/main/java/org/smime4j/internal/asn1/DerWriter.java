package org.smime4j.internal.asn1;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Writes small structures in DER (X.690, 10), front to back; a length is put in when its structure
 * ends.
 *
 * <pre>{@code
 * byte[] algorithm = new DerWriter().begin(0x30).oid(Oids.SHA256).end().toByteArray();
 * }</pre>
 */
public final class DerWriter {

  private byte[] octets = new byte[256];
  private int used;
  private int[] begun = new int[8];
  private int depth;

  /** Begins a constructed element with this identifier octet. */
  public DerWriter begin(int tag) {
    if (depth == begun.length) {
      begun = Arrays.copyOf(begun, 2 * depth);
    }
    octet(tag);
    begun[depth++] = used;
    return this;
  }

  /** Begins a SEQUENCE. */
  public DerWriter sequence() {
    return begin(BerReader.SEQUENCE);
  }

  /** Begins a SET whose elements the caller brings in order; see {@link #setOf}. */
  public DerWriter set() {
    return begin(BerReader.SET);
  }

  /** Begins an explicit context-specific tag, or an implicit one of a constructed type. */
  public DerWriter tagged(int number) {
    return begin(0xa0 | number);
  }

  /** Ends what was begun last. */
  public DerWriter end() {
    int from = begun[--depth];
    byte[] length = length(used - from);
    need(length.length);
    System.arraycopy(octets, from, octets, from + length.length, used - from);
    System.arraycopy(length, 0, octets, from, length.length);
    used += length.length;
    return this;
  }

  /** A primitive element. */
  public DerWriter primitive(int tag, byte[] value) {
    octet(tag);
    raw(length(value.length));
    return raw(value);
  }

  /** Complete elements, as they are. */
  public DerWriter raw(byte[] elements) {
    need(elements.length);
    System.arraycopy(elements, 0, octets, used, elements.length);
    used += elements.length;
    return this;
  }

  /** Complete elements, as they are, one after the other. */
  public DerWriter raw(List<byte[]> elements) {
    elements.forEach(this::raw);
    return this;
  }

  /** An OBJECT IDENTIFIER, from its dotted form. */
  public DerWriter oid(String dotted) {
    try {
      return raw(new ASN1ObjectIdentifier(dotted).getEncoded());
    } catch (IOException e) {
      throw new AssertionError("writes to memory", e);
    }
  }

  /** An INTEGER. */
  public DerWriter integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  /** An INTEGER. */
  public DerWriter integer(BigInteger value) {
    return primitive(BerReader.INTEGER, value.toByteArray());
  }

  /** An OCTET STRING. */
  public DerWriter octetString(byte[] value) {
    return primitive(BerReader.OCTET_STRING, value);
  }

  /** A BIT STRING of whole octets. */
  public DerWriter bitString(byte[] value) {
    octet(0x03);
    raw(length(value.length + 1));
    octet(0);
    return raw(value);
  }

  /** NULL. */
  public DerWriter nullValue() {
    return primitive(0x05, new byte[0]);
  }

  /** A SET OF complete elements under this identifier octet, put into DER order. */
  public DerWriter setOf(int tag, List<byte[]> elements) {
    begin(tag);
    elements.stream().sorted(org.bouncycastle.util.Arrays::compareUnsigned).forEach(this::raw);
    return end();
  }

  /** All that was written. */
  public byte[] toByteArray() {
    if (depth != 0) {
      throw new IllegalStateException(depth + " elements were not ended");
    }
    return Arrays.copyOf(octets, used);
  }

  /** An AlgorithmIdentifier; null parameters are absent, not NULL. */
  public static byte[] algorithmIdentifier(String oid, byte @Nullable [] parameters) {
    DerWriter writer = new DerWriter().sequence().oid(oid);
    if (parameters != null) {
      writer.raw(parameters);
    }
    return writer.end().toByteArray();
  }

  /** The shortest length octets. */
  static byte[] length(long length) {
    if (length < 0x80) {
      return new byte[] {(byte) length};
    }
    int n = octetsOf(length);
    byte[] octets = new byte[1 + n];
    octets[0] = (byte) (0x80 | n);
    for (int i = 0; i < n; i++) {
      octets[n - i] = (byte) (length >> (8 * i));
    }
    return octets;
  }

  /** How many octets an element with a value of this length takes, if its tag takes one. */
  static long elementLength(long value) {
    return 1 + (value < 0x80 ? 1 : 1 + octetsOf(value)) + value;
  }

  private static int octetsOf(long number) {
    return (71 - Long.numberOfLeadingZeros(number)) / 8;
  }

  private void octet(int octet) {
    need(1);
    octets[used++] = (byte) octet;
  }

  private void need(int count) {
    if (octets.length - used < count) {
      octets = Arrays.copyOf(octets, Math.max(2 * octets.length, Math.addExact(used, count)));
    }
  }
}
