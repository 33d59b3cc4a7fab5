package org.smime4j.as2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.smime4j.ExpectedSigner;
import org.smime4j.MailReader;
import org.smime4j.doors.Differences;
import org.smime4j.doors.DoorMessage;
import org.smime4j.doors.Judgement;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * Whatever the reader of AS2 opens, the core opens too, with the same layers, verdict and content.
 * It refuses more.
 */
class As2DoorTest {

  @Test
  void b25_whatTheReaderOpens_isWhatTheCoreOpens() throws Exception {
    Differences differences = new Differences("as2");
    int trusted = 0;
    for (DoorMessage message : DoorMessage.sample(24)) {
      ByteSource octets = ByteSource.of(message.octets());
      As2Received received;
      try {
        received = As2Reader.with(message.decryptor(), message.verifier()).open(octets);
      } catch (IOException e) {
        continue;
      }
      if (received.layers().isEmpty()) {
        continue;
      }
      MailReader reader =
          MailReader.with(
              message.decryptor(),
              message.verifier().expecting(ExpectedSigner.anyone("AS2 knows no From")));
      try (OpenedMail mail = reader.open(octets)) {
        Judgement judged = Judgement.of(mail);
        differences.add(
            message,
            "layers",
            judged.layers().stream().sorted().toList(),
            received.layers().stream()
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList());
        boolean isTrusted = isTrusted(received);
        trusted += isTrusted ? 1 : 0;
        differences.add(message, "trusted", judged.verdict().equals("trusted"), isTrusted);
        if (isTrusted && judged.verdict().equals("trusted")) {
          assertThat(received.requireSigned().bytes())
              .as(message.name())
              .isEqualTo(mail.content().bytes());
        }
      }
    }
    assertThat(trusted).isPositive();
    assertThat(differences.withoutReason()).isEmpty();
  }

  private static boolean isTrusted(As2Received received) {
    try {
      received.requireSigned();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
