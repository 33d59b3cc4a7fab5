package org.smime4j.cli;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.doors.PaddingAttack;
import org.smime4j.settings.ContentCipher;

/** The time of {@code decrypt --filter} tells no octet of the content. */
class FilteredPaddingTest {

  private static PaddingAttack.Door filter(boolean onlyAuthenticated) {
    return decryptor -> {
      MailReader reader =
          MailReader.with(
              decryptor.expectingMail(),
              Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")));
      return new Incoming(reader, true, onlyAuthenticated, "mx.example.org")::delivered;
    };
  }

  @ParameterizedTest
  @Tag("thorough")
  @Tag("timing")
  @MethodSource("org.smime4j.doors.PaddingAttack#rows")
  void a13_timeTellsNoOctetOfTheContent(PaddingAttack.Kind kind, int held, ContentCipher cipher)
      throws Exception {
    PaddingAttack.of(kind, held, cipher, true)
        .assertGuessesNoMoreThanChance(
            "--filter, " + kind + ", " + held + ", " + cipher, filter(false));
  }

  @Test
  void a9_a13_paddingChangesNeitherOperationsNorReading() throws Exception {
    for (int held : new int[] {1, 3}) {
      PaddingAttack attack =
          PaddingAttack.of(PaddingAttack.Kind.PKCS1, held, ContentCipher.AES_128_CBC, true);
      attack.assertEqualWork(filter(false));
      attack.assertEqualWork(filter(true));
      attack.assertEqualWorkInside(filter(false));
      attack.assertEqualWorkToTheEnd(filter(false));
    }
  }

  @Test
  @Tag("cost")
  void a13_asMuchIsAllocatedForRightAsForWrongPadding() throws Exception {
    PaddingAttack.of(PaddingAttack.Kind.PKCS1, 1, ContentCipher.AES_128_CBC, true)
        .assertEqualAllocation(filter(false));
  }
}
