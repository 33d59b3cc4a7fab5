package org.smime4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Credential;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.keys.PasswordSource;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.mail.javamail.JavaMailSender;

/** What the properties say, and what happens if they are wrong. */
class PropertiesTest {

  private static final String PASSWORD = "new-password";

  @RegisterExtension private final Application application = new Application();

  @TempDir private Path folder;

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "smime.keys.signing      |                              | smime.keys.signing: name a key file",
        "smime.keys.signing      | smime.keys.signing=/no.pfx   | smime.keys.signing: ",
        "smime.keys.passwords    | smime.keys.password=wrong    | smime.keys.signing: ",
        "smime.keys.passwords    | smime.keys.passwords-file=/x | smime.keys.passwords-file: there is no",
        "-                       | smime.keys.password=x        | not both",
        "smime.trust.anchors     |                              | smime.trust.anchors: name files",
        "smime.trust.anchors     | smime.trust.anchors=/no      | smime.trust.anchors: ",
        "smime.trust.without     |                              | smime.trust.crls: name revocation lists",
        "-                       | smime.trust.crls=/x          | smime.trust.crls: name revocation lists",
        "smime.recipients        |                              | smime.recipients.certificates: name files",
        "-                       | smime.trust.anchor=/x        | smime.trust.anchor",
        "-                       | smime.policy=weak            | weak",
      })
  void anApplicationWithWrongProperties_doesNotStart_andSaysWhich(
      String left, String more, String sentence) {
    ApplicationContextRunner runner = application.without(line -> line.startsWith(left));
    (more == null ? runner : runner.withPropertyValues(more))
        .run(
            context -> {
              assertThat(context).hasFailed();
              Throwable failure = context.getStartupFailure();
              assertThat(analysed(failure)).contains(sentence);
            });
  }

  /** What Spring Boot prints in place of a stack trace. */
  private static String analysed(Throwable failure) {
    return SpringFactoriesLoader.forDefaultResourceLocation()
        .load(
            FailureAnalyzer.class,
            SpringFactoriesLoader.FailureHandler.handleMessage((message, why) -> {}))
        .stream()
        .map(each -> each.analyze(failure))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow()
        .getDescription();
  }

  @Test
  void aPasswordUnderAMisspeltName_isNotPrinted() {
    application
        .with("smime.keys.pasword=hunter2")
        .run(
            context ->
                assertThat(analysed(context.getStartupFailure()))
                    .contains("smime.keys.pasword")
                    .doesNotContain("hunter2"));
  }

  @Test
  void withAnExpiredCertificate_itDoesNotStart() throws Exception {
    Path expired = folder.resolve("expired.pem");
    Path pki = Application.KIT.resolve("pki");
    Files.writeString(
        expired,
        Files.readString(pki.resolve("bob-expired.pem"))
            + Files.readString(pki.resolve("bob-expired.key")));
    application
        .with("smime.keys.signing=" + expired)
        .run(
            context -> {
              assertThat(context).hasFailed();
              assertThat(root(context.getStartupFailure())).hasMessageContaining("2020-01-01");
            });
  }

  @Test
  void withoutASender_nothingIsDemanded() {
    application
        .without(line -> true)
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(JavaMailSender.class);
              assertThat(context).doesNotHaveBean("smimeHealthIndicator");
            });
  }

  @Test
  void aReaderAlone_needsOnlyTrust() {
    application
        .without(line -> !line.startsWith("smime.trust"))
        .run(context -> assertThat(context.getBean(MailReader.class)).isNotNull());
  }

  @Test
  void thePasswordIsNowhereToBeSeen() {
    application
        .without(line -> line.startsWith("smime.keys.passwords"))
        .withPropertyValues("smime.keys.password=" + PASSWORD)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(SmimeProperties.class).keys().password())
                  .isEqualTo(PASSWORD);
              for (Object bean :
                  List.of(
                      context.getBean(SmimeProperties.class),
                      context.getBean(SmimeProperties.class).keys(),
                      context.getBean(Credential.class),
                      context.getBean(Signer.class),
                      context.getBean("smimeHealthIndicator", HealthIndicator.class).health())) {
                assertThat(bean.toString()).doesNotContain(PASSWORD);
              }
            });
    String wrong = "another, with a comma";
    application
        .without(line -> line.startsWith("smime.keys.passwords"))
        .withPropertyValues("smime.keys.password=" + wrong)
        .run(
            context -> {
              java.io.StringWriter trace = new java.io.StringWriter();
              context.getStartupFailure().printStackTrace(new java.io.PrintWriter(trace));
              assertThat(trace.toString()).contains("smime.keys.signing").doesNotContain(wrong);
            });
  }

  @Test
  void beansOfTheApplication_standInPlaceOfOurs() throws Exception {
    Path pki = Application.KIT.resolve("pki");
    Credential bob =
        Credential.read(
            pki.resolve("bob.pfx"), PasswordSource.ofLines(pki.resolve("passwords.txt")));
    TrustPolicy trust =
        TrustPolicy.withoutAnchors("a test").revocation(Revocation.notChecked("a test"));
    Map<Class<?>, Object> own =
        Map.of(
            Credential.class, bob,
            Signer.class, Signer.with(bob),
            TrustPolicy.class, trust,
            KeyHistory.class, KeyHistory.of(bob),
            Encryptor.class, Encryptor.trusting(trust));
    ApplicationContextRunner runner = application.with();
    for (Map.Entry<Class<?>, Object> each : own.entrySet()) {
      runner = with(runner, each.getKey(), each.getValue());
    }
    runner.run(
        context -> own.forEach((type, bean) -> assertThat(context.getBean(type)).isSameAs(bean)));
  }

  private static <T> ApplicationContextRunner with(
      ApplicationContextRunner runner, Class<T> type, Object bean) {
    return runner.withBean(type, () -> type.cast(bean));
  }

  @Test
  void anIde_knowsEachProperty_andThePageDoesToo() throws Exception {
    String metadata;
    try (InputStream in =
        SmimeProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      metadata = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    TreeSet<String> names = new TreeSet<>();
    Pattern.compile("\"name\": \"(smime\\.[a-z.-]+)\",\\s+\"type\": \"[^\"]+\",\\s+\"description\"")
        .matcher(metadata)
        .results()
        .forEach(each -> names.add(each.group(1)));
    assertThat(names).hasSize(14);
    String page = Application.page();
    for (String name : names) {
      String last = name.substring(name.lastIndexOf('.') + 1);
      assertThat(page).containsAnyOf("`" + name + "`", "`" + last + "`");
    }
  }
}
