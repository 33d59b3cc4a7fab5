package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cms.CMSEncryptedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Decrypted;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.TestPki;

/** EncryptedData, which names nobody, with the content key at hand; Bouncy Castle makes it. */
public class ContentKeyTest {

  private static final byte[] MAIL =
      "Subject: x\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);

  private static byte[] encrypted(ContentCipher cipher, byte[] key, byte[] content)
      throws Exception {
    var encryptor =
        new JceCMSContentEncryptorBuilder(
                new ASN1ObjectIdentifier(CipherForm.of(cipher).oid()), 8 * key.length)
            .setProvider(new BouncyCastleProvider())
            .build(key);
    return new CMSEncryptedDataGenerator()
        .generate(new CMSProcessableByteArray(content), encryptor)
        .toASN1Structure()
        .getEncoded();
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentCipher.class,
      names = {"AES_128_CBC", "AES_192_CBC", "AES_256_CBC", "CAMELLIA_128_CBC", "DES_EDE3_CBC"})
  void oneOfTheContentKeysAtHand_opensIt_asNobodysContent(ContentCipher cipher) throws Exception {
    byte[] key = HostileEnvelopes.random(CipherForm.of(cipher).keyOctets(), 1);
    if (cipher == ContentCipher.DES_EDE3_CBC) {
      org.bouncycastle.crypto.params.DESParameters.setOddParity(key);
    }
    byte[] other = HostileEnvelopes.random(CipherForm.of(cipher).keyOctets(), 2);
    byte[] cms = encrypted(cipher, key, MAIL);
    Decryptor none = Decryptor.with(KeyHistory.of());
    assertThatThrownBy(() -> none.decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThatThrownBy(() -> none.withContentKey(new byte[5]).decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThatThrownBy(() -> none.expectingMail().withContentKey(other).decrypt(ByteSource.of(cms)))
        .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    for (Decryptor decryptor :
        List.of(
            none.withContentKey(key),
            none.withContentKey(other).withContentKey(key),
            none.withContentKey(key).withContentKey(other))) {
      Decryption opened = decryptor.decrypt(ByteSource.of(cms));
      assertThat(Decrypted.isUnauthenticated(opened)).isTrue();
      assertThat(DecryptorTest.content(opened).bytes()).isEqualTo(MAIL);
      assertThat(opened.layer().toString()).startsWith("EncryptedData ");
      assertThat(opened.layer().keyManagement()).isEqualTo("content-key");
      assertThat(opened.layer().recipient()).isEqualTo(-1);
      assertThat(opened.layer().key()).isEmpty();
    }
    // The only key: what is no mail opens by its padding, as with a key that is named.
    byte[] binary = encrypted(cipher, key, HostileEnvelopes.random(100, 3));
    Decryption opened = none.withContentKey(key).decrypt(ByteSource.of(binary));
    assertThat(opened.layer().deviations())
        .extracting(Finding::code)
        .contains(Finding.Code.NOT_MIME);
    assertThatThrownBy(
            () ->
                none.withContentKey(key)
                    .under(AlgorithmPolicy.authenticatedOnly())
                    .decrypt(ByteSource.of(cms)))
        .isInstanceOf(SmimeException.Refused.class);
    assertThat(none.diagnose(ByteSource.of(cms)).toString()).contains("a content key");
  }

  private static final Verifier VERIFIER =
      Verifier.trusting(
          TrustPolicy.anchors(List.of(TestPki.authority("Nobody").certificate()))
              .revocation(Revocation.notChecked("nothing is signed")));

  private static byte[] entity(byte[] cms) {
    return ("Content-Type: application/pkcs7-mime; name=smime.p7m\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + Base64.getMimeEncoder().encodeToString(cms)
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static OpenedMail open(byte[] entity, Decryptor decryptor) throws Exception {
    byte[] from =
        "From: alice@example.org\r\nMIME-Version: 1.0\r\n".getBytes(StandardCharsets.US_ASCII);
    byte[] mail = Arrays.copyOf(from, from.length + entity.length);
    System.arraycopy(entity, 0, mail, from.length, entity.length);
    return MailReader.with(decryptor, VERIFIER).open(ByteSource.of(mail));
  }

  @Test
  void inMail_itIsALayerLikeAnyOther_andNobodysWithoutTheKey() throws Exception {
    byte[] key = HostileEnvelopes.random(16, 1);
    byte[] cms = encrypted(ContentCipher.AES_128_CBC, key, MAIL);
    Decryptor none = Decryptor.with(KeyHistory.of());
    try (OpenedMail mail = open(entity(cms), none.withContentKey(key))) {
      assertThat(mail.failure()).isEmpty();
      assertThat(mail.layers()).singleElement().satisfies(layer -> isEncryptedData(layer, true));
      assertThatThrownBy(mail::unauthenticatedContent)
          .isInstanceOf(SmimeException.Refused.class)
          .hasMessageContaining("UNPROVEN");
      assertThat(mail.unverifiedContent("a test").bytes()).isEqualTo(MAIL);
    }
    try (OpenedMail mail = open(entity(cms), none)) {
      assertThat(mail.failure().orElseThrow())
          .isInstanceOf(SmimeException.NoMatchingKey.class)
          .hasMessageContaining("a content key");
      assertThat(mail.diagnosis().orElseThrow().toString()).contains("a content key");
    }
    // As mail: else content that has right padding by chance would open.
    Decryptor wrong = none.expectingMail().withContentKey(HostileEnvelopes.random(16, 2));
    try (OpenedMail mail = open(entity(cms), wrong)) {
      assertThat(mail.failure().orElseThrow())
          .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    }
  }

  private static void isEncryptedData(Layer layer, boolean isOpened) {
    assertThat(layer.kind()).isEqualTo(Layer.Kind.ENCRYPTED);
    assertThat(layer.container()).isEqualTo("EncryptedData");
    assertThat(layer.cipher()).hasValue("aes128-cbc");
    assertThat(layer.encryption().map(EncryptedLayer::isAuthenticated))
        .isEqualTo(isOpened ? Optional.of(false) : Optional.empty());
  }

  @Test
  void amongOtherParts_itStaysClosed_whateverKeyIsAtHand() throws Exception {
    byte[] key = HostileEnvelopes.random(16, 1);
    byte[] inside = entity(encrypted(ContentCipher.AES_128_CBC, key, MAIL));
    byte[] head =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream entity = new ByteArrayOutputStream();
    entity.write(head);
    entity.write(inside);
    entity.write("--b--\r\n".getBytes(StandardCharsets.US_ASCII));
    try (OpenedMail mail =
        open(entity.toByteArray(), Decryptor.with(KeyHistory.of()).withContentKey(key))) {
      assertThat(mail.failure()).isEmpty();
      assertThat(mail.layers()).singleElement().satisfies(layer -> isEncryptedData(layer, false));
    }
  }
}
