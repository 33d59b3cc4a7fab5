package org.smime4j.reports;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.settings.ContentCipher;

/**
 * The layers and recipients of a sealed message, with notes for its sender.
 *
 * <pre>{@code
 * SealingReport report = Outgoing.of(message).signedBy(signer).encryptedBy(encryptor).writeTo(out);
 * report.notes().forEach(System.err::println);
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface SealingReport {

  /** Returns the layers around the message, the innermost first. */
  List<Layer.Kind> layers();

  /**
   * Returns the certificates of the recipients of the outermost encryption, in the order in which
   * the caller named them. Empty if the message is not encrypted, so that anyone can read it.
   */
  List<X509Certificate> recipients();

  /** Returns the cipher of the outermost encryption. */
  Optional<ContentCipher> contentCipher();

  /**
   * Returns notes for the sender. For example, a recipient may be unable to open the message, or
   * the signer's certificate does not hold the address in From. Often empty.
   */
  List<Finding> notes();
}
