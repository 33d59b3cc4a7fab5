package org.smime4j.internal.verify;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CanonicalName;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.signature.Certificates;

/** The certificates and CRLs of one message, and the certificates that the judge already has. */
public final class MessageCertificates {

  /** The largest number of damaged certificates that a deviation lists. */
  private static final int MOST_NAMED = 5;

  private final List<X509Certificate> carried;
  private final List<byte[]> crls;
  private final Set<X509Certificate> all = new LinkedHashSet<>();

  /** Issuers in the form for comparison, by who names them. Each is prepared once. */
  private final IdentityHashMap<Object, byte[]> issuers = new IdentityHashMap<>(1);

  MessageCertificates(
      List<X509Certificate> carried, List<byte[]> crls, List<X509Certificate> atHand) {
    this.carried = List.copyOf(carried);
    this.crls = List.copyOf(crls);
    all.addAll(carried);
    all.addAll(atHand);
  }

  /** Reads one certificate. */
  public interface Parser {
    /** Reads it. */
    X509Certificate parse(byte[] encoded) throws SmimeException;
  }

  /** Returns the readable certificates. It ignores the others. */
  public static List<X509Certificate> readable(List<byte[]> encoded, Parser parser) {
    return readable(encoded, parser, new ArrayList<>());
  }

  /** Returns the readable certificates, and adds a deviation that lists the others. */
  static List<X509Certificate> readable(
      List<byte[]> encoded, Parser parser, List<Finding> deviations) {
    Set<X509Certificate> read = new LinkedHashSet<>();
    List<String> damaged = new ArrayList<>();
    for (int i = 0; i < encoded.size(); i++) {
      try {
        read.add(parser.parse(encoded.get(i)));
      } catch (SmimeException e) {
        damaged.add(String.valueOf(i + 1));
      }
    }
    if (!damaged.isEmpty()) {
      int named = Math.min(MOST_NAMED, damaged.size());
      String numbers = String.join(", ", damaged.subList(0, named));
      deviations.add(
          damaged.size() > named
              ? new Finding(
                  Finding.Code.CERTIFICATE_DAMAGED,
                  "number {0} and others of {1}",
                  numbers,
                  encoded.size())
              : new Finding(
                  Finding.Code.CERTIFICATE_DAMAGED, "number {0} of {1}", numbers, encoded.size()));
    }
    return List.copyOf(read);
  }

  /** Returns the certificates in the message. */
  List<X509Certificate> carried() {
    return carried;
  }

  /** Returns the CRLs in the message, unparsed. The judge reads only the CRLs that it needs. */
  List<byte[]> crls() {
    return crls;
  }

  /** Returns all certificates that match a signer identifier. There may be several. */
  List<X509Certificate> named(Identifier identifier) {
    List<X509Certificate> named = new ArrayList<>();
    for (X509Certificate each : all) {
      if (identifier.subjectKeyIdentifier() != null
          ? hasKeyIdentifier(each, identifier.subjectKeyIdentifier())
          : isIssuedAs(each, identifier.issuer(), identifier.serial())) {
        named.add(each);
      }
    }
    return named;
  }

  /**
   * Compares issuer and serial. It parses a name once, and only if its octets differ from those of
   * the certificate.
   */
  private boolean isIssuedAs(
      X509Certificate certificate, byte @Nullable [] issuer, @Nullable BigInteger serial) {
    if (issuer == null || serial == null || !isSameNumber(serial, certificate.getSerialNumber())) {
      return false;
    }
    byte[] actual = certificate.getIssuerX500Principal().getEncoded();
    return Arrays.equals(issuer, actual)
        || Arrays.equals(canonical(issuer, issuer), canonical(certificate, actual));
  }

  private byte[] canonical(Object named, byte[] issuer) {
    return issuers.computeIfAbsent(named, each -> CanonicalName.of(issuer));
  }

  /**
   * Compares serial numbers. Some writers drop the leading zero octet of a number, which makes it
   * negative.
   */
  private static boolean isSameNumber(BigInteger one, BigInteger other) {
    return one.equals(other) || unsigned(one).equals(unsigned(other));
  }

  private static BigInteger unsigned(BigInteger number) {
    return new BigInteger(1, number.toByteArray());
  }

  private static boolean hasKeyIdentifier(X509Certificate certificate, byte[] wanted) {
    if (Arrays.equals(wanted, Certificates.subjectKeyIdentifier(certificate))) {
      return true;
    }
    try {
      return Certificates.computedKeyIdentifiers(Certificates.subjectPublicKeyInfo(certificate))
          .stream()
          .anyMatch(computed -> Arrays.equals(wanted, computed));
    } catch (SmimeException e) {
      return false;
    }
  }
}
