package org.smime4j.internal.verify;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.smime4j.reports.ReceiptRequest;

/**
 * A request as a signer made it.
 *
 * @param identifier the contentIdentifier, one character an octet: an array has no equality
 */
public record ReadReceiptRequest(
    String identifier, boolean isOfFirstTier, Optional<List<String>> listed, List<String> to)
    implements ReceiptRequest {

  public ReadReceiptRequest {
    listed = listed.map(List::copyOf);
    to = List.copyOf(to);
  }

  @Override
  public byte[] contentIdentifier() {
    return identifier.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return "Receipt wanted from "
        + (isOfFirstTier ? "the first tier" : listed.map(List::toString).orElse("all"))
        + " for "
        + to;
  }
}
