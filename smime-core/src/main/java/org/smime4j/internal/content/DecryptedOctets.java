package org.smime4j.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.OptionalLong;
import org.bouncycastle.util.io.Streams;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.ArrayInput;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.bytes.SlicedOctets;
import org.smime4j.internal.io.Pieces;
import org.smime4j.sources.ByteSource;

/**
 * A range of proven plaintext that is decrypted each time it is read, in constant memory. A part
 * that lies far inside costs no more than one at the beginning.
 */
record DecryptedOctets(
    ByteSource ciphertext, long ciphertextSize, Seek seek, Pieces pieces, long from, long to)
    implements ByteSource {

  /** A multiple of every block size. */
  static final int ALIGNMENT = 64;

  /** A transform that begins inside the content. */
  interface Seek {
    /**
     * @param offset a multiple of {@link #ALIGNMENT}
     */
    Transform at(long offset) throws IOException, GeneralSecurityException;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.of(to - from);
  }

  @Override
  public ByteSource slice(long sliceFrom, long sliceTo) {
    SlicedOctets.check(sliceFrom, sliceTo, to - from);
    return new DecryptedOctets(
        ciphertext, ciphertextSize, seek, pieces, from + sliceFrom, from + sliceTo);
  }

  @Override
  public InputStream open() throws IOException {
    if (from == to) {
      return ArrayOctets.of(new byte[0]).open();
    }
    long start = from / ALIGNMENT * ALIGNMENT;
    long end = Math.min(ciphertextSize, (to + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Transform transform;
    try {
      transform = seek.at(start);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new SmimeException.NotDecryptable();
    }
    InputStream in = ciphertext.slice(start, end).open();
    return new Decrypting(in, transform, pieces, (int) (from - start), to - from);
  }

  private static final class Decrypting extends ArrayInput {
    private final InputStream in;
    private final Transform transform;
    private final Pieces pieces;
    private final byte[] encrypted = new byte[Pieces.CHUNK];
    private final byte[] plain = new byte[Pieces.LARGEST + Transform.SLACK];
    private int encryptedAt;
    private int encryptedEnd;
    private int skip;
    private long left;
    private int at;
    private int end;
    private boolean ended;

    Decrypting(InputStream in, Transform transform, Pieces pieces, int skip, long left) {
      this.in = in;
      this.transform = transform;
      this.pieces = pieces;
      this.skip = skip;
      this.left = left;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      if (length == 0) {
        return 0;
      }
      if (left == 0 || (at == end && !fill())) {
        return -1;
      }
      int n = (int) Math.min(Math.min(length, end - at), left);
      System.arraycopy(plain, at, into, offset, n);
      at += n;
      left -= n;
      return n;
    }

    private boolean fill() throws IOException {
      try {
        while (!ended) {
          if (encryptedAt == encryptedEnd) {
            encryptedAt = 0;
            encryptedEnd = Streams.readFully(in, encrypted, 0, encrypted.length);
          }
          int n = Math.min(pieces.next(), encryptedEnd - encryptedAt);
          if (n > 0) {
            end = transform.update(encrypted, encryptedAt, n, plain, 0);
            encryptedAt += n;
          } else {
            ended = true;
            end = transform.finish(plain, 0);
          }
          at = Math.min(skip, end);
          skip -= at;
          if (at < end) {
            return true;
          }
        }
      } catch (GeneralSecurityException e) {
        throw new SmimeException.NotDecryptable();
      }
      throw new IOException("the source changed between two reads");
    }

    @Override
    public int available() {
      return (int) Math.min(end - at, left);
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
