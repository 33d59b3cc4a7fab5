package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Seals, opens, verifies and decrypts a mail of its own, so that the JVM knows the classes that it
 * writes into an archive for later starts. It makes the key, reads no file of a user, and removes
 * what it wrote.
 */
final class Rehearsal {

  private static final String ADDRESS = "rehearsal@example.org";
  private static final String PASSWORD = "rehearsal";

  private final Path folder;
  private final List<Path> written = new ArrayList<>();

  private Rehearsal(Path folder) {
    this.folder = folder;
  }

  /**
   * Runs the commands.
   *
   * @param args none
   * @throws IOException if a command fails, with its name
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("smime");
    Rehearsal rehearsal = new Rehearsal(folder);
    try {
      rehearsal.run();
    } finally {
      for (Path each : rehearsal.written) {
        Files.deleteIfExists(each);
      }
      Files.delete(folder);
    }
  }

  private Path file(String name) {
    Path file = folder.resolve(name);
    written.add(file);
    return file;
  }

  private void run() throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    X509Certificate own = certificate(keys);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] password = PASSWORD.toCharArray();
    store.setKeyEntry("own", keys.getPrivate(), password, new Certificate[] {own});
    Path key = file("key.pfx");
    try (OutputStream out = Files.newOutputStream(key)) {
      store.store(out, password);
    }
    Path passwords = Files.writeString(file("passwords"), PASSWORD + "\n");
    Path trust = Files.write(file("own.cer"), own.getEncoded());
    Path mail =
        Files.writeString(
            file("mail.eml"),
            "From: %s\r\nTo: %s\r\nSubject: a rehearsal\r\n\r\nHello!\r\n"
                .formatted(ADDRESS, ADDRESS));
    Path sealed = file("sealed.eml");
    List<Object> common = List.of("--password-file", passwords, "--trust", trust);
    run("seal", common, "--key", key, "--myself", key, "--to", trust, "--out", sealed, mail);
    run("open", common, "--keys", key, sealed);
    run("open", common, "--keys", key, "--json", sealed);
    run("verify", common, "--keys", key, sealed);
    run("decrypt", common, "--keys", key, sealed);
    Path encrypted = file("encrypted.eml");
    List<Object> to = List.of("--trust", trust, "--to", trust);
    run("encrypt", to, "--cipher", "aes256-gcm", "--out", encrypted, mail);
    run("decrypt", common, "--keys", key, encrypted);
  }

  private static void run(String command, List<Object> common, Object... more) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(common);
    Collections.addAll(arguments, more);
    String[] typed = arguments.stream().map(Object::toString).toArray(String[]::new);
    if (Main.run(Streams.ofProcess(), typed) != ExitStatus.DONE) {
      throw new IOException(command + " failed");
    }
  }

  private static X509Certificate certificate(KeyPair keys)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    X500Name name = new X500Name("CN=rehearsal");
    Instant now = Instant.now();
    Duration day = Duration.ofDays(1);
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(now.minus(day)),
                    Date.from(now.plus(day)),
                    name,
                    keys.getPublic())
                .addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.rfc822Name, ADDRESS)))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
  }
}
