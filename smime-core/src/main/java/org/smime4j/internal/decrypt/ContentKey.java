package org.smime4j.internal.decrypt;

import java.util.Arrays;
import java.util.List;
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

  /** Of which it is one, without a branch that tells which. */
  private final List<ContentKey> among;

  ContentKey(Candidate candidate, UnwrappedKey unwrapped, boolean plausible) {
    this.candidate = candidate;
    this.cek = unwrapped.cek();
    this.proof = unwrapped.proof();
    this.unable = unwrapped.unable();
    this.plausible = plausible;
    this.among = List.of();
  }

  private ContentKey(List<ContentKey> among, byte[] cek, int proof) {
    this.candidate = among.get(0).candidate;
    this.cek = cek;
    this.proof = proof;
    this.unable = null;
    this.plausible = false;
    this.among = among;
  }

  /**
   * The first content key whose scheme's own check was right, or a made-up one: taken without a
   * branch, so that nobody learns which it is, or whether there is one (security: A11). Null where
   * no scheme has a check, or only one key would be to choose from.
   */
  static @Nullable ContentKey checked(List<ContentKey> keys) {
    List<ContentKey> checking = keys.stream().filter(key -> key.candidate.selfChecking()).toList();
    if (checking.isEmpty() || keys.size() == 1) {
      return null;
    }
    byte[] cek = checking.get(0).cek.clone();
    int found = 0;
    for (ContentKey key : checking) {
      int take = key.proof & ~found;
      for (int i = 0; i < cek.length; i++) {
        cek[i] = (byte) ((key.cek[i] & take) | (cek[i] & ~take));
      }
      found |= key.proof;
    }
    return new ContentKey(checking, cek, found);
  }

  /** Whose content key it is: asked once it has proven the content, when it is no secret. */
  Candidate candidate() {
    return among.stream()
        .filter(key -> Arrays.equals(key.cek, cek))
        .map(key -> key.candidate)
        .findFirst()
        .orElse(candidate);
  }
}
