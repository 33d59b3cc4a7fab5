package org.smime4j.internal.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.Trusted;

/** The digests of several signers in one header (RFC 8551, 3.5.3.2). */
public class MicalgTest {

  private static final byte[] MESSAGE =
      octets("From: alice@example.org\r\nSubject: All of us\r\n\r\nHi.\r\n");

  /**
   * Alice four times: what matters is her keys. A scheme that is chosen takes no other's digest.
   */
  private static final Signer SIGNER =
      Signer.with(
              People.identity(People.ISSUING.issue("alice@example.org").rsa(2048).build()),
              SignatureScheme.RSA_PKCS1_SHA256)
          .and(People.identity(People.ISSUING.issue("alice@example.org").ec("P-384").build()))
          .and(People.identity(People.ISSUING.issue("alice@example.org").ec("P-521").build()))
          .and(People.identity(People.ISSUING.issue("alice@example.org").ed25519().build()))
          .signingAt(TestPki.NOW);

  private static Signer with(TestPki.Builder builder) {
    return Signer.with(People.identity(builder.build()));
  }

  private static OpenedMail open(String mail) throws IOException {
    return MailReader.with(People.DECRYPTOR, People.VERIFIER).open(ByteSource.of(octets(mail)));
  }

  private static List<Finding.Code> codes(OpenedMail opened) {
    return opened.layers().get(0).deviations().stream().map(Finding::code).toList();
  }

  @Test
  void eachDigestIsListedOnce_inOneQuotedParameter_andIsReadBack() throws IOException {
    String mail = text(Outgoing.of(MESSAGE).signedBy(SIGNER).seal().bytes());
    assertThat(mail).containsOnlyOnce("micalg=").contains("micalg=\"sha-256,sha-384,sha-512\"");
    OpenedMail opened = open(mail);
    assertThat(Trusted.signers(opened.requireSigned()).stream().map(SignerVerdict::digest))
        .containsExactlyInAnyOrder("sha-256", "sha-384", "sha-512", "sha-512");
    assertThat(codes(opened)).isEmpty();
  }

  @Test
  void digestsOfOtherFamilies_areListedToo() throws IOException {
    Signer signer =
        with(People.ISSUING.issue("alice@example.org").rsa(2048))
            .and(People.identity(People.ALICE), SignatureScheme.ECDSA_SHA3_256)
            .and(People.identity(People.ALICE), SignatureScheme.ECDSA_SHAKE128)
            .signingAt(TestPki.NOW);
    String mail = text(Outgoing.of(MESSAGE).signedBy(signer).seal().bytes());
    assertThat(mail.replaceAll("\\s", "")).contains("micalg=\"sha-256,sha3-256,shake128\"");
    assertThat(codes(open(mail))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"sha-512,sha-384,sha-256\"|",
        "\"sha512, SHA384, sha-256\"|",
        "\"sha-1,sha-224,sha-256,sha-384,sha-512\"|",
        "\"sha-256,sha-384,sha-512,\"|",
        "\"sha-256,sha-384\"|sha-512",
        "sha-512|sha-256 sha-384",
        "unknown|sha-256 sha-384 sha-512",
        "\"\"|sha-256 sha-384 sha-512",
      })
  void b9_whatIsListedIsAHint_andIsComparedWithEachSigner(String micalg, String missing)
      throws IOException {
    String mail =
        text(Outgoing.of(MESSAGE).signedBy(SIGNER).seal().bytes())
            .replace("micalg=\"sha-256,sha-384,sha-512\"", "micalg=" + micalg);
    OpenedMail opened = open(mail);
    assertThat(Trusted.signers(opened.requireSigned())).hasSize(4);
    assertThat(codes(opened)).allMatch(Finding.Code.MICALG_MISMATCH::equals);
    assertThat(
            opened.layers().get(0).deviations().stream()
                .map(each -> each.sentence().replaceFirst(".* used ", "")))
        .containsExactlyInAnyOrder(missing == null ? new String[0] : missing.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sha512, SHA384,\tsha-256\"",
        "\"sha-256;sha-384;sha-512\"",
        "sha-256,sha-384,sha-512"
      })
  void b7_whatIsNoWordAndNoPlainText_isIntactAndBindsNobody(String micalg) throws IOException {
    String mail =
        text(Outgoing.of(MESSAGE).signedBy(SIGNER).seal().bytes())
            .replace("micalg=\"sha-256,sha-384,sha-512\"", "micalg=" + micalg);
    assertThat(open(mail).requireSigned().signers())
        .allSatisfy(
            signer -> {
              assertThat(signer.isIntact()).isTrue();
              assertThat(signer.findings())
                  .extracting(Finding::code)
                  .containsExactly(Finding.Code.AMBIGUOUS);
            });
  }
}
