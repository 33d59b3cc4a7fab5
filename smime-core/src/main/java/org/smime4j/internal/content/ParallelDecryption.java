package org.smime4j.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import javax.crypto.Cipher;
import org.bouncycastle.util.io.Streams;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.content.GcmSegments.Segment;
import org.smime4j.internal.io.InOrder;
import org.smime4j.internal.io.Pieces;
import org.smime4j.sources.ByteSource;

/**
 * The first pass over AES-GCM by several threads, in segments: the tag that belongs to a ciphertext
 * and, where there is an array for it, the plaintext, which nobody may see before the tag is right.
 */
public final class ParallelDecryption {

  static final int SEGMENT = 256 * 1024;

  /** The stream of counter blocks from an offset on. */
  interface Stream {
    Transform at(long offset) throws IOException, GeneralSecurityException;
  }

  /**
   * A segment that was worked on.
   *
   * @param buffer what it was read into, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never printed
  private record Done(GhashElement hash, int length, byte @Nullable [] buffer) {}

  private final GcmSegments segments;
  private final byte @Nullable [] authAttrs;
  private final Stream stream;
  private final byte @Nullable [] plain;
  private final Deque<byte[]> free = new ArrayDeque<>();
  private GhashElement joined = GhashElement.ZERO;

  ParallelDecryption(
      GcmSegments segments, byte @Nullable [] authAttrs, Stream stream, byte @Nullable [] plain) {
    this.segments = segments;
    this.authAttrs = authAttrs;
    this.stream = stream;
    this.plain = plain;
  }

  byte[] tag(ByteSource ciphertext, long size, int threads)
      throws IOException, GeneralSecurityException {
    try (InOrder<Done> work = new InOrder<>(threads)) {
      if (ArrayOctets.holds(ciphertext)) {
        for (long at = 0; at < size; at += SEGMENT) {
          submit(work, at, ciphertext.slice(at, Math.min(at + SEGMENT, size)), null);
        }
      } else {
        read(ciphertext, size, work);
      }
      while (work.size() > 0) {
        take(work);
      }
      return segments.tag(joined, size);
    }
  }

  private void read(ByteSource ciphertext, long size, InOrder<Done> work)
      throws IOException, GeneralSecurityException {
    long at = 0;
    try (InputStream in = ciphertext.open()) {
      while (at < size) {
        byte[] buffer = free.isEmpty() ? new byte[SEGMENT] : free.remove();
        int n = Streams.readFully(in, buffer, 0, (int) Math.min(SEGMENT, size - at));
        if (n == 0) {
          throw new IOException("the source changed between two reads");
        }
        submit(work, at, ArrayOctets.of(buffer, 0, n), buffer);
        at += n;
      }
    }
  }

  private void submit(InOrder<Done> work, long offset, ByteSource octets, byte @Nullable [] buffer)
      throws IOException, GeneralSecurityException {
    Segment segment = segments.at(offset);
    work.submit(
        () -> new Done(hash(segment, octets), (int) octets.sizeIfKnown().orElseThrow(), buffer));
    if (work.isFull()) {
      take(work);
    }
  }

  private void take(InOrder<Done> work) throws IOException, GeneralSecurityException {
    Done done = work.take();
    joined = segments.join(joined, done.hash(), done.length());
    if (done.buffer() != null) {
      free.add(done.buffer());
    }
  }

  private GhashElement hash(Segment segment, ByteSource ciphertext)
      throws IOException, GeneralSecurityException {
    Transform keystream = stream.at(segment.offset());
    Cipher tagging = segments.cipher(segment);
    int additional = 0;
    if (segment.offset() == 0 && authAttrs != null) {
      tagging.updateAAD(authAttrs);
      additional = authAttrs.length;
    }
    byte[] scrap = new byte[Pieces.LARGEST + Transform.SLACK];
    byte[] into = plain != null ? plain : new byte[Pieces.LARGEST + Transform.SLACK];
    int at = plain != null ? (int) segment.offset() : 0;
    int[] written = new int[1];
    Transform.GCM.feed(
        ciphertext,
        (octets, start, count) -> {
          int to = plain != null ? at + written[0] : 0;
          int n = keystream.update(octets, start, count, into, to);
          tagging.update(into, to, n, scrap, 0);
          written[0] += n;
        });
    int rest = plain != null ? at + written[0] : 0;
    tagging.update(into, rest, keystream.finish(into, rest), scrap, 0);
    byte[] end = tagging.doFinal();
    byte[] tag = Arrays.copyOfRange(end, end.length - GcmSegments.BLOCK, end.length);
    return segments.hash(segment, tag, additional, ciphertext.sizeIfKnown().orElseThrow());
  }
}
