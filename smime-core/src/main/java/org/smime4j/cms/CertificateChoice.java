package org.smime4j.cms;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.base.Failures;
import org.smime4j.trust.Note;

/**
 * Which certificate is to be encrypted to for an address, and why each other one that was seen is
 * not. It prints as a report.
 *
 * <pre>{@code
 * CertificateChoice choice = source.find("bob@example.org", trust);
 * System.out.println(choice);
 * RecipientCertificate bob = choice.orElseThrow();
 * }</pre>
 */
public final class CertificateChoice {

  /** Certificates that one sentence tells of. */
  private static final int TOLD = 5;

  private final String address;
  private final @Nullable RecipientCertificate certificate;
  private final List<X509Certificate> path;
  private final List<PassedOver> passedOver;
  private final List<Note> notes;

  /**
   * @param path what leads from the certificate to an anchor, as far as it is known
   */
  CertificateChoice(
      String address,
      @Nullable RecipientCertificate certificate,
      List<X509Certificate> path,
      List<PassedOver> passedOver,
      List<Note> notes) {
    this.address = address;
    this.certificate = certificate;
    this.path = List.copyOf(path);
    this.passedOver = List.copyOf(passedOver);
    this.notes = List.copyOf(notes);
  }

  /**
   * A certificate that was seen and not taken.
   *
   * @param certificate the certificate
   * @param findings why it was not taken, the headline first; empty where it was not judged, since
   *     one before it was accepted
   */
  public record PassedOver(RecipientCertificate certificate, List<Finding> findings) {
    public PassedOver {
      findings = List.copyOf(findings);
    }

    @Override
    public String toString() {
      return certificate
          + ": "
          + (findings.isEmpty()
              ? "not judged, one before it was accepted"
              : findings.stream().map(Finding::toString).collect(Collectors.joining("; ")));
    }
  }

  /** The address that was asked about, as the caller wrote it. */
  public String address() {
    return address;
  }

  /** The certificate to encrypt to. */
  public Optional<RecipientCertificate> certificate() {
    return Optional.ofNullable(certificate);
  }

  /**
   * The certificate to encrypt to.
   *
   * @throws SmimeException.Refused if there is none, with all reasons: by the rule {@code
   *     CERTIFICATE_SOURCE} if a source failed, so that asking again may help, else by {@code
   *     RECIPIENT_CERTIFICATE}
   */
  public RecipientCertificate orElseThrow() throws SmimeException.Refused {
    if (certificate == null) {
      boolean failed = notes.stream().anyMatch(note -> note.code() == Note.Code.SOURCE_FAILED);
      throw Failures.refused(
          failed
              ? SmimeException.Refused.Rule.CERTIFICATE_SOURCE
              : SmimeException.Refused.Rule.RECIPIENT_CERTIFICATE,
          "Nothing was encrypted: " + reasons());
    }
    return certificate;
  }

  /** The certificates that were seen and not taken, in the order in which they were looked at. */
  public List<PassedOver> passedOver() {
    return passedOver;
  }

  /** What the sender may want to know of the choice, such as {@code LOCAL_PART_CASE}. */
  public List<Note> notes() {
    return notes;
  }

  /** What leads from the certificate to an anchor. */
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
        : "none of the certificates that were seen is accepted for " + name;
  }

  /** All of it in one sentence. */
  private String reasons() {
    List<String> all = new ArrayList<>();
    all.add(headline());
    passedOver.stream().limit(TOLD).forEach(each -> all.add(each.toString()));
    if (passedOver.size() > TOLD) {
      all.add(passedOver.size() - TOLD + " more");
    }
    notes.stream().limit(TOLD).forEach(note -> all.add(note.toString()));
    return String.join("; ", all)
        + RecipientAdvice.about(
            passedOver.stream().limit(TOLD).flatMap(each -> each.findings().stream()).toList());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(headline());
    notes.forEach(note -> text.append("\n  note ").append(note));
    passedOver.forEach(each -> text.append("\n  not taken: ").append(each));
    return text.toString();
  }
}
