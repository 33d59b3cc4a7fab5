package org.smime4j.internal.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfo.SignerInfo;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.SignedDataReader;
import org.smime4j.internal.asn1.UnsignedAttributes;
import org.smime4j.internal.path.MessageJudge;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.settings.Limit;
import org.smime4j.sources.ByteSource;

/**
 * Judges countersignatures (RFC 5652, 11.4): signatures over the value of another signature. They
 * are unsigned attributes, so anyone can add them. An error in one, or too many of them, therefore
 * never affects the verdict on a signer.
 */
final class Countersignatures implements UnsignedParts.Countersigners {

  private final VerifyingOptions options;
  private final MessageCertificates carried;
  private final MessageEffort effort;
  private final int depth;
  private final @Nullable Countersignatures below;
  private @Nullable MessageJudge judge;

  /** Creates a judge for the countersignatures on the signers of a message. */
  Countersignatures(
      VerifyingOptions options, MessageCertificates carried, MessageEffort ofMessage) {
    this.options = options;
    this.carried = carried;
    this.effort = ofMessage.countersignatures();
    this.depth = 1;
    this.below = null;
  }

  /** Creates a judge for the countersignatures on countersigners. */
  private Countersignatures(Countersignatures below) {
    this.options = below.options;
    this.carried = below.carried;
    this.effort = below.effort;
    this.depth = below.depth + 1;
    this.below = below;
  }

  /**
   * Returns the judge for the whole message, which reads its CRLs once. It is created on first use.
   */
  private MessageJudge judge() {
    if (below != null) {
      return below.judge();
    }
    if (judge == null) {
      judge = effort.judge(options.trust, carried.carried(), carried.crls());
    }
    return judge;
  }

  @Override
  public List<SignerEvidence> of(SignerInfo covered, List<Finding> notes) throws IOException {
    List<SignerEvidence> read = new ArrayList<>();
    if (covered.unsignedAttrs() == null) {
      return read;
    }
    int number = 0;
    for (byte[] each :
        UnsignedAttributes.values(
            covered.unsignedAttrs(),
            Oids.COUNTERSIGNATURE,
            options.limits.get(Limit.COUNTERSIGNATURES),
            options.limits)) {
      if (depth > options.limits.get(Limit.COUNTERSIGNATURE_DEPTH)) {
        notes.add(
            new Finding(
                Finding.Code.COUNTERSIGNATURE_NOT_READ,
                "The countersignatures are nested too deeply"));
        break;
      }
      if (!effort.spendCountersignature()) {
        notes.add(
            new Finding(
                Finding.Code.COUNTERSIGNATURE_NOT_READ,
                "The message has too many countersignatures"));
        break;
      }
      number++;
      try {
        read.add(evidence(SignedDataReader.signerInfo(each, options.limits), covered));
      } catch (SmimeException | RuntimeException e) {
        notes.add(
            new Finding(
                Finding.Code.COUNTERSIGNATURE_NOT_READ,
                "Countersignature {0} cannot be read",
                number));
      }
    }
    return read;
  }

  private SignerEvidence evidence(SignerInfo info, SignerInfo covered) throws IOException {
    SignerCheck check =
        new SignerCheck(
            options,
            info,
            null,
            effort,
            judge(),
            carried,
            new UnsignedParts(new AcceptedTimestamps(options, effort), new Countersignatures(this)),
            new ArrayList<>());
    ByteSource content = ByteSource.of(covered.signature());
    DigestAlgorithm digest = check.wantedDigest().orElse(null);
    check.over(
        content,
        digest == null
            ? Map.of()
            : Map.of(digest, Digesting.digest(digest, covered.signature(), options.providers)));
    return check.ofCountersignature(content);
  }
}
