package org.smime4j.internal.recipient;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.Tlv;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.signature.Certificates;

/**
 * The certificate of a recipient with what a message to it takes from there, read once: its key,
 * and what names it, octet for octet as the certificate has it: issuer and serial number, or its
 * key identifier.
 */
public final class RecipientKey {

  private final X509Certificate certificate;
  private final boolean byKeyIdentifier;

  /** Read when first needed, for then it may fail; the same for every reader. */
  private volatile @Nullable Parts parts;

  @SuppressWarnings("ArrayRecordComponent") // written out, never compared
  record Parts(AlgorithmId algorithm, PublicKey key, byte[] rid) {}

  /** The key of a certificate, which is not looked at yet. */
  public RecipientKey(X509Certificate certificate) {
    this(certificate, false);
  }

  private RecipientKey(X509Certificate certificate, boolean byKeyIdentifier) {
    this.certificate = certificate;
    this.byKeyIdentifier = byKeyIdentifier;
  }

  /**
   * The same named by the subject key identifier that the certificate holds; if it holds none, that
   * is said when it is needed.
   */
  public RecipientKey namedByKeyIdentifier() {
    return new RecipientKey(certificate, true);
  }

  /** Whether messages name it by its key identifier. */
  public boolean isNamedByKeyIdentifier() {
    return byKeyIdentifier;
  }

  Parts parts() throws SmimeException {
    Parts known = parts;
    if (known == null) {
      byte[] spki = Certificates.subjectPublicKeyInfo(certificate);
      known =
          new Parts(
              AlgorithmId.ofKey(spki),
              Certificates.publicKey(spki),
              byKeyIdentifier ? keyIdentifier() : issuerAndSerialNumber(certificate));
      parts = known;
    }
    return known;
  }

  /** Returns IssuerAndSerialNumber (RFC 5652, section 10.2.4), as the certificate contains both. */
  public static byte[] issuerAndSerialNumber(X509Certificate certificate) throws SmimeException {
    return new DerWriter()
        .sequence()
        .raw(Certificates.issuer(certificate))
        .raw(Certificates.serialNumber(certificate))
        .end()
        .toByteArray();
  }

  /** RecipientIdentifier with subjectKeyIdentifier [0] (RFC 5652 section 6.2.1). */
  private byte[] keyIdentifier() throws SmimeException {
    byte[] extension = certificate.getExtensionValue(Oids.SUBJECT_KEY_IDENTIFIER);
    if (extension == null) {
      throw new SmimeException.Malformed("Certificate", -1, "it holds no subject key identifier");
    }
    byte[] identifier =
        Tlv.of(Tlv.of(extension, "subjectKeyIdentifier").value(), "subjectKeyIdentifier").value();
    return new DerWriter().primitive(0x80, identifier).toByteArray();
  }

  /** The same in a KeyAgreeRecipientInfo: rKeyId [0] where it is a key identifier (6.2.2). */
  static byte[] inAgreement(byte[] rid) throws SmimeException {
    if (rid[0] != (byte) 0x80) {
      return rid;
    }
    return new DerWriter().tagged(0).octetString(Tlv.of(rid, "rid").value()).end().toByteArray();
  }

  /** The version of a KeyTransRecipientInfo. */
  static int version(byte[] rid) {
    return rid[0] == (byte) 0x80 ? 2 : 0;
  }

  /**
   * A content key for one recipient.
   *
   * @param recipientInfo the RecipientInfo in DER, the tag of its alternative included
   * @param label how the key is managed, for reports
   */
  @SuppressWarnings("ArrayRecordComponent") // written out, never compared
  public record WrappedKey(byte[] recipientInfo, String label) {}
}
