package org.smime4j.internal.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Doors;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.internal.address.CertificateAddresses;
import org.smime4j.reports.CertificateVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/** C10: rfc822Name under name constraints, in an intermediate and in the anchor alike. */
public class NameConstraintsTest {

  private static final String NUL = "{NUL}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // permitted | excluded | address | allowed
        "good.com   | -        | user@good.com               | true",
        "good.com   | -        | user@GOOD.com               | true",
        "good.com   | -        | user@sub.good.com           | false",
        ".good.com  | -        | user@sub.good.com           | true",
        ".good.com  | -        | user@good.com               | false",
        "good.com   | -        | user@evil.com               | false",
        "good.com   | -        | user@evilgood.com           | false",
        "good.com   | -        | user@good.com.evil.com      | false",
        "good.com   | -        | user@evil.com@good.com      | false",
        "good.com   | -        | user@evil.com{NUL}@good.com | false",
        "good.com   | -        | user@good.com{NUL}.evil.com | false",
        "good.com   | -        | user@good.com.              | false",
        // Right by RFC 5321, and Bouncy Castle errs on the safe side.
        "good.com   | -        | \"user@evil.com\"@good.com  | false",
        "good.com   | -        | \"a user\"@good.com         | true",
        "a@good.com | -        | a@good.com                  | true",
        "a@good.com | -        | b@good.com                  | false",
        "-          | bank.com | user@other.com              | true",
        "-          | bank.com | user@bank.com               | false",
        "-          | bank.com | user@BANK.com               | false",
        "-          | bank.com | user@bank.com.              | false",
        "-          | bank.com | user@bank.com{NUL}.evil.com | false",
        "-          | bank.com | user@bank.com@evil.com      | false",
        "-          | bank.com | user@.bank.com              | false",
        "-          | bank.com | user@bank..com              | false",
        "-          | bank.com | @bank.com                   | false",
        "-          | bank.com | not an address              | false",
        "good.com   | good.com | user@good.com               | false"
      })
  void c10_rfc822Name_underConstraints(
      String permitted, String excluded, String address, boolean allowed) {
    String name = address.replace(NUL, "\0");
    TestPki.Authority root = TestPki.authority("Root");
    TestPki.Authority intermediate =
        root.intermediate("Constrained")
            .extension(Extension.nameConstraints.getId(), true, onMail(permitted, excluded))
            .buildAuthority();
    TestPki.Authority anchor =
        TestPki.root("Constrained Root", TestPki.NOW)
            .extension(Extension.nameConstraints.getId(), true, onMail(permitted, excluded))
            .buildAuthority();
    List<Code> expected = allowed ? List.of() : List.of(Code.NAME_CONSTRAINTS);
    assertThat(codes(root, intermediate.issue("x").ec("P-256").addresses(name).build()))
        .as("in an intermediate")
        .isEqualTo(expected);
    assertThat(codes(anchor, anchor.issue("x").ec("P-256").addresses(name).build()))
        .as("in the anchor")
        .isEqualTo(expected);
    assertThat(
            codes(
                anchor, anchor.authority("Between").issue("x").ec("P-256").addresses(name).build()))
        .as("in the anchor, two below")
        .isEqualTo(expected);
  }

  @Test
  void c10_emailAddressInTheSubject_isConstrainedToo() {
    TestPki.Authority root = constrained("good.com", null);
    assertThat(
            codes(
                root,
                root.issue("x")
                    .ec("P-256")
                    .subject("CN=x,E=user@evil.com")
                    .alternativeNames()
                    .build()))
        .containsExactly(Code.NAME_CONSTRAINTS);
    assertThat(
            codes(
                root,
                root.issue("x")
                    .ec("P-256")
                    .subject("CN=x,E=user@good.com")
                    .alternativeNames()
                    .build()))
        .isEmpty();
  }

  @Test
  void smtpUtf8Mailbox_standsUnderConstraintsOnRfc822Name() {
    TestPki.Authority root = constrained("good.com", null);
    assertThat(codes(root, utf8(root, "用户@good.com"))).isEmpty();
    assertThat(codes(root, utf8(root, "用户@evil.com"))).containsExactly(Code.NAME_CONSTRAINTS);
    TestPki.Authority excluding = constrained(null, "xn--bcher-kva.example");
    assertThat(codes(excluding, utf8(excluding, "用户@bücher.example")))
        .containsExactly(Code.NAME_CONSTRAINTS);
    assertThat(codes(excluding, utf8(excluding, "用户@good.com"))).isEmpty();
  }

  @Test
  void withoutConstraints_aMalformedAddressIsANote() {
    TestPki.Authority root = TestPki.authority("Root");
    TestPki.Issued alice =
        root.issue("x").ec("P-256").addresses("alice@example.org", "user@bank.com.").build();
    CertificateVerdict verdict = judge(root, alice);
    assertThat(verdict.findings()).isEmpty();
    assertThat(verdict.notes())
        .extracting(note -> note.code().name())
        .contains("ADDRESS_MALFORMED");
    assertThat(CertificateAddresses.of(alice.certificate())).containsExactly("alice@example.org");
  }

  @Test
  void c10_namesOfTheSubject_underTheAnchorsConstraints() {
    GeneralName own = new GeneralName(new org.bouncycastle.asn1.x500.X500Name("O=smime4j tests"));
    TestPki.Authority root =
        TestPki.root("Constrained Root", TestPki.NOW)
            .extension(
                Extension.nameConstraints.getId(),
                true,
                new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(own)}, null))
            .buildAuthority();
    assertThat(codes(root, root.issue("alice@example.org").ec("P-256").build())).isEmpty();
    assertThat(
            codes(
                root, root.issue("alice@example.org").ec("P-256").subject("O=other,CN=x").build()))
        .containsExactly(Code.NAME_CONSTRAINTS);
  }

  /** Bouncy Castle unites them in the square of their number. */
  @Test
  void c10_moreConstraintsThanAreCompared_areRefused() {
    TestPki.Authority root = TestPki.authority("Root");
    for (int count : new int[] {1_000, 1_001}) {
      String[] excluded = new String[count];
      Arrays.setAll(excluded, i -> "host" + i + ".example");
      TestPki.Authority issuing =
          root.intermediate("Issuing")
              .extension(
                  Extension.nameConstraints.getId(),
                  true,
                  new NameConstraints(null, subtrees(excluded)))
              .buildAuthority();
      CertificateVerdict verdict =
          judge(root, issuing.issue("alice@example.org").ec("P-256").build());
      if (count == 1_000) {
        assertThat(verdict.findings()).isEmpty();
      } else {
        assertThat(verdict.findings().get(0).code()).isEqualTo(Code.NAME_CONSTRAINTS);
        assertThat(verdict.findings().get(0).sentence()).contains("more than 1000");
      }
    }
  }

  @Test
  void c10_constraintsThatNobodySigned_areNotAskedAbout() {
    TestPki.Authority twin = TestPki.root("Root", TestPki.NOW).newKey().buildAuthority();
    TestPki.Authority forged =
        twin.intermediate("Issuing")
            .extension(Extension.nameConstraints.getId(), true, onMail("good.com", null))
            .buildAuthority();
    X509Certificate alice = forged.issue("alice@example.org").ec("P-256").build().certificate();
    CertificateVerdict verdict =
        Doors.judge(
            TrustPolicy.anchors(List.of(TestPki.authority("Root").certificate())).at(TestPki.NOW),
            alice,
            List.of(forged.certificate()),
            List.of(),
            Purpose.SIGNING,
            Limits.standard());
    assertThat(verdict.findings()).extracting(Finding::code).containsExactly(Code.NO_PATH);
  }

  private static TestPki.Authority constrained(String permitted, String excluded) {
    return TestPki.root("Constrained Root", TestPki.NOW)
        .extension(Extension.nameConstraints.getId(), true, onMail(permitted, excluded))
        .buildAuthority();
  }

  private static NameConstraints onMail(String permitted, String excluded) {
    return new NameConstraints(subtrees(permitted), subtrees(excluded));
  }

  private static GeneralSubtree[] subtrees(String... bases) {
    List<GeneralSubtree> subtrees = new ArrayList<>();
    Arrays.stream(bases)
        .filter(base -> base != null)
        .forEach(
            base ->
                subtrees.add(new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, base))));
    return subtrees.isEmpty() ? null : subtrees.toArray(new GeneralSubtree[0]);
  }

  private static TestPki.Issued utf8(TestPki.Authority issuer, String mailbox) {
    OtherName other =
        new OtherName(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9"), new DERUTF8String(mailbox));
    return issuer
        .issue("x")
        .ec("P-256")
        .alternativeNames(new GeneralName(GeneralName.otherName, other))
        .build();
  }

  private static CertificateVerdict judge(TestPki.Authority anchor, TestPki.Issued issued) {
    return Doors.judge(
        TrustPolicy.anchors(List.of(anchor.certificate())).at(TestPki.NOW),
        issued.certificate(),
        issued.chain(),
        List.of(),
        Purpose.SIGNING,
        Limits.standard());
  }

  private static List<Code> codes(TestPki.Authority anchor, TestPki.Issued issued) {
    return judge(anchor, issued).findings().stream().map(Finding::code).toList();
  }
}
