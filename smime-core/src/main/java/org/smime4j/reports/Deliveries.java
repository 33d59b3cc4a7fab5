package org.smime4j.reports;

import java.util.List;

/**
 * The messages to send, and to whom. Each address of the plan is in exactly one of the three lists,
 * and in one message at most.
 *
 * @param encrypted the encrypted messages
 * @param inClear the messages that are not encrypted, so that everyone on their way can read them
 * @param unsent the addresses that get nothing, with the reasons
 */
public record Deliveries(
    List<Delivery> encrypted, List<Delivery> inClear, List<CertificateChoice> unsent) {

  public Deliveries {
    encrypted = List.copyOf(encrypted);
    inClear = List.copyOf(inClear);
    unsent = List.copyOf(unsent);
  }

  /**
   * A message, and those to whom it must be sent. Do not send it to any other address.
   *
   * @param addresses the addresses, as the plan has them. An address that is not in To or Cc is
   *     alone
   */
  public record Delivery(List<String> addresses, SealedMail message) {
    public Delivery {
      addresses = List.copyOf(addresses);
    }
  }
}
