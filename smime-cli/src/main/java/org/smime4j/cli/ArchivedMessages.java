package org.smime4j.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.MailReader;
import org.smime4j.cli.archive.Entry;
import org.smime4j.cli.archive.OutputFolder;
import org.smime4j.cli.archive.Result;
import org.smime4j.cli.archive.Unquoted;
import org.smime4j.cli.archive.WorkerThreads;
import org.smime4j.cli.files.TargetFile;
import org.smime4j.cli.json.JsonObject;
import org.smime4j.cli.outlook.OutlookMessage;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * The work on each message of an archive, in any number of threads.
 *
 * @param rule of quoting in an mbox
 * @param plaintext where contents go; null if nowhere
 * @param reencryption how messages get another envelope; null if they do not
 * @param reencrypted where these go; null if nowhere
 */
record ArchivedMessages(
    OpenTask opening,
    Unquoted.Rule rule,
    @Nullable OutputFolder plaintext,
    @Nullable Reencryption reencryption,
    @Nullable OutputFolder reencrypted)
    implements WorkerThreads.Work {

  /** Counted apart from those that opened and whose content went where it was to go. */
  static final String NOT_WRITTEN = "opened-not-written";

  /** Octets of no form, opened by a key that the message does not name. It may be a wrong key. */
  static final String UNPROVEN = "opened-unproven";

  /** A longer file would be copied, if it were read as a stream. */
  private static final long SPOOLED = Limits.standard().of(Limit.SPOOL_THRESHOLD);

  @Override
  public Result on(Entry entry) throws IOException {
    Reading reading = new Reading(entry);
    MessageOutcome opened =
        opening.open(
            entry.name(),
            reading::open,
            plaintext == null ? null : (mail, content) -> reading.file(plaintext, mail, content));
    MessageOutcome outcome =
        reading.failure == null && reencryption != null && reencrypted != null
            ? reencrypt(opened, reading, reencryption, reencrypted)
            : opened;
    if (reading.failure != null) {
      throw reading.failure;
    }
    return new Result(
        entry.number(),
        word(outcome),
        reading.length(),
        line(entry, outcome, reading),
        reading.files());
  }

  /** The word that counts the message in the summary. */
  private static String word(MessageOutcome outcome) {
    if (outcome.kind() != MessageOutcome.Kind.OPENED) {
      return outcome.kind().label();
    }
    boolean unproven =
        outcome.layers().stream()
            .anyMatch(
                each ->
                    OpenTask.has(each, Finding.Code.NOT_MIME)
                        && OpenTask.has(each, Finding.Code.RECIPIENT_BY_TRIAL));
    return outcome.error() != null
        ? NOT_WRITTEN
        : unproven ? UNPROVEN : MessageOutcome.Kind.OPENED.label();
  }

  private MessageOutcome reencrypt(
      MessageOutcome outcome, Reading reading, Reencryption how, OutputFolder folder) {
    if (Reencryption.isBeyond(outcome)) {
      return outcome.opened(
          "It is encrypted in a part, under a signature or more than once: it was not encrypted"
              + " again");
    }
    if (!Reencryption.isFor(outcome)) {
      return outcome;
    }
    try {
      reading.envelopeFile =
          reading.write(
              folder,
              out -> {
                try (InputStream in = reading.again()) {
                  how.write(in, outcome, out);
                }
              });
      return outcome;
    } catch (IOException | RuntimeException e) {
      return outcome.opened(Sentences.of(e) + "; it was not encrypted again");
    }
  }

  /** One message while it is worked on. */
  private final class Reading {
    private final Entry entry;
    private @Nullable HashedStream original;
    private @Nullable Unquoted unquoted;
    private @Nullable Path contentFile;
    private @Nullable Path envelopeFile;
    private @Nullable IOException failure;

    Reading(Entry entry) {
      this.entry = entry;
    }

    OpenedMail open(MailReader reader) throws IOException {
      Path file = entry.isInMbox() ? null : entry.file();
      if (file != null && Files.isRegularFile(file) && Files.size(file) > SPOOLED) {
        ByteSource octets = ByteSource.of(file);
        if (!OutlookMessage.is(octets)) {
          return openInPlace(reader, octets);
        }
      }
      HashedStream stored = new HashedStream(entry.open());
      original = stored;
      if (!entry.isInMbox()) {
        return OutlookMessage.open(stored, reader);
      }
      unquoted = new Unquoted(stored, rule);
      try (InputStream in = unquoted) {
        return reader.open(in);
      }
    }

    /** A long file is not copied; one that is beyond a limit is not read to its end. */
    private OpenedMail openInPlace(MailReader reader, ByteSource octets) throws IOException {
      OpenedMail opened = reader.open(octets);
      HashedStream stored = new HashedStream(octets.open());
      original = stored;
      try (stored) {
        if (opened.failure().filter(SmimeException.LimitExceeded.class::isInstance).isEmpty()) {
          stored.transferTo(OutputStream.nullOutputStream());
        }
        return opened;
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
    }

    /** The message once more, as it was opened. */
    InputStream again() throws IOException {
      return entry.isInMbox()
          ? new Unquoted(entry.open(), rule)
          : OutlookMessage.orAsItIs(entry.open());
    }

    /** Writes the content as mail that can be filed. */
    void file(OutputFolder folder, OpenedMail mail, ByteSource content) throws IOException {
      FiledMail filed;
      try (InputStream in = new BufferedInputStream(again())) {
        filed = new FiledMail(in);
      }
      contentFile = write(folder, out -> filed.write(mail, content, out));
    }

    Path write(OutputFolder folder, TargetFile.Content body) throws IOException {
      try {
        return folder.write(entry.number(), body);
      } catch (OutputFolder.Failure e) {
        failure = e.failed();
        throw e;
      }
    }

    List<Path> files() {
      return Stream.of(contentFile, envelopeFile).filter(Objects::nonNull).toList();
    }

    /** In octets as it is stored, also where it was not read to its end. */
    long length() {
      long read = original == null ? 0 : original.length();
      if (original != null && original.isWhole()) {
        return read;
      }
      try {
        return Math.max(read, entry.isInMbox() ? entry.length() : Files.size(entry.file()));
      } catch (IOException gone) {
        return read;
      }
    }
  }

  private byte[] line(Entry entry, MessageOutcome outcome, Reading reading) throws IOException {
    JsonObject to =
        JsonMessage.add(new JsonObject().with("message", entry.number()), outcome)
            .with("offset", entry.isInMbox() ? entry.offset() : null)
            .with("length", reading.length())
            .with("sha256", reading.original == null ? null : reading.original.sha256())
            .with("unquoted", reading.unquoted == null ? 0 : reading.unquoted.lines());
    if (plaintext != null) {
      to.with("plaintext", name(reading.contentFile));
    }
    if (reencrypted != null) {
      to.with("reencrypted", name(reading.envelopeFile));
    }
    return to.line();
  }

  private static @Nullable String name(@Nullable Path file) {
    return file == null ? null : String.valueOf(file.getFileName());
  }
}
