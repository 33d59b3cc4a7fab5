package org.smime4j.settings;

/**
 * What happens to the addresses of a message for which no certificate is accepted.
 *
 * <p>Later versions may add constants: give a {@code switch} a {@code default}.
 */
public enum Unreachable {
  /** Nothing is sealed for anyone. */
  REFUSE,
  /** The others get the message encrypted. These addresses get nothing. */
  LEAVE_OUT,
  /**
   * The others get the message encrypted. These addresses get it in clear, so that everyone on its
   * way can read it. An address gets nothing if it may have a certificate all the same: if a source
   * of certificates failed, if not everything could be checked, or if accepted certificates write
   * the address differently.
   */
  SEND_IN_CLEAR
}
