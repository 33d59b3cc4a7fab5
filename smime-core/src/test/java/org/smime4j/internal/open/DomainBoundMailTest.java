package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.smime4j.Credential;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Binding;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.TestPki;

/** B12: mail that a gateway signed with a certificate of its domain. */
public class DomainBoundMailTest {

  private static final TestPki.Authority CA = TestPki.authority("Gateways");
  private static final TestPki.Issued GATEWAY =
      CA.issue("x@clinic.example")
          .subject("CN=Gateway")
          .rsa(2048)
          .alternativeNames(new GeneralName(GeneralName.dNSName, "clinic.example"))
          .extendedKeyUsage(KeyPurposeId.id_kp_emailProtection)
          .build();
  private static final Verifier STRICT =
      Verifier.trusting(
          TrustPolicy.anchors(List.of(CA.certificate()))
              .at(TestPki.NOW)
              .revocation(Revocation.notChecked("made for this test")));
  private static final Signer SIGNER =
      Signer.with(Credential.of(GATEWAY.privateKey(), GATEWAY.certificate()))
          .signingAt(TestPki.NOW);

  private static String signed(String from) throws Exception {
    byte[] mail =
        ("From: "
                + from
                + "\r\nTo: bob@example.org\r\nDate: Mon, 01 Jun 2026 12:00:00 +0000\r\n"
                + "Subject: hello\r\n\r\nDear Bob\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    return new String(
        Outgoing.of(mail).signedBy(SIGNER).seal().bytes(), StandardCharsets.ISO_8859_1);
  }

  private static SignatureReport opened(String mail, Verifier verifier) throws Exception {
    return MailReader.with(People.DECRYPTOR, verifier)
        .open(ByteSource.of(mail.getBytes(StandardCharsets.ISO_8859_1)))
        .requireSigned();
  }

  @Test
  void mailOfADomainsCertificate_isTrustedOnlyOnRequest_andSaysSo() throws Exception {
    String mail = signed("Alice <alice@clinic.example>");
    assertThat(opened(mail, STRICT).worst().findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.NO_ADDRESS);
    SignatureReport report = opened(mail, STRICT.acceptingDomainBound());
    assertThat(report.worst()).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(report.worst().binding()).isEqualTo(Binding.DOMAIN_BOUND);
    assertThat(report.worst().notes())
        .extracting(note -> note.code().name())
        .contains("DOMAIN_BOUND");
    // A caller that asks for a person's signature does not get the domain's.
    assertThatThrownBy(() -> report.requireTrusted("alice@clinic.example"))
        .isInstanceOf(SmimeException.NotTrusted.class);
  }

  @Test
  void b12_anotherFromOutsideOrInside_siblingsAndSubdomains_areNotTrusted() throws Exception {
    Verifier asking = STRICT.acceptingDomainBound();
    for (String other :
        List.of("ceo@evil.example", "ceo@sub.clinic.example", "ceo@sibling.example")) {
      assertThat(opened(signed(other), asking).worst())
          .returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
      for (String[] pair :
          new String[][] {{other, "alice@clinic.example"}, {"alice@clinic.example", other}}) {
        String mail = signed(pair[0]);
        String altered = mail.replaceFirst("From: " + pair[0], "From: " + pair[1]);
        assertThat(altered).isNotEqualTo(mail);
        assertThat(opened(altered, asking).worst())
            .as("inside %s, outside %s", pair[0], pair[1])
            .returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
      }
    }
  }
}
