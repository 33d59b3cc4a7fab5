package org.smime4j.internal.verify;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.jspecify.annotations.Nullable;
import org.smime4j.SmimeException;
import org.smime4j.internal.crypto.DigestAlgorithm;
import org.smime4j.internal.crypto.Digesting;
import org.smime4j.internal.crypto.Providers;

/**
 * What a receipt says of a message, and what a message says that it wants (RFC 2634).
 *
 * @param contentType of the signed content
 * @param signature the value of the SignerInfo
 * @param signed the signed attributes under their SET tag, in DER; empty where there are none
 * @param digestAlgorithm the signer's; null where it is not known
 * @param receiptDigest the msgSigDigest attribute of a receipt
 * @param receiptRequest the attribute as it stands, which may not be one
 * @param label the ESSSecurityLabel attribute as it stands, which may not be one
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

  /** What a countersignature says and wants. */
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

  /** The digest over the signed attributes, which the signer signed. */
  public byte[] digest() throws SmimeException {
    return digestAlgorithm == null
        ? new byte[0]
        : Digesting.digest(digestAlgorithm, signed, Providers.standard());
  }
}
