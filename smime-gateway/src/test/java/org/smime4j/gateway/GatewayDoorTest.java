package org.smime4j.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.smime4j.AuthenticationResults;
import org.smime4j.MailReader;
import org.smime4j.doors.Differences;
import org.smime4j.doors.DoorMessage;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/** What the gateway delivers is what the core judged. */
class GatewayDoorTest {

  private static final String IDENTIFIER = "mx.corp.example";
  private static final Pattern RESULT =
      Pattern.compile(
          "\\A(?:From [^\r\n]*\r?\n)?Authentication-Results: mx\\.corp\\.example;\\s+smime=([a-z]+)");

  @Test
  void b25_theVerdictThatIsDelivered_isTheCoresOnWhatIsDelivered() throws Exception {
    Differences differences = new Differences("gateway");
    GatewayProperties.In in =
        new GatewayProperties.In(
            URI.create("smtp://127.0.0.1:0"),
            URI.create("smtp://127.0.0.1:0"),
            false,
            IDENTIFIER,
            false,
            false);
    int decrypted = 0;
    int passes = 0;
    for (DoorMessage each : DoorMessage.sample(24)) {
      DoorMessage message = each.asAServerReadsIt();
      MailReader reader = message.reader();
      Listener.Passed passed;
      try {
        Transaction.requireHeader(ByteSource.of(message.octets()));
        passed =
            new Inbound(() -> reader, in, null)
                .passed(ByteSource.of(message.octets()), "a@x.example", Set.of("b@x.example"));
      } catch (IOException e) {
        // Refused: nothing is delivered.
        continue;
      }
      byte[] delivered = passed.message().bytes();
      Matcher said = RESULT.matcher(new String(delivered, StandardCharsets.ISO_8859_1));
      assertThat(said.find()).as(message.name()).isTrue();
      String core;
      try (OpenedMail judged = reader.open(ByteSource.of(delivered))) {
        core = AuthenticationResults.of(judged, IDENTIFIER).result();
      }
      differences.add(message, "result", core, said.group(1));
      decrypted += passed.outcome().equals("decrypted") ? 1 : 0;
      passes += core.equals("pass") ? 1 : 0;
    }
    assertThat(decrypted).isPositive();
    assertThat(passes).isPositive();
    assertThat(differences.withoutReason()).isEmpty();
  }
}
