package org.smime4j.cms;

import java.security.cert.X509Certificate;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.crypto.Certificates;

/**
 * How CMS names a certificate: by issuer and serial number, octet for octet as they stand in it.
 */
final class CertificateName {

  private CertificateName() {}

  /** IssuerAndSerialNumber (RFC 5652, section 10.2.4). */
  static byte[] issuerAndSerial(X509Certificate certificate) throws SmimeException {
    return issuerAndSerial(new DerWriter().sequence(), certificate).end().toByteArray();
  }

  /** The same as the second alternative of a CHOICE with IMPLICIT tags. */
  static byte[] issuerAndSerialTagged(X509Certificate certificate, int number)
      throws SmimeException {
    return issuerAndSerial(new DerWriter().tagged(number), certificate).end().toByteArray();
  }

  private static DerWriter issuerAndSerial(DerWriter writer, X509Certificate certificate)
      throws SmimeException {
    return writer.raw(Certificates.issuer(certificate)).raw(Certificates.serialNumber(certificate));
  }

  /** IssuerSerial, with a GeneralName in place of the Name (RFC 5035, section 5). */
  static byte[] issuerSerial(X509Certificate certificate) throws SmimeException {
    return new DerWriter()
        .sequence()
        .sequence()
        // directoryName [4]: explicit, for Name is a CHOICE
        .tagged(4)
        .raw(Certificates.issuer(certificate))
        .end()
        .end()
        .raw(Certificates.serialNumber(certificate))
        .end()
        .toByteArray();
  }
}
