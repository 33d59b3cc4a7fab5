package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A time within the life of a person's certificates in which none was valid whose private key is
 * held: mail of that time may be encrypted to a key that is lost.
 *
 * @param from its beginning
 * @param until its end
 */
public record KeyGap(Instant from, Instant until) {

  /** A second, in which one certificate ends and the next begins, is no gap. */
  private static final long SHORTEST_SECONDS = 2;

  private record Validity(Instant from, Instant until, boolean opens) {
    static Validity of(X509Certificate certificate, boolean opens) {
      return new Validity(
          certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant(), opens);
    }
  }

  /**
   * The gaps from the first certificate for encryption to the end of the last, oldest first.
   * Certificates for signing alone count for nothing, and those without a private key open nothing.
   *
   * @param entries those of one person
   */
  public static List<KeyGap> among(Collection<KeyEntry> entries) {
    List<Validity> all = new ArrayList<>();
    for (KeyEntry entry : entries) {
      for (X509Certificate certificate : entry.certificates()) {
        if (KeyRole.allowedBy(certificate).contains(KeyRole.ENCRYPTION)) {
          all.add(Validity.of(certificate, entry.key().isPresent()));
        }
      }
    }
    if (all.isEmpty()) {
      return List.of();
    }
    all.sort(Comparator.comparing(Validity::from));
    List<KeyGap> gaps = new ArrayList<>();
    Instant open = all.get(0).from;
    for (Validity each : all) {
      if (each.opens) {
        addUnlessShort(gaps, open, each.from);
        open = later(open, each.until);
      }
    }
    Instant end = all.stream().map(Validity::until).reduce(open, KeyGap::later);
    addUnlessShort(gaps, open, end);
    return List.copyOf(gaps);
  }

  private static void addUnlessShort(List<KeyGap> gaps, Instant from, Instant until) {
    if (from.plusSeconds(SHORTEST_SECONDS).isBefore(until)) {
      gaps.add(new KeyGap(from, until));
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
