package org.smime4j.reports;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;

/**
 * The verdict of a verifier on one signer, with its evidence. Separate methods tell whether the
 * content is intact, the certificate trusted, the address right and the time plausible.
 *
 * <p>Every {@link Finding} lowers the verdict, and the worst one determines it. Notes do not lower
 * it. If the verdict is not {@code TRUSTED}, {@link #requireTrusted()} throws, and {@link
 * #attributes()} leaves out the signed ones. The other methods return what the message says, of any
 * signer: check {@link #state()} before you rely on it. Immutable.
 *
 * <pre>{@code
 * SignerVerdict verdict = report.worst();
 * if (verdict.state() != SignerVerdict.State.TRUSTED) {
 *   verdict.findings().forEach(System.err::println);
 * }
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface SignerVerdict {

  /**
   * The verdict.
   *
   * <p>Later versions may add constants: give a {@code switch} a {@code default}.
   */
  enum State {
    /** The signature is valid, and the policy trusts the signer. There is no finding. */
    TRUSTED,
    /**
     * The verifier lacks something, such as a certificate, the content or an anchor. The first
     * finding names it: provide it and verify again.
     */
    UNKNOWN,
    /** The signature may be valid, but do not trust its signer. The first finding says why. */
    UNTRUSTED,
    /**
     * The signature is invalid, or someone changed the content or the signed attributes. Do not
     * rely on the content.
     */
    BROKEN
  }

  /** The verdict. */
  State state();

  /**
   * Returns the certificate of a trusted signer.
   *
   * @throws SmimeException.NotTrusted if the signer is not trusted, with the first finding
   */
  X509Certificate requireTrusted() throws SmimeException.NotTrusted;

  /** Returns the signer's identifier: an issuer with a serial number, or a key identifier. */
  String identifier();

  /**
   * Returns true if the content was checked and is the content that was signed. This says nothing
   * about the signer.
   */
  boolean isIntact();

  /**
   * Returns true if the content was checked, and its digest or the signature does not hold. If this
   * method and {@link #isIntact()} both return false, the verifier could not check the content, or
   * did not check it. Then the content or the certificate is missing, the signed attributes are
   * invalid, or an algorithm is unsupported or forbidden (MD2, MD4, MD5).
   */
  boolean isAltered();

  /**
   * Returns the findings that lower the verdict, worst first. The list is empty only for {@link
   * State#TRUSTED}.
   */
  List<Finding> findings();

  /** Returns remarks for the user. They do not lower the verdict. */
  List<Finding> notes();

  /**
   * Returns the mail addresses in the certificate as it spells them, even if the signer is not
   * trusted; empty without a certificate. Compare two addresses by {@code
   * ExpectedSigner.normalised}.
   */
  List<String> addresses();

  /** Returns how the addresses in the certificate relate to the expected address. */
  Binding binding();

  /**
   * Returns the scheme of the signature, for example {@code rsa-pkcs1-sha256}, or its object
   * identifier if it is unknown.
   */
  String scheme();

  /**
   * Returns the name of the digest algorithm for the content, for example {@code sha-256}, or its
   * object identifier if it is unknown.
   */
  String digest();

  /**
   * Returns the time that the signer claims, even if the signer is not trusted. Nothing proves it,
   * and the verifier never uses it to check certificates.
   */
  Optional<Instant> signingTime();

  /**
   * Returns the signing time that the signer claims, minus the Date of the message. The result is
   * negative if the signer claims an earlier time. It is empty if one of the two is unknown, or if
   * mail programs read the Date differently.
   */
  Optional<Duration> skew();

  /**
   * Returns the verified time stamp that gave the time for checking the certificate. It is present
   * even if the signer is not trusted or the content was changed: check {@link #state()} first. The
   * result is empty if there is none, or if the verifier trusts none ({@code
   * Verifier.believingTimestampsOf}).
   */
  Optional<Timestamp> timestamp();

  /**
   * Returns the certificate of the key that made the signature; empty if no certificate is proven
   * to match it.
   */
  Optional<X509Certificate> certificate();

  /**
   * Returns the revocation status of the certificate and its issuers, as in {@link
   * CertificateVerdict#revocation()}.
   */
  RevocationStatus revocation();

  /** Returns the path from the certificate to an anchor; empty if there is none. */
  List<X509Certificate> path();

  /**
   * Returns the signer's security label (RFC 2634), even if the signer is not trusted. The result
   * is empty if there is none, or more than one.
   */
  Optional<SecurityLabel> securityLabel();

  /**
   * Returns the signer's request for a receipt (RFC 2634), even if the signer is not trusted; empty
   * if there is none.
   */
  Optional<ReceiptRequest> receiptRequest();

  /**
   * Returns all attributes of the signer, in the order of the message. Signed attributes come
   * first, and only for a trusted signer. Unsigned attributes follow: anyone may have added them.
   * Attributes that the library does not know have no effect on the verdict.
   */
  List<Attribute> attributes();

  /**
   * Returns a verdict on each countersignature (RFC 5652, section 11.4), in the order of the
   * message. The verifier checks countersignatures by the same rules as signatures, and they may
   * have countersignatures themselves. A countersignature covers only the value of this signature.
   * It is trusted only if this signature is valid and the certificate of this signer is trusted. It
   * is not bound to an address: to require a certain countersigner, require {@link State#TRUSTED},
   * and compare each of {@link #addresses()} with the one you expect, both normalised by {@code
   * ExpectedSigner.normalised}. It does not change the verdict on this signer, because anyone can
   * add or remove countersignatures. In a sentence of its findings, the content is the signature
   * that it covers; {@code CERTIFICATE_MISSING} can also say that the signer of that signature is
   * not trusted.
   */
  List<SignerVerdict> countersignatures();
}
