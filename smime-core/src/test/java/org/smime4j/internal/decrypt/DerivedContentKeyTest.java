package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.internal.decrypt.DecryptorTest.content;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.encrypt.EncryptorTest;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestSource;

/** CEK-HKDF (RFC 9709), written and read beside Bouncy Castle. */
public class DerivedContentKeyTest {

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final byte[] MAIL =
      "Content-Type: text/plain\r\n\r\nDerived.\r\n".repeat(9).getBytes();
  private static final Decryptor BOB = Decryptor.with(KeyHistory.of(Signers.identity(Signers.RSA)));

  private static byte[] written(ContentCipher cipher) throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(Signers.RSA.certificate())
        .under(AlgorithmPolicy.authenticated().writing(cipher).derivingContentKeys())
        .encrypt(ByteSource.of(MAIL))
        .bytes();
  }

  static Stream<ContentCipher> writable() {
    return Arrays.stream(ContentCipher.values()).filter(ContentCipher::isWritable);
  }

  @ParameterizedTest
  @MethodSource("writable")
  void whatWeDerive_opensHere_andWithBouncyCastle(ContentCipher cipher) throws Exception {
    byte[] cms = written(cipher);
    assertThat(HexFormat.of().formatHex(cms))
        .contains(oid(Oids.CEK_HKDF_SHA256))
        .contains(oid(CipherForm.of(cipher).oid()));
    Decryption decryption = BOB.decrypt(ByteSource.of(cms));
    assertThat(content(decryption).bytes()).isEqualTo(MAIL);
    assertThat(decryption.layer().cipher()).isEqualTo(cipher);
    assertThat(decryption.layer().deviations()).isEmpty();
    if (cipher != ContentCipher.CHACHA20_POLY1305) {
      // Bouncy Castle 1.87 has no key length for this cipher behind the derivation.
      assertThat(EncryptorTest.open(cms, Signers.RSA)).isEqualTo(MAIL);
    }
  }

  @Test
  void whatBouncyCastleDerives_opens() throws Exception {
    CMSEnvelopedDataGenerator enveloping = new CMSEnvelopedDataGenerator();
    enveloping.addRecipientInfoGenerator(
        new JceKeyTransRecipientInfoGenerator(Signers.RSA.certificate()).setProvider(BC));
    byte[] cbc =
        enveloping
            .generate(
                new CMSProcessableByteArray(MAIL),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                    .setEnableSha256HKdf(true)
                    .setProvider(BC)
                    .build())
            .getEncoded();
    CMSAuthEnvelopedDataGenerator authenticating = new CMSAuthEnvelopedDataGenerator();
    authenticating.addRecipientInfoGenerator(
        new JceKeyTransRecipientInfoGenerator(Signers.RSA.certificate()).setProvider(BC));
    byte[] gcm =
        authenticating
            .generate(
                new CMSProcessableByteArray(MAIL),
                (OutputAEADEncryptor)
                    new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                        .setEnableSha256HKdf(true)
                        .setProvider(BC)
                        .build())
            .getEncoded();
    assertThat(content(BOB.decrypt(ByteSource.of(cbc))).bytes()).isEqualTo(MAIL);
    assertThat(content(BOB.decrypt(ByteSource.of(gcm))).bytes()).isEqualTo(MAIL);
  }

  /** What the derivation is for: content that is called by another cipher's name stays closed. */
  @Test
  void a3_anotherCipherOrNoDerivation_isAnotherKey() throws Exception {
    byte[] gcm = written(ContentCipher.AES_256_GCM);
    String hex = HexFormat.of().formatHex(gcm);
    byte[] renamed =
        HexFormat.of()
            .parseHex(
                hex.replace(
                    oid(CipherForm.of(ContentCipher.AES_256_GCM).oid()),
                    oid(CipherForm.of(ContentCipher.AES_256_CCM).oid())));
    assertThat(renamed).isNotEqualTo(gcm);
    assertThatThrownBy(() -> BOB.decrypt(ByteSource.of(renamed)))
        .isInstanceOf(SmimeException.NotDecryptable.class);

    byte[] cbc = written(ContentCipher.AES_256_CBC);
    byte[] otherIv = cbc.clone();
    String cipher = oid(CipherForm.of(ContentCipher.AES_256_CBC).oid());
    int iv = HexFormat.of().formatHex(cbc).indexOf(cipher) / 2 + cipher.length() / 2 + 2;
    otherIv[iv] ^= 1;
    // What another key makes of it has a right padding once in 255, and is no mail then.
    assertThatThrownBy(() -> BOB.expectingMail().decrypt(ByteSource.of(otherIv)))
        .as("the derivation is over the initialisation vector too")
        .isInstanceOf(SmimeException.NotDecryptable.class);
  }

  @Test
  void streamsAndBer_areDerivedToo() throws Exception {
    ByteArrayOutputStream ber = new ByteArrayOutputStream();
    EncryptionReport report =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(Signers.X25519.certificate())
            .under(AlgorithmPolicy.authenticated().derivingContentKeys())
            .encrypt(TestSource.unsized(new byte[1_000_000]), ber);
    assertThat(report.notes())
        .extracting(note -> note.code().name())
        .containsExactly("MAY_NOT_OPEN", "RARE_ALGORITHM");
    Decryption decryption =
        Decryptor.with(KeyHistory.of(Signers.identity(Signers.X25519)))
            .decrypt(ByteSource.of(ber.toByteArray()));
    assertThat(content(decryption).sizeIfKnown()).hasValue(1_000_000);
  }

  private static String oid(String dotted) throws Exception {
    return HexFormat.of()
        .formatHex(new org.bouncycastle.asn1.ASN1ObjectIdentifier(dotted).getEncoded());
  }
}
