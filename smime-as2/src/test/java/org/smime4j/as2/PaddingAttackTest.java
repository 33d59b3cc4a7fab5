package org.smime4j.as2;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.doors.PaddingAttack;
import org.smime4j.settings.ContentCipher;

/** A signed receipt, and its time, tell no octet of the content. */
class PaddingAttackTest {

  private static final Map<String, String> HEADER =
      Map.of(
          "Message-ID", "<1@example.org>",
          "AS2-From", "sender",
          "AS2-To", "receiver",
          "Content-Type", "application/pkcs7-mime; smime-type=enveloped-data",
          "Content-Transfer-Encoding", "binary",
          "Disposition-Notification-To", "sender@example.org",
          "Disposition-Notification-Options",
              "signed-receipt-protocol=optional, pkcs7-signature;"
                  + " signed-receipt-micalg=optional, sha-256");

  private static final PaddingAttack.Door RECEIPT =
      decryptor -> {
        As2Reader reader =
            As2Reader.with(
                decryptor,
                Verifier.trusting(
                    TrustPolicy.anchors(List.of(Partners.SENDER.certificate()))
                        .revocation(Revocation.notChecked("a test"))));
        return cms -> {
          MdnRequest request = new MdnRequest(HEADER);
          try {
            As2Received received = reader.open(As2Reader.entity(HEADER, cms));
            received.requireSigned();
            return request.processed(received, Partners.RECEIVER.signer());
          } catch (IOException e) {
            return request.failed(e, Partners.RECEIVER.signer());
          }
        };
      };

  @ParameterizedTest
  @Tag("thorough")
  @Tag("timing")
  @MethodSource("org.smime4j.doors.PaddingAttack#rows")
  void a13_timeTellsNoOctetOfTheContent(PaddingAttack.Kind kind, int held, ContentCipher cipher)
      throws Exception {
    PaddingAttack.of(kind, held, cipher, false)
        .assertGuessesNoMoreThanChance("AS2, " + kind + ", " + held + ", " + cipher, RECEIPT);
  }

  @Test
  void a9_a13_paddingChangesNeitherOperationsNorReading() throws Exception {
    for (int held : new int[] {1, 3}) {
      PaddingAttack.of(PaddingAttack.Kind.PKCS1, held, ContentCipher.AES_128_CBC, false)
          .assertEqualWork(RECEIPT);
    }
    PaddingAttack.of(PaddingAttack.Kind.PKCS1, 1, ContentCipher.AES_128_CBC, false)
        .assertEqualWorkToTheEnd(RECEIPT);
  }

  @Test
  @Tag("cost")
  void a13_asMuchIsAllocatedForRightAsForWrongPadding() throws Exception {
    PaddingAttack.of(PaddingAttack.Kind.PKCS1, 1, ContentCipher.AES_128_CBC, false)
        .assertEqualAllocation(RECEIPT);
  }
}
