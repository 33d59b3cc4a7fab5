package org.smime4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.MailReader;
import org.smime4j.cli.outlook.OutlookMessage;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Diagnosis;
import org.smime4j.reports.HeaderScheme;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.Protection;
import org.smime4j.settings.Limit;
import org.smime4j.sources.ByteSource;

/**
 * Opens messages one by one, in any number of threads, and tells what became of each.
 *
 * @param badKeyFiles key files that were named and could not be read: the reason, if no key fits
 * @param unverified why content without an intact signature is wanted; null if it is not
 * @param isForPerson whether a person wants to read what a message says
 * @param onlyDecrypts whether the content of a message that was not encrypted is not written
 * @param triesParts whether the reader decrypts parts beside other parts
 */
record OpenTask(
    Streams streams,
    MailReader reader,
    List<SmimeException.KeyFile> badKeyFiles,
    @Nullable String unverified,
    boolean isForPerson,
    boolean onlyDecrypts,
    boolean triesParts) {

  private static final String UNAUTHENTICATED =
      "The content is not authenticated: neither its encryption nor a trusted signature shows"
          + " whether it was changed";
  static final String UNPROVEN =
      "A key opened it that it does not name, and nothing proves that it is the right one: the"
          + " content may be random octets; --unverified REASON returns it anyway";
  static final String HEADER_INSIDE =
      "The content has a header of its own, and nobody vouches for it (HEADER_UNVERIFIED): its"
          + " sender chose the names in it, and mail programs show them. For mail to keep use smime"
          + " archive --plaintext, and for mail to pass on smime decrypt --filter";
  private static final String FOR_HASH = "the report has its hash and type only";
  private static final List<String> SHOWN =
      List.of("From", "Sender", "Reply-To", "Return-Path", "Received", "Authentication-Results");
  private static final String WITH_WARNING = "it is shown, with a warning if necessary";

  /** Gives the octets of a message to those who open it. */
  @FunctionalInterface
  interface Source {
    OpenedMail open(MailReader reader) throws IOException;
  }

  /**
   * Opens the message of this name, a file or the standard input.
   *
   * @param place where its content goes; null if nowhere
   */
  MessageOutcome open(String name, ContentTarget.@Nullable Place place) {
    return open(name, reader -> read(name, reader), place);
  }

  private OpenedMail read(String name, MailReader reader) throws IOException {
    if (name.equals(Arguments.STANDARD_INPUT)) {
      return OutlookMessage.open(streams.in(), reader);
    }
    Path file = Arguments.file(name);
    if (Arguments.isPipe(file)) {
      return OutlookMessage.open(Arguments.openPipe(file), reader);
    }
    ByteSource octets = Arguments.messageOctets(file);
    return OutlookMessage.is(octets)
        ? OutlookMessage.open(octets.open(), reader)
        : reader.open(octets);
  }

  /** Opens a message from anywhere. Whatever is wrong with it is in the outcome. */
  MessageOutcome open(String name, Source source, ContentTarget.@Nullable Place place) {
    try (OpenedMail mail = source.open(reader)) {
      return outcome(name, mail, place);
    } catch (IOException | RuntimeException e) {
      return MessageOutcome.failed(name, e);
    } catch (StackOverflowError e) {
      return MessageOutcome.failed(name, new IOException(Sentences.of(e)));
    }
  }

  private MessageOutcome outcome(String name, OpenedMail mail, ContentTarget.@Nullable Place place)
      throws IOException {
    if (mail.failure().isPresent()) {
      SmimeException failure = mail.failure().get();
      MessageOutcome closed =
          MessageOutcome.closed(name, MessageOutcome.of(failure), mail, Sentences.of(failure));
      return wantsKey(failure)
          ? mail.diagnosis().map(diagnosis -> without(closed, diagnosis)).orElse(closed)
          : closed;
    }
    if (mail.outcome() == Outcome.NOT_SMIME) {
      return MessageOutcome.closed(
          name,
          Outcome.NOT_SMIME,
          mail,
          "It is neither signed nor encrypted: it has no S/MIME layer");
    }
    try {
      return opened(name, mail, place);
    } catch (IOException e) {
      return MessageOutcome.closed(name, MessageOutcome.of(e), mail, Sentences.of(e));
    }
  }

  /** Whether another key, or more trials, may open the message. */
  private static boolean wantsKey(SmimeException failure) {
    return failure instanceof SmimeException.NoMatchingKey
        || (failure instanceof SmimeException.LimitExceeded exceeded
            && exceeded.limit() == Limit.PRIVATE_KEY_MILLIS);
  }

  /** Where no key fits, a key file that could not be read is what a person has to look at. */
  private MessageOutcome without(MessageOutcome closed, Diagnosis diagnosis) {
    Map<String, String> unopened = new LinkedHashMap<>();
    badKeyFiles.forEach(each -> unopened.put(each.file(), each.what()));
    unopened.putAll(diagnosis.unopened());
    Outcome kind = closed.kind();
    String why = diagnosis.sentence();
    if (kind != Outcome.NO_MATCHING_KEY) {
      why = closed.error() + ". " + why;
    } else if (!badKeyFiles.isEmpty()) {
      kind = Outcome.KEY_FILE;
      why = badKeyFiles.stream().map(Sentences::of).collect(Collectors.joining("; "));
    }
    return closed.with(kind, why, diagnosis.recipients(), unopened);
  }

  private MessageOutcome opened(String name, OpenedMail mail, ContentTarget.@Nullable Place place)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    // What stands beside layers over a part alone is no content.
    HashedOctets content =
        mail.hasContent() && isProtected(mail)
            ? new HashedOctets(mail.unverifiedContent(FOR_HASH))
            : null;
    MessageText says = isForPerson ? text(mail, warnings).orElse(null) : null;
    if (mail.layers().stream().anyMatch(each -> has(each, Finding.Code.NOT_MIME))) {
      warnNotMime(mail, warnings);
    }
    Outcome kind = mail.outcome();
    String error =
        kind == Outcome.UNPROVEN
            ? UNPROVEN
            : kind == Outcome.PARTLY_OPENED ? ClosedParts.sentence(mail, triesParts) : null;
    if (place != null) {
      try {
        String unwritten = write(mail, content, place, warnings);
        if (unwritten != null && !unwritten.startsWith(UNPROVEN)) {
          error = error == null ? unwritten : error + "; " + unwritten;
        }
      } catch (IOException e) {
        kind = MessageOutcome.of(e);
        error = Sentences.of(e);
      }
    }
    String type = mail.root().filter(MailPart::isEntity).map(MailPart::type).orElse(null);
    return new MessageOutcome(
        name,
        kind,
        mail,
        content == null ? null : content.described(type),
        error,
        warnings.stream().distinct().toList(),
        says,
        List.of(),
        Map.of());
  }

  static boolean has(Layer layer, Finding.Code code) {
    return layer.deviations().stream().anyMatch(each -> each.code() == code);
  }

  /** Nothing of such content is shown, so the warning does not wait until something is. */
  private static void warnNotMime(OpenedMail mail, List<String> warnings) throws SmimeException {
    try {
      mail.content();
    } catch (SmimeException.Refused unauthenticated) {
      warnings.add(UNAUTHENTICATED);
      warnings.add(
          "The content is no MIME. If nothing but its padding proved the key, it may be a wrong"
              + " key (NOT_MIME)");
    } catch (SmimeException.NotTrusted broken) {
      // The verdict of the signature says so.
    }
  }

  static boolean isProtected(OpenedMail mail) {
    return mail.layers().stream().anyMatch(Layer::isWhole);
  }

  /** Writes the content, and returns null; or returns why it does not. */
  private @Nullable String write(
      OpenedMail mail,
      @Nullable HashedOctets content,
      ContentTarget.Place place,
      List<String> warnings)
      throws IOException {
    if (content == null && triesParts && JournalReport.message(mail) != null) {
      // The message in it is written, as one of its own.
      return null;
    }
    if (content == null) {
      return "There is no content to write: no layer over the whole message has content";
    }
    if (onlyDecrypts && mail.layers().stream().allMatch(layer -> layer.encryption().isEmpty())) {
      return "It is not encrypted, so nothing was decrypted or written; smime open --content writes"
          + " the content of any message";
    }
    String withheld = withheld(mail::content, "Written", warnings);
    if (withheld != null) {
      return withheld + "; the content was not written";
    }
    if (hasHeaderInside(mail)) {
      warnings.add(HEADER_INSIDE);
    }
    place.write(mail, content);
    return null;
  }

  /** Whether programs that read the content as mail show what no trusted author wrote. */
  private static boolean hasHeaderInside(OpenedMail mail) {
    return mail.field("From").filter(from -> from.protection() == Protection.SIGNED).isEmpty()
        && mail.root()
            .map(root -> author(mail, root))
            .filter(root -> SHOWN.stream().anyMatch(name -> !root.fields(name).isEmpty()))
            .isPresent();
  }

  /**
   * What the author wrote, if that may be shown; without layers over the message, what is in a
   * part.
   */
  private Optional<MessageText> text(OpenedMail mail, List<String> warnings) throws IOException {
    Optional<MailPart> shown = mail.root();
    List<MailPart> unprotected = new ArrayList<>();
    if (!isProtected(mail)) {
      shown.ifPresent(root -> addUnprotected(root, unprotected));
      shown = shown.flatMap(OpenTask::inside);
    }
    if (shown.isEmpty() || !shown.get().isEntity()) {
      return Optional.empty();
    }
    List<String> due = new ArrayList<>();
    String withheld = withheld(shown.get()::content, "Shown", due);
    if (withheld != null) {
      return Optional.of(MessageText.withheld(withheld));
    }
    MessageText says =
        MessageText.of(
            author(mail, shown.get()), unprotected, unverified == null ? WITH_WARNING : unverified);
    if (says.isShown()) {
      warnings.addAll(due);
    }
    return Optional.of(says);
  }

  /** Adds the parts that no layer covers, and that hold no errant layer that was opened. */
  private static void addUnprotected(MailPart part, List<MailPart> unprotected) {
    if (part.inside().isPresent()) {
      return;
    }
    if (part.children().isEmpty() && part.coveredBy().isEmpty()) {
      unprotected.add(part);
    }
    part.children().forEach(child -> addUnprotected(child, unprotected));
  }

  /** What is inside the first errant layer that was opened. */
  private static Optional<MailPart> inside(MailPart part) {
    return part.inside()
        .or(
            () ->
                part.children().stream()
                    .map(OpenTask::inside)
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  /** A message inside that is the message itself, with its header protected, is its author's. */
  private static MailPart author(OpenedMail mail, MailPart root) {
    return mail.headerScheme().filter(HeaderScheme.WRAPPED_MESSAGE::equals).isPresent()
        ? root.children().get(0)
        : root;
  }

  private interface Release {
    ByteSource content() throws SmimeException;
  }

  /**
   * Why something is not released; null if it is, with the warnings that are due where nothing
   * vouches for it.
   *
   * @param released what is done with it, in a word
   */
  private @Nullable String withheld(Release release, String released, List<String> warnings)
      throws SmimeException {
    try {
      release.content();
    } catch (SmimeException.Refused refused) {
      if (refused.rule() == SmimeException.Refused.Rule.UNPROVEN && unverified == null) {
        return UNPROVEN;
      }
      warnings.add(UNAUTHENTICATED);
    } catch (SmimeException.NotTrusted broken) {
      if (unverified == null) {
        return "The signature does not show that this is what was signed ("
            + broken.code()
            + "); --unverified REASON returns it anyway";
      }
      warnings.add(released + " although the signature is not intact (" + broken.code() + ")");
    }
    return null;
  }
}
