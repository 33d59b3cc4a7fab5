package org.smime4j.james;

import java.util.Set;
import org.apache.mailet.base.test.FakeMail;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.doors.PaddingAttack;
import org.smime4j.settings.ContentCipher;

/** The time of {@link DecryptSmime} tells no octet of the content. */
class PaddingTest {

  private static final PaddingAttack.Door MAILET =
      decryptor -> {
        MailReader reader =
            MailReader.with(
                decryptor, Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")));
        Message.Incoming incoming = new Message.Incoming("mx.example.org", Set.of(), null);
        return message -> {
          FakeMail mail =
              FakeMail.builder().name("mail").mimeMessage(Message.read(message)).build();
          DecryptSmime.decrypt(mail, reader, incoming);
          return mail;
        };
      };

  @ParameterizedTest
  @Tag("thorough")
  @Tag("timing")
  @MethodSource("org.smime4j.doors.PaddingAttack#rows")
  void a13_timeTellsNoOctetOfTheContent(
      PaddingAttack.Kind kind, int held, ContentCipher cipher) throws Exception {
    PaddingAttack.of(kind, held, cipher, true)
        .assertGuessesNoMoreThanChance("James, " + kind + ", " + held + ", " + cipher, MAILET);
  }

  @Test
  void a9_a13_paddingChangesNoOperation() throws Exception {
    for (int held : new int[] {1, 3}) {
      PaddingAttack attack =
          PaddingAttack.of(PaddingAttack.Kind.PKCS1, held, ContentCipher.AES_128_CBC, true);
      attack.assertEqualWork(MAILET);
      attack.assertEqualWorkInside(MAILET);
    }
  }

  @Test
  @Tag("cost")
  void a13_asMuchIsAllocatedForRightAsForWrongPadding() throws Exception {
    PaddingAttack.of(PaddingAttack.Kind.PKCS1, 1, ContentCipher.AES_128_CBC, true)
        .assertEqualAllocation(MAILET);
  }
}
