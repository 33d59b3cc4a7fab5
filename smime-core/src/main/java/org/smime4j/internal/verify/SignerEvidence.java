package org.smime4j.internal.verify;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.trust.AddressBinding;
import org.smime4j.trust.CertificateVerdict;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.Note;

/**
 * What a signature and its certificate say about one signer. Whom the message claims to be from,
 * and when it claims to be written, is not in it: {@link SignerJudgement} holds the evidence
 * against that, as often as is needed.
 *
 * @param identifier whom the signature names
 * @param findings what lowers the verdict, without regard to the expected signer
 * @param certificate the verdict on the certificate that verifies; null where none does
 * @param contentType the type of the content; null for a countersignature, whose content has none
 * @param awaitsContent whether the verdict waits for content that is not at hand
 * @param addresses holds the certificate's addresses against those expected; null without one
 * @param offer what the signer says of messages to him, where nothing speaks against the signature
 */
public record SignerEvidence(
    Identifier identifier,
    Integrity integrity,
    List<Finding> findings,
    List<Note> notes,
    String scheme,
    String digest,
    @Nullable Instant signingTime,
    @Nullable Stamp timestamp,
    @Nullable CertificateVerdict certificate,
    @Nullable String contentType,
    boolean awaitsContent,
    SignedMessage message,
    AttributeOctets attributes,
    @Nullable Function<ExpectedSigner, AddressBinding> addresses,
    SignerOffer offer,
    List<SignerEvidence> countersignatures) {

  public SignerEvidence {
    findings = List.copyOf(findings);
    notes = List.copyOf(notes);
    countersignatures = List.copyOf(countersignatures);
  }

  /** Whether a certificate that is believed verifies the signature. */
  boolean isOfSomebodyKnown() {
    return certificate != null && certificate.findings().isEmpty();
  }

  /** The certificate whose key made the signature, where one was proven to be that. */
  X509Certificate provenCertificate() {
    if (certificate == null) {
      throw new IllegalStateException("no certificate was proven");
    }
    return certificate.certificate();
  }
}
