package org.smime4j.mail;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.smime4j.cms.Verifier;
import org.smime4j.internal.mime.Entity;
import org.smime4j.trust.ExpectedSigner;

/** Whose a message is, and of when, as its header says: what its signatures are held against. */
final class Attribution {

  private ExpectedSigner author;
  private @Nullable Instant date;

  /** Whether there is a MIME entity, and not CMS alone. */
  private boolean mail;

  /** Whether programs may read the message in more than one way. */
  private boolean ambiguous;

  Attribution(ExpectedSigner author) {
    this.author = author;
  }

  /** For a layer among other parts: the same author, and a date of its own if it has one. */
  Attribution errant() {
    Attribution errant = new Attribution(author);
    errant.ambiguous = ambiguous;
    return errant;
  }

  /**
   * Takes the date of an entity, if there was none yet; from here on this is a mail.
   *
   * @return why programs may differ over the date; or empty
   */
  String entity(Entity entity) {
    mail = true;
    if (date != null) {
      return "";
    }
    date = DateField.of(entity);
    return DateField.ambiguity(entity);
  }

  /**
   * Where programs may differ over what a message says, no signature binds to its author.
   *
   * @return whether that was not known before
   */
  boolean bindNobodyIf(String ambiguity) {
    if (ambiguity.isEmpty() || ambiguous) {
      return false;
    }
    author = ExpectedSigner.unreadable(ambiguity);
    ambiguous = true;
    return true;
  }

  /** Who asks for an address is not answered by a message that says several things either. */
  Verifier bind(Verifier verifier) {
    Verifier bound = bindReceipt(verifier);
    return mail ? bound.expectingMail() : bound;
  }

  /** The same for a receipt, whose content is no mail. */
  Verifier bindReceipt(Verifier verifier) {
    Optional<ExpectedSigner> asked = verifier.expectedSigner();
    boolean settled = asked.isPresent() && !(ambiguous && !asked.get().addresses().isEmpty());
    Verifier bound = settled ? verifier : verifier.expecting(author);
    return date == null || verifier.date().isPresent() ? bound : bound.dated(date);
  }
}
