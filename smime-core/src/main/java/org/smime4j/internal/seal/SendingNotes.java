package org.smime4j.internal.seal;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.lookup.CertificateSelection;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.open.Author;
import org.smime4j.internal.sign.Signatory;
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
    }
    sending.digests(signer);
    return sending.notes;
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
   * @param recipients the certificates of all who can open it, or one of its copies
   */
  static List<Finding> ofEncrypting(HeaderFields header, List<X509Certificate> recipients) {
    SendingNotes sending = new SendingNotes(header);
    sending.addressees(recipients);
    return sending.notes;
  }

  private void validity(X509Certificate certificate, Instant time) {
    if (certificate.getNotAfter().toInstant().isBefore(time)) {
      add(
          Finding.Code.SIGNER_EXPIRED,
          "The certificate of "
              + name(certificate)
              + " expired on "
              + certificate.getNotAfter().toInstant()
              + ": readers will not trust the signature");
    } else if (certificate.getNotBefore().toInstant().isAfter(time)) {
      add(
          Finding.Code.SIGNER_NOT_YET_VALID,
          "The certificate of "
              + name(certificate)
              + " is valid from "
              + certificate.getNotBefore().toInstant()
              + " on: until then readers will not trust the signature");
    }
  }

  private void author(X509Certificate certificate) {
    if (header.named("From").isEmpty()) {
      return;
    }
    Binding binding =
        ExpectedAddress.fromHeaders(Author.bodies(header, "From"), Author.bodies(header, "Sender"))
            .bind(certificate)
            .binding();
    if (binding != Binding.MATCH) {
      add(
          Finding.Code.SIGNER_NOT_FROM,
          "The certificate of "
              + name(certificate)
              + " does not hold the address in From: readers will not trust the signature");
    }
  }

  private void digests(Signatory signer) {
    if (signer.micalg().indexOf(',') >= 0) {
      add(
          Finding.Code.DIFFERENT_DIGESTS,
          "The signers use the digests "
              + signer.micalg()
              + ": Thunderbird shows no signature of such a message. Sign with one key, or choose"
              + " schemes of one digest");
    }
  }

  private void addressees(List<X509Certificate> recipients) {
    Set<String> held = new HashSet<>();
    Set<String> domains = new HashSet<>();
    for (X509Certificate certificate : recipients) {
      for (String address : CertificateAddresses.of(certificate)) {
        CertificateAddresses.normalised(address)
            .ifPresent(normalised -> held.add(CertificateSelection.caseless(normalised)));
      }
      domains.addAll(CertificateAddresses.domainsOf(certificate));
    }
    List<String> missing = new ArrayList<>();
    for (String address : BlindCopies.openAddresses(header)) {
      if (!held.contains(address)
          && !domains.contains(address.substring(address.lastIndexOf('@') + 1))) {
        missing.add(address);
      }
    }
    if (!missing.isEmpty()) {
      add(
          Finding.Code.ADDRESS_WITHOUT_CERTIFICATE,
          "No recipient's certificate holds "
              + missing.stream().limit(NAMED).collect(Collectors.joining(", "))
              + (missing.size() > NAMED ? " and " + (missing.size() - NAMED) + " more" : "")
              + ": a recipient without a certificate may not be able to open the message");
    }
  }

  private static String name(X509Certificate certificate) {
    return DistinguishedName.print(certificate.getSubjectX500Principal());
  }

  private void add(Finding.Code code, String sentence) {
    notes.add(new Finding(code, DistinguishedName.printable(sentence)));
  }
}
