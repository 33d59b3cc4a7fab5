package imapmailbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Which messages copies were begun of. It is written before the copy, so that after a kill the
 * program knows its own copies by a number in their header that nobody could guess before.
 */
final class Journal {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path file;

  /** The messages by the numbers of their copies. */
  private final Map<String, Original> originals = new HashMap<>();

  /** A message of which a copy was begun. */
  record Original(String folder, long uidValidity, long uid) {}

  /** A message, and the number that its copy gets. */
  record Begun(String number, Original original) {}

  Journal(Path file) throws IOException {
    this.file = file;
    if (!Files.exists(file)) {
      return;
    }
    String text = Files.readString(file);
    // A last line without its end was not finished when the program was killed: nothing followed.
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      String[] words = line.split(" ", 4);
      originals.put(
          words[0], new Original(words[3], Long.parseLong(words[1]), Long.parseLong(words[2])));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(
          text.substring(0, text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8).length);
    }
  }

  /** The message that was copied with this number; null if this program copied none. */
  Original original(String number) {
    return originals.get(number);
  }

  /** Writes durably that copies of these messages begin. */
  List<Begun> begin(Collection<Original> messages) throws IOException {
    List<Begun> begun = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (Original each : messages) {
      byte[] number = new byte[16];
      RANDOM.nextBytes(number);
      begun.add(new Begun(HexFormat.of().formatHex(number), each));
      originals.put(begun.get(begun.size() - 1).number(), each);
      lines
          .append(begun.get(begun.size() - 1).number())
          .append(' ')
          .append(each.uidValidity())
          .append(' ')
          .append(each.uid())
          .append(' ')
          .append(each.folder())
          .append('\n');
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer octets = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
      while (octets.hasRemaining()) {
        channel.write(octets);
      }
      channel.force(true);
    }
    return begun;
  }
}
