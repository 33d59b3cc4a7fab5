package org.smime4j.internal.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.internal.base.ArrayOctets;

/**
 * A large array that is presumed to be in its canonical form: each block is looked at when it is
 * read, so that it is fetched from memory once for the look and for the cipher or digest behind it.
 * For a caller that can begin again: reading fails with {@link Refuted} at the first block that is
 * otherwise.
 */
public final class PresumedOctets implements Octets {

  /** Says that the presumption was wrong; what was made of the octets so far counts for nothing. */
  public static final class Refuted extends IOException {
    private static final long serialVersionUID = 1;

    private Refuted() {
      super("the octets are not in their canonical form");
    }
  }

  /** Looks at octets block by block. */
  interface Look {
    /**
     * Whether all octets so far are as presumed.
     *
     * @param last whether no more come
     */
    boolean at(byte[] array, int from, int to, boolean last);
  }

  private static final int BLOCK = 64 * 1024;

  /** What is smaller stays in the cache after any look. */
  private static final int LARGE = 2 * BLOCK;

  private final ArrayOctets octets;
  private final Supplier<Look> looks;

  /** Whether all of it was looked at: who reads it once more need not look. */
  private volatile boolean proven;

  private PresumedOctets(ArrayOctets octets, Supplier<Look> looks) {
    this.octets = octets;
    this.looks = looks;
  }

  /** The octets; null where they are few, in no array, or otherwise from the beginning. */
  static @Nullable PresumedOctets of(Octets octets, Supplier<Look> looks) {
    if (!(octets instanceof ArrayOctets array) || array.size() < LARGE) {
      return null;
    }
    int from = array.from();
    return looks.get().at(array.array(), from, from + BLOCK, false)
        ? new PresumedOctets(array, looks)
        : null;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return octets.sizeIfKnown();
  }

  @Override
  public InputStream open() throws IOException {
    return proven ? octets.open() : new Looking();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (proven) {
      octets.writeTo(out);
    } else {
      new Looking().transferTo(out);
    }
  }

  private final class Looking extends InputStream {
    private final Look look = looks.get();
    private int at = octets.from();

    /** How far it was looked at. */
    private int seen = at;

    /** How many octets can be handed out; 0 at the end. */
    private int ready() throws Refuted {
      if (at == seen && seen < octets.to()) {
        seen = at + Math.min(BLOCK, octets.to() - at);
        if (!look.at(octets.array(), at, seen, seen == octets.to())) {
          throw new Refuted();
        }
        proven |= seen == octets.to();
      }
      return seen - at;
    }

    @Override
    public int read() throws IOException {
      return ready() == 0 ? -1 : octets.array()[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, into.length);
      int n = Math.min(count, ready());
      System.arraycopy(octets.array(), at, into, offset, n);
      at += n;
      return n == 0 && count > 0 ? -1 : n;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
      int before = at;
      for (int n; (n = ready()) > 0; at += n) {
        out.write(octets.array(), at, n);
      }
      return at - (long) before;
    }
  }
}
