package org.smime4j.internal.platform;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.util.io.Streams;

/**
 * What {@link InputStream} does itself since Java 9, and Android's only since API 33; and files
 * that are named wrongly.
 */
public final class Reading {

  private static final int BLOCK = 16 * 1024;

  /** The longest array that every JVM makes. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private Reading() {}

  /** The octets of a file. */
  public static InputStream file(Path file) throws IOException {
    attributes(file);
    return Files.newInputStream(file);
  }

  /** Refuses a folder in place of a file: the system's own error names neither. */
  public static BasicFileAttributes attributes(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(
            Objects.requireNonNull(file, "no file was given"), BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      throw new FileSystemException(file.toString(), null, "this is a folder; name a file");
    }
    return attributes;
  }

  /** All octets that are left. */
  public static byte[] all(InputStream in) throws IOException {
    byte[] all = upTo(in, LONGEST);
    if (all.length == LONGEST && in.read() >= 0) {
      throw new IOException("more than an array holds");
    }
    return all;
  }

  /** The next octets, at most so many; fewer only at the end. */
  public static byte[] upTo(InputStream in, int most) throws IOException {
    List<byte[]> full = new ArrayList<>();
    int size = 0;
    byte[] last = new byte[0];
    int inLast = 0;
    while (inLast == last.length && size < most) {
      if (inLast > 0) {
        full.add(last);
      }
      last = new byte[Math.min(BLOCK, most - size)];
      inLast = Streams.readFully(in, last, 0, last.length);
      size += inLast;
    }
    if (full.isEmpty()) {
      return inLast == last.length ? last : Arrays.copyOf(last, inLast);
    }
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] block : full) {
      System.arraycopy(block, 0, all, at, block.length);
      at += block.length;
    }
    System.arraycopy(last, 0, all, at, inLast);
    return all;
  }

  /**
   * Passes so many octets by.
   *
   * @throws EOFException if there are fewer
   */
  public static void skip(InputStream in, long count) throws IOException {
    for (long left = count; left > 0; ) {
      long n = in.skip(left);
      if (n == 0) {
        if (in.read() < 0) {
          throw new EOFException();
        }
        n = 1;
      }
      if (n < 0 || n > left) {
        throw new IOException("The source skips another number of octets than it was asked to");
      }
      left -= n;
    }
  }
}
