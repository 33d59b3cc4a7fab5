package org.smime4j.internal.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** Addresses that a certificate names, as its maker wrote them: a malformed one names none. */
public final class NamedLocations {

  /** Addresses that one certificate may name for one thing. */
  private static final int MOST = 2;

  private NamedLocations() {}

  /** The addresses of its issuer's certificates (RFC 5280, section 4.2.2.1). */
  public static List<String> issuers(PathCertificate certificate) {
    return access(certificate, AccessDescription.id_ad_caIssuers);
  }

  /** The addresses of its OCSP responders (RFC 5280, section 4.2.2.1). */
  public static List<String> responders(PathCertificate certificate) {
    return access(certificate, AccessDescription.id_ad_ocsp);
  }

  /** The addresses of the CRLs that may list it (RFC 5280, section 4.2.1.13). */
  public static List<String> crls(PathCertificate certificate) {
    return read(
        certificate,
        Extension.cRLDistributionPoints,
        extension ->
            Stream.of(CRLDistPoint.getInstance(extension).getDistributionPoints())
                .map(DistributionPoint::getDistributionPoint)
                .filter(name -> name != null && name.getType() == DistributionPointName.FULL_NAME)
                .flatMap(name -> Stream.of(GeneralNames.getInstance(name.getName()).getNames())));
  }

  private static List<String> access(PathCertificate certificate, ASN1ObjectIdentifier method) {
    return read(
        certificate,
        Extension.authorityInfoAccess,
        extension ->
            Stream.of(AuthorityInformationAccess.getInstance(extension).getAccessDescriptions())
                .filter(each -> each.getAccessMethod().equals(method))
                .map(AccessDescription::getAccessLocation));
  }

  private static List<String> read(
      PathCertificate certificate,
      ASN1ObjectIdentifier wanted,
      Function<ASN1Primitive, Stream<GeneralName>> named) {
    List<String> addresses = new ArrayList<>();
    try {
      Stream.ofNullable(certificate.extension(wanted.getId()))
          .flatMap(named)
          .filter(each -> each.getTagNo() == GeneralName.uniformResourceIdentifier)
          .limit(MOST)
          .forEach(each -> addresses.add(ASN1IA5String.getInstance(each.getName()).getString()));
    } catch (RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that an extension is malformed.
    }
    return addresses;
  }
}
