package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Verifier;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.Decompressor;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.verify.CertificatesOnly;
import org.smime4j.keys.FoundBy;
import org.smime4j.keys.PasswordSource;
import org.smime4j.peers.Row.Compressed;
import org.smime4j.peers.Row.Encrypted;
import org.smime4j.peers.Row.KeyManagement;
import org.smime4j.peers.Row.Kind;
import org.smime4j.peers.Row.Signed;
import org.smime4j.peers.Row.Signing;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.EncryptedLayer;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/** This library as the reader of a row: what it has to find in a peer's message. */
final class RowReading {

  private RowReading() {}

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
        assertThat(text(opened.content())).isEqualTo(text(ByteSource.of(Ours.CONTENT)));
        judged(signed, opened.requireSigned());
        return;
      }
      asAsked(signed, message);
      SignatureReport report =
          signed.detached() ? Reading.detached(Ours.CONTENT, message) : Reading.opaque(message);
      assertThat(report.hasContent()).isTrue();
      judged(signed, report);
      if (!signed.detached() && signed.worth() == Row.Worth.TRUSTED) {
        assertThat(report.requireTrusted().bytes()).isEqualTo(Ours.CONTENT);
      }
    } else if (row instanceof Encrypted encrypted) {
      decrypted(encrypted, message, mail);
    } else if (row instanceof Compressed) {
      ByteSource content =
          mail
              ? open(message).content()
              : Decompressor.decompress(ByteSource.of(message), Limits.standard()).content();
      assertThat(text(content)).isEqualTo(text(ByteSource.of(Ours.CONTENT)));
    } else {
      assertThat(Ours.octets(certificates(message, mail))).isEqualTo(Ours.octets(Ours.BAG));
    }
  }

  private static List<X509Certificate> certificates(byte[] message, boolean mail) throws Exception {
    return mail
        ? open(message).layers().get(0).certificates()
        : CertificatesOnly.read(CmsObject.of(ByteSource.of(message)), Limits.standard())
            .orElseThrow();
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
                assertThat(verdict).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
                assertThat(verdict.isIntact()).isTrue();
              });
    }
  }

  private static void decrypted(Encrypted row, byte[] message, boolean mail) throws Exception {
    KeyManagement to = row.reader();
    AlgorithmPolicy policy =
        row.cipher() == org.smime4j.settings.ContentCipher.DES_CBC
            ? AlgorithmPolicy.archive()
            : AlgorithmPolicy.standard();
    Decryptor decryptor =
        Decryptor.with(KeyHistory.of(People.identity(to.who())))
            .under(policy)
            .withRecipientPassword(PasswordSource.of(Ours.PASSWORD.toCharArray()))
            .withKek(Ours.KEK_IDENTIFIER, Ours.kek(CipherForm.of(row.cipher()).keyOctets()));
    EncryptedLayer layer;
    if (mail) {
      OpenedMail opened = MailReader.with(decryptor, verifier()).open(message);
      assertThat(opened.failure()).isEmpty();
      ByteSource content = row.cipher().aead() ? opened.content() : opened.unauthenticatedContent();
      assertThat(text(content)).isEqualTo(text(ByteSource.of(Ours.CONTENT)));
      layer = opened.layers().get(0).encryption().orElseThrow();
    } else {
      Decryption decryption = decryptor.decrypt(message);
      assertThat(Reading.content(decryption)).isEqualTo(Ours.CONTENT);
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
    if (row.derived() && !holds(message, mail, Oids.CEK_HKDF_SHA256)) {
      throw new Peer.Refusal("derives no content key");
    }
    if (row.ski()) {
      assertThat(layer.key().orElseThrow().foundBy()).isEqualTo(FoundBy.SKI);
    }
  }

  private static boolean holds(byte[] message, boolean mail, String oid) throws IOException {
    String octets = new String(message, StandardCharsets.ISO_8859_1);
    byte[] cms =
        mail
            ? Base64.getMimeDecoder().decode(octets.substring(octets.indexOf("\r\n\r\n")))
            : message;
    return HexFormat.of()
        .formatHex(cms)
        .contains(HexFormat.of().formatHex(new ASN1ObjectIdentifier(oid).getEncoded()));
  }

  /** What stands below the header: a writer of mail may add fields of its own. */
  private static String text(ByteSource content) throws IOException {
    String all = new String(content.bytes(), StandardCharsets.US_ASCII);
    return all.substring(all.indexOf("\r\n\r\n"));
  }

  private static OpenedMail open(byte[] message) throws Exception {
    OpenedMail opened =
        MailReader.with(Decryptor.with(Reading.everybody()), verifier()).open(message);
    assertThat(opened.failure()).isEmpty();
    return opened;
  }

  private static Verifier verifier() {
    return Verifier.trusting(Reading.TRUST)
        .expecting(org.smime4j.ExpectedSigner.anyone("peers write no From here"));
  }
}
