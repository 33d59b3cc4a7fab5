package org.smime4j.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Passwords to try, in order. The library asks for them for each file or message that needs one. A
 * source may ask a person each time {@link java.util.Iterator#next} is called.
 *
 * <pre>{@code
 * PasswordSource two = PasswordSource.of("first".toCharArray(), "second".toCharArray());
 * }</pre>
 */
@FunctionalInterface
public interface PasswordSource {

  /**
   * The candidates for one file or message.
   *
   * @param subject what is to be opened, for a prompt
   * @return passwords in the order to try them; each array belongs to the caller, who zeroes it
   */
  Iterable<char[]> candidates(String subject);

  /** No password: opens only what needs none. */
  static PasswordSource none() {
    return subject -> List.of();
  }

  /** These passwords, copied now. An empty array is the empty password. */
  static PasswordSource of(char[]... passwords) {
    return new FixedPasswords(passwords);
  }

  /**
   * The lines of a UTF-8 text file, read now, each a password; an empty line is the empty password.
   * A line ends with LF or CRLF; blanks at its ends belong to the password.
   *
   * @throws IOException if the file cannot be read, is not UTF-8 or is longer than 1 MiB
   */
  static PasswordSource ofLines(Path file) throws IOException {
    int most = 1 << 20;
    byte[] octets;
    try (InputStream in = Files.newInputStream(file)) {
      octets = in.readNBytes(most + 1);
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
