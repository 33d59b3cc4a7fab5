package org.smime4j.internal.encrypt;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.lookup.Choice;
import org.smime4j.internal.recipient.RecipientKey;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.CertificateChoice;

/**
 * A recipient of a message.
 *
 * @param certificate the certificate whose key encrypts the content-encryption key
 * @param key the parts of the certificate that a message needs, read once
 * @param chain certificates that may lead from the certificate to an anchor; may be empty
 * @param sender whether the certificate belongs to the sender
 * @param capabilities the capabilities of the recipient's software from a trusted signature; null
 *     if there is none
 * @param notes notes for the sender on how the certificate was found
 */
public record Recipient(
    X509Certificate certificate,
    RecipientKey key,
    List<X509Certificate> chain,
    boolean sender,
    @Nullable Set<String> capabilities,
    List<Finding> notes) {

  public static Recipient of(X509Certificate certificate) {
    Objects.requireNonNull(certificate, "no certificate of a recipient was given");
    return new Recipient(
        certificate, new RecipientKey(certificate), List.of(), false, null, List.of());
  }

  public static Recipient of(RecipientCertificate found) {
    Objects.requireNonNull(found, "no certificate of a recipient was given");
    return of(found, found.chain(), List.of());
  }

  /**
   * Returns the recipient of a choice. The recipient keeps the path, so that the library need not
   * search for the path again.
   */
  public static Recipient of(CertificateChoice choice) throws SmimeException.Refused {
    RecipientCertificate found = choice.orElseThrow();
    List<X509Certificate> chain = new ArrayList<>(found.chain());
    List<X509Certificate> path = choice instanceof Choice ours ? ours.path() : List.of();
    if (path.size() > 2) {
      chain.addAll(path.subList(1, path.size() - 1));
    }
    return of(found, chain, choice.notes());
  }

  private static Recipient of(
      RecipientCertificate found, List<X509Certificate> chain, List<Finding> notes) {
    return new Recipient(
        found.certificate(),
        new RecipientKey(found.certificate()),
        List.copyOf(chain),
        false,
        found.capabilities().orElse(null),
        notes);
  }

  /** Returns the sender, whose certificate is the first of the chain. */
  public static Recipient myself(List<X509Certificate> chain) {
    return new Recipient(
        chain.get(0), new RecipientKey(chain.get(0)), chain, true, null, List.of());
  }

  Recipient namedByKeyIdentifier() {
    return new Recipient(
        certificate, key.namedByKeyIdentifier(), chain, sender, capabilities, notes);
  }

  /** Returns the recipients with each certificate once, at its first place. */
  static List<Recipient> distinct(Collection<Recipient> recipients) {
    Map<X509Certificate, Recipient> distinct = new LinkedHashMap<>();
    recipients.forEach(recipient -> distinct.putIfAbsent(recipient.certificate, recipient));
    return List.copyOf(distinct.values());
  }

  /**
   * Returns the name for sentences: the subject, and the serial number that distinguishes
   * certificates with the same subject.
   */
  String name() {
    return DistinguishedName.print(certificate.getSubjectX500Principal())
        + " (serial number "
        + certificate.getSerialNumber().toString(16)
        + ")";
  }
}
