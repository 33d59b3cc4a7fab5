package org.smime4j.as2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.sources.ByteSource;

/** The route of Apache Camel in docs/integrations.md. */
@Tag("thorough")
class CamelRouteTest {

  private static final MailReader READER =
      MailReader.with(
          Decryptor.with(KeyHistory.of(Partners.RECEIVER.credential())),
          Verifier.trusting(
                  TrustPolicy.anchors(List.of(Partners.SENDER.certificate()))
                      .revocation(Revocation.notChecked("self-signed certificates of partners")))
              .expecting(ExpectedSigner.anyone("only one partner is trusted")));

  private static RouteBuilder route(MailReader reader) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:sealed")
            .process(
                exchange -> {
                  byte[] message = exchange.getMessage().getBody(byte[].class);
                  try (OpenedMail mail = reader.open(ByteSource.of(message))) {
                    mail.requireSigned().requireTrusted();
                    exchange.getMessage().setBody(mail.textPart().orElseThrow().text());
                  }
                })
            .to("direct:opened");
        from("direct:opened").transform().simple("opened: ${body}");
      }
    };
  }

  private static SealedMail sealed(Partners sender) throws Exception {
    byte[] mail = "From: a@example.org\r\n\r\n42 bolts\r\n".getBytes(StandardCharsets.US_ASCII);
    return Outgoing.of(mail)
        .signedBy(sender.signer())
        .encryptedBy(Partners.RECEIVER.encryptor())
        .seal();
  }

  @Test
  void theRoute_passesOnTheTextOfATrustedSigner_andNoOther() throws Exception {
    try (CamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(route(READER));
      camel.start();
      ProducerTemplate template = camel.createProducerTemplate();
      assertThat(
              template.requestBody("direct:sealed", sealed(Partners.SENDER).bytes(), String.class))
          .isEqualTo("opened: 42 bolts\r\n");
      byte[] strange = sealed(Partners.STRANGER).bytes();
      assertThatThrownBy(() -> template.requestBody("direct:sealed", strange))
          .hasRootCauseInstanceOf(SmimeException.NotTrusted.class);
    }
  }

  @Test
  void thePage_hasThisRoute() throws Exception {
    Path root = Path.of(System.getProperty("smime4j.root", ".."));
    String page = Files.readString(root.resolve("docs/integrations.md"));
    String block = page.replaceAll("(?s).*```java camel\\n(.*?)```.*", "$1");
    assertThat(block.lines().count()).isEqualTo(10);
    String here =
        Files.readString(
            root.resolve("smime-as2/src/test/java/org/smime4j/as2/CamelRouteTest.java"));
    assertThat(here.replaceAll("\\s+", "")).contains(block.replaceAll("\\s+", ""));
  }
}
