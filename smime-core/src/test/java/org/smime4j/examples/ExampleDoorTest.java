package org.smime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.AuthenticationResults;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.doors.Differences;
import org.smime4j.doors.DoorMessage;
import org.smime4j.doors.Judgement;
import org.smime4j.doors.MailPrograms;
import org.smime4j.findings.Outcome;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.People;

/** What the examples say and write of each message is what the core says. */
class ExampleDoorTest {

  private static final String IDENTIFIER = "mx.example.org";
  private static final int LOST = Integer.getInteger("lost", 20);

  private static ClassLoader examples;

  /** They are projects of their own: what needs no framework of them is compiled here. */
  @BeforeAll
  static void compile(@TempDir Path folder) throws IOException {
    List<Path> sources =
        Stream.of(
                "imap-mailbox/src/main/java/imapmailbox/Change.java",
                "spark-archive/src/main/java/sparkarchive/MessageOutcome.java",
                "spark-archive/src/main/java/sparkarchive/Opener.java",
                "spark-archive/src/main/java/sparkarchive/Recipe.java",
                "mail-client/src/main/java/mailclient/GatewayFilter.java")
            .map(Outside.root().resolve("examples")::resolve)
            .toList();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-nowarn",
              "-proc:none",
              "-d",
              folder.toString(),
              "-cp",
              Path.of(
                      MailReader.class
                          .getProtectionDomain()
                          .getCodeSource()
                          .getLocation()
                          .getPath())
                  .toString());
      assertThat(
              compiler
                  .getTask(
                      null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                  .call())
          .isTrue();
    }
    examples =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, ExampleDoorTest.class.getClassLoader());
  }

  private static Object made(String type, Object... values) throws Exception {
    Constructor<?> constructor =
        Stream.of(examples.loadClass(type).getDeclaredConstructors())
            .filter(each -> each.getParameterCount() == values.length)
            .findFirst()
            .orElseThrow();
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private static Object call(Object of, String name, Object... values) throws Exception {
    Class<?> type = of instanceof Class<?> itself ? itself : of.getClass();
    Method method =
        Stream.of(type.getDeclaredMethods())
            .filter(each -> each.getName().equals(name))
            .filter(each -> each.getParameterCount() == values.length)
            .findFirst()
            .orElseThrow();
    method.setAccessible(true);
    try {
      return method.invoke(of, values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof IOException failure ? failure : e;
    }
  }

  /** A row of the table: its outcome, its verdict, and neither key nor hash of what is no proof. */
  @Test
  void b25_theRowOfEachMessageInSpark_isWhatTheCoreSays() throws Exception {
    Differences differences = new Differences("spark");
    Class<?> source = examples.loadClass("sparkarchive.Opener$Source");
    for (DoorMessage message : DoorMessage.sample(24)) {
      byte[] octets = message.octets();
      Object row =
          call(
              made("sparkarchive.Opener", message.decryptor(), message.verifier()),
              "open",
              "a message",
              Proxy.newProxyInstance(
                  examples,
                  new Class<?>[] {source},
                  (proxy, method, values) -> new ByteArrayInputStream(octets)));
      try (OpenedMail mail = message.reader().open(ByteSource.of(octets))) {
        String verdict = Judgement.of(mail).verdict();
        differences.add(message, "outcome", mail.outcome().label(), call(row, "outcome"));
        differences.add(
            message,
            "verdict",
            List.of("unsigned", "failed", "none").contains(verdict) ? "" : verdict,
            Optional.ofNullable(call(row, "verdict")).orElse(""));
        if (mail.outcome() != Outcome.IO_ERROR) {
          row(message, mail, row, differences);
        }
        if (mail.outcome().label().equals("unproven")) {
          assertThat(call(row, "keys")).as(message.name()).isEqualTo(List.of());
          assertThat(call(row, "contentSha256")).as(message.name()).isNull();
        }
      } catch (IOException e) {
        differences.add(message, "outcome", e.getMessage(), call(row, "error"));
      }
    }
    assertThat(differences.withoutReason()).isEmpty();
  }

  /** All that a row says of the message: it has no author, subject or date. */
  private static void row(DoorMessage message, OpenedMail mail, Object row, Differences differences)
      throws Exception {
    differences.add(
        message,
        "layers",
        mail.layers().stream().map(Judgement::kind).toList(),
        call(row, "layers"));
    List<SignerVerdict> signer = new ArrayList<>();
    try {
      signer.add(mail.requireSigned().worst());
    } catch (SmimeException e) {
      // no signature covers the whole
    }
    differences.add(
        message,
        "addresses",
        signer.stream().flatMap(each -> each.addresses().stream()).toList(),
        call(row, "addresses"));
    differences.add(
        message,
        "findings",
        signer.stream()
            .flatMap(each -> each.findings().stream())
            .map(each -> each.code().name())
            .distinct()
            .toList(),
        call(row, "findings"));
    if (call(row, "contentSha256") instanceof String hash) {
      byte[] content = mail.unverifiedContent("it is compared").bytes();
      differences.add(
          message,
          "content",
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)),
          hash);
    }
  }

  /**
   * Under a wrong key, the padding of CBC is right once in 256 times. {@code -Dlost=10000} takes as
   * many messages.
   */
  @Test
  void a12_messagesToLostKeysAreNotOpenedInSpark_withManyKeysOfOthers() throws Exception {
    KeyHistory others =
        KeyHistory.of(
            IntStream.range(0, 200)
                .mapToObj(i -> People.ISSUING.issue("other" + i + "@example.org").rsa(1024).build())
                .map(People::identity)
                .toArray(Credential[]::new));
    Encryptor lost =
        Encryptor.unvalidated("the key is thrown away")
            .to(People.ISSUING.issue("lost@example.org").rsa(1024).build().certificate())
            .under(
                AlgorithmPolicy.archive()
                    .writing(ContentCipher.AES_256_CBC)
                    .writing(KeyTransport.RSA_PKCS1));
    Object opener =
        made(
            "sparkarchive.Opener",
            Decryptor.with(others).tryingOtherKeys().under(AlgorithmPolicy.archive()),
            People.VERIFIER);
    Class<?> source = examples.loadClass("sparkarchive.Opener$Source");
    Map<Object, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < LOST; i++) {
      byte[] octets =
          lost.encrypt(
                  ByteSource.of(
                      People.octets("Content-Type: text/plain\r\n\r\n" + "x".repeat(i % 40))))
              .bytes();
      Object row =
          call(
              opener,
              "open",
              "a message",
              Proxy.newProxyInstance(
                  examples,
                  new Class<?>[] {source},
                  (proxy, method, values) -> new ByteArrayInputStream(octets)));
      outcomes.merge(call(row, "outcome"), 1, Integer::sum);
      assertThat(call(row, "keys")).isEqualTo(List.of());
      assertThat(call(row, "contentSha256")).isNull();
    }
    System.out.println("lost keys in Spark: " + outcomes);
    assertThat(outcomes.keySet()).isSubsetOf(Set.of("no-matching-key", "unproven"));
  }

  @Test
  void b25_whatTheImapMailboxGets_showsNothingThatTheCoreDidNotVouchFor() throws Exception {
    Differences differences = new Differences("imap");
    int changed = 0;
    try (MailPrograms programs = MailPrograms.start()) {
      for (DoorMessage message : DoorMessage.sample(48)) {
        byte[] before = message.octets();
        Optional<byte[]> written;
        try {
          Object change = made("imapmailbox.Change", message.decryptor(), List.of(), false);
          written = ((Optional<?>) call(change, "of", before)).map(byte[].class::cast);
        } catch (IOException e) {
          continue;
        }
        if (written.isPresent()) {
          changed++;
          compare(message, before, written.get(), programs, differences);
        }
      }
    }
    assertThat(changed).isPositive();
    assertThat(differences.withoutReason()).isEmpty();
  }

  private static void compare(
      DoorMessage message,
      byte[] before,
      byte[] written,
      MailPrograms programs,
      Differences differences)
      throws IOException {
    try (OpenedMail mail = message.reader().open(ByteSource.of(before))) {
      differences.add(message, "opened", true, mail.failure().isEmpty());
      Judgement judged = Judgement.of(mail);
      differences.add(
          message,
          "shown",
          List.of(),
          programs.strange(before, written, judged.header(), judged.subjects(), IDENTIFIER));
    }
  }

  @Test
  void b25_theResultThatTheGatewayFilterWrites_isTheOneOfTheCore() throws Exception {
    Differences differences = new Differences("gateway");
    Class<?> filter = examples.loadClass("mailclient.GatewayFilter");
    List<String> passed = new ArrayList<>();
    for (DoorMessage message : DoorMessage.sample(24)) {
      ByteSource octets = ByteSource.of(message.octets());
      Verifier verifier = message.verifier();
      Object said;
      try {
        said = call(filter, "filter", octets, IDENTIFIER, verifier);
      } catch (IOException e) {
        said = e.getMessage();
      }
      MailReader reader = MailReader.with(Decryptor.with(KeyHistory.of()), verifier);
      try (OpenedMail mail = reader.open(octets)) {
        AuthenticationResults results = AuthenticationResults.of(mail, IDENTIFIER);
        if (results.result().equals("pass")) {
          passed.add(message.name());
        }
        differences.add(
            message,
            "message",
            text(results.replacedIn(octets)),
            said instanceof ByteSource filtered ? text(filtered) : said);
      } catch (IOException e) {
        differences.add(message, "failure", e.getMessage(), said);
      }
    }
    assertThat(passed).isNotEmpty();
    assertThat(differences.withoutReason()).isEmpty();
  }

  private static String text(ByteSource octets) throws IOException {
    return new String(octets.bytes(), StandardCharsets.ISO_8859_1);
  }
}
