package org.smime4j.internal.verify;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;

/**
 * The parts of a signed message that receipts and labels need (RFC 2634).
 *
 * @param contentType the type of the signed content
 * @param signature the signature value of the SignerInfo
 * @param signed the signed attributes with their SET tag, in DER; empty if there are none
 * @param digestAlgorithm the digest algorithm of the signer; null if it is unknown
 * @param receiptDigest the msgSigDigest attribute of a receipt
 * @param receiptRequest the receiptRequest attribute as received, possibly malformed
 * @param label the ESSSecurityLabel attribute as received, possibly malformed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content where it is compared
public record SignedMessage(
    String contentType,
    byte[] signature,
    byte[] signed,
    @Nullable DigestAlgorithm digestAlgorithm,
    byte @Nullable [] receiptDigest,
    @Nullable ASN1Encodable receiptRequest,
    @Nullable ASN1Encodable label) {

  /** The empty parts, for a countersignature. */
  public static final SignedMessage NONE =
      new SignedMessage("", new byte[0], new byte[0], null, null, null, null);

  static SignedMessage of(
      String contentType,
      byte[] signature,
      @Nullable SignedAttributes attributes,
      @Nullable DigestAlgorithm digestAlgorithm) {
    if (attributes == null) {
      return new SignedMessage(
          contentType, signature, new byte[0], digestAlgorithm, null, null, null);
    }
    byte[] der = attributes.reencoded();
    ASN1Encodable digest = attributes.messageSignatureDigest();
    return new SignedMessage(
        contentType,
        signature,
        der != null ? der : attributes.asReceived(),
        digestAlgorithm,
        digest instanceof ASN1OctetString octets ? octets.getOctets() : null,
        attributes.receiptRequest(),
        attributes.securityLabel());
  }

  /** Returns the digest of the signed attributes, which the signer signed. */
  public byte[] digest() throws SmimeException {
    return digestAlgorithm == null
        ? new byte[0]
        : Digesting.digest(digestAlgorithm, signed, Providers.standard());
  }
}
