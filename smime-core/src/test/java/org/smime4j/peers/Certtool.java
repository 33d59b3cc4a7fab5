package org.smime4j.peers;

import static org.smime4j.peers.Cell.Direction.THEY_READ;
import static org.smime4j.peers.Cell.Direction.THEY_WRITE;
import static org.smime4j.peers.Peer.Shortfall.differs;
import static org.smime4j.peers.Peer.Shortfall.lacks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.smime4j.peers.Peer.Shortfall;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/** {@code certtool} of GnuTLS, which signs and verifies and does not encrypt. */
final class Certtool implements Peer {

  private final Openssl files;
  private final Map<TestPki.Issued, Path> keys = new HashMap<>();
  private final Path root;
  private final Path content;

  Certtool(Path folder) {
    Outside.needs("certtool", "--version");
    files = Openssl.in(folder);
    root = files.file(People.ROOT.certificate());
    content = files.file(Ours.CONTENT);
  }

  @Override
  public String version() {
    return Command.version("certtool");
  }

  @Override
  public byte[] write(Row row) throws Exception {
    if (!(row instanceof Row.Signed signed)
        || signed.signers().size() > 1
        || signed.form() == Row.Form.STREAMED
        || signed.ski()
        || !signed.attributes()) {
      throw new Refusal("no option for it");
    }
    Row.Signing signer = signed.first();
    TestPki.Issued who = signer.who();
    Path out = files.file(new byte[0]);
    List<Object> line = new ArrayList<>();
    line.addAll(List.of("certtool", signed.detached() ? "--p7-detached-sign" : "--p7-sign"));
    line.addAll(List.of("--p7-include-cert", "--p7-time", "--outder", "--infile", content));
    line.addAll(List.of("--load-privkey", keyFile(who)));
    line.addAll(List.of("--load-certificate", files.file(who.certificate())));
    if (!signer.pure()) {
      line.addAll(List.of("--hash", signer.digest().jcaName().replace("SHA-", "SHA")));
    }
    if (signer.family().equals("rsa-pss")) {
      line.add("--sign-params=RSA-PSS");
    }
    line.addAll(List.of("--outfile", out));
    run(line);
    return Files.readAllBytes(out);
  }

  private Path keyFile(TestPki.Issued who) {
    return keys.computeIfAbsent(who, w -> files.file("PRIVATE KEY", pkcs8(w)));
  }

  /**
   * PKCS #8 of version 1, since certtool reads no other; on a curve with the public key beside the
   * private one, which it wants.
   */
  private static byte[] pkcs8(TestPki.Issued who) {
    try {
      if (!(who.privateKey() instanceof ECPrivateKey ec)) {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(who.privateKey().getEncoded());
        return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey())
            .getEncoded();
      }
      SubjectPublicKeyInfo open = SubjectPublicKeyInfo.getInstance(who.publicKey().getEncoded());
      return new PrivateKeyInfo(
              open.getAlgorithm(),
              new org.bouncycastle.asn1.sec.ECPrivateKey(
                  ec.getParams().getOrder().bitLength(), ec.getS(), open.getPublicKeyData(), null))
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] read(Row row, byte[] message) throws Exception {
    if (!(row instanceof Row.Signed signed)) {
      throw new Refusal("no option for it");
    }
    Path out = files.file(new byte[0]);
    List<Object> line = new ArrayList<>();
    line.addAll(List.of("certtool", "--p7-verify", "--inder", "--load-ca-certificate", root));
    line.addAll(List.of("--infile", files.file(message)));
    if (signed.detached()) {
      line.addAll(List.of("--load-data", content));
    } else {
      line.addAll(List.of("--p7-show-data", "--outfile", out));
    }
    String said = run(line);
    if (said.split("Signature status: ok", -1).length - 1 != signed.signers().size()) {
      throw new Refusal(said);
    }
    return signed.detached() ? Ours.CONTENT : Files.readAllBytes(out);
  }

  private static String run(List<?> line) throws Refusal {
    Command.Outcome outcome =
        Command.run(Map.of(), new byte[0], line.stream().map(Object::toString).toList());
    if (!outcome.ok()) {
      throw new Refusal(outcome.err());
    }
    return outcome.err() + outcome.text();
  }

  @Override
  public List<Shortfall> shortfalls() {
    return List.of(
        lacks(THEY_READ, "^(aes|chacha20|des|rc2|zlib|certificates)", "signatures only"),
        lacks(THEY_WRITE, "^(aes|chacha20|des|rc2|zlib|certificates)", "signatures only"),
        lacks(
            THEY_WRITE,
            "^rsa-pss",
            "signs by RSA PKCS #1 v1.5 with an RSA key, and ignores --sign-params"),
        differs(
            THEY_READ,
            "rsa-pss-sha(384|512)",
            "rejects RSASSA-PSS with SHA-384 and SHA-512, which all other peers verify"),
        lacks(THEY_READ, "shake", "no SHAKE"),
        lacks(THEY_WRITE, "shake", "no SHAKE"),
        lacks(THEY_READ, "^(ed448|ml-dsa|slh-dsa)", "no Ed448, ML-DSA or SLH-DSA"),
        lacks(THEY_WRITE, "^(ed448|ml-dsa|slh-dsa)", "no Ed448, ML-DSA or SLH-DSA"),
        lacks(THEY_READ, "brainpool", "no Brainpool curves"),
        lacks(THEY_WRITE, "brainpool", "no Brainpool curves"),
        lacks(
            THEY_WRITE,
            "two signers|identifier|no signed attributes|indefinite",
            "no option for several signers, key identifiers, bare signatures or lengths"));
  }
}
