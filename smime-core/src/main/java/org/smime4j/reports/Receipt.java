package org.smime4j.reports;

import org.smime4j.findings.SmimeException;

/**
 * A signed receipt (RFC 2634, section 2.8). Its signer states that a message arrived exactly as its
 * sender signed it. The receipt names the message by identifier and signature.
 *
 * <pre>{@code
 * Receipt receipt = reader.open(answer).receipt().orElseThrow();
 * boolean received =
 *     receipt.isOf(ownMessage.signers().get(0))
 *         && receipt.signer().addresses().contains("bob@example.org");
 * }</pre>
 *
 * <p>{@link #isOf} does not know to whom you wrote: anyone who has the message and a trusted
 * certificate can sign a receipt for it. Compare the addresses of {@link #signer()} with the
 * recipient.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface Receipt {

  /**
   * Returns true if this receipt is for your message, and everything that you signed reached the
   * signer of the receipt. Pass the verdict on your own message, which you verify again for this.
   * The result is false for another message, for one that requested no receipt, or if the receipt
   * covers other signed attributes. See {@link #names}.
   */
  boolean isOf(SignerVerdict original) throws SmimeException;

  /**
   * Returns true if this receipt names your message, regardless of its signed attributes. If this
   * method returns true and {@link #isOf} returns false, someone altered the signed attributes in
   * transit.
   */
  boolean names(SignerVerdict original);

  /** Returns the verdict on the signer of the receipt. */
  SignerVerdict signer();
}
