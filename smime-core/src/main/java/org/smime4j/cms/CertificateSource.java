package org.smime4j.cms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.smime4j.findings.Note;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.trust.TrustPolicy;

/**
 * A source of recipients' certificates, such as a {@link CertificateBook}, an LDAP directory or a
 * database.
 *
 * <p>A source only offers candidates. {@link #find} and {@link Encryptor#toAddresses} check whether
 * a certificate contains the address and is accepted for encryption. An implementation must be safe
 * for use by several threads. It should also return expired and revoked certificates, so that the
 * caller learns why none was accepted. A source that cannot answer throws {@link
 * java.io.IOException}.
 *
 * <pre>{@code
 * CertificateSource source = CertificateSource.chain(book, directory);
 * Encryptor.trusting(trust).toAddresses(source, "bob@example.org").encrypt(content);
 * }</pre>
 */
public interface CertificateSource {

  /**
   * Combines several sources. {@link #find} queries them in this order, and stops at the first
   * accepted certificate for an address. If a source fails, the others are still queried.
   */
  static CertificateSource chain(CertificateSource first, CertificateSource... more) {
    List<CertificateSource> all = new ArrayList<>();
    all.add(first);
    all.addAll(List.of(more));
    return new ChainedCertificates(all);
  }

  /**
   * Returns this source with certificates for whole domains accepted too ({@link
   * org.smime4j.trust.ExpectedSigner#domainsOf}). If no source has an accepted certificate for an
   * address, {@link #find} queries this source for certificates of the domain. The choice of such a
   * certificate has the note {@code DOMAIN_BOUND}. The holder of its key can read mail to everyone
   * in the domain. A certificate for one domain does not count for its subdomains or sibling
   * domains.
   */
  default CertificateSource acceptingDomainBound() {
    return new DomainBoundCertificates(this);
  }

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
  List<RecipientCertificate> certificates(Collection<String> addresses, Consumer<Note> notes)
      throws IOException;

  /**
   * Chooses the certificate for encrypting to an address. The choice gives the reasons if there is
   * none. Of the certificates that contain the address (RFC 8550, section 3), this method takes the
   * first that the policy accepts for encryption. It checks path, validity, revocation, key usage
   * and extended key usage. Certificates with exactly this local part come first. A choice whose
   * local part differs in the case of ASCII letters has the note {@code LOCAL_PART_CASE}.
   *
   * <p>This method does not throw if a source fails: the choice then has the note {@code
   * SOURCE_FAILED}.
   */
  default CertificateChoice find(String address, TrustPolicy trust) {
    return new CertificateSelection(this, Trusting.judge(trust)).choose(List.of(address)).get(0);
  }
}
