package org.smime4j.internal.sign;

import java.security.cert.X509Certificate;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.signature.Certificates;

/**
 * Encodes the name of a certificate in CMS: issuer and serial number, exactly as the certificate
 * contains them.
 */
public final class CertificateName {

  private CertificateName() {}

  /** Returns IssuerAndSerialNumber (RFC 5652, section 10.2.4). */
  public static byte[] issuerAndSerial(X509Certificate certificate) throws SmimeException {
    return issuerAndSerial(new DerWriter().sequence(), certificate).end().toByteArray();
  }

  /** Returns IssuerAndSerialNumber as an alternative of a CHOICE with IMPLICIT tags. */
  static byte[] issuerAndSerialTagged(X509Certificate certificate, int number)
      throws SmimeException {
    return issuerAndSerial(new DerWriter().tagged(number), certificate).end().toByteArray();
  }

  private static DerWriter issuerAndSerial(DerWriter writer, X509Certificate certificate)
      throws SmimeException {
    return writer.raw(Certificates.issuer(certificate)).raw(Certificates.serialNumber(certificate));
  }

  /** Returns IssuerSerial, with a GeneralName in place of the Name (RFC 5035, section 5). */
  static byte[] issuerSerial(X509Certificate certificate) throws SmimeException {
    return new DerWriter()
        .sequence()
        .sequence()
        // directoryName [4]: explicit, because Name is a CHOICE
        .tagged(4)
        .raw(Certificates.issuer(certificate))
        .end()
        .end()
        .raw(Certificates.serialNumber(certificate))
        .end()
        .toByteArray();
  }
}
