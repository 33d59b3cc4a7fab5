package org.smime4j.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A company with an authority of its own; keys and certificates are new each time. */
final class Company {

  static final int BOTH = KeyUsage.digitalSignature | KeyUsage.keyAgreement;
  static final int SIGNING = KeyUsage.digitalSignature;
  static final int ENCRYPTION = KeyUsage.keyAgreement;

  private final KeyPair keys = generate();
  private final X509Certificate root;
  private int serial = 1;

  Company() {
    root = certificate("CN=Company Root", keys, year(2010), year(2040), BOTH, true);
  }

  /** A key with its certificate. */
  record Issued(KeyPair keys, X509Certificate certificate) {}

  X509Certificate root() {
    return root;
  }

  static Instant year(int year) {
    return Instant.parse(year + "-01-01T00:00:00Z");
  }

  /** A new P-256 key of a person. */
  Issued issue(String subject, int from, int until, int usage, String... addresses) {
    return issue(generate(), subject, from, until, usage, addresses);
  }

  /** A certificate for a key that is there. */
  Issued issue(KeyPair own, String subject, int from, int until, int usage, String... addresses) {
    return new Issued(
        own, certificate(subject, own, year(from), year(until), usage, false, addresses));
  }

  private X509Certificate certificate(
      String subject,
      KeyPair own,
      Instant from,
      Instant until,
      int usage,
      boolean authority,
      String... addresses) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=Company Root"),
              BigInteger.valueOf(serial++),
              Date.from(from),
              Date.from(until),
              new X500Name(subject),
              own.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(authority ? KeyUsage.keyCertSign : usage));
      if (addresses.length > 0) {
        GeneralName[] names = new GeneralName[addresses.length];
        for (int i = 0; i < names.length; i++) {
          names[i] = new GeneralName(GeneralName.rfc822Name, addresses[i]);
        }
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Writes a key with its certificate as PEM without a password. */
  static Path write(Path file, Issued issued) throws Exception {
    return Files.writeString(file, key(issued) + certificate(issued.certificate()));
  }

  static String key(Issued issued) {
    return pem("PRIVATE KEY", issued.keys().getPrivate().getEncoded());
  }

  static String certificate(X509Certificate certificate) throws Exception {
    return pem("CERTIFICATE", certificate.getEncoded());
  }

  static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  /** A folder with the keys of two people: some lost, some twice, one alone, one signing only. */
  Path folder(Path at) throws Exception {
    Files.createDirectories(at);
    Issued old = issue("CN=Alice", 2015, 2018, BOTH, "alice@corp.example");
    write(at.resolve("alice-2015.pem"), old);
    write(at.resolve("alice-2015-copy.pem"), old);
    Issued lost = issue("CN=Alice", 2018, 2020, BOTH, "alice@corp.example");
    Files.writeString(at.resolve("alice-2018.pem"), certificate(lost.certificate()));
    write(
        at.resolve("alice-2020.pem"),
        issue("CN=Alice", 2020, 2023, ENCRYPTION, "Alice@Corp.Example", "a@corp.example"));
    write(
        at.resolve("alice-2024.pem"),
        issue("CN=Alice Married", 2024, 2038, BOTH, "a@corp.example"));
    write(
        at.resolve("alice-2024-signing.pem"),
        issue("CN=Alice Married", 2024, 2038, SIGNING, "a@corp.example"));
    write(at.resolve("bob.pem"), issue("CN=Bob", 2024, 2038, BOTH, "bob@corp.example"));
    Files.writeString(at.resolve("alone.pem"), key(issue("CN=x", 2024, 2038, BOTH)));
    Files.writeString(at.resolve("root.pem"), certificate(root));
    return at;
  }

  /** The names of the files in a folder. */
  static java.util.List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
