package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code upload.sh} and {@code profiles.sh} of {@code examples/intune-upload} against a server that
 * answers as a test tells it.
 */
@Tag("thorough")
class IntuneUploadTest {

  private static final Path SCRIPTS =
      Path.of("../examples/intune-upload").toAbsolutePath().normalize();
  private static final String TOKEN = "eyJ0eXAi.secret-token_1";

  /** It closes the connection instead of an answer. */
  private static final String DROP = "drop";

  /** It takes the record, and closes the connection. */
  private static final String LOST = "lost";

  @TempDir private Path folder;
  private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
  private final List<String> heads = Collections.synchronizedList(new ArrayList<>());
  private final Deque<String> answers = new ArrayDeque<>();

  /** Whether it keeps records as Graph does, each once, and has these faults in between. */
  private volatile boolean isGraph;

  private final Map<Integer, String> faultAt = new ConcurrentHashMap<>();
  private final List<String> stored = Collections.synchronizedList(new ArrayList<>());
  private ServerSocket server;
  private Path records;
  private Path log;

  @BeforeEach
  void recordsOfFourKeys() throws Exception {
    Program.run(folder, "curl", "--version");
    Path keys = new Company().folder(folder.resolve("keys"));
    Path connector =
        Files.writeString(
            folder.resolve("connector.pem"),
            Company.pem("PUBLIC KEY", IntuneExportTest.CONNECTOR.getPublic().getEncoded()));
    records = folder.resolve("alice.ndjson");
    log = folder.resolve("upload.log");
    Run run =
        Run.of(
            List.of("keys", "export", keys, "--intune", connector, "--key-name", "k"),
            List.of("--address", "a@corp.example", "--address", "alice@corp.example"),
            List.of("--upn", "alice@corp.example", "--out", records));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve);
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        InputStream in = socket.getInputStream();
        String head = head(in);
        heads.add(head);
        int length =
            head.lines()
                .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        bodies.add(body);
        String answer =
            isGraph ? graph(body) : answers.isEmpty() ? "201 Created" : answers.remove();
        if (!answer.equals(DROP) && !answer.equals(LOST)) {
          // Some services repeat in an error what they got: the log must not.
          String text =
              answer.startsWith("201")
                  ? "{\"@odata.type\":\"x\", \"id\":\"id-" + bodies.size() + "\"}"
                  : "{\"error\":{\"code\":\"ACode\",\"message\":" + body + "}}";
          String[] lines = answer.split("\n", 2);
          socket
              .getOutputStream()
              .write(
                  ("HTTP/1.1 "
                          + lines[0]
                          + "\r\n"
                          + (lines.length > 1 ? lines[1] + "\r\n" : "")
                          + "request-id: 1234-abcd\r\nConnection: close\r\nContent-Length: "
                          + text.length()
                          + "\r\n\r\n"
                          + text)
                      .getBytes(StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // The test ends, or the script has gone.
      }
    }
  }

  private String graph(String record) {
    String fault = faultAt.remove(stored.size());
    if (fault != null && !fault.equals(LOST)) {
      return fault;
    }
    if (stored.contains(record)) {
      return "409 Conflict";
    }
    stored.add(record);
    return fault == null ? "201 Created" : fault;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("cut");
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.US_ASCII);
  }

  /** Runs the script; the outcome is its exit status and what it said. */
  private String upload(String... answered) throws Exception {
    return run("upload.sh", records, answered);
  }

  private String run(String script, Path argument, String... answered) throws Exception {
    answers.clear();
    answers.addAll(List.of(answered));
    bodies.clear();
    ProcessBuilder builder =
        new ProcessBuilder("sh", SCRIPTS.resolve(script).toString(), argument.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    builder.environment().put("TOKEN", TOKEN);
    builder.environment().put("LOG", log.toString());
    builder.environment().put("WAIT", "0");
    builder
        .environment()
        .put("GRAPH", "http://127.0.0.1:" + server.getLocalPort() + "/userPfxCertificates");
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    return process.exitValue() + " " + Files.readString(folder.resolve("said"));
  }

  private String done(int sent, int before, int there) {
    return "0 upload: %d sent now, %d before, %d there already (409), 0 refused; %s\n"
        .formatted(sent, before, there, log);
  }

  private List<String> statuses() throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.map(line -> line.split("\t")[1]).toList();
    }
  }

  @Test
  void eachRecordIsSentAsItIs_withTheToken_andNoneTwice() throws Exception {
    assertThat(upload()).isEqualTo(done(4, 0, 0));
    assertThat(bodies).isEqualTo(Files.readAllLines(records));
    assertThat(heads)
        .allMatch(head -> head.startsWith("POST /userPfxCertificates HTTP/1.1\r\n"))
        .allMatch(head -> head.contains("\r\nAuthorization: Bearer " + TOKEN + "\r\n"))
        .allMatch(head -> head.contains("\r\nContent-Type: application/json\r\n"));
    assertThat(upload()).isEqualTo(done(0, 4, 0));
    assertThat(bodies).as("a second run").isEmpty();
    assertThat(statuses()).containsExactly("201", "201", "201", "201");
  }

  @Test
  void whatGraphRefusesIsSaid_andTheOthersAreSent() throws Exception {
    assertThat(upload("201 Created", "400 Bad Request"))
        .startsWith("1 upload: ")
        .contains("alice.ndjson, line 2: Graph refused it, status 400 ACode");
    assertThat(statuses()).containsExactly("201", "400", "201", "201");
    assertThat(upload()).isEqualTo(done(1, 3, 0));
    assertThat(bodies).containsExactly(Files.readAllLines(records).get(1));
  }

  @Test
  void aTokenThatHasExpired_stopsIt_andTheNextRunGoesOn() throws Exception {
    assertThat(upload("201 Created", "401 Unauthorized"))
        .startsWith("3 upload: ")
        .contains(
            "upload: 1 sent now, 0 before,", "line 2: the token is not valid or has expired (401)");
    assertThat(bodies).hasSize(2);
    assertThat(upload("403 Forbidden"))
        .startsWith("3 upload: 0 sent now, 1 before,")
        .contains("line 2: the token lacks DeviceManagementConfiguration.ReadWrite.All");
    assertThat(upload()).isEqualTo(done(3, 1, 0));
    assertThat(bodies).isEqualTo(Files.readAllLines(records).subList(1, 4));
  }

  @Test
  void itWaitsAsLongAsGraphAsks_andNotForADay() throws Exception {
    long begun = System.nanoTime();
    assertThat(upload("429 Too Many Requests\nRETRY-AFTER: 2")).isEqualTo(done(4, 0, 0));
    assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.SECONDS.toNanos(2));
    assertThat(statuses()).containsExactly("429", "201", "201", "201", "201");
    Files.delete(log);
    assertThat(upload("429 Too Many Requests\nRetry-After: 86400"))
        .startsWith("3 upload: ")
        .contains("upload: Graph asks to wait for 86400 seconds");
    assertThat(upload("429 Too Many Requests\nRetry-After: 99999999999999999999"))
        .startsWith("3 upload: ")
        .contains("upload: Graph asks to wait for 99999999999999999999 seconds");
    assertThat(bodies).hasSize(1);
  }

  @Test
  void aConnectionThatDrops_andAServerThatIsDown_areTriedAgain() throws Exception {
    assertThat(upload(DROP, "503 Service Unavailable")).isEqualTo(done(4, 0, 0));
    assertThat(statuses()).containsExactly("none", "503", "201", "201", "201", "201");
  }

  @Test
  void whatGraphHasAlready_isNoFailure_andIsCounted() throws Exception {
    assertThat(upload("409 Conflict")).isEqualTo(done(3, 0, 1));
    assertThat(upload()).isEqualTo(done(0, 4, 0));
    assertThat(bodies).isEmpty();
  }

  /** The runs of a person who gets a new token each time, until all is there. */
  @Test
  void inTheMiddleOfManyRecords_everyAnswerOfGraph_isOvercome_andNothingIsThereTwice()
      throws Exception {
    int many = 50 * Integer.getInteger("samples", 1);
    List<String> all = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      all.add(
          ("{\"@odata.type\":\"#microsoft.graph.userPFXCertificate\",\"thumbprint\":\"%040X\","
                  + "\"intendedPurpose\":\"smimeEncryption\","
                  + "\"userPrincipalName\":\"user%d@example.org\"}")
              .formatted(i, i));
    }
    Files.write(records, all);
    // Graph took the record, and the answer was lost: it is there when it comes again.
    List<String> faults =
        List.of(
            "401 Unauthorized",
            "403 Forbidden",
            "429 Slow\nRetry-After: 0",
            "500 x",
            "503 x",
            LOST);
    for (int i = 0; i < faults.size(); i++) {
      faultAt.put(many * (i + 1) / 8, faults.get(i));
    }
    isGraph = true;
    List<String> said = new ArrayList<>();
    do {
      said.add(upload());
      assertThat(said).hasSizeLessThan(9);
    } while (!said.get(said.size() - 1).startsWith("0 "));
    assertThat(said).hasSize(3);
    assertThat(said.get(0)).contains((many / 8) + " sent now, 0 before").contains("(401)");
    assertThat(said.get(1)).contains((many / 8) + " before").contains("(403)");
    assertThat(said.get(2)).contains("1 there already (409), 0 refused");
    assertThat(stored).containsExactlyElementsOf(all);
    assertThat(upload()).isEqualTo(done(0, many, 0));
  }

  @Test
  void eachProfileIsSentOnce_andTheMailProfileNamesThoseOfItsKeys() throws Exception {
    Path profiles = folder.resolve("profiles");
    Path keys = folder.resolve("keys");
    Run run =
        Run.of("keys", "export", keys, "--profiles", profiles, "--trust", keys.resolve("root.pem"));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run("profiles.sh", profiles, "201 Created", "503 Busy"))
        .startsWith("3 android-encryption id-1\nprofiles: android-owned-encryption: status 503;");
    String said = run("profiles.sh", profiles);
    assertThat(said)
        .startsWith("0 android-owned-encryption id-1\n")
        .endsWith("windows-signing id-15\n");
    assertThat(bodies).hasSize(15);
    String body = bodies.stream().filter(each -> each.contains("iosEas")).findFirst().orElseThrow();
    Json mail = Json.parse(body);
    for (String purpose : List.of("Signing", "Encryption")) {
      String key =
          Files.readString(profiles.resolve("ios-" + purpose.toLowerCase(Locale.ROOT) + ".id"))
              .strip();
      assertThat(mail.get("smime" + purpose + "Certificate@odata.bind").text())
          .endsWith("/deviceManagement/deviceConfigurations('" + key + "')");
    }
    assertThat(run("profiles.sh", profiles)).as("a third run").isEqualTo("0 ");
    assertThat(bodies).isEmpty();
  }

  @Test
  void theLogHasNoKey_noPassword_andNoToken() throws Exception {
    upload("400 Bad Request", "429 Too Many Requests\nRetry-After: 0", DROP);
    String logged = Files.readString(log);
    assertThat(logged)
        .contains("\talice@corp.example\t", "\tsmimeEncryption\t", "ACode 1234-abcd")
        .doesNotContain(TOKEN);
    for (String line : Files.readAllLines(records)) {
      Json record = Json.parse(line);
      assertThat(logged).contains(record.get("thumbprint").text());
      for (String secret : List.of("encryptedPfxBlob", "encryptedPfxPassword")) {
        assertThat(logged).doesNotContain(record.get(secret).text().substring(0, 40));
      }
    }
  }

  @Test
  void whatIsNoRecord_isNotSent() throws Exception {
    Files.writeString(records, "{\"displayName\":\"x\"}\n");
    assertThat(upload()).startsWith("2 upload: ").contains("line 1: this is no record");
    assertThat(bodies).isEmpty();
  }
}
