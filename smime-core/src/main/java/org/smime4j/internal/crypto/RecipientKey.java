package org.smime4j.internal.crypto;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.DerWriter;

/**
 * The certificate of a recipient with what a message to it takes from there, read once: its key,
 * and issuer and serial number octet for octet as the certificate has them.
 */
public final class RecipientKey {

  private final X509Certificate certificate;

  /** Read when first needed, for then it may fail; the same whoever reads it. */
  private volatile @Nullable Parts parts;

  @SuppressWarnings("ArrayRecordComponent") // written out, never compared
  record Parts(AlgorithmId algorithm, PublicKey key, byte[] issuerAndSerialNumber) {}

  /** The key of a certificate, which is not looked at yet. */
  public RecipientKey(X509Certificate certificate) {
    this.certificate = certificate;
  }

  Parts parts() throws SmimeException {
    Parts known = parts;
    if (known == null) {
      byte[] spki = Certificates.subjectPublicKeyInfo(certificate);
      known =
          new Parts(
              AlgorithmId.of(
                  AlgorithmId.sequence(spki, "SubjectPublicKeyInfo").getObjectAt(0),
                  "SubjectPublicKeyInfo"),
              Certificates.publicKey(spki),
              new DerWriter()
                  .sequence()
                  .raw(Certificates.issuer(certificate))
                  .raw(Certificates.serialNumber(certificate))
                  .end()
                  .toByteArray());
      parts = known;
    }
    return known;
  }
}
