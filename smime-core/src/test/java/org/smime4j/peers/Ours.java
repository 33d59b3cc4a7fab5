package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.smime4j.KeyTransport;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.Policy;
import org.smime4j.SignatureScheme;
import org.smime4j.cms.Compressor;
import org.smime4j.cms.Decompressor;
import org.smime4j.cms.Decryption;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.EncryptedLayer;
import org.smime4j.cms.Encryptor;
import org.smime4j.cms.Integrity;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.Signer;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.cms.Verifier;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.KeyHistory;
import org.smime4j.keys.PasswordSource;
import org.smime4j.mail.HeaderProtection;
import org.smime4j.mail.OpenedMail;
import org.smime4j.mail.SecureMail;
import org.smime4j.peers.Row.Compressed;
import org.smime4j.peers.Row.Encrypted;
import org.smime4j.peers.Row.KeyManagement;
import org.smime4j.peers.Row.Kind;
import org.smime4j.peers.Row.Signed;
import org.smime4j.peers.Row.Signing;

/** This library's side of every cell. */
final class Ours {

  static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello, peer.\r\n".repeat(40))
          .getBytes(StandardCharsets.US_ASCII);

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
    return Optional.of(
        mail ? SecureMail.compress(message()).bytes() : Compressor.compress(CONTENT));
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
                SecureMail.sign(Octets.of(message()), signer, HeaderProtection.none()).bytes());
        case OPAQUE ->
            Optional.of(
                SecureMail.signOpaque(Octets.of(message()), signer, HeaderProtection.none())
                    .bytes());
        case STREAMED -> Optional.empty();
      };
    }
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    switch (row.form()) {
      case DETACHED -> streamed.writeBytes(signer.signDetached(CONTENT));
      case OPAQUE -> streamed.writeBytes(signer.signOpaque(CONTENT));
      case STREAMED -> signer.signOpaque(new ByteArrayInputStream(CONTENT), streamed);
    }
    return Optional.of(streamed.toByteArray());
  }

  private static Optional<Encryptor> encryptor(Encrypted row) {
    if (row.ski() || !row.cipher().writable()) {
      return Optional.empty();
    }
    Policy policy = Policy.standard().writing(row.cipher());
    for (KeyManagement to : row.to()) {
      switch (to.kind()) {
        case RSA_PKCS1, RSA_OAEP, RSA_KEM -> {
          Optional<KeyTransport> transport =
              List.of(KeyTransport.values()).stream()
                  .filter(each -> each.label().equals(to.label()))
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
        case XDH, ML_KEM -> {}
        case ECDH_COFACTOR, PASSWORD, KEK -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(
        Encryptor.unvalidated("a test's own certificates")
            .to(row.to().stream().map(to -> to.who().certificate()).toList())
            .under(policy));
  }

  private static Optional<byte[]> encrypt(Encryptor encryptor, Encrypted row, boolean mail)
      throws IOException {
    if (mail) {
      return row.streamed()
          ? Optional.empty()
          : Optional.of(
              SecureMail.encrypt(Octets.of(message()), encryptor, HeaderProtection.none()).bytes());
    }
    if (!row.streamed()) {
      return Optional.of(encryptor.encrypt(CONTENT).bytes());
    }
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    encryptor.encrypt(new ByteArrayInputStream(CONTENT), streamed);
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

  /**
   * Reads a peer's message: it has to be what was asked for, and what we make of it what it is
   * worth.
   *
   * @throws Peer.Refusal where the peer wrote something else than the row says
   */
  static void read(Row row, byte[] message, boolean mail) throws Exception {
    if (row instanceof Signed signed) {
      if (mail) {
        OpenedMail opened = open(message);
        assertThat(text(opened.content())).isEqualTo(text(Octets.of(CONTENT)));
        judged(signed, opened.requireSigned());
        return;
      }
      asAsked(signed, message);
      SignatureReport report =
          signed.detached() ? Reading.detached(CONTENT, message) : Reading.opaque(message);
      assertThat(report.hasContent()).isTrue();
      judged(signed, report);
      if (!signed.detached() && signed.worth() == Row.Worth.TRUSTED) {
        assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
      }
    } else if (row instanceof Encrypted encrypted) {
      decrypted(encrypted, message, mail);
    } else if (row instanceof Compressed) {
      Octets content =
          mail
              ? open(message).content()
              : Decompressor.decompress(Octets.of(message), Limits.standard()).content();
      assertThat(text(content)).isEqualTo(text(Octets.of(CONTENT)));
    }
  }

  /** What reports do not tell. */
  private static void asAsked(Signed row, byte[] message) throws Exception {
    SignerInformation signer =
        new CMSSignedData(message).getSignerInfos().getSigners().iterator().next();
    if (row.ski() && signer.getSID().getSubjectKeyIdentifier() == null) {
      throw new Peer.Refusal("not named by key identifier");
    }
    if (row.attributes() == (signer.getSignedAttributes() == null)) {
      throw new Peer.Refusal("signed attributes are there, or not, as nobody asked for");
    }
    if (row.form() == Row.Form.STREAMED && (message[1] & 0xff) != 0x80) {
      throw new Peer.Refusal("definite lengths");
    }
    if (signer.getEncryptionAlgOID().equals(PKCSObjectIdentifiers.id_RSASSA_PSS.getId())
        && row.first().salt()
            != RSASSAPSSparams.getInstance(signer.getEncryptionAlgParams())
                .getSaltLength()
                .intValueExact()) {
      throw new Peer.Refusal("another length of salt");
    }
  }

  private static void judged(Signed row, SignatureReport report) throws Peer.Refusal {
    assertThat(report.signers()).hasSize(row.signers().size());
    List<String> schemes = report.signers().stream().map(SignerVerdict::scheme).toList();
    if (!schemes.stream()
        .sorted()
        .toList()
        .equals(row.signers().stream().map(Signing::label).sorted().toList())) {
      throw new Peer.Refusal("signed by " + schemes);
    }
    if (row.worth() == Row.Worth.TRUSTED) {
      Reading.trusted(report, row.signers().size());
    } else {
      assertThat(report.signers())
          .allSatisfy(
              verdict -> {
                assertThat(verdict).isInstanceOf(SignerVerdict.Untrusted.class);
                assertThat(verdict.integrity()).isEqualTo(Integrity.INTACT);
              });
    }
  }

  private static void decrypted(Encrypted row, byte[] message, boolean mail) throws Exception {
    KeyManagement to = row.reader();
    Policy policy =
        row.cipher() == org.smime4j.ContentCipher.DES_CBC ? Policy.archive() : Policy.standard();
    Decryptor decryptor =
        Decryptor.with(KeyHistory.of(People.identity(to.who())))
            .under(policy)
            .withRecipientPassword(PasswordSource.of(PASSWORD.toCharArray()))
            .withKek(KEK_IDENTIFIER, kek(row.cipher().keyOctets()));
    EncryptedLayer layer;
    if (mail) {
      OpenedMail opened = SecureMail.open(message, decryptor, verifier());
      assertThat(opened.failure()).isEmpty();
      Octets content = row.cipher().aead() ? opened.content() : opened.unauthenticatedContent();
      assertThat(text(content)).isEqualTo(text(Octets.of(CONTENT)));
      layer =
          ((org.smime4j.mail.Layer.Encrypted) opened.wholeLayers().get(0)).opened().orElseThrow();
    } else {
      Decryption decryption = decryptor.decrypt(message);
      assertThat(Reading.content(decryption)).isEqualTo(CONTENT);
      layer = decryption.layer();
    }
    if (row.streamed() && !mail && (message[1] & 0xff) != 0x80) {
      throw new Peer.Refusal("definite lengths");
    }
    String asked = to.label().split(" ", 2)[0];
    boolean cofactor = to.kind() == Kind.ECDH_COFACTOR;
    if (layer.cipher() != row.cipher()
        || !layer.keyManagement().startsWith(asked)
        || cofactor != layer.keyManagement().contains("cofactor")) {
      throw new Peer.Refusal("encrypted by " + layer);
    }
    if (row.ski()) {
      assertThat(layer.key().orElseThrow().foundBy()).isEqualTo(FoundBy.SKI);
    }
  }

  /** What stands below the header: a writer of mail may add fields of its own. */
  private static String text(Octets content) throws IOException {
    String all = new String(content.bytes(), StandardCharsets.US_ASCII);
    return all.substring(all.indexOf("\r\n\r\n"));
  }

  private static OpenedMail open(byte[] message) throws Exception {
    OpenedMail opened = SecureMail.open(message, Decryptor.with(Reading.everybody()), verifier());
    assertThat(opened.failure()).isEmpty();
    return opened;
  }

  private static Verifier verifier() {
    return Verifier.trusting(Reading.TRUST)
        .expecting(org.smime4j.trust.ExpectedSigner.anyone("peers write no From here"));
  }
}
