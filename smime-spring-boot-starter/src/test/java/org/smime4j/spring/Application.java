package org.smime4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.mail.autoconfigure.MailHealthContributorAutoConfiguration;
import org.springframework.boot.mail.autoconfigure.MailSenderAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** An application with the properties that the page shows, and a mail server of each test. */
final class Application implements BeforeEachCallback, AfterEachCallback {

  static final Path KIT =
      Path.of(System.getProperty("smime4j.root", "..")).resolve("src-test-vectors");

  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final List<String> properties = new ArrayList<>();

  /** Starts the server. The kit has certificates of Alice and Carol, and none of Dora. */
  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    server.start();
    Path pki = KIT.resolve("pki");
    String recipients = pki.resolve("alice-2025.pem") + "," + pki.resolve("carol.pem");
    for (String line : block("properties").lines().toList()) {
      properties.add(
          line.replace("/etc/smime/recipients", recipients)
              .replace("/etc/smime/", KIT + "/")
              .replace("smtp.example.org", "127.0.0.1"));
    }
    properties.add("spring.mail.port=" + server.getSmtp().getPort());
  }

  static String page() throws IOException {
    return Files.readString(KIT.resolveSibling("smime-spring-boot-starter/README.md"));
  }

  static String block(String kind) throws IOException {
    String page = page();
    assertThat(page).contains("```" + kind + "\n");
    return page.replaceAll("(?s).*```" + kind + "\n(.*?)```.*", "$1");
  }

  ApplicationContextRunner with(String... more) {
    return without(line -> false).withPropertyValues(more);
  }

  ApplicationContextRunner without(Predicate<String> left) {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                MailSenderAutoConfiguration.class,
                MailHealthContributorAutoConfiguration.class,
                HealthContributorAutoConfiguration.class,
                SmimeAutoConfiguration.class,
                SmimeHealthAutoConfiguration.class))
        .withPropertyValues(properties.stream().filter(left.negate()).toArray(String[]::new));
  }

  /** What arrived for one address. */
  List<MimeMessage> arrived(String address) throws Exception {
    GreenMailUser user = server.getUserManager().getUserByEmail(address);
    List<MimeMessage> messages = new ArrayList<>();
    if (user != null) {
      server
          .getManagers()
          .getImapHostManager()
          .getInbox(user)
          .getMessages()
          .forEach(stored -> messages.add(stored.getMimeMessage()));
    }
    return messages;
  }

  int arrived() {
    return server.getReceivedMessages().length;
  }

  static String octets(MimeMessage message) throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    message.writeTo(octets);
    return octets.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    server.stop();
  }
}
