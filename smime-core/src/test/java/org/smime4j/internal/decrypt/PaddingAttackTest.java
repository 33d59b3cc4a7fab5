package org.smime4j.internal.decrypt;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.doors.PaddingAttack;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;

/** The time of {@code Decryptor} and {@code MailReader} tells no octet of the content. */
@Tag("thorough")
@Tag("timing")
public class PaddingAttackTest {

  @ParameterizedTest
  @MethodSource("org.smime4j.doors.PaddingAttack#rows")
  void a13_timeTellsNoOctetOfTheContent(PaddingAttack.Kind kind, int held, ContentCipher cipher)
      throws Exception {
    PaddingAttack attack = PaddingAttack.of(kind, held, cipher, false);
    String row = ", " + kind + ", " + held + ", " + cipher;
    attack.assertGuessesNoMoreThanChance("Decryptor" + row, decryptor -> decryptor::decrypt);
    attack.assertGuessesNoMoreThanChance(
        "MailReader" + row,
        decryptor -> {
          MailReader reader =
              MailReader.with(
                  decryptor, Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")));
          return message -> {
            try (OpenedMail opened = reader.open(message)) {
              return opened.outcome();
            }
          };
        });
  }
}
