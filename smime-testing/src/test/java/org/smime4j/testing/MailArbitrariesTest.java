package org.smime4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;

class MailArbitrariesTest {

  @Provide
  Arbitrary<ProtectedMail> sealed() {
    return MailArbitraries.sealed();
  }

  @Provide
  Arbitrary<ProtectedMail> tampered() {
    return MailArbitraries.tampered();
  }

  @Property(tries = 60)
  void whatWasSealed_opensTrusted_withTheTextThatWasWritten(@ForAll("sealed") ProtectedMail mail)
      throws IOException {
    try (OpenedMail opened = mail.reader().open(mail.source())) {
      opened.requireSigned().requireTrusted();
      assertThat(opened.textPart().orElseThrow().text().stripTrailing())
          .isEqualTo(mail.plain().text().stripTrailing());
    }
  }

  @Property(tries = 60)
  void whatWasTampered_isNeverTrusted(@ForAll("tampered") ProtectedMail mail) throws IOException {
    assertThat(mail.isTampered()).isTrue();
    try (OpenedMail opened = mail.reader().open(mail.source())) {
      assertThatThrownBy(() -> opened.requireSigned().requireTrusted())
          .isInstanceOf(SmimeException.NotTrusted.class);
    }
  }

  @Property(tries = 60)
  void aProtectedMail_isTrustedIfNobodyChangedIt(@ForAll ProtectedMail mail) throws IOException {
    try (OpenedMail opened = mail.reader().open(mail.source())) {
      boolean trusted;
      try {
        opened.requireSigned().requireTrusted();
        trusted = true;
      } catch (SmimeException.NotTrusted e) {
        trusted = false;
      }
      assertThat(trusted).isEqualTo(!mail.isTampered());
    }
  }

  @Property(tries = 15)
  void anyKeyOfAHistory_opensWhatWasEncryptedForIt(
      @ForAll KeyHistory history, @ForAll PlainMail plain) throws IOException {
    for (Credential each : history.identities()) {
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      Encryptor.unvalidated("old keys").to(each.certificate()).encrypt(plain.source(), sealed);
      Decryptor.with(history).decrypt(new ByteArrayInputStream(sealed.toByteArray()), back);
      assertThat(back.toByteArray()).isEqualTo(plain.source().bytes());
    }
  }

  @Property(tries = 15)
  void anIdentity_hasACertificateForItsKey(@ForAll Credential identity) {
    assertThat(identity.certificate().getPublicKey().getAlgorithm()).isEqualTo("EC");
  }
}
