package org.smime4j.internal.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.findings.Finding;

/** Checks whether the date of a message agrees with the signer's time (docs/threats.md B13). */
final class DateCheck {

  private static final Duration USUAL = Duration.ofHours(1);

  /** The step between time zones. */
  private static final long ZONE_SECONDS = Duration.ofMinutes(30).toSeconds();

  private static final Duration FARTHEST_ZONE = Duration.ofHours(14);
  private static final long CLOCK_SECONDS = Duration.ofMinutes(5).toSeconds();

  private DateCheck() {}

  /**
   * Returns how much the signer's time is later than the message's date, if both are known and
   * programs agree on the date. The date is a claim of the header, like From. A verifier that
   * expects no author therefore expects no date either.
   *
   * @param bound whether the signer is bound to an author
   */
  static @Nullable Duration skew(
      Claims claims,
      @Nullable Instant signed,
      boolean bound,
      List<Finding> findings,
      List<Finding> notes) {
    Instant date = claims.date();
    if (date == null || signed == null) {
      if (bound && claims.mail()) {
        absent(claims, signed, findings, notes);
      }
      return null;
    }
    Duration skew = Duration.between(date, signed);
    boolean isAllowed = claims.skew() == null || !isLonger(skew, claims.skew());
    if (!isAllowed || isLonger(skew, USUAL)) {
      if (claims.skew() == null && isZone(skew)) {
        notes.add(
            new Finding(
                Finding.Code.DATE_ZONE,
                "The message is dated {0}, and its signer claims to have signed at {1}: one of"
                    + " the two has the wrong time zone",
                date,
                signed));
      } else if (!isAllowed || (claims.skew() == null && bound)) {
        findings.add(
            new Finding(
                Finding.Code.DATE_MISMATCH,
                "The message is dated {0}, and its signer claims to have signed at {1}",
                date,
                signed));
      } else {
        notes.add(
            new Finding(
                Finding.Code.DATE_SKEW,
                "The message is dated {0}, and its signer claims to have signed at {1}",
                date,
                signed));
      }
    }
    if (!claims.irregular()) {
      return skew;
    }
    if (bound && claims.mail()) {
      notes.add(
          new Finding(
              Finding.Code.DATE_NOT_CHECKED,
              "Programs may read the message''s Date as another time than {0}",
              date));
    }
    return null;
  }

  /** Returns true if the times differ by more than the maximum, in either direction. */
  private static boolean isLonger(Duration skew, Duration most) {
    return skew.abs().compareTo(most) > 0;
  }

  /** Returns true if a wrong time zone alone explains the difference. */
  private static boolean isZone(Duration skew) {
    long seconds = skew.abs().toSeconds();
    long fromZone = (seconds + ZONE_SECONDS / 2) % ZONE_SECONDS - ZONE_SECONDS / 2;
    return Math.abs(fromZone) <= CLOCK_SECONDS
        && seconds <= FARTHEST_ZONE.toSeconds() + CLOCK_SECONDS;
  }

  /** Checks a message without a date, so that it does not pass as one with a correct date. */
  private static void absent(
      Claims claims, @Nullable Instant signed, List<Finding> findings, List<Finding> notes) {
    Instant readAt = claims.readAt();
    if (readAt != null
        && signed != null
        && isLonger(
            Duration.between(signed, readAt), claims.skew() == null ? USUAL : claims.skew())) {
      findings.add(
          new Finding(
              Finding.Code.DATE_MISMATCH,
              "The message has no Date, or none that can be read, and is read at {0}, and its"
                  + " signer claims to have signed at {1}",
              readAt,
              signed));
      return;
    }
    if (signed != null) {
      notes.add(
          new Finding(
              Finding.Code.DATE_NOT_CHECKED,
              "The message has no Date to compare with the time of its signer, {0}",
              signed));
    } else if (claims.date() != null) {
      notes.add(
          new Finding(
              Finding.Code.DATE_NOT_CHECKED,
              "The signer states no time to compare with the message''s Date, {0}",
              claims.date()));
    } else {
      notes.add(
          new Finding(
              Finding.Code.DATE_NOT_CHECKED,
              "Neither the message nor its signer says when it was written"));
    }
  }
}
