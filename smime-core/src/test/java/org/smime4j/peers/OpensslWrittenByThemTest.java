package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.ContentCipher;
import org.smime4j.Deviation;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.Outside;
import org.smime4j.Policy;
import org.smime4j.SmimeException;
import org.smime4j.TestPki;
import org.smime4j.cms.AuthenticatedContent;
import org.smime4j.cms.Decompressor;
import org.smime4j.cms.Decryption;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Integrity;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.cms.UnauthenticatedContent;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.PasswordSource;
import org.smime4j.trust.Finding;

/** We verify, decrypt and expand what OpenSSL's command line writes. */
class OpensslWrittenByThemTest {

  private static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello from OpenSSL.\r\n".repeat(100))
          .getBytes(StandardCharsets.US_ASCII);

  private Openssl openssl;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    openssl = Openssl.in(folder);
  }

  static Stream<Arguments> signatures() {
    return Stream.of(
        Arguments.of(People.RSA, "rsa-pkcs1-sha256", List.of("-md", "sha256")),
        Arguments.of(People.RSA, "rsa-pkcs1-sha384", List.of("-md", "sha384")),
        Arguments.of(People.RSA, "rsa-pkcs1-sha512", List.of("-md", "sha512")),
        Arguments.of(People.RSA3072, "rsa-pss-sha256", pss("sha256", "digest")),
        Arguments.of(People.RSA3072, "rsa-pss-sha384", pss("sha384", "digest")),
        Arguments.of(People.RSA3072, "rsa-pss-sha512", pss("sha512", "digest")),
        Arguments.of(People.RSA3072, "rsa-pss-sha256", pss("sha256", "max")),
        Arguments.of(People.P256, "ecdsa-sha256", List.of("-md", "sha256")),
        Arguments.of(People.P384, "ecdsa-sha384", List.of("-md", "sha384")),
        Arguments.of(People.P384, "ecdsa-sha256", List.of("-md", "sha256")),
        Arguments.of(People.P521, "ecdsa-sha512", List.of("-md", "sha512")),
        Arguments.of(People.ED25519, "ed25519", List.of("-md", "sha512")),
        Arguments.of(People.RSA, "rsa-pkcs1-sha3-256", List.of("-md", "sha3-256")),
        Arguments.of(People.RSA, "rsa-pkcs1-sha3-512", List.of("-md", "sha3-512")),
        Arguments.of(People.P256, "ecdsa-sha3-256", List.of("-md", "sha3-256")),
        Arguments.of(People.P384, "ecdsa-sha3-384", List.of("-md", "sha3-384")),
        Arguments.of(People.only("Ed448"), "ed448", List.of("-md", "shake256")),
        Arguments.of(People.only("ML-DSA-44"), "ml-dsa-44", List.of("-md", "sha512")),
        Arguments.of(People.only("ML-DSA-65"), "ml-dsa-65", List.of("-md", "sha512")),
        Arguments.of(People.only("ML-DSA-87"), "ml-dsa-87", List.of("-md", "sha512")),
        Arguments.of(
            People.only("SLH-DSA-SHA2-128F"), "slh-dsa-sha2-128f", List.of("-md", "sha256")),
        Arguments.of(
            People.only("SLH-DSA-SHA2-192F"), "slh-dsa-sha2-192f", List.of("-md", "sha512")),
        Arguments.of(People.RSA, "rsa-pkcs1-sha256", List.of("-keyid")),
        Arguments.of(People.P256, "ecdsa-sha256", List.of("-cades")),
        Arguments.of(People.RSA, "rsa-pkcs1-sha256", List.of("-nosmimecap")));
  }

  private static List<String> pss(String digest, String salt) {
    return List.of(
        "-md", digest, "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:" + salt);
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void everySignature_detachedAndOpaqueInDerAndBer(
      TestPki.Issued who, String scheme, List<String> options) throws Exception {
    SignatureReport detached = Reading.detached(CONTENT, sign(who, options));
    Reading.trusted(detached, 1);
    assertThat(detached.signers().get(0).scheme()).isEqualTo(scheme);
    for (List<String> form : List.of(List.of("-nodetach"), List.of("-nodetach", "-stream"))) {
      if (scheme.contains("pss") && form.contains("-stream")) {
        continue; // OpenSSL 3.5 cannot write that: illegal zero content.
      }
      byte[] signed = sign(who, concat(options, form));
      SignatureReport opaque = Reading.opaque(signed);
      Reading.trusted(opaque, 1);
      assertThat(opaque.requireTrusted().bytes()).isEqualTo(CONTENT);
    }
  }

  @Test
  void severalSigners() throws Exception {
    List<Object> more =
        List.of(
            "-signer",
            openssl.file(People.P384.certificate()),
            "-inkey",
            openssl.file(People.P384.privateKey()));
    Reading.trusted(Reading.detached(CONTENT, sign(People.RSA, more)), 2);
  }

  @Test
  void c4_sha1_isShownAndNotTrusted() throws Exception {
    SignatureReport report = Reading.detached(CONTENT, sign(People.RSA, List.of("-md", "sha1")));
    SignerVerdict verdict = report.signers().get(0);
    assertThat(verdict).isInstanceOf(SignerVerdict.Untrusted.class);
    assertThat(verdict.integrity()).isEqualTo(Integrity.INTACT);
    assertThat(verdict.findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.WEAK_DIGEST);
  }

  @Test
  void c1_withoutSignedAttributes_isADeviation() throws Exception {
    SignatureReport report =
        Reading.detached(CONTENT, sign(People.RSA, List.of("-noattr", "-md", "sha256")));
    Reading.trusted(report, 1);
    assertThat(report.deviations())
        .extracting(Deviation::code)
        .contains(Deviation.Code.SIGNED_ATTRIBUTES_ABSENT);
  }

  @Test
  void alteredContent_isBroken() throws Exception {
    byte[] altered = CONTENT.clone();
    altered[altered.length - 3] ^= 1;
    SignatureReport report = Reading.detached(altered, sign(People.P256, List.of()));
    assertThat(report.signers().get(0)).isInstanceOf(SignerVerdict.Broken.class);
    assertThatThrownBy(report::requireTrusted).isInstanceOf(SmimeException.NotTrusted.class);
  }

  private byte[] sign(TestPki.Issued who, List<?> options) {
    List<Object> line =
        new ArrayList<>(
            List.of(
                "cms",
                "-sign",
                "-binary",
                "-outform",
                "DER",
                "-in",
                openssl.file(CONTENT),
                "-signer",
                openssl.file(who.certificate()),
                "-inkey",
                openssl.file(who.privateKey()),
                "-certfile",
                openssl.intermediates(who)));
    line.addAll(options);
    return openssl.produce(line.toArray());
  }

  private static List<String> concat(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  static Stream<Arguments> encryptions() {
    List<String> oaepSha1 = List.of("-keyopt", "rsa_padding_mode:oaep");
    List<Arguments> all = new ArrayList<>();
    for (String cipher :
        List.of(
            "aes-128-cbc",
            "aes-192-cbc",
            "aes-256-cbc",
            "aes-128-gcm",
            "aes-192-gcm",
            "aes-256-gcm",
            "des-ede3-cbc")) {
      for (TestPki.Issued who : People.receivers()) {
        all.add(Arguments.of(cipher, who, List.of()));
      }
      all.add(Arguments.of(cipher, People.RSA, oaepSha1));
      for (String digest : List.of("sha256", "sha384", "sha512")) {
        all.add(Arguments.of(cipher, People.RSA, oaep(digest, digest)));
      }
      all.add(Arguments.of(cipher, People.RSA, oaep("sha256", "sha1")));
    }
    for (String digest : List.of("sha1", "sha256", "sha384", "sha512")) {
      for (TestPki.Issued who : List.of(People.P256, People.P384, People.P521)) {
        all.add(
            Arguments.of(
                "aes-256-cbc", who, List.of("-aes256-wrap", "-keyopt", "ecdh_kdf_md:" + digest)));
      }
    }
    all.add(Arguments.of("aes-256-gcm", People.P256, List.of("-keyopt", "ecdh_cofactor_mode:1")));
    all.add(Arguments.of("des-ede3-cbc", People.P256, List.of("-des3-wrap")));
    return all.stream();
  }

  private static List<String> oaep(String digest, String mask) {
    return List.of(
        "-keyopt",
        "rsa_padding_mode:oaep",
        "-keyopt",
        "rsa_oaep_md:" + digest,
        "-keyopt",
        "rsa_mgf1_md:" + mask);
  }

  @ParameterizedTest
  @MethodSource("encryptions")
  void everyEncryption_inDerAndBer(String cipher, TestPki.Issued who, List<String> options)
      throws Exception {
    for (List<String> form : List.of(List.<String>of(), List.of("-stream"))) {
      Decryption decryption = Reading.open(encrypt(cipher, form, recipient(who, options)), who);
      assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
      if (cipher.endsWith("gcm")) {
        assertThat(decryption).isInstanceOf(AuthenticatedContent.class);
        assertThat(decryption.layer().tagOctets()).isEqualTo(16);
      } else {
        assertThat(decryption).isInstanceOf(UnauthenticatedContent.class);
      }
      assertThat(decryption.layer().key().orElseThrow().foundBy()).isEqualTo(FoundBy.RECIPIENT_ID);
    }
  }

  @Test
  void bySubjectKeyIdentifier() throws Exception {
    for (TestPki.Issued who : List.of(People.RSA, People.P256)) {
      Decryption decryption =
          Reading.open(encrypt("aes-256-gcm", List.of("-keyid"), recipient(who, List.of())), who);
      assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
      assertThat(decryption.layer().key().orElseThrow().foundBy()).isEqualTo(FoundBy.SKI);
    }
  }

  @Test
  void severalRecipients_theFirstKeyHeldOpens() throws Exception {
    List<Object> three = new ArrayList<>();
    for (TestPki.Issued who : List.of(People.RSA, People.RSA3072, People.P256)) {
      three.addAll(recipient(who, List.of()));
    }
    byte[] message = encrypt("aes-256-cbc", List.of(), three);
    for (TestPki.Issued who : List.of(People.RSA, People.RSA3072, People.P256)) {
      Decryption decryption = Decryptor.with(KeyHistory.of(People.identity(who))).decrypt(message);
      assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
    }
    assertThatThrownBy(
            () -> Decryptor.with(KeyHistory.of(People.identity(People.P384))).decrypt(message))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
  }

  @ParameterizedTest
  @CsvSource({"rc2-40-cbc", "rc2-64-cbc", "rc2-cbc"})
  void oldMail_rc2_isReadWithADeviation(String cipher) throws Exception {
    Outside.needs("openssl", "list", "-providers", "-provider", "legacy");
    Decryption decryption =
        Reading.open(
            encrypt(
                cipher,
                List.of("-provider", "default", "-provider", "legacy"),
                recipient(People.RSA, List.of())),
            People.RSA);
    assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
    assertThat(decryption.layer().cipher()).isEqualTo(ContentCipher.RC2_CBC);
    assertThat(decryption.layer().deviations())
        .extracting(Deviation::code)
        .contains(Deviation.Code.WEAK_CIPHER);
  }

  @Test
  void oldMail_des_isForTheArchivePolicyOnly() throws Exception {
    Outside.needs("openssl", "list", "-providers", "-provider", "legacy");
    byte[] message =
        encrypt(
            "des-cbc",
            List.of("-provider", "default", "-provider", "legacy"),
            recipient(People.RSA, List.of()));
    assertThatThrownBy(() -> Reading.decryption(message, Policy.standard()))
        .isInstanceOf(SmimeException.Refused.class);
    assertThat(Reading.content(Reading.decryption(message, Policy.archive()))).isEqualTo(CONTENT);
  }

  @Test
  void passwordRecipient() throws Exception {
    byte[] message = encrypt("aes-256-cbc", List.of(), List.of("-pwri_password", "open sesame"));
    Decryption decryption =
        Decryptor.with(Reading.everybody())
            .withRecipientPassword(PasswordSource.of("open sesame".toCharArray()))
            .decrypt(message);
    assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 24, 32})
  void kekRecipient(int octets) throws Exception {
    byte[] key = new byte[octets];
    key[0] = 7;
    byte[] message =
        encrypt(
            "aes-256-gcm",
            List.of(),
            List.of(
                "-secretkey",
                java.util.HexFormat.of().formatHex(key),
                "-secretkeyid",
                "0102030405"));
    Decryption decryption =
        Decryptor.with(Reading.everybody())
            .withKek(new byte[] {1, 2, 3, 4, 5}, key)
            .decrypt(message);
    assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
  }

  @Test
  void a14_anAlteredGcmMessage_isNotDecryptable() throws Exception {
    byte[] message = encrypt("aes-256-gcm", List.of(), recipient(People.RSA, List.of()));
    message[message.length - 30] ^= 1;
    assertThatThrownBy(() -> Reading.decryption(message, Policy.standard()))
        .isInstanceOf(SmimeException.NotDecryptable.class);
  }

  private List<Object> recipient(TestPki.Issued who, List<String> options) {
    List<Object> line = new ArrayList<>(List.of("-recip", openssl.file(who.certificate())));
    line.addAll(options);
    return line;
  }

  private byte[] encrypt(String cipher, List<String> form, List<?> recipients) {
    List<Object> line =
        new ArrayList<>(
            List.of(
                "cms",
                "-encrypt",
                "-binary",
                "-outform",
                "DER",
                "-in",
                openssl.file(CONTENT),
                "-" + cipher));
    line.addAll(form);
    line.addAll(recipients);
    return openssl.produce(line.toArray());
  }

  @Test
  void compressed() throws IOException {
    byte[] message =
        openssl.produce(
            "cms", "-compress", "-binary", "-outform", "DER", "-in", openssl.file(CONTENT));
    assertThat(Decompressor.decompress(Octets.of(message), Limits.standard()).content().bytes())
        .isEqualTo(CONTENT);
  }
}
