package org.smime4j.internal.asn1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.bytes.ArrayOctets;

/**
 * One value of definite length inside an array, for the places where octets count as they were
 * received: names, numbers and keys of certificates, parameters that enter a key derivation.
 */
@SuppressWarnings("ArrayRecordComponent") // a position in the array, never compared
public record Tlv(byte[] array, int start, int content, int end) {

  /** The value that begins at an offset; it may not reach past a limit. */
  public static Tlv at(byte[] array, int start, int limit, String where) throws Malformed {
    int at = start + 1;
    if (at >= limit || (array[start] & 0x1f) == 0x1f) {
      throw new SmimeException.Malformed(where, start, "no value with a short tag begins here");
    }
    int length = array[at++] & 0xff;
    if (length > 0x7f) {
      int octets = length & 0x7f;
      if (octets == 0 || octets > 4 || at + octets > limit) {
        throw new SmimeException.Malformed(where, start, "the length is not definite, or too long");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = (length << 8) | (array[at++] & 0xff);
      }
    }
    if (length < 0 || length > limit - at) {
      throw new SmimeException.Malformed(where, start, "the value reaches past its end");
    }
    return new Tlv(array, start, at, at + length);
  }

  /** The value that an array begins with; octets after it are not looked at. */
  public static Tlv of(byte[] array, String where) throws Malformed {
    return at(array, 0, array.length, where);
  }

  public int tag() {
    return array[start] & 0xff;
  }

  /** The values inside. */
  public List<Tlv> children(String where) throws Malformed {
    List<Tlv> children = new ArrayList<>();
    int at = content;
    while (at < end) {
      Tlv child = at(array, at, end, where);
      children.add(child);
      at = child.end;
    }
    return children;
  }

  /** Returns the element at this index, from 0. */
  public Tlv child(int index, String where) throws Malformed {
    int at = content;
    for (int i = 0; at < end; i++) {
      Tlv child = at(array, at, end, where);
      if (i == index) {
        return child;
      }
      at = child.end;
    }
    throw new SmimeException.Malformed(where, start, "fields are missing");
  }

  /** The dotted form of an OBJECT IDENTIFIER, or null if the octets are not well-formed. */
  public @Nullable String objectIdentifier() {
    return ObjectIdentifier.dotted(array, content, end);
  }

  /** Whether an INTEGER has octets, and no more than it needs, as DER wants it. */
  public boolean isShortestInteger() {
    int octets = end - content;
    return octets == 1
        || (octets > 1
            && !(array[content] == 0 && array[content + 1] >= 0)
            && !(array[content] == -1 && array[content + 1] < 0));
  }

  /** The whole value with tag and length. */
  public byte[] raw() {
    return Arrays.copyOfRange(array, start, end);
  }

  /** The value without one of those inside, with a tag and a length of its own. */
  public byte[] without(Tlv inside) {
    int length = end - content - (inside.end - inside.start);
    byte[] header = {
      array[start],
      (byte) 0x84,
      (byte) (length >>> 24),
      (byte) (length >>> 16),
      (byte) (length >>> 8),
      (byte) length
    };
    byte[] rest = Arrays.copyOf(header, header.length + length);
    int before = inside.start - content;
    System.arraycopy(array, content, rest, header.length, before);
    System.arraycopy(array, inside.end, rest, header.length + before, end - inside.end);
    return rest;
  }

  /** The whole value without a copy. */
  public ArrayOctets octets() {
    return ArrayOctets.of(array, start, end);
  }

  /** What is between the length and the end. */
  public byte[] value() {
    return Arrays.copyOfRange(array, content, end);
  }
}
