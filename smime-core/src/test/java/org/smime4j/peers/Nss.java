package org.smime4j.peers;

import static org.smime4j.peers.Cell.Direction.THEY_READ;
import static org.smime4j.peers.Cell.Direction.THEY_WRITE;
import static org.smime4j.peers.Peer.Shortfall.lacks;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smime4j.peers.Peer.Shortfall;
import org.smime4j.settings.ContentCipher;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/** {@code cmsutil} of NSS, the library of Thunderbird, with a database of its own. */
final class Nss implements Peer {

  private final Openssl openssl;
  private final String database;
  private final Path content;
  private final Map<TestPki.Issued, String> held = new LinkedHashMap<>();

  Nss(Path folder) throws Exception {
    for (String program : List.of("certutil", "pk12util", "cmsutil")) {
      Outside.needsProgram(program);
    }
    openssl = Openssl.in(folder);
    database = "sql:" + Files.createDirectory(folder.resolve("nss"));
    content = openssl.file(Ours.CONTENT);
    run("certutil", "-N", "-d", database, "--empty-password");
    add("root", "C,C,C", People.ROOT);
    add("issuing", ",,", People.ISSUING);
    for (TestPki.Issued who : People.receivers()) {
      String name = "person" + held.size();
      Path pfx =
          openssl.file(
              openssl.produce(
                  "pkcs12",
                  "-export",
                  "-inkey",
                  openssl.file(who.privateKey()),
                  "-in",
                  openssl.file(who.certificate()),
                  "-name",
                  name,
                  "-passout",
                  "pass:test"));
      run("pk12util", "-i", pfx, "-d", database, "-W", "test", "-K", "");
      held.put(who, name);
    }
  }

  private void add(String name, String trust, TestPki.Issued who) throws Refusal {
    Path file = openssl.file(who.certificate());
    run("certutil", "-A", "-d", database, "-n", name, "-t", trust, "-i", file);
  }

  private static void run(Object... line) throws Refusal {
    Command.Outcome outcome =
        Command.run(Map.of(), new byte[0], List.of(line).stream().map(Object::toString).toList());
    if (!outcome.ok()) {
      throw new Refusal(outcome.err() + outcome.text());
    }
  }

  @Override
  public String version() {
    // It says so nowhere; where Debian does not either, the page does without.
    try {
      return Command.run(
              Map.of(), new byte[0], List.of("dpkg-query", "-W", "-f", "${Version}", "libnss3"))
          .text()
          .replaceAll("^\\d+:|-.*", "");
    } catch (UncheckedIOException e) {
      return "unknown";
    }
  }

  @Override
  public byte[] write(Row row) throws Exception {
    Path out = openssl.file(new byte[0]);
    List<Object> line = new ArrayList<>();
    if (row instanceof Row.Signed signed) {
      if (signed.ski()
          || !signed.attributes()
          || signed.signers().size() > 1
          || !signed.first().family().matches("rsa-pkcs1|ecdsa")) {
        throw new Refusal("no option for it");
      }
      line.addAll(List.of("cmsutil", "-S", "-d", database, "-N", held(signed.first().who())));
      line.addAll(
          List.of("-G", "-P", "-H", signed.first().digest().jcaName().replace("SHA-", "SHA")));
      if (signed.detached()) {
        line.add("-T");
      }
    } else if (row instanceof Row.Encrypted encrypted) {
      List<String> recipients = new ArrayList<>();
      boolean chosen =
          encrypted.to().stream()
              .allMatch(
                  to ->
                      to.kind() == Row.Kind.RSA_PKCS1
                          || to.kind() == Row.Kind.ECDH && to.hash() == null);
      if (encrypted.cipher() != ContentCipher.AES_128_CBC
          || encrypted.ski()
          || encrypted.derived()
          || !chosen) {
        throw new Refusal("no option for it");
      }
      for (Row.KeyManagement to : encrypted.to()) {
        recipients.add(held(to.who()));
      }
      line.addAll(List.of("cmsutil", "-E", "-d", database, "-r", String.join(",", recipients)));
    } else if (row instanceof Row.CertificatesOnly) {
      line.addAll(List.of("cmsutil", "-O", "-d", database, "-r", held(People.RSA)));
    } else {
      throw new Refusal("no CompressedData");
    }
    line.addAll(List.of("-i", content, "-o", out));
    run(line.toArray());
    return Files.readAllBytes(out);
  }

  private String held(TestPki.Issued who) throws Refusal {
    String name = held.get(who);
    if (name == null) {
      throw new Refusal("no such key");
    }
    return name;
  }

  @Override
  public byte[] read(Row row, byte[] message) throws Exception {
    Path out = openssl.file(new byte[0]);
    List<Object> line =
        new ArrayList<>(List.of("cmsutil", "-D", "-d", database, "-i", openssl.file(message)));
    line.addAll(List.of("-o", out));
    if (row instanceof Row.Signed signed) {
      line.addAll(List.of("-u", "4"));
      if (signed.detached()) {
        line.addAll(List.of("-c", content));
      }
    }
    run(line.toArray());
    return Files.readAllBytes(out);
  }

  @Override
  public List<Shortfall> shortfalls() {
    return List.of(
        lacks(THEY_READ, "cek-hkdf", "no CEK-HKDF"),
        lacks(THEY_WRITE, "cek-hkdf", "no CEK-HKDF"),
        lacks(THEY_READ, "certificates alone", "not tested with certificates only"),
        lacks(THEY_READ, "-gcm|-ccm|chacha20", "no AuthEnvelopedData"),
        lacks(THEY_READ, "^(ed|ml-dsa|slh-dsa)", "no EdDSA, ML-DSA or SLH-DSA"),
        lacks(THEY_WRITE, "^(ed|ml-dsa|slh-dsa)", "no EdDSA, ML-DSA or SLH-DSA"),
        lacks(THEY_READ, "shake|sha3", "no SHA-3 and no SHAKE in signatures"),
        lacks(THEY_WRITE, "shake|sha3", "no SHA-3 and no SHAKE in signatures"),
        lacks(THEY_READ, "brainpool", "no Brainpool curves"),
        lacks(THEY_WRITE, "brainpool", "no Brainpool curves"),
        lacks(
            THEY_WRITE,
            "rsa-pss|two signers|identifier|no signed attributes",
            "no option for RSASSA-PSS, several signers, key identifiers or bare signatures"),
        lacks(THEY_READ, "-kem|x25519|x448", "no KEM and no curve of RFC 8418"),
        lacks(
            THEY_WRITE,
            "^(aes|chacha20|des|rc2)",
            "encrypts by AES-128-CBC, RSA PKCS #1 v1.5 and ECDH of its choice only"),
        lacks(THEY_READ, "zlib", "no CompressedData"),
        lacks(THEY_WRITE, "zlib", "no CompressedData"));
  }
}
