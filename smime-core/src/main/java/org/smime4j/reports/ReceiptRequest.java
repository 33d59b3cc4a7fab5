package org.smime4j.reports;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A signer's request for a signed receipt (RFC 2634, section 2.7). The library never answers it
 * automatically. A receipt reveals that you read the message, and the addresses for it are only a
 * claim of the signer. {@code Outgoing.receipt} writes a receipt.
 *
 * @param contentIdentifier the identifier by which the receipt names the message
 * @param isOfFirstTier whether the request excludes recipients who get the message through a
 *     mailing list
 * @param listed the addresses of the recipients to whom the request is limited; empty if it names
 *     none
 * @param to the addresses for the receipt. They are only a claim of the signer
 */
@SuppressWarnings("ArrayRecordComponent") // equals compares its content
public record ReceiptRequest(
    byte[] contentIdentifier,
    boolean isOfFirstTier,
    Optional<List<String>> listed,
    List<String> to) {

  public ReceiptRequest {
    contentIdentifier = contentIdentifier.clone();
    listed = listed.map(List::copyOf);
    to = List.copyOf(to);
  }

  @Override
  public byte[] contentIdentifier() {
    return contentIdentifier.clone();
  }

  /** Returns whether the other request has the same content, octet for octet. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ReceiptRequest that
        && Arrays.equals(contentIdentifier, that.contentIdentifier)
        && isOfFirstTier == that.isOfFirstTier
        && listed.equals(that.listed)
        && to.equals(that.to);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(contentIdentifier), isOfFirstTier, listed, to);
  }

  @Override
  public String toString() {
    return "Receipt wanted from "
        + (isOfFirstTier ? "the first tier" : listed.map(List::toString).orElse("all"))
        + " for "
        + to;
  }
}
