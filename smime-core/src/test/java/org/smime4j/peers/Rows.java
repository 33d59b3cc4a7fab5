package org.smime4j.peers;

import static org.smime4j.internal.provider.DigestAlgorithm.SHA1;
import static org.smime4j.internal.provider.DigestAlgorithm.SHA224;
import static org.smime4j.internal.provider.DigestAlgorithm.SHA256;
import static org.smime4j.internal.provider.DigestAlgorithm.SHA384;
import static org.smime4j.internal.provider.DigestAlgorithm.SHA3_224;
import static org.smime4j.internal.provider.DigestAlgorithm.SHA512;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.peers.Row.Encrypted;
import org.smime4j.peers.Row.Form;
import org.smime4j.peers.Row.KeyManagement;
import org.smime4j.peers.Row.Kind;
import org.smime4j.peers.Row.Signed;
import org.smime4j.peers.Row.Signing;
import org.smime4j.peers.Row.Worth;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.testing.TestPki;

/** The rows of the matrix. A new algorithm is an entry here. */
final class Rows {

  private Rows() {}

  /** Tables by their headings, in the order of the page. */
  static Map<String, List<Row>> tables() {
    Map<String, List<Row>> tables = new LinkedHashMap<>();
    tables.put("Signatures, detached", detached());
    tables.put("Signatures with their content", opaque());
    tables.put("Content ciphers", ciphers());
    tables.put("Key management", keyManagement());
    tables.put(
        "Neither signed nor encrypted",
        List.of(new Row.Compressed("zlib"), new Row.CertificatesOnly("certificates alone")));
    return tables;
  }

  static List<Row> all() {
    return tables().values().stream().flatMap(List::stream).toList();
  }

  private static List<Row> detached() {
    List<Row> rows = new ArrayList<>();
    schemes(false)
        .map(signing -> signed(Form.DETACHED, signing.label(), signing))
        .forEach(rows::add);
    Signing rsa = new Signing(People.RSA, "rsa-pkcs1", SHA256);
    Signing p256 = new Signing(People.P256, "ecdsa", SHA256);
    for (DigestAlgorithm digest : List.of(SHA256, SHA384, SHA512, SHA224)) {
      // As many as the digest has, unless told otherwise; and as many as there is room for.
      for (int salt : new int[] {0, 20, 254 - digest.octets()}) {
        Signing pss = new Signing(People.RSA, "rsa-pss", digest, salt);
        rows.add(signed(Form.DETACHED, pss.label() + ", " + salt + " octets of salt", pss));
      }
    }
    Signing pss224 = new Signing(People.RSA, "rsa-pss", SHA224);
    rows.add(signed(Form.DETACHED, pss224.label(), pss224));
    for (String curve : List.of("brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1")) {
      DigestAlgorithm digest =
          curve.contains("256") ? SHA256 : curve.contains("384") ? SHA384 : SHA512;
      Signing ecdsa = new Signing(People.only(curve), "ecdsa", digest);
      rows.add(signed(Form.DETACHED, ecdsa.label() + ", " + curve, ecdsa));
    }
    Signing shorter = new Signing(People.P384, "ecdsa", SHA256);
    rows.add(signed(Form.DETACHED, shorter.label() + ", P-384", shorter));
    for (DigestAlgorithm digest : List.of(SHA224, SHA3_224)) {
      for (Signing signing :
          List.of(
              new Signing(People.RSA, "rsa-pkcs1", digest),
              new Signing(People.P256, "ecdsa", digest))) {
        rows.add(signed(Form.DETACHED, signing.label(), signing));
      }
    }
    for (Signing each : List.of(rsa, p256)) {
      rows.add(
          new Signed(
              each.label() + ", named by key identifier",
              Form.DETACHED,
              List.of(each),
              true,
              true,
              Worth.TRUSTED));
    }
    rows.add(
        new Signed(
            "rsa-pkcs1-sha256, no signed attributes",
            Form.DETACHED,
            List.of(rsa),
            false,
            false,
            Worth.TRUSTED));
    rows.add(
        signed(
            Form.DETACHED,
            "two signers, rsa and ecdsa",
            rsa,
            new Signing(People.P256, "ecdsa", SHA256)));
    for (Signing weak :
        List.of(
            new Signing(People.RSA, "rsa-pkcs1", SHA1),
            new Signing(People.RSA, "rsa-pss", SHA1),
            new Signing(People.P256, "ecdsa", SHA1))) {
      rows.add(new Signed(weak.label(), Form.DETACHED, List.of(weak), false, true, Worth.WEAK));
    }
    return rows;
  }

  private static List<Row> opaque() {
    List<Row> rows = new ArrayList<>();
    schemes(true)
        .map(signing -> signed(Form.OPAQUE, signing.label() + ", opaque", signing))
        .forEach(rows::add);
    for (Signing signing :
        List.of(
            new Signing(People.RSA, "rsa-pkcs1", SHA256),
            new Signing(People.P256, "ecdsa", SHA256))) {
      rows.add(signed(Form.STREAMED, signing.label() + ", opaque, indefinite lengths", signing));
    }
    rows.add(
        signed(
            Form.OPAQUE,
            "two signers, rsa and ecdsa, opaque",
            new Signing(People.RSA, "rsa-pkcs1", SHA256),
            new Signing(People.P256, "ecdsa", SHA256)));
    return rows;
  }

  private static Row signed(Form form, String name, Signing... signers) {
    return new Signed(name, form, List.of(signers), false, true, Worth.TRUSTED);
  }

  /** Of SLH-DSA, what signs quickly; the small variants take seconds for each message. */
  private static Stream<Signing> schemes(boolean withoutHashBased) {
    return Stream.of(SignatureScheme.values())
        .filter(scheme -> !scheme.keyType().matches("SLH-DSA-.*S"))
        .filter(scheme -> !withoutHashBased || !scheme.keyType().startsWith("SLH-"))
        .map(Rows::signing);
  }

  static Signing signing(SignatureScheme scheme) {
    String digest = "-" + DigestAlgorithm.of(scheme).micalg().replace("sha-", "sha");
    String label = scheme.label();
    boolean named = scheme.keyType().equals("RSA") || scheme.keyType().equals("EC");
    return new Signing(
        People.forScheme(scheme),
        named ? label.substring(0, label.length() - digest.length()) : label,
        DigestAlgorithm.of(scheme));
  }

  /** What nobody writes any more: {@code OpensslMatrixTest} reads it. */
  private static final Set<ContentCipher> OLD =
      EnumSet.range(ContentCipher.CAMELLIA_128_CBC, ContentCipher.BLOWFISH_CBC);

  private static List<Row> ciphers() {
    List<Row> rows = new ArrayList<>();
    for (KeyManagement to : List.of(rsa(), ecdh(People.P256, "P-256", null))) {
      for (ContentCipher cipher : ContentCipher.values()) {
        // AES key wrap takes sixteen octets or more.
        if (!OLD.contains(cipher)
            && (cipher != ContentCipher.DES_CBC || to.kind() == Kind.RSA_PKCS1)) {
          rows.add(encrypted(cipher, to));
        }
      }
      for (ContentCipher cipher : List.of(ContentCipher.AES_256_GCM, ContentCipher.AES_256_CBC)) {
        rows.add(
            new Encrypted(
                name(cipher, to) + ", indefinite lengths", cipher, List.of(to), false, true));
      }
    }
    return rows;
  }

  private static List<Row> keyManagement() {
    List<Row> rows = new ArrayList<>();
    List<KeyManagement> all = new ArrayList<>();
    for (DigestAlgorithm hash : List.of(SHA1, SHA256, SHA384, SHA512)) {
      all.add(oaep(hash, hash));
    }
    all.add(oaep(SHA256, SHA1));
    all.add(oaep(SHA1, SHA256));
    all.add(new KeyManagement(Kind.RSA_KEM, People.RSA, "rsa-kem", null));
    all.add(ecdh(People.P384, "P-384", null));
    all.add(ecdh(People.P521, "P-521", null));
    all.add(ecdh(People.only("brainpoolP256r1"), "brainpoolP256r1", null));
    all.add(ecdh(People.only("brainpoolP384r1"), "brainpoolP384r1", null));
    all.add(new KeyManagement(Kind.RSA_OAEP, People.RSA, "rsa-oaep-sha256-label", SHA256));
    for (DigestAlgorithm hash : List.of(SHA1, SHA224, SHA256, SHA384, SHA512)) {
      all.add(ecdh(People.P256, "P-256", hash));
    }
    List<DigestAlgorithm> hashes = List.of(SHA1, SHA224, SHA256, SHA384, SHA512);
    for (DigestAlgorithm hash : hashes) {
      all.add(cofactor(hash));
    }
    for (DigestAlgorithm hash : List.of(SHA256, SHA384, SHA512)) {
      String hkdf = "-hkdf-" + hash(hash);
      all.add(new KeyManagement(Kind.XDH, People.only("X25519"), "x25519" + hkdf, hash));
      all.add(new KeyManagement(Kind.XDH, People.only("X448"), "x448" + hkdf, hash));
    }
    for (String kem : List.of("ML-KEM-512", "ML-KEM-768", "ML-KEM-1024")) {
      all.add(
          new KeyManagement(Kind.ML_KEM, People.only(kem), kem.toLowerCase(Locale.ROOT), SHA256));
    }
    all.add(new KeyManagement(Kind.PASSWORD, People.RSA, "password", SHA256));
    all.add(new KeyManagement(Kind.KEK, People.RSA, "kek-aes256-wrap", null));
    for (KeyManagement to : all) {
      rows.add(encrypted(ContentCipher.AES_256_GCM, to));
      rows.add(encrypted(ContentCipher.AES_256_CBC, to));
    }
    for (ContentCipher cipher : List.of(ContentCipher.AES_128_CBC, ContentCipher.AES_192_CBC)) {
      for (DigestAlgorithm hash : hashes) {
        rows.add(encrypted(cipher, ecdh(People.P256, "P-256", hash)));
        rows.add(encrypted(cipher, cofactor(hash)));
      }
      String wrap = "kek-aes" + 8 * CipherForm.of(cipher).keyOctets() + "-wrap";
      rows.add(encrypted(cipher, new KeyManagement(Kind.KEK, People.RSA, wrap, null)));
    }
    for (DigestAlgorithm hash : hashes) {
      for (DigestAlgorithm mask : hashes) {
        if (all.stream().noneMatch(to -> to.label().equals(oaep(hash, mask).label()))) {
          rows.add(encrypted(ContentCipher.AES_256_CBC, oaep(hash, mask)));
        }
      }
    }
    for (ContentCipher cipher :
        List.of(
            ContentCipher.AES_128_GCM,
            ContentCipher.AES_256_GCM,
            ContentCipher.AES_128_CBC,
            ContentCipher.AES_256_CBC)) {
      rows.add(
          new Encrypted(
              name(cipher, rsa()) + ", cek-hkdf", cipher, List.of(rsa()), false, false, true));
    }
    for (KeyManagement to : List.of(rsa(), ecdh(People.P256, "P-256", null))) {
      for (ContentCipher cipher : List.of(ContentCipher.AES_256_GCM, ContentCipher.AES_256_CBC)) {
        rows.add(
            new Encrypted(
                name(cipher, to) + ", named by key identifier", cipher, List.of(to), true, false));
      }
    }
    KeyManagement other = new KeyManagement(Kind.RSA_PKCS1, People.RSA3072, "rsa-pkcs1", null);
    rows.add(
        new Encrypted(
            "aes128-cbc, two recipients, rsa-pkcs1",
            ContentCipher.AES_128_CBC,
            List.of(other, rsa()),
            false,
            false));
    rows.add(
        new Encrypted(
            "aes128-cbc, three recipients, ecdh P-256, P-384 and rsa-pkcs1",
            ContentCipher.AES_128_CBC,
            List.of(ecdh(People.P256, "P-256", null), ecdh(People.P384, "P-384", null), rsa()),
            false,
            false));
    return rows;
  }

  private static KeyManagement rsa() {
    return new KeyManagement(Kind.RSA_PKCS1, People.RSA, "rsa-pkcs1", null);
  }

  private static KeyManagement oaep(DigestAlgorithm hash, DigestAlgorithm mask) {
    String label = "rsa-oaep-" + hash(hash) + (hash == mask ? "" : "-mgf1-" + hash(mask));
    return new KeyManagement(Kind.RSA_OAEP, People.RSA, label, hash, mask);
  }

  /** The label names the curve too, as reports do not. */
  private static KeyManagement ecdh(TestPki.Issued who, String curve, DigestAlgorithm hash) {
    return new KeyManagement(
        Kind.ECDH, who, "ecdh" + (hash == null ? "" : "-" + hash(hash)) + " " + curve, hash);
  }

  private static KeyManagement cofactor(DigestAlgorithm hash) {
    return new KeyManagement(Kind.ECDH_COFACTOR, People.P256, "ecdh-cofactor-" + hash(hash), hash);
  }

  private static String hash(DigestAlgorithm digest) {
    return digest.micalg().replace("sha-", "sha");
  }

  private static Row encrypted(ContentCipher cipher, KeyManagement to) {
    return new Encrypted(name(cipher, to), cipher, List.of(to), false, false);
  }

  private static String name(ContentCipher cipher, KeyManagement to) {
    return cipher.label() + ", " + to.label();
  }
}
