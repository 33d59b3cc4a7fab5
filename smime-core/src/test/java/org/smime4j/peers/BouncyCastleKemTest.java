package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.KEMRecipientInfo;
import org.bouncycastle.asn1.cms.OtherRecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEMRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.FoundBy;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.TestSource;

/**
 * KEMRecipientInfo (RFC 9629, 9690, 9936) with the key derivations that Bouncy Castle's CMS can be
 * asked for. Both ways with its defaults: {@link InteropTest}.
 */
class BouncyCastleKemTest {

  private static final Provider BC = new BouncyCastleProvider();

  private static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello, lattice.\r\n".repeat(100))
          .getBytes(StandardCharsets.US_ASCII);

  private static TestPki.Issued who(String kind) {
    return kind.startsWith("RSA") ? People.RSA : People.only(kind);
  }

  private static Encryptor encryptor(TestPki.Issued who, ContentCipher cipher) {
    return Encryptor.unvalidated("a test's own certificate")
        .writingMail()
        .to(who.certificate())
        .under(AlgorithmPolicy.authenticated().writing(cipher).writing(KeyTransport.RSA_KEM));
  }

  private static Decryption decrypt(byte[] message, TestPki.Issued... keys) throws Exception {
    KeyHistory history = KeyHistory.of();
    for (TestPki.Issued each : keys) {
      history = history.and(KeyHistory.of(People.identity(each)));
    }
    Decryption read = Decryptor.with(history).decrypt(ByteSource.of(message));
    assertThat(read.<ByteSource>fold(a -> a, u -> u.unauthenticated()).bytes()).isEqualTo(CONTENT);
    return read;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ML-KEM-512", "ML-KEM-768", "ML-KEM-1024", "RSA", "X448", "brainpoolP384r1"})
  void weReadOurs(String kind) throws Exception {
    TestPki.Issued who = who(kind);
    for (ContentCipher cipher : List.of(ContentCipher.AES_128_GCM, ContentCipher.AES_256_CBC)) {
      Decryption one = decrypt(encryptor(who, cipher).encrypt(ByteSource.of(CONTENT)).bytes(), who);
      assertThat(one.layer().key().orElseThrow().foundBy()).isEqualTo(FoundBy.RECIPIENT_ID);
      ByteArrayOutputStream ber = new ByteArrayOutputStream();
      encryptor(who, cipher).encrypt(TestSource.unsized(CONTENT), ber);
      decrypt(ber.toByteArray(), who);
    }
  }

  static Stream<Arguments> theirs() {
    AlgorithmIdentifier hkdf256 =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_alg_hkdf_with_sha256);
    AlgorithmIdentifier hkdf512 =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_alg_hkdf_with_sha512);
    AlgorithmIdentifier kdf3 =
        new AlgorithmIdentifier(
            X9ObjectIdentifiers.id_kdf_kdf3,
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
    return Stream.of("ML-KEM-512", "ML-KEM-768", "ML-KEM-1024", "RSA")
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(kind, hkdf256, CMSAlgorithm.AES256_WRAP),
                    Arguments.of(kind, hkdf512, CMSAlgorithm.AES192_WRAP),
                    Arguments.of(kind, kdf3, CMSAlgorithm.AES128_WRAP)));
  }

  @ParameterizedTest
  @MethodSource("theirs")
  void weReadTheirs(String kind, AlgorithmIdentifier kdf, ASN1ObjectIdentifier wrap)
      throws Exception {
    TestPki.Issued who = who(kind);
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKEMRecipientInfoGenerator(who.certificate(), wrap).setKDF(kdf).setProvider(BC));
    byte[] message =
        generator
            .generate(
                new CMSProcessableByteArray(CONTENT),
                new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).setProvider(BC).build())
            .getEncoded();
    Decryption read = decrypt(message, who);
    assertThat(read.layer().keyManagement())
        .startsWith(kind.startsWith("RSA") ? "rsa-kem-" : kind.toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ML-KEM-768", "RSA"})
  void a11_anAlteredCiphertextOrKey_failsLikeAnyOther(String kind) throws Exception {
    TestPki.Issued who = who(kind);
    byte[] message =
        encryptor(who, ContentCipher.AES_256_GCM).encrypt(ByteSource.of(CONTENT)).bytes();
    KEMRecipientInfo info =
        KEMRecipientInfo.getInstance(
            OtherRecipientInfo.getInstance(
                    ASN1TaggedObject.getInstance(
                        AuthEnvelopedData.getInstance(ContentInfo.getInstance(message).getContent())
                            .getRecipientInfos()
                            .getObjectAt(0)),
                    false)
                .getValue());
    for (byte[] part : List.of(info.getKemct().getOctets(), info.getEncryptedKey().getOctets())) {
      int at = indexOf(message, part) + part.length / 2;
      byte[] altered = message.clone();
      altered[at] ^= 1;
      assertThatThrownBy(() -> decrypt(altered, who))
          .isInstanceOf(SmimeException.NotDecryptable.class)
          .hasNoCause();
    }
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int at = 0; at + part.length <= whole.length; at++) {
      if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("not there");
  }
}
