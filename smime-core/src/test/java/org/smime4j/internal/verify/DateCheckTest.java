package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.findings.Finding;
import org.smime4j.testing.TestPki;

/** How far a message's date and its signer's time may lie apart, to the second (B13). */
class DateCheckTest {

  private static final Instant SIGNED = TestPki.NOW;
  private static final Claims MAIL = Claims.NONE.asMail();

  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> notes = new ArrayList<>();

  private Duration skew(Claims claims, Instant signed, boolean bound) {
    findings.clear();
    notes.clear();
    return DateCheck.skew(claims, signed, bound, findings, notes);
  }

  @ParameterizedTest
  @CsvSource({
    // how many seconds the date is before the signature, what is allowed, whether the signer is
    // bound, what is said
    "3600, , true, NOTHING",
    "-3600, , true, NOTHING",
    "4000, , true, DATE_MISMATCH",
    "-4000, , true, DATE_MISMATCH",
    "3600, , false, NOTHING",
    "4000, , false, DATE_SKEW",
    "-4000, , false, DATE_SKEW",
    // a wrong zone: 30 minutes or a multiple, give or take 5 minutes, up to 14 hours
    "3601, , true, DATE_ZONE",
    "-3601, , false, DATE_ZONE",
    "3900, , true, DATE_ZONE",
    "3901, , true, DATE_MISMATCH",
    "5099, , true, DATE_MISMATCH",
    "5100, , true, DATE_ZONE",
    "19800, , true, DATE_ZONE",
    "-50700, , true, DATE_ZONE",
    "50701, , true, DATE_MISMATCH",
    "52200, , true, DATE_MISMATCH",
    "86400, , true, DATE_MISMATCH",
    "7200, 7200, true, DATE_SKEW",
    "7201, 7200, true, DATE_MISMATCH",
    "-7201, 7200, false, DATE_MISMATCH",
    "0, 0, true, NOTHING",
    "1, 0, false, DATE_MISMATCH"
  })
  void b13_apartByMoreThanIsAllowed_isAMismatch(
      long seconds, Long allowed, boolean bound, String said) {
    Instant date = SIGNED.minusSeconds(seconds);
    Claims dated = MAIL.dated(date, false);
    Duration skew =
        skew(allowed == null ? dated : dated.allowing(Duration.ofSeconds(allowed)), SIGNED, bound);
    assertThat(skew).isEqualTo(Duration.ofSeconds(seconds));
    List<String> all = new ArrayList<>();
    findings.forEach(finding -> all.add(finding.code().name()));
    notes.forEach(note -> all.add(note.code().name()));
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
              assertThat(note.code().name()).isEqualTo("DATE_NOT_CHECKED");
              assertThat(note.sentence()).contains("no Date").contains(SIGNED.toString());
            });
    Instant read = SIGNED.plusSeconds(3600);
    assertThat(skew(MAIL.undated(read), SIGNED, true)).isNull();
    assertThat(findings).as("it may have been written just now").isEmpty();
    assertThat(notes).hasSize(1);
    assertThat(skew(MAIL.undated(read.plusSeconds(1)), SIGNED, true)).isNull();
    assertThat(notes).isEmpty();
    assertThat(findings)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo(Finding.Code.DATE_MISMATCH);
              assertThat(finding.sentence()).contains("no Date").contains(SIGNED.toString());
            });
    assertThat(skew(MAIL.undated(read.plusSeconds(1)), SIGNED, false)).isNull();
    assertThat(findings).as("nobody asked for an author, nor for a date").isEmpty();
    assertThat(skew(MAIL.dated(date, false), null, true)).isNull();
    assertThat(notes)
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.code().name()).isEqualTo("DATE_NOT_CHECKED");
              assertThat(note.sentence()).contains("states no time").contains(date.toString());
            });
    assertThat(skew(MAIL, null, true)).isNull();
    assertThat(notes)
        .singleElement()
        .satisfies(note -> assertThat(note.sentence()).contains("Neither"));
    assertThat(skew(MAIL, SIGNED, false)).isNull();
    assertThat(notes).as("nobody asked for an author, nor for a date").isEmpty();
    Claims noMail = Claims.NONE;
    assertThat(skew(noMail, SIGNED, true)).isNull();
    assertThat(notes).as("what is no mail has no date").isEmpty();
    assertThat(findings).isEmpty();
  }
}
