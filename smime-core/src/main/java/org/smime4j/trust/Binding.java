package org.smime4j.trust;

/** How the addresses of a message and those of a certificate relate (RFC 8550, section 3). */
public enum Binding {
  /** The certificate speaks for every mailbox in From. */
  MATCH,
  /**
   * It speaks for the domain of a mailbox and not for the mailbox itself, and that was asked for
   * ({@link ExpectedSigner#acceptingDomainBound}): weaker than {@link #MATCH}, and no finding.
   */
  DOMAIN_BOUND,
  /** It does not speak for the one mailbox in From. */
  MISMATCH,
  /** From names several mailboxes, and the certificate does not speak for all of them. */
  SEVERAL_FROM,
  /** From is absent, empty, or holds no address. */
  NO_FROM,
  /** From occurs twice, or can be read in more than one way. */
  UNPARSEABLE,
  /** The certificate speaks for the mailbox in Sender, not for the author in From. */
  SENDER_ONLY,
  /** No signer was expected. */
  NOT_CHECKED
}
