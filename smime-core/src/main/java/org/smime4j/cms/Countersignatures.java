package org.smime4j.cms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.crypto.DigestAlgorithm;
import org.smime4j.Finding;
import org.smime4j.Limit;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.SignerInfo;
import org.smime4j.internal.asn1.UnsignedAttributes;
import org.smime4j.internal.crypto.Digesting;
import org.smime4j.trust.MessageJudge;
import org.smime4j.trust.Note;
import org.smime4j.trust.Purpose;
import org.smime4j.internal.base.Findings;

/**
 * Judges countersignatures (RFC 5652, 11.4): signatures over the value of another. They stand among
 * the unsigned attributes, where anybody can add them: whatever is wrong with one, or with their
 * number, is said of them and harms nobody else.
 */
final class Countersignatures {

  private final Verifier verifier;
  private final MessageCertificates carried;
  private final MessageEffort effort;
  private final int depth;
  private final @Nullable Countersignatures below;
  private @Nullable MessageJudge judge;

  /** Those on the signers of a message. */
  Countersignatures(Verifier verifier, MessageCertificates carried, MessageEffort ofMessage) {
    this.verifier = verifier;
    this.carried = carried;
    this.effort = ofMessage.countersignatures();
    this.depth = 1;
    this.below = null;
  }

  /** Those on the countersigners of others. */
  private Countersignatures(Countersignatures below) {
    this.verifier = below.verifier;
    this.carried = below.carried;
    this.effort = below.effort;
    this.depth = below.depth + 1;
    this.below = below;
  }

  /** One for all of the message, which reads its CRLs once; made where it is needed. */
  private MessageJudge judge() {
    if (below != null) {
      return below.judge();
    }
    if (judge == null) {
      judge = effort.judge(verifier.trust(), carried.carried(), carried.crls());
    }
    return judge;
  }

  /**
   * The evidence on each countersignature of a signer.
   *
   * @param notes of the signer, for what is not read
   */
  List<SignerEvidence> of(SignerInfo covered, List<Note> notes) throws IOException {
    List<SignerEvidence> read = new ArrayList<>();
    if (covered.unsignedAttrs() == null || verifier.purpose() == Purpose.TIMESTAMPING) {
      return read;
    }
    for (byte[] each :
        UnsignedAttributes.values(
            covered.unsignedAttrs(),
            Oids.COUNTERSIGNATURE,
            verifier.limits().of(Limit.COUNTERSIGNATURES),
            verifier.limits())) {
      if (depth > verifier.limits().of(Limit.COUNTERSIGNATURE_DEPTH)) {
        notes.add(
            new Note(
                Note.Code.COUNTERSIGNATURE_NOT_READ,
                "Too many countersignatures stand on one another"));
        break;
      }
      if (!effort.spendCountersignature()) {
        notes.add(
            new Note(
                Note.Code.COUNTERSIGNATURE_NOT_READ,
                "The message carries too many countersignatures"));
        break;
      }
      try {
        read.add(evidence(SignerInfo.read(each, verifier.limits()), covered));
      } catch (SmimeException e) {
        notes.add(
            new Note(
                Note.Code.COUNTERSIGNATURE_NOT_READ,
                "A countersignature is not read: " + e.getMessage()));
      } catch (RuntimeException e) {
        notes.add(
            new Note(Note.Code.COUNTERSIGNATURE_NOT_READ, "A countersignature cannot be read"));
      }
    }
    return read;
  }

  private SignerEvidence evidence(SignerInfo info, SignerInfo covered) throws IOException {
    SignerCheck check =
        new SignerCheck(
            verifier,
            info,
            null,
            new SignatureKeys(
                info,
                carried.named(info.identifier()),
                judge(),
                verifier.providers(),
                effort.signatures(),
                verifier.trust().takesExperimentalComposites()),
            judge(),
            carried,
            effort,
            new Countersignatures(this),
            new ArrayList<>());
    Octets content = Octets.of(covered.signature());
    DigestAlgorithm digest = check.wantedDigest().orElse(null);
    check.over(
        content,
        digest == null
            ? Map.of()
            : Map.of(digest, Digesting.digest(digest, covered.signature(), verifier.providers())));
    return check.ofCountersignature(content);
  }

  /**
   * What speaks against a countersignature of a signature that does not hold itself, or whose
   * signer is not known: a key can be made for any signature value, so that anybody can be its
   * signer.
   *
   * @param findings on the signature that is covered
   * @param isKnown whether a certificate that is believed verifies it
   */
  static List<Finding> against(Integrity covered, List<Finding> findings, boolean isKnown) {
    if (covered == Integrity.ALTERED
        || findings.stream().anyMatch(f -> Findings.severity(f) == Findings.Severity.BROKEN)) {
      return List.of(
          Findings.of(
              Finding.Code.SIGNATURE_INVALID, "The signature that it covers does not hold"));
    }
    if (covered == Integrity.UNCHECKED) {
      return List.of(
          Findings.of(
              Finding.Code.CONTENT_MISSING,
              "Whether the signature that it covers holds is not known"));
    }
    return isKnown
        ? List.of()
        : List.of(
            Findings.of(
                Finding.Code.CERTIFICATE_MISSING,
                "Whose the signature is that it covers is not known"));
  }
}
