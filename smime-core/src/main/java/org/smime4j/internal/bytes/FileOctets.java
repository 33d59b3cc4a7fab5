package org.smime4j.internal.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.platform.Reading;
import org.smime4j.sources.ByteSource;

/**
 * The bytes of a file, protected against changes between two reads. A later read must return the
 * bytes that an earlier read checked. This class reads the file in chunks. The first read of a
 * chunk stores an authentication code of it under a random key. Each later read returns the chunk
 * only if the code is the same. The code is an AES-GCM tag of the JDK's cipher. Its nonce contains
 * the chunk's number, its length and whether it is the last. The code never leaves this object, so
 * a writer to the file can match it only by chance. With the JDK, SHA-256 takes three times as
 * long, and took most of the time for reading a file. Where there is no such cipher, as on Android,
 * the code is 16 octets of the SHA-256 digest of the key, the nonce and the chunk.
 */
public final class FileOctets implements ByteSource {

  /** Files up to this size are read at once. */
  public static final long IN_MEMORY = 1024 * 1024;

  private static final int SMALLEST_CHUNK = 64 * 1024;
  private static final int BLOCK = 64 * 1024;

  /** Keeps all codes together under 4 MiB. */
  private static final int MOST_CHUNKS = 1 << 17;

  private static final int CODE = 16;

  /**
   * The first pieces are small, so that the JVM compiles the JDK's cipher early: it counts calls.
   */
  private static final int SMALL_PIECE = 512;

  private static final int LARGE_PIECE = 4 * 1024;
  private static final int SMALL_PIECES = 8 * 1024;

  private final Path file;
  private final long size;
  private final int chunk;
  private final byte[] key = new byte[32];
  private final @Nullable Provider jdk = Security.getProvider("SunJCE");
  private final byte[] codes;
  private final BitSet known = new BitSet();

  public FileOctets(Path file) throws IOException {
    BasicFileAttributes attributes = Reading.attributes(file);
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(
          file.toString(), null, "this cannot be read more than once; copy it into a file");
    }
    this.file = file;
    this.size = attributes.size();
    int bits = Integer.numberOfTrailingZeros(SMALLEST_CHUNK);
    while (size >> bits >= MOST_CHUNKS && bits < 30) {
      bits++;
    }
    this.chunk = 1 << bits;
    this.codes = new byte[Math.toIntExact(CODE * ((size + chunk - 1) / chunk))];
    new SecureRandom().nextBytes(key);
  }

  public long size() {
    return size;
  }

  @Override
  public OptionalLong sizeIfKnown() {
    return OptionalLong.of(size);
  }

  @Override
  public InputStream open() throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(file);
    try {
      if (channel.size() != size) {
        throw changed();
      }
      return new Guarded(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static IOException changed() {
    return new IOException("the source changed between two reads");
  }

  /** Stores the code of a chunk, or compares it with the stored one. */
  private void guard(int index, byte[] code) throws IOException {
    synchronized (known) {
      if (!known.get(index)) {
        System.arraycopy(code, 0, codes, CODE * index, CODE);
        known.set(index);
        return;
      }
      byte[] kept = Arrays.copyOfRange(codes, CODE * index, CODE * (index + 1));
      if (!MessageDigest.isEqual(code, kept)) {
        throw changed();
      }
    }
  }

  private final class Guarded extends ArrayInput {
    private final SeekableByteChannel channel;
    private final byte[] scrap = new byte[LARGE_PIECE + 2 * CODE];
    private byte[] octets = new byte[0];
    private int pieces;
    private long position;

    /** The chunk in the array, or -1. */
    private int index = -1;

    private int count;

    Guarded(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) throws IOException {
      Objects.checkFromIndexSize(offset, wanted, into.length);
      if (wanted == 0) {
        return 0;
      }
      if (position >= size) {
        return -1;
      }
      int at = loaded();
      int n = Math.min(wanted, count - at);
      System.arraycopy(octets, at, into, offset, n);
      position += n;
      return n;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
      long from = position;
      while (position < size) {
        int at = loaded();
        int n = count - at;
        position += n;
        out.write(octets, at, n);
      }
      return position - from;
    }

    /** Returns the index of the next byte in the array. */
    private int loaded() throws IOException {
      int needed = (int) (position / chunk);
      if (needed != index) {
        load(needed);
      }
      return (int) (position % chunk);
    }

    private void load(int needed) throws IOException {
      long from = (long) needed * chunk;
      index = -1;
      count = (int) Math.min(chunk, size - from);
      if (octets.length < count) {
        octets = new byte[count];
      }
      channel.position(from);
      for (int done = 0; done < count; ) {
        // In blocks: the JDK keeps a buffer outside the heap as large as the buffer it gets.
        int n = channel.read(ByteBuffer.wrap(octets, done, Math.min(BLOCK, count - done)));
        if (n < 0) {
          throw changed();
        }
        done += n;
      }
      guard(needed, code(needed));
      index = needed;
    }

    private byte[] code(int number) throws IOException {
      int last = CODE * (number + 1L) == codes.length ? 1 : 0;
      byte[] nonce = ByteBuffer.allocate(12).putInt(number).putInt(count).putInt(last).array();
      try {
        return jdk == null ? digest(nonce) : tag(jdk, nonce);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java runtime has AES-GCM and SHA-256", e);
      }
    }

    private byte[] tag(Provider provider, byte[] nonce) throws GeneralSecurityException {
      // A new cipher each time, because the JDK's refuses a used nonce. Only the tag is kept.
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(8 * CODE, nonce));
      for (int at = 0; at < count; ) {
        int n = Math.min(pieces < SMALL_PIECES ? SMALL_PIECE : LARGE_PIECE, count - at);
        pieces++;
        cipher.update(octets, at, n, scrap, 0);
        at += n;
      }
      int n = cipher.doFinal(scrap, 0);
      return Arrays.copyOfRange(scrap, n - CODE, n);
    }

    private byte[] digest(byte[] nonce) throws GeneralSecurityException {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(key);
      sha256.update(nonce);
      sha256.update(octets, 0, count);
      return Arrays.copyOf(sha256.digest(), CODE);
    }

    @Override
    public long skip(long wanted) {
      long n = Math.max(0, Math.min(wanted, size - position));
      position += n;
      return n;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
