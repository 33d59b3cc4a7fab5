package org.smime4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

class MailArbitrariesTest {

  private static final TestAuthority AUTHORITY = TestAuthority.create();
  private static final Signer SIGNER = Signer.with(AUTHORITY.identity("alice@example.org"));
  private static final MailReader READER =
      MailReader.with(Decryptor.with(KeyHistory.of()), Verifier.trusting(AUTHORITY.trust()));

  @Provide
  Arbitrary<ProtectedMail> sealed() {
    return MailArbitraries.sealed();
  }

  @Provide
  Arbitrary<ProtectedMail> encrypted() {
    return MailArbitraries.encrypted();
  }

  @Provide
  Arbitrary<ProtectedMail> tampered() {
    return MailArbitraries.tampered();
  }

  @Property(tries = 40)
  void sign(@ForAll PlainMail plain) throws IOException {
    byte[] sealed = Outgoing.of(plain.source()).signedBy(SIGNER).seal().bytes();
    READER.open(ByteSource.of(sealed)).requireSigned().requireTrusted();
  }

  @Property(tries = 40)
  void verify(@ForAll("tampered") ProtectedMail mail) throws IOException {
    OpenedMail opened = mail.reader().open(mail.source());
    assertThatThrownBy(() -> opened.requireSigned().requireTrusted())
        .isInstanceOf(SmimeException.class);
  }

  @Property(tries = 4)
  void encrypt(@ForAll PlainMail plain, @ForAll KeyHistory bob) throws IOException {
    for (Credential each : bob.identities()) {
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      Encryptor.unvalidated("old keys").to(each.certificate()).encrypt(plain.source(), sealed);
      Decryptor.with(bob).decrypt(new ByteArrayInputStream(sealed.toByteArray()), back);
      assertThat(back.toByteArray()).isEqualTo(plain.source().bytes());
    }
  }

  @Property(tries = 30)
  void decrypt(@ForAll("encrypted") ProtectedMail mail) throws IOException {
    OpenedMail opened = mail.reader().open(mail.source());
    assertThat(opened.failure()).isEmpty();
    assertThat(opened.layers().get(0).encryption()).isPresent();
  }

  @Example
  void thePage_hasTwoOfTheseProperties() throws IOException {
    Page.stands("smime-testing/README.md", "java properties", MailArbitrariesTest.class);
  }

  @Property(tries = 40)
  void whatWasSealed_opensTrusted_withTheTextThatWasWritten(@ForAll("sealed") ProtectedMail mail)
      throws IOException {
    try (OpenedMail opened = mail.reader().open(mail.source())) {
      opened.requireSigned().requireTrusted();
      assertThat(opened.textPart().orElseThrow().text().stripTrailing())
          .isEqualTo(mail.plain().text().stripTrailing());
    }
  }

  @Property(tries = 30)
  void aProtectedMail_isTrustedIfNobodyChangedIt(@ForAll ProtectedMail mail) throws IOException {
    try (OpenedMail opened = mail.reader().open(mail.source())) {
      boolean trusted;
      try {
        opened.requireSigned().requireTrusted();
        trusted = true;
      } catch (SmimeException e) {
        trusted = false;
      }
      assertThat(trusted).isEqualTo(!mail.isTampered());
    }
  }

  @Property(tries = 15)
  void anIdentity_hasACertificateForItsKey(@ForAll Credential identity) {
    assertThat(identity.certificate().getPublicKey().getAlgorithm())
        .isIn("EC", "RSA", "ML-DSA", "ML-DSA-65");
  }

  /** Kinds that never occur would prove nothing. */
  @Example
  void samples_areOfManyKinds() {
    assertThat(kinds(MailArbitraries.tampered())).hasSize(11);
    assertThat(kinds(MailArbitraries.sealed()))
        .hasSizeGreaterThan(30)
        .anyMatch(how -> how.matches("rsa-pss-.*"))
        .anyMatch(how -> how.matches("ml-dsa-65.*"))
        .anyMatch(how -> how.endsWith(", compressed"));
    assertThat(kinds(MailArbitraries.encrypted()))
        .hasSizeGreaterThan(30)
        .anyMatch(how -> how.matches("aes\\d+-cbc to a key of EC"))
        .anyMatch(how -> how.endsWith("to a key of ML-KEM-768"));
  }

  private static Set<String> kinds(Arbitrary<ProtectedMail> mails) {
    Set<String> kinds = new TreeSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      kinds.add(mails.generator(1000).next(random).value().how());
    }
    return kinds;
  }

  @Example
  void aMessage_shrinksToOneLine_andHowItWasChanged() {
    ProtectedMail smallest =
        shrunk(MailArbitraries.tampered(), mail -> mail.plain().text().contains("From here on"));
    assertThat(smallest.toString().replace("\r\n", "\n"))
        .isEqualTo(
            """
            signed, the text changed:
            From: alice@example.org
            To: bob@example.org
            Subject: hello
            MIME-Version: 1.0
            Content-Type: text/plain; charset=US-ASCII
            Content-Transfer-Encoding: 8bit

            Dear Bob
            From here on
            """);
    assertThat(shrunk(MailArbitraries.sealed(), mail -> true).how()).isEqualTo("ecdsa-sha256");
    assertThat(shrunk(MailArbitraries.histories(), history -> history.size() > 1).size())
        .isEqualTo(2);
  }

  /** What jqwik reports of what a property refuses: the smallest that is refused. */
  private static <T> T shrunk(Arbitrary<T> arbitrary, Predicate<T> refused) {
    Random random = new Random(1);
    Shrinkable<T> sample = arbitrary.generator(1000).next(random);
    while (!refused.test(sample.value())) {
      sample = arbitrary.generator(1000).next(random);
    }
    for (Optional<Shrinkable<T>> smaller = Optional.of(sample); smaller.isPresent(); ) {
      sample = smaller.get();
      smaller = sample.shrink().filter(each -> refused.test(each.value())).findFirst();
    }
    return sample.value();
  }
}
