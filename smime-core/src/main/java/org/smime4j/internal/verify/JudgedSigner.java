package org.smime4j.internal.verify;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.address.ExpectedAddress.AddressBinding;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.Binding;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.RevocationStatus;
import org.smime4j.reports.SecurityLabel;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.reports.Timestamp;

/**
 * The verdict on one signer: the evidence, checked against the claims of the message.
 *
 * @param integrity the integrity of the evidence, or of the signature that this one covers
 * @param findings the findings that lower the verdict, worst first; empty only if everything was
 *     proven
 * @param address how the certificate relates to who is expected; null if no certificate verifies
 *     the signature
 * @param later how much later than the message's date the signer claims to have signed
 */
public record JudgedSigner(
    SignerEvidence evidence,
    Integrity integrity,
    List<Finding> findings,
    List<Finding> notes,
    @Nullable AddressBinding address,
    @Nullable Duration later,
    SignerOffer offer,
    List<SignerVerdict> countersignatures)
    implements SignerVerdict {

  public JudgedSigner {
    findings =
        findings.size() < 2
            ? List.copyOf(findings)
            : findings.stream().distinct().sorted().toList();
    notes = notes.size() < 2 ? List.copyOf(notes) : notes.stream().distinct().toList();
    countersignatures = List.copyOf(countersignatures);
    if (findings.isEmpty()) {
      // A second check: the lack of findings must never result from a missing check.
      CertificateVerdict certificate = evidence.certificate();
      if (integrity != Integrity.INTACT || certificate == null || certificate.path().isEmpty()) {
        throw new IllegalStateException("no finding, and no proof");
      }
    }
  }

  /** Returns the engine's record of a verdict. */
  public static JudgedSigner of(SignerVerdict verdict) {
    if (verdict instanceof JudgedSigner judged) {
      return judged;
    }
    throw new IllegalArgumentException("no verifier of this library made this verdict");
  }

  @Override
  public State state() {
    if (findings.isEmpty()) {
      return State.TRUSTED;
    }
    return switch (findings.get(0).code().severity()) {
      case BROKEN -> State.BROKEN;
      case UNTRUSTED -> State.UNTRUSTED;
      case UNKNOWN -> State.UNKNOWN;
      case NOTE, DEVIATION -> throw new IllegalStateException("no finding against a signer");
    };
  }

  /** Returns an exception that says why the signer is not trusted. */
  public SmimeException.NotTrusted notTrusted() {
    Finding headline = findings.get(0);
    return new SmimeException.NotTrusted(
        headline.code(),
        String.format(
            "%s (signer %s, integrity %s)", headline.sentence(), evidence.identifier(), integrity));
  }

  @Override
  public X509Certificate requireTrusted() throws SmimeException.NotTrusted {
    if (state() != State.TRUSTED) {
      throw notTrusted();
    }
    return certificate().orElseThrow();
  }

  @Override
  public String identifier() {
    return evidence.identifier().toString();
  }

  @Override
  public boolean isIntact() {
    return integrity == Integrity.INTACT;
  }

  @Override
  public boolean isAltered() {
    return integrity == Integrity.ALTERED;
  }

  @Override
  public List<String> addresses() {
    return address == null ? List.of() : address.certified();
  }

  @Override
  public Binding binding() {
    return address == null ? Binding.NOT_CHECKED : address.binding();
  }

  @Override
  public String scheme() {
    return evidence.scheme();
  }

  @Override
  public String digest() {
    return evidence.digest();
  }

  @Override
  public Optional<Instant> signingTime() {
    return Optional.ofNullable(evidence.signingTime());
  }

  @Override
  public Optional<Duration> skew() {
    return Optional.ofNullable(later);
  }

  @Override
  public Optional<Timestamp> timestamp() {
    return Optional.ofNullable(evidence.timestamp());
  }

  @Override
  public Optional<X509Certificate> certificate() {
    return Optional.ofNullable(evidence.certificate()).map(CertificateVerdict::certificate);
  }

  @Override
  public RevocationStatus revocation() {
    CertificateVerdict certificate = evidence.certificate();
    return certificate == null ? RevocationStatus.NOT_CHECKED : certificate.revocation();
  }

  @Override
  public List<X509Certificate> path() {
    CertificateVerdict certificate = evidence.certificate();
    return certificate == null ? List.of() : certificate.path();
  }

  @Override
  public Optional<SecurityLabel> securityLabel() {
    return Optional.ofNullable(EssValues.label(evidence.message().label()));
  }

  @Override
  public Optional<ReceiptRequest> receiptRequest() {
    return Optional.ofNullable(EssValues.receiptRequest(evidence.message().receiptRequest()));
  }

  @Override
  public List<Attribute> attributes() {
    CarriedAttributes octets = evidence.attributes();
    List<Attribute> all = new ArrayList<>();
    if (state() == State.TRUSTED) {
      all.addAll(CarriedAttributes.read(octets.signed(), true, octets.limits()));
    }
    all.addAll(CarriedAttributes.read(octets.unsigned(), false, octets.limits()));
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    StringBuilder page = new StringBuilder();
    page.append(state());
    findings.stream().findFirst().ifPresent(finding -> page.append("  ").append(finding));
    line(page, "named as", identifier());
    certificate()
        .ifPresent(
            c -> {
              line(page, "certificate", DistinguishedName.print(c.getSubjectX500Principal()));
              line(
                  page,
                  "issued by",
                  DistinguishedName.print(c.getIssuerX500Principal())
                      + ", serial "
                      + c.getSerialNumber().toString(16));
              line(page, "valid", Certificates.notBefore(c) + " to " + Certificates.notAfter(c));
            });
    line(page, "addresses", addresses().isEmpty() ? "none" : String.join(", ", addresses()));
    line(page, "binding", binding().name());
    line(page, "integrity", integrity.name());
    line(page, "revocation", revocation().name());
    line(page, "scheme", scheme() + ", digest " + digest());
    signingTime().ifPresent(time -> line(page, "signed at", time + " (claimed by the signer)"));
    timestamp().ifPresent(stamp -> line(page, "time stamp", stamp.toString()));
    securityLabel().ifPresent(label -> line(page, "label", label.toString()));
    receiptRequest().ifPresent(wish -> line(page, "receipt", wish.toString()));
    findings().forEach(finding -> line(page, "finding", finding.toString()));
    notes().forEach(note -> line(page, "note", note.toString()));
    for (SignerVerdict countersignature : countersignatures()) {
      page.append("\n    countersignature: ")
          .append(countersignature.toString().replace("\n", "\n    "));
    }
    return page.toString();
  }

  private static void line(StringBuilder page, String name, String text) {
    page.append("\n    ")
        .append(name)
        .append(" ".repeat(12 - name.length()))
        .append(DistinguishedName.printable(text));
  }
}
