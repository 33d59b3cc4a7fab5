package org.smime4j.reports;

import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.findings.Finding;
import org.smime4j.settings.ContentCipher;

/**
 * The recipients and algorithms of an encrypted message, with notes for the sender.
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface EncryptionReport {

  /** Returns the cipher of the content. */
  ContentCipher contentCipher();

  /**
   * Returns the certificates of the recipients, in the order in which they were added, each once.
   */
  List<X509Certificate> recipients();

  /**
   * Returns how each of the recipients gets the key, in the same order. The labels are those of
   * reports, such as {@code rsa-oaep-sha256}.
   */
  List<String> keyManagement();

  /**
   * Returns the reason for the cipher: the policy, or the recipients who cannot open the policy's
   * cipher.
   */
  String reason();

  /** Returns notes for the sender, for example {@link Finding.Code#MAY_NOT_OPEN}; often empty. */
  List<Finding> notes();
}
