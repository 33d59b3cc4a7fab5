package org.smime4j.internal.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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

  private final List<String> addresses = new ArrayList<>();

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
    NamedLocations named = new NamedLocations();
    return named.read(
        certificate,
        Extension.cRLDistributionPoints,
        extension -> {
          for (DistributionPoint point :
              CRLDistPoint.getInstance(extension).getDistributionPoints()) {
            DistributionPointName name = point.getDistributionPoint();
            if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
              for (GeneralName each : GeneralNames.getInstance(name.getName()).getNames()) {
                named.add(each);
              }
            }
          }
        });
  }

  private static List<String> access(PathCertificate certificate, ASN1ObjectIdentifier method) {
    NamedLocations named = new NamedLocations();
    return named.read(
        certificate,
        Extension.authorityInfoAccess,
        extension -> {
          for (AccessDescription each :
              AuthorityInformationAccess.getInstance(extension).getAccessDescriptions()) {
            if (each.getAccessMethod().equals(method)) {
              named.add(each.getAccessLocation());
            }
          }
        });
  }

  private List<String> read(
      PathCertificate certificate, ASN1ObjectIdentifier wanted, Consumer<ASN1Primitive> reader) {
    try {
      ASN1Primitive extension = certificate.extension(wanted.getId());
      if (extension != null) {
        reader.accept(extension);
      }
    } catch (RuntimeException e) {
      // Bouncy Castle says with several unchecked exceptions that an extension is malformed.
    }
    return addresses;
  }

  private void add(GeneralName location) {
    if (location.getTagNo() == GeneralName.uniformResourceIdentifier && addresses.size() < MOST) {
      addresses.add(ASN1IA5String.getInstance(location.getName()).getString());
    }
  }
}
