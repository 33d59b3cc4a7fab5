package org.smime4j.reports;

import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;

/**
 * The result of a verifier: a verdict on each signer, at least one. An invalid signature does not
 * cause an exception. Each verdict has its findings, worst first.
 *
 * <p>{@link #requireTrusted()} returns the verified content, or throws {@link
 * org.smime4j.findings.SmimeException.NotTrusted}. To get content that is not trusted, you must
 * give a reason ({@link #unverifiedContent}). Immutable.
 *
 * <pre>{@code
 * SignatureReport report = Verifier.trusting(trust).verify(cms);
 * byte[] content = report.requireTrusted().bytes();
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface SignatureReport {

  /** Returns one verdict for each signer, in the order of the message; never empty. */
  List<SignerVerdict> signers();

  /** Returns the worst verdict, or the first of several equally bad ones. */
  SignerVerdict worst();

  /**
   * Returns the name of the variant of the content that a signature matches; empty if none matches.
   * Transport can change line ends in mail, so {@code MailReader} tries several variants of the
   * content of a detached signature. A {@code Verifier} tries only the content as given.
   */
  Optional<String> matchedForm();

  /** Returns the deviations from the standards that were tolerated. */
  List<Finding> deviations();

  /** Returns true if the signed content is available. */
  boolean hasContent();

  /**
   * Returns the content, if every signer is trusted. It is the content of this layer; {@code
   * OpenedMail.content()} returns the innermost one. This method requires nobody in particular:
   * anyone can remove a signer from a message, so name each signer that you require ({@link
   * #requireTrusted(String)}).
   *
   * @throws SmimeException.NotTrusted if a signer is not trusted, with the worst finding of all
   *     signers
   */
  ByteSource requireTrusted() throws SmimeException.NotTrusted;

  /**
   * Returns the content, if the certificate of at least one trusted signer contains the address and
   * no signature is broken. Other signers need not be trusted. Ignores the case of ASCII letters.
   *
   * <p>One certificate may contain several addresses, so calls for two addresses may be satisfied
   * by the same signer. To require two people, also compare the certificates of their {@link
   * #signers()}. A verifier with {@code expecting} compares every signer with the expected address,
   * so this method then finds no signer with another address.
   *
   * @param address an address such as {@code alice@example.org}
   * @throws IllegalArgumentException if the argument is not an address
   * @throws SmimeException.NotTrusted otherwise, with the worst finding. If all signers are
   *     trusted, and none has this address, the finding is {@code ADDRESS_MISMATCH}
   */
  ByteSource requireTrusted(String address) throws SmimeException.NotTrusted;

  /**
   * Returns the content even if no signature is valid or trusted. If a variant of the content
   * matches a signature, the result is that variant. Otherwise it is the content as received.
   *
   * @param reason why you use unchecked content, for readers of your code
   * @throws SmimeException.Malformed if the content is not available
   */
  ByteSource unverifiedContent(String reason) throws SmimeException.Malformed;
}
