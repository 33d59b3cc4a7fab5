package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Policy;
import org.smime4j.SmimeException;
import org.smime4j.TestPki;
import org.smime4j.cms.Decryption;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.UnauthenticatedContent;

/** We verify and decrypt what GnuPG's gpgsm writes. */
class GpgsmWrittenByThemTest {

  private static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello from gpgsm.\r\n".repeat(100))
          .getBytes(StandardCharsets.US_ASCII);

  private static Gpgsm gpgsm;

  @BeforeAll
  static void prepare() {
    gpgsm =
        Gpgsm.trusting(
            People.ROOT.certificate(), People.receivers().toArray(TestPki.Issued[]::new));
  }

  @AfterAll
  static void end() {
    if (gpgsm != null) {
      gpgsm.close();
    }
  }

  static Stream<TestPki.Issued> signers() {
    return Stream.of(People.RSA, People.RSA3072, People.P256, People.P384, People.P521);
  }

  @ParameterizedTest
  @MethodSource("signers")
  void everyKindOfSigner_detachedAndOpaque(TestPki.Issued who) throws Exception {
    String user = Gpgsm.fingerprint(who.certificate());
    Reading.trusted(
        Reading.detached(
            CONTENT, gpgsm.run("--detach-sign", "-u", user, gpgsm.file(CONTENT)).out()),
        1);
    SignatureReport opaque =
        Reading.opaque(gpgsm.run("--sign", "-u", user, gpgsm.file(CONTENT)).out());
    Reading.trusted(opaque, 1);
    assertThat(opaque.requireTrusted().bytes()).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256", "SHA384", "SHA512"})
  void everyDigest(String digest) throws Exception {
    byte[] signature =
        gpgsm
            .run(
                "--detach-sign",
                "--digest-algo",
                digest,
                "-u",
                Gpgsm.fingerprint(People.RSA.certificate()),
                gpgsm.file(CONTENT))
            .out();
    SignatureReport report = Reading.detached(CONTENT, signature);
    Reading.trusted(report, 1);
    assertThat(report.signers().get(0).digest()).isEqualTo("sha-" + digest.substring(3));
  }

  @Test
  void severalSigners() throws Exception {
    byte[] signature =
        gpgsm
            .run(
                "--detach-sign",
                "-u",
                Gpgsm.fingerprint(People.RSA.certificate()),
                "-u",
                Gpgsm.fingerprint(People.P256.certificate()),
                gpgsm.file(CONTENT))
            .out();
    Reading.trusted(Reading.detached(CONTENT, signature), 2);
  }

  static Stream<Arguments> encryptions() {
    return Stream.of("3DES", "AES", "AES192", "AES256")
        .flatMap(cipher -> People.receivers().stream().map(who -> Arguments.of(cipher, who)));
  }

  @ParameterizedTest
  @MethodSource("encryptions")
  void everyCbcCipherForEveryKindOfRecipient(String cipher, TestPki.Issued who) throws Exception {
    Decryption decryption = Reading.open(encrypt(cipher, List.of(who)), who);
    assertThat(decryption).isInstanceOf(UnauthenticatedContent.class);
    assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
  }

  /**
   * Asked for AES-GCM by object identifier, gpgsm 2.4.7 pads the content as for CBC, writes
   * EnvelopedData without any tag, and cannot read it again: nothing says that it is authentic.
   */
  @Test
  void a6_gcmWithoutATag_isNotRead() throws Exception {
    byte[] message = encrypt("2.16.840.1.101.3.4.1.46", List.of(People.RSA));
    assertThatThrownBy(() -> Reading.decryption(message, Policy.standard()))
        .isInstanceOf(SmimeException.Refused.class);
    assertThatThrownBy(() -> Reading.decryption(message, Policy.archive()))
        .isInstanceOf(SmimeException.class);
  }

  @Test
  void severalRecipients() throws Exception {
    byte[] message = encrypt("AES256", List.of(People.P384, People.RSA3072));
    assertThat(Reading.content(Reading.decryption(message, Policy.standard()))).isEqualTo(CONTENT);
  }

  private static byte[] encrypt(String cipher, List<TestPki.Issued> recipients) {
    List<Object> line = new java.util.ArrayList<>(List.of("--encrypt", "--cipher-algo", cipher));
    for (TestPki.Issued who : recipients) {
      line.add("-r");
      line.add(Gpgsm.fingerprint(who.certificate()));
    }
    line.add(gpgsm.file(CONTENT));
    return gpgsm.run(line.toArray()).out();
  }
}
