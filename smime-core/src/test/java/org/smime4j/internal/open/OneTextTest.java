package org.smime4j.internal.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;

/** Whether a message lies in memory, in a file or comes as a stream: what is said is one text. */
public class OneTextTest {

  private static final Path KIT = Outside.root().resolve("src-test-vectors");

  @Test
  void a15_whyItDoesNotOpen_isSaidInOneTextWhereverItLies() throws Exception {
    Decryptor decryptor =
        Decryptor.with(
            KeyHistory.read(
                PasswordSource.ofLines(KIT.resolve("pki/passwords.txt")), KIT.resolve("history")));
    Verifier verifier = Verifier.trusting(TrustPolicy.withoutAnchors("this test is about words"));
    List<Path> messages;
    try (Stream<Path> all = Files.walk(KIT.resolve("messages"))) {
      messages =
          all.filter(each -> each.getFileName().toString().matches("a15.*\\.(eml|der)"))
              .sorted()
              .toList();
    }
    assertThat(messages)
        .hasSizeGreaterThan(8)
        .anySatisfy(each -> assertThat(each).hasFileName("a15-base64-cut.eml"));
    for (Path message : messages) {
      String inMemory =
          said(
              () ->
                  MailReader.with(decryptor, verifier)
                      .open(ByteSource.of(Files.readAllBytes(message))));
      assertThat(said(() -> MailReader.with(decryptor, verifier).open(message)))
          .as("%s as a file", message)
          .isEqualTo(inMemory);
      try (InputStream in = Files.newInputStream(message)) {
        assertThat(said(() -> MailReader.with(decryptor, verifier).open(in)))
            .as("%s as a stream", message)
            .isEqualTo(inMemory);
      }
    }
  }

  private interface Opening {
    OpenedMail open() throws IOException;
  }

  private static String said(Opening opening) {
    try (OpenedMail mail = opening.open()) {
      return mail.failure().map(Throwable::toString).orElse("none");
    } catch (IOException e) {
      return e.toString();
    }
  }
}
