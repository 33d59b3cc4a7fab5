package org.smime4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.settings.Purpose;

/** JUnit gives a test its authority and its identities. */
class TestAuthorityExtensionTest {

  private static final byte[] message =
      "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: s\r\n\r\nDear Bob\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** The class of the page. */
  @Nested
  @ExtendWith(TestAuthorityExtension.class)
  class NewsletterTest {

    @Test
    void bobReadsWhatAliceSigned(
        TestAuthority authority,
        @Identity("alice@example.org") Credential alice,
        @Identity("bob@example.org") Credential bob)
        throws Exception {
      TrustPolicy trust = authority.trust();
      SealedMail sealed =
          Outgoing.of(message)
              .signedBy(Signer.with(alice))
              .encryptedBy(Encryptor.trusting(trust).to(bob.certificate()))
              .seal();
      OpenedMail opened =
          MailReader.with(Decryptor.with(KeyHistory.of(bob)), Verifier.trusting(trust))
              .open(sealed);
      opened.requireSigned().requireTrusted();
    }
  }

  @Test
  void theClassOfThePage_runsHere_asItIsWritten() throws IOException {
    Page.stands("docs/integrations.md", "java testing", TestAuthorityExtensionTest.class);
  }

  /** Two tests share nothing. */
  @Nested
  @ExtendWith(TestAuthorityExtension.class)
  class ForEachTest {

    private static TestAuthority last;

    private TestAuthority before;
    private Credential aliceBefore;

    @BeforeEach
    void before(TestAuthority authority, @Identity("alice@example.org") Credential alice) {
      before = authority;
      aliceBefore = alice;
    }

    @RepeatedTest(2)
    void aTestSharesItsAuthorityWithBeforeEach_andWithNoOtherTest(
        TestAuthority authority,
        @Identity("alice@example.org") Credential alice,
        @Identity("alice@example.org") X509Certificate certificate,
        @Identity(value = "alice@example.org", traits = Trait.EXPIRED) Credential expired,
        @Identity("alice@example.org") KeyHistory mailbox) {
      assertThat(authority).isSameAs(before);
      assertThat(authority).isNotSameAs(last);
      last = authority;
      assertThat(alice).isSameAs(aliceBefore);
      assertThat(certificate).isEqualTo(alice.certificate());
      assertThat(ExpectedSigner.addressesOf(certificate)).containsExactly("alice@example.org");
      assertThat(authority.trust().judge(expired.certificate(), Purpose.SIGNING).findings())
          .extracting(Finding::code)
          .containsExactly(Finding.Code.EXPIRED);
      assertThat(mailbox.keys()).hasSize(5);
      assertThat(mailbox.identities())
          .extracting(Credential::certificate)
          .doesNotContain(certificate);
    }
  }

  /** What BeforeAll asks for belongs to all tests of the class. */
  @Nested
  @ExtendWith(TestAuthorityExtension.class)
  class ForTheClass {

    private static TestAuthority all;
    private static Credential alice;

    @BeforeAll
    static void before(TestAuthority authority, @Identity("alice@example.org") Credential shared) {
      all = authority;
      alice = shared;
    }

    @RepeatedTest(2)
    void theTestsShareTheAuthorityOfBeforeAll(
        TestAuthority authority, @Identity("alice@example.org") Credential same) {
      assertThat(authority).isSameAs(all);
      assertThat(same).isSameAs(alice);
    }
  }

  /** A constructor may ask, too. */
  @Nested
  @ExtendWith(TestAuthorityExtension.class)
  class ForTheConstructor {

    private final TestAuthority own;

    ForTheConstructor(TestAuthority authority) {
      own = authority;
    }

    @Test
    void theTestHasTheAuthorityOfItsConstructor(TestAuthority authority) {
      assertThat(authority).isSameAs(own);
    }
  }
}
