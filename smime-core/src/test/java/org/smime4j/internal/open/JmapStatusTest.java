package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.DECRYPTOR;
import static org.smime4j.testing.People.ENCRYPTOR;
import static org.smime4j.testing.People.MALLORY_SIGNER;
import static org.smime4j.testing.People.SIGNER;
import static org.smime4j.testing.People.VERIFIER;
import static org.smime4j.testing.People.octets;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/** The property smimeStatus of JMAP (RFC 9219), from an opened message. */
class JmapStatusTest {

  private static final Outgoing MESSAGE =
      Outgoing.of(octets("From: alice@example.org\r\nTo: bob@example.org\r\n\r\nDear Bob\r\n"));

  /** As on the page: null if the message is no S/MIME. */
  static String smimeStatus(OpenedMail mail) {
    if (!mail.isSmime()) {
      return null;
    }
    Optional<SignatureReport> signature =
        mail.layers().stream()
            .filter(Layer::isWhole)
            .flatMap(layer -> layer.report().stream())
            .reduce((outer, inner) -> inner);
    if (mail.failure().isPresent() || signature.isEmpty()) {
      return "unknown";
    }
    SignerVerdict worst = signature.get().worst();
    if (worst.state() == SignerVerdict.State.UNKNOWN) {
      return "signed";
    }
    return (mail.encryption().isPresent() ? "encrypted+" : "")
        + (worst.state() == SignerVerdict.State.TRUSTED ? "signed/verified" : "signed/failed");
  }

  private static String status(ByteSource message) throws IOException {
    return smimeStatus(MailReader.with(DECRYPTOR, VERIFIER).open(message));
  }

  @Test
  void eachWordOfJmap_followsFromAnOpenedMessage() throws IOException {
    byte[] plain = octets("From: alice@example.org\r\n\r\nDear Bob\r\n");
    assertThat(status(ByteSource.of(plain))).isNull();
    assertThat(status(MESSAGE.encryptedBy(ENCRYPTOR).seal())).isEqualTo("unknown");
    assertThat(status(MESSAGE.compressed().seal())).isEqualTo("unknown");
    assertThat(status(MESSAGE.signedBy(SIGNER).seal())).isEqualTo("signed/verified");
    assertThat(status(MESSAGE.signedOpaquelyBy(MALLORY_SIGNER).seal())).isEqualTo("signed/failed");
    assertThat(status(MESSAGE.signedBy(SIGNER).encryptedBy(ENCRYPTOR).seal()))
        .isEqualTo("encrypted+signed/verified");
    assertThat(status(MESSAGE.signedBy(MALLORY_SIGNER).encryptedBy(ENCRYPTOR).seal()))
        .isEqualTo("encrypted+signed/failed");
    MailReader withoutAnchors =
        MailReader.with(
            DECRYPTOR, Verifier.trusting(TrustPolicy.withoutAnchors("none yet").at(TestPki.NOW)));
    assertThat(smimeStatus(withoutAnchors.open(MESSAGE.signedBy(SIGNER).seal())))
        .isEqualTo("signed");
  }

  @Test
  void whatCannotBeOpened_isSmimeAllTheSame() throws IOException {
    MailReader without = MailReader.with(Decryptor.with(KeyHistory.of()), VERIFIER);
    OpenedMail closed = without.open(MESSAGE.signedBy(SIGNER).encryptedBy(ENCRYPTOR).seal());
    assertThat(closed.isSmime()).isTrue();
    assertThat(smimeStatus(closed)).isEqualTo("unknown");
    for (String text : List.of("From: a@example.org\r\n\r\nx\r\n", "Hello", "")) {
      assertThat(without.open(ByteSource.of(octets(text))).isSmime()).as(text).isFalse();
    }
  }
}
