package org.smime4j.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.cli.archive.Crew;
import org.smime4j.cli.archive.Entry;
import org.smime4j.cli.archive.OutputFolder;
import org.smime4j.cli.archive.Result;
import org.smime4j.cli.archive.Unquoted;
import org.smime4j.mail.SecureMail;

/** The work on each message of an archive, in any number of threads. */
final class ArchivedMessages implements Crew.Work {

  /** Counted apart from those that opened and whose content went where it was to go. */
  static final String NOT_WRITTEN = "opened-not-written";

  private final JsonFactory json = new JsonFactory();
  private final Opening opening;
  private final Unquoted.Rule rule;
  private final @Nullable OutputFolder plaintext;

  /**
   * @param rule of quoting in an mbox
   * @param plaintext where contents go; null if nowhere
   */
  ArchivedMessages(Opening opening, Unquoted.Rule rule, @Nullable OutputFolder plaintext) {
    this.opening = opening;
    this.rule = rule;
    this.plaintext = plaintext;
  }

  @Override
  public Result on(Entry entry) throws IOException {
    Reading reading = new Reading(entry);
    MessageOutcome outcome =
        opening.open(
            entry.name(),
            (decryptor, verifier, options) -> {
              try (InputStream in = reading.open()) {
                return SecureMail.open(in, decryptor, verifier, options);
              }
            },
            plaintext == null ? null : content -> reading.write(plaintext, content));
    if (reading.failure != null) {
      throw reading.failure;
    }
    return new Result(
        entry.number(),
        outcome.kind() == MessageOutcome.Kind.OPENED && outcome.error() != null
            ? NOT_WRITTEN
            : outcome.kind().label(),
        reading.length(),
        line(entry, outcome, reading),
        reading.files);
  }

  /** One message while it is worked on. */
  private final class Reading {
    private final Entry entry;
    private @Nullable Original original;
    private @Nullable Unquoted unquoted;
    private final List<Path> files = new ArrayList<>();
    private @Nullable IOException failure;

    Reading(Entry entry) {
      this.entry = entry;
    }

    InputStream open() throws IOException {
      Original stored = new Original(entry.open(), sha256());
      original = stored;
      if (!entry.isInMbox()) {
        return stored;
      }
      unquoted = new Unquoted(stored, rule);
      return unquoted;
    }

    void write(OutputFolder folder, Octets content) throws IOException {
      try {
        files.add(folder.write(entry.number(), content::writeTo));
      } catch (OutputFolder.Failure e) {
        failure = e.failed();
        throw e;
      }
    }

    long length() {
      return original == null ? 0 : original.length();
    }
  }

  private byte[] line(Entry entry, MessageOutcome outcome, Reading reading) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator to = json.createGenerator(line)) {
      to.writeStartObject();
      to.writeNumberField("message", entry.number());
      JsonMessage.write(to, outcome);
      if (entry.isInMbox()) {
        to.writeNumberField("offset", entry.offset());
      } else {
        to.writeNullField("offset");
      }
      to.writeNumberField("length", reading.length());
      JsonMessage.string(to, "sha256", reading.original == null ? null : reading.original.sha256());
      to.writeNumberField("unquoted", reading.unquoted == null ? 0 : reading.unquoted.lines());
      if (plaintext != null) {
        JsonMessage.string(
            to,
            "plaintext",
            reading.files.isEmpty() ? null : String.valueOf(reading.files.get(0).getFileName()));
      }
      to.writeEndObject();
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static MessageDigest sha256() throws SmimeException {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new SmimeException.ProviderUnavailable("SHA-256", "this Java lacks it");
    }
  }
}
