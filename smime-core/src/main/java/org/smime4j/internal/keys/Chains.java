package org.smime4j.internal.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CanonicalName;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.keyfile.PublicKeys;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.internal.signature.KeySize;
import org.smime4j.internal.signature.SignedObject;
import org.smime4j.internal.signature.Work;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/**
 * Finds the certificates above a certificate among the known ones. They are for sending with a
 * message, and not trusted.
 */
public final class Chains {

  /**
   * The most keys of one name to try for a certificate. An authority has a few keys in its
   * lifetime, and nearly all certificates identify the key that signed them.
   */
  private static final int KEYS = 16;

  /** Beside what the octets of the certificates bring. */
  private static final int UNITS = 150_000;

  /**
   * Certificates of one name, one for each key. Names are octets as text, since a map keeps an
   * order of texts: those of one hash code are found as fast as others.
   */
  private final Map<String, List<X509Certificate>> bySubject = new HashMap<>();

  /** The same of one name and key identifier. */
  private final Map<String, List<X509Certificate>> byKeyIdentifier = new HashMap<>();

  private final IdentityHashMap<X509Certificate, Optional<X509Certificate>> issuers =
      new IdentityHashMap<>();
  private final Set<X509Certificate> decoded = Collections.newSetFromMap(new IdentityHashMap<>());
  private final WorkBudget work;

  /** Whether checking a signature exceeded the limit. The search for issuers then stops. */
  private boolean spent;

  public Chains(List<X509Certificate> certificates) {
    long octets = 0;
    for (X509Certificate certificate : certificates) {
      octets += Certificates.encoded(certificate).length;
      String name = name(PublicKeys.subject(certificate));
      add(bySubject.computeIfAbsent(name, s -> new ArrayList<>()), certificate);
      byte[] identifier = Certificates.subjectKeyIdentifier(certificate);
      if (identifier != null) {
        add(
            byKeyIdentifier.computeIfAbsent(both(name, identifier), b -> new ArrayList<>()),
            certificate);
      }
    }
    work = WorkBudget.ofKeyFile(Limits.standard().allowing(Limit.WORK, UNITS), octets);
  }

  private static void add(List<X509Certificate> ofOneName, X509Certificate certificate) {
    byte[] key = PublicKeys.encodedInfo(certificate);
    if (ofOneName.size() < KEYS
        && ofOneName.stream().noneMatch(c -> Arrays.equals(PublicKeys.encodedInfo(c), key))) {
      ofOneName.add(certificate);
    }
  }

  public List<X509Certificate> issuersOf(X509Certificate certificate) {
    List<X509Certificate> issuers = new ArrayList<>();
    X509Certificate top = certificate;
    while (issuers.size() <= Limits.standard().get(Limit.PATH_LENGTH)) {
      X509Certificate issuer = this.issuers.computeIfAbsent(top, this::find).orElse(null);
      if (issuer == null || issuer.equals(certificate) || issuers.contains(issuer)) {
        break;
      }
      issuers.add(issuer);
      top = issuer;
    }
    return issuers;
  }

  private Optional<X509Certificate> find(X509Certificate certificate) {
    if (spent) {
      return Optional.empty();
    }
    return candidates(certificate)
        .filter(candidate -> !spent && signed(candidate, certificate))
        .findFirst();
  }

  /** Those that have the key identifier that the certificate names come first. */
  private Stream<X509Certificate> candidates(X509Certificate certificate) {
    String name = name(PublicKeys.issuer(certificate));
    byte[] identifier = Certificates.authorityKeyIdentifier(certificate);
    List<X509Certificate> identified =
        identifier == null
            ? List.of()
            : byKeyIdentifier.getOrDefault(both(name, identifier), List.of());
    return Stream.concat(identified.stream(), bySubject.getOrDefault(name, List.of()).stream())
        .distinct()
        .limit(KEYS);
  }

  private boolean signed(X509Certificate issuer, X509Certificate certificate) {
    KeySize size = Certificates.size(issuer);
    long decoding = decoded.add(issuer) ? Work.decoding(size) : 0;
    if (!size.isAffordable()) {
      return false;
    }
    if (!work.draw(decoding + Work.verifying(size))) {
      spent = true;
      return false;
    }
    PublicKey key = Certificates.publicKey(issuer);
    try {
      return key != null
          && SignedObject.namedTwice(certificate.getEncoded(), "Certificate").isSignedBy(key);
    } catch (GeneralSecurityException | SmimeException | RuntimeException unreadable) {
      return false;
    }
  }

  private static String name(byte[] der) {
    return new String(CanonicalName.of(der), StandardCharsets.ISO_8859_1);
  }

  private static String both(String name, byte[] identifier) {
    return name.length() + " " + name + new String(identifier, StandardCharsets.ISO_8859_1);
  }
}
