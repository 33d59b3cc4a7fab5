package org.smime4j.as2;

/** What became of a message: the disposition in an MDN (RFC 4130, section 7.5; RFC 5402). */
public enum Disposition {
  /** The receiver has the message and vouches for the MIC. */
  PROCESSED("processed"),
  /**
   * A message with this Message-ID came before, and was not processed again. RFC 4130 leaves the
   * text of warnings open.
   */
  DUPLICATE_DOCUMENT("processed/warning: duplicate-document"),
  /** The receiver does not trust the signer. */
  AUTHENTICATION_FAILED("processed/error: authentication-failed"),
  /** The compressed content cannot be read, or exceeds a limit. */
  DECOMPRESSION_FAILED("processed/error: decompression-failed"),
  /** The message cannot be opened. The receiver states no cause. */
  DECRYPTION_FAILED("processed/error: decryption-failed"),
  /** The message lacks a signature or an encryption that the receiver requires. */
  INSUFFICIENT_MESSAGE_SECURITY("processed/error: insufficient-message-security"),
  /** The content is not the signed content. */
  INTEGRITY_CHECK_FAILED("processed/error: integrity-check-failed"),
  /** Another error. */
  UNEXPECTED_PROCESSING_ERROR("processed/error: unexpected-processing-error"),
  /** The receiver does not support the format of the content. */
  UNSUPPORTED_FORMAT("failed/failure: unsupported format"),
  /** The receiver supports none of the requested MIC algorithms. */
  UNSUPPORTED_MIC_ALGORITHMS("failed/failure: unsupported MIC-algorithms");

  private final String text;

  Disposition(String text) {
    this.text = text;
  }

  /** Returns the disposition type with its modifier, as it stands in the Disposition field. */
  @Override
  public String toString() {
    return text;
  }
}
