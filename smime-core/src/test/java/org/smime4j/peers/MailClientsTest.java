package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.Outside;
import org.smime4j.TestPki;

/**
 * The programs that people read mail with, shown what we write by default, held against the page
 * docs/interop.md, which {@code -Dwrite} writes anew.
 */
@Tag("thorough")
class MailClientsTest {

  private static final Path PAGE = Outside.root().resolve("docs/interop.md");
  private static final Path PICTURE = Outside.root().resolve("docs/images/thunderbird.png");
  private static final Path SCRIPTS = Outside.root().resolve("smime-core/src/test/clients");
  private static final boolean WRITES = Outside.writes();

  /**
   * What came of one client.
   *
   * @param ours what it makes of our mails
   * @param theirs what it makes of OpenSSL's, for those of ours that it does not read
   * @param ed25519First what it makes of two signatures of which the second is by RSA
   * @param altered what it makes of a signed mail of which a letter was changed
   * @param written what it signed and encrypted itself; empty where it is not asked to
   */
  private record Seen(
      String version,
      Map<Feature, Shown> ours,
      Map<Feature, Shown> theirs,
      Shown ed25519First,
      Shown altered,
      byte[] written) {}

  private static final Map<Client, Seen> SEEN = new EnumMap<>(Client.class);
  private static Path home;

  @BeforeAll
  static void everyClientReadsEveryMail(@TempDir Path folder) throws Exception {
    for (String program :
        List.of("thunderbird", "neomutt", "s-nail", "cmsutil", "gpgsm", "openssl", "mcs", "mono")) {
      Outside.needsProgram(program);
    }
    for (String program : List.of("php", "ruby", "perl", "go", "python3", "pk12util")) {
      Outside.needsProgram(program);
    }
    for (String library : List.of("GMime", "Camel")) {
      String version = library.equals("GMime") ? "3.0" : "1.2";
      Outside.needs(
          "/usr/bin/python3",
          "-c",
          "import gi; gi.require_version('" + library + "', '" + version + "')");
    }
    long start = System.nanoTime();
    Path keys = Files.createDirectory(folder.resolve("keys"));
    home =
        Files.createTempDirectory(
            "gs",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    prepare(keys);
    Map<Feature, byte[]> mails = OurMails.all();
    TheirMails theirs = new TheirMails(Files.createDirectory(folder.resolve("theirs")));
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      Map<Client, Future<Seen>> runs = new EnumMap<>(Client.class);
      for (Client client : Client.values()) {
        Path own = Files.createDirectory(folder.resolve(client.name()));
        runs.put(client, pool.submit(() -> run(client, keys, own, mails, theirs)));
      }
      for (Client client : Client.values()) {
        SEEN.put(client, runs.get(client).get(5, TimeUnit.MINUTES));
      }
    } finally {
      pool.shutdownNow();
    }
    System.out.printf("Mail clients: %d s%n", (System.nanoTime() - start) / 1_000_000_000);
  }

  @AfterAll
  static void theAgentEnds() {
    if (home == null) {
      return;
    }
    Command.run(
        Map.of(), new byte[0], List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // The agent's sockets go as it ends; what is left is an empty folder in the temporary one.
    }
  }

  /** Writes the keys, and builds what has to be built. */
  private static void prepare(Path keys) throws IOException {
    Openssl openssl = Openssl.in(keys);
    Map<String, TestPki.Issued> people = new LinkedHashMap<>();
    people.put("root", People.ROOT);
    people.put("issuing", People.ISSUING);
    people.put("alice", OurMails.ALICE);
    people.put("bob", OurMails.BOB);
    people.put("bob-p256", OurMails.BOB_P256);
    people.put("carol", OurMails.CAROL);
    for (Map.Entry<String, TestPki.Issued> each : people.entrySet()) {
      TestPki.Issued who = each.getValue();
      Files.move(openssl.file(who.certificate()), keys.resolve(each.getKey() + ".pem"));
      Files.move(openssl.file(who.privateKey()), keys.resolve(each.getKey() + ".key"));
    }
    build(Map.of(), "sh", SCRIPTS.resolve("setup.sh"), keys, home);
    build(
        Map.of(),
        "mcs",
        "-r:System.Security",
        "-out:" + keys.resolve("mono.exe"),
        SCRIPTS.resolve("Client.cs"));
    build(
        Map.of(
            "GOTOOLCHAIN",
            "local",
            "GOPROXY",
            "off",
            "GO111MODULE",
            "off",
            "GOPATH",
            "/usr/share/gocode"),
        "go",
        "build",
        "-o",
        keys.resolve("go-pkcs7"),
        SCRIPTS.resolve("client.go"));
  }

  private static void build(Map<String, String> environment, Object... line) {
    Command.Outcome outcome =
        Command.run(
            environment, new byte[0], List.of(line).stream().map(Object::toString).toList());
    assertThat(outcome.exit())
        .as("%s: %s%s", List.of(line), outcome.text(), outcome.err())
        .isEqualTo(0);
  }

  private static Seen run(
      Client client, Path keys, Path own, Map<Feature, byte[]> mails, TheirMails writer)
      throws Exception {
    Path profile = Files.createDirectory(own.resolve("profile"));
    for (String file : List.of("cert9.db", "key4.db", "pkcs11.txt")) {
      Files.copy(keys.resolve("nss").resolve(file), profile.resolve(file));
    }
    List<String> command =
        client.command().stream()
            .map(
                word ->
                    word.replace("{profile}", profile.toString())
                        .replace("{keys}", keys.toString())
                        .replace("{home}", home.toString()))
            .toList();
    try (AskedClient asked = new AskedClient(command, SCRIPTS, own)) {
      Map<Feature, Shown> ours = new EnumMap<>(Feature.class);
      Map<Feature, Shown> theirs = new EnumMap<>(Feature.class);
      for (Feature feature : Feature.values()) {
        boolean taken = WRITES && client == Client.THUNDERBIRD && feature == Feature.SEALED;
        Shown shown = asked.read(mails.get(feature), taken ? PICTURE.toString() : "");
        ours.put(feature, shown);
        if (!shown.is(feature)) {
          theirs.put(feature, asked.read(writer.write(feature)));
        }
      }
      byte[] altered =
          new String(mails.get(Feature.SIGNED), StandardCharsets.ISO_8859_1)
              .replace("This is the text of signed.", "That is the text of signed.")
              .getBytes(StandardCharsets.ISO_8859_1);
      return new Seen(
          asked.version(),
          ours,
          theirs,
          asked.read(OurMails.ed25519First()),
          asked.read(altered),
          client.writes() ? asked.write(OurMails.plain()) : new byte[0]);
    }
  }

  private static Map<Feature, String> marks(Client client) {
    Map<Feature, String> marks = new EnumMap<>(Feature.class);
    SEEN.get(client)
        .ours()
        .forEach(
            (feature, shown) ->
                marks.put(feature, shown.is(feature) ? ClientsPage.OK : ClientsPage.LACKS));
    return marks;
  }

  /** What the first snippet of the README writes, and every other default. */
  @ParameterizedTest
  @EnumSource
  void whatAClientDoesNotRead_isKnownByName(Client client) {
    List<String> unknown = new ArrayList<>();
    SEEN.get(client)
        .ours()
        .forEach(
            (feature, shown) -> {
              if (!shown.is(feature) && !client.lacks().containsKey(feature)) {
                unknown.add(feature.text() + ": " + shown);
              }
            });
    assertThat(unknown).isEmpty();
  }

  /** A client that reads OpenSSL's message and not ours has found a fault of ours. */
  @ParameterizedTest
  @EnumSource
  void whatAClientDoesNotRead_itDoesNotReadFromOpensslEither(Client client) {
    List<String> faults = new ArrayList<>();
    SEEN.get(client)
        .theirs()
        .forEach(
            (feature, shown) -> {
              boolean byTheLast = client == Client.CAMEL && feature == Feature.RSA_AND_ED25519;
              if (shown.is(feature) && !byTheLast) {
                faults.add(feature.text() + ": " + SEEN.get(client).ours().get(feature));
              }
            });
    assertThat(faults).isEmpty();
  }

  /**
   * OpenSSL sorts its signatures, and Ed25519's comes first. Whose order is kept, as ours is,
   * chooses between the two clients; more people have Thunderbird.
   */
  @Test
  void ofTwoSignatures_thunderbirdJudgesTheFirst_andCamelTheLast() {
    Feature two = Feature.RSA_AND_ED25519;
    assertThat(SEEN.get(Client.THUNDERBIRD).ours().get(two).is(two)).isTrue();
    assertThat(SEEN.get(Client.THUNDERBIRD).ed25519First().is(two)).isFalse();
    assertThat(SEEN.get(Client.CAMEL).ours().get(two).is(two)).isFalse();
    assertThat(SEEN.get(Client.CAMEL).ed25519First().is(two)).isTrue();
  }

  /** A client that calls everything good would fill its row with nothing. */
  @ParameterizedTest
  @EnumSource
  void anAlteredMail_isNotGood(Client client) {
    assertThat(SEEN.get(client).altered().signature()).isNotEqualTo("good");
    assertThat(SEEN.get(client).ours().get(Feature.SIGNED).signature()).isEqualTo("good");
  }

  static List<Client> writers() {
    return List.of(Client.values()).stream().filter(Client::writes).toList();
  }

  @ParameterizedTest
  @MethodSource("writers")
  void whatAClientSignsAndEncrypts_isOpenedAndTrusted(Client client) throws Exception {
    assertThat(OurMails.trusted(SEEN.get(client).written()))
        .contains(OurMails.THEIR_LINE, Feature.LAST_LINE);
  }

  /** A cell that has become ok is good news and no failure: clients are patched without us. */
  @ParameterizedTest
  @EnumSource
  void everyCell_isAsThePageSays(Client client) throws Exception {
    if (WRITES) {
      return;
    }
    Map<Feature, String> said = ClientsPage.parse(Files.readString(PAGE)).get(client);
    assertThat(said).as("a row for %s", client).isNotNull();
    List<String> worse = new ArrayList<>();
    marks(client)
        .forEach(
            (feature, mark) -> {
              if (said.get(feature).equals(ClientsPage.OK) && !mark.equals(ClientsPage.OK)) {
                worse.add(feature.text() + ": " + SEEN.get(client).ours().get(feature));
              } else if (!said.get(feature).equals(mark)) {
                System.out.println(
                    "docs/interop.md has yet to say: " + client + " " + feature + " " + mark);
              }
            });
    assertThat(worse).isEmpty();
  }

  /** With -Dwrite the page is written, and the picture with it. */
  @Test
  void thePageIsWritten_whereThatIsAskedFor() throws Exception {
    if (!WRITES) {
      return;
    }
    Map<Client, Map<Feature, String>> marks = new EnumMap<>(Client.class);
    Map<Client, String> versions = new EnumMap<>(Client.class);
    for (Client client : Client.values()) {
      marks.put(client, marks(client));
      versions.put(client, SEEN.get(client).version());
      for (Feature feature : client.lacks().keySet()) {
        assertThat(marks.get(client).get(feature))
            .as("a lack of %s that it has no more: %s", client, feature)
            .isNotEqualTo(ClientsPage.OK);
      }
    }
    Files.writeString(PAGE, ClientsPage.render(marks, versions));
  }
}
