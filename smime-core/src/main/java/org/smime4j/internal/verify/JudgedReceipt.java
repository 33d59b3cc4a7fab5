package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.reports.Receipt;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;

/**
 * A receipt whose signature is trusted.
 *
 * @param contentType the content type of the message that arrived
 * @param contentIdentifier the identifier that the message's request for receipts has
 * @param signature the signature of the message
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record
public record JudgedReceipt(
    String contentType, byte[] contentIdentifier, byte[] signature, SignerVerdict signer)
    implements Receipt {

  /** The receipt in a verified message; empty if the message is none. */
  public static Optional<Receipt> read(SignatureReport report) throws IOException {
    JudgedSignature judged = JudgedSignature.of(report);
    if (!judged.contentType().equals(Oids.RECEIPT)) {
      return Optional.empty();
    }
    ByteSource content = judged.requireTrusted();
    try {
      ASN1Sequence parts = ASN1Sequence.getInstance(TlvScan.parse(content.bytes(), "Receipt"));
      return Optional.of(
          new JudgedReceipt(
              ASN1ObjectIdentifier.getInstance(parts.getObjectAt(1)).getId(),
              ASN1OctetString.getInstance(parts.getObjectAt(2)).getOctets(),
              ASN1OctetString.getInstance(parts.getObjectAt(3)).getOctets(),
              report.signers().get(0)));
    } catch (RuntimeException e) {
      throw new SmimeException.Malformed("Receipt", -1, "it cannot be read");
    }
  }

  @Override
  public boolean isOf(SignerVerdict original) throws SmimeException {
    return names(original)
        && Arrays.equals(message(original).digest(), message(signer).receiptDigest());
  }

  @Override
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

  @Override
  public String toString() {
    return "Receipt by " + signer.addresses();
  }
}
