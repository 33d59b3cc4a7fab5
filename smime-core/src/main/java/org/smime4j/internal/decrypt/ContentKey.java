package org.smime4j.internal.decrypt;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.sources.ByteSource;

/** A content key to try. It is real or random. */
final class ContentKey {

  final Candidate candidate;
  final byte[] cek;
  final int proof;

  /** Whether the first octets decrypted with this key may be content. */
  final boolean plausible;

  /** Whether the first octets decrypted with this key begin like a header. */
  final boolean beginsLikeHeader;

  /** The reason why no provider could use the private key; null if one could. */
  final SmimeException.@Nullable ProviderUnavailable unable;

  /** Whether the whole content was decrypted with this key. */
  boolean ran;

  /**
   * The content if its padding was right, but nothing else was proven. Null if it must not be
   * returned.
   */
  @Nullable ByteSource padded;

  /** The keys of which this is one. No branch reveals which. */
  private final List<ContentKey> among;

  /**
   * @param seen took the first octets decrypted with this key
   */
  ContentKey(Candidate candidate, UnwrappedKey unwrapped, ContentProof seen) {
    this.candidate = candidate;
    this.cek = unwrapped.cek();
    this.proof = unwrapped.proof();
    this.unable = unwrapped.unable();
    this.plausible = seen.possible();
    this.beginsLikeHeader = seen.beginsLikeHeader();
    this.among = List.of();
  }

  private ContentKey(List<ContentKey> among, byte[] cek, int proof) {
    this.candidate = among.get(0).candidate;
    this.cek = cek;
    this.proof = proof;
    this.unable = null;
    this.plausible = false;
    this.beginsLikeHeader = false;
    this.among = among;
  }

  /**
   * Returns the first content key that passed the check of its own scheme, or a random key. The
   * choice has no branch, so that timing reveals neither the key nor whether there is one
   * (security: A11). The result is null if no scheme has a check, or if there is only one key to
   * choose from.
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

  /** Returns true if only the content can show whether the key is right. */
  boolean isUnchecked() {
    return !candidate.selfChecking();
  }

  /**
   * Returns the candidate of this content key. Call it only after the key has proven the content,
   * because it is then no secret.
   */
  Candidate candidate() {
    return among.stream()
        .filter(key -> Arrays.equals(key.cek, cek))
        .map(key -> key.candidate)
        .findFirst()
        .orElse(candidate);
  }
}
