package org.smime4j.cms;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.TestPki;
import org.smime4j.trust.Finding;
import org.smime4j.trust.Note;
import org.smime4j.trust.TrustPolicy;

/** How far a message's date and its signer's time may lie apart, to the second (B13). */
class DateCheckTest {

  private static final Instant SIGNED = TestPki.NOW;
  private static final Verifier MAIL =
      Verifier.trusting(TrustPolicy.withoutAnchors("nobody is judged here")).expectingMail();

  private final List<Finding> findings = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();

  private Duration skew(Verifier verifier, Instant signed, boolean bound) {
    findings.clear();
    notes.clear();
    return DateCheck.skew(verifier, signed, bound, findings, notes);
  }

  @ParameterizedTest
  @CsvSource({
    // how many seconds the date is before the signature, what is allowed, whether the signer is
    // bound, what is said
    "3600, , true, NOTHING",
    "-3600, , true, NOTHING",
    "3601, , true, DATE_MISMATCH",
    "-3601, , true, DATE_MISMATCH",
    "3600, , false, NOTHING",
    "3601, , false, DATE_SKEW",
    "-3601, , false, DATE_SKEW",
    "7200, 7200, true, DATE_SKEW",
    "7201, 7200, true, DATE_MISMATCH",
    "-7201, 7200, false, DATE_MISMATCH",
    "0, 0, true, NOTHING",
    "1, 0, false, DATE_MISMATCH"
  })
  void b13_apartByMoreThanIsAllowed_isAMismatch(
      long seconds, Long allowed, boolean bound, String said) {
    Instant date = SIGNED.minusSeconds(seconds);
    Verifier dated = MAIL.dated(date);
    Duration skew =
        skew(
            allowed == null ? dated : dated.allowingSkew(Duration.ofSeconds(allowed)),
            SIGNED,
            bound);
    assertThat(skew).isEqualTo(Duration.ofSeconds(seconds));
    List<String> all = new ArrayList<>();
    findings.forEach(finding -> all.add(finding.code().name()));
    notes.forEach(note -> all.add(note.code()));
    assertThat(all).isEqualTo(said.equals("NOTHING") ? List.of() : List.of(said));
    findings.forEach(
        finding ->
            assertThat(finding.sentence()).contains(date.toString()).contains(SIGNED.toString()));
    notes.forEach(
        note -> assertThat(note.sentence()).contains(date.toString()).contains(SIGNED.toString()));
  }

  /** Who leaves a date out must not pass for one whose date is right. */
  @Test
  void b13_whatIsMissing_isSaidOfTheMailOfABoundSigner_andOfNoOther() {
    Instant date = SIGNED.minusSeconds(5);
    assertThat(skew(MAIL, SIGNED, true)).isNull();
    assertThat(findings).isEmpty();
    assertThat(notes)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.code()).isEqualTo("DATE_NOT_CHECKED");
              assertThat(note.sentence()).contains("no Date").contains(SIGNED.toString());
            });
    assertThat(skew(MAIL.dated(date), null, true)).isNull();
    assertThat(notes)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.code()).isEqualTo("DATE_NOT_CHECKED");
              assertThat(note.sentence()).contains("says no time").contains(date.toString());
            });
    assertThat(skew(MAIL, null, true)).isNull();
    assertThat(notes)
        .singleElement()
        .satisfies(note -> assertThat(note.sentence()).contains("Neither"));
    assertThat(skew(MAIL, SIGNED, false)).isNull();
    assertThat(notes).as("nobody asked for an author, nor for a date").isEmpty();
    Verifier noMail = Verifier.trusting(TrustPolicy.withoutAnchors("nobody is judged here"));
    assertThat(skew(noMail, SIGNED, true)).isNull();
    assertThat(notes).as("what is no mail has no date").isEmpty();
    assertThat(findings).isEmpty();
  }
}
