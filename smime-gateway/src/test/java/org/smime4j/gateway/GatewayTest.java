package org.smime4j.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.gateway.Client.deliver;
import static org.smime4j.gateway.Domain.ALICE;
import static org.smime4j.gateway.Domain.BOB;
import static org.smime4j.gateway.Domain.CAROL;
import static org.smime4j.gateway.Domain.SECRET;
import static org.smime4j.gateway.Domain.mail;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Encryptor;
import org.smime4j.Outgoing;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.springframework.context.ConfigurableApplicationContext;

/** What the gateway says and sends, between a client and a next server of the test. */
class GatewayTest {

  @TempDir static Path folder;
  private static Domain domain;
  private static NextServer next;
  private static ConfigurableApplicationContext gateway;
  private static int out;
  private static int in;

  @BeforeAll
  static void start() throws Exception {
    domain = new Domain(folder);
    next = new NextServer();
    gateway =
        domain.start(
            next.address(),
            "--gateway.size=16MB",
            "--gateway.memory=32MB",
            "--gateway.out.domains[held.example]=leave-out",
            "--gateway.out.domains[clear.example]=send-in-clear");
    out = Domain.out(gateway);
    in = Domain.in(gateway);
  }

  @BeforeEach
  void reset() {
    next.reset();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    next.close();
  }

  private static void nothingWasSent() {
    assertThat(next.arrived).isEmpty();
    assertThat(next.commands).doesNotContain("DATA");
  }

  private static NextServer.Arrived one() {
    assertThat(next.arrived).hasSize(1);
    return next.arrived.get(0);
  }

  @Test
  void mailThatLeaves_arrivesSealed_andTheReplyIsThatOfTheNextServer() throws Exception {
    assertThat(deliver(out, BOB, mail(BOB, ALICE), ALICE)).isEqualTo(NextServer.QUEUED);
    assertThat(one().raw()).doesNotContain(SECRET);
    assertThat(one().envelope())
        .containsExactly(
            "MAIL FROM:<" + BOB + "> BODY=8BITMIME", "RCPT TO:<" + ALICE + ">", "DATA");
    try (OpenedMail opened = domain.reader(domain.alice).open(ByteSource.of(one().bytes()))) {
      opened.requireSigned().requireTrusted();
      assertThat(opened.textPart().orElseThrow().text())
          .isEqualToNormalizingNewlines(SECRET + "\n.\n..two\n");
    }
  }

  @Test
  void aRecipientWithoutCertificate_isNamedInTheRefusal_andNothingIsSent() throws Exception {
    assertThat(deliver(out, BOB, mail(BOB, "dora@x.example"), "dora@x.example"))
        .startsWith("550 5.7.5 ")
        .contains("dora@x.example");
    nothingWasSent();
  }

  @Test
  void recipientsWhosePlansDiffer_waitBeforeAnythingIsSent() throws Exception {
    String message = mail(BOB, ALICE + ", dora@x.example");
    assertThat(deliver(out, BOB, message, ALICE, "dora@x.example")).startsWith("451 4.5.3 ");
    nothingWasSent();
  }

  @Test
  void a18_aBlindCopy_neverGoesInOneMessageWithOthers() throws Exception {
    assertThat(deliver(out, BOB, mail(BOB, ALICE), ALICE, CAROL)).startsWith("451 4.5.3 ");
    nothingWasSent();
    assertThat(deliver(out, BOB, mail(BOB, ALICE), CAROL)).isEqualTo(NextServer.QUEUED);
    try (OpenedMail opened = domain.reader(domain.alice).open(ByteSource.of(one().bytes()))) {
      assertThat(opened.failure()).as("Alice cannot read Carol's copy").isPresent();
    }
  }

  @Test
  void recipientsInTo_shareOneMessage() throws Exception {
    String message = mail(BOB, ALICE + ", " + CAROL);
    assertThat(deliver(out, BOB, message, ALICE, CAROL)).isEqualTo(NextServer.QUEUED);
    assertThat(one().envelope()).hasSize(4);
  }

  @Test
  void aDomain_hasItsOwnRule() throws Exception {
    assertThat(deliver(out, BOB, mail(BOB, "x@held.example"), "x@held.example"))
        .startsWith("451 4.7.5 held: x@held.example");
    nothingWasSent();
    assertThat(deliver(out, BOB, mail(BOB, "x@Clear.example"), "x@Clear.example"))
        .isEqualTo(NextServer.QUEUED);
    assertThat(one().raw()).contains("multipart/signed", SECRET);
  }

  @Test
  void aSenderWithoutKey_orWithAnotherFrom_isRefused() throws Exception {
    assertThat(deliver(out, "eve@corp.example", mail("eve@corp.example", ALICE), ALICE))
        .startsWith("550 5.7.1 no key here signs for the sender <eve@corp.example>");
    assertThat(deliver(out, BOB, mail("ceo@corp.example", ALICE), ALICE))
        .startsWith("550 5.7.1 From is not the sender");
    nothingWasSent();
  }

  @Test
  void eachReplyOfTheNextServer_isTheGateways() throws Exception {
    for (String refused : List.of("RCPT", "MAIL", ".")) {
      for (String reply : List.of("550 5.1.1 unknown", "450-4.2.1 greylisted\r\n450 4.2.1 wait")) {
        next.reset();
        next.answers = line -> line.startsWith(refused) ? reply : NextServer.usual(line);
        assertThat(deliver(out, BOB, mail(BOB, ALICE), ALICE))
            .isEqualTo(reply.replace("\r\n", "\n"));
        assertThat(next.arrived).isEmpty();
      }
    }
    next.answers = line -> line.equals("DATA") ? "552 5.2.2 full" : NextServer.usual(line);
    assertThat(deliver(out, BOB, mail(BOB, ALICE), ALICE)).isEqualTo("552 5.2.2 full");
  }

  @Test
  void aNextServerThatIsSilentOrGone_keepsTheMailWithTheSendersServer() throws Exception {
    next.answers =
        line -> {
          if (line.equals(".")) {
            Thread.sleep(4_000);
          }
          return NextServer.usual(line);
        };
    assertThat(deliver(out, BOB, mail(BOB, ALICE), ALICE)).startsWith("451 4.4.2 ");
    for (String end : List.of("EHLO", "MAIL", "RCPT", "DATA", ".")) {
      next.reset();
      next.answers = line -> line.startsWith(end) ? null : NextServer.usual(line);
      assertThat(deliver(out, BOB, mail(BOB, ALICE), ALICE)).as(end).startsWith("451 4.4.");
    }
    next.answers = line -> line.equals(".") ? "421 4.3.2 bye" : NextServer.usual(line);
    assertThat(deliver(in, ALICE, mail(ALICE, BOB), BOB)).startsWith("451 4.3.2 bye");
  }

  /** A server that ends messages at other places would read a second one in each. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n.\n",
        "\n.\r\n",
        "\r\n.\n",
        "\r.\r",
        "\r.\r\n",
        "\r\n.\r",
        "\r\r\n.\r\r\n",
        "\n",
        "\r",
        "\r\n\0.\r\n\n",
        "\n\n.\r\n",
      })
  void aMessageWithOtherLineEnds_isRefusedWhole(String end) throws Exception {
    String message =
        Client.stuffed(mail(ALICE, BOB))
            + "x"
            + end
            + "MAIL FROM:<evil@x.example>\r\nRCPT TO:<"
            + BOB
            + ">\r\nDATA\r\nFrom: evil\r\n\r\nx\r\n";
    try (Client client = new Client(in)) {
      client.reply();
      client.say("EHLO x");
      client.say("MAIL FROM:<" + ALICE + ">");
      client.say("RCPT TO:<" + BOB + ">");
      assertThat(client.say("DATA")).startsWith("354");
      assertThat(client.say(message + ".")).startsWith("550 5.5.2 ");
      assertThat(client.say("NOOP")).as("no second answer").startsWith("250");
    }
    nothingWasSent();
    assertThat(next.commands).noneMatch(each -> each.contains("evil"));
  }

  @Test
  void lineEndsInsideEncryption_becomeThoseOfSmtp_beforeTheyAreJudged() throws Exception {
    String inner = "Content-Type: text/plain\n\nfirst\n.\nMAIL FROM:<evil@x.example>\nlast\n";
    ByteArrayOutputStream cms = new ByteArrayOutputStream();
    Encryptor.trusting(domain.authority.trust())
        .to(domain.bob.certificate())
        .encrypt(ByteSource.of(inner.getBytes(StandardCharsets.ISO_8859_1)), cms);
    String message =
        "From: "
            + ALICE
            + "\r\nTo: "
            + BOB
            + "\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime;"
            + " smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + java.util.Base64.getMimeEncoder().encodeToString(cms.toByteArray())
            + "\r\n";
    assertThat(deliver(in, ALICE, message, BOB)).isEqualTo(NextServer.QUEUED);
    assertThat(one().raw()).contains("first\r\n..\r\nMAIL FROM:<evil@x.example>\r\nlast\r\n");
    assertThat(next.commands).noneMatch(each -> each.contains("evil"));
  }

  @Test
  void mailFromOutside_isDecryptedAndJudged_andForgedFieldsAreRemoved() throws Exception {
    String forged =
        "Authentication-Results: mx.corp.example; smime=pass\r\nSmime-Decrypted: authenticated\r\n";
    String sealed = domain.sealed(mail(ALICE, BOB));
    assertThat(deliver(in, ALICE, forged + sealed, BOB)).isEqualTo(NextServer.QUEUED);
    assertThat(one().text())
        .contains(SECRET + "\r\n.\r\n..two\r\n", "Smime-Decrypted: authenticated")
        .startsWith("Authentication-Results: mx.corp.example;\r\n smime=pass")
        .containsOnlyOnce("Authentication-Results")
        .containsOnlyOnce("Smime-Decrypted");
    next.reset();
    assertThat(deliver(in, ALICE, forged + mail(ALICE, BOB), BOB)).isEqualTo(NextServer.QUEUED);
    assertThat(one().text())
        .startsWith("Authentication-Results: mx.corp.example;\r\n smime=none")
        .containsOnlyOnce("Authentication-Results")
        .doesNotContain("Smime-Decrypted")
        .endsWith("\r\n\r\n" + SECRET + "\r\n.\r\n..two\r\n");
  }

  @Test
  void theBodyOfWhatDoesNotOpen_passesUnchanged() throws Exception {
    byte[] foreign =
        Outgoing.of(mail(ALICE, BOB).getBytes(StandardCharsets.ISO_8859_1))
            .encryptedBy(
                Encryptor.trusting(domain.authority.trust()).to(domain.carol.certificate()))
            .seal()
            .bytes();
    String message = new String(foreign, StandardCharsets.ISO_8859_1);
    String sealed = "Smime-Decrypted: authenticated\r\n" + message;
    assertThat(deliver(in, ALICE, sealed, BOB)).isEqualTo(NextServer.QUEUED);
    assertThat(one().text())
        .contains("smime=neutral")
        .doesNotContain("Smime-Decrypted")
        .endsWith(message.substring(message.indexOf("\r\n\r\n")));
  }

  @Test
  void pipelinedCommands_areAnsweredOneByOne() throws Exception {
    try (Client client = new Client(in)) {
      client.send(
          "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<"
              + BOB
              + ">\r\nDATA\r\n"
              + Client.stuffed(mail(ALICE, BOB))
              + ".\r\nMAIL FROM:<"
              + ALICE
              + ">\r\nRSET\r\nQUIT\r\n");
      assertThat(client.reply()).startsWith("220");
      assertThat(client.reply()).contains("PIPELINING").doesNotContain("CHUNKING", "STARTTLS");
      assertThat(client.reply()).startsWith("250");
      assertThat(client.reply()).startsWith("250");
      assertThat(client.reply()).startsWith("354");
      assertThat(client.reply()).isEqualTo(NextServer.QUEUED);
    }
    assertThat(one().envelope()).contains("MAIL FROM:<> BODY=8BITMIME");
  }

  @Test
  void parametersOfDsnAndSmtputf8_areKept_andOthersRefused() throws Exception {
    try (Client client = new Client(in)) {
      client.reply();
      client.say("EHLO x");
      assertThat(client.say("MAIL FROM:" + ALICE)).startsWith("501");
      assertThat(
              client.say(
                  "MAIL FROM:<"
                      + ALICE
                      + "> SIZE=1000 SMTPUTF8 BODY=8BITMIME RET=HDRS ENVID=QQ314"))
          .startsWith("250");
      String utf8 =
          new String(
              "gr\u00fcn@corp.example".getBytes(StandardCharsets.UTF_8),
              StandardCharsets.ISO_8859_1);
      assertThat(client.say("RCPT TO:<" + utf8 + "> NOTIFY=NEVER ORCPT=rfc822;x@y"))
          .startsWith("250");
      assertThat(client.say("RCPT TO:<\"a b>\"@corp.example>")).startsWith("250");
      assertThat(next.commands)
          .contains(
              "MAIL FROM:<" + ALICE + "> SMTPUTF8 RET=HDRS ENVID=QQ314 BODY=8BITMIME",
              "RCPT TO:<" + utf8 + "> NOTIFY=NEVER ORCPT=rfc822;x@y",
              "RCPT TO:<\"a b>\"@corp.example>");
    }
    next.answers =
        line ->
            line.startsWith("EHLO")
                ? "250-next\r\n250 8BITMIME"
                : line.contains("NONSENSE") ? "555 5.5.4 nonsense" : NextServer.usual(line);
    try (Client client = new Client(in)) {
      client.reply();
      client.say("EHLO x");
      assertThat(client.say("MAIL FROM:<" + ALICE + "> NONSENSE=1"))
          .isEqualTo("555 5.5.4 nonsense");
      assertThat(client.say("MAIL FROM:<" + ALICE + "> RET=HDRS")).startsWith("250");
      assertThat(client.say("RCPT TO:<" + BOB + "> NOTIFY=NEVER")).startsWith("250");
      assertThat(next.commands)
          .contains("MAIL FROM:<" + ALICE + "> BODY=8BITMIME", "RCPT TO:<" + BOB + ">");
    }
    next.answers = line -> line.startsWith("EHLO") ? "250 next" : NextServer.usual(line);
    assertThat(deliver(in, ALICE, mail(ALICE, BOB), BOB)).startsWith("451 4.4.1");
    nothingWasSent();
  }

  @Test
  void linesOfTenMegabytes_pass_andLongerMessagesThanAllowedAreRefused() throws Exception {
    String line = "x".repeat(10_000_000);
    assertThat(deliver(in, ALICE, mail(ALICE, BOB) + line + "\r\n", BOB))
        .isEqualTo(NextServer.QUEUED);
    assertThat(one().text()).endsWith(line + "\r\n");
    next.reset();
    assertThat(deliver(in, ALICE, mail(ALICE, BOB) + line + line + "\r\n", BOB))
        .startsWith("552 5.3.4");
    nothingWasSent();
  }

  @Test
  void ofTenThousandRecipients_thoseOverTheLimitAreAskedToComeLater() throws Exception {
    try (Client client = new Client(in)) {
      client.reply();
      client.say("EHLO x");
      client.say("MAIL FROM:<" + ALICE + ">");
      int accepted = 0;
      for (int i = 0; i < 10_000; i++) {
        String reply = client.say("RCPT TO:<u" + i + "@corp.example>");
        accepted += reply.startsWith("250") ? 1 : 0;
        assertThat(reply).startsWith(i < 1000 ? "250" : "452 4.5.3");
      }
      assertThat(accepted).isEqualTo(1000);
    }
  }

  @Test
  void whatIsNoMail_isRefused() throws Exception {
    for (int port : new int[] {in, out}) {
      assertThat(deliver(port, BOB, "this is no mail\r\n", ALICE)).startsWith("554 5.6.0");
    }
    nothingWasSent();
  }

  @Test
  void aServerOfAnotherNetwork_isRefused() throws Exception {
    Path other = Files.createDirectory(folder.resolve("network"));
    try (ConfigurableApplicationContext closed =
        new Domain(other).start(next.address(), "--gateway.networks=192.0.2.0/24")) {
      for (int port : new int[] {Domain.in(closed), Domain.out(closed)}) {
        try (Client client = new Client(port)) {
          assertThat(client.reply()).startsWith("554 5.7.1 127.0.0.1 is not listed");
          assertThat(client.reply()).isNull();
        }
      }
    }
    assertThat(next.commands).isEmpty();
  }

  @Test
  void aNextServerThatOffersAuth_isNotAskedForIt() throws Exception {
    next.answers =
        line ->
            line.startsWith("EHLO")
                ? "250-AUTH PLAIN LOGIN\r\n" + NextServer.EXTENSIONS
                : line.startsWith("AUTH") ? "535 5.7.8 no" : NextServer.usual(line);
    assertThat(deliver(out, BOB, mail(BOB, ALICE), ALICE)).isEqualTo(NextServer.QUEUED);
    assertThat(next.commands).noneMatch(each -> each.startsWith("AUTH"));
  }

  @Test
  void aNextServerWhoseTlsWasRemoved_getsNothing_whereTlsMustBe() throws Exception {
    Path other = Files.createDirectory(folder.resolve("tls"));
    try (ConfigurableApplicationContext closed =
        new Domain(other)
            .start(next.address(), "--gateway.out.tls=true", "--gateway.in.tls=true")) {
      for (String offered : List.of(NextServer.EXTENSIONS, "250-STARTTLS\r\n250 8BITMIME")) {
        next.reset();
        next.answers =
            line ->
                line.startsWith("EHLO")
                    ? offered
                    : line.equals("STARTTLS") ? "454 4.7.0 later" : NextServer.usual(line);
        assertThat(deliver(Domain.out(closed), BOB, mail(BOB, ALICE), ALICE)).startsWith("451 4.4");
        assertThat(deliver(Domain.in(closed), ALICE, mail(ALICE, BOB), BOB)).startsWith("451 4.4");
        nothingWasSent();
        assertThat(next.commands).noneMatch(each -> each.startsWith("MAIL"));
      }
    }
  }

  @Test
  void aClientThatIsSilent_doesNotKeepOthersFromBeingServed() throws Exception {
    List<Client> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        Client client = new Client(in);
        silent.add(client);
        client.reply();
        client.say("EHLO x");
        client.say("MAIL FROM:<" + ALICE + "> SIZE=100");
        client.say("RCPT TO:<" + BOB + ">");
        assertThat(client.say("DATA")).startsWith("354");
        client.send("From: " + ALICE + "\r\nSubject: slo");
      }
      assertThat(deliver(in, ALICE, mail(ALICE, BOB), BOB)).isEqualTo(NextServer.QUEUED);
      one();
    } finally {
      for (Client each : silent) {
        each.close();
      }
    }
  }

  @Test
  void eachProperty_isOnThePage() throws Exception {
    String page =
        Files.readString(Path.of(System.getProperty("smime4j.root"), "docs/servers.md"))
            .replaceAll("(?s).*## The gateway", "")
            .replaceAll("(?s)\n## .*", "");
    int properties = 0;
    for (RecordComponent each : GatewayProperties.class.getRecordComponents()) {
      RecordComponent[] inner =
          each.getType().isRecord() && !each.getType().getName().startsWith("java")
              ? each.getType().getRecordComponents()
              : new RecordComponent[0];
      List<String> names = new ArrayList<>();
      for (RecordComponent one : inner) {
        names.add(each.getName() + "." + one.getName());
      }
      if (inner.length == 0) {
        names.add(each.getName());
      }
      for (String name : names) {
        String written = name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        assertThat(page).containsPattern("`" + written.replace(".", "\\.") + "[`\\[]");
        properties++;
      }
    }
    assertThat(properties).isGreaterThan(15);
  }

  @Test
  void aDirectoryThatIsGone_neverMakesMailLeaveInClear() throws Exception {
    Path other = Files.createDirectory(folder.resolve("directory"));
    try (ConfigurableApplicationContext waiting =
        new Domain(other)
            .start(
                next.address(),
                "--smime.recipients.unreachable=send-in-clear",
                "--gateway.out.directory=ldap://127.0.0.1:9/dc=example")) {
      assertThat(deliver(Domain.out(waiting), BOB, mail(BOB, "dora@x.example"), "dora@x.example"))
          .startsWith("451 4.7.5 ");
      nothingWasSent();
      assertThat(get(waiting, "health")).contains("\"DOWN\"", "\"diskSpace\"");
    }
  }

  @Test
  void changedFiles_areReadTogether_andDamagedOnesChangeNothing() throws Exception {
    Path other = Files.createDirectory(folder.resolve("reload"));
    Domain changing = new Domain(other);
    try (ConfigurableApplicationContext running = changing.start(next.address())) {
      int port = Domain.out(running);
      String dora = "dora@x.example";
      assertThat(deliver(port, BOB, mail(BOB, dora), dora)).startsWith("550");
      changing.certificate("recipients/dora.pem", changing.authority.identity(dora).certificate());
      await(() -> deliver(port, BOB, mail(BOB, dora), dora).equals(NextServer.QUEUED));
      Files.writeString(other.resolve("roots/root.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
      await(() -> get(running, "health").contains("\"DOWN\""));
      assertThat(deliver(port, BOB, mail(BOB, dora), dora)).isEqualTo(NextServer.QUEUED);
      // A key that comes later opens mail.
      String sealed =
          new String(
              Outgoing.of(mail(ALICE, dora).getBytes(StandardCharsets.ISO_8859_1))
                  .encryptedBy(
                      Encryptor.trusting(changing.authority.trust())
                          .to(changing.carol.certificate()))
                  .seal()
                  .bytes(),
              StandardCharsets.ISO_8859_1);
      next.reset();
      deliver(Domain.in(running), ALICE, sealed, BOB);
      assertThat(one().raw()).doesNotContain(SECRET);
      changing.write("keys/carol.p12", changing.carol);
      await(
          () -> {
            next.reset();
            deliver(Domain.in(running), ALICE, sealed, BOB);
            return one().raw().contains(SECRET);
          });
    }
  }

  @Test
  void aStop_waitsForTheMessageThatIsUnderWay() throws Exception {
    Path other = Files.createDirectory(folder.resolve("stop"));
    ConfigurableApplicationContext stopping = new Domain(other).start(next.address());
    CountDownLatch arrived = new CountDownLatch(1);
    next.answers =
        line -> {
          if (line.equals(".")) {
            arrived.countDown();
            Thread.sleep(1_000);
          }
          return NextServer.usual(line);
        };
    int port = Domain.in(stopping);
    CompletableFuture<String> reply =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return deliver(port, ALICE, mail(ALICE, BOB), BOB);
              } catch (Exception e) {
                return e.toString();
              }
            });
    assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
    stopping.close();
    assertThat(reply.get(30, TimeUnit.SECONDS)).isEqualTo(NextServer.QUEUED);
    assertThatThrownBy(() -> new Client(port)).isInstanceOf(java.io.IOException.class);
  }

  @Test
  void mailOfTrustedSenders_fillsTheBook_fromWhichAnswersAreEncrypted() throws Exception {
    Path other = Files.createDirectory(folder.resolve("book"));
    Domain learning = new Domain(other);
    Files.delete(other.resolve("recipients/alice.pem"));
    try (ConfigurableApplicationContext running =
        learning.start(next.address(), "--gateway.in.harvest=true", "--smime.health.days=100000")) {
      assertThat(get(running, "health")).contains("EXPIRES_SOON", "ending");
      assertThat(deliver(Domain.out(running), BOB, mail(BOB, ALICE), ALICE)).startsWith("550");
      deliver(Domain.in(running), ALICE, learning.sealed(mail(ALICE, BOB)), BOB);
      assertThat(deliver(Domain.out(running), BOB, mail(BOB, ALICE), ALICE))
          .isEqualTo(NextServer.QUEUED);
    }
  }

  @Test
  void healthAndMetrics_areOnLoopback() throws Exception {
    deliver(in, ALICE, mail(ALICE, BOB), BOB);
    assertThat(get(gateway, "health")).contains("\"status\":\"UP\"");
    assertThat(get(gateway, "metrics/smime.gateway.messages"))
        .contains("direction", "outcome", "result");
    assertThat(gateway.getEnvironment().getProperty("server.address")).isEqualTo("127.0.0.1");
  }

  private static String get(ConfigurableApplicationContext context, String what) throws Exception {
    String port = context.getEnvironment().getProperty("local.server.port");
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/" + what);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.holds()) {
      assertThat(System.nanoTime() - end).as("time is left").isNegative();
      Thread.sleep(100);
    }
  }

  @Test
  void d9_badKeyFiles_areNamedInTheLog_andSoIsOneThatComesLater() throws Exception {
    Path other = Files.createDirectory(folder.resolve("bad"));
    Domain bad = new Domain(other);
    Files.createDirectory(other.resolve("sign"));
    bad.write("sign/good.p12", bad.bob);
    for (String each : List.of("signers/bad1.p12", "keys/bad2.p12", "sign/bad3.p12")) {
      Files.writeString(other.resolve(each), "no key");
    }
    PrintStream before = System.out;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (ConfigurableApplicationContext running =
        bad.start(next.address(), "--smime.keys.signing=" + other.resolve("sign"))) {
      assertThat(log.toString(StandardCharsets.UTF_8))
          .contains("bad1.p12: ", "bad2.p12: ", "bad3.p12: ");
      assertThat(deliver(Domain.out(running), BOB, mail(BOB, ALICE), ALICE))
          .isEqualTo(NextServer.QUEUED);
      Files.writeString(other.resolve("keys/bad4.p12"), "no key");
      await(() -> log.toString(StandardCharsets.UTF_8).contains("bad4.p12: "));
    } finally {
      System.setOut(before);
    }
  }
}
