package org.smime4j.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.gateway.Domain.ALICE;
import static org.smime4j.gateway.Domain.BOB;
import static org.smime4j.gateway.Domain.SECRET;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.opentest4j.TestAbortedException;

/**
 * The program between Debian's Postfix in front of it and behind it, with 20 connections. The
 * server behind it breaks off, does not answer, stops, and has a full disk; the gateway is killed;
 * keys, roots, files of certificates and OpenLDAP's server go away for a while. No message is lost,
 * and none that was to be encrypted is in clear. What comes twice came without an answer. A whole
 * run ({@code -Pthorough -Dsamples=1000}) sends 10,000 messages each way.
 */
@Tag("thorough")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostfixGatewayIT {

  private static final int MESSAGES = 10 * Math.max(10, Integer.getInteger("samples", 1));
  private static final int CONNECTIONS = 20;

  /** So many faults are there, one after another. */
  private static final int ROUNDS = MESSAGES > 100 ? 20 : 3;

  /** How long the directory and the disk are away, in milliseconds. */
  private static final int AWAY = MESSAGES > 100 ? 10_000 : 1_000;

  private static final Pattern NUMBER = Pattern.compile("(?m)^X-Number: ((?:in|out)-\\d+)");

  private Path folder;
  private Domain domain;
  private NextServer last;
  private Tap tap;
  private Process slapd;
  private Process gateway;
  private Process watched;
  private final List<Integer> ports = new ArrayList<>();

  @BeforeAll
  void start() throws Exception {
    // Outside the build directory: Postfix's users need access.
    folder = Files.createTempDirectory("gateway");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    if (!Files.isExecutable(Path.of("/usr/sbin/postfix"))
        || run("unshare", "--mount", "true") != 0) {
      String missing = "Postfix, and the rights of root, who alone starts it";
      if ("required".equals(System.getProperty("peers"))) {
        throw new AssertionError("needed: " + missing);
      }
      System.err.println("SKIPPED: PostfixGatewayIT needs " + missing);
      throw new TestAbortedException(missing);
    }
    domain = new Domain(Files.createDirectory(folder.resolve("etc")));
    last = new NextServer();
    for (int i = 0; i < 7; i++) {
      ports.add(freePort());
    }
    postfix();
    tap = new Tap(ports.get(4), 2_500, MESSAGES > 100 ? 10 : 30);
    directory();
    gateway = gateway(true);
  }

  @AfterAll
  void stop() throws Exception {
    if (watched != null) {
      postfixDoes("postfix", "stop");
    }
    if (gateway != null) {
      gateway.destroyForcibly().waitFor();
    }
    if (slapd != null) {
      slapd.destroyForcibly().waitFor();
    }
    if (tap != null) {
      tap.close();
    }
    if (last != null) {
      last.close();
    }
    run("rm", "-rf", folder.toString());
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("said.log").toFile()))
        .start()
        .waitFor();
  }

  /**
   * Mail comes to the first two ports, passes the gateway at the next two, and returns to the
   * fifth.
   */
  private void postfix() throws Exception {
    Path etc = Files.createDirectory(folder.resolve("postfix"));
    Files.writeString(
        etc.resolve("main.cf"),
        """
        compatibility_level = 3.9
        queue_directory = %1$s/queue
        data_directory = %1$s/data
        maillog_file = %1$s/postfix.log
        maillog_file_prefixes = %1$s
        myhostname = mx.corp.example
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks = 127.0.0.1
        mydestination =
        local_recipient_maps =
        alias_maps =
        alias_database =
        smtpd_peername_lookup = no
        smtp_dns_support_level = disabled
        minimal_backoff_time = 2s
        maximal_backoff_time = 4s
        queue_run_delay = 2s
        notify_classes =
        smtp_destination_rate_delay = 0
        smtpd_client_connection_count_limit = 0
        default_destination_concurrency_failed_cohort_limit = 100
        destination_concurrency_feedback_debug = no
        smime_destination_recipient_limit = 1
        default_transport = smtp:[127.0.0.1]:%2$d
        """
            .formatted(folder, Integer.parseInt(last.address().split(":")[1])));
    Files.writeString(
        etc.resolve("master.cf"),
        """
        127.0.0.1:%1$d inet n - n - - smtpd -o content_filter=smime:[127.0.0.1]:%3$d
        127.0.0.1:%2$d inet n - n - - smtpd -o content_filter=smime:[127.0.0.1]:%4$d
        127.0.0.1:%5$d inet n - n - - smtpd -o content_filter=
        127.0.0.1:%6$d inet n - n - - smtpd -o smtpd_proxy_filter=127.0.0.1:%4$d
        smime   unix - - n - 20 smtp -o smtp_send_xforward_command=no -o smtp_data_done_timeout=60s
        cleanup unix n - n - 0 cleanup
        qmgr    unix n - n 2 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        proxymap unix - - n - - proxymap
        bounce  unix - - n - 0 bounce
        defer   unix - - n - 0 bounce
        trace   unix - - n - 0 bounce
        flush   unix n - n 1000? 0 flush
        smtp    unix - - n - 20 smtp
        error   unix - - n - - error
        retry   unix - - n - - error
        anvil   unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd
        """
            .formatted(
                ports.get(0),
                ports.get(1),
                ports.get(2),
                ports.get(3),
                ports.get(4),
                ports.get(5)));
    Files.createDirectory(folder.resolve("queue"));
    run("install", "-d", "-o", "postfix", folder.resolve("data").toString());
    assertThat(postfixDoes("postfix", "start"))
        .as(Files.readString(folder.resolve("said.log")))
        .isZero();
    watched = new ProcessBuilder("true").start();
  }

  /** Alice's certificate is in a directory, and in no file. */
  private void directory() throws Exception {
    Path data = Files.createDirectory(folder.resolve("directory"));
    Path configuration =
        Files.writeString(
            folder.resolve("slapd.conf"),
            String.join(
                "\n",
                "include /etc/ldap/schema/core.schema",
                "include /etc/ldap/schema/cosine.schema",
                "include /etc/ldap/schema/inetorgperson.schema",
                "modulepath /usr/lib/ldap",
                "moduleload back_mdb",
                "database mdb",
                "maxsize 10000000",
                "suffix dc=corp,dc=example",
                "TLSCertificateFile " + folder.resolve("server.pem"),
                "TLSCertificateKeyFile " + folder.resolve("server.key"),
                "directory " + data,
                ""));
    Path entries =
        Files.writeString(
            folder.resolve("entries.ldif"),
            "dn: dc=corp,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: x\n\n"
                + "dn: cn=Alice,dc=corp,dc=example\nobjectClass: inetOrgPerson\ncn: Alice\n"
                + ("sn: x\nmail: " + ALICE + "\nuserCertificate;binary:: ")
                + Base64.getEncoder().encodeToString(domain.alice.certificate().getEncoded())
                + "\n");
    Files.delete(domain.folder.resolve("recipients/alice.pem"));
    String certificate = folder.resolve("server.pem").toString();
    List<String> made =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"));
    made.addAll(List.of("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"));
    made.addAll(List.of("-keyout", folder.resolve("server.key").toString(), "-out", certificate));
    assertThat(run(made.toArray(String[]::new))).isZero();
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> trusted = new ArrayList<>(List.of(keytool, "-importcert", "-noprompt", "-file"));
    trusted.addAll(List.of(certificate, "-storepass", "secret"));
    trusted.addAll(List.of("-keystore", folder.resolve("trusted").toString()));
    assertThat(run(trusted.toArray(String[]::new))).isZero();
    assertThat(
            run(
                "/usr/sbin/slapadd",
                "-q",
                "-f",
                configuration.toString(),
                "-l",
                entries.toString()))
        .isZero();
    slapd = slapd();
  }

  private Process slapd() throws IOException {
    return new ProcessBuilder(
            "/usr/sbin/slapd",
            "-d",
            "0",
            "-f",
            folder.resolve("slapd.conf").toString(),
            "-h",
            "ldap://localhost:" + ports.get(6))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("slapd.log").toFile()))
        .start();
  }

  private int postfixDoes(String... what) throws Exception {
    List<String> command = new ArrayList<>(List.of("/usr/sbin/" + what[0], "-c"));
    command.add(folder.resolve("postfix").toString());
    command.addAll(List.of(what).subList(1, what.length));
    return run(command.toArray(String[]::new));
  }

  /** Takes from Postfix the room for messages, or gives it back. */
  private void spoolIsFull(boolean isFull) throws Exception {
    postfixDoes("postconf", "-e", "queue_minfree=" + (isFull ? "999999999999999" : "0"));
    postfixDoes("postfix", "reload");
  }

  /** Starts the program as a user does, and waits for its ports. */
  private Process gateway(boolean isComplete) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Djavax.net.ssl.trustStore=" + folder.resolve("trusted"),
                "-Djavax.net.ssl.trustStorePassword=secret",
                "-jar",
                "target/smime-gateway-boot.jar"));
    command.addAll(
        domain.arguments(
            "127.0.0.1:" + tap.port(),
            "--gateway.out.directory=ldap://localhost:" + ports.get(6) + "/dc=corp,dc=example",
            "--gateway.out.listen=smtp://127.0.0.1:" + ports.get(2),
            "--gateway.in.listen=smtp://127.0.0.1:" + ports.get(3)));
    command.removeIf(each -> each.endsWith(".listen=smtp://127.0.0.1:0"));
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("gateway.log").toFile()))
            .start();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    for (int port : isComplete ? ports.subList(2, 4) : List.<Integer>of()) {
      while (true) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
          break;
        } catch (IOException e) {
          assertThat(started.isAlive() && System.nanoTime() < end).as(() -> log()).isTrue();
          Thread.sleep(100);
        }
      }
    }
    return started;
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("gateway.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String mail(String id, String from, String to) {
    return "X-Number: " + id + "\r\n" + Domain.mail(from, to);
  }

  /** Postfix took the message, or the test tries again. */
  private void send(int port, String from, String message, String to) throws Exception {
    for (int i = 0; ; i++) {
      String reply = Client.deliver(port, from, message, to);
      if (reply != null && reply.startsWith("250")) {
        return;
      }
      assertThat(i).as(reply).isLessThan(600);
      Thread.sleep(200);
    }
  }

  @Test
  void noMessageIsLost_andNoneInClear_whileEverythingFailsForAWhile() throws Exception {
    last.reset();
    AtomicInteger ends = new AtomicInteger();
    AtomicInteger faults = new AtomicInteger();
    // Faults of the last server are Postfix's to mend: it queues behind the gateway.
    last.answers =
        line -> {
          if (line.equals(".")) {
            int n = ends.incrementAndGet();
            if (n % 40 == 0) {
              faults.incrementAndGet();
              return "450 4.2.0 later";
            }
          }
          return NextServer.usual(line);
        };
    String sealed = domain.sealed(Domain.mail(ALICE, BOB));
    ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
    List<Future<?>> sent = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 1; i <= MESSAGES; i++) {
      int n = i;
      Callable<Void> each =
          () -> {
            send(ports.get(0), BOB, mail("out-" + n, BOB, ALICE), ALICE);
            // Sealed once: signing and encrypting ten thousand would measure the test.
            String incoming = "X-Number: in-" + n + "\r\n" + sealed;
            send(ports.get(1), ALICE, incoming, BOB);
            return null;
          };
      sent.add(clients.submit(each));
    }
    int kills = 0;
    int rounds = 0;
    String[] away = {"recipients", "keys", "roots"};
    while (rounds < ROUNDS) {
      // Each fault is there for a tenth of the messages, or longer.
      int arrivals = last.arrived.size();
      switch (rounds % 5) {
        case 0 -> {
          gateway.destroyForcibly().waitFor();
          if (MESSAGES > 100) {
            // It does not start without its files, and mail waits.
            Path place = domain.folder.resolve(away[rounds / 5 % away.length]);
            Files.move(place, domain.folder.resolve("away"));
            assertThat(gateway(false).waitFor(5, TimeUnit.MINUTES)).isTrue();
            Files.move(domain.folder.resolve("away"), place);
          }
          gateway = gateway(true);
          kills++;
        }
        case 1 -> {
          slapd.destroyForcibly().waitFor();
          Thread.sleep(AWAY);
          slapd = slapd();
        }
        case 2 -> {
          spoolIsFull(true);
          Thread.sleep(AWAY);
          spoolIsFull(false);
        }
        case 3 -> {
          gateway.destroyForcibly().waitFor();
          gateway = gateway(true);
          kills++;
        }
        default -> {
          // The client of the test must not lose replies.
          for (Future<?> each : sent) {
            each.get(20, TimeUnit.MINUTES);
          }
          postfixDoes("postfix", "stop");
          postfixDoes("postfix", "start");
        }
      }
      rounds++;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MESSAGES > 100 ? 120 : 4);
      while (last.arrived.size() < Math.min(2 * MESSAGES, arrivals + 2 * MESSAGES / 20)
          && System.nanoTime() < end) {
        Thread.sleep(100);
      }
    }
    for (Future<?> each : sent) {
      each.get(20, TimeUnit.MINUTES);
    }
    clients.shutdown();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MESSAGES > 100 ? 10 : 2);
    while (queued() > 0 && System.nanoTime() < end) {
      Thread.sleep(500);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    assertThat(queued()).as("in Postfix's queue").isZero();

    Map<String, Integer> arrived = new TreeMap<>();
    int clear = 0;
    for (NextServer.Arrived each : last.arrived) {
      Matcher id = NUMBER.matcher(each.raw());
      assertThat(id.find()).as(each.raw()).isTrue();
      arrived.merge(id.group(1), 1, Integer::sum);
      boolean isOut = id.group(1).startsWith("out-");
      clear += isOut && each.raw().contains(SECRET) ? 1 : 0;
      assertThat(isOut || each.raw().contains(SECRET)).as("opened").isTrue();
    }
    int lost = 2 * MESSAGES - arrived.size();
    List<String> doubled = arrived.keySet().stream().filter(each -> arrived.get(each) > 1).toList();
    List<String> unexplained =
        doubled.stream().filter(each -> !tap.unanswered.contains(each)).toList();
    System.out.printf(
        "%d messages each way in %.0f s with %d faults (%d kills of the gateway), %d connections"
            + " refused, %d cut, %d without answer, %d refusals: lost %d, doubled %d, of these"
            + " %d with an answer, in clear %d%n",
        MESSAGES,
        seconds,
        rounds,
        kills,
        tap.refused.get(),
        tap.cut.get(),
        tap.unanswered.size(),
        faults.get(),
        lost,
        doubled.size(),
        unexplained.size(),
        clear);
    assertThat(lost).isZero();
    assertThat(clear).isZero();
    // A reply that a killed gateway, or a Postfix that stopped, had no time to pass on.
    assertThat(unexplained).hasSizeLessThanOrEqualTo(rounds * CONNECTIONS);
  }

  @Test
  void beforeTheQueue_theReplyToTheClientIsThatOfPostfixBehindTheGateway() throws Exception {
    last.reset();
    String reply =
        Client.deliver(ports.get(5), ALICE, domain.sealed(mail("in-1", ALICE, BOB)), BOB);
    assertThat(reply).startsWith("250 2.0.0 Ok: queued as ");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (last.arrived.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    assertThat(last.arrived.get(0).raw()).contains(SECRET, "smime=pass");
  }

  private int queued() throws IOException {
    int count = 0;
    for (String queue : List.of("maildrop", "incoming", "active", "deferred")) {
      Path directory = folder.resolve("queue").resolve(queue);
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          count += (int) files.filter(Files::isRegularFile).count();
        } catch (java.io.UncheckedIOException e) {
          count++;
        }
      }
    }
    return count;
  }
}
