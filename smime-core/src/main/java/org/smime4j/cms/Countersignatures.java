package org.smime4j.cms;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.smime4j.DigestAlgorithm;
import org.smime4j.Limit;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.SignerInfo;
import org.smime4j.internal.asn1.UnsignedAttributes;
import org.smime4j.internal.crypto.Digesting;
import org.smime4j.trust.Finding;
import org.smime4j.trust.Note;

/**
 * Judges countersignatures (RFC 5652, 11.4): signatures over the value of another. They stand among
 * the unsigned attributes, where anybody can add them: whatever is wrong with one, or with their
 * number, is said of them and harms nobody else.
 */
final class Countersignatures {

  private static final String NOT_READ = "COUNTERSIGNATURE_NOT_READ";

  private final Verifier verifier;
  private final MessageCertificates carried;
  private final MessageEffort effort;
  private final int depth;

  /** Those on the signers of a message. */
  Countersignatures(Verifier verifier, MessageCertificates carried, MessageEffort ofMessage) {
    this(verifier.forCountersignatures(), carried, ofMessage.countersignatures(), 1);
  }

  private Countersignatures(
      Verifier verifier, MessageCertificates carried, MessageEffort effort, int depth) {
    this.verifier = verifier;
    this.carried = carried;
    this.effort = effort;
    this.depth = depth;
  }

  /**
   * A verdict for each countersignature on a signer.
   *
   * @param integrity of the signature that they cover
   * @param notes of the signer, for what is not read
   */
  List<SignerVerdict> of(SignerInfo covered, Integrity integrity, List<Note> notes)
      throws IOException {
    List<SignerVerdict> verdicts = new ArrayList<>();
    if (covered.unsignedAttrs() == null) {
      return verdicts;
    }
    for (byte[] each :
        UnsignedAttributes.values(
            covered.unsignedAttrs(), Oids.COUNTERSIGNATURE, verifier.limits())) {
      if (depth > verifier.limits().of(Limit.COUNTERSIGNATURE_DEPTH)) {
        notes.add(new Note(NOT_READ, "Too many countersignatures stand on one another"));
        break;
      }
      if (!effort.spendCountersignature()) {
        notes.add(new Note(NOT_READ, "The message carries too many countersignatures"));
        break;
      }
      try {
        verdicts.add(verdict(SignerInfo.read(each, verifier.limits()), covered, integrity));
      } catch (SmimeException e) {
        notes.add(new Note(NOT_READ, "A countersignature is not read: " + e.getMessage()));
      } catch (RuntimeException e) {
        notes.add(new Note(NOT_READ, "A countersignature cannot be read"));
      }
    }
    return verdicts;
  }

  private SignerVerdict verdict(SignerInfo info, SignerInfo covered, Integrity integrity)
      throws IOException {
    SignerCheck check =
        new SignerCheck(
            verifier,
            info,
            null,
            new SignatureKeys(
                info, carried.named(info.identifier()), verifier.providers(), effort.signatures()),
            effort.judge(verifier.trust(), carried.carried(), carried.crls()),
            carried,
            effort,
            new Countersignatures(verifier, carried, effort, depth + 1),
            new ArrayList<>());
    Octets content = Octets.of(covered.signature());
    DigestAlgorithm digest = check.wantedDigest().orElse(null);
    check.over(
        content,
        digest == null
            ? Map.of()
            : Map.of(digest, Digesting.digest(digest, covered.signature(), verifier.providers())));
    return check.countersignature(content, integrity);
  }

  /** What speaks against whatever covers a signature that does not hold itself. */
  static List<Finding> ofCovered(Integrity covered) {
    return switch (covered) {
      case INTACT -> List.of();
      case ALTERED ->
          List.of(
              new Finding(
                  Finding.Code.SIGNATURE_INVALID, "The signature that it covers does not hold"));
      case UNCHECKED ->
          List.of(
              new Finding(
                  Finding.Code.CONTENT_MISSING,
                  "Whether the signature that it covers holds is not known"));
    };
  }
}
