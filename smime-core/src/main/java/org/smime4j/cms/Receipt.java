package org.smime4j.cms;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.verify.JudgedSignature;
import org.smime4j.internal.verify.JudgedSigner;
import org.smime4j.internal.verify.SignedMessage;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;

/**
 * A signed receipt (RFC 2634, section 2.8). Its signer states that a message arrived exactly as its
 * sender signed it. The receipt names the message by identifier and signature.
 *
 * <pre>{@code
 * SignatureReport answer = Verifier.trusting(trust).verify(cms);
 * Receipt receipt = Receipt.read(answer).orElseThrow();
 * boolean received = receipt.isOf(ownMessage.signers().get(0));
 * }</pre>
 */
public final class Receipt {

  private final String contentType;
  private final byte[] contentIdentifier;
  private final byte[] signature;
  private final SignerVerdict signer;

  private Receipt(
      String contentType, byte[] contentIdentifier, byte[] signature, SignerVerdict signer) {
    this.contentType = contentType;
    this.contentIdentifier = contentIdentifier;
    this.signature = signature;
    this.signer = signer;
  }

  /**
   * Returns the receipt in a verified message; empty if the message is not a receipt.
   *
   * @throws SmimeException.NotTrusted if the signature is not trusted as that of the expected
   *     signer
   * @throws SmimeException.Malformed if the message claims to be a receipt, but its content is
   *     malformed
   */
  public static Optional<Receipt> read(SignatureReport report) throws IOException {
    if (!report.contentType().equals(Oids.RECEIPT)) {
      return Optional.empty();
    }
    ByteSource content = JudgedSignature.of(report).requireTrusted();
    try {
      ASN1Sequence parts = ASN1Sequence.getInstance(TlvScan.parse(content.bytes(), "Receipt"));
      return Optional.of(
          new Receipt(
              ASN1ObjectIdentifier.getInstance(parts.getObjectAt(1)).getId(),
              ASN1OctetString.getInstance(parts.getObjectAt(2)).getOctets(),
              ASN1OctetString.getInstance(parts.getObjectAt(3)).getOctets(),
              report.signers().get(0)));
    } catch (RuntimeException e) {
      throw new SmimeException.Malformed("Receipt", -1, "it cannot be read");
    }
  }

  /**
   * Returns true if this receipt is for your message, and everything that you signed reached the
   * signer of the receipt. Pass the verdict on your own message, which you verify again for this.
   * The result is false for another message, for one that requested no receipt, or if the receipt
   * covers other signed attributes. See {@link #names}.
   */
  public boolean isOf(SignerVerdict original) throws SmimeException {
    return names(original)
        && Arrays.equals(message(original).digest(), message(signer).receiptDigest());
  }

  /**
   * Returns true if this receipt names your message, regardless of its signed attributes. If this
   * method returns true and {@link #isOf} returns false, someone altered the signed attributes in
   * transit.
   */
  public boolean names(SignerVerdict original) {
    SignedMessage message = message(original);
    return original
            .receiptRequest()
            .filter(request -> Arrays.equals(request.contentIdentifier(), contentIdentifier))
            .isPresent()
        && message.contentType().equals(contentType)
        && Arrays.equals(message.signature(), signature)
        && original.isIntact();
  }

  private static SignedMessage message(SignerVerdict verdict) {
    return JudgedSigner.of(verdict).evidence().message();
  }

  /** Returns the verdict on the signer of the receipt. */
  public SignerVerdict signer() {
    return signer;
  }

  /** Returns the identifier of the message from its {@link ReceiptRequest}. */
  byte[] contentIdentifier() {
    return contentIdentifier.clone();
  }

  @Override
  public String toString() {
    return "Receipt by " + signer.addresses();
  }
}
