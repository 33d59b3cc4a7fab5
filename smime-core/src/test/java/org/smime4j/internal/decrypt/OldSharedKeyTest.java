package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileEnvelopes;

/** Shared keys of old ciphers, as Bouncy Castle writes them: they open, and are never written. */
public class OldSharedKeyTest {

  private static final byte[] MAIL =
      "Subject: x\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "RC2, 16, DES_EDE3_CBC, kek-rc2-wrap",
    "RC2, 16, AES_256_CBC, kek-rc2-wrap",
    "DESede, 24, DES_EDE3_CBC, kek-des3-wrap",
    "SEED, 16, SEED_CBC, kek-seed-wrap",
    "Camellia, 16, CAMELLIA_128_CBC, kek-camellia128-wrap",
    "Camellia, 32, CAMELLIA_256_CBC, kek-camellia256-wrap",
  })
  void aSharedKeyOfAnOldCipher_opens(String kind, int octets, ContentCipher cipher, String label)
      throws Exception {
    byte[] shared = HostileEnvelopes.random(octets, 1);
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKEKRecipientInfoGenerator(
                new KEKIdentifier(new byte[] {1, 2}, null, null), new SecretKeySpec(shared, kind))
            .setProvider(new BouncyCastleProvider()));
    byte[] cms =
        generator
            .generate(
                new CMSProcessableByteArray(MAIL),
                new JceCMSContentEncryptorBuilder(
                        new ASN1ObjectIdentifier(CipherForm.of(cipher).oid()),
                        8 * CipherForm.of(cipher).keyOctets())
                    .setProvider(new BouncyCastleProvider())
                    .build())
            .getEncoded();
    Decryptor none = Decryptor.with(KeyHistory.of());
    Decryption opened = none.withKek(new byte[] {1, 2}, shared).decrypt(ByteSource.of(cms));
    assertThat(DecryptorTest.content(opened).bytes()).isEqualTo(MAIL);
    assertThat(opened.layer().keyManagement()).isEqualTo(label);

    byte[] another = shared.clone();
    another[0] ^= 2;
    assertThatThrownBy(() -> none.withKek(new byte[] {1, 2}, another).decrypt(ByteSource.of(cms)))
        .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    assertThatThrownBy(
            () -> none.withKek(new byte[] {1, 2}, new byte[5]).decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.class);
  }
}
