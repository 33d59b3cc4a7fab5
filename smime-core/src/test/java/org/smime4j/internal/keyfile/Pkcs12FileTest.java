package org.smime4j.internal.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ntt.NTTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.CertificateFiles;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.keys.PasswordSource;
import org.smime4j.testing.TestPki;

/** A PKCS#12 is read for its keys and for its anchors: what one of them refuses, both refuse. */
class Pkcs12FileTest {

  private static final char[] PASSWORD = "secret".toCharArray();
  private static final TestPki.Authority ROOT = TestPki.authority("Both");

  private static final ASN1ObjectIdentifier SCRYPT =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");
  private static final AlgorithmIdentifier HMAC =
      new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
  private static final byte[] SALT = new byte[8];
  private static final byte[] MEGABYTE = new byte[1_000_000];

  @TempDir Path folder;

  // ---- what it is made of --------------------------------------------------------------------

  private static DERSequence sequence(ASN1Encodable... parts) {
    return new DERSequence(parts);
  }

  private static ASN1Integer number(long value) {
    return new ASN1Integer(value);
  }

  private static DEROctetString octets(byte[] value) {
    return new DEROctetString(value);
  }

  private static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded("DER");
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ASN1Encodable tagged(ASN1Encodable value) {
    return new DERTaggedObject(true, 0, value);
  }

  private static ASN1Encodable certificateBag() throws Exception {
    return sequence(
        PKCSObjectIdentifiers.certBag,
        tagged(
            sequence(
                PKCSObjectIdentifiers.x509Certificate,
                tagged(octets(ROOT.certificate().getEncoded())))));
  }

  private static ASN1Encodable nested(ASN1Encodable bag, int times) {
    ASN1Encodable outer = bag;
    for (int i = 0; i < times; i++) {
      outer = sequence(PKCSObjectIdentifiers.safeContentsBag, tagged(sequence(outer)));
    }
    return outer;
  }

  private static ASN1Encodable data(ASN1Encodable... bags) {
    return sequence(PKCSObjectIdentifiers.data, tagged(octets(der(sequence(bags)))));
  }

  private static ASN1Encodable encrypted(ASN1Encodable algorithm, byte[] ciphertext) {
    return sequence(
        PKCSObjectIdentifiers.encryptedData,
        tagged(
            sequence(
                number(0),
                sequence(
                    PKCSObjectIdentifiers.data,
                    algorithm,
                    new DERTaggedObject(false, 0, octets(ciphertext))))));
  }

  private static ASN1Encodable pbkdf2(byte[] salt, ASN1Encodable... rest) {
    ASN1Encodable[] all = new ASN1Encodable[rest.length + 2];
    all[0] = octets(salt);
    System.arraycopy(rest, 0, all, 1, rest.length);
    all[rest.length + 1] = HMAC;
    return sequence(PKCSObjectIdentifiers.id_PBKDF2, sequence(all));
  }

  private static ASN1Encodable scrypt(byte[] salt, int cost, int block, int lanes) {
    return sequence(SCRYPT, sequence(octets(salt), number(cost), number(block), number(lanes)));
  }

  private static ASN1Encodable pbes2(ASN1Encodable function) {
    return sequence(
        PKCSObjectIdentifiers.id_PBES2,
        sequence(function, sequence(NISTObjectIdentifiers.id_aes256_CBC, octets(new byte[16]))));
  }

  private static ASN1Encodable pbe(String scheme, byte[] salt, ASN1Integer iterations) {
    return sequence(new ASN1ObjectIdentifier(scheme), sequence(octets(salt), iterations));
  }

  private static ASN1Encodable mac(byte[] salt, ASN1Integer iterations) {
    return sequence(
        sequence(
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE),
            octets(new byte[32])),
        octets(salt),
        iterations);
  }

  private static ASN1Encodable pbmac1(ASN1Encodable function) {
    return sequence(
        sequence(
            sequence(PKCSObjectIdentifiers.id_PBMAC1, sequence(function, HMAC)),
            octets(new byte[32])),
        octets(SALT),
        number(1));
  }

  private static byte[] pfx(ASN1Encodable part, ASN1Encodable... mac) {
    ASN1Encodable content = data(part);
    return der(
        mac.length == 0 ? sequence(number(3), content) : sequence(number(3), content, mac[0]));
  }

  // ---- both readers --------------------------------------------------------------------------

  private List<?> anchors(byte[] file) throws Exception {
    Path path = Files.write(folder.resolve("file.p12"), file);
    return CertificateFiles.readCertificates(path, PasswordSource.of(PASSWORD)).certificates();
  }

  private static KeyHistory keys(byte[] file) throws Exception {
    return KeyHistory.read(file, "file", PasswordSource.of(PASSWORD));
  }

  private static Map<String, byte[]> hostile() throws Exception {
    Map<String, byte[]> all = new LinkedHashMap<>();
    byte[] junk = new byte[64];
    Map<String, ASN1Integer> counts = new LinkedHashMap<>();
    for (long each : new long[] {0, -1, Integer.MIN_VALUE, 1_000_001, Integer.MAX_VALUE}) {
      counts.put(Long.toString(each), number(each));
    }
    counts.put("2^32+1", new ASN1Integer(BigInteger.ONE.shiftLeft(32).add(BigInteger.ONE)));
    counts.put("2^200", new ASN1Integer(BigInteger.ONE.shiftLeft(200)));
    counts.forEach(
        (name, count) -> {
          all.put(name + " by PBKDF2", pfx(encrypted(pbes2(pbkdf2(SALT, count)), junk)));
          for (String scheme : List.of("1.2.840.113549.1.12.1.3", "1.2.840.113549.1.5.3")) {
            all.put(name + " by " + scheme, pfx(encrypted(pbe(scheme, SALT, count), junk)));
          }
          all.put(
              name + " of a MAC beside what is encrypted",
              pfx(encrypted(pbes2(pbkdf2(SALT, number(1))), junk), mac(SALT, count)));
          all.put(
              name + " of PBMAC1 beside what is encrypted",
              pfx(
                  encrypted(pbes2(pbkdf2(SALT, number(1))), junk),
                  pbmac1(pbkdf2(SALT, count, number(32)))));
        });
    for (long length : new long[] {-1, 0, 31, 33, 1L << 40}) {
      all.put(
          "a key of " + length + " octets",
          pfx(encrypted(pbes2(pbkdf2(SALT, number(1), number(length))), junk)));
    }
    for (long length : new long[] {-1, 0, 65, 1_000, 1L << 40}) {
      all.put(
          "a key of a MAC of " + length + " octets",
          pfx(
              encrypted(pbes2(pbkdf2(SALT, number(1))), junk),
              pbmac1(pbkdf2(SALT, number(1), number(length)))));
    }
    all.put(
        "scrypt whose salt is long, for each block",
        pfx(encrypted(pbes2(scrypt(MEGABYTE, 2, 8, 100)), junk)));
    all.put("scrypt of no lanes", pfx(encrypted(pbes2(scrypt(SALT, 2, 8, 0)), junk)));
    all.put("scrypt of much memory", pfx(encrypted(pbes2(scrypt(SALT, 1 << 22, 8, 1)), junk)));
    all.put("scrypt of much work", pfx(encrypted(pbes2(scrypt(SALT, 1 << 14, 8, 100)), junk)));
    all.put("bags in bags in bags", pfx(data(nested(certificateBag(), 200))));
    all.put(
        "a part for a public key",
        pfx(sequence(PKCSObjectIdentifiers.envelopedData, tagged(sequence()))));
    return all;
  }

  static Stream<String> names() throws Exception {
    return hostile().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void c16_a17_whatAHostilePkcs12AsksFor_isRefused_forItsKeysAndForItsAnchors(String name)
      throws Exception {
    byte[] file = hostile().get(name);
    KeyFile keys = catchThrowableOfType(KeyFile.class, () -> keys(file));
    KeyFile anchors = catchThrowableOfType(KeyFile.class, () -> anchors(file));
    assertThat(keys).as("keys").isNotNull();
    assertThat(anchors).as("anchors").isNotNull();
    // Tried with a password it would be a wrong one.
    assertThat(keys.reason()).isNotEqualTo(KeyFile.Reason.WRONG_PASSWORD);
    if (keys.getMessage().contains("too much work")) {
      assertThat(anchors).hasMessageEndingWith(keys.what());
    }
  }

  @Test
  void whatIsHonest_isReadByBoth() throws Exception {
    byte[] contents = der(sequence(certificateBag()));
    for (ASN1ObjectIdentifier cipher :
        List.of(
            NISTObjectIdentifiers.id_aes128_CBC,
            PKCSObjectIdentifiers.des_EDE3_CBC,
            NTTObjectIdentifiers.id_camellia256_cbc,
            org.bouncycastle.asn1.kisa.KISAObjectIdentifiers.id_seedCBC)) {
      OutputEncryptor encryptor =
          new JcePKCSPBEOutputEncryptorBuilder(
                  new PBKDF2Config.Builder().withIterationCount(1000).withSaltLength(16).build(),
                  cipher)
              .setProvider(new BouncyCastleProvider())
              .build(PASSWORD);
      ByteArrayOutputStream ciphertext = new ByteArrayOutputStream();
      try (OutputStream out = encryptor.getOutputStream(ciphertext)) {
        out.write(contents);
      }
      byte[] file = pfx(encrypted(encryptor.getAlgorithmIdentifier(), ciphertext.toByteArray()));
      assertThat(keys(file).certificates()).as("%s", cipher).containsExactly(ROOT.certificate());
      assertThat(anchors(file)).as("%s", cipher).isEqualTo(List.of(ROOT.certificate()));
    }
    byte[] bags = pfx(data(nested(certificateBag(), 3)));
    assertThat(keys(bags).certificates()).containsExactly(ROOT.certificate());
    assertThat(anchors(bags)).isEqualTo(List.of(ROOT.certificate()));
  }
}
