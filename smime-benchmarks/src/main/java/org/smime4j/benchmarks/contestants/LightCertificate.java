package org.smime4j.benchmarks.contestants;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate that differs from a template in its P-256 point and its serial number, and keeps
 * these two alone: a million parsed certificates would need several gigabytes.
 */
@SuppressWarnings("serial")
final class LightCertificate extends X509Certificate {

  /**
   * What all of them share.
   *
   * @param certificate the template
   * @param der its encoding
   * @param key its public key's encoding, which ends with the point
   * @param pointAt where the point is in the certificate
   * @param serialAt where the eight octets of the serial number are
   */
  record Template(X509Certificate certificate, byte[] der, byte[] key, int pointAt, int serialAt) {}

  /** A public key that keeps its point alone. */
  private record Point(Template template, byte[] point) implements PublicKey {
    @Override
    public String getAlgorithm() {
      return "EC";
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      byte[] encoded = template.key.clone();
      System.arraycopy(point, 0, encoded, encoded.length - point.length, point.length);
      return encoded;
    }
  }

  private final Point key;
  private final long serial;

  LightCertificate(Template template, byte[] point, long serial) {
    this.key = new Point(template, point);
    this.serial = serial;
  }

  private X509Certificate template() {
    return key.template.certificate;
  }

  @Override
  public byte[] getEncoded() {
    byte[] der = key.template.der.clone();
    System.arraycopy(key.point, 0, der, key.template.pointAt, key.point.length);
    ByteBuffer.wrap(der).putLong(key.template.serialAt, serial);
    return der;
  }

  @Override
  public PublicKey getPublicKey() {
    return key;
  }

  @Override
  public BigInteger getSerialNumber() {
    return BigInteger.valueOf(serial);
  }

  @Override
  public byte[] getTBSCertificate() {
    throw new UnsupportedOperationException("nobody verifies it");
  }

  @Override
  public void verify(PublicKey issuer) throws CertificateException {
    throw new CertificateException("its signature is none");
  }

  @Override
  public void verify(PublicKey issuer, String provider) throws CertificateException {
    verify(issuer);
  }

  @Override
  public String toString() {
    return "certificate " + serial;
  }

  @Override
  public void checkValidity() throws CertificateNotYetValidException, CertificateExpiredException {
    template().checkValidity();
  }

  @Override
  public void checkValidity(Date date)
      throws CertificateNotYetValidException, CertificateExpiredException {
    template().checkValidity(date);
  }

  @Override
  public int getVersion() {
    return template().getVersion();
  }

  @Override
  @SuppressWarnings("deprecation")
  public Principal getIssuerDN() {
    return template().getIssuerDN();
  }

  @Override
  public X500Principal getIssuerX500Principal() {
    return template().getIssuerX500Principal();
  }

  @Override
  @SuppressWarnings("deprecation")
  public Principal getSubjectDN() {
    return template().getSubjectDN();
  }

  @Override
  public X500Principal getSubjectX500Principal() {
    return template().getSubjectX500Principal();
  }

  @Override
  public Date getNotBefore() {
    return template().getNotBefore();
  }

  @Override
  public Date getNotAfter() {
    return template().getNotAfter();
  }

  @Override
  public byte[] getSignature() {
    return template().getSignature();
  }

  @Override
  public String getSigAlgName() {
    return template().getSigAlgName();
  }

  @Override
  public String getSigAlgOID() {
    return template().getSigAlgOID();
  }

  @Override
  public byte[] getSigAlgParams() {
    return template().getSigAlgParams();
  }

  @Override
  public boolean[] getIssuerUniqueID() {
    return template().getIssuerUniqueID();
  }

  @Override
  public boolean[] getSubjectUniqueID() {
    return template().getSubjectUniqueID();
  }

  @Override
  public boolean[] getKeyUsage() {
    return template().getKeyUsage();
  }

  @Override
  public int getBasicConstraints() {
    return template().getBasicConstraints();
  }

  @Override
  public Set<String> getCriticalExtensionOIDs() {
    return template().getCriticalExtensionOIDs();
  }

  @Override
  public Set<String> getNonCriticalExtensionOIDs() {
    return template().getNonCriticalExtensionOIDs();
  }

  @Override
  public byte[] getExtensionValue(String oid) {
    return template().getExtensionValue(oid);
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    return template().hasUnsupportedCriticalExtension();
  }
}
