package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.peers.Cell.Direction.THEY_READ;
import static org.smime4j.peers.Cell.Direction.THEY_WRITE;
import static org.smime4j.peers.Peer.Shortfall.differs;
import static org.smime4j.peers.Peer.Shortfall.lacks;

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
import org.smime4j.internal.content.CipherForm;
import org.smime4j.peers.Peer.Shortfall;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

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

  /** GnuPG's {@code gpgsm}. */
  static final class GpgsmCms implements Peer {

    private static final List<TestPki.Issued> HELD =
        Stream.concat(
                People.receivers().stream(),
                Stream.of("brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1")
                    .map(People::only))
            .toList();

    private final Gpgsm gpgsm;
    private final Path content;

    GpgsmCms() {
      gpgsm = Gpgsm.trusting(People.ROOT.certificate(), HELD.toArray(TestPki.Issued[]::new));
      content = gpgsm.file(Ours.CONTENT);
    }

    @Override
    public String version() {
      return Command.version("gpgsm");
    }

    @Override
    public byte[] write(Row row) throws Exception {
      List<Object> line = new ArrayList<>();
      if (row instanceof Row.Signed signed) {
        if (signed.ski()
            || !signed.attributes()
            || !signed.first().family().matches("rsa-pkcs1|ecdsa")) {
          throw new Refusal("no option for it");
        }
        line.add(signed.detached() ? "--detach-sign" : "--sign");
        line.addAll(List.of("--digest-algo", digest(signed.first())));
        for (Row.Signing signer : signed.signers()) {
          line.addAll(List.of("-u", held(signer.who())));
        }
      } else if (row instanceof Row.Encrypted encrypted) {
        boolean chosen =
            encrypted.to().stream()
                .allMatch(
                    to ->
                        to.kind() == Row.Kind.RSA_PKCS1
                            || to.kind() == Row.Kind.ECDH && to.hash() == null);
        if (encrypted.ski() || encrypted.derived() || !chosen) {
          throw new Refusal("no option for it");
        }
        line.addAll(List.of("--encrypt", "--cipher-algo", CipherForm.of(encrypted.cipher()).oid()));
        for (Row.KeyManagement to : encrypted.to()) {
          line.addAll(List.of("-r", held(to.who())));
        }
      } else {
        throw new Refusal("no CompressedData");
      }
      line.add(content);
      return run(line).out();
    }

    private static String digest(Row.Signing signer) {
      return signer.digest().jcaName().replace("SHA-", "SHA");
    }

    private static String held(TestPki.Issued who) throws Refusal {
      if (!HELD.contains(who)) {
        throw new Refusal("no such key");
      }
      return Gpgsm.fingerprint(who.certificate());
    }

    @Override
    public byte[] read(Row row, byte[] message) throws Exception {
      Path in = gpgsm.file(message);
      Path out = in.resolveSibling(in.getFileName() + ".out");
      if (row instanceof Row.Signed signed) {
        Command.Outcome outcome =
            signed.detached()
                ? run(List.of("--verify", in, content))
                : run(List.of("--output", out, "--verify", in));
        int good = outcome.err().split("GOODSIG", -1).length - 1;
        if (good != signed.signers().size() || !outcome.err().contains("TRUST_FULLY")) {
          throw new Refusal(outcome.err());
        }
        return signed.detached() ? Ours.CONTENT : Files.readAllBytes(out);
      }
      if (row instanceof Row.Encrypted) {
        run(List.of("--output", out, "--decrypt", in));
        return Files.readAllBytes(out);
      }
      throw new Refusal("no CompressedData");
    }

    private Command.Outcome run(List<?> line) throws Refusal {
      Command.Outcome outcome = gpgsm.tries(line.toArray());
      if (!outcome.ok()) {
        throw new Refusal(outcome.err());
      }
      return outcome;
    }

    @Override
    public List<Shortfall> shortfalls() {
      return List.of(
          lacks(THEY_READ, "cek-hkdf", "no CEK-HKDF"),
          lacks(THEY_WRITE, "cek-hkdf", "no CEK-HKDF"),
          lacks(THEY_READ, "certificates alone", "not tested with certificates only"),
          lacks(THEY_WRITE, "certificates alone", "not tested with certificates only"),
          differs(
              THEY_READ,
              "-gcm",
              "reads AES-GCM only if ICVlen is absent, so that the tag has 12 octets; OpenSSL refuses"
                  + " messages without ICVlen"),
          differs(
              THEY_WRITE,
              "-gcm, (rsa-pkcs1|ecdh [^,]*)(, indefinite lengths)?$",
              "writes AES-GCM without a tag in EnvelopedData, and does not read it itself"),
          differs(
              THEY_READ,
              "ecdsa-sha256, P-384",
              "prints GOODSIG but exits with 2 if the digest is shorter than the curve"),
          lacks(
              THEY_WRITE,
              "ecdsa-sha256, P-384|ecdsa-sha1|ecdsa-sha224",
              "does not sign with a digest shorter than the curve"),
          lacks(THEY_READ, "^(ed|ml-dsa|slh-dsa)", "no EdDSA, ML-DSA or SLH-DSA"),
          lacks(THEY_READ, "shake|sha3", "no SHA-3 and no SHAKE"),
          lacks(THEY_WRITE, "shake|sha3", "no SHA-3 and no SHAKE"),
          lacks(
              THEY_WRITE,
              "^(rsa-pss|ed|ml-dsa|slh-dsa)",
              "signs by RSA PKCS #1 v1.5 and ECDSA only"),
          lacks(
              THEY_WRITE,
              "identifier|no signed attributes",
              "names signers by issuer and serial number only, and always signs attributes"),
          lacks(THEY_WRITE, "-ccm|chacha20|rc2|^des-cbc", "no CCM, ChaCha20-Poly1305, RC2 or DES"),
          lacks(THEY_READ, "-ccm|chacha20|rc2|^des-cbc", "no CCM, ChaCha20-Poly1305, RC2 or DES"),
          lacks(THEY_READ, "identifier", "finds no recipient by key identifier"),
          lacks(THEY_READ, "oaep|-kem|x25519|x448", "reads RSA PKCS #1 v1.5 and ECDH only"),
          lacks(
              THEY_WRITE,
              "oaep|-kem|x25519|x448|ecdh-|password|kek",
              "writes RSA PKCS #1 v1.5 and ECDH with a key derivation of its choice only"),
          lacks(THEY_READ, "zlib", "no CompressedData"),
          lacks(THEY_WRITE, "zlib", "no CompressedData"));
    }

    @Override
    public void close() {
      gpgsm.close();
    }
  }
}
