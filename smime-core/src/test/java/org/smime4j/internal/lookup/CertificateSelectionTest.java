package org.smime4j.internal.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.junit.jupiter.api.Test;
import org.smime4j.CertificateBook;
import org.smime4j.Encryptor;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.CertificateSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.CertificateChoice;
import org.smime4j.reports.Envelope;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** A20: which certificate is taken for an address, and why each other one is not. */
public class CertificateSelectionTest {

  private static final String BOB = "bob@example.org";
  private static final byte[] CONTENT = "hello\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final TestPki.Authority CA = TestPki.authority("Selection");
  private static final TestPki.Authority STRANGER = TestPki.authority("Nobody");
  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(CA.certificate()))
          .at(TestPki.NOW)
          .revocation(Revocation.notChecked("made for this test"));

  private static X509Certificate certificate(TestPki.Authority by, String... addresses) {
    return by.issue(addresses[0]).addresses(addresses).ec("P-256").build().certificate();
  }

  private static X509Certificate expired() {
    return CA.issue(BOB)
        .ec("P-256")
        .validity(TestPki.NOW.minus(Duration.ofDays(9)), TestPki.NOW.minus(Duration.ofDays(1)))
        .build()
        .certificate();
  }

  private static CertificateBook book(X509Certificate... certificates) {
    return CertificateBook.empty().and(List.of(certificates));
  }

  /** Answers whatever it is asked, and remembers that. */
  private static final class Shelf implements CertificateSource {
    private final List<RecipientCertificate> certificates = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    Shelf(X509Certificate... certificates) {
      for (X509Certificate each : certificates) {
        String source = "the shelf, place " + this.certificates.size();
        this.certificates.add(RecipientCertificate.of(each, List.of(), source));
      }
    }

    @Override
    public List<RecipientCertificate> certificates(
        Collection<String> addresses, Consumer<Finding> notes) {
      asked.addAll(addresses);
      return certificates;
    }
  }

  private static final CertificateSource FAILING =
      new CertificateSource() {
        @Override
        public List<RecipientCertificate> certificates(
            Collection<String> addresses, Consumer<Finding> notes) throws IOException {
          throw new IOException("connection\r\nrefused");
        }

        @Override
        public String toString() {
          return "ldaps://directory.example";
        }
      };

  private static List<List<Finding.Code>> codes(CertificateChoice choice) {
    return Choice.of(choice).passedOver().values().stream()
        .map(each -> each.stream().map(Finding::code).toList())
        .toList();
  }

  @Test
  void a20_whyEachCertificateIsNotTaken_isSaid_andRefused() {
    X509Certificate signsOnly =
        CA.issue(BOB).ec("P-256").keyUsage(KeyUsage.digitalSignature).build().certificate();
    CertificateChoice choice =
        TRUST.find(book(expired(), signsOnly, certificate(STRANGER, BOB)), BOB);
    assertThat(choice.certificate()).isEmpty();
    assertThat(codes(choice))
        .containsExactlyInAnyOrder(
            List.of(Finding.Code.EXPIRED),
            List.of(Finding.Code.KEY_USAGE),
            List.of(Finding.Code.NO_PATH));
    assertThat(choice.toString())
        .contains(
            "none of the certificates", "EXPIRED", "KEY_USAGE", "NO_PATH", "the certificate book");
    assertThatThrownBy(choice::orElseThrow)
        .isInstanceOfSatisfying(
            SmimeException.Refused.class,
            e -> assertThat(e.rule().name()).isEqualTo("RECIPIENT_CERTIFICATE"))
        .hasMessageContainingAll("EXPIRED", "KEY_USAGE", "NO_PATH");
    CertificateChoice nobody = TRUST.find(book(), "carol@example.org");
    assertThat(Choice.of(nobody).passedOver()).isEmpty();
    assertThat(nobody.toString()).isEqualTo("no certificate is known for carol@example.org");
  }

  @Test
  void theLocalPart_exactlyFirst_thenWithoutRegardToCase_withANote() throws Exception {
    X509Certificate capital = certificate(CA, "Bob@example.org");
    X509Certificate small = certificate(CA, BOB);
    CertificateBook both = book(capital, small);
    for (X509Certificate each : List.of(capital, small)) {
      String address = each == capital ? "Bob@EXAMPLE.org" : BOB;
      CertificateChoice choice = TRUST.find(both, address);
      assertThat(choice.orElseThrow().certificate()).isEqualTo(each);
      assertThat(choice.notes()).isEmpty();
      assertThat(codes(choice)).as("the other was not judged").containsExactly(List.of());
    }
    CertificateChoice near = TRUST.find(book(capital), BOB);
    assertThat(near.orElseThrow().certificate()).isEqualTo(capital);
    assertThat(near.notes())
        .extracting(note -> note.code().name())
        .containsExactly("LOCAL_PART_CASE");
    // Turkish letters and others than ASCII are never folded.
    assertThat(
            TRUST.find(book(certificate(CA, "BİLL@example.org")), "bill@example.org").certificate())
        .isEmpty();
    assertThat(
            TRUST.find(book(certificate(CA, "BILL@example.org")), "bıll@example.org").certificate())
        .isEmpty();
    assertThat(
            Encryptor.trusting(TRUST)
                .toAddresses(book(capital), BOB)
                .encrypt(ByteSource.of(CONTENT))
                .report()
                .notes())
        .extracting(note -> note.code().name())
        .contains("LOCAL_PART_CASE");
  }

  @Test
  void a20_whatASourceOffersForAnAddress_isHeldAgainstItAgain() {
    Shelf shelf = new Shelf(certificate(CA, "mallory@example.org"));
    CertificateChoice choice = TRUST.find(shelf, BOB);
    assertThat(choice.certificate()).isEmpty();
    assertThat(codes(choice)).containsExactly(List.of(Finding.Code.ADDRESS_MISMATCH));
    assertThat(codes(TRUST.find(new Shelf(CA.certificate()), BOB)))
        .containsExactly(List.of(Finding.Code.NO_ADDRESS));
  }

  @Test
  void laterSourcesAreAskedOnlyAboutWhatIsOpen_andAFailingOneHidesNone() throws Exception {
    X509Certificate bob = certificate(CA, BOB);
    X509Certificate carol = certificate(CA, "carol@example.org");
    Shelf shelf = new Shelf(carol);
    CertificateSource chain = CertificateBook.chain(book(bob, expired()), FAILING, shelf);
    Encryptor encryptor = Encryptor.trusting(TRUST).toAddresses(chain, BOB, "Carol@EXAMPLE.ORG");
    assertThat(encryptor.encrypt(ByteSource.of(CONTENT)).report().recipients())
        .containsExactly(bob, carol);
    assertThat(shelf.asked).containsExactly("Carol@example.org");
    CertificateSource nested = CertificateBook.chain(FAILING, CertificateBook.chain(book(bob)));
    CertificateChoice choice = TRUST.find(nested, BOB);
    assertThat(choice.orElseThrow().toString()).endsWith(" from the certificate book");
    assertThat(choice.notes())
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.code().name()).isEqualTo("SOURCE_FAILED");
              assertThat(note.sentence())
                  .contains("ldaps://directory.example", "refused")
                  .doesNotContainPattern("\\p{Cc}");
            });
  }

  @Test
  void whereASourceFailedAndNoneIsFound_itIsSaidThatAskingAgainMayHelp() {
    assertThatThrownBy(
            () ->
                Encryptor.trusting(TRUST).toAddresses(CertificateBook.chain(book(), FAILING), BOB))
        .isInstanceOfSatisfying(
            SmimeException.Refused.class,
            e -> assertThat(e.rule().name()).isEqualTo("CERTIFICATE_SOURCE"))
        .hasMessageContaining("refused");
    CertificateSource broken =
        (addresses, notes) -> {
          throw new IllegalStateException("a bug");
        };
    assertThat(TRUST.find(broken, BOB).notes())
        .extracting(note -> note.code().name())
        .containsExactly("SOURCE_FAILED");
  }

  @Test
  void whatIsNoAddress_isAskedOfNobody() {
    Shelf shelf = new Shelf(certificate(CA, BOB));
    for (String address :
        List.of("", "bob", "@example.org", "a@b@example.org", "bob@example.org\n")) {
      CertificateChoice choice = TRUST.find(shelf, address);
      assertThat(choice.certificate()).isEmpty();
      assertThat(choice.notes())
          .extracting(note -> note.code().name())
          .containsExactly("ADDRESS_MALFORMED");
      assertThatThrownBy(choice::orElseThrow).isInstanceOf(SmimeException.Refused.class);
    }
    assertThat(shelf.asked).isEmpty();
  }

  @Test
  void c8_whatJudgingForOneAddressCosts_isBounded() {
    X509Certificate[] many = new X509Certificate[200];
    Arrays.fill(many, expired());
    CertificateChoice choice = TRUST.find(new Shelf(many), BOB);
    assertThat(Choice.of(choice).passedOver()).hasSize(64);
    assertThat(choice.notes())
        .extracting(note -> note.code().name())
        .containsExactly("CANDIDATES_LEFT_OUT");
  }

  @Test
  void directoryValues_userSmimeCertificateFirst_withItsChain_andWhatIsUnreadableIsSaid()
      throws Exception {
    TestPki.Authority between = CA.intermediate("Between").buildAuthority();
    X509Certificate mail = certificate(between, BOB);
    X509Certificate plain = certificate(CA, BOB);
    CMSSignedDataGenerator bag = new CMSSignedDataGenerator();
    bag.addCertificates(new JcaCertStore(List.of(between.certificate(), mail)));
    byte[] p7 = bag.generate(new CMSProcessableByteArray(new byte[0])).getEncoded();
    List<Finding> notes = new ArrayList<>();
    List<RecipientCertificate> answer =
        CertificateBook.ofDirectoryValues(
            List.of(plain.getEncoded(), new byte[300_000], new byte[0]),
            List.of(p7, new byte[] {1}),
            "cn=Bob",
            notes::add);
    assertThat(answer).extracting(RecipientCertificate::certificate).containsExactly(mail, plain);
    assertThat(notes)
        .hasSize(3)
        .extracting(note -> note.code().name())
        .containsOnly("VALUE_UNREADABLE");
    CertificateSource directory = (addresses, told) -> answer;
    // The intermediate stands beside it in the value alone.
    Envelope envelope =
        Encryptor.trusting(TRUST).toAddresses(directory, BOB).encrypt(ByteSource.of(CONTENT));
    assertThat(envelope.report().recipients()).containsExactly(mail);
  }

  @Test
  void c8_moreValuesThanSixtyFour_areNotRead() throws Exception {
    byte[] value = certificate(CA, BOB).getEncoded();
    List<Finding> notes = new ArrayList<>();
    CertificateBook.ofDirectoryValues(
        Collections.nCopies(1_000, new byte[] {1}), List.of(), "cn=Bob", notes::add);
    assertThat(notes).hasSize(65);
    assertThat(
            CertificateBook.ofDirectoryValues(
                Collections.nCopies(60, value), List.of(), "cn=Bob", notes::add))
        .hasSize(1);
  }

  private static X509Certificate gateway(String domain) {
    return CA.issue("x@" + domain)
        .subject("CN=Gateway")
        .ec("P-256")
        .alternativeNames(new GeneralName(GeneralName.dNSName, domain))
        .extendedKeyUsage(KeyPurposeId.id_kp_emailProtection)
        .build()
        .certificate();
  }

  @Test
  void aCertificateOfTheDomain_isTakenOnlyOnRequest_afterAllOfTheAddress_andThatIsSaid()
      throws Exception {
    X509Certificate ours = gateway("example.org");
    X509Certificate bob = certificate(CA, BOB);
    CertificateBook domains = book(ours, gateway("sub.example.org"), gateway("org"));
    assertThat(TRUST.find(domains, BOB).certificate()).isEmpty();
    CertificateSource asked = CertificateBook.acceptingDomainBound(domains);
    CertificateChoice choice = TRUST.find(asked, "Bob@EXAMPLE.org");
    assertThat(choice.orElseThrow().certificate()).isEqualTo(ours);
    assertThat(choice.notes())
        .extracting(note -> note.code().name())
        .containsExactly("DOMAIN_BOUND");
    assertThat(TRUST.find(asked, "bob@a.sub.example.org").certificate()).isEmpty();
    assertThat(TRUST.find(CertificateBook.chain(asked, book(bob)), BOB).orElseThrow().certificate())
        .isEqualTo(bob);
    assertThat(
            TRUST
                .find(
                    CertificateBook.chain(domains, CertificateBook.acceptingDomainBound(book())),
                    BOB)
                .certificate())
        .isEmpty();
    assertThat(
            Encryptor.trusting(TRUST)
                .toAddresses(asked, BOB)
                .encrypt(ByteSource.of(CONTENT))
                .report()
                .notes())
        .extracting(note -> note.code().name())
        .contains("DOMAIN_BOUND");
    // A source that offers it for the address, unasked.
    assertThat(TRUST.find(new Shelf(ours), BOB).certificate()).isEmpty();
  }
}
