package org.smime4j.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.base.Findings;
import org.smime4j.internal.crypto.SignedObject;

/**
 * A CRL, read once: its scope, its times, and its entries by certificate issuer and serial (RFC
 * 5280, section 5). {@link #read} gives nothing for one that is malformed or that holds a critical
 * extension, its own or an entry's, that is not understood: such a CRL must not be used.
 */
final class Crl {

  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD =
      Set.of(
          Extension.issuingDistributionPoint,
          Extension.deltaCRLIndicator,
          Extension.authorityKeyIdentifier,
          Extension.cRLNumber);

  private static final Set<ASN1ObjectIdentifier> UNDERSTOOD_IN_ENTRIES =
      Set.of(
          Extension.reasonCode,
          Extension.invalidityDate,
          Extension.certificateIssuer,
          Extension.instructionCode);

  /** What Bouncy Castle puts behind the digits. */
  private static final String ZONE = "GMT+00:00";

  /** What a CRL says about one certificate. */
  record Entry(X500Name issuer, BigInteger serial, Instant since, int reason) {

    /** True if the reason is one that can be taken back. */
    boolean isHold() {
      return reason == CRLReason.certificateHold;
    }

    /**
     * True if the certificate is not to be believed at the time. A key that fell into other hands
     * signs with any date, so where that may be the reason the date is of no account.
     */
    boolean counts(Instant at) {
      return switch (reason) {
        case CRLReason.removeFromCRL -> false;
        case CRLReason.unspecified,
            CRLReason.keyCompromise,
            CRLReason.cACompromise,
            CRLReason.aACompromise ->
            true;
        default -> !since.isAfter(at);
      };
    }

    /** That the certificate is revoked, and who says so. */
    Finding finding(PathCertificate certificate, String by) {
      return Findings.of(
          Finding.Code.REVOKED,
          certificate + " was revoked on " + since + ": " + reasonInWords() + " (" + by + ")");
    }

    private String reasonInWords() {
      return switch (reason) {
        case CRLReason.keyCompromise -> "the key was compromised";
        case CRLReason.cACompromise -> "the authority was compromised";
        case CRLReason.affiliationChanged -> "the affiliation changed";
        case CRLReason.superseded -> "it was superseded";
        case CRLReason.cessationOfOperation -> "it is out of operation";
        case CRLReason.certificateHold -> "it is on hold";
        case CRLReason.privilegeWithdrawn -> "the privilege was withdrawn";
        case CRLReason.aACompromise -> "the attribute authority was compromised";
        default -> "no reason is given";
      };
    }
  }

  private final int octets;
  private final SignedObject signed;
  private final X500Name issuer;
  private final Instant thisUpdate;
  private final @Nullable Instant nextUpdate;
  private final @Nullable IssuingDistributionPoint scope;
  private final byte @Nullable [] scopeOctets;
  private final byte @Nullable [] authorityKey;
  private final @Nullable BigInteger number;
  private final @Nullable BigInteger base;
  private final Map<BigInteger, List<Entry>> entries = new HashMap<>();

  /** The key under which the signature proved right: a list of millions is hashed once. */
  private volatile byte @Nullable [] provenKey;

  private Crl(X509CRL certificateList) throws GeneralSecurityException, SmimeException {
    byte[] encoded = certificateList.getEncoded();
    this.octets = encoded.length;
    this.signed = SignedObject.namedTwice(encoded, "CertificateList");
    CertificateList list = CertificateList.getInstance(encoded);
    TBSCertList tbs = list.getTBSCertList();
    this.issuer = OrderedName.of(list.getIssuer());
    this.thisUpdate = list.getThisUpdate().getDate().toInstant();
    this.nextUpdate =
        list.getNextUpdate() == null ? null : list.getNextUpdate().getDate().toInstant();
    Extensions extensions = tbs.getExtensions();
    requireUnderstood(extensions, UNDERSTOOD);
    ASN1Encodable idp = value(extensions, Extension.issuingDistributionPoint);
    this.scope = idp == null ? null : IssuingDistributionPoint.getInstance(idp);
    this.scopeOctets = octets(extensions, Extension.issuingDistributionPoint);
    this.authorityKey = octets(extensions, Extension.authorityKeyIdentifier);
    this.number = integer(extensions, Extension.cRLNumber);
    this.base = integer(extensions, Extension.deltaCRLIndicator);
    readEntries(tbs);
  }

  /** The CRL, unless it cannot be used. */
  static Optional<Crl> read(X509CRL crl) {
    try {
      return Optional.of(new Crl(crl));
    } catch (GeneralSecurityException | SmimeException | RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that a structure is malformed.
      return Optional.empty();
    }
  }

  /** Those of the CRLs that can be used. */
  static List<Crl> readable(Collection<? extends X509CRL> crls) {
    List<Crl> readable = new ArrayList<>();
    crls.forEach(crl -> read(crl).ifPresent(readable::add));
    return readable;
  }

  /** How large it is. */
  int octets() {
    return octets;
  }

  private void readEntries(TBSCertList tbs) {
    X500Name current = issuer;
    Enumeration<?> revoked = tbs.getRevokedCertificateEnumeration();
    while (revoked.hasMoreElements()) {
      TBSCertList.CRLEntry entry = (TBSCertList.CRLEntry) revoked.nextElement();
      Extensions extensions = entry.getExtensions();
      requireUnderstood(extensions, UNDERSTOOD_IN_ENTRIES);
      ASN1Encodable owner = value(extensions, Extension.certificateIssuer);
      if (owner != null) {
        // It stands for this entry and those after it (RFC 5280, section 5.3.3).
        current = directoryName(GeneralNames.getInstance(owner));
      }
      ASN1Encodable reason = value(extensions, Extension.reasonCode);
      BigInteger serial = entry.getUserCertificate().getValue();
      add(
          new Entry(
              current,
              serial,
              instant(entry.getRevocationDate()),
              reason == null
                  ? CRLReason.unspecified
                  : ASN1Enumerated.getInstance(reason).intValueExact()));
    }
  }

  /** As it is usually written, without a calendar for each: a list may have a million of them. */
  private static Instant instant(Time time) {
    String text = time.getTime();
    try {
      if (text.length() == 14 + ZONE.length() && text.endsWith(ZONE)) {
        return LocalDateTime.of(
                number(text, 0, 4),
                number(text, 4, 6),
                number(text, 6, 8),
                number(text, 8, 10),
                number(text, 10, 12),
                number(text, 12, 14))
            .toInstant(ZoneOffset.UTC);
      }
    } catch (DateTimeException e) {
      // Irregular, perhaps not for Bouncy Castle.
    }
    return time.getDate().toInstant();
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        throw new DateTimeException("no digit");
      }
      number = 10 * number + digit - '0';
    }
    return number;
  }

  /** Of entries for one certificate the last counts: the newest where an issuer wrote two. */
  private void add(Entry entry) {
    List<Entry> same = entries.computeIfAbsent(entry.serial(), each -> new ArrayList<>(1));
    int last = same.size() - 1;
    if (last >= 0 && same.get(last).issuer().equals(entry.issuer())) {
      same.set(last, entry);
    } else {
      same.add(entry);
    }
  }

  private static X500Name directoryName(GeneralNames names) {
    for (GeneralName name : names.getNames()) {
      if (name.getTagNo() == GeneralName.directoryName) {
        return OrderedName.of(name.getName());
      }
    }
    throw new IllegalArgumentException("a certificate issuer without a name");
  }

  private static void requireUnderstood(
      @Nullable Extensions extensions, Set<ASN1ObjectIdentifier> understood) {
    if (extensions != null) {
      for (ASN1ObjectIdentifier critical : extensions.getCriticalExtensionOIDs()) {
        if (!understood.contains(critical)) {
          throw new IllegalArgumentException("the critical extension " + critical);
        }
      }
    }
  }

  private static @Nullable ASN1Encodable value(
      @Nullable Extensions extensions, ASN1ObjectIdentifier oid) {
    return extensions == null ? null : extensions.getExtensionParsedValue(oid);
  }

  private static @Nullable BigInteger integer(
      @Nullable Extensions extensions, ASN1ObjectIdentifier oid) {
    ASN1Encodable value = value(extensions, oid);
    return value == null ? null : ASN1Integer.getInstance(value).getPositiveValue();
  }

  private static byte @Nullable [] octets(
      @Nullable Extensions extensions, ASN1ObjectIdentifier oid) {
    Extension extension = extensions == null ? null : extensions.getExtension(oid);
    return extension == null ? null : extension.getExtnValue().getOctets();
  }

  X500Name issuer() {
    return issuer;
  }

  Instant thisUpdate() {
    return thisUpdate;
  }

  /** What it is limited to; null if it covers all that its issuer issued. */
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

  /** What it says about a certificate. */
  Optional<Entry> entry(PathCertificate certificate) {
    return entries.getOrDefault(certificate.serial(), List.of()).stream()
        .filter(entry -> entry.issuer().equals(certificate.issuer()))
        .reduce((first, second) -> second);
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

  @Override
  public String toString() {
    return (isDelta() ? "delta CRL" : "CRL")
        + " of "
        + DistinguishedName.print(issuer)
        + " from "
        + thisUpdate
        + " to "
        + nextUpdate;
  }
}
