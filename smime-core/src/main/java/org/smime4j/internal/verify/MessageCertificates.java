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
import org.smime4j.Deviation;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.CanonicalName;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.base.Deviations;
import org.smime4j.internal.crypto.Certificates;

/** The certificates and CRLs of one message, and those that the judge has at hand. */
public final class MessageCertificates {

  /** Damaged certificates that a deviation counts up. */
  private static final int MOST_NAMED = 5;

  private final List<X509Certificate> carried;
  private final List<byte[]> crls;
  private final Set<X509Certificate> all = new LinkedHashSet<>();

  /** The issuers as they are compared: each is prepared once, however many signers ask. */
  private final IdentityHashMap<X509Certificate, byte[]> issuers = new IdentityHashMap<>(1);

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

  /** Those of the certificates that can be read: the others help nobody, and harm nobody. */
  public static List<X509Certificate> readable(List<byte[]> encoded, Parser parser) {
    return readable(encoded, parser, new ArrayList<>());
  }

  /** The same, and those that were left out are named. */
  static List<X509Certificate> readable(
      List<byte[]> encoded, Parser parser, List<Deviation> deviations) {
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
      deviations.add(
          Deviations.of(
              Deviation.Code.CERTIFICATE_DAMAGED,
              "number "
                  + String.join(", ", damaged.subList(0, named))
                  + (damaged.size() > named ? " and others" : "")
                  + " of "
                  + encoded.size()));
    }
    return List.copyOf(read);
  }

  /** The certificates that the message carries. */
  List<X509Certificate> carried() {
    return carried;
  }

  /** The CRLs that it carries, as they came: who judges reads what he needs of them. */
  List<byte[]> crls() {
    return crls;
  }

  /** All certificates that a signer identifier fits; several may. */
  List<X509Certificate> named(Identifier identifier) {
    List<X509Certificate> named = new ArrayList<>();
    IssuerAndSerial wanted = new IssuerAndSerial(identifier.issuer(), identifier.serial());
    for (X509Certificate each : all) {
      if (identifier.subjectKeyIdentifier() != null
          ? hasKeyIdentifier(each, identifier.subjectKeyIdentifier())
          : wanted.fits(each)) {
        named.add(each);
      }
    }
    return named;
  }

  /** A name is read once, and only where its octets are not those of the certificate. */
  private final class IssuerAndSerial {
    private final byte @Nullable [] encodedIssuer;
    private final @Nullable BigInteger serial;
    private byte @Nullable [] canonicalIssuer;

    IssuerAndSerial(byte @Nullable [] encodedIssuer, @Nullable BigInteger serial) {
      this.encodedIssuer = encodedIssuer;
      this.serial = serial;
    }

    boolean fits(X509Certificate certificate) {
      if (serial == null || !isSameNumber(serial, certificate.getSerialNumber())) {
        return false;
      }
      byte[] actual = certificate.getIssuerX500Principal().getEncoded();
      return Arrays.equals(encodedIssuer, actual)
          || (encodedIssuer != null
              && Arrays.equals(
                  canonical(encodedIssuer),
                  issuers.computeIfAbsent(certificate, each -> CanonicalName.of(actual))));
    }

    private byte[] canonical(byte[] issuer) {
      if (canonicalIssuer == null) {
        canonicalIssuer = CanonicalName.of(issuer);
      }
      return canonicalIssuer;
    }
  }

  /** Some writers lose the leading zero of a serial number, and make it negative. */
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
