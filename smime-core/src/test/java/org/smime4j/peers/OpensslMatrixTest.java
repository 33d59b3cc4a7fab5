package org.smime4j.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/**
 * What {@code openssl cms} writes, option by option: each message that it makes is opened, and each
 * signature is intact or broken as OpenSSL's own verification says. What it cannot make is no part
 * of it; how much it made is counted. Every eleventh is a form, a recipient and a digest of each
 * kind, and notices one that is read no longer; {@code -Pthorough} has all.
 */
@Tag("thorough")
class OpensslMatrixTest {

  /** One of so many lines is run. */
  private static final int EVERY = Samples.oneIn(4);

  private static final byte[] CONTENT =
      ("Content-Type: text/plain\r\n\r\n" + "Hello from OpenSSL.\r\n".repeat(20))
          .getBytes(StandardCharsets.US_ASCII);

  private static final List<String> LEGACY = List.of("-provider", "legacy", "-provider", "default");
  private static final byte[] SHARED = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

  // ---- encryption ----------------------------------------------------------------------------

  private static final List<String> CIPHERS =
      List.of(
          "aes128",
          "aes192",
          "aes256",
          "aes-128-gcm",
          "aes-192-gcm",
          "aes-256-gcm",
          "des3",
          "des",
          "rc2-40",
          "rc2-64",
          "rc2-128",
          "camellia128",
          "camellia192",
          "camellia256",
          "seed",
          "cast5",
          "cast5-cbc",
          "idea-cbc",
          "bf-cbc",
          "blowfish");

  private static final List<List<String>> ENCRYPTION_FORMS =
      List.of(List.of(), List.of("-stream"), List.of("-noindef"), List.of("-keyid"));

  private record Recipient(String name, TestPki.Issued who, List<String> keyOptions) {}

  private static List<Recipient> recipients() {
    List<Recipient> all = new ArrayList<>();
    for (String pad : List.of("pkcs1", "oaep")) {
      all.add(new Recipient("rsa " + pad, RSA, List.of("rsa_padding_mode:" + pad)));
    }
    for (String digest : List.of("sha1", "sha256", "sha384", "sha512")) {
      all.add(
          new Recipient(
              "oaep " + digest,
              RSA,
              List.of("rsa_padding_mode:oaep", "rsa_oaep_md:" + digest, "rsa_mgf1_md:" + digest)));
    }
    all.add(
        new Recipient(
            "oaep label",
            RSA,
            List.of("rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_oaep_label:0102")));
    CURVES.forEach((curve, who) -> all.add(new Recipient(curve, who, List.of())));
    for (String kdf : List.of("sha1", "sha224", "sha384", "sha512")) {
      all.add(new Recipient("kdf " + kdf, CURVES.get("P-256"), List.of("ecdh_kdf_md:" + kdf)));
    }
    all.add(new Recipient("cofactor", CURVES.get("P-256"), List.of("ecdh_cofactor_mode:1")));
    return all;
  }

  private static final TestPki.Issued RSA =
      TestPki.authority("Matrix").issue("rsa@example.org").rsa(2048).build();
  private static final Map<String, TestPki.Issued> CURVES = curves();

  private static Map<String, TestPki.Issued> curves() {
    Map<String, TestPki.Issued> curves = new LinkedHashMap<>();
    for (String curve :
        List.of(
            "P-256",
            "P-384",
            "P-521",
            "P-192",
            "P-224",
            "prime239v1",
            "secp160r1",
            "secp192k1",
            "secp224k1",
            "secp256k1",
            "brainpoolP160r1",
            "brainpoolP192r1",
            "brainpoolP224r1",
            "brainpoolP256r1",
            "brainpoolP320r1",
            "brainpoolP384r1",
            "brainpoolP512r1",
            "sect233r1",
            "sect571k1",
            "c2tnb239v1")) {
      curves.put(
          curve, TestPki.authority("Matrix").issue("curve@example.org").key(pair(curve)).build());
    }
    return curves;
  }

  /** The JDK knows the fewest of these curves. */
  private static KeyPair pair(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(curve, e);
    }
  }

  private static KeyHistory keys() {
    KeyHistory keys = KeyHistory.of(People.identity(RSA));
    for (TestPki.Issued who : CURVES.values()) {
      keys = keys.and(KeyHistory.of(People.identity(who)));
    }
    return keys;
  }

  @Test
  void everyMessageThatItEncrypts_isOpened(@TempDir Path folder) throws Exception {
    Openssl openssl = Openssl.in(folder);
    Outside.needs("openssl", "list", "-providers", "-provider", "legacy");
    Path content = openssl.file(CONTENT);
    Decryptor decryptor =
        Decryptor.with(keys())
            .under(AlgorithmPolicy.archive())
            .withKek(new byte[] {1, 2}, SHARED)
            .withRecipientPassword(PasswordSource.of("secret".toCharArray()));
    Map<String, List<Object>> lines = new LinkedHashMap<>();
    for (String cipher : CIPHERS) {
      Recipient plain = recipients().get(0);
      for (List<String> form : ENCRYPTION_FORMS) {
        lines.put(cipher + " " + form, line(openssl, content, cipher, form, plain));
      }
      lines.put(
          cipher + " P-256",
          line(
              openssl,
              content,
              cipher,
              List.of(),
              new Recipient("P-256", CURVES.get("P-256"), List.of())));
      lines.put(
          cipher + " password",
          line(openssl, content, cipher, List.of("-pwri_password", "secret"), null));
      lines.put(
          cipher + " shared key",
          line(
              openssl,
              content,
              cipher,
              List.of("-secretkey", HexFormat.of().formatHex(SHARED), "-secretkeyid", "0102"),
              null));
    }
    for (Recipient recipient : recipients()) {
      for (String cipher : List.of("aes256", "aes-256-gcm", "des3", "camellia256")) {
        for (List<String> form : List.of(List.<String>of(), List.of("-keyid"))) {
          lines.put(
              cipher + " " + recipient.name() + " " + form,
              line(openssl, content, cipher, form, recipient));
        }
      }
    }
    int made = 0;
    Set<String> notMade = new TreeSet<>();
    Set<String> failed = new TreeSet<>();
    for (Map.Entry<String, List<Object>> each : some(lines)) {
      Path out = folder.resolve("encrypted" + made);
      Command.Outcome outcome = openssl.tries(ordered(each.getValue(), out));
      if (outcome.exit() != 0) {
        notMade.add(each.getKey());
        continue;
      }
      made++;
      try {
        Decryption opened = decryptor.decrypt(ByteSource.of(Openssl.read(out)));
        if (!Arrays.equals(Reading.content(opened), CONTENT)) {
          failed.add(each.getKey() + ": another content");
        }
      } catch (SmimeException e) {
        failed.add(each.getKey() + ": " + e);
      }
    }
    System.out.println("OpenSSL encrypted " + made + " messages, and made not " + notMade);
    assertThat(failed).isEmpty();
    assertThat(made).isGreaterThan(150 / EVERY);
  }

  private static List<Map.Entry<String, List<Object>>> some(Map<String, List<Object>> lines) {
    List<Map.Entry<String, List<Object>>> all = List.copyOf(lines.entrySet());
    return IntStream.range(0, all.size()).filter(i -> i % EVERY == 0).mapToObj(all::get).toList();
  }

  private static Object[] ordered(List<Object> given, Path out) {
    List<Object> line = new ArrayList<>(List.of("cms", "-encrypt", "-binary"));
    line.addAll(LEGACY);
    line.addAll(List.of("-outform", "DER", "-out", out));
    line.addAll(given);
    return line.toArray();
  }

  private static List<Object> line(
      Openssl openssl,
      Path content,
      String cipher,
      List<String> form,
      @Nullable Recipient recipient) {
    List<Object> line = new ArrayList<>(List.of("-in", content, "-" + cipher));
    line.addAll(form);
    if (recipient != null) {
      line.addAll(List.of("-recip", openssl.file(recipient.who().certificate())));
      for (String option : recipient.keyOptions()) {
        line.addAll(List.of("-keyopt", option));
      }
    }
    return line;
  }

  // ---- signatures ----------------------------------------------------------------------------

  private static final List<String> DIGESTS =
      List.of(
          "sha1",
          "sha224",
          "sha256",
          "sha384",
          "sha512",
          "sha512-224",
          "sha512-256",
          "sha3-224",
          "sha3-256",
          "sha3-384",
          "sha3-512",
          "md5",
          "ripemd160");

  private static final List<List<String>> SIGNING_FORMS =
      List.of(
          List.of(),
          List.of("-nodetach"),
          List.of("-nodetach", "-stream"),
          List.of("-keyid"),
          List.of("-noattr"),
          List.of("-noattr", "-nodetach"),
          List.of("-nosmimecap"),
          List.of("-cades"),
          List.of("-cades", "-nodetach", "-nosmimecap"));

  /** Not judged as OpenSSL judges them, each with its reason. */
  private static final Map<String, String> OTHERWISE =
      Map.of("md5", "MD5 is not even computed: a signature over it may be anybody's");

  private record Key(String name, TestPki.Issued who, List<String> options) {}

  private static List<Key> keysThatSign() {
    List<Key> all = new ArrayList<>();
    all.add(new Key("rsa", RSA, List.of()));
    for (String salt : List.of("digest", "max", "0", "20")) {
      all.add(
          new Key(
              "pss salt " + salt, RSA, List.of("rsa_padding_mode:pss", "rsa_pss_saltlen:" + salt)));
    }
    for (String mask : List.of("sha1", "sha256", "sha512")) {
      all.add(
          new Key("pss mgf1=" + mask, RSA, List.of("rsa_padding_mode:pss", "rsa_mgf1_md:" + mask)));
    }
    CURVES.forEach((curve, who) -> all.add(new Key(curve, who, List.of())));
    return all;
  }

  @Test
  void everySignatureThatItMakes_isJudgedAsItJudgesIt(@TempDir Path folder) throws Exception {
    Openssl openssl = Openssl.in(folder);
    Outside.needs("openssl", "list", "-providers", "-provider", "legacy");
    Path content = openssl.file(CONTENT);
    byte[] changed = CONTENT.clone();
    changed[changed.length - 5] ^= 1;
    Path altered = openssl.file(changed);
    Map<String, List<Object>> lines = new LinkedHashMap<>();
    for (Key key : keysThatSign()) {
      List<Object> base =
          new ArrayList<>(
              List.of(
                  "-signer",
                  openssl.file(key.who().certificate()),
                  "-inkey",
                  openssl.file(key.who().privateKey())));
      key.options().forEach(option -> base.addAll(List.of("-keyopt", option)));
      for (String digest : DIGESTS) {
        boolean all = key.name().equals("rsa") || key.name().equals("P-256");
        boolean some =
            all
                || key.name().startsWith("pss")
                || List.of("sha1", "sha256", "sha512", "ripemd160").contains(digest);
        for (List<String> form : some ? SIGNING_FORMS : List.<List<String>>of()) {
          if (all || form.size() < 2 && !form.contains("-nosmimecap")) {
            List<Object> line = new ArrayList<>(List.of("-md", digest));
            line.addAll(form);
            line.addAll(base);
            lines.put(key.name() + " " + digest + " " + form, line);
          }
        }
      }
    }
    TrustPolicy trust =
        TrustPolicy.anchors(List.of(RSA.chain().get(RSA.chain().size() - 1)))
            .revocation(Revocation.notChecked("this test is about formats"))
            .at(TestPki.NOW);
    Verifier verifier =
        Verifier.trusting(trust).expecting(ExpectedSigner.anyone("this test is about formats"));
    int made = 0;
    Set<String> notMade = new TreeSet<>();
    Set<String> differ = new TreeSet<>();
    for (Map.Entry<String, List<Object>> each : some(lines)) {
      String name = each.getKey();
      Path out = folder.resolve("signed" + made);
      List<Object> line = new ArrayList<>(List.of("cms", "-sign", "-binary"));
      line.addAll(LEGACY);
      line.addAll(List.of("-outform", "DER", "-out", out, "-in", content));
      line.addAll(each.getValue());
      if (openssl.tries(line.toArray()).exit() != 0) {
        notMade.add(name);
        continue;
      }
      made++;
      boolean detached = !name.contains("-nodetach");
      for (Path about : detached ? List.of(content, altered) : List.of(content)) {
        boolean theirs = accepted(openssl, out, detached ? about : null);
        byte[] signed = Openssl.read(out);
        SignatureReport report =
            detached
                ? verifier.verifyDetached(ByteSource.of(Openssl.read(about)), ByteSource.of(signed))
                : verifier.verify(ByteSource.of(signed));
        assertThat(report.signers()).as(name).hasSize(1);
        SignerVerdict verdict = report.signers().get(0);
        boolean intact = verdict.isIntact();
        boolean otherwise = OTHERWISE.keySet().stream().anyMatch(name::contains);
        if (otherwise ? intact : intact != theirs) {
          differ.add(name + ": OpenSSL says " + theirs + ", we say " + verdict);
        }
        if (verdict.state() == SignerVerdict.State.TRUSTED && !theirs) {
          differ.add(name + ": trusted, and OpenSSL refuses it");
        }
        boolean weak =
            Stream.of(" sha1 ", "ripemd160", "md5", "P-192", "160", "192", "sect", "c2tnb")
                .anyMatch(name::contains);
        if (weak && verdict.state() == SignerVerdict.State.TRUSTED) {
          differ.add(name + ": trusted, and weak");
        }
        if (!weak && theirs && verdict.state() != SignerVerdict.State.TRUSTED) {
          differ.add(name + ": not trusted: " + verdict);
        }
      }
    }
    System.out.println("OpenSSL signed " + made + " messages, and made not " + notMade.size());
    assertThat(differ).isEmpty();
    assertThat(made).isGreaterThan(250 / EVERY);
  }

  private static boolean accepted(Openssl openssl, Path signed, @Nullable Path content) {
    List<Object> line = new ArrayList<>(List.of("cms", "-verify", "-binary"));
    line.addAll(LEGACY);
    line.addAll(
        List.of(
            "-inform",
            "DER",
            "-in",
            signed,
            "-CAfile",
            openssl.root(RSA),
            "-purpose",
            "any",
            "-attime",
            TestPki.NOW.getEpochSecond(),
            "-auth_level",
            "0",
            "-out",
            "/dev/null"));
    if (content != null) {
      line.addAll(List.of("-content", content));
    }
    return openssl.tries(line.toArray()).exit() == 0;
  }
}
