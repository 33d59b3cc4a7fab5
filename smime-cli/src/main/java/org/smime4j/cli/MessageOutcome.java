package org.smime4j.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.cli.outlook.OutlookFileException;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;

/**
 * What became of one message, for a report in any form. It is read when the message is closed: its
 * content is gone, but for the few lines that a person is shown.
 *
 * @param file the name by which the caller gave the message
 * @param kind in one word
 * @param mail what was read of it; null if nothing was
 * @param content what is innermost; null where nothing is
 * @param error why it did not open, or why something that was asked for was not done; null if all
 *     is well
 * @param warnings what a person should know about what was done
 * @param text what it says, for a person
 * @param recipients for whom it is encrypted, where no key opened it
 * @param unopened files and entries that may have the key and could not be opened, each with the
 *     reason, where no key opened it
 */
record MessageOutcome(
    String file,
    Outcome kind,
    @Nullable OpenedMail mail,
    @Nullable Content content,
    @Nullable String error,
    List<String> warnings,
    @Nullable MessageText text,
    List<RecipientIdentifier> recipients,
    Map<String, String> unopened) {

  private static final Map<Outcome, String> SENTENCES =
      Map.ofEntries(
          Map.entry(Outcome.OPENED, "opened"),
          Map.entry(Outcome.UNPROVEN, "not opened for certain: it may be a wrong key"),
          Map.entry(Outcome.PARTLY_OPENED, "opened, but for an encrypted part"),
          Map.entry(Outcome.MALFORMED, "not opened, malformed"),
          Map.entry(Outcome.NOT_SMIME, "no S/MIME message"),
          Map.entry(Outcome.NO_MATCHING_KEY, "not opened, no key matches"),
          Map.entry(Outcome.NOT_DECRYPTABLE, "not opened, not decryptable"),
          Map.entry(Outcome.REFUSED, "not opened, refused"),
          Map.entry(Outcome.LIMIT_EXCEEDED, "not opened, past a limit"),
          Map.entry(Outcome.UNSUPPORTED, "not opened, not supported"),
          Map.entry(Outcome.KEY_FILE, "not opened, a key file was not readable"),
          Map.entry(Outcome.PROVIDER_UNAVAILABLE, "not opened, Java lacks an algorithm"));

  /** The kind for a person. */
  String sentence() {
    return SENTENCES.getOrDefault(kind, "not read or not written");
  }

  /** The outcome of a failure: of the library's, or else of the medium. */
  static Outcome of(Exception failure) {
    if (failure instanceof OutlookFileException outlook) {
      return switch (outlook.reason()) {
        case MALFORMED -> Outcome.MALFORMED;
        case NOT_SMIME -> Outcome.NOT_SMIME;
        case TOO_MUCH -> Outcome.LIMIT_EXCEEDED;
      };
    }
    return failure instanceof SmimeException known ? known.outcome() : Outcome.IO_ERROR;
  }

  /**
   * The innermost content.
   *
   * @param sha256 of its octets, in hex
   * @param length in octets
   * @param mediaType type and subtype in lower case; null if it has none
   */
  record Content(String sha256, long length, @Nullable String mediaType) {
    /** What it is, for a person. */
    String sentence() {
      String octets = Sentences.count(length, "octet", "octets");
      return mediaType == null ? octets : mediaType + ", " + octets;
    }
  }

  /** A message that failed before anything of it was read. */
  static MessageOutcome failed(String file, Exception failure) {
    return closed(file, of(failure), null, Sentences.of(failure));
  }

  /** A message of which nothing but its report comes out. */
  static MessageOutcome closed(String file, Outcome kind, @Nullable OpenedMail mail, String error) {
    return new MessageOutcome(file, kind, mail, null, error, List.of(), null, List.of(), Map.of());
  }

  /** The same message, with which something else was not done. */
  MessageOutcome opened(String why) {
    return withError(error == null ? why : error + "; " + why);
  }

  /** The same message, with which this is wrong; null if all is well. */
  MessageOutcome withError(@Nullable String why) {
    return with(kind, why, recipients, unopened);
  }

  /** The same message, with what is wrong, and what a person needs to find the key. */
  MessageOutcome with(
      Outcome its,
      @Nullable String why,
      List<RecipientIdentifier> needed,
      Map<String, String> files) {
    return new MessageOutcome(file, its, mail, content, why, warnings, text, needed, files);
  }

  /** The layers, outermost first; where one failed, those before it. */
  List<Layer> layers() {
    return mail == null ? List.of() : mail.layers();
  }

  /** What a person should know of the message as a whole. */
  List<Finding> notes() {
    return mail == null ? List.of() : mail.notes();
  }

  /** Whether all signers of a signature over the whole message are trusted. */
  boolean signedWhole() {
    try {
      if (mail != null) {
        mail.requireSigned().requireTrusted();
      }
      return mail != null;
    } catch (SmimeException e) {
      return false;
    }
  }

  /** Whether a signature covers the whole message, and each that does holds. */
  boolean intact() {
    try {
      if (mail != null) {
        mail.requireSigned();
        mail.unauthenticatedContent();
      }
      return mail != null;
    } catch (SmimeException e) {
      return false;
    }
  }

  /** Whether a signature over the whole message is broken. */
  boolean isBroken() {
    return layers().stream()
        .filter(layer -> layer.isWhole() && LayerText.isSignature(layer))
        .anyMatch(layer -> LayerText.worst(layer).state() == SignerVerdict.State.BROKEN);
  }

  /** Whether all layers over the whole message opened, though a part beside others may not have. */
  boolean isOpened() {
    return kind == Outcome.OPENED || kind == Outcome.PARTLY_OPENED;
  }

  /** Whether the message opened and all that was asked for was done with it. */
  boolean succeeded() {
    return kind == Outcome.OPENED && error == null;
  }
}
