package org.smime4j.internal.keys;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.io.DigestInputStream;
import org.bouncycastle.crypto.io.DigestOutputStream;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.io.TargetFile;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.provider.KeyKind;

/**
 * A {@link DirectoryIndex} as a file: it is written in one step, readable by its owner only, and
 * has a digest at its end. It only saves work; the library recreates a damaged index.
 */
public final class DirectoryIndexFile {

  private static final String FORM = "smime4j key index 5";

  /** A count that no honest index exceeds. */
  private static final int MOST = 1 << 24;

  /**
   * The recorded state by file name, with its time.
   *
   * @param authenticated keys that have opened authenticated content
   */
  public record Known(
      long readAt, Map<String, DirectoryIndex.Entry> entries, Set<Lookup> authenticated) {}

  private DirectoryIndexFile() {}

  public static void write(Path file, DirectoryIndex index, long readAt, Set<Lookup> authenticated)
      throws IOException {
    List<Lookup> keys = List.copyOf(authenticated);
    TargetFile.<@Nullable Void>write(
        file,
        target -> {
          DigestOutputStream digest = new DigestOutputStream(new SHA256Digest());
          DataOutputStream out =
              new DataOutputStream(new BufferedOutputStream(new Both(target, digest)));
          out.writeUTF(FORM);
          out.writeLong(readAt);
          out.writeInt(index.entries().size());
          for (DirectoryIndex.Entry entry : index.entries()) {
            write(out, entry);
          }
          out.writeInt(keys.size());
          for (Lookup key : keys) {
            write(out, key);
          }
          out.flush();
          target.write(digest.getDigest());
          return null;
        });
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
      out.writeInt(key.names().size());
      for (Lookup name : key.names()) {
        write(out, name);
      }
    }
  }

  private static void write(DataOutputStream out, Lookup lookup) throws IOException {
    out.writeLong(lookup.high());
    out.writeLong(lookup.low());
  }

  /** Reads the file. The result is empty if the file is missing or damaged. */
  public static Known read(Path file) throws IOException {
    try (InputStream source = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      SHA256Digest digest = new SHA256Digest();
      DataInputStream in = new DataInputStream(new DigestInputStream(source, digest));
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
      int keys = count(in);
      Set<Lookup> authenticated = new HashSet<>();
      for (int i = 0; i < keys; i++) {
        authenticated.add(lookup(in));
      }
      byte[] expected = new byte[digest.getDigestSize()];
      digest.doFinal(expected, 0);
      return java.security.MessageDigest.isEqual(expected, source.readNBytes(expected.length + 1))
          ? new Known(readAt, entries, authenticated)
          : nothing();
    } catch (NoSuchFileException e) {
      return nothing();
    } catch (java.io.EOFException | java.io.UTFDataFormatException | RuntimeException damaged) {
      return nothing();
    }
  }

  private static Known nothing() {
    return new Known(Long.MIN_VALUE, Map.of(), Set.of());
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
      int names = count(in);
      List<Lookup> all = new ArrayList<>();
      for (int j = 0; j < names; j++) {
        all.add(lookup(in));
      }
      keys.add(
          new DirectoryIndex.Certified(publicKey, isOpened, kind, notBefore, List.copyOf(all)));
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

  /** Whatever is written goes to both. */
  private static final class Both extends OutputStream {
    private final OutputStream one;
    private final OutputStream other;

    Both(OutputStream one, OutputStream other) {
      this.one = one;
      this.other = other;
    }

    @Override
    public void write(int octet) throws IOException {
      one.write(octet);
      other.write(octet);
    }

    @Override
    public void write(byte[] octets, int from, int length) throws IOException {
      one.write(octets, from, length);
      other.write(octets, from, length);
    }
  }
}
