package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.KEMRecipientId;
import org.bouncycastle.cms.PKIXRecipientId;
import org.bouncycastle.cms.RecipientInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** Recipients by subject key identifier (RFC 5652, section 6.2; RFC 8551, section 2.6). */
public class KeyIdentifierRecipientsTest {

  private static final byte[] CONTENT = "Subject: x\r\n\r\nHello.\r\n".repeat(5).getBytes();

  private static TestPki.Issued who(String kind) {
    return switch (kind) {
      case "RSA", "RSA-KEM" -> Signers.RSA;
      case "P-256" -> Signers.P256;
      case "X25519" -> Signers.X25519;
      default -> Signers.ISSUING.issue("ski-kem@example.org").only(kind).build();
    };
  }

  private static Encryptor to(TestPki.Issued... people) {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(
            Stream.of(people)
                .map(TestPki.Issued::certificate)
                .toList()
                .toArray(new X509Certificate[0]))
        .namingKeyIdentifiers();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "RSA-KEM", "P-256", "X25519", "ML-KEM-768"})
  void isNamedSo_andOpens(String kind) throws Exception {
    TestPki.Issued who = who(kind);
    AlgorithmPolicy policy =
        kind.equals("RSA-KEM")
            ? AlgorithmPolicy.authenticated().writing(KeyTransport.RSA_KEM)
            : AlgorithmPolicy.authenticated();
    byte[] cms = to(who).under(policy).encrypt(ByteSource.of(CONTENT)).bytes();
    Decryption decryption =
        Decryptor.with(KeyHistory.of(Signers.identity(who))).decrypt(ByteSource.of(cms));
    assertThat(DecryptorTest.content(decryption).bytes()).isEqualTo(CONTENT);
    assertThat(decryption.layer().key().orElseThrow().foundBy()).isEqualTo(FoundBy.SKI);
    assertThat(decryption.layer().deviations()).isEmpty();

    RecipientInformation theirs =
        new CMSAuthEnvelopedData(cms).getRecipientInfos().getRecipients().iterator().next();
    byte[] ski =
        ASN1OctetString.getInstance(
                JcaX509ExtensionUtils.parseExtensionValue(
                    who.certificate().getExtensionValue(Extension.subjectKeyIdentifier.getId())))
            .getOctets();
    byte[] named =
        theirs.getRID() instanceof KEMRecipientId kem
            ? kem.getSubjectKeyIdentifier()
            : ((PKIXRecipientId) theirs.getRID()).getSubjectKeyIdentifier();
    assertThat(named).isEqualTo(ski);
  }

  @Test
  void besideOthers_eachAsItWasSaid() throws Exception {
    byte[] cms =
        to(Signers.RSA, Signers.P256)
            .to(Signers.P384.certificate())
            .under(AlgorithmPolicy.authenticated().writing(ContentCipher.AES_256_CBC))
            .encrypt(ByteSource.of(CONTENT))
            .bytes();
    for (TestPki.Issued who : List.of(Signers.RSA, Signers.P256, Signers.P384)) {
      assertThat(
              Decryptor.with(KeyHistory.of(Signers.identity(who)))
                  .decrypt(ByteSource.of(cms))
                  .layer()
                  .key()
                  .orElseThrow()
                  .foundBy())
          .isEqualTo(who == Signers.P384 ? FoundBy.RECIPIENT_ID : FoundBy.SKI);
    }
  }

  @Test
  void aCertificateWithoutOne_isATypedFailure() {
    TestPki.Issued none = TestPki.selfSigned("none@example.org").keyOf(Signers.RSA).build();
    if (none.certificate().getExtensionValue("2.5.29.14") == null) {
      assertThatThrownBy(() -> to(none).encrypt(ByteSource.of(CONTENT)))
          .isInstanceOf(SmimeException.Malformed.class);
    }
  }
}
