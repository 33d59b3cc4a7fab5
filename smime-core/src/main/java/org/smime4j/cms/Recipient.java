package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.crypto.RecipientKey;
import org.smime4j.keys.Identity;

/**
 * Somebody who is to open a message.
 *
 * @param certificate the one whose key gets the content-encryption key
 * @param key what a message takes from the certificate, read once
 * @param chain certificates that may lead from it to an anchor; may be empty
 * @param sender whether it is the sender's own
 * @param capabilities what a trusted signature said of the recipient's software; null if none did
 */
record Recipient(
    X509Certificate certificate,
    RecipientKey key,
    List<X509Certificate> chain,
    boolean sender,
    @Nullable Set<String> capabilities) {

  static Recipient of(X509Certificate certificate) {
    return new Recipient(certificate, new RecipientKey(certificate), List.of(), false, null);
  }

  static Recipient of(CertificateBook.Entry entry) {
    return new Recipient(
        entry.certificate(),
        new RecipientKey(entry.certificate()),
        List.of(),
        false,
        entry.capabilities().orElse(null));
  }

  static Recipient myself(Identity identity) {
    return new Recipient(
        identity.certificate(),
        new RecipientKey(identity.certificate()),
        identity.chain(),
        true,
        null);
  }

  Recipient namedByKeyIdentifier() {
    return new Recipient(certificate, key.namedByKeyIdentifier(), chain, sender, capabilities);
  }

  static List<X509Certificate> listOf(X509Certificate first, X509Certificate... more) {
    List<X509Certificate> all = new ArrayList<>();
    all.add(first);
    all.addAll(List.of(more));
    return all;
  }

  /** Each certificate once, where it stood first. */
  static List<Recipient> distinct(Collection<Recipient> recipients) {
    Map<X509Certificate, Recipient> distinct = new LinkedHashMap<>();
    recipients.forEach(recipient -> distinct.putIfAbsent(recipient.certificate, recipient));
    return List.copyOf(distinct.values());
  }

  /** For sentences: the subject, and the serial number that tells it from its namesakes. */
  String name() {
    return DistinguishedName.print(certificate.getSubjectX500Principal())
        + " (serial number "
        + certificate.getSerialNumber().toString(16)
        + ")";
  }
}
