package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.smime4j.settings.Purpose;

/** The times in which no certificate with a known private key was valid. */
final class KeyGaps {

  /** A second, in which one certificate ends and the next begins, is no gap. */
  private static final long SHORTEST_SECONDS = 2;

  private KeyGaps() {}

  private record Validity(Instant from, Instant until, boolean opens) {
    static Validity of(X509Certificate certificate, boolean opens) {
      return new Validity(
          certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant(), opens);
    }
  }

  static SortedMap<Instant, Instant> among(Collection<KeyEntry> entries) {
    List<Validity> all = new ArrayList<>();
    for (KeyEntry entry : entries) {
      for (X509Certificate certificate : entry.certificates()) {
        if (Purpose.allowedBy(certificate).contains(Purpose.ENCRYPTION)) {
          all.add(Validity.of(certificate, entry.key().isPresent()));
        }
      }
    }
    if (all.isEmpty()) {
      return Collections.emptySortedMap();
    }
    all.sort(Comparator.comparing(Validity::from));
    SortedMap<Instant, Instant> gaps = new TreeMap<>();
    Instant open = all.get(0).from;
    for (Validity each : all) {
      if (each.opens) {
        addUnlessShort(gaps, open, each.from);
        open = later(open, each.until);
      }
    }
    Instant end = all.stream().map(Validity::until).reduce(open, KeyGaps::later);
    addUnlessShort(gaps, open, end);
    return Collections.unmodifiableSortedMap(gaps);
  }

  private static void addUnlessShort(
      SortedMap<Instant, Instant> gaps, Instant from, Instant until) {
    if (from.plusSeconds(SHORTEST_SECONDS).isBefore(until)) {
      gaps.put(from, until);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
