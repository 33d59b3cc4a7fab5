package org.smime4j.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.cms.Verifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.cms.Verbs;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.trust.Binding;
import org.smime4j.trust.ExpectedSigner;

/**
 * What a message claims of itself, and every doubt whether all readers see the same claims. It is
 * collected while the layers are peeled off; at the end the signatures are held against it, here
 * and nowhere else.
 */
final class Attribution {

  /** How far a Date may lie from the signer's time where a Date inside says otherwise. */
  private static final Duration SAME_TIME = Duration.ofHours(1);

  /** Fields of which a message has one where it has a whole header, in which a Date is due. */
  private static final List<String> OF_A_MESSAGE =
      List.of("To", "Cc", "Subject", "Message-ID", "Received");

  private final Author author;
  private final Regularity regularity;

  /** From inside, where it differs from From outside. */
  private @Nullable Author another;

  private @Nullable Instant date;
  private @Nullable Instant dateInside;

  /** Whether there is a MIME entity around the signature, and not CMS alone. */
  private boolean mail;

  /** Whether it has a header in which a Date is due. */
  private boolean due;

  private Attribution(Author author, Regularity regularity) {
    this.author = author;
    this.regularity = regularity;
  }

  /** Of a message, whose header says whom it is from. */
  static Attribution of(Entity message) {
    Attribution attribution = new Attribution(Author.of(message.header()), new Regularity());
    attribution.regularity.header(message);
    return attribution;
  }

  /** Of CMS alone, which says nothing of whom it is from. */
  static Attribution ofCms() {
    return new Attribution(Author.none(), new Regularity());
  }

  /** For a layer among other parts: the same author, and a date of its own if it has one. */
  Attribution errant() {
    return new Attribution(author, new Regularity(regularity));
  }

  Regularity regularity() {
    return regularity;
  }

  /**
   * Takes the date of the outermost entity, which is the one that is shown. What stands further in,
   * around all signatures, anybody may have written, and nobody sees it.
   */
  void around(Entity entity, Coverage coverage) {
    if (mail) {
      return;
    }
    mail = true;
    date = DateField.of(entity.header());
    regularity.doubt(DateField.ambiguity(entity.header(), date));
    due =
        coverage == Coverage.WHOLE
            && OF_A_MESSAGE.stream().anyMatch(name -> entity.header().first(name) != null);
  }

  /**
   * Takes what the header inside says. A program that shows From inside must not show another
   * author than the one who signed (RFC 9788, section 4.4).
   */
  void inside(InnerHeader inner, @Nullable HeaderFields outside) {
    regularity.doubt(inner.doubt());
    if (outside != null && inner.isFromAnother(outside)) {
      another = Author.of(inner.fields());
    }
    dateInside = DateField.of(inner.fields());
  }

  /** Holds signatures against the claims, if the message is proven to be read alike by all. */
  SignatureReport bind(Verifier verifier, SignatureReport report) {
    Optional<ExpectedSigner> asked = Verbs.expectedSigner(verifier);
    Verifier dated = dated(verifier, report);
    Optional<Regularity.Proof> proof = regularity.proof();
    if (proof.isEmpty()) {
      return isAnybody(asked)
          ? Verbs.bind(dated, report)
          : Verbs.bind(dated.expecting(nobody()), report);
    }
    return bind(dated, asked, report, proof.get());
  }

  /** The one place at which a signer is bound to an address of the message. */
  private SignatureReport bind(
      Verifier dated,
      Optional<ExpectedSigner> asked,
      SignatureReport report,
      Regularity.Proof proof) {
    if (asked.isPresent()) {
      return Verbs.bind(dated, report);
    }
    SignatureReport bound = Verbs.bind(dated.expecting(author.provenBy(proof)), report);
    Author inside = another;
    return inside != null && bound.signers().stream().anyMatch(Attribution::isBound)
        ? Verbs.bind(dated.expecting(inside.provenBy(proof)), report)
        : bound;
  }

  private static boolean isBound(SignerVerdict signer) {
    return signer.binding() == Binding.MATCH || signer.binding() == Binding.DOMAIN_BOUND;
  }

  private ExpectedSigner nobody() {
    return Trusting.unreadable(regularity.evidence());
  }

  /** A caller that takes anybody's signature expects no address. */
  private static boolean isAnybody(Optional<ExpectedSigner> asked) {
    return asked.isPresent() && Trusting.addresses(asked.get()).isEmpty();
  }

  private Verifier dated(Verifier verifier, SignatureReport report) {
    // A receipt is no mail, and its content is of a type of its own.
    Verifier typed =
        mail && !report.contentType().equals(Oids.RECEIPT) ? verifier.expectingMail() : verifier;
    if (Verbs.date(verifier).isPresent()) {
      return typed;
    }
    // A Date that was taken off is no better than a wrong one, whatever stands inside.
    Instant stated = date == null && !due ? dateInside : date;
    if (stated == null) {
      return due ? typed.dated(null) : typed;
    }
    boolean otherwise = dateInside != null && !dateInside.equals(stated);
    return otherwise && !isAnybody(Verbs.expectedSigner(verifier))
        ? typed.dated(stated).allowingSkew(SAME_TIME)
        : typed.dated(stated);
  }
}
