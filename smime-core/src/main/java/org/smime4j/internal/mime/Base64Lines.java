package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.base.ArrayOctets;
import org.smime4j.internal.io.ComputedOctets;
import org.smime4j.internal.io.Pieces;

/**
 * Base64 in an array, in lines of one length and regular from its first character to its last, as
 * was proven once. It is decoded whenever it is read, while it is in the cache: an array for the
 * octets would have to be cleared, written and read again through memory.
 */
final class Base64Lines implements ComputedOctets {

  private static final int LONGEST_LINE = 76;

  /** Lines of 57 octets that are a whole number of AES blocks. */
  private static final int LINES = 16;

  private static final String CHANGED = "the octets in memory changed while they were read";

  /** Of these the octets are one piece for a cipher, and everything stays in the cache. */
  private static final int MOST_LINES = 4 * LINES;

  /** So many pieces are small, until the JDK's decoder is compiled. */
  private static final int COMPILED = 5_000;

  private static final AtomicInteger PIECES = new AtomicInteger();

  /** The lines, and where they lie. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never printed
  private record Text(
      byte[] array, int from, int characters, int eol, int lines, int lastCharacters) {

    int octets() {
      return characters / 4 * 3;
    }

    int line(long number) {
      return from + (int) number * (characters + eol);
    }
  }

  private final Text text;
  private final long from;
  private final long to;

  private Base64Lines(Text text, long from, long to) {
    this.text = text;
    this.from = from;
    this.to = to;
  }

  /** The octets of a text; null where anything in it is irregular, and so for other eyes. */
  static @Nullable Base64Lines of(ArrayOctets octets) {
    byte[] array = octets.array();
    int first = octets.from();
    int lineFeed = first;
    int end = (int) Math.min(octets.to(), first + LONGEST_LINE + 2L);
    while (lineFeed < end && array[lineFeed] != '\n') {
      lineFeed++;
    }
    if (lineFeed == end || lineFeed == first) {
      return null;
    }
    int eol = array[lineFeed - 1] == '\r' ? 2 : 1;
    int characters = lineFeed + 1 - eol - first;
    if (characters == 0 || characters % 4 != 0) {
      return null;
    }
    int stop = octets.to();
    while (stop > first && (array[stop - 1] == '\n' || array[stop - 1] == '\r')) {
      stop--;
    }
    if (stop == first) {
      return null;
    }
    int stride = characters + eol;
    int lines = (stop - first - 1) / stride;
    int last = stop - first - lines * stride;
    Text text = new Text(array, first, characters, eol, lines, last);
    Decoding decoding = new Decoding(text);
    for (int n, at = 0; at < lines; at += n) {
      n = Math.min(pieceLines(), lines - at);
      if (decoding.lines(at, n) != n * text.octets()) {
        return null;
      }
    }
    int lastOctets = last > characters || last % 4 != 0 ? -1 : decoding.last();
    return lastOctets < 0
        ? null
        : new Base64Lines(text, 0, (long) lines * text.octets() + lastOctets);
  }

  private static int pieceLines() {
    int n = PIECES.get();
    if (n >= COMPILED) {
      return MOST_LINES;
    }
    // Counts that two threads lose are made up for.
    PIECES.set(n + 1);
    return LINES;
  }

  /** The arrays that lines pass through. */
  private static final class Decoding {
    private static final Base64.Decoder JDK = Base64.getDecoder();
    final Text text;
    byte[] packed = new byte[0];
    byte[] block = new byte[0];

    Decoding(Text text) {
      this.text = text;
    }

    /**
     * Whole lines into the block; returns how many octets, -1 where a line is none or irregular.
     */
    int lines(long number, int count) {
      int characters = count * text.characters;
      if (packed.length != characters) {
        packed = new byte[characters];
      }
      if (block.length < characters / 4 * 3) {
        block = new byte[characters / 4 * 3];
      }
      byte[] array = text.array;
      int length = text.characters;
      boolean isCrlf = text.eol == 2;
      int at = text.line(number);
      for (int i = 0; i < characters; i += length) {
        System.arraycopy(array, at, packed, i, length);
        at += length;
        if (isCrlf && array[at++] != '\r') {
          return -1;
        }
        if (array[at++] != '\n') {
          return -1;
        }
      }
      return decode(packed);
    }

    /** The last line, which may be shorter and padded. */
    int last() {
      int at = text.line(text.lines);
      if (block.length < text.octets()) {
        block = new byte[text.octets()];
      }
      return decode(Arrays.copyOfRange(text.array, at, at + text.lastCharacters));
    }

    private int decode(byte[] characters) {
      try {
        return JDK.decode(characters, block);
      } catch (IllegalArgumentException e) {
        return -1;
      }
    }
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.of(to - from);
  }

  @Override
  public Base64Lines slice(long sliceFrom, long sliceTo) {
    Objects.checkFromToIndex(sliceFrom, sliceTo, to - from);
    return new Base64Lines(text, from + sliceFrom, from + sliceTo);
  }

  @Override
  public void forEachBlock(Pieces.Sink sink) throws IOException, GeneralSecurityException {
    Decoding decoding = new Decoding(text);
    int octets = text.octets();
    for (long at = from; at < to; ) {
      long line = at / octets;
      int skip = (int) (at % octets);
      int made;
      if (line == text.lines) {
        made = decoding.last();
      } else {
        // Up to where whole AES blocks have been handed on, if lines ever end there.
        int n = pieceLines();
        for (int i = 0; i < LINES && ((line + n) * octets - from) % 16 != 0; i++) {
          n++;
        }
        made = decoding.lines(line, (int) Math.min(n, text.lines - line));
      }
      int n = (int) Math.min(made - skip, to - at);
      if (n <= 0) {
        throw new IOException(CHANGED);
      }
      sink.take(decoding.block, skip, n);
      at += n;
    }
  }

  @Override
  public byte[] bytes() throws IOException {
    byte[] all = new byte[Math.toIntExact(to - from)];
    try (InputStream in = open()) {
      in.readNBytes(all, 0, all.length);
    }
    return all;
  }

  @Override
  public InputStream open() {
    return new Reading();
  }

  /** Reads the lines in order, and skips without looking at them. */
  private final class Reading extends InputStream {
    private final Decoding decoding = new Decoding(text);
    private long at = from;

    /** Offsets of the octets that are in the block. */
    private long blockFrom;

    private long blockTo;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, into.length);
      if (count == 0) {
        return 0;
      }
      if (at == to) {
        return -1;
      }
      if (at < blockFrom || at >= blockTo) {
        long line = at / text.octets();
        long lines = Math.min(pieceLines(), text.lines - line);
        blockFrom = line * text.octets();
        blockTo = blockFrom + (lines == 0 ? decoding.last() : decoding.lines(line, (int) lines));
      }
      int n = (int) Math.min(count, Math.min(blockTo, to) - at);
      if (n <= 0) {
        throw new IOException(CHANGED);
      }
      System.arraycopy(decoding.block, (int) (at - blockFrom), into, offset, n);
      at += n;
      return n;
    }

    @Override
    public long skip(long count) {
      long n = Math.max(0, Math.min(count, to - at));
      at += n;
      return n;
    }

    @Override
    public int available() {
      return (int) Math.min(Integer.MAX_VALUE, Math.max(0, Math.min(blockTo, to) - at));
    }
  }
}
