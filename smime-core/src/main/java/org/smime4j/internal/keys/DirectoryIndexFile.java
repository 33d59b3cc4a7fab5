package org.smime4j.internal.keys;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.platform.Reading;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.internal.provider.Providers;

/**
 * A {@link DirectoryIndex} as a file: it is written in one step, readable by its owner only, and
 * has a digest. The library recreates a damaged index, and then knows no more which keys have
 * opened authenticated content. Those come after the digest, each added when it first does so.
 */
public final class DirectoryIndexFile {

  private static final String FORM = "smime4j key index 7";

  /** A count that no honest index exceeds. */
  private static final int MOST = 1 << 24;

  /** A key after the digest: its lookup and a checksum. */
  private static final int ADDED = 2 * Long.BYTES + Integer.BYTES;

  /**
   * The recorded state by file name, with its time.
   *
   * @param authenticated keys that have opened authenticated content
   * @param isWhole false if the last of these was not written to its end
   */
  public record Known(
      long readAt,
      Map<String, DirectoryIndex.Entry> entries,
      Set<Lookup> authenticated,
      boolean isWhole) {}

  private DirectoryIndexFile() {}

  /** Writes the file anew, with the keys that others added to the old one until it was replaced. */
  public static void write(Path file, DirectoryIndex index, long readAt, Set<Lookup> authenticated)
      throws IOException {
    try (InputStream old = Files.newInputStream(file)) {
      replace(file, index, readAt, authenticated);
      for (Lookup key : read(old).authenticated()) {
        if (!authenticated.contains(key)) {
          add(file, key);
        }
      }
    } catch (NoSuchFileException e) {
      replace(file, index, readAt, authenticated);
    }
  }

  private static void replace(
      Path file, DirectoryIndex index, long readAt, Set<Lookup> authenticated) throws IOException {
    TargetFile.<@Nullable Void>write(
        file,
        target -> {
          DigestOutputStream digest = new DigestOutputStream(target, sha256());
          DataOutputStream out = new DataOutputStream(new BufferedOutputStream(digest));
          out.writeUTF(FORM);
          out.writeLong(readAt);
          out.writeInt(index.entries().size());
          for (DirectoryIndex.Entry entry : index.entries()) {
            write(out, entry);
          }
          out.flush();
          target.write(digest.getMessageDigest().digest());
          for (Lookup key : authenticated) {
            target.write(added(key));
          }
          return null;
        });
  }

  /** Adds a key that has opened authenticated content. The rest of the file is not read. */
  public static void add(Path file, Lookup key) throws IOException {
    Object before;
    do {
      before = identity(file);
      append(file, key);
      // Somebody else may have replaced the file meanwhile.
    } while (!Objects.equals(before, identity(file)));
  }

  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static void append(Path file, Lookup key) throws IOException {
    try (SeekableByteChannel out =
        Files.newByteChannel(file, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer octets = ByteBuffer.wrap(added(key));
      while (octets.hasRemaining()) {
        out.write(octets);
      }
    }
  }

  private static byte[] added(Lookup key) {
    ByteBuffer octets = ByteBuffer.allocate(ADDED).putLong(key.high()).putLong(key.low());
    return octets.putInt(checksum(octets.array())).array();
  }

  private static int checksum(byte[] added) {
    CRC32 checksum = new CRC32();
    checksum.update(added, 0, ADDED - Integer.BYTES);
    return (int) checksum.getValue();
  }

  private static void write(DataOutputStream out, DirectoryIndex.Entry entry) throws IOException {
    out.writeUTF(entry.name());
    out.writeLong(entry.size());
    out.writeLong(entry.modified());
    out.writeInt(entry.privateKeys());
    out.writeUTF(entry.skipped() == null ? "" : entry.skipped());
    out.writeInt(entry.keys().size());
    for (DirectoryIndex.Certified key : entry.keys()) {
      write(out, key.publicKey());
      out.writeBoolean(key.isOpened());
      out.writeUTF(key.kind().family());
      out.writeUTF(key.kind().detail());
      out.writeLong(key.notBefore());
      write(out, key.names());
    }
  }

  private static void write(DataOutputStream out, List<Lookup> lookups) throws IOException {
    out.writeInt(lookups.size());
    for (Lookup lookup : lookups) {
      write(out, lookup);
    }
  }

  private static void write(DataOutputStream out, Lookup lookup) throws IOException {
    out.writeLong(lookup.high());
    out.writeLong(lookup.low());
  }

  /** Reads the file. The result is empty if the file is missing or damaged. */
  public static Known read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (NoSuchFileException e) {
      return nothing();
    }
  }

  private static Known read(InputStream file) throws IOException {
    InputStream source = new BufferedInputStream(file, 1 << 16);
    try {
      DigestInputStream digest = new DigestInputStream(source, sha256());
      DataInputStream in = new DataInputStream(digest);
      if (!in.readUTF().equals(FORM)) {
        return nothing();
      }
      long readAt = in.readLong();
      int count = count(in);
      Map<String, DirectoryIndex.Entry> entries = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        DirectoryIndex.Entry entry = entry(in);
        entries.put(entry.name(), entry);
      }
      byte[] expected = digest.getMessageDigest().digest();
      return MessageDigest.isEqual(expected, Reading.upTo(source, expected.length))
          ? withAdded(source, readAt, entries)
          : nothing();
    } catch (java.io.EOFException | java.io.UTFDataFormatException | RuntimeException damaged) {
      return nothing();
    }
  }

  private static Known nothing() {
    return new Known(Long.MIN_VALUE, Map.of(), Set.of(), true);
  }

  /** Reads the added keys, up to one that was not written to its end. */
  private static Known withAdded(
      InputStream source, long readAt, Map<String, DirectoryIndex.Entry> entries)
      throws IOException {
    Set<Lookup> authenticated = new HashSet<>();
    byte[] added = Reading.upTo(source, ADDED);
    while (added.length == ADDED) {
      ByteBuffer octets = ByteBuffer.wrap(added);
      Lookup key = new Lookup(octets.getLong(), octets.getLong());
      if (octets.getInt() != checksum(added)) {
        return new Known(readAt, entries, authenticated, false);
      }
      authenticated.add(key);
      added = Reading.upTo(source, ADDED);
    }
    return new Known(readAt, entries, authenticated, added.length == 0);
  }

  private static DirectoryIndex.Entry entry(DataInputStream in) throws IOException {
    String name = in.readUTF();
    long size = in.readLong();
    long modified = in.readLong();
    int privateKeys = in.readInt();
    String skipped = in.readUTF();
    int count = count(in);
    List<DirectoryIndex.Certified> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Lookup publicKey = lookup(in);
      boolean isOpened = in.readBoolean();
      KeyKind kind = new KeyKind(in.readUTF(), in.readUTF());
      long notBefore = in.readLong();
      keys.add(new DirectoryIndex.Certified(publicKey, isOpened, kind, notBefore, lookups(in)));
    }
    return new DirectoryIndex.Entry(
        name, size, modified, privateKeys, skipped.isEmpty() ? null : skipped, List.copyOf(keys));
  }

  /** Lists grow as they are read, so that a false count costs no memory. */
  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw new IllegalArgumentException("count");
    }
    return count;
  }

  private static Lookup lookup(DataInputStream in) throws IOException {
    return new Lookup(in.readLong(), in.readLong());
  }

  private static List<Lookup> lookups(DataInputStream in) throws IOException {
    int count = count(in);
    List<Lookup> lookups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lookups.add(lookup(in));
    }
    return List.copyOf(lookups);
  }

  private static MessageDigest sha256() throws IOException {
    return Providers.standard().digest(DigestAlgorithm.SHA256);
  }
}
