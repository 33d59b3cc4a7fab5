package org.smime4j.cli;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.smime4j.ExpectedSigner;
import org.smime4j.keys.KeyEntry;
import org.smime4j.settings.Purpose;

/**
 * The keys and certificates that name the same mail addresses, or one after the other do; without
 * any address, those of the same subject.
 *
 * @param names the addresses, sorted; without any, the subject
 * @param entries newest first
 */
record Person(Set<String> names, List<KeyEntry> entries) {

  /** The extended key usage of key recovery agents: szOID_KP_KEY_RECOVERY_AGENT of wincrypt.h. */
  private static final String KEY_RECOVERY_AGENT = "1.3.6.1.4.1.311.21.6";

  /** Sorts what is held by persons. What has no certificate, and authorities, are nobody's. */
  static List<Person> of(List<KeyEntry> entries) {
    List<KeyEntry> owned = entries.stream().filter(Person::isSomebodys).toList();
    Map<String, Set<String>> together = new HashMap<>();
    for (KeyEntry entry : owned) {
      Set<String> names = names(entry);
      for (String name : List.copyOf(names)) {
        names.addAll(together.getOrDefault(name, Set.of()));
      }
      names.forEach(name -> together.put(name, names));
    }
    Map<String, Person> people = new TreeMap<>();
    for (KeyEntry entry : owned) {
      Set<String> names = together.getOrDefault(names(entry).iterator().next(), Set.of());
      people
          .computeIfAbsent(names.iterator().next(), n -> new Person(names, new ArrayList<>()))
          .entries
          .add(entry);
    }
    return List.copyOf(people.values());
  }

  /** Keys with certificates, since nobody takes others; how many are left out is said. */
  static List<KeyEntry> certified(Streams streams, List<KeyEntry> entries) {
    List<KeyEntry> certified =
        entries.stream().filter(entry -> !entry.certificates().isEmpty()).toList();
    Sentences.any(
            entries.size() - certified.size(),
            "private key has no certificate and is left out",
            "private keys have no certificate and are left out")
        .forEach(streams::say);
    return certified;
  }

  /** Refuses keys of several people where one is meant: nobody's key goes to somebody else. */
  static void onlyOne(List<KeyEntry> entries, String option) {
    List<Person> people = of(entries);
    if (people.size() > 1) {
      throw new UsageException(
          "%s: these are the keys of %s people, among them %s and %s; name one with --address"
              .formatted(option, people.size(), people.get(0).first(), people.get(1).first()));
    }
  }

  /**
   * The encryption certificates of an address that are valid now, if two of different keys overlap
   * for more than a third of the shorter: a renewal comes later, and one for each device does not.
   */
  List<X509Certificate> parallel(Instant now) {
    Map<X509Certificate, KeyEntry> valid = new LinkedHashMap<>();
    for (KeyEntry entry : entries) {
      for (X509Certificate each : entry.certificates()) {
        if (Purpose.ENCRYPTION.isAllowedBy(each)
            && !now.isBefore(each.getNotBefore().toInstant())
            && now.isBefore(each.getNotAfter().toInstant())) {
          valid.put(each, entry);
        }
      }
    }
    return valid.keySet().stream()
        .filter(
            one ->
                valid.keySet().stream()
                    .anyMatch(two -> valid.get(one) != valid.get(two) && isParallel(one, two)))
        .toList();
  }

  private static boolean isParallel(X509Certificate one, X509Certificate two) {
    Set<String> addresses = addresses(List.of(one));
    Duration shorter = Collections.min(List.of(both(one, one), both(two, two)));
    return both(one, two).compareTo(shorter.dividedBy(3)) > 0
        && (addresses.isEmpty() || names(two, addresses));
  }

  /** For how long both are valid; negative if they never are. */
  private static Duration both(X509Certificate one, X509Certificate two) {
    List<X509Certificate> certificates = List.of(one, two);
    return Duration.between(
        Collections.max(
            certificates.stream().map(each -> each.getNotBefore().toInstant()).toList()),
        Collections.min(
            certificates.stream().map(each -> each.getNotAfter().toInstant()).toList()));
  }

  /** What is said of {@linkplain #parallel such certificates}. */
  Optional<String> parallelRemark(Instant now) {
    List<X509Certificate> parallel = parallel(now);
    return parallel.isEmpty()
        ? Optional.empty()
        : Optional.of(
            parallel.size()
                + " encryption certificates are valid at once, and none renews another (serials "
                + parallel.stream()
                    .map(each -> each.getSerialNumber().toString(16))
                    .collect(Collectors.joining(", "))
                + "): if each is for a device, mail to one stays unread on the others. Give all"
                + " devices all of the keys");
  }

  private String first() {
    return names.iterator().next();
  }

  private static boolean isSomebodys(KeyEntry entry) {
    return !entry.certificates().isEmpty() && !isAuthority(entry) && !isAgent(entry);
  }

  /** Whether an entry is the certificate of a key recovery agent whose key is not held. */
  static boolean isAgent(KeyEntry entry) {
    return entry.key().isEmpty() && entry.certificates().stream().anyMatch(Person::isAgent);
  }

  private static boolean isAgent(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes != null && purposes.contains(KEY_RECOVERY_AGENT);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /** Whether an entry is nobody's: the certificate of an authority whose key is not held. */
  static boolean isAuthority(KeyEntry entry) {
    return entry.key().isEmpty()
        && entry.certificates().stream().anyMatch(each -> each.getBasicConstraints() >= 0);
  }

  /** The addresses of an entry's certificates as they are compared; without any, the subject. */
  static Set<String> names(KeyEntry entry) {
    Set<String> names = addresses(entry.certificates());
    if (names.isEmpty()) {
      names.add(entry.certificates().get(0).getSubjectX500Principal().getName());
    }
    return names;
  }

  /** The addresses of certificates as they are compared here: in lower case. */
  static Set<String> addresses(Collection<X509Certificate> certificates) {
    Set<String> addresses = new TreeSet<>();
    for (X509Certificate certificate : certificates) {
      ExpectedSigner.addressesOf(certificate).forEach(each -> addresses.add(comparable(each)));
    }
    return addresses;
  }

  /** Whether a certificate of an entry names one of the addresses. */
  static boolean isNamed(KeyEntry entry, Set<String> addresses) {
    return entry.certificates().stream().anyMatch(each -> names(each, addresses));
  }

  /**
   * Addresses of an entry's certificates that name none of these, and somebody. Anybody can make a
   * certificate for the key of somebody else, who would get the key with it.
   */
  static Set<String> others(KeyEntry entry, Set<String> addresses) {
    return addresses(
        entry.certificates().stream().filter(each -> !names(each, addresses)).toList());
  }

  private static boolean names(X509Certificate certificate, Set<String> addresses) {
    return addresses(List.of(certificate)).stream().anyMatch(addresses::contains);
  }

  /** What is said of a key that is somebody else's too, and is left out. */
  static String leftOut(KeyEntry entry, Set<String> addresses) {
    return "left out is the key of "
        + entry.certificates().get(0).getSubjectX500Principal().getName()
        + ", because it also has a certificate of "
        + String.join(", ", others(entry, addresses))
        + "; if the same person has that address, name it too; if not, remove that certificate";
  }

  /** An address as it is compared here: no organisation tells two people by their capitals. */
  static String comparable(String address) {
    return ExpectedSigner.normalised(address).orElse(address).toLowerCase(Locale.ROOT);
  }
}
