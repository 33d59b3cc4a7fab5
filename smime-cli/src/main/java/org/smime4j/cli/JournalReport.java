package org.smime4j.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * @param delimiter what a line begins with that ends the message
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares these.
record JournalReport(byte[] before, byte[] message, byte[] after, String delimiter) {

  /** It is held in memory. */
  private static final int MOST_OCTETS = 64 << 20;

  /** The text of a report may repeat a message, but not more often. */
  private static final int MOST_PLACES = 100;

  private static final Pattern DELIMITER = Pattern.compile("\r?\n(--[^\r\n]++)");

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
      all = mail.delivery().unchanged().bytes();
    }
    JournalReport report = null;
    int tried = 0;
    Matcher delimiter = DELIMITER.matcher(new String(all, StandardCharsets.ISO_8859_1));
    while (delimiter.find()) {
      int end = delimiter.start();
      int at = end - message.length;
      if (at < 1 || all[at - 1] != '\n') {
        continue;
      }
      boolean isThere =
          ++tried <= MOST_PLACES && Arrays.equals(all, at, end, message, 0, message.length);
      if (tried > MOST_PLACES || (isThere && report != null)) {
        throw new IOException("It is not clear where in the journal report the message stands");
      }
      if (isThere) {
        String line = delimiter.group(1).stripTrailing().replaceFirst("(?<=..)--$", "");
        byte[] after = Arrays.copyOfRange(all, end, all.length);
        report = new JournalReport(Arrays.copyOf(all, at), message, after, line);
      }
    }
    if (report == null) {
      throw new IOException("The message in the journal report is encoded");
    }
    return report;
  }

  /** Opens the message. */
  OpenedMail open(MailReader reader) throws IOException {
    return reader.open(ByteSource.of(message));
  }

  /** Writes the report with another message in the place of this one. */
  void write(OutputStream out, TargetFile.Content other) throws IOException {
    out.write(before);
    other.writeTo(new WithoutDelimiter(out, delimiter));
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
      if (octet == '\n') {
        matched = 0;
      } else if (matched >= 0) {
        matched = (byte) octet == delimiter[matched] ? matched + 1 : -1;
        if (matched == delimiter.length) {
          throw new IOException("Its content has a line that ends a part of the journal report");
        }
      }
      out.write(octet);
    }
  }
}
