package org.smime4j.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.smime4j.MailReader;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * What a journaling server stores: a multipart/mixed of plain text and of one message that passed,
 * as message/rfc822. That message is opened as a message of its own. Nothing else stands beside it
 * that a mail program could mix with its content.
 *
 * @param before all octets before the message
 * @param message as it passed
 * @param after all octets after it, from the line end of the delimiter on
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
record JournalReport(byte[] before, byte[] message, byte[] after) {

  /** It is held in memory. */
  private static final int MOST_OCTETS = 64 << 20;

  /** The text of a report may repeat a message, but not more often. */
  private static final int MOST_PLACES = 100;

  private static final String AS_ITS_OWN = "it is opened as a message of its own";

  /** The message in it; null if this is no journal report, or nothing in it is encrypted. */
  static @Nullable MailPart message(@Nullable OpenedMail mail) {
    MailPart root = mail == null ? null : mail.root().orElse(null);
    if (mail == null
        || root == null
        || !root.type().equals("multipart/mixed")
        || mail.layers().stream().anyMatch(Layer::isWhole)
        || mail.layers().stream().noneMatch(layer -> layer.kind() == Layer.Kind.ENCRYPTED)) {
      return null;
    }
    MailPart message = null;
    for (MailPart child : root.children()) {
      if (child.type().equals("message/rfc822")
          && child.children().size() == 1
          && message == null) {
        message = child.children().get(0);
      } else if (!child.type().equals("text/plain")) {
        return null;
      }
    }
    return message;
  }

  /**
   * Takes a report apart.
   *
   * @throws IOException also if the message in it is encoded, or it is not clear where it stands
   */
  static JournalReport read(InputStream stored, MailReader reader) throws IOException {
    byte[] all = stored.readNBytes(MOST_OCTETS + 1);
    if (all.length > MOST_OCTETS) {
      throw new IOException("It is a journal report of more than 64 MiB");
    }
    byte[] message;
    try (OpenedMail mail = reader.open(ByteSource.of(all))) {
      MailPart found = message(mail);
      if (found == null) {
        throw new IOException("It is no journal report");
      }
      message = found.unverifiedRaw(AS_ITS_OWN).bytes();
    }
    int at = place(all, message);
    return new JournalReport(
        Arrays.copyOf(all, at), message, Arrays.copyOfRange(all, at + message.length, all.length));
  }

  private static int place(byte[] all, byte[] message) throws IOException {
    int found = -1;
    int tried = 0;
    for (int at = 1; at + message.length < all.length; at++) {
      if (all[at - 1] != '\n' || delimiter(all, at + message.length).isEmpty()) {
        continue;
      }
      boolean isThere =
          ++tried <= MOST_PLACES
              && Arrays.equals(all, at, at + message.length, message, 0, message.length);
      if (tried > MOST_PLACES || (isThere && found >= 0)) {
        throw new IOException("It is not clear where in the journal report the message stands");
      }
      found = isThere ? at : found;
    }
    if (found < 0) {
      throw new IOException("The message in the journal report is encoded");
    }
    return found;
  }

  /** The delimiter that begins on the next line, without the hyphens of the last; or empty. */
  private static String delimiter(byte[] all, int at) {
    int from = at + (at < all.length && all[at] == '\r' ? 1 : 0);
    if (from + 3 >= all.length
        || all[from] != '\n'
        || all[from + 1] != '-'
        || all[from + 2] != '-') {
      return "";
    }
    int end = from + 1;
    while (end < all.length && all[end] != '\r' && all[end] != '\n') {
      end++;
    }
    String line = new String(all, from + 1, end - from - 1, StandardCharsets.ISO_8859_1);
    return line.stripTrailing().replaceFirst("(?<=..)--$", "");
  }

  /** Opens the message. */
  OpenedMail open(MailReader reader) throws IOException {
    return reader.open(ByteSource.of(message));
  }

  /** Writes the report with another message in the place of this one. */
  void write(OutputStream out, TargetFile.Content other) throws IOException {
    out.write(before);
    other.writeTo(new WithoutDelimiter(out, delimiter(after, 0)));
    out.write(after);
  }

  /** Refuses octets that would end the part, and so make others of what follows. */
  private static final class WithoutDelimiter extends FilterOutputStream {
    private final byte[] delimiter;

    /** How many octets of this line are those of the delimiter; -1 if it begins otherwise. */
    private int matched;

    WithoutDelimiter(OutputStream out, String delimiter) {
      super(out);
      this.delimiter = delimiter.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
      for (int i = offset; i < offset + count; i++) {
        if (octets[i] == '\n') {
          matched = 0;
        } else if (matched >= 0) {
          matched = octets[i] == delimiter[matched] ? matched + 1 : -1;
          if (matched == delimiter.length) {
            throw new IOException("Its content has a line that ends a part of the journal report");
          }
        }
      }
      out.write(octets, offset, count);
    }
  }
}
