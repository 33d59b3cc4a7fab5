package org.smime4j.as2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.sources.ByteSource;

/** The time of a signed receipt tells no octet of the content. {@code -Dsamples=16} asks for 64. */
@Tag("thorough")
@Tag("timing")
class PaddingAttackTest {

  private static final int OCTETS = Math.min(64, 4 * Integer.getInteger("samples", 1));

  private static final byte[] CONTENT =
      ("Content-Type: application/edifact\r\n\r\n" + "UNB+UNOA:1+SENDER+RECEIVER'\r\n".repeat(20))
          .getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({"1, 16", "2, 16", "3, 8", "16, 16"})
  void a13_timeTellsNoOctetOfTheContent(int held, int block) throws Exception {
    List<KeyHistory> keys = new ArrayList<>();
    keys.add(KeyHistory.of(Partners.RECEIVER.credential()));
    for (int i = 1; i < held; i++) {
      keys.add(KeyHistory.of(Partners.of("other" + i + "@example.org").credential()));
    }
    KeyHistory all = keys.stream().reduce(KeyHistory::and).orElseThrow();
    As2Reader reader =
        As2Reader.with(
            Decryptor.with(all).withTrialThreads(1),
            Verifier.trusting(
                TrustPolicy.anchors(List.of(Partners.SENDER.certificate()))
                    .revocation(Revocation.notChecked("a test"))));
    Map<String, String> header =
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
    PaddingAttack.Door door =
        cms -> {
          MdnRequest request = new MdnRequest(header);
          try {
            As2Received received = reader.open(As2Reader.entity(header, ByteSource.of(cms)));
            received.requireSigned();
            return request.processed(received, Partners.RECEIVER.signer());
          } catch (IOException e) {
            return request.failed(e, Partners.RECEIVER.signer());
          }
        };
    assertThat(PaddingAttack.guessed(captured(block), CONTENT, block, OCTETS, door))
        .isLessThan(PaddingAttack.limit(OCTETS));
  }

  private static byte[] captured(int block) throws Exception {
    ASN1ObjectIdentifier cipher = block == 16 ? CMSAlgorithm.AES128_CBC : CMSAlgorithm.DES_EDE3_CBC;
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKeyTransRecipientInfoGenerator(Partners.RECEIVER.certificate()));
    return generator
        .generate(
            new CMSProcessableByteArray(CONTENT), new JceCMSContentEncryptorBuilder(cipher).build())
        .toASN1Structure()
        .getEncoded("DER");
  }
}
