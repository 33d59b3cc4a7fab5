package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;

/** In JVMs of their own, with releases of Bouncy Castle that the build laid aside. */
@Tag("thorough")
public class BouncyCastleRangeTest {

  private static final Path RELEASES =
      Outside.root().resolve("smime-core/target/bouncycastle").toAbsolutePath();

  /** What the work prints whose class path has those jars of a release, and none of a newer one. */
  private static String run(String release, String names, String first) throws Exception {
    Path jars = RELEASES.resolve(release);
    Outside.needs(Files.isDirectory(jars), "Bouncy Castle " + release + " in " + jars);
    List<String> path = new ArrayList<>();
    try (Stream<Path> files = Files.list(jars)) {
      List<Path> chosen =
          files.filter(each -> each.getFileName().toString().startsWith(names)).sorted().toList();
      assertThat(chosen).as(names + " in " + jars).isNotEmpty();
      chosen.forEach(jar -> path.add(jar.toString()));
    }
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!Path.of(each).getFileName().toString().startsWith(names)) {
        path.add(each);
      }
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(File.pathSeparator, path),
                Work.class.getName(),
                first,
                Outside.root().resolve("src-test-vectors").toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys", "certificates", "compress"})
  void theOldestReleaseThatIsStatedWorks(String first) throws Exception {
    assertThat(run("1.84", "bc", first)).isEqualToIgnoringWhitespace("done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys", "certificates", "compress"})
  void anOlderOneEndsInASentence_whateverComesFirst(String first) throws Exception {
    assertThat(run("1.83", "bc", first))
        .contains("smime4j needs Bouncy Castle 1.84 or newer, and found an older one");
  }

  @Test
  void aBcutilOlderThanBcprov_endsInASentence() throws Exception {
    assertThat(run("1.84", "bcutil", "keys"))
        .contains("because bcutil is older than bcprov or missing: give bcprov, bcutil and bcpkix");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.83", "1.84"})
  void anOlderBcpkix_works(String release) throws Exception {
    assertThat(run(release, "bcpkix", "keys")).isEqualToIgnoringWhitespace("done");
  }

  /** Reads and writes, and begins with what it is told to begin with. */
  static final class Work {
    public static void main(String[] args) throws IOException {
      Path kit = Path.of(args[1]);
      PasswordSource passwords = PasswordSource.ofLines(kit.resolve("pki/passwords.txt"));
      switch (args[0]) {
        case "keys" -> KeyHistory.read(passwords, kit.resolve("history"));
        case "certificates" -> CertificateFiles.readCertificates(kit.resolve("trust"));
        default -> Compression.compress(new byte[1000]);
      }
      KeyHistory keys = KeyHistory.read(passwords, kit.resolve("history"));
      TrustPolicy trust =
          TrustPolicy.anchors(
                  CertificateFiles.readCertificates(kit.resolve("trust")).certificates())
              .intermediates(
                  CertificateFiles.readCertificates(kit.resolve("pki/issuing.pem")).certificates())
              .revocation(Revocation.notChecked("the kit is fixed"));
      MailReader reader = MailReader.with(Decryptor.with(keys), Verifier.trusting(trust));
      X509Certificate alice =
          CertificateFiles.readCertificates(kit.resolve("pki/alice-2025.pem"))
              .certificates()
              .get(0);
      byte[] written =
          Outgoing.of(
                  "From: bob@example.org\nTo: alice@example.org\n\nHello!\n"
                      .getBytes(StandardCharsets.US_ASCII))
              .signedBy(Signer.with(Credential.read(kit.resolve("pki/bob.pfx"), passwords)))
              .encryptedBy(Encryptor.trusting(trust).to(alice))
              .seal()
              .bytes();
      byte[] stored = Files.readAllBytes(kit.resolve("messages/openssl/signed-encrypted.eml"));
      for (byte[] message : List.of(written, stored)) {
        try (OpenedMail mail = reader.open(ByteSource.of(message))) {
          mail.requireSigned().requireTrusted();
        }
      }
      // What alone uses bcpkix.
      keys.writePkcs12(OutputStream.nullOutputStream(), "password".toCharArray());
      System.out.println("done");
    }
  }
}
