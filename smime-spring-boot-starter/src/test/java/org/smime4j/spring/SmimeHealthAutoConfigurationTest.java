package org.smime4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.smime4j.Credential;
import org.smime4j.keys.PasswordSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The health indicator on Bob's certificate, which is valid from 2018 to the end of 2047. */
class SmimeHealthAutoConfigurationTest {

  @RegisterExtension private final Application application = new Application();

  @ParameterizedTest
  @CsvSource({
    "2017-12-31T23:59:59Z, OUT_OF_SERVICE, 10957",
    "2018-01-01T00:00:00Z, UP, 10957",
    "2047-12-02T00:00:00Z, UP, 30",
    "2047-12-02T00:00:01Z, EXPIRES_SOON, 29",
    "2048-01-01T00:00:00Z, EXPIRES_SOON, 0",
    "2048-01-01T00:00:01Z, OUT_OF_SERVICE, 0",
    "2048-01-03T00:00:00Z, OUT_OF_SERVICE, -2",
  })
  void itSaysWhenTheSigningCertificateExpires(Instant now, String status, long days)
      throws Exception {
    Path pki = Application.KIT.resolve("pki");
    Credential bob =
        Credential.read(
            pki.resolve("bob.pfx"), PasswordSource.ofLines(pki.resolve("passwords.txt")));
    Health health = SmimeHealthAutoConfiguration.health(bob, 30, now);
    assertThat(health.getStatus().getCode()).isEqualTo(status);
    assertThat(health.getDetails())
        .containsEntry("validUntil", "2048-01-01T00:00:00Z")
        .containsEntry("daysLeft", days);
    assertThat(health.getDetails().get("certificate").toString()).contains("bob");
  }

  @Test
  void itsDaysAreAProperty_andItCanBeTurnedOff() {
    application
        .with("smime.health.days=20000")
        .run(
            context ->
                assertThat(
                        context
                            .getBean("smimeHealthIndicator", HealthIndicator.class)
                            .health()
                            .getStatus()
                            .getCode())
                    .isEqualTo("EXPIRES_SOON"));
    application
        .with("management.health.smime.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("smimeHealthIndicator"));
  }

  @Test
  void d9_aBadFileBesideTheKeyThatSigns_isNamedInTheLogAndByTheHealth(@TempDir Path folder)
      throws Exception {
    byte[] good = Files.readAllBytes(Application.KIT.resolve("pki/bob.pfx"));
    Files.write(folder.resolve("good.pfx"), good);
    Files.write(folder.resolve("newer.pfx"), Arrays.copyOf(good, good.length / 2));
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(SmimeAutoConfiguration.class);
    logger.setLevel(Level.WARN);
    logger.addAppender(log);
    try {
      application
          .with("smime.keys.signing=" + folder)
          .run(
              context -> {
                assertThat(
                        context
                            .getBean("smimeHealthIndicator", HealthIndicator.class)
                            .health()
                            .getDetails()
                            .get("skipped"))
                    .isEqualTo(List.of(folder.resolve("newer.pfx").toString()));
                assertThat(log.list)
                    .singleElement()
                    .asString()
                    .contains("WARN", "smime.keys.signing: ", "newer.pfx: ");
              });
    } finally {
      logger.detachAppender(log);
      logger.setLevel(null);
    }
  }
}
