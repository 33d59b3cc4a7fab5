package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.People.octets;
import static org.smime4j.testing.People.text;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Verifier;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;

/** Layers among other parts have no limits of their own: they share those of the message. */
public class ErrantLimitsTest {

  @Test
  void c18_allCompressedParts_areInflatedWithinOneLimit() throws IOException {
    String part =
        text(
            Outgoing.of(octets("From: a@example.org\r\n\r\n" + "0".repeat(400 * 1024)))
                .compressed()
                .seal()
                .bytes());
    String mail = "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n";
    String parts = ("--m\r\n" + part + "\r\n").repeat(5);
    assertThat(inflated(mail + parts + "--m--\r\n", Limits.standard())).isEqualTo(5);
    Limits low = Limits.standard().allowing(Limit.INFLATED_OCTETS, 1024 * 1024);
    assertThat(inflated(mail + parts + "--m--\r\n", low)).isEqualTo(2);
  }

  private static long inflated(String mail, Limits limits) throws IOException {
    Decryptor decryptor = People.DECRYPTOR.within(limits);
    try (OpenedMail opened =
        MailReader.with(decryptor, People.VERIFIER).open(ByteSource.of(octets(mail)))) {
      return opened.root().orElseThrow().children().stream()
          .map(MailPart::inside)
          .filter(Optional::isPresent)
          .count();
    }
  }

  @Test
  void c16_allSignedParts_areVerifiedWithinOneLimit() throws IOException {
    byte[] message = octets("From: a@example.org\r\n\r\nHello\r\n");
    String part = text(Outgoing.of(message).signedBy(People.SIGNER).seal().bytes());
    String mail = "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n";
    String parts = ("--m\r\n" + part + "\r\n").repeat(5) + "--m--\r\n";
    Limits low = Limits.standard().allowing(Limit.SIGNATURE_CHECKS, 3);
    Verifier anyone = People.VERIFIER.expecting(ExpectedSigner.anyone("a test"));
    assertThat(verdicts(mail + parts, anyone)).hasSize(5).containsOnly("TRUSTED");
    assertThat(verdicts(mail + parts, anyone.within(low))).hasSize(3).containsOnly("TRUSTED");
  }

  private static List<String> verdicts(String mail, Verifier verifier) throws IOException {
    try (OpenedMail opened =
        MailReader.with(People.DECRYPTOR, verifier).open(ByteSource.of(octets(mail)))) {
      return opened.layers().stream()
          .map(layer -> layer.report().orElseThrow().worst().state().name())
          .toList();
    }
  }

  @Test
  void c17_whatIsNoLayer_countsAsOne_throughTheParts() throws IOException {
    assertThat(depth(5)).isEqualTo(5);
    assertThat(depth(100)).isLessThanOrEqualTo((int) Limits.standard().get(Limit.CRYPTO_LAYERS));
  }

  /** How many are opened of so many parts that say that they are CMS, one in the other. */
  private static int depth(int levels) throws IOException {
    String inner = "Content-Type: text/plain\r\n\r\nHello\r\n";
    for (int i = 0; i < levels; i++) {
      inner =
          "Content-Type: multipart/mixed; boundary=b"
              + i
              + "x\r\n\r\n--b"
              + i
              + "x\r\nContent-Type: application/pkcs7-mime\r\n\r\n"
              + inner
              + "\r\n--b"
              + i
              + "x--\r\n";
    }
    int depth = 0;
    try (OpenedMail opened =
        MailReader.with(People.DECRYPTOR, People.VERIFIER)
            .open(ByteSource.of(octets("From: a@example.org\r\n" + inner)))) {
      MailPart part = opened.root().orElseThrow();
      while (!part.children().isEmpty() && part.children().get(0).inside().isPresent()) {
        part = part.children().get(0).inside().get();
        depth++;
      }
    }
    return depth;
  }
}
