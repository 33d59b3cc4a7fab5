package org.smime4j.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Encryptor;
import org.smime4j.Outgoing;
import org.smime4j.Signer;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.verify.CertificatesOnly;
import org.smime4j.peers.Row.Encrypted;
import org.smime4j.peers.Row.KeyManagement;
import org.smime4j.peers.Row.Signed;
import org.smime4j.peers.Row.Signing;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** This library as the writer of a row, and what all sides share: the content and the secrets. */
final class Ours {

  static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello, peer.\r\n".repeat(40))
          .getBytes(StandardCharsets.US_ASCII);

  /** What travels in a message that holds certificates alone. */
  static final List<X509Certificate> BAG =
      List.of(People.RSA.certificate(), People.ISSUING.certificate());

  static final String PASSWORD = "test";
  static final byte[] KEK_IDENTIFIER = {1, 2, 3, 4, 5};

  private static final Map<String, Optional<byte[]>> WRITTEN = new ConcurrentHashMap<>();

  private Ours() {}

  /** A shared key of this many octets. */
  static byte[] kek(int octets) {
    byte[] key = new byte[octets];
    for (int i = 0; i < octets; i++) {
      key[i] = (byte) i;
    }
    return key;
  }

  /** What a reader finds in a message of this row. */
  static byte[] expected(Row row) {
    return row instanceof Row.CertificatesOnly ? octets(BAG) : CONTENT;
  }

  /** Certificates one behind the other, in an order that does not depend on how they came. */
  static byte[] octets(Collection<X509Certificate> certificates) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    certificates.stream().map(Ours::encoded).sorted(Arrays::compare).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  /** Our message for a row, made once for all peers; empty where we only read such. */
  static Optional<byte[]> write(Row row, boolean mail) {
    return WRITTEN.computeIfAbsent(
        row.name() + (mail ? " as mail" : ""),
        key -> {
          try {
            return writeNow(row, mail);
          } catch (IOException e) {
            throw new AssertionError("We fail to write: " + row.name(), e);
          }
        });
  }

  private static Optional<byte[]> writeNow(Row row, boolean mail) throws IOException {
    if (row instanceof Signed signed) {
      Optional<Signer> signer = signer(signed);
      return signer.isEmpty() ? Optional.empty() : sign(signer.get(), signed, mail);
    }
    if (row instanceof Encrypted encrypted) {
      Optional<Encryptor> encryptor = encryptor(encrypted);
      return encryptor.isEmpty() ? Optional.empty() : encrypt(encryptor.get(), encrypted, mail);
    }
    if (row instanceof Row.CertificatesOnly) {
      return mail ? Optional.empty() : Optional.of(CertificatesOnly.write(BAG));
    }
    return Optional.of(
        mail ? Outgoing.of(message()).compressed().seal().bytes() : Compression.compress(CONTENT));
  }

  private static Optional<Signer> signer(Signed row) {
    if (row.ski() || !row.attributes()) {
      return Optional.empty();
    }
    Signer all = null;
    for (Signing signing : row.signers()) {
      Optional<SignatureScheme> scheme =
          List.of(SignatureScheme.values()).stream()
              .filter(each -> Rows.signing(each).label().equals(signing.label()))
              .filter(each -> signing.salt() == signing.digest().octets())
              .findFirst();
      if (scheme.isEmpty()) {
        return Optional.empty();
      }
      all =
          all == null
              ? Signer.with(People.identity(signing.who()), scheme.get())
              : all.and(People.identity(signing.who()), scheme.get());
    }
    return Optional.ofNullable(all);
  }

  private static Optional<byte[]> sign(Signer signer, Signed row, boolean mail) throws IOException {
    if (mail) {
      return switch (row.form()) {
        case DETACHED ->
            Optional.of(
                Outgoing.of(message()).signedBy(signer).withoutHeaderProtection().seal().bytes());
        case OPAQUE ->
            Optional.of(
                Outgoing.of(message())
                    .signedOpaquelyBy(signer)
                    .withoutHeaderProtection()
                    .seal()
                    .bytes());
        case STREAMED -> Optional.empty();
      };
    }
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    switch (row.form()) {
      case DETACHED -> streamed.writeBytes(signer.signDetached(ByteSource.of(CONTENT)));
      case OPAQUE -> streamed.writeBytes(signer.signOpaque(ByteSource.of(CONTENT)));
      case STREAMED -> signer.signOpaque(TestSource.unsized(CONTENT), streamed);
    }
    return Optional.of(streamed.toByteArray());
  }

  private static Optional<Encryptor> encryptor(Encrypted row) {
    if (!row.cipher().isWritable()) {
      return Optional.empty();
    }
    AlgorithmPolicy policy = AlgorithmPolicy.authenticated().writing(row.cipher());
    for (KeyManagement to : row.to()) {
      switch (to.kind()) {
        case RSA_PKCS1, RSA_OAEP, RSA_KEM -> {
          Optional<KeyTransport> transport =
              List.of(KeyTransport.values()).stream()
                  .filter(
                      each ->
                          to.label().equals(each.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                  .findFirst();
          if (transport.isEmpty()) {
            return Optional.empty();
          }
          policy = policy.writing(transport.get());
        }
        case ECDH -> {
          // The digest is chosen for the curve.
          if (to.hash() != null && !to.label().equals("ecdh-sha256 P-256")) {
            return Optional.empty();
          }
        }
        case XDH -> {
          if (!to.label().matches("x25519-hkdf-sha256|x448-hkdf-sha512")) {
            return Optional.empty();
          }
        }
        case ML_KEM -> {}
        case ECDH_COFACTOR, PASSWORD, KEK -> {
          return Optional.empty();
        }
      }
    }
    if (row.derived()) {
      policy = policy.derivingContentKeys();
    }
    Encryptor encryptor =
        Encryptor.unvalidated("a test's own certificates")
            .writingMail()
            .to(
                row.to().stream()
                    .map(to -> to.who().certificate())
                    .toList()
                    .toArray(new X509Certificate[0]))
            .under(policy);
    return Optional.of(row.ski() ? encryptor.namingKeyIdentifiers() : encryptor);
  }

  private static Optional<byte[]> encrypt(Encryptor encryptor, Encrypted row, boolean mail)
      throws IOException {
    if (mail) {
      return row.streamed()
          ? Optional.empty()
          : Optional.of(
              Outgoing.of(message())
                  .encryptedBy(encryptor)
                  .withoutHeaderProtection()
                  .seal()
                  .bytes());
    }
    if (!row.streamed()) {
      return Optional.of(encryptor.encrypt(ByteSource.of(CONTENT)).bytes());
    }
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    encryptor.encrypt(TestSource.unsized(CONTENT), streamed);
    return Optional.of(streamed.toByteArray());
  }

  private static byte[] message() {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(
        ("From: rsa@example.org\r\nTo: bob@example.org\r\nSubject: Hello\r\n"
                + "MIME-Version: 1.0\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(CONTENT);
    return message.toByteArray();
  }
}
