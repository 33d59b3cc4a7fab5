package org.smime4j.findings;

import java.util.Locale;

/**
 * What became of a message, in one word. Reports, exit statuses, attributes and rows of a table are
 * views of it. Later versions may add constants: give a {@code switch} a {@code default} that
 * treats what it does not know as a failure.
 *
 * <pre>{@code
 * String folder = switch (mail.outcome()) {
 *   case OPENED -> "read";
 *   case NO_MATCHING_KEY -> "waiting for a key";
 *   default -> "to be looked at";
 * };
 * }</pre>
 */
public enum Outcome {
  /** Every layer opened, with keys that are proven. It says nothing about signatures. */
  OPENED,
  /**
   * A key that the message does not name opened it, and nothing proves that it is the right key
   * ({@code EncryptedLayer.isKeyProven()}): the content may be random bytes.
   */
  UNPROVEN,
  /** Every layer over the whole message opened, but an encrypted part stayed closed. */
  PARTLY_OPENED,
  /** The message has no S/MIME layer. */
  NOT_SMIME,
  /** {@link SmimeException.NoMatchingKey}. */
  NO_MATCHING_KEY,
  /** {@link SmimeException.NotDecryptable}. */
  NOT_DECRYPTABLE,
  /** {@link SmimeException.Malformed}. */
  MALFORMED,
  /** {@link SmimeException.Refused}. */
  REFUSED,
  /** {@link SmimeException.NotTrusted}. */
  NOT_TRUSTED,
  /** {@link SmimeException.LimitExceeded}. */
  LIMIT_EXCEEDED,
  /** {@link SmimeException.UnsupportedAlgorithm}. */
  UNSUPPORTED,
  /** {@link SmimeException.KeyFile}. */
  KEY_FILE,
  /** {@link SmimeException.ProviderUnavailable}. */
  PROVIDER_UNAVAILABLE,
  /**
   * Any other {@code IOException}: the message could not be read from its medium, or not be
   * written.
   */
  IO_ERROR;

  /** Returns the name in lower case with hyphens, as reports write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
