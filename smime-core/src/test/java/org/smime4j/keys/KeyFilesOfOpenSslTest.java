package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.provider.KeyKind;
import org.smime4j.testing.Outside;

/** Every form in which OpenSSL writes keys and certificates. */
@Tag("thorough")
class KeyFilesOfOpenSslTest {

  @TempDir Path folder;

  @BeforeEach
  void needsOpenSsl() {
    Outside.needs("openssl", "version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA -pkeyopt rsa_keygen_bits:2048",
        "RSA-PSS -pkeyopt rsa_keygen_bits:2048",
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-521",
        "EC -pkeyopt ec_paramgen_curve:brainpoolP384r1",
        "ED25519",
        "ED448"
      })
  void pkcs8_inPemAndDer_plainAndEncrypted_pairsWithItsCertificate(String kind) throws Exception {
    openssl("genpkey -algorithm " + kind + " -out key.pem");
    openssl("req -x509 -new -key key.pem -subj /CN=me -days 3650 -out certificate.pem");
    openssl("pkey -in key.pem -outform DER -out key.der");
    openssl("pkcs8 -topk8 -in key.pem -out aes.pem -v2 aes-256-cbc -passout pass:pw");
    openssl("pkcs8 -topk8 -in key.pem -outform DER -out aes.der -v2 aes128 -passout pass:pw");
    openssl(
        "pkcs8 -topk8 -in key.pem -out des3.pem -v2 des3 -v2prf hmacWithSHA512 -passout pass:pw");
    openssl("pkcs8 -topk8 -in key.pem -out scrypt.pem -scrypt -passout pass:pw");
    openssl("pkcs8 -topk8 -in key.pem -out v1.pem -v1 PBE-SHA1-3DES -passout pass:pw");
    KeyHistory certificate = read("certificate.pem");
    assertThat(certificate.size()).isZero();
    for (String file :
        List.of("key.pem", "key.der", "aes.pem", "aes.der", "des3.pem", "scrypt.pem", "v1.pem")) {
      KeyHistory both = certificate.and(read(file, "wrong", "pw"));
      assertThat(both.keys())
          .as(file)
          .singleElement()
          .satisfies(key -> assertThat(key.certificates()).hasSize(1));
    }
    assertThat(failure("aes.pem", "wrong").reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X25519", "X448"})
  void keyAgreementKeys_areRead(String kind) throws Exception {
    openssl("genpkey -algorithm " + kind + " -out key.pem");
    assertThat(read("key.pem").keys())
        .singleElement()
        .satisfies(
            key ->
                assertThat(key.kind())
                    .isEqualTo(
                        kind.equals("X448") ? KeyKind.X448.toString() : KeyKind.X25519.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-aes128", "-aes192", "-aes256", "-des3", "-camellia256"})
  void pkcs1AndSec1_plainAndTraditionallyEncrypted_areRead(String cipher) throws Exception {
    openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa8.pem");
    openssl("rsa -in rsa8.pem -traditional -out rsa.pem " + cipher + " -passout pass:pw");
    openssl("ecparam -name secp384r1 -genkey -noout -out ec8.pem");
    openssl("ec -in ec8.pem -out ec.pem " + cipher + " -passout pass:pw");
    assertThat(Files.readString(folder.resolve("rsa.pem"))).contains("BEGIN RSA PRIVATE KEY");
    assertThat(Files.readString(folder.resolve("ec.pem"))).contains("BEGIN EC PRIVATE KEY");
    assertThat(read("rsa.pem", "wrong", "pw").size()).isOne();
    assertThat(read("ec.pem", "wrong", "pw").size()).isOne();
    if (!cipher.isEmpty()) {
      assertThat(failure("rsa.pem", "wrong").reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
      assertThat(failure("ec.pem").reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
    }
  }

  @Test
  void pkcs1AndSec1_inDer_areRead() throws Exception {
    openssl("genrsa -traditional -out rsa.pem 2048");
    openssl("rsa -in rsa.pem -traditional -outform DER -out rsa.der");
    openssl("ecparam -name prime256v1 -genkey -noout -out ec.pem");
    openssl("ec -in ec.pem -outform DER -out ec.der");
    assertThat(read("rsa.der").size()).isOne();
    assertThat(read("ec.der").size()).isOne();
  }

  @Test
  void severalKeysAndCertificates_withTextAround_areAllRead() throws Exception {
    StringBuilder all = new StringBuilder("Bag Attributes\n    friendlyName: me\n");
    for (int i = 0; i < 3; i++) {
      openssl("ecparam -name prime256v1 -genkey -out key.pem"); // with EC PARAMETERS in front
      openssl("req -x509 -new -key key.pem -subj /CN=me" + i + " -days 3650 -text -out c.pem");
      all.append(Files.readString(folder.resolve("key.pem")))
          .append("Some text between.\n")
          .append(Files.readString(folder.resolve("c.pem")))
          .append("Subject: CN=me\n");
    }
    Files.writeString(folder.resolve("all.pem"), all.toString().replace("\n", "\r\n"));
    KeyHistory history = read("all.pem");
    assertThat(history.size()).isEqualTo(3);
    assertThat(history.identities()).hasSize(3);
    assertThat(history.skipped()).isEmpty();
  }

  @Test
  void aKeyThatSpellsOutItsCurve_isNamed_andOneOnAnUnknownCurveBreaksNothing() throws Exception {
    openssl("ecparam -name prime256v1 -genkey -noout -param_enc explicit -out explicit.pem");
    openssl("ecparam -name prime239v3 -genkey -noout -param_enc explicit -out unknown.pem");
    openssl("req -x509 -new -key explicit.pem -subj /CN=me -days 3650 -out certificate.pem");
    concatenate("all.pem", "unknown.pem", "explicit.pem", "certificate.pem");
    KeyHistory history = read("all.pem");
    assertThat(history.keys())
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.kind()).isEqualTo(KeyKind.ec("1.2.840.10045.3.1.7").toString());
              assertThat(key.certificates()).hasSize(1);
            });
    assertThat(history.skipped().values()).singleElement().asString().contains("elliptic curve");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-pbmac1_pbkdf2",
        "-pbmac1_pbkdf2 -pbmac1_pbkdf2_md sha512 -macalg sha512",
        "-keypbe AES-256-CBC -certpbe AES-128-CBC -macalg sha384",
        "-keypbe NONE -certpbe NONE",
        "-keypbe NONE -certpbe NONE -nomac",
        "-nomac",
        "-legacy",
        "-legacy -descert",
        "-legacy -keypbe PBE-SHA1-RC2-128 -certpbe PBE-SHA1-RC2-40",
        "-legacy -keypbe PBE-SHA1-RC4-128 -certpbe PBE-SHA1-RC4-40",
        "-legacy -keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-3DES",
        "-nomaciter -noiter",
        "-macsaltlen 20 -iter 60000"
      })
  void pkcs12_ofEveryKind_isRead(String options) throws Exception {
    openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem");
    openssl("req -x509 -new -key key.pem -subj /CN=me -days 3650 -out certificate.pem");
    for (String password : List.of("pw", "", "Gr\u00fc\u00dfe")) {
      // In a file: arguments of a process pass through the encoding of the locale.
      Files.writeString(folder.resolve("password.txt"), password + "\n");
      openssl(
          "pkcs12 -export -inkey key.pem -in certificate.pem -out file.p12 "
              + options
              + " -passout file:password.txt");
      KeyHistory history = read("file.p12", "wrong", password);
      assertThat(history.identities()).as(options + " " + password).hasSize(1);
      assertThat(history.skipped()).isEmpty();
      boolean open = options.contains("NONE") && options.contains("nomac");
      if (!password.isEmpty() && !open) {
        assertThat(failure("file.p12", "wrong").reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
      }
    }
  }

  @Test
  void certificatesOnly_inP7b_PemAndDer() throws Exception {
    openssl("genpkey -algorithm ED25519 -out key.pem");
    openssl("req -x509 -new -key key.pem -subj /CN=one -days 3650 -out one.pem");
    openssl("req -x509 -new -key key.pem -subj /CN=two -days 3650 -out two.pem");
    openssl("crl2pkcs7 -nocrl -certfile one.pem -certfile two.pem -out both.p7b");
    openssl("crl2pkcs7 -nocrl -certfile one.pem -certfile two.pem -outform DER -out both.der");
    openssl("x509 -in one.pem -outform DER -out one.cer");
    openssl("x509 -in one.pem -trustout -addtrust emailProtection -out trusted.pem");
    assertThat(read("both.p7b").certificates()).hasSize(2);
    assertThat(read("both.der").certificates()).hasSize(2);
    assertThat(read("one.cer").certificates()).hasSize(1);
    assertThat(read("trusted.pem").certificates()).isEqualTo(read("one.cer").certificates());
  }

  @Test
  void base64WithoutArmour_andUtf16_areRead() throws Exception {
    openssl("genpkey -algorithm ED25519 -out key.pem");
    openssl("pkey -in key.pem -outform DER -out key.der");
    openssl("base64 -in key.der -out bare.txt");
    assertThat(read("bare.txt").size()).isOne();
    Files.writeString(
        folder.resolve("wide.pem"),
        "\uFEFF" + Files.readString(folder.resolve("key.pem")),
        StandardCharsets.UTF_16LE);
    assertThat(read("wide.pem").size()).isOne();
  }

  @Test
  void everyPrefixOfAPemFile_isAKeyFileFailure() throws Exception {
    openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem");
    byte[] whole = Files.readAllBytes(folder.resolve("key.pem"));
    int end = new String(whole, StandardCharsets.ISO_8859_1).indexOf("-----END ");
    for (int length = 0; length < end + 9; length++) {
      Files.write(folder.resolve("cut.pem"), java.util.Arrays.copyOf(whole, length));
      assertThat(failure("cut.pem").reason())
          .isIn(KeyFile.Reason.DAMAGED, KeyFile.Reason.NOT_A_KEY_FILE);
    }
  }

  @Test
  void directory_isAHistory_andTellsWhatItSkipped() throws Exception {
    for (int year = 2019; year < 2022; year++) {
      openssl("genpkey -algorithm ED25519 -out key.pem");
      openssl("req -x509 -new -key key.pem -subj /CN=me -days 3650 -out certificate.pem");
      openssl(
          "pkcs12 -export -inkey key.pem -in certificate.pem -passout pass:pw"
              + year
              + " -out keys/"
              + year
              + ".pfx");
    }
    Files.createDirectory(folder.resolve("keys/old"));
    Files.move(folder.resolve("keys/2019.pfx"), folder.resolve("keys/old/2019.pfx"));
    Files.writeString(folder.resolve("keys/README.txt"), "These are my keys.");
    KeyHistory history =
        KeyHistory.read(
            PasswordSource.of("pw2019".toCharArray(), "pw2020".toCharArray()),
            folder.resolve("keys"));
    assertThat(history.size()).isEqualTo(2);
    assertThat(history.skipped().entrySet())
        .extracting(each -> each.getKey() + ": " + each.getValue())
        .hasSize(2)
        .anySatisfy(text -> assertThat(text).contains("2021.pfx: none of the passwords"))
        .anySatisfy(text -> assertThat(text).contains("README.txt: there is no key"));
  }

  private void concatenate(String target, String... files) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String file : files) {
      all.append(Files.readString(folder.resolve(file)));
    }
    Files.writeString(folder.resolve(target), all);
  }

  private KeyHistory read(String file, String... passwords) throws IOException {
    return KeyHistory.read(passwords(passwords), folder.resolve(file));
  }

  private KeyFile failure(String file, String... passwords) {
    return catchThrowableOfType(KeyFile.class, () -> read(file, passwords));
  }

  private static PasswordSource passwords(String... passwords) {
    return PasswordSource.of(
        java.util.stream.Stream.of(passwords).map(String::toCharArray).toArray(char[][]::new));
  }

  private void openssl(String arguments) throws Exception {
    Files.createDirectories(folder.resolve("keys"));
    List<String> command = new java.util.ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" +")));
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as("openssl " + arguments + "\n" + Files.readString(log, StandardCharsets.ISO_8859_1))
        .isZero();
  }
}
