package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.internal.encrypt.EncryptorTest.TRUST;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.CertificateBook;
import org.smime4j.Doors;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.sign.EssEncoding;
import org.smime4j.reports.Receipt;
import org.smime4j.reports.ReceiptRequest;
import org.smime4j.reports.SecurityLabel;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Signers;
import org.smime4j.testing.Trusted;

/** Security labels and receipts (RFC 2634). */
public class EnhancedServicesTest {

  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nRead this.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final Signer ALICE = Signer.with(Signers.identity(Signers.RSA));
  private static final Signer BOB = Signer.with(Signers.identity(Signers.P256));

  private static SignatureReport verified(byte[] cms) throws Exception {
    return Verifier.trusting(TRUST).verify(ByteSource.of(cms));
  }

  private static SignerVerdict trusted(byte[] cms) throws Exception {
    return Trusted.signers(verified(cms)).get(0);
  }

  private static Attribute attribute(byte[] cms, String oid) throws Exception {
    SignerInformation signer =
        new CMSSignedData(cms).getSignerInfos().getSigners().iterator().next();
    return signer.getSignedAttributes().get(new ASN1ObjectIdentifier(oid));
  }

  @Test
  void aLabelIsSignedReadAndReported() throws Exception {
    SecurityLabel label = marked("1.3.6.1.4.1.99999.1", 3, "Nur für Bob");
    byte[] cms = ALICE.labelling(label).signOpaque(ByteSource.of(CONTENT));
    assertThat(trusted(cms).securityLabel()).contains(label);
    assertThat(trusted(cms).toString()).contains("1.3.6.1.4.1.99999.1");
    assertThat(trusted(ALICE.signOpaque(ByteSource.of(CONTENT))).securityLabel()).isEmpty();
    Attribute written = attribute(cms, Oids.SECURITY_LABEL);
    assertThat(written.getAttrValues().size()).isOne();
    assertThat(written.getAttrValues().getObjectAt(0).toASN1Primitive().getEncoded("DER"))
        .isEqualTo(EssEncoding.label(label));
  }

  @ParameterizedTest
  @CsvSource({
    // The policy alone; with a classification; out of order; a PrintableString; a category.
    "3104 06022a03, 1.2.3, -1",
    "3107 020101 06022a03, 1.2.3, 1",
    "3107 06022a03 020105, 1.2.3, 5",
    "310a 020101 06022a03 130141, 1.2.3, 1",
    "3112 020101 06022a03 3109 3007 80022a04 a1010500, NONE, -1",
    "3113 020101 06022a03 310a 3008 80022a04 a1020500, 1.2.3, 1",
    // No policy, a number past 256, a negative one, none of it, another type.
    "3103 020101, NONE, -1",
    "3108 02020101 06022a03, NONE, -1",
    "3107 0201ff 06022a03, NONE, -1",
    "3100, NONE, -1",
    "3004 06022a03, NONE, -1",
  })
  void labelsOfOthers(String hex, String policy, int classification) throws Exception {
    byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
    SecurityLabel label;
    try {
      label = EssValues.label(ASN1Primitive.fromByteArray(octets));
    } catch (IOException e) {
      label = null;
    }
    if (policy.equals("NONE")) {
      assertThat(label).isNull();
    } else {
      assertThat(label.policy()).isEqualTo(policy);
      assertThat(label.classification())
          .isEqualTo(classification < 0 ? OptionalInt.empty() : OptionalInt.of(classification));
      assertThat(label.categories())
          .isEqualTo(hex.contains("80022a04") ? List.of("1.2.4") : List.of());
    }
  }

  @Test
  void labelsThatCannotBe() {
    assertThatThrownBy(
            () -> new SecurityLabel("1.2.3", OptionalInt.of(257), Optional.empty(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> marked("1.2.3", 1, "x".repeat(129)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ALICE.requestingReceipts("nobody"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReceiptIsAskedFor_given_andCompared() throws Exception {
    Signer asking = ALICE.requestingReceipts("rsa@example.org", "archive@example.org");
    byte[] message = asking.signOpaque(ByteSource.of(CONTENT));
    SignerVerdict original = trusted(message);
    ReceiptRequest request = original.receiptRequest().orElseThrow();
    assertThat(request.to()).containsExactly("rsa@example.org", "archive@example.org");
    assertThat(request.isOfFirstTier()).isFalse();
    assertThat(request.listed()).isEmpty();
    assertThat(request.contentIdentifier()).hasSizeGreaterThan(30);

    byte[] answer = Doors.signReceipt(BOB, original);
    SignatureReport report = verified(answer);
    assertThat(JudgedSignature.of(report).contentType()).isEqualTo(Oids.RECEIPT);
    assertThat(new CMSSignedData(answer).getVersion()).isEqualTo(3);
    Receipt receipt = JudgedReceipt.read(report).orElseThrow();
    assertThat(receipt.signer().addresses()).containsExactly("p256@example.org");
    assertThat(((JudgedReceipt) receipt).contentIdentifier())
        .isEqualTo(request.contentIdentifier());
    assertThat(receipt.isOf(trusted(message))).isTrue();
    assertThat(receipt.names(trusted(message))).isTrue();
    assertThat(receipt).hasToString("Receipt by [p256@example.org]");

    byte[] again = asking.signOpaque(ByteSource.of(CONTENT));
    assertThat(trusted(again).receiptRequest().orElseThrow().contentIdentifier())
        .as("each message has an identifier of its own")
        .isNotEqualTo(request.contentIdentifier());
    assertThat(receipt.isOf(trusted(again))).isFalse();
    assertThat(receipt.names(trusted(again))).isFalse();
    assertThat(receipt.isOf(trusted(ALICE.signOpaque(ByteSource.of(CONTENT))))).isFalse();
  }

  private static GeneralNames named(String... addresses) {
    return new GeneralNames(
        Stream.of(addresses)
            .map(each -> new GeneralName(GeneralName.rfc822Name, each))
            .toArray(GeneralName[]::new));
  }

  private static List<String> asked(GeneralNames... to) {
    ASN1Encodable value =
        new DERSequence(
            new ASN1Encodable[] {
              new DEROctetString(new byte[1]),
              new DERTaggedObject(false, 0, new ASN1Integer(0)),
              new DERSequence(to)
            });
    return Objects.requireNonNull(EssValues.receiptRequest(value)).to();
  }

  @Test
  void c16_aRequest_namesAtMostSixteenAddresses_of320Octets() {
    String longest = "a".repeat(318) + "@b";
    assertThat(asked(named(longest, "a" + longest), named("c@d"))).containsExactly(longest, "c@d");
    String[] many = IntStream.range(0, 17).mapToObj(i -> i + "@example.org").toArray(String[]::new);
    assertThat(asked(named(many), named("c@d"))).hasSize(16).endsWith("15@example.org");
  }

  @Test
  void whatIsNoReceipt_orByNobody_isNone() throws Exception {
    assertThat(JudgedReceipt.read(verified(ALICE.signOpaque(ByteSource.of(CONTENT))))).isEmpty();
    SignerVerdict silent = trusted(ALICE.signOpaque(ByteSource.of(CONTENT)));
    assertThatThrownBy(() -> Doors.signReceipt(BOB, silent))
        .isInstanceOf(IllegalArgumentException.class);
    byte[] answer =
        Doors.signReceipt(
            BOB,
            trusted(
                ALICE.requestingReceipts("rsa@example.org").signOpaque(ByteSource.of(CONTENT))));
    answer[answer.length - 1] ^= 1;
    SignatureReport broken = verified(answer);
    assertThatThrownBy(() -> JudgedReceipt.read(broken))
        .isInstanceOf(SmimeException.NotTrusted.class);
  }

  @Test
  void b1_aSignerWhoIsNotTrusted_getsNoReceipt() throws Exception {
    byte[] asking = ALICE.requestingReceipts("rsa@example.org").signOpaque(ByteSource.of(CONTENT));
    SignerVerdict unknown =
        Verifier.trusting(TrustPolicy.withoutAnchors("nobody is believed here"))
            .verify(ByteSource.of(asking))
            .worst();
    assertThat(unknown.receiptRequest()).isPresent();
    assertThatThrownBy(() -> Doors.signReceipt(BOB, unknown))
        .isInstanceOf(SmimeException.NotTrusted.class);
  }

  @Test
  void c2_aReceipt_isNoMail() throws Exception {
    byte[] answer =
        Doors.signReceipt(
            BOB,
            trusted(
                ALICE.requestingReceipts("rsa@example.org").signOpaque(ByteSource.of(CONTENT))));
    assertThat(Verifier.trusting(TRUST).expectingMail().verify(ByteSource.of(answer)).worst())
        .returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
    assertThat(List.of(verified(answer).worst()))
        .allMatch(one -> one.state() == SignerVerdict.State.TRUSTED);
  }

  private static SecurityLabel marked(String policy, int classification, String mark) {
    return new SecurityLabel(policy, OptionalInt.of(classification), Optional.of(mark), List.of());
  }

  /** Anyone can implement the interface: such a report proves nothing. */
  @Test
  void aReportOfAStranger_isNoReceipt_andIsNotHarvested() {
    org.smime4j.reports.SignatureReport strange =
        (org.smime4j.reports.SignatureReport)
            java.lang.reflect.Proxy.newProxyInstance(
                EnhancedServicesTest.class.getClassLoader(),
                new Class<?>[] {org.smime4j.reports.SignatureReport.class},
                (proxy, method, arguments) ->
                    method.getName().equals("contentType") ? Oids.RECEIPT : null);
    assertThatThrownBy(() -> JudgedReceipt.read(strange))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CertificateBook.empty().harvest(strange))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
