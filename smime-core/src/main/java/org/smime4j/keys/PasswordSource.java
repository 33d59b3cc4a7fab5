package org.smime4j.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.smime4j.internal.platform.Reading;

/**
 * A source of passwords to try, in order. The library asks it for each file or message that needs a
 * password. A source may ask a person in each call of {@link java.util.Iterator#next}.
 *
 * <pre>{@code
 * PasswordSource two = PasswordSource.of("first".toCharArray(), "second".toCharArray());
 * }</pre>
 */
@FunctionalInterface
public interface PasswordSource {

  /**
   * Returns the candidates for one file or message.
   *
   * @param subject what to open, for a prompt: the name of a file, {@code "key store JKS"} for a
   *     key store, or {@code "the message"} for a message
   * @return passwords in the order in which to try them; each array then belongs to the library,
   *     which overwrites it with zeros after use
   */
  Iterable<char[]> candidates(String subject);

  /**
   * Returns a source of these passwords. This method copies them. An empty array is the empty
   * password. Without arguments, the source opens only files and messages that need no password.
   */
  static PasswordSource of(char[]... passwords) {
    char[][] copies =
        Stream.of(passwords)
            .map(each -> Objects.requireNonNull(each, "no password was given").clone())
            .toArray(char[][]::new);
    return new PasswordSource() {
      @Override
      public Iterable<char[]> candidates(String subject) {
        return () -> Stream.of(copies).map(char[]::clone).iterator();
      }

      @Override
      public String toString() {
        return copies.length == 1 ? "1 password" : copies.length + " passwords";
      }
    };
  }

  /**
   * Reads passwords from a UTF-8 text file, one on each line. An empty line is the empty password.
   * A line ends with LF or CRLF; spaces at its ends belong to the password.
   *
   * @throws IOException if the file cannot be read, is not UTF-8 or is longer than 1 MiB
   */
  static PasswordSource ofLines(Path file) throws IOException {
    int most = 1 << 20;
    byte[] octets;
    try (InputStream in = Reading.file(file)) {
      octets = Reading.upTo(in, most + 1);
    }
    char[] text = {};
    List<char[]> lines = new ArrayList<>();
    try {
      if (octets.length > most) {
        throw new IOException(file + ": no file of passwords is longer than 1 MiB");
      }
      CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
      text = decoded.array();
      int start = decoded.limit() > 0 && text[0] == '\uFEFF' ? 1 : 0;
      for (int i = start; i < decoded.limit(); i++) {
        if (text[i] == '\n') {
          int end = i > start && text[i - 1] == '\r' ? i - 1 : i;
          lines.add(Arrays.copyOfRange(text, start, end));
          start = i + 1;
        }
      }
      if (start < decoded.limit()) {
        lines.add(Arrays.copyOfRange(text, start, decoded.limit()));
      }
      return of(lines.toArray(new char[0][]));
    } finally {
      Arrays.fill(octets, (byte) 0);
      Arrays.fill(text, '\0');
      lines.forEach(line -> Arrays.fill(line, '\0'));
    }
  }
}
