package org.smime4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AuthenticationResults;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.doors.Differences;
import org.smime4j.doors.DoorMessage;
import org.smime4j.doors.Judgement;
import org.smime4j.doors.MailPrograms;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;

/** What the examples say and write of each message is what the core says. */
class ExampleDoorTest {

  private static final String IDENTIFIER = "mx.example.org";

  private static ClassLoader examples;

  /** They are projects of their own: what needs no framework of them is compiled here. */
  @BeforeAll
  static void compile(@TempDir Path folder) throws IOException {
    List<Path> sources =
        Stream.of(
                "imap-mailbox/src/main/java/imapmailbox/Change.java",
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
