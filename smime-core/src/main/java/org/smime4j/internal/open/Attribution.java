package org.smime4j.internal.open;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.address.ExpectedAddress;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.mime.Doubt;
import org.smime4j.internal.mime.Entity;
import org.smime4j.internal.mime.HeaderFields;
import org.smime4j.internal.verify.Claims;
import org.smime4j.internal.verify.JudgedSignature;
import org.smime4j.internal.verify.SignerEvidence;
import org.smime4j.internal.verify.Verified;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.reports.Binding;
import org.smime4j.reports.SignerVerdict;

/**
 * The claims of a message about itself, and every doubt whether all readers see the same claims.
 * The reader collects them while it opens the layers. At the end this class compares the signatures
 * with them; no other class does.
 */
final class Attribution {

  /** The permitted difference between Date and the signing time if a Date inside differs. */
  private static final Duration SAME_TIME = Duration.ofHours(1);

  /** A time zone apart, and a clock that is wrong by five minutes. */
  private static final Duration SAME_DAY = Duration.ofMinutes(14 * 60 + 5);

  /** A message with one of these fields has a complete header, which must have a Date. */
  private static final List<String> OF_A_MESSAGE =
      List.of("To", "Cc", "Subject", "Message-ID", "Received");

  private final Author author;
  private final Regularity regularity;

  /** From inside, where it differs from From outside. */
  private @Nullable Author another;

  private @Nullable DateField date;
  private @Nullable DateField dateInside;

  /** The times that programs show which find no Date. */
  private final List<Instant> shown = new ArrayList<>();

  /** Whether there is a MIME entity around the signature, and not CMS alone. */
  private boolean mail;

  /** Whether it has a header that must have a Date. */
  private boolean due;

  private Attribution(Author author, Regularity regularity) {
    this.author = author;
    this.regularity = regularity;
  }

  /** The same claims and doubts, to which others may be added. */
  Attribution(Attribution other) {
    this(other.author, new Regularity(other.regularity));
    another = other.another;
    date = other.date;
    dateInside = other.dateInside;
    shown.addAll(other.shown);
    mail = other.mail;
    due = other.due;
  }

  /** For a message with a header that names its author. */
  static Attribution of(Entity message) {
    Attribution attribution = new Attribution(new Author(message.header()), new Regularity());
    attribution.regularity.message(message);
    return attribution;
  }

  /** For CMS without mail, which names no author. */
  static Attribution ofCms() {
    return new Attribution(new Author(null), new Regularity());
  }

  /** For a layer beside other parts: it has the same author, and its own date if it has one. */
  Attribution errant() {
    return new Attribution(author, new Regularity(regularity));
  }

  /** With what the caller knows; empty if it is nothing. */
  Attribution doubting(String sentence) {
    if (!sentence.isEmpty()) {
      regularity.doubt(Doubt.of("{0}", sentence));
    }
    return this;
  }

  Regularity regularity() {
    return regularity;
  }

  /**
   * Takes the date of the outermost entity, which programs show. Anyone may have written the
   * headers further in that are outside all signatures, and no program shows them.
   */
  void around(Entity entity, Coverage coverage) throws IOException {
    if (mail) {
      return;
    }
    mail = true;
    date = DateField.of(entity.header());
    regularity.doubt(DateField.ambiguity(entity.header(), date));
    if (date == null || !date.isFound()) {
      shown.addAll(DateField.ofTheWay(entity));
    }
    due =
        coverage == Coverage.WHOLE
            && OF_A_MESSAGE.stream().anyMatch(name -> entity.header().first(name) != null);
  }

  /**
   * Takes the claims of the header inside. A program that shows From inside must not show an author
   * who did not sign (RFC 9788, section 4.4).
   */
  void inside(InnerHeader inner, @Nullable HeaderFields outside) {
    regularity.doubt(inner.doubt());
    if (outside != null && inner.isFromAnother(outside)) {
      another = new Author(inner.fields());
    }
    dateInside = DateField.of(inner.fields());
  }

  /**
   * Compares signatures with the claims, if there is proof that all programs read the message in
   * the same way.
   */
  JudgedSignature bind(VerifyingOptions verifying, Verified verified) {
    Optional<ExpectedAddress> asked = verifying.expected();
    Claims dated = dated(verifying, verified);
    Optional<Regularity.Proof> proof = regularity.proof();
    if (proof.isEmpty() && !isAnybody(asked)) {
      return JudgedSignature.of(verified, dated.from(nobody()));
    }
    if (proof.isEmpty() || asked.isPresent()) {
      return JudgedSignature.of(verified, dated);
    }
    // The one place that asks for an address of the message: ExpectedAddress compares it.
    JudgedSignature bound = JudgedSignature.of(verified, dated.from(author.provenBy(proof.get())));
    Author inside = another;
    return inside != null && bound.signers().stream().anyMatch(Attribution::isBound)
        ? JudgedSignature.of(verified, dated.from(inside.provenBy(proof.get())))
        : bound;
  }

  static boolean isBound(SignerVerdict signer) {
    return signer.binding() == Binding.MATCH || signer.binding() == Binding.DOMAIN_BOUND;
  }

  private ExpectedAddress nobody() {
    return ExpectedAddress.unreadable(regularity.evidence().orElseThrow());
  }

  /** A caller that accepts any signer expects no address. */
  private static boolean isAnybody(Optional<ExpectedAddress> asked) {
    return asked.isPresent() && asked.get().authors().isEmpty();
  }

  private Claims dated(VerifyingOptions verifying, Verified verified) {
    Claims claims = verifying.claims();
    // A receipt is not mail, and its content has its own type.
    Claims typed = mail && !verified.contentType().equals(Oids.RECEIPT) ? claims.asMail() : claims;
    if (claims.date() != null) {
      return typed;
    }
    for (SignerEvidence signer : verified.signers()) {
      if (signer.signingTime() != null) {
        doubtOtherDays(signer.signingTime());
      }
    }
    // A removed Date is no better than a wrong one, even if there is a Date inside.
    DateField stated = date == null && !due ? dateInside : date;
    if (stated == null) {
      return due ? typed.undated(verifying.trust().options().time()) : typed;
    }
    boolean otherwise = dateInside != null && !dateInside.time().equals(stated.time());
    Claims held = typed.dated(stated.time(), !stated.isRegular());
    return otherwise && !isAnybody(verifying.expected()) ? held.allowing(SAME_TIME) : held;
  }

  private void doubtOtherDays(Instant signed) {
    for (Instant time : shown) {
      if (Duration.between(time, signed).abs().compareTo(SAME_DAY) > 0) {
        regularity.doubt(
            Doubt.of("Some programs find no Date, and show the day on which it was received"));
        return;
      }
    }
  }
}
