package org.smime4j.reports;

import java.util.List;
import java.util.Optional;

/**
 * A signer's request for a signed receipt (RFC 2634, section 2.7). The library never answers it
 * automatically. A receipt reveals that you read the message, and the addresses for it are only a
 * claim of the signer. {@code Outgoing.receipt} writes a receipt.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface ReceiptRequest {

  /** Returns the identifier by which the receipt names the message. */
  byte[] contentIdentifier();

  /** Returns whether the request excludes recipients who get the message through a mailing list. */
  boolean isOfFirstTier();

  /**
   * Returns the addresses of the recipients to whom the request is limited; empty if it names none.
   */
  Optional<List<String>> listed();

  /** Returns the addresses for the receipt. They are only a claim of the signer. */
  List<String> to();
}
