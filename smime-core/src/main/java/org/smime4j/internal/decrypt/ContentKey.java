package org.smime4j.internal.decrypt;

import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;

/** A content key to try. It is real or random. */
final class ContentKey {

  final Candidate candidate;
  final byte[] cek;
  final int proof;

  /** How likely the first octets decrypted with this key are content. */
  int likelihood;

  /** How long the padding is that this key finds; 0 if it is wrong or nobody looked. */
  int padding;

  /** The reason why no provider could use the private key; null if one could. */
  final SmimeException.@Nullable ProviderUnavailable unable;

  ContentKey(Candidate candidate, UnwrappedKey unwrapped) {
    this.candidate = candidate;
    this.cek = unwrapped.cek();
    this.proof = unwrapped.proof();
    this.unable = unwrapped.unable();
  }

  /**
   * Returns what speaks for this key, first what chance gives least. The short check of a password
   * comes after the first octets: a message may ask for it beside a content key that its sender
   * knows (threat A11).
   *
   * @param least how long padding must be
   */
  int fitness(int least) {
    int checks = candidate.selfChecking() ? 1 : 0;
    int strong = candidate.key() == null ? 0 : checks;
    return (proof & strong) << 4
        | (likelihood & 2) << 2
        | (proof & checks) << 2
        | (least - 1 - padding) >>> 31 << 1
        | (likelihood & 1);
  }

  /** Returns true if no key without such a check or such first octets fits better by padding. */
  boolean isFitWhateverPadding() {
    return fitness(1) >= 4;
  }

  /** Returns true if only the content can show whether the key is right. */
  boolean isUnchecked() {
    return !candidate.selfChecking();
  }
}
