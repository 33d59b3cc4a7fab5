package org.smime4j.internal.trust;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.smime4j.Purpose;
import org.smime4j.trust.CertificateVerdict;
import org.smime4j.trust.ExpectedSigner;

/**
 * Judges the certificates of one message. What the message carries is read once, and all judgements
 * together cost no more than the limits allow ({@code Limit.PATH_SIGNATURES}): a certificate that
 * is judged after they are spent is not believed, and its finding says why. Not for use by several
 * threads.
 */
public interface CertificateJudge {

  /**
   * Judges a certificate at the time of the policy.
   *
   * @param purpose what its key is for
   */
  CertificateVerdict judge(X509Certificate leaf, Purpose purpose);

  /**
   * Judges a certificate.
   *
   * @param purpose what its key is for
   * @param at the time to judge at, instead of the policy's. Never one that the sender claims: a
   *     stolen key signs with any date
   */
  CertificateVerdict judge(X509Certificate leaf, Purpose purpose, Instant at);

  /**
   * The public key of a certificate. A DSA key without parameters has those of its issuer (RFC 3279
   * section 2.3.2): they are taken from a valid path to an anchor alone, since somebody else's
   * issuer of that name could have parameters under which any signature is right.
   *
   * @return empty if the key cannot be read, or if no such path says its parameters
   */
  Optional<PublicKey> publicKey(X509Certificate certificate);

  /** Whether a certificate speaks for whom is expected; what was judged is read once. */
  AddressBinding bind(X509Certificate certificate, ExpectedSigner expected);

  /**
   * Judges by what another signature of the same message carries. Both judges together cost no more
   * than the limits allow one.
   *
   * @param carried the certificates that came with it
   * @param crls the DER of the CRLs that came with it
   */
  CertificateJudge alsoFor(Collection<X509Certificate> carried, Collection<byte[]> crls);
}
