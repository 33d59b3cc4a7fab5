package org.smime4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code smime keys export --intune}: what a connector and its peers read. */
@Tag("thorough")
class IntuneExportTest {

  static final KeyPair CONNECTOR = connector();

  /** Node takes the hash of OAEP for MGF1 too, so another one there would not decrypt. */
  private static final String NODE =
      "const c=require('crypto'),f=require('fs'),[k,h,...e]=process.argv.slice(1);for(const x of"
          + " e)console.log(c.privateDecrypt({key:f.readFileSync(k),oaepHash:h,"
          + "padding:c.constants.RSA_PKCS1_OAEP_PADDING},Buffer.from(x,'base64')).toString('latin1'))";

  @TempDir private Path folder;
  private Path keys;
  private Path pem;
  private Path cng;
  private Path privateKey;

  private static KeyPair connector() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void company() throws Exception {
    keys = new Company().folder(folder.resolve("keys"));
    pem =
        Files.writeString(
            folder.resolve("connector.pem"),
            Company.pem("PUBLIC KEY", CONNECTOR.getPublic().getEncoded()));
    cng = Files.write(folder.resolve("connector.blob"), cng((RSAPublicKey) CONNECTOR.getPublic()));
    privateKey =
        Files.writeString(
            folder.resolve("connector.key"),
            Company.pem("PRIVATE KEY", CONNECTOR.getPrivate().getEncoded()));
  }

  /** BCRYPT_RSAKEY_BLOB as Windows documents it. */
  private static byte[] cng(RSAPublicKey key) {
    byte[] exponent = key.getPublicExponent().toByteArray();
    byte[] modulus = key.getModulus().toByteArray();
    byte[] unsigned = Arrays.copyOfRange(modulus, modulus.length - 256, modulus.length);
    return ByteBuffer.allocate(24 + exponent.length + unsigned.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RSA1".getBytes(StandardCharsets.US_ASCII))
        .putInt(2048)
        .putInt(exponent.length)
        .putInt(unsigned.length)
        .putInt(0)
        .putInt(0)
        .put(exponent)
        .put(unsigned)
        .array();
  }

  private Run export(Object... arguments) {
    Run run = Run.of("keys", "export", keys, "--key-name", "PfxKey", List.of(arguments));
    BadInputTest.noTrace(run);
    return run;
  }

  private List<Json> alice(Object... arguments) throws Exception {
    Path out = folder.resolve("alice.ndjson");
    Files.deleteIfExists(out);
    Run run =
        export(
            "--address",
            "a@corp.example",
            "--address",
            "alice@corp.example",
            "--upn",
            "alice@corp.example",
            "--out",
            out,
            List.of(arguments));
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).isEmpty();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
    return Files.readAllLines(out).stream().map(Json::parse).toList();
  }

  private List<String> decrypted(List<Json> records, String hash) throws Exception {
    List<String> node = new ArrayList<>(List.of("node", "-e", NODE, privateKey.toString(), hash));
    records.forEach(each -> node.add(each.get("encryptedPfxPassword").text()));
    return Program.text(folder, node.toArray(String[]::new)).lines().toList();
  }

  private void opensWith(Json line, String password) throws Exception {
    Path pfx =
        Files.write(
            folder.resolve("blob.pfx"),
            Base64.getDecoder().decode(line.get("encryptedPfxBlob").text()));
    String read =
        Program.text(
            folder,
            "openssl",
            "pkcs12",
            "-nodes",
            "-passin",
            "pass:" + password,
            "-in",
            pfx.toString());
    assertThat(read.split("BEGIN CERTIFICATE", -1)).hasSize(2);
    assertThat(read.split("BEGIN PRIVATE KEY", -1)).hasSize(2);
    Path certificate = Files.writeString(folder.resolve("blob.pem"), read);
    assertThat(
            Program.text(
                folder,
                "openssl",
                "x509",
                "-noout",
                "-fingerprint",
                "-sha1",
                "-in",
                certificate.toString()))
        .containsIgnoringCase(line.get("thumbprint").text().replaceAll("..(?=.)", "$0:"));
  }

  @ParameterizedTest
  @Tag("thorough")
  @CsvSource({
    "oaepSha256, sha256, pem",
    "oaepSha384, sha384, pem",
    "oaepSha384, sha384, cng",
    "oaepSha512, sha512, cng"
  })
  void openSslOpensTheOtherBlobsToo(String padding, String hash, String form) throws Exception {
    openSslOpensEachBlobWithThePasswordThatNodeDecrypts(padding, hash, form);
  }

  @ParameterizedTest
  @CsvSource({"oaepSha512, sha512, pem", "oaepSha256, sha256, cng"})
  void openSslOpensEachBlobWithThePasswordThatNodeDecrypts(String padding, String hash, String form)
      throws Exception {
    List<Json> records = alice("--intune", form.equals("pem") ? pem : cng, "--padding", padding);
    assertThat(records).hasSize(4);
    List<String> passwords = decrypted(records, hash);
    assertThat(passwords).hasSize(4).doesNotHaveDuplicates();
    for (int i = 0; i < records.size(); i++) {
      assertThat(records.get(i).get("paddingScheme").text()).isEqualTo(padding);
      assertThat(passwords.get(i)).matches("[a-zA-Z2-9]{24}");
      opensWith(records.get(i), passwords.get(i));
    }
  }

  @Test
  void aRecordHasTheFieldsOfMicrosoftGraph() throws Exception {
    List<Json> records = alice("--intune", pem, "--provider", "HSM");
    Json oldest = records.get(3);
    assertThat(oldest.names())
        .containsExactly(
            "@odata.type",
            "thumbprint",
            "intendedPurpose",
            "userPrincipalName",
            "startDateTime",
            "expirationDateTime",
            "providerName",
            "keyName",
            "paddingScheme",
            "encryptedPfxBlob",
            "encryptedPfxPassword");
    assertThat(oldest.get("@odata.type").text()).isEqualTo("#microsoft.graph.userPFXCertificate");
    assertThat(oldest.get("thumbprint").text()).matches("[0-9a-f]{40}");
    assertThat(oldest.get("userPrincipalName").text()).isEqualTo("alice@corp.example");
    assertThat(oldest.get("startDateTime").text()).isEqualTo("2015-01-01T00:00:00Z");
    assertThat(oldest.get("expirationDateTime").text()).isEqualTo("2018-01-01T00:00:00Z");
    assertThat(oldest.get("providerName").text()).isEqualTo("HSM");
    assertThat(oldest.get("keyName").text()).isEqualTo("PfxKey");
    assertThat(oldest.get("paddingScheme").text()).isEqualTo("oaepSha512");
    assertThat(records)
        .extracting(each -> each.get("intendedPurpose").text())
        .containsExactlyInAnyOrder(
            "smimeEncryption", "smimeSigning", "smimeEncryption", "smimeEncryption");
    assertThat(alice("--intune", pem, "--purpose", "unassigned"))
        .extracting(each -> each.get("intendedPurpose").text())
        .containsOnly("unassigned");
  }

  /** What a tenant would list of a record that it took. */
  private static String listed(Json line) {
    return "{\"id\": \"x\", \"thumbprint\": \"%s\", \"userPrincipalName\": \"%s\", \"intendedPurpose\": \"%s\"}"
        .formatted(
            line.get("thumbprint").text().toUpperCase(Locale.ROOT),
            line.get("userPrincipalName").text().toUpperCase(Locale.ROOT),
            line.get("intendedPurpose").text());
  }

  private Path tenant(List<Json> records) throws Exception {
    String all = records.stream().map(IntuneExportTest::listed).collect(Collectors.joining(","));
    return Files.writeString(folder.resolve("graph.json"), "{\"value\": [" + all + "]}");
  }

  @Test
  void onlyRecordsThatTheTenantDoesNotHaveAreWritten() throws Exception {
    List<Json> all = alice("--intune", pem);
    assertThat(alice("--intune", pem, "--only-missing", tenant(List.of()))).hasSize(4);
    Path none = folder.resolve("none.ndjson");
    List<Object> alices =
        List.of("--address", "a@corp.example", "--address", "alice@corp.example", "--intune", pem);
    List<Object> whole =
        List.of(alices, "--upn", "alice@corp.example", "--only-missing", tenant(all));
    Run nothing = export(whole, "--out", none);
    assertThat(nothing.status()).as(nothing.err()).isEqualTo(ExitStatus.DONE);
    assertThat(nothing.err().lines())
        .containsExactly(
            "smime: nothing is lacking: the tenant has all of these records, so no file is"
                + " written");
    assertThat(none).doesNotExist();
    List<Json> rest = alice("--intune", pem, "--only-missing", tenant(all.subList(0, 3)));
    assertThat(rest)
        .singleElement()
        .extracting(each -> each.get("thumbprint").text())
        .isEqualTo(all.get(3).get("thumbprint").text());
    String mallorys =
        Files.readString(tenant(all)).replace("ALICE@CORP.EXAMPLE", "mallory@corp.example");
    Path others = Files.writeString(folder.resolve("graph.json"), mallorys);
    assertThat(alice("--intune", pem, "--only-missing", others))
        .as("what somebody else has is no record of Alice")
        .hasSize(4);
  }

  /** Who exports twice, for encryption and for signing, sends one certificate for both. */
  @Test
  void aCertificateForBothPurposesIsWrittenOnceForEach_ifOneAsks() throws Exception {
    Path out = folder.resolve("bob.ndjson");
    List<Object> bob =
        List.of("--intune", pem, "--upn", "bob@corp.example", "--address", "bob@corp.example");
    Run first = export(bob, "--out", out);
    assertThat(first.err()).contains("1 certificate allows signing too", "--purpose smimeSigning");
    assertThat(first.err()).contains("1 record for 1 user is in " + out);
    Json encryption = Json.parse(Files.readString(out));
    assertThat(encryption.get("intendedPurpose").text()).isEqualTo("smimeEncryption");
    byte[] before = Files.readAllBytes(out);
    Run over = export(bob, "--out", out, "--purpose", "smimeSigning");
    assertThat(over.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(over.err()).contains(out + ": it exists already; give another --out, or remove it");
    assertThat(out).hasBinaryContent(before);
    Files.delete(out);
    Run second = export(bob, "--out", out, "--purpose", "smimeSigning");
    assertThat(second.status()).as(second.err()).isEqualTo(ExitStatus.DONE);
    Json signing = Json.parse(Files.readString(out));
    assertThat(signing.get("intendedPurpose").text()).isEqualTo("smimeSigning");
    assertThat(signing.get("thumbprint").text()).isEqualTo(encryption.get("thumbprint").text());
    assertThat(alice("--intune", pem, "--purpose", "smimeSigning"))
        .as("neither one for encryption alone, nor one that has expired")
        .hasSize(2);
    assertThat(alice("--intune", pem, "--purpose", "smimeEncryption")).hasSize(3);
  }

  @Test
  void whyACertificateIsLeftOutIsSaid_andNoFileIsEmpty() throws Exception {
    Path out = folder.resolve("signing.ndjson");
    Company company = new Company();
    Path one = folder.resolve("one.pem");
    List<Object> arguments =
        List.of(
            List.of("keys", "export", one, "--intune", pem, "--key-name", "k", "--out", out),
            List.of("--upn", "a@corp.example", "--purpose", "smimeSigning"));
    Company.write(one, company.issue("CN=A", 2015, 2018, Company.BOTH, "a@corp.example"));
    Run expired = Run.of(arguments);
    assertThat(expired.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(expired.err().lines())
        .containsExactly(
            "smime: 1 certificate is left out: it has expired, and must not sign",
            "smime: there is no record to write, so no file is written");
    Company.write(one, company.issue("CN=A", 2024, 2038, Company.ENCRYPTION, "a@corp.example"));
    assertThat(Run.of(arguments).err())
        .contains("1 certificate is left out: it does not allow smimeSigning");
    assertThat(out).doesNotExist();
  }

  @Test
  void aFileOfUsersAsOtherProgramsWriteIt_isExplainedByItsLine() throws Exception {
    String[][] cases = {
      {"User,Mail\nbob@corp.example\n", "line 1: User: ", "leave out the header"},
      {"bob@corp.example;b@corp.example\n", "line 1: bob@corp.example;b@", "by commas"},
      {"\"bob@corp.example\"\n", "line 1: \"bob@corp.example\": ", "the quotation marks"},
      {"bob@corp.example,\"b@corp.example\"\n", "line 1: \"b@corp", "the quotation marks"},
      {"bob@corp.example,none\n", "line 1: none: this is not a mail address", "after commas"},
      {"bob@corp.example\nBob\n", "line 2: Bob: ", "write user@example.org"},
      {"b\0o\0b\0@\0x\0", "line 1: b", "save the file as UTF-8"},
    };
    Path users = folder.resolve("users.csv");
    Path out = folder.resolve("out");
    for (String[] each : cases) {
      Files.writeString(users, each[0]);
      Run run = export("--intune", pem, "--users", users, "--out", out);
      assertThat(run.status()).as(each[0]).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(run.err()).contains(each[1], each[2]);
    }
    Files.write(users, "bob@corp.example\n".getBytes(StandardCharsets.UTF_16));
    Run run = export("--intune", pem, "--users", users, "--out", out);
    assertThat(run.err()).contains("users.csv: this is not text in UTF-8; save the file as UTF-8");
    assertThat(out).doesNotExist();
  }

  @Test
  void theCommandsOfThePageOpenARecord() throws Exception {
    alice("--intune", pem);
    Files.copy(privateKey, folder.resolve("trial.pem"));
    String commands =
        Files.readAllLines(Path.of("../docs/moving-keys.md")).stream()
            .dropWhile(line -> !line.contains("field() {"))
            .takeWhile(line -> !line.isBlank())
            .collect(Collectors.joining("\n"));
    assertThat(Program.text(folder, "sh", "-c", "cd \"$0\"\n" + commands, folder.toString()))
        .contains("Alice Married", "BEGIN CERTIFICATE");
  }

  @Test
  void recordsOfAnEarlierRunStay() throws Exception {
    Path users = Files.writeString(folder.resolve("users.csv"), "bob@corp.example\n");
    Path out = Files.createDirectories(folder.resolve("out"));
    Path there = Files.writeString(out.resolve("bob@corp.example.ndjson"), "precious");
    for (List<Object> form :
        List.of(List.<Object>of("--google"), List.<Object>of("--intune", pem))) {
      List<Object> name = form.size() == 1 ? List.of() : List.of("--key-name", "k");
      Run run = Run.of("keys", "export", keys, form, name, "--users", users, "--out", out);
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(run.err()).contains(there + ": it exists already; give another --out");
      assertThat(there).hasContent("precious");
    }
  }

  @Test
  void aPasswordOfOnesOwnIsTakenIfItIsAscii() throws Exception {
    Path ascii = Files.writeString(folder.resolve("ascii.txt"), "Pass word ~1\n");
    List<Json> records =
        alice("--intune", cng, "--new-password-file", ascii, "--protection", "aes256");
    assertThat(decrypted(records, "sha512")).containsOnly("Pass word ~1");
    opensWith(records.get(0), "Pass word ~1");
  }

  @Test
  void aKeyWithAMarkInFront_andWithLineEndsOfWindows_isRead() throws Exception {
    Files.writeString(pem, "\uFEFF" + Files.readString(pem).replace("\n", "\r\n"));
    assertThat(decrypted(alice("--intune", pem), "sha512")).hasSize(4);
  }

  @Test
  void aPasswordThatIntuneWouldCutIsRefusedWithASentence() throws Exception {
    for (String password : List.of("schl\u00fcssel", "a".repeat(127), "tab\tbed", "\u20ac")) {
      Path file = Files.writeString(folder.resolve("password.txt"), password + "\n");
      Path out = folder.resolve("none.ndjson");
      Run run =
          export(
              "--intune",
              pem,
              "--address",
              "bob@corp.example",
              "--upn",
              "bob@corp.example",
              "--out",
              out,
              "--protection",
              "aes256",
              "--new-password-file",
              file);
      assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.BAD_USAGE);
      assertThat(run.err()).contains("--new-password-file").doesNotContain(password);
      assertThat(out).doesNotExist();
    }
  }

  @Test
  void aDamagedConnectorKeyIsRefused() throws Exception {
    byte[] good = Files.readAllBytes(cng);
    int[][] changes = {{4, 1}, {8, 255}, {11, 127}, {12, 1}, {15, 128}, {16, 1}, {26, 2}};
    for (int[] change : changes) {
      byte[] damaged = good.clone();
      damaged[change[0]] = (byte) change[1];
      refused(damaged, Arrays.toString(change));
    }
    refused(Arrays.copyOf(good, good.length - 1), "cut");
    refused(Arrays.copyOf(good, good.length + 1), "longer");
    byte[] even = good.clone();
    even[even.length - 1] &= (byte) 0xFE;
    refused(even, "even");
    byte[] zeros = good.clone();
    Arrays.fill(zeros, 27, zeros.length, (byte) 0);
    refused(zeros, "zeros");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    refused(
        Company.pem("PUBLIC KEY", generator.generateKeyPair().getPublic().getEncoded())
            .getBytes(StandardCharsets.US_ASCII),
        "1024 bits");
    refused(
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
            .getBytes(StandardCharsets.US_ASCII),
        "no key");
    refused(new byte[0], "empty");
  }

  private void refused(byte[] key, String what) throws Exception {
    Path file = Files.write(folder.resolve("damaged"), key);
    Path out = folder.resolve("none.ndjson");
    Run run =
        export(
            "--intune",
            file,
            "--address",
            "bob@corp.example",
            "--upn",
            "bob@corp.example",
            "--out",
            out);
    assertThat(run.status()).as(what + ": " + run.err()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(out).doesNotExist();
  }

  /** Bob's key on Alice's devices would open Bob's mail. */
  @Test
  void nobodysKeyGoesToSomebodyElse() {
    Path out = folder.resolve("none.ndjson");
    Run run = export("--intune", pem, "--upn", "alice@corp.example", "--out", out);
    assertThat(run.status()).isEqualTo(ExitStatus.BAD_USAGE);
    assertThat(run.err()).contains("2 people").contains("--address");
    assertThat(out).doesNotExist();
  }

  @Test
  void manyUsersAreOneRun_eachWithAFileOfTheirOwn() throws Exception {
    Path users =
        Files.writeString(
            folder.resolve("users.csv"),
            "alice.m@corp.example, a@corp.example, alice@corp.example\r\n\r\nbob@corp.example\r\n");
    Path out = folder.resolve("out");
    Run run = export("--intune", pem, "--users", users, "--out", out);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(Company.names(out))
        .containsExactly("alice.m@corp.example.ndjson", "bob@corp.example.ndjson");
    assertThat(Files.readAllLines(out.resolve("alice.m@corp.example.ndjson"))).hasSize(4);
    assertThat(Files.readAllLines(out.resolve("bob@corp.example.ndjson"))).hasSize(1);
    assertThat(run.err()).contains("1 private key has no certificate");
  }

  @Test
  void whoHasNoKeyAndWhichKeyHasNoUserIsSaid() throws Exception {
    Path users =
        Files.writeString(folder.resolve("users.csv"), "bob@corp.example\ncarol@corp.example\n");
    Run run = export("--intune", pem, "--users", users, "--out", folder.resolve("out"));
    assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(run.err())
        .contains("carol@corp.example")
        .contains("4 keys name no address", "they name a@");
    assertThat(Company.names(folder.resolve("out"))).containsExactly("bob@corp.example.ndjson");
  }

  @Test
  void anAddressOfTwoUsersIsNamedWithBoth_andARecordThatIsUnreadableToo() throws Exception {
    Path users =
        Files.writeString(
            folder.resolve("users.csv"), "carol@corp.example,bob@corp.example\nbob@corp.example\n");
    Path listing =
        Files.writeString(
            folder.resolve("graph.json"), "{\"value\": [{\"userPrincipalName\": \"bob@x\"}]}");
    Path out = folder.resolve("out");
    Run run = export("--intune", pem, "--users", users, "--out", out, "--only-missing", listing);
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err())
        .contains(
            "bob@corp.example is an address of bob@corp.example, carol@corp.example: each of them"
                + " gets its keys")
        .contains("--only-missing: unreadable record number 1 has no thumbprint or no user");
    assertThat(Company.names(out)).hasSize(2);
  }

  /** A certificate needs no password, and nobody has to have asked for it. */
  @Test
  void whoPutsACertificateForBobsKeyBesideIt_doesNotGetBobsKey() throws Exception {
    Company company = new Company();
    Company.Issued bob = company.issue("CN=Bob", 2024, 2038, Company.BOTH, "bob@corp.example");
    Company.Issued planted =
        new Company()
            .issue(bob.keys(), "CN=Mallory", 2024, 2038, Company.BOTH, "mallory@corp.example");
    Path escrow = Files.createDirectories(folder.resolve("planted"));
    Company.write(escrow.resolve("bob.pem"), bob);
    Company.write(
        escrow.resolve("mallory.pem"),
        company.issue("CN=Mallory", 2024, 2038, Company.BOTH, "mallory@corp.example"));
    Files.writeString(escrow.resolve("planted.pem"), Company.certificate(planted.certificate()));
    Path users =
        Files.writeString(folder.resolve("users.csv"), "bob@corp.example\nmallory@corp.example\n");
    List<Object> intune = List.of("keys", "export", escrow, "--intune", pem, "--key-name", "k");
    Path records = folder.resolve("records");
    Run many = Run.of(intune, "--users", users, "--out", records);
    assertThat(many.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(many.err())
        .contains("bob@corp.example: left out is the key of", "mallory@corp.example: left out");
    assertThat(Company.names(records)).containsExactly("mallory@corp.example.ndjson");
    assertThat(Files.readAllLines(records.resolve("mallory@corp.example.ndjson"))).hasSize(1);
    Path one = folder.resolve("mallory.ndjson");
    List<Object> mallory = List.of("--upn", "mallory@corp.example", "--out", one);
    Run alone = Run.of(intune, "--address", "mallory@corp.example", mallory);
    assertThat(alone.status()).isEqualTo(ExitStatus.FAILED);
    assertThat(alone.err()).contains("left out is the key of", "bob@corp.example");
    assertThat(Files.readAllLines(one)).hasSize(1);
    Files.writeString(users, "bob.m@corp.example,bob@corp.example,mallory@corp.example\n");
    Run renamed = Run.of(intune, "--users", users, "--out", folder.resolve("renamed"));
    assertThat(renamed.status()).as(renamed.err()).isEqualTo(ExitStatus.DONE);
  }

  @Test
  void twoUsersWithTenKeysEach() throws Exception {
    users(2);
  }

  /** The page's thousand are measured by {@code -Dsamples=100}. */
  @Test
  @Tag("large")
  void manyUsersWithTenKeysEach() throws Exception {
    users(10 * Integer.getInteger("samples", 1));
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private void users(int number) throws Exception {
    Company company = new Company();
    Path escrow = Files.createDirectories(folder.resolve("escrow"));
    StringBuilder users = new StringBuilder();
    for (int i = 0; i < number; i++) {
      String name = "user" + i + "@corp.example";
      users.append(name).append('\n');
      StringBuilder file = new StringBuilder();
      for (int year = 2015; year < 2025; year++) {
        Company.Issued issued = company.issue("CN=User " + i, year, year + 1, Company.BOTH, name);
        file.append(Company.key(issued)).append(Company.certificate(issued.certificate()));
      }
      Files.writeString(escrow.resolve(i + ".pem"), file);
    }
    Path list = Files.writeString(folder.resolve("users.csv"), users);
    Path out = folder.resolve("out");
    long begun = System.nanoTime();
    long worked = processorNanos();
    Run run =
        Run.of(
            "keys",
            "export",
            escrow,
            "--intune",
            pem,
            "--key-name",
            "k",
            "--users",
            list,
            "--out",
            out);
    System.out.printf(
        "%d users with ten keys each: %d s, %d s of processor time%n",
        number,
        Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
        Duration.ofNanos(processorNanos() - worked).toSeconds());
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err())
        .contains(10 * number + " of the keys: EC")
        .contains("%d records for %d users are in %s".formatted(10 * number, number, out));
    assertThat(Company.names(out)).hasSize(number);
    for (String name : Company.names(out)) {
      assertThat(Files.readAllLines(out.resolve(name))).hasSize(10);
    }
    List<Json> last =
        Files.readAllLines(out.resolve("user" + (number - 1) + "@corp.example.ndjson")).stream()
            .map(Json::parse)
            .toList();
    opensWith(last.get(9), decrypted(last, "sha512").get(9));
  }
}
