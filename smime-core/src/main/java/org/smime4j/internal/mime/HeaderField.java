package org.smime4j.internal.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One header field exactly as it travelled, folding and line ends included. */
public final class HeaderField {

  private final byte[] array;
  private final int from;
  private final int colon;
  private final int to;
  private final String name;

  /** Of the value, once somebody asked for it. */
  private @Nullable MediaType mediaType;

  /** A field of an array: {@code colon} is -1 where there is none, and the name then empty. */
  HeaderField(byte[] array, int from, int colon, int to) {
    this.array = array;
    this.from = from;
    this.colon = colon;
    this.to = to;
    int end = Math.max(colon, from);
    while (end > from && (array[end - 1] == ' ' || array[end - 1] == '\t')) {
      end--;
    }
    this.name = new String(array, from, end - from, StandardCharsets.ISO_8859_1);
  }

  /** A field of its own. */
  public static HeaderField of(String name, String value) {
    byte[] raw = (name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8);
    return new HeaderField(raw, 0, name.length(), raw.length);
  }

  /** A field of the same name that is written otherwise. */
  HeaderField withRaw(byte[] raw) {
    return new HeaderField(raw, 0, colon - from, raw.length);
  }

  /** The name as it is written, without blanks before the colon; empty if there is no colon. */
  public String name() {
    return name;
  }

  /** Whether the field has this name, ASCII letters compared without case. */
  public boolean is(String wanted) {
    return name.equalsIgnoreCase(wanted);
  }

  /**
   * Whether the octets before the colon are this name, given in lower case, and nothing beside it.
   */
  public boolean isWrittenAs(String wanted) {
    return colon - from == wanted.length() && is(wanted);
  }

  /** All octets of the field, its line end included. */
  public byte[] raw() {
    return Arrays.copyOfRange(array, from, to);
  }

  /** The octets behind the colon up to the last line end, folding included. */
  public byte[] rawValue() {
    return Arrays.copyOfRange(array, colon < 0 ? from : colon + 1, endOfText());
  }

  /** The value unfolded, blanks around it taken off; UTF-8, or else ISO 8859-1. */
  public String value() {
    byte[] raw = rawValue();
    int n = 0;
    int bits = 0;
    for (byte octet : raw) {
      bits |= octet;
      if (octet != '\r' && octet != '\n') {
        raw[n++] = octet;
      }
    }
    if (bits >= 0) {
      return new String(raw, 0, n, StandardCharsets.US_ASCII).strip();
    }
    ByteBuffer octets = ByteBuffer.wrap(raw, 0, n);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(octets).toString().strip();
    } catch (CharacterCodingException e) {
      return new String(raw, 0, n, StandardCharsets.ISO_8859_1).strip();
    }
  }

  /** The value as one of {@link MediaType}. */
  public MediaType mediaType() {
    MediaType known = mediaType;
    if (known == null) {
      known = MediaType.parse(value());
      mediaType = known;
    }
    return known;
  }

  private int endOfText() {
    int end = to;
    if (end > from && array[end - 1] == '\n') {
      end--;
      if (end > from && array[end - 1] == '\r') {
        end--;
      }
    }
    return end;
  }

  @Override
  public String toString() {
    return name + ": " + value();
  }
}
