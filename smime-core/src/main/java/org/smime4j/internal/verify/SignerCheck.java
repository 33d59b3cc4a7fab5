package org.smime4j.internal.verify;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.names.AlgorithmNames;
import org.smime4j.internal.path.MessageJudge;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.signature.SignatureCheck;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.reports.Timestamp;
import org.smime4j.sources.ByteSource;

/**
 * Checks one signer: finds the certificate that verifies its signature, and all findings that do
 * not depend on the expected author.
 */
final class SignerCheck {

  /**
   * The largest number of certificates with the signer's key that are judged. The sender may send
   * many.
   */
  private static final int MOST_JUDGED = 8;

  private final VerifyingOptions options;
  private final SignerInfo signer;
  private final @Nullable String eContentType;
  private final MessageJudge judge;
  private final MessageCertificates carried;
  private final UnsignedParts unsigned;
  private final List<Finding> deviations;

  private final String digestOid;
  private final String signatureOid;

  /** The digest of the signature. It is arbitrary if the scheme does not depend on a digest. */
  private final Optional<DigestAlgorithm> digest;

  private final @Nullable SignedAttributes attributes;
  private final SignatureKeys keys;

  /** The certificates whose key made the signature. */
  private List<X509Certificate> verifying = List.of();

  /** The form of the signed attributes that the signature covers. */
  private byte @Nullable [] verifiedAttributes;

  /** Whether a messageDigest was signed in an encoding that is not DER. */
  private boolean signedConstructed;

  private boolean digestMatches;

  /**
   * @param eContentType null for a countersignature, whose content has no type
   */
  SignerCheck(
      VerifyingOptions options,
      SignerInfo signer,
      @Nullable String eContentType,
      MessageEffort effort,
      MessageJudge judge,
      MessageCertificates carried,
      UnsignedParts unsigned,
      List<Finding> deviations)
      throws IOException {
    this.options = options;
    this.signer = signer;
    this.eContentType = eContentType;
    this.keys =
        new SignatureKeys(
            signer, carried.named(signer.identifier()), judge, options.providers, effort);
    this.judge = judge;
    this.carried = carried;
    this.unsigned = unsigned;
    this.deviations = deviations;
    digestOid = AlgorithmId.parse(signer.digestAlgorithm(), "digestAlgorithm").oid();
    signatureOid = AlgorithmId.parse(signer.signatureAlgorithm(), "signatureAlgorithm").oid();
    Optional<DigestAlgorithm> named = SignatureCheck.digestNamed(digestOid);
    boolean ignored =
        signer.signedAttrs() == null && SignatureCheck.ignoresDigest(signer.signatureAlgorithm());
    digest = ignored ? Optional.of(DigestAlgorithm.SHA512) : named;
    attributes = signer.signedAttrs() == null ? null : SignedAttributes.read(signer.signedAttrs());
    if (signer.signedAttrs() == null) {
      deviations.add(new Finding(Finding.Code.SIGNED_ATTRIBUTES_ABSENT, ""));
    }
    if (named.isPresent() && DigestAlgorithm.ofOid(digestOid).isEmpty()) {
      deviations.add(
          new Finding(Finding.Code.DIGEST_ALGORITHM, "{0}", AlgorithmNames.spelt(digestOid)));
    }
    if (ignored && named.filter(d -> d.strength() == DigestAlgorithm.Strength.SOUND).isEmpty()) {
      deviations.add(new Finding(Finding.Code.SCHEME_DIGEST, "{0}", digestLabel()));
    }
    if (attributes != null
        && SignatureCheck.isBesideAnotherDigest(
            signer.signatureAlgorithm(), signer.digestAlgorithm())) {
      deviations.add(new Finding(Finding.Code.SCHEME_DIGEST, "{0}", digestLabel()));
    }
    if (attributes != null && !isForbidden()) {
      verifying = verifyingAttributes(attributes);
    }
  }

  /** Returns the digest of the content that is needed. */
  Optional<DigestAlgorithm> wantedDigest() {
    return isForbidden() ? Optional.empty() : digest;
  }

  private boolean isForbidden() {
    return DigestAlgorithm.forbidden(signatureOid) != null
        || digest.filter(d -> d.strength() == DigestAlgorithm.Strength.FORBIDDEN).isPresent();
  }

  /** Checks whether this signer signed the content. The result of the last call counts. */
  boolean over(ByteSource content, Map<DigestAlgorithm, byte[]> digests) throws IOException {
    digestMatches = false;
    if (isForbidden() || digest.isEmpty()) {
      return false;
    }
    byte[] actual = digests.get(digest.get());
    if (attributes != null) {
      digestMatches = actual != null && Arrays.equals(actual, attributes.messageDigest());
    } else if (signer.signedAttrs() == null && actual != null) {
      verifying = keys.thatSigned(content, actual);
      digestMatches = !verifying.isEmpty();
    }
    return digestMatches;
  }

  /**
   * Returns the certificates that verify the signature over the attributes, as received or
   * otherwise in their DER form.
   */
  private List<X509Certificate> verifyingAttributes(SignedAttributes signed) throws IOException {
    List<X509Certificate> found = keys.thatSigned(ByteSource.of(signed.asReceived()), null);
    byte[] reencoded = signed.reencoded();
    if (!found.isEmpty()) {
      verifiedAttributes = signed.asReceived();
      signedConstructed = signed.isDigestConstructed();
      if (reencoded != null) {
        deviations.add(new Finding(Finding.Code.SIGNED_ATTRIBUTES_NOT_DER, "signed as received"));
      } else if (signed.whyNotCompared() != null) {
        deviations.add(
            new Finding(
                Finding.Code.SIGNED_ATTRIBUTES_NOT_DER,
                "signed as received, not compared with their DER form: {0}",
                signed.whyNotCompared()));
      }
      return found;
    }
    if (reencoded != null) {
      found = keys.thatSigned(ByteSource.of(reencoded), null);
      if (!found.isEmpty()) {
        verifiedAttributes = reencoded;
        deviations.add(
            new Finding(Finding.Code.SIGNED_ATTRIBUTES_NOT_DER, "signed in their DER form"));
      }
    } else if (signed.whyNotCompared() != null) {
      deviations.add(
          new Finding(
              Finding.Code.SIGNED_ATTRIBUTES_NOT_DER,
              "not tried in their DER form: {0}",
              signed.whyNotCompared()));
    }
    return found;
  }

  /**
   * Returns the evidence on a countersignature. Its deviations become notes.
   *
   * @param content the value of the signature that it covers
   */
  SignerEvidence ofCountersignature(ByteSource content) throws IOException {
    List<Finding> tolerated = new ArrayList<>();
    for (Finding deviation : deviations) {
      tolerated.add(
          deviation.sentence().isEmpty()
              ? new Finding(Finding.Code.COUNTERSIGNATURE_DEVIATES, "{0}", deviation.code())
              : new Finding(
                  Finding.Code.COUNTERSIGNATURE_DEVIATES,
                  "{0} ({1})",
                  deviation.code(),
                  deviation));
    }
    return evidence(content, new ArrayList<>(), tolerated);
  }

  /**
   * Returns the evidence.
   *
   * @param content the content of the last call of {@link #over}; null if it is missing
   * @param given findings that apply to every signer
   */
  SignerEvidence evidence(@Nullable ByteSource content, List<Finding> given) throws IOException {
    return evidence(content, new ArrayList<>(given), new ArrayList<>());
  }

  private SignerEvidence evidence(
      @Nullable ByteSource content, List<Finding> findings, List<Finding> notes)
      throws IOException {
    if (isForbidden()) {
      DigestAlgorithm forbidden = DigestAlgorithm.forbidden(signatureOid);
      add(
          findings,
          Finding.Code.FORBIDDEN_DIGEST,
          "The signature uses {0}, with which anyone can forge signatures; it was not" + " checked",
          (forbidden == null ? digestLabel() : forbidden.micalg()));
      return evidence(Integrity.UNCHECKED, findings, notes, null, null, false);
    }
    AttributeRules.check(signer, attributes, eContentType, findings, notes);
    if (signedConstructed) {
      // What is signed is the DER encoding (RFC 5652, section 5.4). Other programs compare with
      // that, and no known program signs this one. Attributes out of order are tolerated, because
      // known programs sign them so.
      add(
          findings,
          Finding.Code.ATTRIBUTES_INVALID,
          "The messageDigest attribute is a constructed string, and was signed so and not in DER");
    }
    boolean forged = content != null && AttributeRules.isForged(signer, content, options.limits);
    if (forged) {
      add(
          findings,
          Finding.Code.ATTRIBUTES_INVALID,
          "The content is itself a set of signed attributes: someone forged it from a"
              + " signature for other content");
    }
    Integrity integrity = integrity(content, findings);
    List<X509Certificate> named = namedByAttributes(findings);
    if (digest.filter(d -> d.strength() == DigestAlgorithm.Strength.WEAK).isPresent()) {
      add(findings, Finding.Code.WEAK_DIGEST, "The signature uses {0}", digestLabel());
    }
    Timestamp stamp = named.isEmpty() ? null : unsigned.stamps().earliest(signer, notes);
    CertificateVerdict judged = judge(named, stamp);
    if (judged != null) {
      findings.addAll(judged.findings());
      notes.addAll(judged.notes());
    }
    return evidence(
        forged ? Integrity.ALTERED : integrity, findings, notes, judged, stamp, content == null);
  }

  /** Returns the integrity, from the digest and the signature together. */
  private Integrity integrity(@Nullable ByteSource content, List<Finding> findings) {
    boolean holds = !verifying.isEmpty();
    if (digest.isEmpty()) {
      add(
          findings,
          Finding.Code.UNSUPPORTED_ALGORITHM,
          "The digest {0} is not supported",
          AlgorithmNames.spelt(digestOid));
      return Integrity.UNCHECKED;
    }
    boolean contentWrong =
        content != null
            && attributes != null
            && attributes.messageDigest() != null
            && !digestMatches;
    if (contentWrong) {
      add(
          findings,
          Finding.Code.DIGEST_MISMATCH,
          "The content is not the one that was signed: it was changed after signing");
    }
    boolean checkable = attributes != null || (content != null && signer.signedAttrs() == null);
    boolean signatureWrong = false;
    if (keys.candidates().isEmpty()) {
      add(
          findings,
          Finding.Code.CERTIFICATE_MISSING,
          "The certificate of the signer with {0} is missing",
          signer.identifier().inWords());
    } else if (!holds && keys.unsupported() != null) {
      add(
          findings,
          Finding.Code.UNSUPPORTED_ALGORITHM,
          "The signature uses {0}, which is not supported",
          keys.unsupported());
    } else if (!holds && checkable) {
      signatureWrong = true;
      if (SignatureCheck.isOfAnotherDigest(signer.signatureAlgorithm(), signer.digestAlgorithm())) {
        add(
            findings,
            Finding.Code.SIGNATURE_INVALID,
            "The signature algorithm {0} has another digest than digestAlgorithm, {1}: such a"
                + " signature is not checked",
            SignatureCheck.scheme(signer.signatureAlgorithm(), signer.digestAlgorithm()),
            digestLabel());
      } else {
        add(
            findings,
            Finding.Code.SIGNATURE_INVALID,
            "The signature was not made by the key of {0}",
            DistinguishedName.print(keys.candidates().get(0).getSubjectX500Principal()));
      }
    }
    if (contentWrong || signatureWrong) {
      return Integrity.ALTERED;
    }
    return holds && digestMatches && content != null ? Integrity.INTACT : Integrity.UNCHECKED;
  }

  /** Returns the verifying certificates that the attributes do not contradict. */
  private List<X509Certificate> namedByAttributes(List<Finding> findings) throws IOException {
    if (attributes == null || verifying.isEmpty()) {
      return verifying;
    }
    List<X509Certificate> named = new ArrayList<>();
    for (X509Certificate each : verifying) {
      if (AttributeChecks.names(attributes, each, options.providers)) {
        named.add(each);
      }
    }
    if (named.isEmpty()) {
      add(
          findings,
          Finding.Code.ATTRIBUTES_INVALID,
          "The signature names another certificate than the one whose key made it");
    }
    return named;
  }

  /** Judges the verifying certificates, and returns the best verdict. */
  private @Nullable CertificateVerdict judge(
      List<X509Certificate> named, @Nullable Timestamp stamp) {
    CertificateVerdict best = null;
    for (X509Certificate each : named.subList(0, Math.min(named.size(), MOST_JUDGED))) {
      CertificateVerdict verdict =
          stamp == null
              ? judge.judge(each, options.purpose)
              : judge.judge(each, options.purpose, stamp.time());
      if (best == null || rank(verdict) < rank(best)) {
        best = verdict;
      }
    }
    return best;
  }

  private static int rank(CertificateVerdict verdict) {
    int rank = 0;
    for (Finding finding : verdict.findings()) {
      int weight =
          switch (finding.code().severity()) {
            case BROKEN -> 3;
            case UNTRUSTED -> 2;
            case UNKNOWN -> 1;
            case NOTE, DEVIATION -> 0;
          };
      rank = Math.max(rank, weight);
    }
    return rank;
  }

  private SignerEvidence evidence(
      Integrity integrity,
      List<Finding> findings,
      List<Finding> notes,
      @Nullable CertificateVerdict judged,
      @Nullable Timestamp stamp,
      boolean awaitsContent)
      throws IOException {
    List<SignerEvidence> countersigned = unsigned.countersigners().of(signer, notes);
    return new SignerEvidence(
        signer.identifier(),
        integrity,
        findings,
        notes,
        SignatureCheck.scheme(signer.signatureAlgorithm(), signer.digestAlgorithm()),
        digestLabel(),
        attributes == null ? null : attributes.signingTime(),
        stamp,
        judged,
        eContentType,
        awaitsContent,
        eContentType == null
            ? SignedMessage.NONE
            : SignedMessage.of(eContentType, signer.signature(), attributes, digest.orElse(null)),
        new CarriedAttributes(verifiedAttributes, signer.unsignedAttrs(), options.limits),
        judged == null ? null : expected -> judge.compare(judged.certificate(), expected),
        // The offer of an untrusted signer does not count.
        findings.isEmpty() && eContentType != null
            ? SignerOffer.of(attributes, carried)
            : SignerOffer.NONE,
        countersigned);
  }

  private String digestLabel() {
    return SignatureCheck.digestNamed(digestOid).map(DigestAlgorithm::micalg).orElse(digestOid);
  }

  private static void add(
      List<Finding> findings, Finding.Code code, String pattern, Object... arguments) {
    findings.add(new Finding(code, pattern, arguments));
  }
}
