package org.smime4j.peers;

import static org.smime4j.peers.Cell.Direction.THEY_READ;
import static org.smime4j.peers.Cell.Direction.THEY_WRITE;
import static org.smime4j.peers.Peer.Shortfall.differs;
import static org.smime4j.peers.Peer.Shortfall.lacks;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.smime4j.CertificateFiles;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.peers.Peer.Shortfall;
import org.smime4j.testing.TestPki;

/** {@code openssl cms}. */
final class OpensslCms implements Peer {

  private final Openssl openssl;
  private final Map<TestPki.Issued, List<Path>> files = new ConcurrentHashMap<>();
  private final Path root;
  private final Path content;

  OpensslCms(Path folder) {
    openssl = Openssl.in(folder);
    root = openssl.file(People.ROOT.certificate());
    content = openssl.file(Ours.CONTENT);
  }

  @Override
  public String version() {
    return new String(openssl.run("version"), java.nio.charset.StandardCharsets.US_ASCII)
        .split(" ")[1];
  }

  /** Certificate, key and intermediates. */
  private List<Path> files(TestPki.Issued who) {
    return files.computeIfAbsent(
        who,
        w ->
            List.of(
                openssl.file(w.certificate()),
                openssl.file(w.privateKey()),
                openssl.intermediates(w)));
  }

  @Override
  public byte[] write(Row row) throws Exception {
    if (row instanceof Row.Signed signed) {
      return produce(signing(signed));
    }
    if (row instanceof Row.Encrypted encrypted) {
      return produce(encryption(encrypted));
    }
    if (row instanceof Row.CertificatesOnly) {
      List<Object> line = new ArrayList<>(List.of("crl2pkcs7", "-nocrl", "-outform", "DER"));
      for (X509Certificate certificate : Ours.BAG) {
        line.addAll(List.of("-certfile", openssl.file(certificate)));
      }
      return produce(line);
    }
    return produce(List.of("cms", "-compress", "-binary", "-outform", "DER", "-in", content));
  }

  private List<Object> signing(Row.Signed row) {
    List<Object> line =
        new ArrayList<>(List.of("cms", "-sign", "-binary", "-outform", "DER", "-in", content));
    line.addAll(List.of("-md", row.first().digestName()));
    for (Row.Signing signer : row.signers()) {
      List<Path> of = files(signer.who());
      line.addAll(List.of("-signer", of.get(0), "-inkey", of.get(1)));
      if (signer.family().equals("rsa-pss")) {
        line.addAll(List.of("-keyopt", "rsa_padding_mode:pss"));
        line.addAll(List.of("-keyopt", "rsa_pss_saltlen:" + signer.salt()));
      }
    }
    line.addAll(List.of("-certfile", files(row.first().who()).get(2)));
    if (!row.detached()) {
      line.add("-nodetach");
    }
    if (row.form() == Row.Form.STREAMED) {
      line.add("-stream");
    }
    if (row.ski()) {
      line.add("-keyid");
    }
    if (!row.attributes()) {
      line.add("-noattr");
    }
    return line;
  }

  private List<Object> encryption(Row.Encrypted row) throws Refusal {
    List<Object> line =
        new ArrayList<>(List.of("cms", "-encrypt", "-binary", "-outform", "DER", "-in", content));
    switch (row.cipher()) {
      case RC2_CBC, DES_CBC -> line.addAll(List.of("-provider", "default", "-provider", "legacy"));
      default -> {}
    }
    line.add("-" + option(row.cipher().label()));
    if (row.derived()) {
      throw new Refusal("no option for it");
    }
    if (row.streamed()) {
      line.add("-stream");
    }
    if (row.ski()) {
      line.add("-keyid");
    }
    for (Row.KeyManagement to : row.to()) {
      switch (to.kind()) {
        case PASSWORD -> line.addAll(List.of("-pwri_password", Ours.PASSWORD));
        case KEK -> line.addAll(kek(row));
        default -> {
          line.addAll(List.of("-recip", files(to.who()).get(0)));
          line.addAll(options(to, CipherForm.of(row.cipher()).keyOctets()));
        }
      }
    }
    return line;
  }

  private static String option(String cipher) {
    return switch (cipher) {
      case "rc2-cbc", "des-ede3-cbc", "des-cbc", "chacha20-poly1305" -> cipher;
      default -> cipher.replaceFirst("aes(\\d+)", "aes-$1");
    };
  }

  private static List<String> options(Row.KeyManagement to, int keyOctets) {
    String wrap = "-aes" + 8 * keyOctets + "-wrap";
    return switch (to.kind()) {
      case RSA_OAEP -> {
        List<String> oaep =
            new ArrayList<>(
                List.of(
                    "-keyopt",
                    "rsa_padding_mode:oaep",
                    "-keyopt",
                    "rsa_oaep_md:" + digest(to.hash()),
                    "-keyopt",
                    "rsa_mgf1_md:" + digest(to.mask())));
        if (to.oaepLabel().length > 0) {
          oaep.add("-keyopt");
          oaep.add("rsa_oaep_label:" + HexFormat.of().formatHex(to.oaepLabel()));
        }
        yield oaep;
      }
      case ECDH ->
          to.hash() == null
              ? List.of()
              : List.of(wrap, "-keyopt", "ecdh_kdf_md:" + digest(to.hash()));
      case ECDH_COFACTOR ->
          List.of(
              wrap,
              "-keyopt",
              "ecdh_kdf_md:" + digest(to.hash()),
              "-keyopt",
              "ecdh_cofactor_mode:1");
      default -> List.of();
    };
  }

  private static String digest(org.smime4j.internal.provider.DigestAlgorithm digest) {
    return digest.micalg().replace("sha-", "sha");
  }

  private static List<String> kek(Row.Encrypted row) {
    return List.of(
        "-secretkey",
        HexFormat.of().formatHex(Ours.kek(CipherForm.of(row.cipher()).keyOctets())),
        "-secretkeyid",
        HexFormat.of().formatHex(Ours.KEK_IDENTIFIER));
  }

  @Override
  public byte[] read(Row row, byte[] message) throws Exception {
    Path in = openssl.file(message);
    if (row instanceof Row.CertificatesOnly) {
      byte[] pem = produce(List.of("pkcs7", "-inform", "DER", "-print_certs", "-in", in));
      return Ours.octets(CertificateFiles.readCertificates(openssl.file(pem)).certificates());
    }
    List<Object> line = new ArrayList<>(List.of("cms", "-binary", "-inform", "DER", "-in", in));
    if (row instanceof Row.Signed signed) {
      line.addAll(List.of("-verify", "-verify_retcode", "-CAfile", root, "-purpose", "smimesign"));
      if (signed.detached()) {
        line.addAll(List.of("-content", content));
      }
    } else if (row instanceof Row.Encrypted encrypted) {
      line.add("-decrypt");
      Row.KeyManagement reader = encrypted.reader();
      switch (reader.kind()) {
        case PASSWORD -> line.addAll(List.of("-pwri_password", Ours.PASSWORD));
        case KEK -> line.addAll(kek(encrypted));
        default -> {
          List<Path> of = files(reader.who());
          line.addAll(List.of("-recip", of.get(0), "-inkey", of.get(1)));
        }
      }
    } else {
      line.add("-uncompress");
    }
    return produce(line);
  }

  private byte[] produce(List<?> line) throws Refusal {
    Path out = openssl.file(new byte[0]);
    List<Object> all = new ArrayList<>(line);
    all.addAll(List.of("-out", out));
    Command.Outcome outcome = openssl.tries(all.toArray());
    if (!outcome.ok()) {
      throw new Refusal(outcome.err());
    }
    return Openssl.read(out);
  }

  @Override
  public List<Shortfall> shortfalls() {
    return List.of(
        lacks(THEY_READ, "cek-hkdf", "no CEK-HKDF"),
        lacks(THEY_WRITE, "cek-hkdf", "no CEK-HKDF"),
        differs(
            THEY_READ,
            "^ed448",
            "lacks id-shake256-len, which RFC 8419 requires for Ed448, and reads only id-shake256"),
        lacks(THEY_READ, "-shake(128|256)(,|$)", "no SHAKE in RSASSA-PSS and ECDSA"),
        lacks(THEY_WRITE, "-shake(128|256)(,|$)", "no SHAKE in RSASSA-PSS and ECDSA"),
        lacks(THEY_WRITE, "-ccm|chacha20", "writes neither CCM nor ChaCha20-Poly1305"),
        lacks(THEY_READ, "-ccm|chacha20", "reads neither CCM nor ChaCha20-Poly1305"),
        lacks(
            THEY_READ,
            "rsa-kem|x25519|x448|ml-kem",
            "no KEM and no curve of RFC 8418 for recipients"),
        lacks(
            THEY_WRITE,
            "rsa-kem|x25519|x448|ml-kem",
            "no KEM and no curve of RFC 8418 for recipients"),
        lacks(
            THEY_WRITE,
            "gcm, password",
            "uses the content cipher for the password too, for which AES-GCM is unsuitable"));
  }
}
