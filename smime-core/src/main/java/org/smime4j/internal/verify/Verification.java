package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.internal.io.ContentForms;
import org.smime4j.internal.io.ContentForms.ContentForm;
import org.smime4j.internal.path.MessageJudge;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** Verifies one SignedData, and finds the form of the content that was signed. */
final class Verification {

  private final VerifyingOptions options;
  private final SignedData signedData;
  private final MessageEffort effort;
  private final List<SignerCheck> checks = new ArrayList<>();
  private final List<Finding> deviations = new ArrayList<>();

  /**
   * @param unsigned returns the judges for the unsigned attributes of the signers
   */
  Verification(
      VerifyingOptions options,
      CmsObject cms,
      MessageEffort effort,
      Function<MessageCertificates, UnsignedParts> unsigned)
      throws IOException {
    this.options = options;
    this.signedData = read(cms, options.limits);
    this.effort = effort;
    deviations.addAll(signedData.deviations());
    MessageCertificates carried =
        new MessageCertificates(
            MessageCertificates.readable(
                signedData.certificates(), options.known::parse, deviations),
            signedData.crls(),
            options.trust.certificates());
    MessageJudge judge = effort.judge(options.trust, carried.carried(), carried.crls());
    UnsignedParts parts = unsigned.apply(carried);
    for (SignerInfo signer : signedData.signerInfos()) {
      checks.add(
          new SignerCheck(
              options,
              signer,
              signedData.eContentType(),
              effort,
              judge,
              carried,
              parts,
              deviations));
    }
  }

  private static SignedData read(CmsObject cms, Limits limits) throws IOException {
    if (!(cms.info(limits) instanceof SignedData signedData)) {
      throw new SmimeException.Malformed(
          "ContentInfo", 0, "this is not SignedData; use Decryptor for encrypted content");
    }
    if (signedData.signerInfos().isEmpty()) {
      throw new SmimeException.Malformed(
          "SignedData", -1, "there is no signer: it has no signerInfo, only certificates or CRLs");
    }
    return signedData;
  }

  /**
   * @param observing wraps the content to observe reading
   */
  JudgedSignature opaque(UnaryOperator<ByteSource> observing) throws IOException {
    ByteSource content = signedData.eContent();
    return content == null
        ? report(null, false, List.of())
        : over(ContentForms.of(observing.apply(content)), List.of());
  }

  JudgedSignature detached(ContentForms forms) throws IOException {
    ByteSource content = signedData.eContent();
    if (content == null) {
      return over(forms, List.of());
    }
    if (options.policy.readsArchive()) {
      List<ContentForm> all = new ArrayList<>(List.of(forms.first()));
      all.addAll(forms.others());
      for (ContentForm form : all) {
        if (ContentForms.areSame(form.octets(), content)) {
          deviations.add(new Finding(Finding.Code.ECONTENT_EQUAL, "{0}", form.name()));
          return over(forms, List.of());
        }
      }
    }
    return over(
        forms,
        List.of(
            new Finding(
                Finding.Code.ECONTENT_PRESENT,
                "The detached signature also contains content, which no program would show")));
  }

  /**
   * Finds the form that a signer signed. If no form was signed, the report is on the first form.
   */
  private JudgedSignature over(ContentForms forms, List<Finding> findings) throws IOException {
    ContentForm first = forms.first();
    effort.content(forms.sizeIfKnown().orElse(0));
    Set<DigestAlgorithm> wanted = EnumSet.noneOf(DigestAlgorithm.class);
    for (SignerCheck check : checks) {
      check.wantedDigest().ifPresent(wanted::add);
    }
    FormDigests all = new FormDigests(wanted, options.providers, effort.work(), first.octets());
    List<Map<DigestAlgorithm, byte[]>> seen = new ArrayList<>();
    if (isSigned(first, all, seen)) {
      return report(first, true, findings);
    }
    for (ContentForm form : forms.others()) {
      if (isSigned(form, all, seen)) {
        deviations.add(new Finding(Finding.Code.SIGNED_FORM, "{0}", form.name()));
        return report(form, true, findings);
      }
    }
    return report(first, false, findings);
  }

  /**
   * @param seen the digests of the forms that no signer signed
   */
  private boolean isSigned(
      ContentForm form, FormDigests all, List<Map<DigestAlgorithm, byte[]>> seen)
      throws IOException {
    Map<DigestAlgorithm, byte[]> digests = all.of(form.octets());
    for (Map<DigestAlgorithm, byte[]> each : seen) {
      if (isSame(each, digests)) {
        return false;
      }
    }
    seen.add(digests);
    boolean matched = false;
    for (SignerCheck check : checks) {
      // Not short-circuited: each signer must be checked over the same form.
      matched |= check.over(form.octets(), digests);
    }
    return matched;
  }

  /** Returns true if two forms are the same content, by the digests of all signers. */
  private static boolean isSame(
      Map<DigestAlgorithm, byte[]> one, Map<DigestAlgorithm, byte[]> other) {
    return one.entrySet().stream()
        .allMatch(each -> Arrays.equals(each.getValue(), other.get(each.getKey())));
  }

  private JudgedSignature report(
      @Nullable ContentForm form, boolean matched, List<Finding> findings) throws IOException {
    List<SignerEvidence> signers = new ArrayList<>();
    List<Finding> ofAll = new ArrayList<>(findings);
    if (deviations.stream().anyMatch(each -> each.code() == Finding.Code.INTEGER_PADDED)) {
      // X.690, section 8.3.2. It is tolerated where keys open old messages, but no known program
      // signs so.
      ofAll.add(
          new Finding(
              Finding.Code.AMBIGUOUS,
              "A number has more octets than BER allows: other programs do not read the"
                  + " signature"));
    }
    for (SignerCheck check : checks) {
      signers.add(check.evidence(form == null ? null : form.octets(), ofAll));
    }
    return JudgedSignature.of(
        new Verified(
            signers,
            signedData.eContentType(),
            form == null ? null : form.octets(),
            form != null && matched ? form.name() : null,
            deviations),
        options.claims);
  }
}
