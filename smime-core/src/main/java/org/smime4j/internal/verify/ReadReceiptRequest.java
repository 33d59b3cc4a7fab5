package org.smime4j.internal.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.reports.ReceiptRequest;

/** A request as a signer made it. */
@SuppressWarnings("ArrayRecordComponent") // equals compares its content
public record ReadReceiptRequest(
    byte[] contentIdentifier, boolean isOfFirstTier, Optional<List<String>> listed, List<String> to)
    implements ReceiptRequest {

  public ReadReceiptRequest {
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
    return other instanceof ReadReceiptRequest that
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
