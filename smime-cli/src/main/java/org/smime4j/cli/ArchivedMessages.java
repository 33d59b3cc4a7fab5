package org.smime4j.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Delivery;
import org.smime4j.reports.Layer;
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
 * @param isDry whether files are only told of, and not written
 */
record ArchivedMessages(
    OpenTask opening,
    Unquoted.Rule rule,
    @Nullable OutputFolder plaintext,
    @Nullable Reencryption reencryption,
    @Nullable OutputFolder reencrypted,
    boolean isDry)
    implements WorkerThreads.Work {

  /** Counted apart from those that opened and whose content went where it was to go. */
  static final String NOT_WRITTEN = "opened-not-written";

  private static final String RELEASED = "it was released before";

  /** A longer file would be copied, if it were read as a stream. */
  private static final long SPOOLED = Limits.standard().get(Limit.SPOOL_THRESHOLD);

  @Override
  public Result on(Entry entry) throws IOException {
    Reading reading = new Reading(entry);
    MessageOutcome outcome =
        written(opening.open(entry.name(), reading::open, reading.place()), reading);
    if (JournalReport.message(outcome.mail()) != null) {
      outcome = ofJournal(outcome, reading);
    } else if (reading.failure == null) {
      outcome = reencrypted(outcome, reading);
    }
    reading.journal = null;
    for (OutputFolder folder : reading.lacking()) {
      outcome = reading.copy(folder, outcome);
    }
    if (reading.failure != null) {
      throw reading.failure;
    }
    return new Result(
        entry.number(), word(outcome, reading), line(entry, outcome, reading), reading.files());
  }

  /** The message in a journal report, opened and written as one of its own. */
  private MessageOutcome ofJournal(MessageOutcome outcome, Reading reading) {
    if (plaintext == null && reencrypted == null && outcome.kind() != Outcome.PARTLY_OPENED) {
      return outcome;
    }
    try {
      JournalReport journal;
      try (InputStream in = reading.again()) {
        journal = JournalReport.read(in, opening.reader());
      }
      reading.journal = journal;
      MessageOutcome inside = opening.open(outcome.file(), journal::open, reading.place());
      inside = reencrypted(written(inside, reading), reading);
      return inside.error() == null
          ? outcome
          : outcome.with(outcome.kind(), inside.error(), inside.recipients(), outcome.unopened());
    } catch (IOException | RuntimeException e) {
      return outcome.opened(Sentences.of(e));
    }
  }

  /**
   * In a mailbox a message that is not encrypted stays as it is, whatever its signature is like;
   * and so does one that a wrong key may have opened, for its octets would be lost.
   */
  private MessageOutcome written(MessageOutcome outcome, Reading reading) {
    if (plaintext == null || !plaintext.isMailbox() || reading.written.containsKey(plaintext)) {
      return outcome;
    }
    return outcome.kind() == Outcome.OPENED && !isEncrypted(outcome.layers())
        ? outcome.withError(null)
        : outcome;
  }

  private static boolean isEncrypted(List<Layer> layers) {
    return layers.stream().anyMatch(layer -> layer.encryption().isPresent());
  }

  /** The word that counts the message in the summary. */
  private static String word(MessageOutcome outcome, Reading reading) {
    if (outcome.kind() != Outcome.OPENED) {
      return reading.isUnwritten && outcome.kind() == Outcome.NOT_SMIME
          ? NOT_WRITTEN
          : outcome.kind().label();
    }
    return outcome.error() != null ? NOT_WRITTEN : Outcome.OPENED.label();
  }

  private MessageOutcome reencrypted(MessageOutcome outcome, Reading reading) {
    Reencryption how = reencryption;
    OutputFolder folder = reencrypted;
    if (how == null || folder == null) {
      return outcome;
    }
    boolean isFirst = how.isWantedOfPlain(outcome);
    if (!isFirst && !(how.isWanted(outcome) && outcome.isOpened())) {
      return outcome;
    }
    try {
      reading.write(
          folder,
          out -> {
            try (InputStream in = reading.again();
                OpenedMail mail = opening.reader().open(in)) {
              how.write(mail, outcome, out);
            }
          },
          reading.written);
      return outcome;
    } catch (IOException | RuntimeException e) {
      reading.isUnwritten = true;
      return outcome.opened(
          Sentences.of(e) + (isFirst ? "; it was not encrypted" : "; it was not encrypted again"));
    }
  }

  /** One message while it is worked on. */
  private final class Reading {
    private final Entry entry;
    private @Nullable HashedStream original;
    private @Nullable Unquoted unquoted;
    private final Map<OutputFolder, Path> written = new LinkedHashMap<>();
    private final Map<OutputFolder, Path> copies = new LinkedHashMap<>();
    private @Nullable IOException failure;

    /** The journal report around the message that is worked on; null if there is none. */
    private @Nullable JournalReport journal;

    /** Whether a message that is not counted as opened was not written either. */
    private boolean isUnwritten;

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
      return reader.open(unquoted);
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
      if (journal != null) {
        return new ByteArrayInputStream(journal.message());
      }
      return entry.isInMbox()
          ? new Unquoted(entry.open(), rule)
          : OutlookMessage.orAsItIs(entry.open());
    }

    /** Takes the content of the message; null if nobody wants it. */
    ContentTarget.@Nullable Place place() {
      OutputFolder folder = plaintext;
      return folder == null ? null : (mail, content) -> file(folder, mail);
    }

    /** Writes the content as mail that can be filed. */
    private void file(OutputFolder folder, OpenedMail mail) throws IOException {
      if (folder.isMailbox()
          && (!isEncrypted(mail.layers()) || mail.outcome() == Outcome.UNPROVEN)) {
        return;
      }
      // What may be released was decided before.
      Delivery delivery = mail.delivery().unverified(RELEASED);
      write(
          folder,
          (folder.isMailbox() ? delivery : delivery.filing()).plaintext()::writeTo,
          written);
    }

    /** The outputs that are to have each message, and do not have this one yet. */
    List<OutputFolder> lacking() {
      return Stream.of(plaintext, reencrypted)
          .filter(each -> each != null && each.isMirror() && !written.containsKey(each))
          .filter(each -> failure == null)
          .toList();
    }

    /** Copies the message as it is stored. */
    MessageOutcome copy(OutputFolder folder, MessageOutcome outcome) {
      try {
        write(
            folder,
            out -> {
              try (InputStream in = entry.open()) {
                in.transferTo(out);
              }
            },
            copies);
        return outcome;
      } catch (IOException | RuntimeException e) {
        isUnwritten = true;
        return outcome.opened(Sentences.of(e) + "; it was not copied");
      }
    }

    /** Writes a file, and puts it among those that were written. */
    void write(OutputFolder folder, TargetFile.Content body, Map<OutputFolder, Path> to)
        throws IOException {
      JournalReport around = journal;
      TargetFile.Content whole = around == null ? body : out -> around.write(out, body);
      if (isDry) {
        folder.place(entry);
        whole.writeTo(OutputStream.nullOutputStream());
        to.put(folder, entry.file());
        return;
      }
      try {
        to.put(folder, folder.write(entry, whole));
      } catch (OutputFolder.Failure e) {
        failure = e.failed();
        throw e;
      }
    }

    List<Path> files() {
      return isDry
          ? List.of()
          : Stream.of(written, copies).flatMap(each -> each.values().stream()).toList();
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
    for (OutputFolder each : Stream.of(plaintext, reencrypted).filter(Objects::nonNull).toList()) {
      Path file = reading.written.get(each);
      to.with(
          each == plaintext ? "plaintext" : "reencrypted",
          file == null ? null : isDry ? entry.name() : each.name(file));
    }
    return to.line();
  }
}
