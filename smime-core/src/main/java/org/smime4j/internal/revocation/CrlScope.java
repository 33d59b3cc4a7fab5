package org.smime4j.internal.revocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.smime4j.internal.certificate.Effort;
import org.smime4j.internal.certificate.OrderedName;
import org.smime4j.internal.certificate.PathCertificate;

/** Which CRL speaks about which certificate: RFC 5280, section 6.3.3 (b). */
public final class CrlScope {

  /** Names that one distribution point may have; with more it covers nothing. */
  private static final int MOST_NAMES = 64;

  /** Octets that a name counts for beside those that it is compared with. */
  private static final int OCTETS = 100;

  private CrlScope() {}

  /**
   * @param point a distribution point of the certificate; none for CRLs of the certificate's issuer
   *     that no distribution point names
   * @param effort the account for comparing names, which may be unsigned
   */
  static boolean covers(
      Crl crl, PathCertificate certificate, Optional<DistributionPoint> point, Effort effort) {
    int names = names(point);
    if (names > MOST_NAMES
        || !effort.compare(
            certificate.nameOctets() + (1L + names) * (crl.octetsBesideEntries() + OCTETS))) {
      return false;
    }
    try {
      IssuingDistributionPoint scope = crl.scope();
      GeneralNames crlIssuer = point.map(DistributionPoint::getCRLIssuer).orElse(null);
      if (crlIssuer == null) {
        if (!crl.issuer().equals(certificate.issuer())) {
          return false;
        }
      } else if (!holds(crlIssuer, crl.issuer()) || scope == null || !scope.isIndirectCRL()) {
        return false;
      }
      return scope == null
          || (isOfKind(scope, certificate) && isOfPoint(scope, crl.issuer(), certificate, point));
    } catch (RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that a name is malformed.
      return false;
    }
  }

  /** How many names a distribution point and its issuer have. */
  private static int names(Optional<DistributionPoint> point) {
    if (point.isEmpty()) {
      return 0;
    }
    DistributionPointName name = point.get().getDistributionPoint();
    GeneralNames issuer = point.get().getCRLIssuer();
    return (issuer == null ? 0 : issuer.getNames().length)
        + (name == null || name.getType() != DistributionPointName.FULL_NAME
            ? 1
            : GeneralNames.getInstance(name.getName()).getNames().length);
  }

  private static boolean isOfKind(IssuingDistributionPoint scope, PathCertificate certificate) {
    if (scope.onlyContainsAttributeCerts()) {
      return false;
    }
    return certificate.isMarkedAuthority()
        ? !scope.onlyContainsUserCerts()
        : !scope.onlyContainsCACerts();
  }

  private static boolean isOfPoint(
      IssuingDistributionPoint scope,
      X500Name crlIssuer,
      PathCertificate certificate,
      Optional<DistributionPoint> point) {
    DistributionPointName scopeName = scope.getDistributionPoint();
    if (scopeName == null) {
      return true;
    }
    List<GeneralName> wanted = names(scopeName, crlIssuer);
    if (point.isEmpty()) {
      return matches(wanted, List.of(new GeneralName(certificate.issuer())));
    }
    DistributionPointName pointName = point.get().getDistributionPoint();
    GeneralNames pointIssuer = point.get().getCRLIssuer();
    if (pointName != null) {
      X500Name relativeTo =
          pointIssuer == null ? certificate.issuer() : OrderedName.in(pointIssuer);
      return relativeTo != null && matches(wanted, names(pointName, relativeTo));
    }
    return pointIssuer != null && matches(wanted, List.of(pointIssuer.getNames()));
  }

  private static List<GeneralName> names(DistributionPointName name, X500Name relativeTo) {
    if (name.getType() == DistributionPointName.FULL_NAME) {
      return List.of(GeneralNames.getInstance(name.getName()).getNames());
    }
    List<RDN> rdns = new ArrayList<>(List.of(relativeTo.getRDNs()));
    rdns.add(RDN.getInstance(ASN1Set.getInstance(name.getName())));
    return List.of(new GeneralName(new X500Name(rdns.toArray(new RDN[0]))));
  }

  private static boolean matches(List<GeneralName> names, List<GeneralName> others) {
    for (GeneralName name : names) {
      for (GeneralName other : others) {
        if (name.getTagNo() == other.getTagNo() && isSame(name, other)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSame(GeneralName name, GeneralName other) {
    return name.getTagNo() == GeneralName.directoryName
        ? OrderedName.of(name.getName()).equals(OrderedName.of(other.getName()))
        : name.equals(other);
  }

  private static boolean holds(GeneralNames names, X500Name name) {
    return matches(List.of(names.getNames()), List.of(new GeneralName(name)));
  }
}
