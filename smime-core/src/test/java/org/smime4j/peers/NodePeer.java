package org.smime4j.peers;

import static org.smime4j.peers.Cell.Direction.THEY_READ;
import static org.smime4j.peers.Cell.Direction.THEY_WRITE;
import static org.smime4j.peers.Peer.Shortfall.differs;
import static org.smime4j.peers.Peer.Shortfall.lacks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.peers.Peer.Shortfall;
import org.smime4j.testing.Outside;

/** A library of JavaScript: one process of Node.js that does one job after the other. */
final class NodePeer implements Peer {

  private final String name;
  private final List<Shortfall> shortfalls;
  private final Process process;
  private final Writer jobs;
  private final BufferedReader answers;

  private NodePeer(String name, List<Shortfall> shortfalls) throws IOException {
    Outside.needs("node", "--version");
    Path folder = Outside.root().resolve("smime-core/src/test/node");
    Outside.needs(
        Files.isDirectory(folder.resolve("node_modules/pkijs")),
        "what npm installs (npm ci --prefix smime-core/src/test/node)");
    this.name = name;
    this.shortfalls = shortfalls;
    process =
        new ProcessBuilder("node", "peer.mjs", name)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    jobs = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII);
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  static NodePeer pkijs() throws IOException {
    return new NodePeer(
        "pkijs",
        List.of(
            lacks(THEY_READ, "^(ed|ml-dsa|slh-dsa)", "no EdDSA, ML-DSA or SLH-DSA"),
            lacks(THEY_WRITE, "^(ed|ml-dsa|slh-dsa)", "no EdDSA, ML-DSA or SLH-DSA"),
            lacks(
                THEY_READ,
                "shake|sha3-|sha224",
                "no digests but SHA-1, SHA-256, SHA-384 and SHA-512"),
            lacks(
                THEY_WRITE,
                "shake|sha3-|sha224",
                "no digests but SHA-1, SHA-256, SHA-384 and SHA-512"),
            lacks(THEY_READ, "brainpool", "no Brainpool curves"),
            lacks(THEY_WRITE, "brainpool", "no Brainpool curves"),
            lacks(THEY_WRITE, "octets of salt", "no choice of the length of the salt"),
            lacks(
                THEY_WRITE,
                "two signers|identifier|indefinite",
                "not tested with several signers, key identifiers or lengths"),
            lacks(THEY_READ, "cek-hkdf", "no CEK-HKDF"),
            lacks(THEY_WRITE, "cek-hkdf", "no CEK-HKDF"),
            lacks(THEY_READ, "-gcm|-ccm|chacha20", "no AuthEnvelopedData"),
            lacks(THEY_WRITE, "-gcm|-ccm|chacha20", "no AuthEnvelopedData"),
            lacks(THEY_READ, "-cbc.*rsa-pkcs1", "no RSA PKCS #1 v1.5 for recipients"),
            lacks(THEY_WRITE, "-cbc.*rsa-pkcs1", "no RSA PKCS #1 v1.5 for recipients"),
            differs(
                THEY_READ,
                "ecdh",
                "cannot derive the key of a message without user keying material, which is"
                    + " optional"),
            lacks(THEY_WRITE, "^(des|rc2)", "no cipher but AES"),
            lacks(THEY_READ, "-kem|x25519|x448", "no KEM and no curve of RFC 8418"),
            lacks(
                THEY_WRITE,
                "-kem|x25519|x448|cofactor|-mgf1-|-label",
                "no KEM, no curve of RFC 8418, no cofactor; one digest and no label for OAEP"),
            differs(
                THEY_WRITE,
                "password",
                "wraps the key with AES-WRAP, but RFC 3211 defines another wrap for passwords"),
            lacks(THEY_READ, "zlib", "no CompressedData"),
            lacks(THEY_READ, "certificates alone", "not tested with certificates only"),
            lacks(THEY_WRITE, "zlib", "no CompressedData"),
            lacks(THEY_WRITE, "certificates alone", "not tested with certificates only")));
  }

  static NodePeer forge() throws IOException {
    return new NodePeer(
        "forge",
        List.of(
            lacks(
                THEY_READ,
                "^(rsa|ecdsa|ed|ml-dsa|slh-dsa|two signers)",
                "no verification of signatures"),
            lacks(
                THEY_WRITE,
                "^(rsa-pss|ecdsa|ed|ml-dsa|slh-dsa|two signers)",
                "signs by RSA PKCS #1 v1.5 only"),
            lacks(
                THEY_WRITE,
                "shake|sha3-|sha224",
                "no digests but SHA-1, SHA-256, SHA-384 and SHA-512"),
            lacks(
                THEY_WRITE,
                "identifier|indefinite",
                "not tested with key identifiers, and no choice of lengths"),
            lacks(THEY_READ, "cek-hkdf", "no CEK-HKDF"),
            lacks(THEY_WRITE, "cek-hkdf", "no CEK-HKDF"),
            lacks(THEY_READ, "-gcm|-ccm|chacha20", "no AuthEnvelopedData"),
            lacks(THEY_WRITE, "-gcm|-ccm|chacha20", "no AuthEnvelopedData"),
            lacks(THEY_READ, "identifier", "finds no recipient by key identifier"),
            lacks(
                THEY_READ,
                "ecdh|oaep|-kem|x25519|x448",
                "reads RSA PKCS #1 v1.5 only, and no message with other kinds of recipients"),
            lacks(
                THEY_WRITE,
                "ecdh|oaep|-kem|x25519|x448|password|kek",
                "writes RSA PKCS #1 v1.5 only"),
            lacks(THEY_WRITE, "^(des-cbc|rc2)", "no RC2 and no DES"),
            lacks(THEY_READ, "zlib", "no CompressedData"),
            lacks(THEY_READ, "certificates alone", "not tested with certificates only"),
            lacks(THEY_WRITE, "zlib", "no CompressedData"),
            lacks(THEY_WRITE, "certificates alone", "not tested with certificates only")));
  }

  private byte[] ask(String verb, Map<String, String> job) throws Exception {
    jobs.write(
        job.entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("\t", "verb=" + verb + "\t", "\n")));
    jobs.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new AssertionError(name + " ended");
    }
    byte[] said = Base64.getDecoder().decode(answer.substring(3));
    if (answer.startsWith("no")) {
      throw new Refusal(new String(said, StandardCharsets.UTF_8));
    }
    return said;
  }

  @Override
  public String version() {
    try {
      return new String(ask("version", Map.of()), StandardCharsets.US_ASCII);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public byte[] write(Row row) throws Exception {
    Map<String, String> job = job(row);
    job.put("content", base64(Ours.CONTENT));
    if (row instanceof Row.Signed signed) {
      if (signed.form() == Row.Form.STREAMED || signed.ski() || signed.signers().size() > 1) {
        throw new Refusal("not asked");
      }
      return ask("sign", job);
    }
    if (row instanceof Row.Encrypted encrypted) {
      if (encrypted.streamed()
          || encrypted.ski()
          || encrypted.derived()
          || encrypted.cipher().isAead()) {
        throw new Refusal("not asked");
      }
      return ask("encrypt", job);
    }
    throw new Refusal("no CompressedData");
  }

  /** PKI.js asked for AES-GCM: it has EnvelopedData alone to put it in. */
  byte[] gcmInEnvelopedData(Row.Encrypted row) throws Exception {
    Map<String, String> job = job(row);
    job.put("content", base64(Ours.CONTENT));
    job.put("cipher", "AES-GCM");
    return ask("encrypt", job);
  }

  @Override
  public byte[] read(Row row, byte[] message) throws Exception {
    Map<String, String> job = job(row);
    job.put("content", base64(Ours.CONTENT));
    job.put("message", base64(message));
    if (row instanceof Row.Signed signed) {
      job.put("root", base64(People.ROOT.certificate().getEncoded()));
      job.put("signers", String.valueOf(signed.signers().size()));
      return ask("verify", job);
    }
    if (row instanceof Row.Encrypted encrypted) {
      job.put("certificate", base64(encrypted.reader().who().certificate().getEncoded()));
      job.put("key", base64(encrypted.reader().who().privateKey().getEncoded()));
      return ask("decrypt", job);
    }
    throw new Refusal("no CompressedData");
  }

  private static Map<String, String> job(Row row) throws Exception {
    Map<String, String> job = new LinkedHashMap<>();
    if (row instanceof Row.Signed signed) {
      Row.Signing signer = signed.first();
      job.put("family", signer.family());
      job.put("hash", signer.digest().jcaName());
      job.put("curve", curve(signer));
      job.put("certificate", base64(signer.who().certificate().getEncoded()));
      job.put("key", base64(signer.who().privateKey().getEncoded()));
      job.put("chain", base64(People.ISSUING.certificate().getEncoded()));
      job.put("detached", String.valueOf(signed.detached()));
      job.put("attributes", String.valueOf(signed.attributes()));
    } else if (row instanceof Row.Encrypted encrypted) {
      StringBuilder certificates = new StringBuilder();
      for (Row.KeyManagement to : encrypted.to()) {
        X509Certificate certificate = to.who().certificate();
        certificates.append(certificates.isEmpty() ? "" : ",");
        certificates.append(base64(certificate.getEncoded()));
      }
      Row.KeyManagement to = encrypted.reader();
      int octets = CipherForm.of(encrypted.cipher()).keyOctets();
      String label = encrypted.cipher().label();
      job.put("management", to.kind().name());
      job.put("certificate", certificates.toString());
      job.put("hash", to.hash() == null ? "" : to.hash().jcaName());
      job.put("cipher", label.endsWith("-cbc") && label.startsWith("aes") ? "AES-CBC" : label);
      job.put(
          "forgeCipher",
          label.equals("des-ede3-cbc") ? "des-EDE3-CBC" : label.replace("cbc", "CBC"));
      job.put("length", String.valueOf(octets * 8));
      job.put("kek", base64(Ours.kek(octets)));
      job.put("kekIdentifier", base64(Ours.KEK_IDENTIFIER));
      job.put("password", base64(Ours.PASSWORD.getBytes(StandardCharsets.US_ASCII)));
    }
    return job;
  }

  private static String curve(Row.Signing signer) {
    if (!(signer.who().publicKey() instanceof ECPublicKey ec)) {
      return "";
    }
    String name = ec.getParams().toString();
    return name.contains("brainpool") ? "brainpool" : "P-" + ec.getParams().getOrder().bitLength();
  }

  private static String base64(byte[] octets) {
    return Base64.getEncoder().encodeToString(octets);
  }

  @Override
  public List<Shortfall> shortfalls() {
    return shortfalls;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
