package org.smime4j.gateway;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.doors.PaddingAttack;
import org.smime4j.settings.ContentCipher;

/** The time of the gateway's reply tells no octet of the content. */
class InboundPaddingTest {

  private static PaddingAttack.Door gateway(boolean onlyAuthenticated) {
    URI nobody = URI.create("smtp://127.0.0.1:0");
    GatewayProperties.In in =
        new GatewayProperties.In(nobody, nobody, false, "mx.example.org", onlyAuthenticated, false);
    return decryptor -> {
      MailReader reader =
          MailReader.with(
              decryptor, Verifier.trusting(TrustPolicy.withoutAnchors("nothing is signed")));
      Inbound inbound = new Inbound(() -> reader, in, null);
      return message -> inbound.passed(message, "a@example.org", Set.of("b@example.org"));
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
            "gateway, " + kind + ", " + held + ", " + cipher, gateway(false));
  }

  @Test
  void a9_a13_paddingChangesNeitherOperationsNorReading() throws Exception {
    for (int held : new int[] {1, 3}) {
      PaddingAttack attack =
          PaddingAttack.of(PaddingAttack.Kind.PKCS1, held, ContentCipher.AES_128_CBC, true);
      attack.assertEqualWork(gateway(false));
      attack.assertEqualWork(gateway(true));
      attack.assertEqualWorkInside(gateway(false));
    }
  }

  @Test
  @Tag("cost")
  void a13_asMuchIsAllocatedForRightAsForWrongPadding() throws Exception {
    PaddingAttack.of(PaddingAttack.Kind.PKCS1, 1, ContentCipher.AES_128_CBC, true)
        .assertEqualAllocation(gateway(false));
  }
}
