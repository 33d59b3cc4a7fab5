package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.smime4j.peers.Cell.Direction;
import org.smime4j.peers.Cell.Mark;
import org.smime4j.peers.Peer.Shortfall;
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

/** What one peer makes of every row, in both directions. */
final class Matrix {

  /** Rows whose messages are altered too, to see that the peer looks. */
  private static final Set<String> ALTERED =
      Set.of(
          "rsa-pkcs1-sha256",
          "ecdsa-sha256",
          "rsa-pkcs1-sha256, opaque",
          "ecdsa-sha256, opaque",
          "aes256-gcm, rsa-pkcs1",
          "aes256-cbc, rsa-pkcs1",
          "aes256-cbc, rsa-oaep-sha256");

  private final Peer peer;
  private final Map<Row, Map<Direction, Cell>> cells = new LinkedHashMap<>();
  private final List<Shortfall> shortfalls;
  private final Set<Shortfall> unused;
  private final List<String> fooled = new ArrayList<>();
  private int altered;

  private Matrix(Peer peer) {
    this.peer = peer;
    shortfalls = peer.shortfalls();
    unused = new LinkedHashSet<>(shortfalls);
  }

  static Matrix of(Peer peer) {
    Matrix matrix = new Matrix(peer);
    for (Row row : Rows.all()) {
      Map<Direction, Cell> both = new EnumMap<>(Direction.class);
      both.put(Direction.THEY_READ, matrix.theyRead(row));
      both.put(Direction.THEY_WRITE, matrix.theyWrite(row));
      matrix.cells.put(row, both);
    }
    return matrix;
  }

  Cell cell(Row row, Direction direction) {
    return cells.get(row).get(direction);
  }

  List<Cell> all() {
    return cells.values().stream().flatMap(both -> both.values().stream()).toList();
  }

  /** Cells that failed for a reason that nobody has named. */
  List<String> unexplained() {
    List<String> all = new ArrayList<>();
    cells.forEach(
        (row, both) ->
            both.forEach(
                (direction, cell) -> {
                  if (cell.mark() == Mark.UNEXPLAINED) {
                    all.add(direction + " " + row.name() + ": " + cell.detail());
                  }
                }));
    return all;
  }

  /** Entries of the peer's table that no cell needed. */
  Set<Shortfall> unused() {
    return unused;
  }

  /** Rows whose altered message the peer read as if it were whole. */
  List<String> fooled() {
    return fooled;
  }

  /** How many altered messages it was handed. */
  int altered() {
    return altered;
  }

  private Cell theyRead(Row row) {
    Optional<byte[]> message = Ours.write(row, peer.mail());
    if (message.isEmpty()) {
      unused.removeIf(each -> each.covers(row, Direction.THEY_READ));
      return new Cell(Mark.NOT_WRITTEN, false, "");
    }
    try {
      byte[] content = peer.read(row, message.get());
      if (!Arrays.equals(content, Ours.expected(row))) {
        return explained(row, Direction.THEY_READ, true, "another content", true);
      }
    } catch (Exception | AssertionError e) {
      return explained(row, Direction.THEY_READ, true, said(e), true);
    }
    if (ALTERED.contains(row.name())) {
      alter(row, message.get());
    }
    return new Cell(Mark.OK, true, "");
  }

  /** One bit, a hundred octets before the end: in the signature, the ciphertext or the tag. */
  private void alter(Row row, byte[] message) {
    byte[] other = message.clone();
    other[other.length - 100] ^= 1;
    altered++;
    try {
      if (Arrays.equals(peer.read(row, other), Ours.CONTENT)) {
        fooled.add(row.name());
      }
    } catch (Exception | AssertionError e) {
      // As it should.
    }
  }

  private Cell theyWrite(Row row) {
    byte[] message;
    try {
      message = peer.write(row);
    } catch (Exception | AssertionError e) {
      return explained(row, Direction.THEY_WRITE, false, said(e), true);
    }
    try {
      RowReading.read(row, message, peer.mail());
      return new Cell(Mark.OK, true, "");
    } catch (Peer.Refusal e) {
      return explained(row, Direction.THEY_WRITE, true, said(e), true);
    } catch (Exception | AssertionError e) {
      // It is there and we do not read it: only a fault with a name excuses that.
      return explained(row, Direction.THEY_WRITE, true, said(e), false);
    }
  }

  private Cell explained(Row row, Direction way, boolean exercised, String seen, boolean mayLack) {
    for (Shortfall each : shortfalls) {
      if (each.covers(row, way) && (mayLack || each.mark() == Mark.DIFFERS)) {
        unused.remove(each);
        return new Cell(each.mark(), exercised, each.why());
      }
    }
    return new Cell(Mark.UNEXPLAINED, exercised, seen);
  }

  private static String said(Throwable e) {
    String text = (e.getClass().getSimpleName() + ": " + e.getMessage()).replaceAll("\\s+", " ");
    int length = text.length();
    return length > 300 ? text.substring(0, 140) + " … " + text.substring(length - 160) : text;
  }

  /** This library as the reader of a row: what it has to find in a peer's message. */
  private static final class RowReading {

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

    private static List<X509Certificate> certificates(byte[] message, boolean mail)
        throws Exception {
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
        OpenedMail opened = MailReader.with(decryptor, verifier()).open(ByteSource.of(message));
        assertThat(opened.failure()).isEmpty();
        ByteSource content =
            row.cipher().isAead() ? opened.content() : opened.unauthenticatedContent();
        assertThat(text(content)).isEqualTo(text(ByteSource.of(Ours.CONTENT)));
        layer = opened.layers().get(0).encryption().orElseThrow();
      } else {
        Decryption decryption = decryptor.decrypt(ByteSource.of(message));
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
          MailReader.with(Decryptor.with(Reading.everybody()), verifier())
              .open(ByteSource.of(message));
      assertThat(opened.failure()).isEmpty();
      return opened;
    }

    private static Verifier verifier() {
      return Verifier.trusting(Reading.TRUST)
          .expecting(org.smime4j.ExpectedSigner.anyone("peers write no From here"));
    }
  }
}
