package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** Whole messages between OpenSSL's command line and us, both ways and in every form. */
@Tag("thorough")
class OpensslMailTest {

  private static final String ENTITY =
      "Content-Type: text/plain; charset=us-ascii\r\n\r\nHello.\r\n\r\nThe end \r\n";
  private static final byte[] CONTENT = ENTITY.getBytes(StandardCharsets.US_ASCII);

  private Openssl openssl;

  @BeforeEach
  void prepare(@TempDir Path folder) {
    openssl = Openssl.in(folder);
  }

  private static byte[] message(TestPki.Issued from) {
    return ("From: "
            + address(from)
            + "\r\nTo: bob@example.org\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
            + ENTITY)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String address(TestPki.Issued who) {
    return who == People.P256
        ? "p256@example.org"
        : who == People.P384
            ? "p384@example.org"
            : who == People.P521
                ? "p521@example.org"
                : who == People.ED25519 ? "ed25519@example.org" : "rsa@example.org";
  }

  @ParameterizedTest
  // Of SHAKE it knows nothing here, nor of id-shake256-len, which RFC 8419 demands beside Ed448.
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "(RSA|ECDSA)_.*SHAKE.*|SLH_.*|ED448")
  void ours_signedInBothForms_verifiesThere(SignatureScheme scheme) throws Exception {
    TestPki.Issued who = People.forScheme(scheme);
    Signer signer = Signer.with(People.identity(who), scheme);
    assertThat(
            verify(
                Outgoing.of(message(who))
                    .signedBy(signer)
                    .withoutHeaderProtection()
                    .seal()
                    .bytes()))
        .isEqualTo(ENTITY);
    assertThat(
            verify(
                Outgoing.of(message(who))
                    .signedOpaquelyBy(signer)
                    .withoutHeaderProtection()
                    .seal()
                    .bytes()))
        .isEqualTo(ENTITY);
  }

  @Test
  void ours_encrypted_opensThere() throws Exception {
    for (AlgorithmPolicy policy :
        List.of(AlgorithmPolicy.authenticated(), AlgorithmPolicy.outlook())) {
      for (TestPki.Issued who : People.receivers()) {
        SealedMail sealed =
            Outgoing.of(message(People.RSA))
                .encryptedBy(encryptor(who, policy))
                .withoutHeaderProtection()
                .seal();
        assertThat(decrypt(sealed.bytes(), who)).isEqualTo(ENTITY);
      }
    }
  }

  @Test
  void ours_tripleWrapped_opensThereLayerByLayer() throws Exception {
    Signer signer = Signer.with(People.identity(People.P256));
    SealedMail inner =
        Outgoing.of(message(People.P256)).signedBy(signer).withoutHeaderProtection().seal();
    SealedMail middle =
        Outgoing.of(inner.bytes())
            .encryptedBy(encryptor(People.RSA, AlgorithmPolicy.authenticated()))
            .seal();
    SealedMail outer = Outgoing.of(middle.bytes()).signedBy(signer).seal();
    String enveloped = verify(outer.bytes());
    String signed = decrypt(enveloped.getBytes(StandardCharsets.ISO_8859_1), People.RSA);
    assertThat(verify(signed.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(ENTITY);
  }

  @Test
  void ours_compressed_expandsThere() throws Exception {
    assertThat(
            text(
                openssl.produce(
                    "cms",
                    "-uncompress",
                    "-binary",
                    "-inform",
                    "SMIME",
                    "-in",
                    openssl.file(Outgoing.of(message(People.RSA)).compressed().seal().bytes()))))
        .isEqualTo(ENTITY);
  }

  private static Encryptor encryptor(TestPki.Issued who, AlgorithmPolicy policy) {
    return Encryptor.unvalidated("a test's own certificate")
        .writingMail()
        .to(who.certificate())
        .under(policy);
  }

  /** Without -binary, under which OpenSSL fails every good multipart/signed. */
  private String verify(byte[] message) {
    return text(
        openssl.produce(
            "cms",
            "-verify",
            "-verify_retcode",
            "-inform",
            "SMIME",
            "-in",
            openssl.file(message),
            "-CAfile",
            openssl.file(People.ROOT.certificate()),
            "-purpose",
            "smimesign"));
  }

  private String decrypt(byte[] message, TestPki.Issued who) {
    return text(
        openssl.produce(
            "cms",
            "-decrypt",
            "-binary",
            "-inform",
            "SMIME",
            "-in",
            openssl.file(message),
            "-recip",
            openssl.file(who.certificate()),
            "-inkey",
            openssl.file(who.privateKey())));
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  static Stream<TestPki.Issued> signers() {
    return Stream.of(People.RSA, People.P256, People.P384, People.P521, People.ED25519);
  }

  @ParameterizedTest
  @MethodSource("signers")
  void theirs_multipartSigned_isTrusted(TestPki.Issued who) throws Exception {
    OpenedMail mail = open(sign(who, "SMIME", List.of("-crlfeol"), CONTENT));
    Reading.trusted(mail.requireSigned(), 1);
    assertThat(mail.content().bytes()).isEqualTo(CONTENT);
    assertThat(mail.layers())
        .singleElement()
        .satisfies(layer -> assertThat(layer.isWhole()).isTrue())
        .extracting(Layer::kind)
        .isEqualTo(Layer.Kind.SIGNED);
  }

  /** What mail stored with LF ends looks like: the signature is over CRLF all the same. */
  @Test
  void theirs_multipartSignedWithLineFeedsOnly_isTrusted() throws Exception {
    String crlf = text(sign(People.P256, "SMIME", List.of("-crlfeol"), CONTENT));
    OpenedMail mail = open(crlf.replace("\r\n", "\n").getBytes(StandardCharsets.ISO_8859_1));
    Reading.trusted(mail.requireSigned(), 1);
    assertThat(mail.content().bytes()).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SMIME", "PEM", "DER"})
  void theirs_opaqueInEveryForm_isTrusted(String form) throws Exception {
    OpenedMail mail = open(sign(People.RSA, form, List.of("-nodetach"), CONTENT));
    Reading.trusted(mail.requireSigned(), 1);
    assertThat(mail.content().bytes()).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SMIME", "PEM", "DER"})
  void theirs_encryptedInEveryForm_opens(String form) throws Exception {
    for (TestPki.Issued who : People.receivers()) {
      OpenedMail gcm = open(encrypt("-aes-256-gcm", form, who, CONTENT));
      assertThat(gcm.content().bytes()).isEqualTo(CONTENT);
      OpenedMail cbc = open(encrypt("-aes-256-cbc", form, who, CONTENT));
      assertThat(cbc.unauthenticatedContent().bytes()).isEqualTo(CONTENT);
    }
  }

  @Test
  void theirs_signedThenEncryptedThenSigned_opensInOneGo() throws Exception {
    byte[] inner = crlf(sign(People.P256, "SMIME", List.of("-crlfeol"), CONTENT));
    byte[] middle = crlf(encrypt("-aes-256-cbc", "SMIME", People.RSA, inner));
    OpenedMail mail = open(sign(People.P384, "SMIME", List.of("-crlfeol"), middle));
    assertThat(mail.layers()).hasSize(3).allMatch(Layer::isWhole);
    Reading.trusted(mail.requireSigned(), 1);
    assertThat(mail.content().bytes()).as("CBC under a trusted signature").isEqualTo(CONTENT);
  }

  @Test
  void theirs_compressed_expands() throws Exception {
    OpenedMail mail =
        open(openssl.produce("cms", "-compress", "-binary", "-in", openssl.file(CONTENT)));
    assertThat(mail.layers())
        .singleElement()
        .extracting(Layer::kind)
        .isEqualTo(Layer.Kind.COMPRESSED);
    assertThat(mail.content().bytes()).isEqualTo(CONTENT);
  }

  private static OpenedMail open(byte[] message) throws Exception {
    OpenedMail mail =
        MailReader.with(
                Decryptor.with(Reading.everybody()),
                Verifier.trusting(Reading.TRUST)
                    .expecting(org.smime4j.ExpectedSigner.anyone("OpenSSL writes no From here")))
            .open(ByteSource.of(message));
    assertThat(mail.failure()).isEmpty();
    return mail;
  }

  /** OpenSSL leaves LF in some lines even where it is told otherwise. */
  private static byte[] crlf(byte[] message) {
    return text(message)
        .replace("\r\n", "\n")
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] sign(TestPki.Issued who, String form, List<String> options, byte[] content) {
    List<Object> line =
        new ArrayList<>(
            List.of(
                "cms",
                "-sign",
                "-binary",
                "-outform",
                form,
                "-in",
                openssl.file(content),
                "-signer",
                openssl.file(who.certificate()),
                "-inkey",
                openssl.file(who.privateKey()),
                "-certfile",
                openssl.intermediates(who)));
    line.addAll(options);
    if (who == People.ED25519) {
      line.addAll(List.of("-md", "sha512"));
    }
    return openssl.produce(line.toArray());
  }

  private byte[] encrypt(String cipher, String form, TestPki.Issued who, byte[] content) {
    return openssl.produce(
        "cms",
        "-encrypt",
        "-binary",
        "-crlfeol",
        "-outform",
        form,
        cipher,
        "-in",
        openssl.file(content),
        "-recip",
        openssl.file(who.certificate()));
  }
}
