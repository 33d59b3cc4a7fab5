package org.smime4j.internal.path;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.provider.DigestCache;
import org.smime4j.settings.Purpose;

/**
 * Paths that {@link PathRules} found nothing wrong with, and when that holds. What the rules look
 * at is the certificates of the path, octet for octet and in their order, the anchor included; the
 * purpose; the policies that are asked for, which one {@code TrustPolicy} never changes, and an
 * object of this class is of one policy alone; and the time, which counts only in that each
 * certificate below the anchor is valid. So an entry is found for the same octets alone, and counts
 * from the latest notBefore to the earliest notAfter.
 *
 * <p>Revocation, the leaf's own rules and its address are not in it: they are judged each time, and
 * a CRL that is handed in or grows old is never missed. A path with any finding is not remembered.
 */
public final class KnownPaths {

  private static final int MOST = 1024;

  private final DigestCache<Interval> known = new DigestCache<>(MOST);

  private record Interval(Instant from, Instant until) {

    boolean holds(Instant moment) {
      Instant time = moment.truncatedTo(ChronoUnit.SECONDS);
      return !time.isBefore(from) && !time.isAfter(until);
    }
  }

  /** The key of a path in this cache; null if it has none. */
  public static byte @Nullable [] key(List<PathCertificate> path, Purpose purpose) {
    byte[][] octets = new byte[path.size() + 1][];
    try {
      octets[path.size()] = purpose.name().getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < path.size(); i++) {
        octets[i] = path.get(i).certificate().getEncoded();
      }
      return DigestCache.key(octets);
    } catch (GeneralSecurityException | SmimeException e) {
      return null;
    }
  }

  /** Whether the path is known to be valid at a time. */
  public boolean isValid(byte @Nullable [] key, Instant at) {
    Interval interval = key == null ? null : known.get(key);
    return interval != null && interval.holds(at);
  }

  /** Remembers a path that was found valid at a time. */
  public void add(byte @Nullable [] key, List<PathCertificate> path, Instant at) {
    Instant from = Instant.MIN;
    Instant until = Instant.MAX;
    for (PathCertificate each : path.subList(0, path.size() - 1)) {
      Instant notBefore = each.notBefore();
      Instant notAfter = each.notAfter();
      from = notBefore.isAfter(from) ? notBefore : from;
      until = notAfter.isBefore(until) ? notAfter : until;
    }
    Interval interval = new Interval(from, until);
    if (key != null && interval.holds(at)) {
      known.put(key, interval);
    }
  }
}
