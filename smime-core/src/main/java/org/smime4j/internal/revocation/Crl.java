package org.smime4j.internal.revocation;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.BerReader;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.OrderedName;
import org.smime4j.internal.certificate.PathCertificate;
import org.smime4j.internal.certificate.Strength;
import org.smime4j.internal.signature.SignedObject;
import org.smime4j.internal.signature.Work;

/**
 * A CRL, read once: its scope, its times, and its entries by certificate issuer and serial (RFC
 * 5280, section 5). {@link #read} gives nothing for one that is malformed or that holds a critical
 * extension, its own or an entry's, that is not understood: such a CRL must not be used. What an
 * entry says beyond its serial number is read when its certificate is asked about.
 */
public final class Crl {

  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(
          Extension.issuingDistributionPoint,
          Extension.deltaCRLIndicator,
          Extension.authorityKeyIdentifier,
          Extension.cRLNumber);

  private static final String WHERE = "CertificateList";

  /** No authority comes near, whatever it is a list of. */
  private static final int MOST_BESIDE_ENTRIES = 64 * 1024;

  private final int octets;
  private final int octetsBesideEntries;
  private final SignedObject signed;
  private final X500Name issuer;
  private final Instant thisUpdate;
  private final @Nullable Instant nextUpdate;
  private final @Nullable IssuingDistributionPoint scope;
  private final byte @Nullable [] scopeOctets;
  private final byte @Nullable [] authorityKey;
  private final @Nullable BigInteger number;
  private final @Nullable BigInteger base;
  private final CrlEntries entries;

  /** The key under which the signature proved right: a list of millions is hashed once. */
  private volatile byte @Nullable [] provenKey;

  private Crl(byte[] encoded) throws SmimeException {
    this.octets = encoded.length;
    Tlv tbs = Tlv.of(encoded, WHERE).child(0, WHERE);
    Tlv revoked = entries(tbs);
    byte[] rest = revoked == null ? tbs.raw() : tbs.without(revoked);
    if (rest.length > MOST_BESIDE_ENTRIES) {
      throw new SmimeException.Malformed(WHERE, 0, "has " + rest.length + " octets beside entries");
    }
    this.octetsBesideEntries = rest.length;
    this.signed = SignedObject.namedTwice(encoded, WHERE);
    TBSCertList list = TBSCertList.getInstance(TlvScan.parse(rest, WHERE));
    this.issuer = OrderedName.of(list.getIssuer());
    this.thisUpdate = list.getThisUpdate().getDate().toInstant();
    this.nextUpdate =
        list.getNextUpdate() == null ? null : list.getNextUpdate().getDate().toInstant();
    Extensions extensions = list.getExtensions();
    requireUnderstood(extensions, UNDERSTOOD);
    ASN1Primitive idp = value(extensions, Extension.issuingDistributionPoint);
    this.scope = idp == null ? null : IssuingDistributionPoint.getInstance(idp);
    this.scopeOctets = octets(extensions, Extension.issuingDistributionPoint);
    this.authorityKey = octets(extensions, Extension.authorityKeyIdentifier);
    this.number = integer(extensions, Extension.cRLNumber);
    this.base = integer(extensions, Extension.deltaCRLIndicator);
    this.entries =
        revoked == null
            ? new CrlEntries(encoded, 0, 0, issuer)
            : new CrlEntries(encoded, revoked.content(), revoked.end(), issuer);
  }

  /** The third SEQUENCE, behind those of the algorithm and of the issuer; null without entries. */
  private static @Nullable Tlv entries(Tlv tbs) throws SmimeException {
    return tbs.children(WHERE).stream()
        .filter(field -> field.tag() == BerReader.SEQUENCE)
        .skip(2)
        .findFirst()
        .orElse(null);
  }

  /** The CRL, unless it cannot be used. */
  public static Optional<Crl> read(byte[] encoded) {
    try {
      return Optional.of(new Crl(encoded));
    } catch (SmimeException | RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that a structure is malformed.
      return Optional.empty();
    }
  }

  /** Those of the CRLs that can be used. */
  public static List<Crl> readable(Collection<? extends X509CRL> crls) {
    return encoded(crls).stream().flatMap(each -> read(each).stream()).toList();
  }

  /**
   * Those of the CRLs in a message that can be used.
   *
   * @param most how many are read
   * @param effort what reading them draws on
   */
  public static List<Crl> carried(Collection<byte[]> encoded, long most, Effort effort) {
    return encoded.stream()
        .limit(most)
        .filter(each -> effort.draw(Work.readingCrl(each.length)))
        .flatMap(each -> read(each).stream())
        .toList();
  }

  /** The octets of the CRLs. */
  public static List<byte[]> encoded(Collection<? extends X509CRL> crls) {
    List<byte[]> encoded = new ArrayList<>();
    for (X509CRL crl : crls) {
      try {
        encoded.add(crl.getEncoded());
      } catch (GeneralSecurityException e) {
        // It has no encoding, and so no signature.
      }
    }
    return encoded;
  }

  /** How large it is. */
  int octets() {
    return octets;
  }

  /** How large its names are, and what else it says but for entries. */
  int octetsBesideEntries() {
    return octetsBesideEntries;
  }

  /** Throws an exception if one of the extensions is critical and not understood. */
  static void requireUnderstood(
      @Nullable Extensions extensions, Set<ASN1ObjectIdentifier> understood) {
    if (extensions != null) {
      for (ASN1ObjectIdentifier critical : extensions.getCriticalExtensionOIDs()) {
        if (!understood.contains(critical)) {
          throw new IllegalArgumentException("the critical extension " + critical);
        }
      }
    }
  }

  private static @Nullable ASN1Primitive value(
      @Nullable Extensions extensions, ASN1ObjectIdentifier oid) throws SmimeException {
    byte[] octets = octets(extensions, oid);
    return octets == null ? null : TlvScan.parse(octets, WHERE);
  }

  private static @Nullable BigInteger integer(
      @Nullable Extensions extensions, ASN1ObjectIdentifier oid) throws SmimeException {
    ASN1Primitive value = value(extensions, oid);
    return value == null ? null : ASN1Integer.getInstance(value).getPositiveValue();
  }

  private static byte @Nullable [] octets(
      @Nullable Extensions extensions, ASN1ObjectIdentifier oid) {
    Extension extension = extensions == null ? null : extensions.getExtension(oid);
    return extension == null ? null : extension.getExtnValue().getOctets();
  }

  public X500Name issuer() {
    return issuer;
  }

  Instant thisUpdate() {
    return thisUpdate;
  }

  /** The scope of the CRL; null if it covers all certificates of its issuer. */
  @Nullable IssuingDistributionPoint scope() {
    return scope;
  }

  boolean isDelta() {
    return base != null;
  }

  /**
   * True if it may say at the time that a certificate is not revoked. One that was made later may,
   * as long as the certificate would still stand in it (RFC 5280, section 3.3: entries go once a
   * certificate has expired).
   */
  boolean isCurrent(Instant at, Instant certificateExpires) {
    return nextUpdate != null
        && !nextUpdate.isBefore(at)
        && (!thisUpdate.isAfter(at) || !thisUpdate.isAfter(certificateExpires));
  }

  /** True if this delta updates that complete CRL (RFC 5280, sections 5.2.4 and 6.3.3 c). */
  boolean updates(Crl complete) {
    return base != null
        && number != null
        && complete.number != null
        && issuer.equals(complete.issuer)
        && Arrays.equals(scopeOctets, complete.scopeOctets)
        && Arrays.equals(authorityKey, complete.authorityKey)
        && complete.number.compareTo(base) >= 0
        && number.compareTo(complete.number) >= 0;
  }

  /** True if the other delta is older than this. */
  boolean isNewerThan(@Nullable Crl other) {
    return other == null
        || other.number == null
        || (number != null && number.compareTo(other.number) > 0);
  }

  /**
   * What it says about a certificate.
   *
   * @throws IllegalArgumentException if that cannot be read, or costs more than is left
   */
  Optional<CrlEntries.CrlEntry> entry(PathCertificate certificate, Effort effort) {
    return entries.of(certificate.issuer(), certificate.serial(), effort);
  }

  /** True if it is known already that the key made the signature. */
  boolean isProvenBy(PublicKey key) {
    byte[] proven = provenKey;
    return proven != null && Arrays.equals(proven, key.getEncoded());
  }

  /** True if the key made the signature. */
  boolean isSignedBy(PublicKey key) {
    if (!signed.isSignedBy(key)) {
      return false;
    }
    provenKey = key.getEncoded();
    return true;
  }

  /** True if neither the key, which made the signature, nor its digest is weak. */
  boolean isStrong(PublicKey key) {
    return Strength.isSound(key, signed);
  }

  /** What it is, as a part of a sentence. */
  Finding inWords() {
    String name = DistinguishedName.print(issuer);
    return isDelta()
        ? new Finding(
            Finding.Code.REVOKED, "delta CRL of {0} from {1} to {2}", name, thisUpdate, nextUpdate)
        : new Finding(
            Finding.Code.REVOKED, "CRL of {0} from {1} to {2}", name, thisUpdate, nextUpdate);
  }
}
