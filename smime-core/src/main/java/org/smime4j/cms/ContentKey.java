package org.smime4j.cms;

import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.crypto.UnwrappedKey;

/** A content key to be tried, real or made up. */
final class ContentKey {

  final Candidate candidate;
  final byte[] cek;
  final int proof;

  /** Whether the first octets that it makes may be content. */
  final boolean plausible;

  /** Why nobody could work with the private key; null where somebody did. */
  final SmimeException.@Nullable ProviderUnavailable unable;

  /** Whether it ran over the whole content. */
  boolean ran;

  /** The content where tag or padding was right but nothing else was proven; for rule 4. */
  @Nullable Octets padded;

  ContentKey(Candidate candidate, UnwrappedKey unwrapped, boolean plausible) {
    this.candidate = candidate;
    this.cek = unwrapped.cek();
    this.proof = unwrapped.proof();
    this.unable = unwrapped.unable();
    this.plausible = plausible;
  }
}
