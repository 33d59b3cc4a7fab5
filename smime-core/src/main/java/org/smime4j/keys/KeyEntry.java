package org.smime4j.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.smime4j.settings.Purpose;

/**
 * The private key and certificates that a history holds for one public key.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface KeyEntry {

  /** Returns the private key; empty if there are only certificates. */
  Optional<DecryptionKey> key();

  /**
   * Returns all certificates of the public key, newest first; empty for a private key without a
   * certificate.
   */
  List<X509Certificate> certificates();

  /** Returns the certificates above the newest one, issuer first, as far as they are held. */
  List<X509Certificate> issuers();

  /** Returns the kind of the key, in the form of {@link DecryptionKey#kind()}. */
  String kind();

  /**
   * Returns true if the history has a chain from the newest certificate of this entry to a
   * certificate that names itself as its issuer. The result does not mean that the chain is
   * trusted.
   */
  boolean hasWholeChain();

  /**
   * Returns the gaps in a person's encryption keys. A gap is a time in which no encryption
   * certificate with a known private key is valid. It lies between the start of the first
   * encryption certificate and the end of the last one. Mail from that time may be encrypted to a
   * lost key. Certificates that only allow signing do not count.
   *
   * @param entries the entries of one person
   * @return the beginning of each gap with its end, oldest first
   */
  static SortedMap<Instant, Instant> gaps(Collection<KeyEntry> entries) {
    record Validity(Instant from, Instant until, boolean opens) {}
    List<Validity> all = new ArrayList<>();
    for (KeyEntry entry : entries) {
      for (X509Certificate certificate : entry.certificates()) {
        if (Purpose.ENCRYPTION.isAllowedBy(certificate)) {
          all.add(
              new Validity(
                  certificate.getNotBefore().toInstant(),
                  certificate.getNotAfter().toInstant(),
                  entry.key().isPresent()));
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
    Instant end = all.stream().map(Validity::until).reduce(open, KeyEntry::later);
    addUnlessShort(gaps, open, end);
    return Collections.unmodifiableSortedMap(gaps);
  }

  /** A second, in which one certificate ends and the next begins, is no gap. */
  private static void addUnlessShort(
      SortedMap<Instant, Instant> gaps, Instant from, Instant until) {
    if (from.plusSeconds(2).isBefore(until)) {
      gaps.put(from, until);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
