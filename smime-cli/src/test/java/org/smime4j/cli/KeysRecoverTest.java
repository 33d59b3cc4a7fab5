package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.cli.devices.Fingerprint;
import org.smime4j.keys.PasswordSource;
import org.smime4j.sources.ByteSource;

/** {@code smime keys recover}: from the archive of an authority to a history and to devices. */
class KeysRecoverTest {

  private static final Path BLOBS = Run.vector("recovery/blobs");
  private static final List<Object> PASSWORDS =
      List.of("--password-file", Run.vector("pki/passwords.txt"));
  private static final List<Object> AGENTS =
      List.of("--kra", Run.vector("recovery/agents"), PASSWORDS);
  private static final List<Object> OLD_AGENT =
      List.of("--kra", Run.vector("recovery/agents/kra-2018.pfx"), PASSWORDS);

  @TempDir private Path folder;
  private Path history;
  private Path password;
  private Path connector;

  @BeforeEach
  void files() throws Exception {
    history = folder.resolve("history");
    password = Files.writeString(folder.resolve("password.txt"), "of the history\n");
    connector =
        Files.writeString(
            folder.resolve("connector.pem"),
            Company.pem("PUBLIC KEY", IntuneExportTest.CONNECTOR.getPublic().getEncoded()));
  }

  private Run recover(Object... arguments) {
    Run run = Run.of("keys", "recover", List.of(arguments));
    BadInputTest.noTrace(run);
    return run;
  }

  private Run toHistory(Object... arguments) {
    return recover("--out", history, "--new-password-file", password, List.of(arguments));
  }

  private KeyHistory written() throws IOException {
    return KeyHistory.read(PasswordSource.ofLines(password), history);
  }

  private static List<String> subjects(KeyHistory keys) {
    return keys.keys().stream()
        .map(
            key ->
                key.certificates().stream()
                    .findFirst()
                    .orElseThrow()
                    .getSubjectX500Principal()
                    .getName())
        .map(name -> name.replaceAll("CN=([^,]*),.*", "$1"))
        .sorted()
        .toList();
  }

  @Test
  void blobsOfSixForms_becomeAHistory_thatOpensMail_andIsForItsOwnerAlone() throws Exception {
    Run run = toHistory(BLOBS, AGENTS);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).contains("6 keys recovered, 0 were there already");
    assertThat(run.text().lines()).hasSize(6);
    assertThat(subjects(written()))
        .containsExactly(
            "alice-2019", "alice-2022", "alice-2025", "alice-p256", "alice-p384", "bob");
    // The agents' certificates lie in the blobs, and are nobody's key in the history.
    assertThat(written().certificates()).hasSize(7);
    assertThat(permissions(history)).isEqualTo("rwx------");
    for (String name : Company.names(history)) {
      assertThat(name).matches("(alice|bob)[a-z0-9-]*-[0-9a-f]{16}\\.pfx");
      assertThat(permissions(history.resolve(name))).isEqualTo("rw-------");
    }
    Run open =
        Run.of(
            "open",
            "--json",
            "--keys",
            history,
            "--password-file",
            password,
            Run.message("encrypted-2019.eml"),
            Run.message("encrypted-2022.eml"),
            Run.message("encrypted-ecdh-p256.eml"));
    assertThat(open.json()).extracting(line -> line.get("outcome").text()).containsOnly("opened");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void aBlobToAnAgentThatIsNotHeldIsNamedByTheAgent_andTheOthersAreRecovered() throws Exception {
    Run run = toHistory(BLOBS, Run.vector("recovery/other"), OLD_AGENT);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("3 keys recovered, 0 were there already, 4 files did not open")
        .containsPattern("carol\\.rec: .*agents CN=kra-lost,O=smime4j vectors, serial ")
        .containsPattern("alice-2025\\.rec: .*agents CN=kra-2024");
    assertThat(subjects(written())).containsExactly("alice-2019", "alice-2022", "bob");
    Run rest = toHistory(BLOBS, AGENTS);
    assertThat(rest.status()).as(rest.err()).isEqualTo(ExitStatus.DONE);
    assertThat(rest.err()).contains("3 keys recovered, 3 were there already, 0 files");
  }

  /** With an agent who opens none of them, nothing could be done again. */
  @Test
  void whatIsThereIsNotDoneAgain() throws Exception {
    assertThat(toHistory(BLOBS, AGENTS).status()).isEqualTo(ExitStatus.DONE);
    Map<Path, FileTime> before = times();
    Run again = toHistory(BLOBS, "--kra", Run.vector("pki/bob.pfx"), PASSWORDS);
    assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.DONE);
    assertThat(again.err()).contains("0 keys recovered, 6 were there already");
    assertThat(times()).isEqualTo(before);
  }

  @Test
  void whatIsNoKeyOfThisRunIsNotThereAlready_andIsNamed() throws Exception {
    assertThat(toHistory(BLOBS, AGENTS).status()).isEqualTo(ExitStatus.DONE);
    List<Path> files = List.copyOf(times().keySet());
    Files.write(files.get(0), new byte[0]);
    byte[] whole = Files.readAllBytes(files.get(1));
    Files.write(files.get(1), Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(files.get(2), "no key\n");
    Path elsewhere = Files.move(files.get(3), folder.resolve("elsewhere.pfx"));
    Files.createSymbolicLink(files.get(3), elsewhere);
    Files.delete(files.get(4));
    Files.createDirectories(files.get(4));
    Files.copy(Run.vector("pki/bob.pem"), files.get(5), replacing());
    Run run = toHistory(BLOBS, AGENTS);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("0 keys recovered, 0 were there already, 6 files did not open")
        .contains(files.get(3) + ": it is there already for ", "but it is no regular file; remove")
        .contains("but it has no private key; remove it");
    for (Path file : files) {
      assertThat(run.err()).contains(file + ": it is there already for ");
      Files.delete(file);
    }
    Run again = toHistory(BLOBS, AGENTS);
    assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.DONE);
    assertThat(again.err()).contains("6 keys recovered, 0 were there already");
  }

  @Test
  void withAnotherPasswordThanTheEarlierRuns_nothingIsThereAlready() throws Exception {
    assertThat(toHistory(BLOBS, AGENTS).status()).isEqualTo(ExitStatus.DONE);
    Map<Path, FileTime> before = times();
    Files.writeString(password, "another\n");
    Run run = toHistory(BLOBS, AGENTS);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err().lines())
        .containsExactly(
            "smime: "
                + history
                + " has PFX files under another password: give it with --new-password-file",
            "smime: 0 keys recovered, 0 were there already, 6 files did not open");
    assertThat(times()).isEqualTo(before);
    Path made = folder.resolve("made.txt");
    Run withMade = recover(BLOBS, AGENTS, "--out", history, "--make-password", made);
    assertThat(withMade.err()).contains("under another password");
    assertThat(made).as("no key has this password").doesNotExist();
    assertThat(times()).isEqualTo(before);
  }

  @Test
  void oneFileUnderAnotherPassword_isNamed() throws Exception {
    assertThat(toHistory(BLOBS, AGENTS).status()).isEqualTo(ExitStatus.DONE);
    Path one = times().keySet().iterator().next();
    byte[] other =
        Run.of(
                List.of("keys", "export", Run.vector("pki/bob.pfx"), PASSWORDS, "--merged", "-"),
                List.of("--new-password-file", Files.writeString(folder.resolve("o.txt"), "o\n")))
            .out();
    Files.write(one, other);
    Run run = toHistory(BLOBS, AGENTS);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains(one + ": it is there already, but under another password, or damaged")
        .contains("0 keys recovered, 5 were there already, 1 file did not open")
        .doesNotContain("has PFX files");
    assertThat(one).hasBinaryContent(other);
  }

  /** The second try must not fail because of the first one. */
  @Test
  void whereNoBlobOpens_neitherThePasswordNorTheDirectoryStays() throws Exception {
    Path made = folder.resolve("made.txt");
    List<Object> out = List.of("--out", history, "--make-password", made);
    Run run = recover(Run.vector("recovery/other"), AGENTS, out);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("0 keys recovered, 0 were there already, 1 file did not open");
    assertThat(made).doesNotExist();
    assertThat(history).doesNotExist();
    Run again = recover(BLOBS, AGENTS, out);
    assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.DONE);
    Run third = recover(BLOBS, AGENTS, out);
    assertThat(third.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(third.err())
        .contains(
            made + ": it exists already; to use the password in it, give it to --new-password");
    assertThat(made).isNotEmptyFile();
  }

  @Test
  void theScriptOfCertutil_isNamedAsSuch() throws Exception {
    String script =
        "@goto start\r\nCertUtil -config ca -getkey 61 a-61.rec\r\nCertUtil -recoverkey a-61.rec\r\n";
    for (byte[] octets :
        List.of(
            script.getBytes(StandardCharsets.US_ASCII), script.getBytes(StandardCharsets.UTF_16))) {
      Path file = Files.write(folder.resolve("alice.rec"), octets);
      Run run = toHistory(file, AGENTS);
      assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(run.err())
          .contains("certutil's script", "run certutil -getkey USER retrieve NAME");
    }
  }

  @Test
  void agentsThatDoNotOpen_areNamed() throws Exception {
    Run run = toHistory(BLOBS, "--kra", Run.vector("recovery/agents"), "--password-file", password);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err())
        .contains("--kra: none of these key files opened: ", "kra-2018.pfx, ", "kra-2024.pfx")
        .doesNotContain("have no private key");
  }

  /** Java makes other characters of a name in another locale. */
  @Test
  void aFileIsFoundByTheHashInItsName() throws Exception {
    assertThat(toHistory(BLOBS, AGENTS).status()).isEqualTo(ExitStatus.DONE);
    for (Path file : times().keySet()) {
      String name = file.getFileName().toString();
      Files.move(file, file.resolveSibling("__" + name.substring(name.lastIndexOf('-'))));
    }
    Map<Path, FileTime> before = times();
    Run run = toHistory(BLOBS, AGENTS);
    assertThat(run.err()).contains("0 keys recovered, 6 were there already");
    assertThat(times()).isEqualTo(before);
  }

  /** Linux opens this file, and reads nothing at its beginning. */
  @Test
  void aBlobThatCannotBeReadIsNamed_andTheOthersAreRecovered_howeverDeep() throws Exception {
    Path blobs = Files.createDirectories(folder.resolve("blobs"));
    Path deep = Files.createDirectories(blobs.resolve("d/".repeat(17)));
    Files.copy(BLOBS.resolve("bob.rec"), deep.resolve("bob.rec"));
    Path shut = Files.createSymbolicLink(blobs.resolve("a.rec"), Path.of("/proc/self/mem"));
    Run run = toHistory(blobs, AGENTS);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("1 key recovered, 0 were there already, 1 file did not open")
        .contains(shut + ": ");
  }

  @Test
  void aDirectoryThatMayNotBeReadIsNamed_andTheOthersAreRecovered() throws Exception {
    Path blobs = Files.createDirectories(folder.resolve("blobs"));
    Files.copy(BLOBS.resolve("bob.rec"), blobs.resolve("bob.rec"));
    Path shut = Files.createDirectories(blobs.resolve("a"));
    Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("---------"));
    List<String> command = new ArrayList<>();
    if (Files.isReadable(shut)) {
      // Root may read all, unless these rights are taken from it.
      command.addAll(List.of("setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "keys",
            "recover",
            blobs.toString(),
            "--kra",
            Run.vector("recovery/agents").toString(),
            "--password-file",
            Run.vector("pki/passwords.txt").toString(),
            "--out",
            history.toString(),
            "--new-password-file",
            password.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(shut, PosixFilePermissions.fromString("rwx------"));
    assertThat(process.waitFor()).as(said).isEqualTo(ExitStatus.FAILED);
    assertThat(said)
        .contains("1 key recovered, 0 were there already, 1 file did not open")
        .contains("smime: " + shut + ": access is denied");
  }

  @Test
  void whereNoDirectoryCanBe_noPasswordIsMade() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    Path made = folder.resolve("made.txt");
    for (Path out : List.of(file, file.resolve("below"))) {
      Run run = recover(BLOBS, AGENTS, "--out", out, "--make-password", made);
      assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
      assertThat(run.err()).contains(file.toString());
      assertThat(made).doesNotExist();
    }
    Run run = recover(BLOBS, AGENTS, "--out", file, "--make-password", made);
    assertThat(run.err()).contains(file + ": this is not a directory");
    assertThat(file).hasContent("precious");
  }

  private Map<Path, FileTime> times() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    if (Files.isDirectory(history)) {
      try (Stream<Path> files = Files.list(history)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".pfx")).toList()) {
          times.put(file, Files.getLastModifiedTime(file));
        }
      }
    }
    return times;
  }

  @Test
  @Tag("thorough")
  void aKilledRunGoesOnWhereItWas_andLeavesNoPartOfAKey() throws Exception {
    int blobs = 60;
    Path many = many(blobs);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "keys",
                "recover",
                many.toString(),
                "--kra",
                Run.vector("recovery/agents").toString(),
                "--password-file",
                Run.vector("pki/passwords.txt").toString(),
                "--out",
                history.toString(),
                "--new-password-file",
                password.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (times().size() < 10 && process.isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    process.destroyForcibly().waitFor();
    Map<Path, FileTime> before = times();
    assertThat(before).as(Files.readString(folder.resolve("said"))).hasSizeBetween(10, blobs - 1);
    Run run = toHistory(many, AGENTS);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err())
        .contains(
            "%d keys recovered, %d were there already, 0 files did not open"
                .formatted(blobs - before.size(), before.size()));
    assertThat(times()).containsAllEntriesOf(before).hasSize(blobs);
    for (String name : Company.names(history)) {
      // A file that was made just before the kill is empty.
      assertThat(name.endsWith(".pfx") || Files.size(history.resolve(name)) == 0).isTrue();
    }
    assertThat(written().size()).isEqualTo(6);
  }

  /** Copies that differ in an octet behind the blob, which no reader looks at. */
  private Path many(int number) throws IOException {
    Path many = Files.createDirectories(folder.resolve("many"));
    List<String> names = List.of("alice-2019", "alice-p256", "alice-p384", "bob");
    for (int i = 0; i < number; i++) {
      byte[] blob = Files.readAllBytes(BLOBS.resolve(names.get(i % names.size()) + ".rec"));
      byte[] longer = Arrays.copyOf(blob, blob.length + 2);
      longer[blob.length] = (byte) i;
      longer[blob.length + 1] = (byte) (i >> 8);
      Files.write(many.resolve(i + ".rec"), longer);
    }
    // The other two, so that all keys are there.
    Files.copy(BLOBS.resolve("alice-2022.rec"), many.resolve("0.rec"), replacing());
    Files.copy(BLOBS.resolve("alice-2025.rec"), many.resolve("1.rec"), replacing());
    return many;
  }

  private static CopyOption replacing() {
    return StandardCopyOption.REPLACE_EXISTING;
  }

  @Test
  void straightToIntune_eachUserHasOnlyTheirOwnKeys() throws Exception {
    Path users =
        Files.writeString(folder.resolve("users.csv"), "alice@example.org\nbob@example.org\n");
    Path records = folder.resolve("records");
    Run run =
        recover(
            BLOBS,
            AGENTS,
            "--intune",
            connector,
            "--key-name",
            "k",
            "--users",
            users,
            "--out",
            records);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(thumbprints(records.resolve("alice@example.org.ndjson")))
        .containsExactlyInAnyOrderElementsOf(
            expected("alice-2019", "alice-2022", "alice-2025", "alice-p256", "alice-p384"));
    assertThat(thumbprints(records.resolve("bob@example.org.ndjson"))).isEqualTo(expected("bob"));
    assertThat(history).doesNotExist();
    assertThat(run.err())
        .contains("6 files gave keys, 0 files did not open")
        .endsWith("smime: 6 records for 2 users are in " + records + System.lineSeparator());
  }

  @Test
  void straightToOneFile_aBlobThatDoesNotOpenIsCounted() throws Exception {
    Path other = Run.vector("recovery/other");
    Path merged = folder.resolve("all.pfx");
    Run run = recover(BLOBS, other, AGENTS, "--merged", merged, "--new-password-file", password);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err()).contains("6 files gave keys, 1 file did not open");
  }

  private static List<String> thumbprints(Path records) throws IOException {
    List<String> all = new ArrayList<>();
    for (String line : Files.readAllLines(records)) {
      all.add(Json.parse(line).get("thumbprint").text());
    }
    return all;
  }

  private static List<String> expected(String... names) throws IOException {
    List<String> all = new ArrayList<>();
    for (String name : names) {
      KeyHistory one = KeyHistory.read(PasswordSource.of(), Run.vector("pki/" + name + ".pem"));
      all.add(Fingerprint.sha1(one.certificates().get(0)));
    }
    return all;
  }

  @Test
  void straightToAProfile_toFiles_andToOneFile() throws Exception {
    Path profile = folder.resolve("alice.mobileconfig");
    List<Object> made = List.of("--make-password", folder.resolve("made.txt"));
    Run run =
        recover(BLOBS, AGENTS, "--address", "alice@example.org", "--mobileconfig", profile, made);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(Files.readString(profile).split("com.apple.security.pkcs12", -1)).hasSize(6);
    Path split = folder.resolve("split");
    Run files = recover(BLOBS, AGENTS, "--split", split, "--new-password-file", password);
    assertThat(files.status()).as(files.err()).isEqualTo(ExitStatus.DONE);
    assertThat(Company.names(split)).hasSize(6);
    Path merged = folder.resolve("all.pfx");
    recover(BLOBS, OLD_AGENT, "--merged", merged, "--new-password-file", password);
    assertThat(KeyHistory.read(PasswordSource.ofLines(password), merged).size()).isEqualTo(3);
  }

  @Test
  void aKeyWithoutACertificateIsRecovered_andThatIsSaid() throws Exception {
    KeyHistory agent = KeyHistory.read(PasswordSource.of(), Run.vector("pki/kra-2024.pem"));
    byte[] key = IntuneExportTest.CONNECTOR.getPrivate().getEncoded();
    Path blob =
        Files.write(
            folder.resolve("bare.rec"),
            Encryptor.unvalidated("made for a test")
                .to(agent.certificates().toArray(new X509Certificate[0]))
                .encrypt(ByteSource.of(key))
                .bytes());
    Run run = toHistory(blob, AGENTS);
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("none of its certificates has the public key of its private key")
        .contains("1 key recovered, 0 were there already, 0 files did not open");
    assertThat(written().keys())
        .singleElement()
        .satisfies(
            each -> assertThat(each.publicKey()).isEqualTo(IntuneExportTest.CONNECTOR.getPublic()));
    Run again = toHistory(blob, AGENTS);
    assertThat(again.status()).as("the second run forgets nothing").isEqualTo(ExitStatus.FAILED);
    assertThat(again.err())
        .contains(blob + ": none of its certificates has the public key of its private key")
        .contains("0 keys recovered, 1 was there already, 0 files did not open");
  }

  /** What EJBCA and Dogtag recover is PKCS#12. */
  @Test
  void keyFilesBesideTheBlobsAreTakenToo_andOtherFilesAreNamed() throws Exception {
    Path mixed = Files.createDirectories(folder.resolve("mixed"));
    Files.copy(BLOBS.resolve("bob.rec"), mixed.resolve("b\u00f6b 1.rec"));
    Files.copy(Run.vector("history/2019.pfx"), mixed.resolve("2019.p12"));
    Files.writeString(mixed.resolve("notes.txt"), "no key\n");
    Files.copy(Run.vector("pki/carol.pem"), mixed.resolve("carol.cer"));
    Run run = toHistory(mixed, AGENTS);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err())
        .contains("2 keys recovered")
        .containsPattern("skipped .*notes\\.txt: ")
        .containsPattern("skipped .*carol\\.cer: it has no private key");
    assertThat(Company.names(history)).anyMatch(name -> name.startsWith("b_b_1-"));
    // A directory in the one that is read: what was written is not taken for more.
    Path inside = mixed.resolve("out");
    recover(mixed, AGENTS, "--out", inside, "--new-password-file", password);
    Run again = recover(mixed, AGENTS, "--out", inside, "--new-password-file", password);
    assertThat(again.err()).contains("0 keys recovered, 2 were there already");
  }

  @Test
  void theAgentsOwnKeysBesideTheBlobsAreNobodysHistory() throws Exception {
    Run run = toHistory(Run.vector("recovery"), AGENTS);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("6 keys recovered, 0 were there already, 1 file did not open")
        .containsPattern("skipped .*kra-2018\\.pfx: it has the key of an agent alone");
    assertThat(subjects(written())).noneMatch(name -> name.startsWith("kra-"));
  }

  @Test
  void listSaysWhatABlobIs() {
    Run run = Run.of("keys", "list", BLOBS.resolve("alice-2019.rec"));
    assertThat(run.status()).isEqualTo(ExitStatus.DONE);
    assertThat(run.text())
        .contains("NO PRIVATE KEY")
        .containsPattern("skipped private key: it is a key recovery blob; .* CN=kra-2018");
    assertThat(run.err()).contains("alice-2019.rec, private key: it is a key recovery blob");
    assertThat(run.text())
        .contains("alice-2019.rec: opened in part\n")
        .contains("Key recovery agents\n")
        .containsPattern("\\n  [0-9]{4}[^\\n]*  CN=kra-2018,")
        .doesNotContain("subject CN=kra-", "needs no password");
  }

  @Test
  void wrongUsageIsASentence_andNothingIsWritten() throws Exception {
    Path text = Files.writeString(folder.resolve("text.rec"), "no blob\n");
    Path users = Files.writeString(folder.resolve("users.csv"), "bob@example.org\n");
    Object[] out = {"--out", history, "--new-password-file", password};
    for (List<Object> arguments :
        List.<List<Object>>of(
            List.of(BLOBS, List.of(out)),
            List.of(AGENTS, List.of(out)),
            List.of(BLOBS, AGENTS),
            List.of(BLOBS, AGENTS, "--out", history),
            List.of(BLOBS, AGENTS, List.of(out), "--users", users),
            List.of(BLOBS, AGENTS, List.of(out), "--address", "bob@example.org"),
            List.of(BLOBS, AGENTS, List.of(out), "--split", folder.resolve("s"), "--merged", "-"),
            List.of(BLOBS, "--kra", Run.vector("pki/bob.pem"), List.of(out)),
            List.of(BLOBS, "--kra", folder.resolve("absent"), List.of(out)),
            List.of(folder.resolve("absent"), AGENTS, List.of(out)),
            List.of("/dev/null", AGENTS, List.of(out)))) {
      Run run = recover(arguments);
      assertThat(run.status()).as(arguments + "\n" + run.err()).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(run.err()).as(arguments.toString()).startsWith("smime: ");
      assertThat(run.out()).isEmpty();
      assertThat(history).doesNotExist();
    }
    Run named = toHistory(text, AGENTS);
    assertThat(named.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(named.err()).contains("text.rec").contains("1 file did not open");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(toHistory(empty, AGENTS).status()).isEqualTo(ExitStatus.FAILED);
  }

  /** check.py reads the blobs with OpenSSL and struct, and shares no code with make.py. */
  @ParameterizedTest
  @Tag("thorough")
  @CsvSource({
    "alice-2019, kra-2018",
    "alice-2022, kra-2024",
    "alice-2025, kra-2024",
    "alice-p256, kra-2024",
    "alice-p384, kra-2024",
    "bob, kra-2018"
  })
  void aSecondReaderReadsTheBlobsAlike(String name, String agent) throws Exception {
    Program right = check(name, agent, name);
    assertThat(right.status()).as(right.err()).isZero();
    assertThat(new String(right.out(), StandardCharsets.US_ASCII))
        .startsWith("the key is that of the certificate");
    assertThat(check(name, agent, "carol").status()).isNotZero();
  }

  private Program check(String blob, String agent, String user) throws Exception {
    return Program.run(
        folder,
        "python3",
        Run.vector("recovery/check.py").toString(),
        BLOBS.resolve(blob + ".rec").toString(),
        Run.vector("pki/" + agent + ".pem").toString(),
        Run.vector("pki/" + agent + ".key").toString(),
        Run.vector("pki/" + user + ".pem").toString());
  }
}
