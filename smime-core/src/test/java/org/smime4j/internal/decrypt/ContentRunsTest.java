package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BEROctetString;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.BERTaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.provider.PolicyRules;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.Work;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** How many keys may decrypt a whole content follows from its cipher, its size and their number. */
class ContentRunsTest {

  private static final int MEGABYTE = 1_000_000;

  private static EncryptedContainer layer(ContentCipher cipher, int octets, boolean inPieces)
      throws IOException {
    byte[] ciphertext = new byte[octets];
    ASN1Encodable content =
        inPieces ? new BEROctetString(ciphertext, 1000) : new DEROctetString(ciphertext);
    byte[] iv = new byte[cipher == ContentCipher.DES_EDE3_CBC ? 8 : 16];
    ASN1Encodable encrypted =
        new BERSequence(
            new ASN1Encodable[] {
              new ASN1ObjectIdentifier("1.2.840.113549.1.7.1"),
              new AlgorithmIdentifier(
                  new ASN1ObjectIdentifier(CipherForm.of(cipher).oid()), new DEROctetString(iv)),
              new BERTaggedObject(false, 0, content)
            });
    ASN1Encodable recipient =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1Integer(2),
              new org.bouncycastle.asn1.DERTaggedObject(false, 0, new DEROctetString(new byte[20])),
              new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.113549.1.1.1")),
              new DEROctetString(new byte[256])
            });
    ASN1Encodable enveloped =
        new BERSequence(new ASN1Encodable[] {new ASN1Integer(2), new DERSet(recipient), encrypted});
    byte[] cms =
        new BERSequence(
                new ASN1Encodable[] {
                  new ASN1ObjectIdentifier("1.2.840.113549.1.7.3"),
                  new BERTaggedObject(true, 0, enveloped)
                })
            .getEncoded();
    return EncryptedContainer.admit(
        ContentInfoReader.read(ByteSource.of(cms), Limits.standard()),
        PolicyRules.STANDARD,
        Providers.standard(),
        0);
  }

  @Test
  void a9_aSlowCipherHasFewerDecryptions() throws Exception {
    EncryptedContainer fast = layer(ContentCipher.AES_256_CBC, MEGABYTE, false);
    EncryptedContainer slow = layer(ContentCipher.DES_EDE3_CBC, MEGABYTE, false);
    EncryptedContainer small = layer(ContentCipher.DES_EDE3_CBC, 8_000, false);
    assertThat(new KeyTrials(Limits.standard()).drawRuns(fast, 1000)).isEqualTo(67);
    assertThat(new KeyTrials(Limits.standard()).drawRuns(slow, 1000)).isEqualTo(3);
    assertThat(new KeyTrials(Limits.standard()).drawRuns(small, 1000)).isEqualTo(381);
  }

  @ParameterizedTest
  @EnumSource(ContentCipher.class)
  void a9_theDecryptionsOfAMegabyteTakeHalfASecondAtMost(ContentCipher cipher) {
    long octets = Limits.standard().get(Limit.CONTENT_RUN_OCTETS);
    assertThat(Work.decrypting(cipher, octets / Work.octetsOfAes(cipher))).isLessThan(500_000);
    assertThat(Work.isSlow(cipher)).isEqualTo(Work.octetsOfAes(cipher) > 1);
  }

  @Test
  void a9_allLayersShareTheDecryptions_andEachHasOne() throws Exception {
    EncryptedContainer fast = layer(ContentCipher.AES_256_CBC, MEGABYTE, false);
    EncryptedContainer slow = layer(ContentCipher.DES_EDE3_CBC, MEGABYTE, false);
    KeyTrials runs = new KeyTrials(Limits.standard());
    // Honest mail has one candidate or a few.
    assertThat(runs.drawRuns(slow, 1)).isEqualTo(3);
    assertThat(runs.drawRuns(slow, 1)).isEqualTo(2);
    assertThat(runs.drawRuns(fast, 1000)).isEqualTo(23);
    assertThat(runs.drawRuns(fast, 1000)).isEqualTo(16);
    assertThat(runs.drawRuns(slow, 1000)).isEqualTo(1);
    assertThat(runs.drawRuns(slow, 1000)).isEqualTo(1);
  }

  @Test
  void a9_contentInPiecesCountsLikeContentInOne() throws Exception {
    for (ContentCipher cipher :
        new ContentCipher[] {ContentCipher.AES_256_CBC, ContentCipher.DES_EDE3_CBC}) {
      EncryptedContainer pieces = layer(cipher, MEGABYTE, true);
      assertThat(pieces.encryptedContent().sizeIfKnown()).hasValue(MEGABYTE);
      assertThat(new KeyTrials(Limits.standard()).allowedRuns(pieces))
          .isEqualTo(new KeyTrials(Limits.standard()).allowedRuns(layer(cipher, MEGABYTE, false)));
    }
  }

  @Test
  void a9_withoutALimitThereIsNone() throws Exception {
    Limits none =
        Limits.standard()
            .allowing(Limit.CONTENT_RUN_OCTETS, Long.MAX_VALUE)
            .allowing(Limit.PRIVATE_KEY_MILLIS, Long.MAX_VALUE);
    EncryptedContainer slow = layer(ContentCipher.DES_EDE3_CBC, MEGABYTE, false);
    KeyTrials runs = new KeyTrials(none);
    runs.drawRuns(slow, Integer.MAX_VALUE);
    assertThat(runs.allowedRuns(slow)).isGreaterThan(Integer.MAX_VALUE);
  }

  /** Both together cost little more than the operations with keys may. */
  @Test
  void c16_aSlowCipher_drawsOnWhatOperationsWithKeysLeft() throws Exception {
    EncryptedContainer slow = layer(ContentCipher.DES_EDE3_CBC, MEGABYTE, false);
    EncryptedContainer fast = layer(ContentCipher.AES_256_CBC, MEGABYTE, false);
    KeyTrials trials = new KeyTrials(Limits.standard());
    assertThat(trials.allowedRuns(slow)).isEqualTo(3);
    assertThat(trials.draw(950_000)).isTrue();
    assertThat(trials.allowedRuns(slow)).isEqualTo(1);
    assertThat(trials.allowedRuns(fast)).isEqualTo(67);
    // What they take, operations with other keys do not have, whichever come first.
    trials = new KeyTrials(Limits.standard());
    assertThat(trials.drawRuns(slow, 1000)).isEqualTo(3);
    assertThat(trials.draw(770_000)).isTrue();
    assertThat(trials.draw(20_000)).isFalse();
  }
}
