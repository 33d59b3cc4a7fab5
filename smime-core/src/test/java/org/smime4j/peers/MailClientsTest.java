package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
import org.smime4j.testing.Json;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

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

  /**
   * A client in a process that lives as long as this: a line with files goes in, a line comes out.
   */
  private static final class AskedClient implements AutoCloseable {

    private final Path folder;
    private final List<String> command;
    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;
    private final String version;
    private int files;

    /** Starts it in the folder of its script; mails are handed over in another. */
    AskedClient(List<String> command, Path scripts, Path folder) throws IOException {
      this.folder = folder;
      this.command = command;
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(scripts.toFile())
              .redirectError(folder.resolve("errors").toFile());
      builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
      builder.environment().put("TMPDIR", folder.toString());
      process = builder.start();
      CompletableFuture.delayedExecutor(4, TimeUnit.MINUTES).execute(process::destroyForcibly);
      questions = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
      answers =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      version = answer().string("version");
    }

    String version() {
      return version;
    }

    Shown read(byte[] mail) throws IOException {
      return read(mail, "");
    }

    /** Reads a mail, and does with it what stands behind its path on the line. */
    Shown read(byte[] mail, String more) throws IOException {
      Path file = folder.resolve("mail" + files++ + ".eml");
      Files.write(file, mail);
      return Shown.of(ask("read " + file + " " + more));
    }

    /** What it makes of a plain message as its own key's owner, for the same. */
    byte[] write(byte[] plain) throws IOException {
      Path file = folder.resolve("plain.eml");
      Path written = folder.resolve("written.eml");
      Files.write(file, plain);
      Json.Entry answer = ask("write " + file + " " + written);
      if (answer.optional("refused").isPresent()) {
        throw new AssertionError(command + " does not write: " + answer.string("refused"));
      }
      return Files.readAllBytes(written);
    }

    private Json.Entry ask(String line) throws IOException {
      questions.write(line.strip() + "\n");
      questions.flush();
      return answer();
    }

    private Json.Entry answer() throws IOException {
      String line = answers.readLine();
      if (line == null) {
        throw new AssertionError(command + " ended: " + Files.readString(folder.resolve("errors")));
      }
      return Json.parse(line);
    }

    @Override
    public void close() throws InterruptedException, IOException {
      questions.close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroy();
      }
    }
  }

  /** docs/interop.md: which client reads what, written from what was seen and read again. */
  private static final class ClientsPage {

    static final String OK = "ok";
    static final String LACKS = "–";

    private static final String INTRODUCTION =
        """
        # Interoperability

        All programs of this table read signed mail, and mail that is signed and encrypted to RSA keys. smime4j wrote the
        messages with its default settings. In each CI run `MailClientsTest` asks each program for its own verdict on each
        signature and each encryption, and for the text. [Algorithms](interop-algorithms.md) has a table of its own.

        """;

    private static final String BETWEEN =
        """

        `ok`: the client shows the whole text, reports the encryption, and accepts each signature that it judges. Thunderbird
        judges only the first signature, and Camel only the last. `–`: the client lacks the feature; all but Camel lack it in
        OpenSSL's message too. Each client must notice an altered message.

        ![Thunderbird shows a message that was signed and encrypted by smime4j](images/thunderbird.png)

        ## What clients lack

        """;

    private static final String END =
        """

        The same run opens mail that Thunderbird, Evolution's Camel, GMime, s-nail, OpenSSL, PHP, Ruby and Perl signed and
        encrypted, and trusts the signatures. [Algorithms](interop-algorithms.md) has the messages of NSS, gpgsm and Bouncy
        Castle.

        [Outlook and Apple Mail](outlook.md) do not run in CI.

        ## Clients and versions

        """;

    private static final String WRITTEN =
        """

        `mvn -Pthorough -pl smime-core test -Dtest=MailClientsTest -Ppeers -Dwrite` writes this page. Without the
        last option a cell that is `ok` here and not in the run fails the build.
        """;

    private ClientsPage() {}

    /** The page. */
    static String render(Map<Client, Map<Feature, String>> marks, Map<Client, String> versions) {
      StringBuilder page = new StringBuilder(INTRODUCTION).append("| client |");
      for (Feature feature : Feature.values()) {
        page.append(' ').append(feature.text()).append(" |");
      }
      page.append("\n|---|").append("---|".repeat(Feature.values().length)).append('\n');
      marks.forEach(
          (client, row) -> {
            page.append("| ").append(client.text()).append(" |");
            row.values().forEach(mark -> page.append(' ').append(mark).append(" |"));
            page.append('\n');
          });
      page.append(BETWEEN);
      for (Feature feature : Feature.values()) {
        Map<String, String> byReason = new LinkedHashMap<>();
        for (Client client : marks.keySet()) {
          if (client.lacks().containsKey(feature)) {
            byReason.merge(client.lacks().get(feature), client.text(), (a, b) -> a + ", " + b);
          }
        }
        byReason.forEach(
            (reason, clients) ->
                page.append("- ")
                    .append(feature.text())
                    .append(": ")
                    .append(clients)
                    .append(" (")
                    .append(reason)
                    .append(")\n"));
      }
      page.append(END)
          .append("| client | what reads | version when this was written |\n|---|---|---|\n");
      versions.forEach(
          (client, version) ->
              page.append("| ")
                  .append(client.text())
                  .append(" | ")
                  .append(client.what())
                  .append(" | ")
                  .append(version)
                  .append(" |\n"));
      return page.append(WRITTEN).toString();
    }

    /** The marks of a committed page. */
    static Map<Client, Map<Feature, String>> parse(String page) {
      Map<Client, Map<Feature, String>> marks = new EnumMap<>(Client.class);
      List<String> lines = page.lines().dropWhile(line -> !line.startsWith("| client |")).toList();
      for (String line : lines.stream().skip(2).takeWhile(line -> line.startsWith("|")).toList()) {
        List<String> fields =
            List.of(line.substring(1).split("\\|")).stream().map(String::strip).toList();
        for (Client client : Client.values()) {
          if (client.text().equals(fields.get(0))) {
            Map<Feature, String> row = new EnumMap<>(Feature.class);
            for (Feature feature : Feature.values()) {
              row.put(feature, fields.get(feature.ordinal() + 1));
            }
            marks.put(client, row);
          }
        }
      }
      return marks;
    }
  }

  /**
   * What OpenSSL writes for a feature: a client that cannot read this either lacks the feature, and
   * a client that can has found a fault of ours.
   */
  private static final class TheirMails {

    private final Openssl openssl;

    TheirMails(Path folder) {
      openssl = Openssl.in(folder);
    }

    /** OpenSSL's message for a feature. */
    byte[] write(Feature feature) {
      String header = OurMails.header(feature);
      byte[] entity = octets(OurMails.entity(feature));
      byte[] layer =
          switch (feature) {
            case SIGNED -> sign(entity, false, OurMails.ALICE);
            case OPAQUE -> sign(entity, true, OurMails.ALICE);
            case RSA_AND_ED25519 -> sign(entity, false, OurMails.ALICE, OurMails.ALICE_ED25519);
            case ALICE_AND_BOB -> sign(entity, false, OurMails.ALICE, OurMails.BOB);
            case SEALED, ATTACHMENT, UTF8, HIDDEN_SUBJECT -> seal(entity, OurMails.BOB);
            case TWO_RECIPIENTS -> seal(entity, OurMails.BOB, OurMails.CAROL);
            case EC_RECIPIENT -> seal(entity, OurMails.BOB_P256);
            case NESTED -> sign(seal(entity, OurMails.BOB), false, OurMails.ALICE);
          };
      return octets(header + new String(layer, StandardCharsets.ISO_8859_1));
    }

    private byte[] sign(byte[] entity, boolean opaque, TestPki.Issued... signers) {
      List<Object> line = new ArrayList<>(List.of("cms", "-sign", "-crlfeol"));
      line.addAll(List.of("-md", signers.length > 1 ? "sha512" : "sha256"));
      line.addAll(List.of("-in", openssl.file(entity)));
      line.addAll(List.of("-certfile", openssl.file(People.ISSUING.certificate())));
      if (opaque) {
        line.add("-nodetach");
      }
      for (TestPki.Issued signer : signers) {
        line.addAll(List.of("-signer", openssl.file(signer.certificate())));
        line.addAll(List.of("-inkey", openssl.file(signer.privateKey())));
      }
      return withoutVersion(openssl.produce(line.toArray()));
    }

    private byte[] seal(byte[] entity, TestPki.Issued... recipients) {
      List<Object> line = new ArrayList<>(List.of("cms", "-encrypt", "-crlfeol", "-aes256"));
      line.addAll(List.of("-in", openssl.file(sign(entity, false, OurMails.ALICE))));
      for (TestPki.Issued recipient : recipients) {
        line.addAll(List.of("-recip", openssl.file(recipient.certificate())));
      }
      line.addAll(List.of("-recip", openssl.file(OurMails.ALICE.certificate())));
      return withoutVersion(openssl.produce(line.toArray()));
    }

    private static byte[] withoutVersion(byte[] mail) {
      return octets(
          new String(mail, StandardCharsets.ISO_8859_1).replaceFirst("MIME-Version: 1.0\r?\n", ""));
    }

    private static byte[] octets(String text) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * What a client makes of a mail.
   *
   * @param signature good, none, or what it says instead
   * @param encryption good, none, or what it says instead
   * @param refused why it shows nothing; empty where it does
   */
  private record Shown(
      String signature,
      String encryption,
      String subject,
      String text,
      List<String> attachments,
      String refused) {

    static Shown of(Json.Entry answer) {
      if (answer.optional("refused").isPresent()) {
        return new Shown("none", "none", "", "", List.of(), answer.string("refused"));
      }
      return new Shown(
          answer.string("signature"),
          answer.string("encryption"),
          answer.string("subject"),
          answer.string("text"),
          answer.strings("attachments"),
          "");
    }

    /** Whether a reader learns all of it: whose it is, whether it was secret, and what it says. */
    boolean is(Feature feature) {
      return signature.equals("good")
          && encryption.equals(feature.encrypted() ? "good" : "none")
          && showsText(feature)
          && (subject + "\n" + text).contains(feature.subject())
          && (feature != Feature.ATTACHMENT || attachments.contains(OurMails.ATTACHED_NAME));
    }

    /** Whether the whole text is there. */
    boolean showsText(Feature feature) {
      return text.contains(feature.line()) && text.contains(Feature.LAST_LINE);
    }

    @Override
    public String toString() {
      return refused.isEmpty()
          ? String.format(
              Locale.ROOT,
              "signature %s, encryption %s, subject %s, text of %d letters, attached %s",
              signature,
              encryption,
              subject,
              text.length(),
              attachments)
          : "refused: " + refused;
    }
  }

  /** A program or library by which people read mail, and what of our mail it is known to lack. */
  private enum Client {
    THUNDERBIRD(
        "Thunderbird",
        "its message window",
        List.of("python3", "thunderbird.py", "{profile}"),
        Map.of()),
    CAMEL(
        "Evolution's Camel",
        "the mail library of Evolution",
        List.of("/usr/bin/python3", "camel.py", "{keys}/nss"),
        Map.of(Feature.RSA_AND_ED25519, "no Ed25519, and Camel judges only the last signature")),
    GMIME(
        "GMime",
        "the mail library of notmuch",
        List.of("/usr/bin/python3", "gmime.py", "{home}"),
        Map.of(Feature.RSA_AND_ED25519, "no Ed25519")),
    NEOMUTT(
        "NeoMutt",
        "its pager, with GPGME",
        List.of("python3", "neomutt.py", "{home}"),
        Map.of(Feature.RSA_AND_ED25519, "no Ed25519")),
    S_NAIL(
        "s-nail",
        "its commands `verify` and `type`",
        List.of("python3", "s_nail.py", "{keys}"),
        Map.of(
            Feature.OPAQUE, "no opaque signatures",
            Feature.RSA_AND_ED25519, "no Ed25519 in OpenSSL's PKCS#7 functions",
            Feature.EC_RECIPIENT, "no ECDH in OpenSSL's PKCS#7 functions")),
    OPENSSL_SMIME(
        "OpenSSL smime",
        "`openssl smime`",
        layers("openssl-smime"),
        Map.of(
            Feature.RSA_AND_ED25519, "no Ed25519 in its PKCS#7 functions",
            Feature.EC_RECIPIENT, "no ECDH in its PKCS#7 functions")),
    OPENSSL_CMS("OpenSSL cms", "`openssl cms`", layers("openssl-cms"), Map.of()),
    NSS("NSS", "`cmsutil`", layers("nss"), Map.of(Feature.RSA_AND_ED25519, "no Ed25519")),
    GPGSM("gpgsm", "GnuPG", layers("gpgsm"), Map.of(Feature.RSA_AND_ED25519, "no Ed25519")),
    MONO(
        "Mono",
        "`System.Security.Cryptography.Pkcs`",
        layers("mono"),
        Map.of(
            Feature.RSA_AND_ED25519, "no Ed25519",
            Feature.EC_RECIPIENT, "no ECDH")),
    PHP(
        "PHP",
        "`openssl_pkcs7_*`",
        layers("php"),
        Map.of(
            Feature.RSA_AND_ED25519, "no Ed25519 in OpenSSL's PKCS#7 functions",
            Feature.EC_RECIPIENT, "no ECDH in OpenSSL's PKCS#7 functions")),
    RUBY(
        "Ruby",
        "`OpenSSL::PKCS7`",
        layers("ruby"),
        Map.of(
            Feature.RSA_AND_ED25519, "no Ed25519 in OpenSSL's PKCS#7 functions",
            Feature.EC_RECIPIENT, "no ECDH in OpenSSL's PKCS#7 functions")),
    PERL("Perl", "`Crypt::SMIME`", layers("perl"), Map.of()),
    GO(
        "Go",
        "`smallstep/pkcs7`",
        layers("go"),
        Map.of(
            Feature.RSA_AND_ED25519, "no Ed25519",
            Feature.EC_RECIPIENT, "no ECDH"));

    private final String text;
    private final String what;
    private final List<String> command;
    private final Map<Feature, String> lacks;

    Client(String text, String what, List<String> command, Map<Feature, String> lacks) {
      this.text = text;
      this.what = what;
      this.command = command;
      this.lacks = lacks;
    }

    private static List<String> layers(String program) {
      return List.of("python3", "layers.py", "{keys}", "{home}", program);
    }

    /** The heading of its row. */
    String text() {
      return text;
    }

    String what() {
      return what;
    }

    /** How it is started, with names of folders in braces. */
    List<String> command() {
      return command;
    }

    /** Whether it is asked to sign and to encrypt too. */
    boolean writes() {
      return switch (this) {
        case THUNDERBIRD, CAMEL, GMIME, S_NAIL, OPENSSL_SMIME, OPENSSL_CMS, PHP, RUBY, PERL -> true;
        default -> false;
      };
    }

    /** Why it reads a feature from no writer. */
    Map<Feature, String> lacks() {
      return lacks;
    }
  }
}
