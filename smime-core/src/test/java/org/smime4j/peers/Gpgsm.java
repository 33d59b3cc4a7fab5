package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.smime4j.Outside;
import org.smime4j.TestPki;

/**
 * {@code gpgsm} with a home of its own. The home's path is kept short, since the agent's socket
 * lies in it; keys are imported from PKCS#12 and protected by the passphrase "test".
 */
final class Gpgsm implements AutoCloseable {

  private static final byte[] PASSPHRASE = "test\n".getBytes(StandardCharsets.US_ASCII);

  private final Path home;

  private Gpgsm(Path home) {
    this.home = home;
  }

  /** A new home that trusts one root, with the people who hold keys in it. */
  static Gpgsm trusting(X509Certificate root, TestPki.Issued... people) {
    Outside.needs("gpgsm", "--version");
    Outside.needs("gpg-agent", "--version");
    try {
      Gpgsm gpgsm =
          new Gpgsm(
              Files.createTempDirectory(
                  "gs",
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------"))));
      try {
        gpgsm.fill(root, people);
      } catch (Throwable e) {
        gpgsm.close();
        throw e;
      }
      return gpgsm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fill(X509Certificate root, TestPki.Issued... people) throws IOException {
    write("gpgsm.conf", "disable-crl-checks\ndisable-dirmngr\nbatch\nno-tty\n");
    write("gpg-agent.conf", "allow-loopback-pinentry\ns2k-count 65536\n");
    write("trustlist.txt", fingerprint(root) + " S relax\n");
    importCertificate(root);
    for (TestPki.Issued person : people) {
      for (X509Certificate issuer : person.chain().subList(1, person.chain().size())) {
        importCertificate(issuer);
      }
      importKey(person);
    }
  }

  /** Runs it and says what came of it; status lines are in {@code err}. */
  Command.Outcome tries(Object... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "gpgsm",
                "--homedir",
                home.toString(),
                "--pinentry-mode",
                "loopback",
                "--passphrase-fd",
                "0",
                "--status-fd",
                "2",
                "--yes"));
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    return Command.run(Map.of(), PASSPHRASE, line);
  }

  /** Runs it, and it has to succeed. */
  Command.Outcome run(Object... arguments) {
    Command.Outcome outcome = tries(arguments);
    assertThat(outcome.exit()).as("gpgsm %s: %s", List.of(arguments), outcome.err()).isEqualTo(0);
    return outcome;
  }

  /** A new file in the home. */
  Path file(byte[] octets) {
    try {
      Path file = Files.createTempFile(home, "f", "");
      Files.write(file, octets);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How gpgsm is told a certificate. */
  static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()))
          .toUpperCase(Locale.ROOT);
    } catch (java.security.GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private void importCertificate(X509Certificate certificate) {
    try {
      run("--import", file(certificate.getEncoded()));
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  /** By way of OpenSSL's PKCS#12: the JDK's is too much for gpgsm's parser. */
  private void importKey(TestPki.Issued person) {
    Openssl openssl = Openssl.in(home);
    run(
        "--import",
        file(
            openssl.produce(
                "pkcs12",
                "-export",
                "-inkey",
                openssl.file(person.privateKey()),
                "-in",
                openssl.file(person.certificate()),
                "-passout",
                "pass:test")));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(home.resolve(name), text);
  }

  @Override
  public void close() {
    try {
      Command.run(
          Map.of(), new byte[0], List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"));
    } catch (AssertionError stillRunning) {
      // Its daemons end by themselves once their sockets are gone.
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // The agent's sockets go as it ends; what is left is an empty folder in the temporary one.
    }
  }
}
