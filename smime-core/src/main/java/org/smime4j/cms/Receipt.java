package org.smime4j.cms;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.base.Failures;
import org.smime4j.internal.verify.SignedMessage;

/**
 * A signed receipt (RFC 2634, section 2.8): its signer says that a message, named by identifier and
 * signature, reached him as its sender signed it.
 *
 * <pre>{@code
 * SignatureReport answer = Verifier.trusting(trust).verify(cms);
 * Receipt receipt = Receipt.read(answer).orElseThrow();
 * boolean received = receipt.isOf(ownMessage.signers().get(0));
 * }</pre>
 */
public final class Receipt {

  private static final int VERSION = 1;

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
   * The receipt that was verified; empty if something else was.
   *
   * @throws SmimeException.NotTrusted if its signature is not trusted as that of the expected
   *     signer
   * @throws SmimeException.Malformed if it says that it is a receipt, and is none
   */
  public static Optional<Receipt> read(SignatureReport report) throws IOException {
    if (!report.contentType().equals(Oids.RECEIPT)) {
      return Optional.empty();
    }
    Octets content = report.requireTrusted();
    try {
      ASN1Sequence parts = ASN1Sequence.getInstance(content.bytes());
      return Optional.of(
          new Receipt(
              ASN1ObjectIdentifier.getInstance(parts.getObjectAt(1)).getId(),
              ASN1OctetString.getInstance(parts.getObjectAt(2)).getOctets(),
              ASN1OctetString.getInstance(parts.getObjectAt(3)).getOctets(),
              report.signers().get(0)));
    } catch (RuntimeException e) {
      throw Failures.malformed("Receipt", -1, "it cannot be read");
    }
  }

  /** The content of a receipt for a message, in DER. */
  static byte[] encoded(SignedMessage original, ReceiptRequest request) {
    return new DerWriter()
        .sequence()
        .integer(VERSION)
        .oid(original.contentType())
        .octetString(request.contentIdentifier())
        .octetString(original.signature())
        .end()
        .toByteArray();
  }

  /**
   * Whether it is of this message of one's own, which was verified again for that, and every octet
   * that was signed reached the receipt's signer. False of another message, of one that asked for
   * no receipt, and where the receipt speaks of other signed attributes: see {@link #names}.
   */
  public boolean isOf(SignerVerdict original) throws SmimeException {
    return names(original)
        && Arrays.equals(original.message().digest(), signer.message().receiptDigest());
  }

  /**
   * Whether it names this message of one's own, whatever it says of its signed attributes. Where
   * only this holds, and not {@link #isOf}, they were altered on the way.
   */
  public boolean names(SignerVerdict original) {
    SignedMessage message = original.message();
    return original
            .receiptRequest()
            .filter(request -> Arrays.equals(request.contentIdentifier(), contentIdentifier))
            .isPresent()
        && message.contentType().equals(contentType)
        && Arrays.equals(message.signature(), signature)
        && original.isIntact();
  }

  /** Who says so. */
  public SignerVerdict signer() {
    return signer;
  }

  /** The identifier of the message, of its {@link ReceiptRequest}. */
  byte[] contentIdentifier() {
    return contentIdentifier.clone();
  }

  @Override
  public String toString() {
    return "Receipt by " + signer.addresses();
  }
}
