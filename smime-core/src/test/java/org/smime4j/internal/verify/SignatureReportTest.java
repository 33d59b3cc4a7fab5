package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.SecurityLabel;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** What a report says of all its signers, to a program and to a person. */
public class SignatureReportTest {

  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nOne.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER =
      "Content-Type: text/plain\r\n\r\nTwo.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final TestPki.Issued STRANGER =
      TestPki.authority("Elsewhere").issue("s@example.org").rsa(2048).build();
  private static final Verifier VERIFIER =
      Verifier.trusting(
          TrustPolicy.anchors(List.of(Signers.ROOT.certificate()))
              .revocation(Revocation.notChecked("not the subject here"))
              .at(TestPki.NOW));

  /** The stranger's certificate does not travel. */
  private static byte[] signed(List<ASN1Encodable> signers) throws Exception {
    return HostileSignature.signedData(
        CMSObjectIdentifiers.data, CONTENT, Signers.RSA.chain(), signers);
  }

  private static ASN1Encodable weak() throws Exception {
    HostileSignature weak = new HostileSignature(Signers.RSA, CONTENT);
    weak.digest = "SHA-1";
    weak.digestAlgorithm = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1);
    weak.signature = "SHA1withRSA";
    weak.attributes =
        new ArrayList<>(
            List.of(
                HostileSignature.contentType(CMSObjectIdentifiers.data),
                weak.messageDigest(CONTENT)));
    return weak.signerInfo();
  }

  @Test
  void b3_theWorstOfSeveral_isTheOneThatSaysMost_inWhateverOrder() throws Exception {
    Map<SignerVerdict.State, ASN1Encodable> worstFirst = new LinkedHashMap<>();
    worstFirst.put(
        SignerVerdict.State.BROKEN, new HostileSignature(Signers.RSA, OTHER).signerInfo());
    worstFirst.put(SignerVerdict.State.UNTRUSTED, weak());
    worstFirst.put(
        SignerVerdict.State.UNKNOWN, new HostileSignature(STRANGER, CONTENT).signerInfo());
    worstFirst.put(
        SignerVerdict.State.TRUSTED, new HostileSignature(Signers.RSA, CONTENT).signerInfo());
    List<SignerVerdict.State> kinds = new ArrayList<>(worstFirst.keySet());
    for (int i = 0; i < kinds.size(); i++) {
      assertThat(
              VERIFIER
                  .verify(ByteSource.of(signed(List.of(worstFirst.get(kinds.get(i))))))
                  .worst()
                  .state())
          .isEqualTo(kinds.get(i));
      for (int j = i + 1; j < kinds.size(); j++) {
        List<ASN1Encodable> both =
            new ArrayList<>(List.of(worstFirst.get(kinds.get(i)), worstFirst.get(kinds.get(j))));
        assertThat(VERIFIER.verify(ByteSource.of(signed(both))).worst().state())
            .isEqualTo(kinds.get(i));
        Collections.reverse(both);
        assertThat(VERIFIER.verify(ByteSource.of(signed(both))).worst().state())
            .isEqualTo(kinds.get(i));
      }
    }
  }

  /** RFC 5652, section 11.3: two digits of a year are of 1950 to 2049. */
  @Test
  void aSigningTime_isReadAsItWasWritten_atBothEndsOfItsCentury() throws Exception {
    for (String time :
        List.of(
            "1950-01-01T00:00:00Z",
            "1999-12-31T23:59:59Z",
            "2000-01-01T00:00:00Z",
            "2049-12-31T23:59:59Z",
            "2050-01-01T00:00:00Z")) {
      Instant instant = Instant.parse(time);
      byte[] cms =
          Signer.with(Signers.identity(Signers.P256))
              .signingAt(instant)
              .signOpaque(ByteSource.of(CONTENT));
      assertThat(VERIFIER.verify(ByteSource.of(cms)).signers().get(0).signingTime())
          .contains(instant);
    }
  }

  /** The lines of a page, by what stands in front of them. */
  private static void assertLine(String page, String name, String... texts) {
    assertThat(page.lines().filter(line -> line.strip().startsWith(name)).toList())
        .as("%s in%n%s", name, page)
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains(texts));
  }

  @Test
  void thePageOfATrustedSigner_saysAllThatWasFound() throws Exception {
    Instant time = Instant.parse("2026-05-01T10:00:00Z");
    byte[] cms =
        Signer.with(Signers.identity(Signers.RSA))
            .signingAt(time)
            .labelling(
                new SecurityLabel(
                    "1.3.6.1.4.1.99999.1", OptionalInt.of(3), Optional.empty(), List.of()))
            .requestingReceipts("rsa@example.org")
            .signOpaque(ByteSource.of(CONTENT));
    X509Certificate certificate = Signers.RSA.certificate();
    String page = VERIFIER.verify(ByteSource.of(cms)).toString();
    assertThat(page).startsWith("Signature with 1 signer, content ").contains("1. TRUSTED");
    String serial = certificate.getSerialNumber().toString(16);
    assertLine(page, "named as", "serial " + serial, "Writing Issuing");
    assertLine(page, "certificate", "CN=");
    assertLine(page, "issued by", "Writing Issuing", "serial " + serial);
    assertLine(page, "valid", certificate.getNotAfter().toInstant().toString());
    assertLine(page, "addresses", "rsa@example.org");
    assertLine(page, "binding", "NOT");
    assertLine(page, "integrity", "INTACT");
    assertLine(page, "revocation", "NOT_CHECKED");
    assertLine(page, "scheme", "rsa-pkcs1-sha256", "digest sha-256");
    assertLine(page, "signed at", time.toString(), "claimed by the signer");
    assertLine(page, "label", "1.3.6.1.4.1.99999.1");
    assertLine(page, "receipt", "rsa@example.org");
    assertThat(page.lines().filter(line -> line.strip().startsWith("note")))
        .anySatisfy(line -> assertThat(line).contains("ADDRESS_NOT_CHECKED"));
    assertThat(page).doesNotContain("finding").doesNotContain("deviation");
  }

  @Test
  void thePageOfOthers_saysWhatLowersThem_andWhatWasMissing() throws Exception {
    SignatureReport several =
        VERIFIER.verify(
            ByteSource.of(
                signed(List.of(weak(), new HostileSignature(STRANGER, CONTENT).signerInfo()))));
    assertThat(several.toString())
        .startsWith("Signature with 2 signers, content ")
        .contains("1. UNTRUSTED  WEAK_DIGEST: ", "2. UNKNOWN  CERTIFICATE_MISSING: ");
    assertThat(several.toString().lines().filter(l -> l.strip().startsWith("finding")))
        .anySatisfy(line -> assertThat(line).contains("WEAK_DIGEST"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(several.signers().get(1).findings().get(0).code().name()));
    byte[] detached = new HostileSignature(Signers.RSA, CONTENT).detached();
    assertThat(VERIFIER.verify(ByteSource.of(detached)).toString())
        .startsWith("Signature with 1 signer, content not at hand");
    assertThat(VERIFIER.verifyDetached(ByteSource.of(OTHER), ByteSource.of(detached)).toString())
        .startsWith("Signature with 1 signer, content not as signed")
        .contains("BROKEN");
    byte[] carrying = signed(List.of(new HostileSignature(Signers.RSA, CONTENT).signerInfo()));
    assertLine(
        VERIFIER
            .under(AlgorithmPolicy.archive())
            .verifyDetached(ByteSource.of(CONTENT), ByteSource.of(carrying))
            .toString(),
        "deviation",
        "ECONTENT_EQUAL");
  }
}
