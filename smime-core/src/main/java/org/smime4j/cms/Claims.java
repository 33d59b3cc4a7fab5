package org.smime4j.cms;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Finding;
import org.smime4j.trust.AddressBinding;
import org.smime4j.trust.Binding;
import org.smime4j.trust.CertificateVerdict;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.Note;
import org.smime4j.internal.base.Findings;

/**
 * What a message says of itself, against which its signers are held.
 *
 * @param author who is expected to have signed; null if nobody said
 * @param date the time that the message states; null if nobody said, or it states none
 * @param readAt when it is read, for a message that is known to state no time; else null
 * @param skew how far the times may lie apart; null for the rules of {@link DateCheck}
 * @param mail whether the content must be of a type that a mail has
 * @param domains whether a certificate will do that is bound to the author's domain
 */
record Claims(
    @Nullable ExpectedSigner author,
    @Nullable Instant date,
    @Nullable Instant readAt,
    @Nullable Duration skew,
    boolean mail,
    boolean domains) {

  static final Claims NONE = new Claims(null, null, null, null, false, false);

  /** Of countersignatures: nobody's authors, whose time is no message's. */
  private static final Claims OF_COUNTERSIGNATURES =
      new Claims(
          ExpectedSigner.anyone("a countersigner is no author"), null, null, null, false, false);

  Claims from(ExpectedSigner newAuthor) {
    return new Claims(newAuthor, date, readAt, skew, mail, domains);
  }

  Claims dated(Instant newDate) {
    return new Claims(author, newDate, null, skew, mail, domains);
  }

  Claims undated(Instant newReadAt) {
    return new Claims(author, null, newReadAt, skew, mail, domains);
  }

  Claims allowing(Duration newSkew) {
    return new Claims(author, date, readAt, newSkew, mail, domains);
  }

  Claims asMail() {
    return new Claims(author, date, readAt, skew, true, domains);
  }

  Claims acceptingDomainBound() {
    return new Claims(author, date, readAt, skew, mail, true);
  }

  /** The verdict on one signer. */
  SignerVerdict judge(SignerEvidence evidence) {
    return judge(evidence, evidence.integrity(), evidence.findings());
  }

  private SignerVerdict judge(
      SignerEvidence evidence, Integrity integrity, List<Finding> signature) {
    List<Finding> findings = new ArrayList<>(signature);
    List<Note> notes = new ArrayList<>(evidence.notes());
    if (mail && evidence.contentType() != null) {
      AttributeRules.checkMail(evidence.contentType(), findings);
    }
    AddressBinding binding = bind(evidence, findings, notes);
    boolean bound = binding != null && binding.binding() != Binding.NOT_CHECKED;
    Duration skew = DateCheck.skew(this, evidence.signingTime(), bound, findings, notes);
    if (evidence.awaitsContent()) {
      putOff(findings, notes);
    }
    List<Finding> against =
        Countersignatures.against(integrity, findings, evidence.isOfSomebodyKnown());
    List<SignerVerdict> countersignatures = new ArrayList<>();
    for (SignerEvidence each : evidence.countersignatures()) {
      countersignatures.add(
          OF_COUNTERSIGNATURES.judge(
              each, each.integrity().atMost(integrity), joined(against, each.findings())));
    }
    return SignerVerdict.of(
        evidence,
        integrity,
        new SignerVerdict.Held(
            findings,
            notes,
            binding,
            skew,
            findings.isEmpty() ? evidence.offer() : SignerOffer.NONE,
            countersignatures));
  }

  private static List<Finding> joined(List<Finding> some, List<Finding> more) {
    List<Finding> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }

  private @Nullable AddressBinding bind(
      SignerEvidence evidence, List<Finding> findings, List<Note> notes) {
    CertificateVerdict certificate = evidence.certificate();
    if (certificate == null || evidence.addresses() == null) {
      return null;
    }
    if (author == null) {
      notes.add(new Note(Note.Code.ADDRESS_NOT_CHECKED, "Nobody said who was expected to sign"));
    }
    ExpectedSigner expected =
        author == null ? ExpectedSigner.anyone("nobody said who was expected") : author;
    AddressBinding binding =
        evidence.addresses().apply(domains ? expected.acceptingDomainBound() : expected);
    binding.finding().ifPresent(findings::add);
    binding.note().ifPresent(notes::add);
    return binding;
  }

  /**
   * Without its content a signature is not judged: the verdict is Unknown for every signer. What
   * speaks against the signer is noted.
   */
  private static void putOff(List<Finding> findings, List<Note> notes) {
    for (Finding finding : List.copyOf(findings)) {
      if (Findings.severity(finding) == Findings.Severity.UNTRUSTED) {
        findings.remove(finding);
        notes.add(new Note(Note.Code.SIGNER_DOUBTFUL, finding.toString()));
      }
    }
    findings.add(
        Findings.of(
            Finding.Code.CONTENT_MISSING,
            "The signature is detached, and the content that it is for is not at hand"));
  }
}
