package org.smime4j.cms;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.trust.Finding;
import org.smime4j.trust.Note;

/** Whether the date of a message is the signer's own (security.md B13). */
final class DateCheck {

  private static final Duration USUAL = Duration.ofHours(1);

  private DateCheck() {}

  /**
   * How the signer's time and the message's date differ, where both are known. The date is a claim
   * of the header, as From is: who asks for no author asks for no date either.
   *
   * @param bound whether the signer is held against an author
   */
  static @Nullable Duration skew(
      Verifier verifier,
      @Nullable Instant signed,
      boolean bound,
      List<Finding> findings,
      List<Note> notes) {
    Instant date = verifier.date().orElse(null);
    if (date == null || signed == null) {
      if (bound && verifier.expectsMail()) {
        notes.add(new Note("DATE_NOT_CHECKED", missing(date, signed)));
      }
      return null;
    }
    Duration skew = Duration.between(date, signed);
    Duration allowed = verifier.allowedSkew();
    if (allowed == null && bound) {
      allowed = USUAL;
    }
    String sentence =
        "The message is dated " + date + ", and its signer claims to have signed at " + signed;
    if (allowed != null && skew.abs().compareTo(allowed) > 0) {
      findings.add(new Finding(Finding.Code.DATE_MISMATCH, sentence));
    } else if (skew.abs().compareTo(USUAL) > 0) {
      notes.add(new Note("DATE_SKEW", sentence));
    }
    return skew;
  }

  /** Who leaves a date out must not pass for one whose date is right. */
  private static String missing(@Nullable Instant date, @Nullable Instant signed) {
    if (signed != null) {
      return "The message has no Date to hold against the time of its signer, " + signed;
    }
    return date != null
        ? "The signer says no time to hold against the message's Date, " + date
        : "Neither the message nor its signer says when it was written";
  }
}
