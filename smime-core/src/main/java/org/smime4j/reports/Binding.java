package org.smime4j.reports;

/**
 * The result of comparing the addresses of a message with those of a certificate (RFC 8550, section
 * 3).
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum Binding {
  /** The certificate holds the address of every mailbox in From. */
  MATCH,
  /**
   * The certificate holds the domain of a mailbox, and not its address, and {@code
   * Verifier.acceptingDomainBound} accepts that. This is weaker than {@link #MATCH}, but not a
   * finding.
   */
  DOMAIN_BOUND,
  /** The certificate does not hold the address of the only mailbox in From. */
  MISMATCH,
  /** From names several mailboxes, and the certificate does not hold all of their addresses. */
  SEVERAL_FROM,
  /** From is absent, empty, or holds no address. */
  NO_FROM,
  /** From occurs twice, or can be read in more than one way. */
  UNPARSEABLE,
  /** The certificate holds the address in Sender, but not that of the author in From. */
  SENDER_ONLY,
  /** The verifier expects no particular signer. */
  NOT_CHECKED
}
