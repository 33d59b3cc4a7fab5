package org.smime4j.james;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.mailet.AttributeName;
import org.apache.mailet.Mailet;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AuthenticationResults;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.doors.Differences;
import org.smime4j.doors.DoorMessage;
import org.smime4j.doors.Judgement;
import org.smime4j.doors.MailPrograms;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/** What James is told of each message, and what it delivers, are what the core says. */
class JamesDoorTest {

  private static final String IDENTIFIER = "mx.example.org";

  @TempDir private Path folder;

  /** By their parameters: each reads its keys once. */
  private final Map<List<Object>, Mailet> mailets = new HashMap<>();

  @Test
  void b25_whatVerifySmimeSaysOfEachMessage_isWhatTheCoreSays() throws Exception {
    Differences differences = new Differences("james-verify");
    try (MailPrograms programs = MailPrograms.start()) {
      for (DoorMessage each : DoorMessage.sample(24)) {
        DoorMessage message = each.asAServerReadsIt();
        FakeMail mail = fake(message);
        byte[] before = octets(mail);
        MailReader reader =
            MailReader.with(Decryptor.with(KeyHistory.of()), message.verifier());
        String result;
        String outcome;
        List<String> subjects;
        byte[] header;
        try (OpenedMail opened = reader.open(ByteSource.of(before))) {
          result = AuthenticationResults.of(opened, IDENTIFIER).result();
          Judgement judged = Judgement.of(opened);
          subjects = judged.subjects();
          header = judged.header();
          outcome = opened.outcome().label();
        }
        if (!passed(false, message, mail, differences)) {
          continue;
        }
        differences.add(message, "result", result, attribute(mail, "result"));
        differences.add(message, "outcome", outcome, attribute(mail, "outcome"));
        differences.add(
            message,
            "shown",
            List.of(),
            programs.strange(before, octets(mail), header, subjects, IDENTIFIER));
      }
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  @Test
  void b25_whatDecryptSmimeDelivers_isWhatTheCoreJudged() throws Exception {
    Differences differences = new Differences("james-decrypt");
    try (MailPrograms programs = MailPrograms.start()) {
      for (DoorMessage each : DoorMessage.sample(24)) {
        DoorMessage message = each.asAServerReadsIt();
        FakeMail mail = fake(message);
        byte[] before = octets(mail);
        try (OpenedMail opened = message.reader().open(ByteSource.of(before))) {
          String result = AuthenticationResults.of(opened, IDENTIFIER).result();
          if (!passed(true, message, mail, differences)) {
            continue;
          }
          Judgement judged = Judgement.of(opened);
          byte[] after = octets(mail);
          differences.add(message, "result", result, attribute(mail, "result"));
          String decrypted = attribute(mail, "decrypted");
          if (List.of("yes", "unauthenticated").contains(decrypted)) {
            differences.add(message, "decrypted", isAuthenticated(opened) ? "yes" : "unauthenticated", decrypted);
            try (OpenedMail delivered = message.reader().open(ByteSource.of(after))) {
              differences.add(message, "content", content(opened), content(delivered));
              differences.add(message, "author", judged.authors(), Judgement.of(delivered).authors());
            }
          }
          differences.add(
              message,
              "shown",
              List.of(),
              programs.strange(
                  before,
                  after,
                  judged.header(),
                  judged.subjects(),
                  IDENTIFIER));
        }
      }
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  /** The type of the content and the octets behind its header, which a delivery must not touch. */
  private static String content(OpenedMail mail) throws IOException {
    String type = mail.root().map(MailPart::type).orElse("");
    try {
      String octets =
          new String(
              mail.unverifiedContent("it is compared").bytes(), StandardCharsets.ISO_8859_1);
      String body = octets.replaceFirst("(?s)^(\r?\n|.*?(\n\r?\n|$))", "");
      return type + " " + body.length() + " " + body.hashCode();
    } catch (SmimeException e) {
      return e.toString();
    }
  }

  private static boolean isAuthenticated(OpenedMail opened) {
    try {
      opened.content();
      return true;
    } catch (SmimeException e) {
      return false;
    }
  }

  private boolean passed(
      boolean decrypts, DoorMessage message, FakeMail mail, Differences differences)
      throws Exception {
    List<Object> parameters =
        List.of(
            decrypts,
            message.policy(),
            message.trust(),
            message.intermediates(),
            message.crls(),
            decrypts ? message.keys() : "",
            decrypts ? message.passwords() : "");
    Mailet mailet = mailets.get(parameters);
    if (mailet == null) {
      mailet = decrypts ? new DecryptSmime() : new VerifySmime();
      mailet.init(config(decrypts, message));
      mailets.put(parameters, mailet);
    }
    try {
      mailet.service(mail);
      return true;
    } catch (MessagingException e) {
      differences.add(message, "delivered", "yes", e.getMessage());
      return false;
    }
  }

  private FakeMailetConfig config(boolean decrypts, DoorMessage message) throws IOException {
    FakeMailetConfig.Builder config = FakeMailetConfig.builder().mailetName("smime");
    config.setProperty("identifier", IDENTIFIER);
    config.setProperty("policy", message.policy());
    list(config, "trust", message.trust());
    list(config, "intermediates", message.intermediates());
    if (message.crls().isEmpty()) {
      config.setProperty("withoutRevocation", "no lists");
    } else {
      list(config, "crls", message.crls());
    }
    if (decrypts) {
      list(config, "keys", message.keys());
      config.setProperty("passwords", message.passwordFile(folder).toString());
    }
    return config.build();
  }

  private static void list(FakeMailetConfig.Builder config, String name, List<Path> paths) {
    if (!paths.isEmpty()) {
      config.setProperty(
          name, paths.stream().map(Path::toString).collect(Collectors.joining(",")));
    }
  }

  private static FakeMail fake(DoorMessage message) throws Exception {
    return FakeMail.builder()
        .name("mail")
        .mimeMessage(new MimeMessage(null, new ByteArrayInputStream(message.octets())))
        .build();
  }

  private static byte[] octets(FakeMail mail) throws Exception {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    mail.getMessage().writeTo(octets);
    return octets.toByteArray();
  }

  private static String attribute(FakeMail mail, String name) {
    return mail.getAttribute(AttributeName.of("org.smime4j." + name))
        .map(attribute -> String.valueOf(attribute.getValue().value()))
        .orElse("");
  }
}
