package org.smime4j.internal.provider;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.io.Pieces;
import org.smime4j.sources.ByteSource;

/** Message digests over octets of any length, fed in pieces of the right size. */
public final class Digesting {

  private static final Pieces PIECES = new Pieces();

  private Digesting() {}

  /** The digest of all octets. */
  public static byte[] digest(DigestAlgorithm algorithm, ByteSource octets, Providers providers)
      throws IOException {
    MessageDigest digest = providers.digest(algorithm);
    update(List.of(digest), octets);
    return digest.digest();
  }

  /** The digest of an array. */
  public static byte[] digest(DigestAlgorithm algorithm, byte[] octets, Providers providers)
      throws ProviderUnavailable {
    MessageDigest digest = providers.digest(algorithm);
    update(digest, octets, 0, octets.length);
    return digest.digest();
  }

  /** Hands on all octets in pieces that digests work through fast. */
  public static void feed(ByteSource octets, Pieces.Sink sink)
      throws IOException, GeneralSecurityException {
    PIECES.feed(octets, sink);
  }

  /** Feeds all octets to several digests at once, reading them once. */
  public static void update(Iterable<MessageDigest> digests, ByteSource octets) throws IOException {
    try {
      PIECES.feed(
          octets,
          (array, from, length) -> {
            for (MessageDigest digest : digests) {
              digest.update(array, from, length);
            }
          });
    } catch (GeneralSecurityException e) {
      throw new AssertionError("digests do not fail", e);
    }
  }

  /** Feeds a range of an array to a digest. */
  public static void update(MessageDigest digest, byte[] array, int from, int length) {
    int to = from + length;
    for (int at = from; at < to; ) {
      int n = Math.min(PIECES.next(), to - at);
      digest.update(array, at, n);
      at += n;
    }
  }
}
