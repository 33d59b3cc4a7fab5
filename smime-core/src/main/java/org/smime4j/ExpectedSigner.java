package org.smime4j;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.io.Held;
import org.smime4j.reports.Binding;

/**
 * The signer that a verifier expects. A verifier compares the expected addresses with those in the
 * signer's certificate. Without this comparison, an attacker can write another person's address
 * into From and sign the message with a valid certificate of the attacker's own.
 *
 * <p>The certificate must hold the address of every mailbox in From. The comparison never uses
 * display names. It compares domains as A-labels and ignores their case (RFC 8550, section 3; RFC
 * 9598). If two local parts differ only in the case of ASCII letters, they match, and the note
 * {@link Finding.Code#LOCAL_PART_CASE} reports the difference; after {@link #exact} they do not
 * match. If From can be read in more than one way, the binding is {@link Binding#UNPARSEABLE},
 * never {@link Binding#MATCH}.
 *
 * <pre>{@code
 * Verifier verifier = Verifier.trusting(trust).expecting(ExpectedSigner.address("alice@example.org"));
 * }</pre>
 */
public sealed interface ExpectedSigner permits ExpectedSignerDoor {

  /**
   * Expects the owner of an address.
   *
   * @throws IllegalArgumentException if the argument is not an address such as {@code
   *     alice@example.org}
   */
  static ExpectedSigner address(String address) {
    return new ExpectedSignerDoor(ExpectedAddress.address(address));
  }

  /**
   * Expects the author that the message names.
   *
   * @param fromFieldBodies the bodies of all From fields as they were received, decoded as UTF-8
   *     (malformed bytes as U+FFFD), folded or unfolded
   * @param senderFieldBodies the bodies of all Sender fields; they only distinguish {@link
   *     Binding#SENDER_ONLY} from {@link Binding#MISMATCH}
   */
  static ExpectedSigner fromHeaders(List<String> fromFieldBodies, List<String> senderFieldBodies) {
    return new ExpectedSignerDoor(ExpectedAddress.fromHeaders(fromFieldBodies, senderFieldBodies));
  }

  /**
   * Accepts any signer. The binding is then {@link Binding#NOT_CHECKED}.
   *
   * @param reason why any signer is acceptable, for the report
   */
  static ExpectedSigner anyone(String reason) {
    return new ExpectedSignerDoor(ExpectedAddress.anyone(reason));
  }

  /**
   * Returns the mail addresses of a certificate, as the certificate spells them. They are the
   * rfc822Name and SmtpUTF8Mailbox (RFC 9598) entries of its subject alternative names. If there
   * are none, they are the emailAddress attributes of its subject (RFC 8550, section 3). Malformed
   * addresses (control characters, several {@code @}, empty labels, a trailing dot, a name in a
   * domain literal) are left out, because nothing ever matches them.
   */
  static List<String> addressesOf(X509Certificate certificate) {
    return CertificateAddresses.of(certificate);
  }

  /**
   * Normalises an address, so that two spellings of the same address are equal (RFC 8550, section
   * 3). The domain is converted to lower-case A-labels; the local part stays as it is. Empty if the
   * address is malformed.
   */
  static Optional<String> normalised(String address) {
    return CertificateAddresses.normalised(address);
  }

  /**
   * Compares local parts exactly, including case: some hosts distinguish {@code A} from {@code a}.
   */
  default ExpectedSigner exact() {
    return new ExpectedSignerDoor(expected().exact());
  }

  /**
   * Ignores an emailAddress in the subject of a certificate. By default it counts if the subject
   * alternative names hold no address (RFC 8550, section 3).
   */
  default ExpectedSigner withoutSubjectAddresses() {
    return new ExpectedSignerDoor(expected().withoutSubjectAddresses());
  }

  private ExpectedAddress expected() {
    return Held.by(this, ExpectedAddress.class);
  }
}

final class ExpectedSignerDoor extends Held<ExpectedAddress> implements ExpectedSigner {

  ExpectedSignerDoor(ExpectedAddress held) {
    super(held);
  }
}
