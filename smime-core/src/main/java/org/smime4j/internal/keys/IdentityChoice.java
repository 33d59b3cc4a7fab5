package org.smime4j.internal.keys;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.io.Listing;
import org.smime4j.internal.io.SystemTime;
import org.smime4j.internal.keyfile.Lookup;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.keys.RecipientIdentifier;
import org.smime4j.settings.Purpose;

/** Chooses the private key with its certificate that writes mail, or says why none does. */
public final class IdentityChoice {

  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";

  /** People for an error text, which names the first: no more are looked for. */
  private static final int COUNTED = 10;

  private static final Comparator<Candidate> BY_AGE =
      Comparator.comparing(Candidate::from).thenComparing(Candidate::until);

  private final HeldKeys held;
  private final Purpose purpose;
  private final Instant now = SystemTime.now();

  /**
   * @param purpose signing or encryption
   */
  public IdentityChoice(HeldKeys held, Purpose purpose) {
    if (purpose == Purpose.TIMESTAMPING) {
      throw new IllegalArgumentException("An identity is for signing or for encryption");
    }
    this.held = held;
    this.purpose = purpose;
  }

  /** An identity that fits, with what shows whose it is. */
  private record Candidate(HeldKeys.Identity identity, Lookup key, Set<String> names) {

    static Candidate of(HeldKeys.Identity identity) {
      return new Candidate(
          identity, Lookup.publicKey(identity.key().publicKey()), names(identity.certificate()));
    }

    private static Set<String> names(X509Certificate certificate) {
      List<String> addresses = CertificateAddresses.of(certificate);
      return addresses.isEmpty()
          ? Set.of(certificate.getSubjectX500Principal().getName())
          : addresses.stream()
              .map(each -> each.toLowerCase(Locale.ROOT))
              .collect(Collectors.toSet());
    }

    boolean isSamePersonAs(Candidate other) {
      return key.equals(other.key) || (!names.contains("") && names.equals(other.names));
    }

    Instant from() {
      return Certificates.notBefore(identity.certificate());
    }

    Instant until() {
      return Certificates.notAfter(identity.certificate());
    }

    boolean isPostQuantum() {
      return identity
          .certificate()
          .getPublicKey()
          .getAlgorithm()
          .toUpperCase(Locale.ROOT)
          .matches("(ML-KEM|ML-DSA|SLH-DSA).*");
    }

    boolean isValid(Instant at) {
      return !at.isBefore(from()) && !at.isAfter(until());
    }

    @Override
    public String toString() {
      String all = identity.key().sources().get(0) + ": " + describe(identity.certificate());
      return all + " from " + from() + " until " + until();
    }
  }

  /**
   * Returns the newest identity of the only person whose certificates allow the purpose.
   *
   * @param place where the keys are, for error texts
   * @throws SmimeException.KeyFile if there is no private key with a certificate
   * @throws SmimeException.Refused if no certificate fits, or those of several people do
   */
  public HeldKeys.Identity only(String place) throws SmimeException {
    List<HeldKeys.Identity> all = held.identities();
    if (all.isEmpty()) {
      throw new SmimeException.KeyFile(
          place,
          SmimeException.KeyFile.Reason.NOT_A_KEY_FILE,
          "there is no private key with its certificate in it; export both together" + unopened());
    }
    List<Candidate> people = people(fitting(all));
    if (people.isEmpty()) {
      String found = Listing.of(all.stream().map(each -> describe(each.certificate())).toList());
      throw refused(
          String.format(
              "%s: no certificate with a private key %s: %s%s",
              place, mayWrite(), found, unopened()));
    }
    if (people.size() > 1) {
      throw refused(
          place
              + ": the certificates of several people "
              + mayWrite()
              + "; name the key file of one: "
              + Listing.of(people));
    }
    return people.get(0).identity;
  }

  private List<Candidate> fitting(List<HeldKeys.Identity> all) {
    List<Candidate> allowed =
        all.stream().filter(i -> purpose.isAllowedBy(i.certificate())).map(Candidate::of).toList();
    return allowed.isEmpty()
        ? all.stream().filter(each -> saysNothing(each.certificate())).map(Candidate::of).toList()
        : allowed;
  }

  /** Self-signed without a word about its use, as {@code openssl req -x509} makes it for people. */
  private static boolean saysNothing(X509Certificate certificate) {
    return Certificates.isSelfIssued(certificate)
        && certificate.getKeyUsage() == null
        && certificate.getExtensionValue(EXTENDED_KEY_USAGE) == null;
  }

  /** The newest of each person, valid ones first. */
  private List<Candidate> people(List<Candidate> fitting) {
    List<Candidate> rest = new ArrayList<>(fitting);
    rest.sort(
        Comparator.comparing((Candidate each) -> each.isValid(now))
            .thenComparing(BY_AGE)
            .reversed());
    List<Candidate> people = new ArrayList<>();
    while (!rest.isEmpty() && people.size() < COUNTED) {
      List<Candidate> own = new ArrayList<>(List.of(rest.remove(0)));
      people.add(own.get(0));
      for (int i = 0; i < own.size(); i++) {
        Candidate one = own.get(i);
        rest.removeIf(each -> each.isSamePersonAs(one) && own.add(each));
      }
    }
    return people;
  }

  /**
   * Returns the newest identity with a classical key whose certificate is valid now and allows the
   * purpose, then the newest with a key of ML-DSA, SLH-DSA or ML-KEM.
   */
  public List<HeldKeys.Identity> newest() {
    Map<Boolean, Candidate> newest = new TreeMap<>();
    held.identities().stream()
        .filter(each -> purpose.isAllowedBy(each.certificate()))
        .map(Candidate::of)
        .filter(each -> each.isValid(now))
        .forEach(each -> newest.merge(each.isPostQuantum(), each, BinaryOperator.maxBy(BY_AGE)));
    return newest.values().stream().map(Candidate::identity).toList();
  }

  /** Returns the one whose certificate is valid from the latest time. */
  public static Optional<HeldKeys.Identity> youngest(List<HeldKeys.Identity> identities) {
    return identities.stream()
        .max(Comparator.comparing(each -> Certificates.notBefore(each.certificate())));
  }

  /**
   * Returns the youngest of the {@link #newest} identities.
   *
   * @throws SmimeException.Refused if no certificate of the purpose is valid now
   */
  public HeldKeys.Identity youngest() throws SmimeException.Refused {
    return youngest(newest()).orElseThrow(this::none);
  }

  private SmimeException.Refused none() {
    String why =
        held.identities().stream()
            .filter(each -> purpose.isAllowedBy(each.certificate()))
            .map(Candidate::of)
            .max(Comparator.comparing(Candidate::until))
            .map(this::isInvalid)
            .orElseGet(() -> "no private key is held whose certificate " + mayWrite());
    return refused(why + unopened());
  }

  private String isInvalid(Candidate last) {
    return "no certificate is valid now that "
        + mayWrite()
        + ": "
        + describe(last.identity.certificate())
        + (now.isAfter(last.until())
            ? " expired on " + last.until() + "; its owner needs a new one"
            : " is not valid before " + last.from());
  }

  private SmimeException.Refused refused(String why) {
    return new SmimeException.Refused(
        purpose == Purpose.SIGNING
            ? SmimeException.Refused.Rule.SIGNER_CERTIFICATE
            : SmimeException.Refused.Rule.RECIPIENT_CERTIFICATE,
        why);
  }

  private String mayWrite() {
    return purpose == Purpose.SIGNING ? "may sign mail" : "may be encrypted to";
  }

  /** What may have the key that is missing. */
  private String unopened() {
    return held.unopened().isEmpty() ? "" : "; not opened: " + Listing.ofReasons(held.unopened());
  }

  private static String describe(X509Certificate certificate) {
    List<String> addresses = CertificateAddresses.of(certificate);
    return "the certificate with "
        + RecipientIdentifier.of(certificate)
        + (addresses.isEmpty() ? "" : " for " + String.join(", ", addresses));
  }
}
