package org.smime4j.internal.verify;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.address.ExpectedAddress.AddressBinding;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.Timestamp;

/**
 * The evidence of a signature and its certificate about one signer. It does not depend on the
 * author or the date that the message claims. {@link SignerJudgement} checks the evidence against
 * these claims, as often as needed.
 *
 * @param identifier the identifier that the signature names
 * @param findings the findings that lower the verdict, apart from those on the expected signer
 * @param certificate the verdict on the verifying certificate; null if no certificate verifies
 * @param contentType the type of the content; null for a countersignature, whose content has none
 * @param awaitsContent whether the verdict needs content that is missing
 * @param addresses compares the certificate's addresses with the expected ones; null without a
 *     certificate
 * @param offer the signer's offer for replies, if there are no findings against the signature
 */
public record SignerEvidence(
    Identifier identifier,
    Integrity integrity,
    List<Finding> findings,
    List<Finding> notes,
    String scheme,
    String digest,
    @Nullable Instant signingTime,
    @Nullable Timestamp timestamp,
    @Nullable CertificateVerdict certificate,
    @Nullable String contentType,
    boolean awaitsContent,
    SignedMessage message,
    CarriedAttributes attributes,
    @Nullable Function<ExpectedAddress, AddressBinding> addresses,
    SignerOffer offer,
    List<SignerEvidence> countersignatures) {

  public SignerEvidence {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
    countersignatures = List.copyOf(countersignatures);
  }

  /** Returns true if a trusted certificate verifies the signature. */
  boolean isOfSomebodyKnown() {
    return certificate != null && certificate.findings().isEmpty();
  }

  /** Returns the certificate that is proven to have the key of the signature. */
  X509Certificate provenCertificate() {
    if (certificate == null) {
      throw new IllegalStateException("no certificate was proven");
    }
    return certificate.certificate();
  }
}
