package org.smime4j.internal.seal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.io.Listing;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.open.Author;
import org.smime4j.internal.sign.Signatory;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.reports.Binding;

/** Notes on likely mistakes of a sender. They stop nothing. */
public final class SendingNotes {

  private static final int NAMED = 3;

  private final HeaderFields header;
  private final List<Finding> notes = new ArrayList<>();

  private SendingNotes(HeaderFields header) {
    this.header = header;
  }

  /** Notes on a message that is signed, whether or not it is also encrypted. */
  public static List<Finding> ofSigning(HeaderFields header, Signatory signer) {
    SendingNotes sending = new SendingNotes(header);
    Instant time = signer.options().signingTime();
    for (X509Certificate certificate : signer.certificates()) {
      sending.validity(certificate, time);
      sending.author(certificate);
      sending.rare(certificate);
    }
    if (header.named("From").isEmpty()) {
      sending.add(
          Finding.Code.NO_FROM,
          "The message has no From, so readers cannot compare its author with the signer: add one");
    }
    sending.digests(signer);
    return sending.notes;
  }

  /** Notes on a message that is compressed. */
  static List<Finding> ofCompression() {
    return List.of(
        new Finding(
            Finding.Code.COMPRESSED,
            "The message is compressed, which most mail programs cannot read: leave compression out"
                + " unless the recipients'' programs inflate"));
  }

  /** Notes on a message that is not encrypted, so that everyone can read its header. */
  static List<Finding> ofBlindCopies(HeaderFields header) {
    SendingNotes sending = new SendingNotes(header);
    if (header.all().stream().anyMatch(BlindCopies::areIn)) {
      sending.add(
          Finding.Code.BCC_SHOWN,
          "The message has a field Bcc, which all recipients see: remove it before you send it");
    }
    return sending.notes;
  }

  /**
   * Of a message that is encrypted.
   *
   * @param recipients the addresses of all who can open it, or one of its copies
   */
  static List<Finding> ofEncrypting(HeaderFields header, List<CertificateAddresses> recipients) {
    SendingNotes sending = new SendingNotes(header);
    sending.addressees(recipients);
    return sending.notes;
  }

  private void validity(X509Certificate certificate, Instant time) {
    if (Certificates.notAfter(certificate).isBefore(time)) {
      add(
          Finding.Code.SIGNER_EXPIRED,
          "The certificate of {0} expired on {1}: readers will not trust the signature",
          name(certificate),
          Certificates.notAfter(certificate));
    } else if (Certificates.notBefore(certificate).isAfter(time)) {
      add(
          Finding.Code.SIGNER_NOT_YET_VALID,
          "The certificate of {0} is valid from {1} on: until then readers will not trust"
              + " the signature",
          name(certificate),
          Certificates.notBefore(certificate));
    }
  }

  private void author(X509Certificate certificate) {
    if (header.named("From").isEmpty()) {
      return;
    }
    Binding binding =
        ExpectedAddress.fromHeaders(Author.bodies(header, "From"), Author.bodies(header, "Sender"))
            .compare(certificate)
            .binding();
    if (binding != Binding.MATCH) {
      add(
          Finding.Code.SIGNER_NOT_FROM,
          "The certificate of {0} does not hold the address in From: readers will not trust"
              + " the signature",
          name(certificate));
    }
  }

  /** Few programs implement what is neither RSA nor ECDSA. */
  private void rare(X509Certificate certificate) {
    String kind = certificate.getPublicKey().getAlgorithm();
    if (!kind.startsWith("RSA") && !kind.startsWith("EC")) {
      add(
          Finding.Code.RARE_ALGORITHM,
          "Most mail programs cannot verify a signature by {0}: sign with an RSA or ECDSA key too",
          kind);
    }
  }

  private void digests(Signatory signer) {
    if (signer.micalg().indexOf(',') >= 0) {
      add(
          Finding.Code.DIFFERENT_DIGESTS,
          "The signers use the digests {0}: Thunderbird shows no signature of such a"
              + " message. Sign with one key, or choose schemes of one digest",
          signer.micalg());
    }
  }

  private void addressees(List<CertificateAddresses> recipients) {
    Set<String> open = BlindCopies.openAddresses(header);
    if (open.isEmpty()) {
      return;
    }
    Set<String> held = new HashSet<>();
    Set<String> domains = new HashSet<>();
    for (CertificateAddresses each : recipients) {
      held.addAll(each.inLowerCase());
      domains.addAll(each.domains());
    }
    List<String> missing = new ArrayList<>();
    for (String address : open) {
      if (!held.contains(address)
          && !domains.contains(address.substring(address.lastIndexOf('@') + 1))) {
        missing.add(address);
      }
    }
    if (!missing.isEmpty()) {
      add(
          Finding.Code.ADDRESS_WITHOUT_CERTIFICATE,
          "No recipient''s certificate holds {0}: a recipient without a certificate may"
              + " not be able to open the message",
          Listing.of(missing, NAMED, DistinguishedName::printable));
    }
  }

  private static String name(X509Certificate certificate) {
    return DistinguishedName.print(certificate.getSubjectX500Principal());
  }

  private void add(Finding.Code code, String pattern, Object... arguments) {
    notes.add(new Finding(code, pattern, arguments));
  }
}
