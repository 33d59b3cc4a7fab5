package org.smime4j.internal.provider;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException.ProviderUnavailable;

/**
 * Remembers a bounded number of things that follow from octets alone, and finds them again by the
 * SHA-256 of the octets. Each key has one place, where the newer takes the older's: so there is no
 * lock, however many threads ask, and a sender of a million certificates costs others a little
 * time. What is found was put there for the same octets; it may always be missing.
 *
 * <p>Belongs to one verb or one policy, never to the JVM.
 */
public final class DigestCache<V> {

  private final AtomicReferenceArray<@Nullable Entry<V>> places;

  @SuppressWarnings("ArrayRecordComponent") // compared octet by octet where it counts
  private record Entry<V>(byte[] key, V value) {}

  /**
   * @param places a power of two
   */
  public DigestCache(int places) {
    if (Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException(places + " is no power of two");
    }
    this.places = new AtomicReferenceArray<>(places);
  }

  /** The key of octets, or of several in their order, which are not to be confused. */
  public static byte[] key(byte[]... octets) throws ProviderUnavailable {
    // Of the table and not of the caller's provider: on this digest rests who is taken for whom.
    MessageDigest digest = Providers.standard().digest(DigestAlgorithm.SHA256);
    for (byte[] each : octets) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        digest.update((byte) (each.length >> shift));
      }
      digest.update(each);
    }
    return digest.digest();
  }

  /** What was put there under this key, if it is still there. */
  public @Nullable V get(byte[] key) {
    Entry<V> entry = places.get(place(key));
    return entry != null && Arrays.equals(entry.key, key) ? entry.value : null;
  }

  /** Remembers; what is handed in must not change any more. */
  public void put(byte[] key, V value) {
    places.set(place(key), new Entry<>(key, value));
  }

  private int place(byte[] key) {
    return ((key[0] & 0xff) << 16 | (key[1] & 0xff) << 8 | (key[2] & 0xff)) & (places.length() - 1);
  }
}
