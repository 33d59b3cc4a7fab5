package org.smime4j.cms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.smime4j.trust.Note;
import org.smime4j.trust.TrustPolicy;

/**
 * A source of recipients' certificates: a {@link CertificateBook}, an LDAP directory, a database.
 *
 * <p>It only offers candidates. {@link #find} and {@link Encryptor#toAddresses} judge whether a
 * certificate holds the address and may be encrypted to. An implementation must be safe for use by
 * several threads. It should return expired and revoked certificates too, so that the caller learns
 * why none was accepted. A source that cannot answer throws {@link java.io.IOException}.
 *
 * <pre>{@code
 * CertificateSource source = CertificateSource.chain(book, directory);
 * Encryptor.trusting(trust).toAddresses(source, "bob@example.org").encrypt(content);
 * }</pre>
 */
public interface CertificateSource {

  /**
   * Several sources as one. {@link #find} asks them in this order, and a later one only about
   * addresses for which none before had a certificate that was accepted. A source that fails hides
   * none of the others.
   */
  static CertificateSource chain(CertificateSource first, CertificateSource... more) {
    List<CertificateSource> all = new ArrayList<>();
    all.add(first);
    all.addAll(List.of(more));
    return new ChainedCertificates(all);
  }

  /**
   * This source, with certificates that are bound to a domain ({@link
   * org.smime4j.trust.ExpectedSigner#domainsOf}): for an address of which no source has a
   * certificate that is accepted, it is asked for those of the domain. One that is taken carries
   * the note {@code DOMAIN_BOUND}: the holder of its key reads mail to everybody there. A subdomain
   * and a sibling domain are others.
   */
  default CertificateSource acceptingDomainBound() {
    return new DomainBoundCertificates(this);
  }

  /**
   * What is held for any of these addresses, unjudged, the best first. Asked once for the
   * recipients of a message.
   *
   * @param addresses well-formed mail addresses, the domain in lower-case A-labels. The local part
   *     is to be compared without regard to the case of ASCII letters. An address such as {@code
   *     @example.org} asks for certificates that are bound to that domain
   * @param notes takes what a reader of the choice may want to know, such as values that could not
   *     be read
   * @throws IOException if it cannot answer now
   */
  List<RecipientCertificate> certificates(Collection<String> addresses, Consumer<Note> notes)
      throws IOException;

  /**
   * The certificate to encrypt to for an address, or why there is none. Of those that hold the
   * address (RFC 8550, section 3) it is the first that the policy accepts for encryption: path,
   * validity, revocation, key usage, extended key usage. A local part that is written exactly so
   * comes first; one that differs in the case of ASCII letters alone carries the note {@code
   * LOCAL_PART_CASE}.
   *
   * <p>It does not throw: a source that fails is the note {@code SOURCE_FAILED}.
   */
  default CertificateChoice find(String address, TrustPolicy trust) {
    return new CertificateSelection(this, trust).choose(List.of(address)).get(0);
  }
}
