package org.smime4j.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException;
import org.smime4j.cli.outlook.OutlookFileException;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.trust.Note;

/**
 * What became of one message, ready to be reported in any form; it holds no content of the message
 * but the few lines that a person is shown.
 *
 * @param file the name by which the caller gave the message
 * @param kind in one word
 * @param layers the layers, outermost first; where one failed, those before it
 * @param content what is innermost; null where nothing is
 * @param error why it did not open, or why something that was asked for was not done; null if all
 *     is well
 * @param warnings what a person should know about what was done
 * @param notes what a person should know of the message as a whole
 * @param headers the header inside, compared with the one outside; null if there is none
 * @param anatomy who is named outside, and the tree of parts; null if nothing of it was read
 * @param authenticationResults what a gateway would state; null unless it was asked for
 * @param signedWhole whether the signature over the whole message is there and all of its signers
 *     are trusted
 * @param intact whether a signature over the whole message is there, and each of them holds
 * @param text what it says, for a person
 * @param recipients for whom it is encrypted, where no key fits
 */
record MessageOutcome(
    String file,
    Kind kind,
    List<LayerOutcome> layers,
    @Nullable Content content,
    @Nullable String error,
    List<String> warnings,
    List<Note> notes,
    @Nullable HeaderOutcome headers,
    @Nullable Anatomy anatomy,
    @Nullable String authenticationResults,
    boolean signedWhole,
    boolean intact,
    @Nullable MessageText text,
    List<RecipientIdentifier> recipients) {

  MessageOutcome {
    layers = List.copyOf(layers);
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
    recipients = List.copyOf(recipients);
  }

  /** One word for what became of a message. */
  enum Kind {
    OPENED,
    MALFORMED,
    NOT_SMIME,
    NO_MATCHING_KEY,
    NOT_DECRYPTABLE,
    REFUSED,
    LIMIT_EXCEEDED,
    UNSUPPORTED,
    KEY_FILE,
    PROVIDER_UNAVAILABLE,
    IO_ERROR;

    /** The kind of a failure: of the library's, or else of the medium. */
    static Kind of(Exception failure) {
      if (failure instanceof SmimeException.Malformed) {
        return MALFORMED;
      }
      if (failure instanceof SmimeException.NoMatchingKey) {
        return NO_MATCHING_KEY;
      }
      if (failure instanceof SmimeException.NotDecryptable) {
        return NOT_DECRYPTABLE;
      }
      if (failure instanceof SmimeException.Refused) {
        return REFUSED;
      }
      if (failure instanceof SmimeException.LimitExceeded) {
        return LIMIT_EXCEEDED;
      }
      if (failure instanceof SmimeException.UnsupportedAlgorithm) {
        return UNSUPPORTED;
      }
      if (failure instanceof SmimeException.KeyFile) {
        return KEY_FILE;
      }
      if (failure instanceof SmimeException.ProviderUnavailable) {
        return PROVIDER_UNAVAILABLE;
      }
      if (failure instanceof OutlookFileException outlook) {
        return switch (outlook.reason()) {
          case MALFORMED -> MALFORMED;
          case NOT_SMIME -> NOT_SMIME;
          case TOO_MUCH -> LIMIT_EXCEEDED;
        };
      }
      return IO_ERROR;
    }

    /** The stable name: lower case, with hyphens. */
    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The innermost content.
   *
   * @param sha256 of its octets, in hex
   * @param length in octets
   * @param mediaType type and subtype in lower case; null if it has none
   */
  record Content(String sha256, long length, @Nullable String mediaType) {}

  /** A message that failed before anything of it was read. */
  static MessageOutcome failed(String file, Exception failure) {
    return new MessageOutcome(
        file,
        Kind.of(failure),
        List.of(),
        null,
        Sentences.of(failure),
        List.of(),
        List.of(),
        null,
        null,
        null,
        false,
        false,
        null,
        List.of());
  }

  /** The same message, with which something else was not done. */
  MessageOutcome opened(String why) {
    return new MessageOutcome(
        file,
        kind,
        layers,
        content,
        error == null ? why : error + "; " + why,
        warnings,
        notes,
        headers,
        anatomy,
        authenticationResults,
        signedWhole,
        intact,
        text,
        recipients);
  }

  /** Whether a signature over the whole message is broken. */
  boolean isBroken() {
    return layers.stream()
        .anyMatch(
            layer ->
                layer instanceof LayerOutcome.Signed signed
                    && signed.whole()
                    && signed.worst().state() == SignerVerdict.State.BROKEN);
  }

  /** Whether the message opened and all that was asked for was done with it. */
  boolean succeeded() {
    return kind == Kind.OPENED && error == null;
  }
}
