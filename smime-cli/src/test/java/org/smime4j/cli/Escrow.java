package org.smime4j.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.smime4j.Encryptor;
import org.smime4j.Outgoing;

/**
 * An escrow of key files, one key in each, as PEM without a password; and mail to their owners. The
 * keys are new each time, so nothing of this is a fixture.
 */
final class Escrow {

  private static final String AUTHORITY = "CN=Escrow";

  private final List<X509Certificate> certificates = new ArrayList<>();
  private final List<PrivateKey> privateKeys = new ArrayList<>();

  private Escrow() {}

  /** So many key files with a P-256 key in each, in folders of a hundred. */
  static Escrow make(Path folder, int keys) throws Exception {
    KeyPairGenerator generator = generator();
    return make(folder, keys, generator::generateKeyPair);
  }

  /**
   * So many key files with an RSA-2048 key in each. The moduli are distinct, of a pool of primes:
   * it takes far less time than as many keys of their own primes.
   */
  static Escrow ofRsa(Path folder, int keys) throws Exception {
    return make(folder, keys, new PooledRsaKeys(keys)::next);
  }

  /** Makes one key pair after the other. */
  private interface KeyPairs {
    KeyPair next() throws GeneralSecurityException;
  }

  private static KeyPairGenerator generator() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator;
  }

  private static Escrow make(Path folder, int keys, KeyPairs pairs) throws Exception {
    KeyPair authority = generator().generateKeyPair();
    ContentSigner signer =
        new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate());
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Escrow escrow = new Escrow();
    for (int i = 0; i < keys; i++) {
      KeyPair pair = pairs.next();
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          new X500Name(AUTHORITY),
                          BigInteger.valueOf(i + 1L),
                          Date.from(Instant.parse("2015-01-01T00:00:00Z")),
                          Date.from(Instant.parse("2018-01-01T00:00:00Z")),
                          new X500Name("CN=user" + i),
                          pair.getPublic())
                      .build(signer));
      Path directory = Files.createDirectories(folder.resolve(String.valueOf(i / 100)));
      Path file = directory.resolve(i + ".pem");
      Files.writeString(
          file,
          pem("PRIVATE KEY", pair.getPrivate().getEncoded())
              + pem("CERTIFICATE", certificate.getEncoded()));
      // An index trusts no file that has only just changed.
      Files.setLastModifiedTime(file, old);
      escrow.certificates.add(certificate);
      escrow.privateKeys.add(pair.getPrivate());
    }
    return escrow;
  }

  /** The private keys, in the order of the files. */
  List<PrivateKey> privateKeys() {
    return privateKeys;
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  /** So many messages of so many octets, each to somebody of the escrow, as files. */
  void write(Path folder, int messages, int octets, Random random) throws IOException {
    Files.createDirectories(folder);
    String text = "x".repeat(70) + "\r\n";
    byte[] plain =
        ("From: a@example.org\r\nTo: b@example.org\r\nSubject: s\r\n\r\n"
                + text.repeat(Math.max(1, octets / text.length())))
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < messages; i++) {
      X509Certificate to = certificates.get(random.nextInt(certificates.size()));
      Files.write(
          folder.resolve(i + ".eml"),
          Outgoing.of(plain)
              .encryptedBy(Encryptor.unvalidated("made for a test").to(to))
              .seal()
              .bytes());
    }
  }
}
