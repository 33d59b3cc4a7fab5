package org.smime4j.keys;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.smime4j.findings.Finding;

/**
 * A source of recipients' certificates, such as a {@code CertificateBook}, an LDAP directory or a
 * database.
 *
 * <p>A source only offers candidates. {@code TrustPolicy.find} and {@code Encryptor.toAddresses}
 * check whether a certificate contains the address and is accepted for encryption. An
 * implementation must be safe for use by several threads. It should also return expired and revoked
 * certificates, so that the caller learns why none was accepted. A source that cannot answer throws
 * {@link java.io.IOException}.
 *
 * <pre>{@code
 * CertificateSource source = CertificateBook.chain(book, directory);
 * Encryptor.trusting(trust).toAddresses(source, "bob@example.org").encrypt(content);
 * }</pre>
 */
@FunctionalInterface
public interface CertificateSource {

  /**
   * Returns the certificates for these addresses without checking them, the best first. The library
   * calls this method once for the recipients of a message.
   *
   * @param addresses well-formed mail addresses, with the domain in lower-case A-labels. Ignore the
   *     case of ASCII letters when you compare the local part. An address such as {@code
   *     @example.org} requests certificates that are bound to that domain
   * @param notes receives notes for the user, for example on values that could not be read
   * @throws IOException if the source cannot answer now
   */
  List<RecipientCertificate> certificates(Collection<String> addresses, Consumer<Finding> notes)
      throws IOException;
}
