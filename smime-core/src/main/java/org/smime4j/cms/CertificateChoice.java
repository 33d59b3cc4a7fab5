package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Note;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;

/**
 * The certificate chosen for encrypting to an address. It comes with the other certificates and the
 * reasons against them. {@code toString()} returns a report.
 *
 * <pre>{@code
 * CertificateChoice choice = source.find("bob@example.org", trust);
 * System.out.println(choice);
 * RecipientCertificate bob = choice.orElseThrow();
 * }</pre>
 */
public final class CertificateChoice {

  /** The largest number of certificates in one sentence. */
  private static final int TOLD = 5;

  private final String address;
  private final @Nullable RecipientCertificate certificate;
  private final List<X509Certificate> path;
  private final Map<RecipientCertificate, List<Finding>> passedOver;
  private final List<Note> notes;

  /**
   * @param path the path from the certificate to an anchor, if it is known
   */
  CertificateChoice(
      String address,
      @Nullable RecipientCertificate certificate,
      List<X509Certificate> path,
      Map<RecipientCertificate, List<Finding>> passedOver,
      List<Note> notes) {
    this.address = address;
    this.certificate = certificate;
    this.path = List.copyOf(path);
    this.passedOver = Collections.unmodifiableMap(new LinkedHashMap<>(passedOver));
    this.notes = List.copyOf(notes);
  }

  /** Returns the address, as the caller wrote it. */
  String address() {
    return address;
  }

  /** Returns the chosen certificate; empty if none is accepted. */
  public Optional<RecipientCertificate> certificate() {
    return Optional.ofNullable(certificate);
  }

  /**
   * Returns the chosen certificate.
   *
   * @throws SmimeException.Refused if there is none, with all reasons. The rule is {@code
   *     CERTIFICATE_SOURCE} if a source failed, so that another attempt may help, and otherwise
   *     {@code RECIPIENT_CERTIFICATE}
   */
  public RecipientCertificate orElseThrow() throws SmimeException.Refused {
    if (certificate == null) {
      boolean failed = notes.stream().anyMatch(note -> note.code() == Note.Code.SOURCE_FAILED);
      throw new SmimeException.Refused(
          failed
              ? SmimeException.Refused.Rule.CERTIFICATE_SOURCE
              : SmimeException.Refused.Rule.RECIPIENT_CERTIFICATE,
          "Nothing was encrypted: " + reasons());
    }
    return certificate;
  }

  /**
   * Returns the certificates that were not chosen, in the order in which they were considered. Each
   * has the findings against it, the worst first. A certificate without findings was not checked,
   * because an earlier one was accepted.
   */
  public Map<RecipientCertificate, List<Finding>> passedOver() {
    return passedOver;
  }

  /** Returns notes for the sender on this choice, such as {@code LOCAL_PART_CASE}. */
  public List<Note> notes() {
    return notes;
  }

  /** Returns the path from the certificate to an anchor. */
  List<X509Certificate> path() {
    return path;
  }

  private String headline() {
    String name = DistinguishedName.printable(address);
    if (certificate != null) {
      return name + ": " + certificate;
    }
    return passedOver.isEmpty()
        ? "no certificate is known for " + name
        : "none of the certificates found is accepted for " + name;
  }

  private Stream<String> told() {
    return passedOver.entrySet().stream()
        .map(
            each ->
                each.getKey()
                    + ": "
                    + (each.getValue().isEmpty()
                        ? "not checked, because an earlier one was accepted"
                        : each.getValue().stream()
                            .map(Finding::toString)
                            .collect(Collectors.joining("; "))));
  }

  /** Returns all reasons in one sentence. */
  private String reasons() {
    List<String> all = new ArrayList<>();
    all.add(headline());
    told().limit(TOLD).forEach(all::add);
    if (passedOver.size() > TOLD) {
      all.add(passedOver.size() - TOLD + " more");
    }
    notes.stream().limit(TOLD).forEach(note -> all.add(note.toString()));
    return String.join("; ", all)
        + RecipientAdvice.about(
            passedOver.values().stream().limit(TOLD).flatMap(List::stream).toList());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(headline());
    notes.forEach(note -> text.append("\n  note ").append(note));
    told().forEach(each -> text.append("\n  not taken: ").append(each));
    return text.toString();
  }
}
