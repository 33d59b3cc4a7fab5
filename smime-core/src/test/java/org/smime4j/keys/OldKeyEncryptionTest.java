package org.smime4j.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.RC2ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBEParameter;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.keys.KeyFileReader;
import org.smime4j.internal.keys.KeyMaterial;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.testing.TestPki;

/**
 * Keys that were encrypted by what came before PBES2, and by what it allowed in its first years.
 */
class OldKeyEncryptionTest {

  private static final TestPki.Issued ALICE =
      TestPki.authority("Old keys").issue("alice@example.org").ec("P-256").build();
  private static final String PASSWORD = "of that time";
  private static final byte[] SALT = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final int ITERATIONS = 300;

  private static KeyHistory read(AlgorithmIdentifier algorithm, byte[] encrypted, String password)
      throws Exception {
    byte[] file = new EncryptedPrivateKeyInfo(algorithm, encrypted).getEncoded();
    return KeyHistory.read(file, "old.der", PasswordSource.of(password.toCharArray()));
  }

  private static void assertOpens(AlgorithmIdentifier algorithm, byte[] encrypted)
      throws Exception {
    assertThat(read(algorithm, encrypted, PASSWORD).keys())
        .singleElement()
        .satisfies(key -> assertThat(key.publicKey()).isEqualTo(ALICE.publicKey()));
    KeyFile wrong =
        catchThrowableOfType(KeyFile.class, () -> read(algorithm, encrypted, "another"));
    assertThat(wrong.reason()).isEqualTo(KeyFile.Reason.WRONG_PASSWORD);
  }

  /** PBES1 (RFC 8018, section 6.1). */
  @ParameterizedTest
  @CsvSource({
    "1.2.840.113549.1.5.1, PBEWITHMD2ANDDES",
    "1.2.840.113549.1.5.3, PBEWITHMD5ANDDES",
    "1.2.840.113549.1.5.6, PBEWITHMD5ANDRC2",
    "1.2.840.113549.1.5.10, PBEWITHSHA1ANDDES",
    "1.2.840.113549.1.5.11, PBEWITHSHA1ANDRC2"
  })
  void pkcs5OfVersion15_opens(String oid, String name) throws Exception {
    BouncyCastleProvider provider = new BouncyCastleProvider();
    Cipher cipher = Cipher.getInstance(name, provider);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(name, provider)
            .generateSecret(new PBEKeySpec(PASSWORD.toCharArray())),
        new PBEParameterSpec(SALT, ITERATIONS));
    assertOpens(
        new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid), new PBEParameter(SALT, ITERATIONS)),
        cipher.doFinal(ALICE.privateKey().getEncoded()));
  }

  private static byte[] pbkdf2(int octets) throws Exception {
    return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1")
        .generateSecret(new PBEKeySpec(PASSWORD.toCharArray(), SALT, ITERATIONS, 8 * octets))
        .getEncoded();
  }

  private static AlgorithmIdentifier pbes2(String oid, ASN1Encodable parameters, int keyOctets) {
    PBKDF2Params pbkdf2 =
        keyOctets == 0
            ? new PBKDF2Params(SALT, ITERATIONS)
            : new PBKDF2Params(SALT, ITERATIONS, keyOctets);
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_PBES2,
        new PBES2Parameters(
            new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, pbkdf2),
            new EncryptionScheme(new ASN1ObjectIdentifier(oid), parameters)));
  }

  @ParameterizedTest
  @CsvSource({
    "1.3.14.3.2.7, DES, 8",
    "1.2.840.113549.3.7, DESede, 24",
    "2.16.840.1.101.3.4.1.2, AES, 16",
    "2.16.840.1.101.3.4.1.22, AES, 24",
    "2.16.840.1.101.3.4.1.42, AES, 32"
  })
  void pbes2_opens(String oid, String name, int octets) throws Exception {
    Cipher cipher = Cipher.getInstance(name + "/CBC/PKCS5Padding");
    byte[] iv = new byte[cipher.getBlockSize()];
    new Random(1).nextBytes(iv);
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(pbkdf2(octets), name), new IvParameterSpec(iv));
    byte[] encrypted = cipher.doFinal(ALICE.privateKey().getEncoded());
    assertOpens(pbes2(oid, new DEROctetString(iv), 0), encrypted);
    // An initialisation vector of another length is none of this cipher.
    AlgorithmIdentifier otherIv = pbes2(oid, new DEROctetString(new byte[iv.length + 1]), 0);
    assertThat(failure(otherIv, encrypted)).isEqualTo(KeyFile.Reason.DAMAGED);
  }

  /** The number stands for the effective bits below 256 (RFC 8018, appendix B.2.3). */
  @ParameterizedTest
  @CsvSource({"160, 40, 5", "120, 64, 8", "58, 128, 16", "256, 256, 32", "1000, 1000, 32"})
  void pbes2_withRc2_opens(int version, int bits, int octets) throws Exception {
    Cipher cipher = Cipher.getInstance("RC2/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(pbkdf2(octets), "RC2"),
        new RC2ParameterSpec(bits, SALT));
    assertOpens(
        pbes2("1.2.840.113549.3.2", rc2(BigInteger.valueOf(version)), octets),
        cipher.doFinal(ALICE.privateKey().getEncoded()));
  }

  /** Seven blocks of HMAC-SHA-1 cost more than five of HMAC-SHA-256, which one limit allows. */
  @Test
  void a17_anIterationCountsAgain_forEachBlockOfTheKey() throws Exception {
    Cipher cipher = Cipher.getInstance("RC2/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(pbkdf2(125), "RC2"),
        new RC2ParameterSpec(1000, SALT));
    byte[] encrypted = cipher.doFinal(ALICE.privateKey().getEncoded());
    byte[] file =
        new EncryptedPrivateKeyInfo(
                pbes2("1.2.840.113549.3.2", rc2(BigInteger.valueOf(1000)), 125), encrypted)
            .getEncoded();
    assertThat(read(file, 2 * ITERATIONS).privateKeys()).isEqualTo(1);
    KeyFile tooLong = catchThrowableOfType(KeyFile.class, () -> read(file, ITERATIONS));
    assertThat(tooLong.reason()).isEqualTo(KeyFile.Reason.UNSUPPORTED);
    assertThat(tooLong).hasMessageContaining("KDF_ITERATIONS");
  }

  private static KeyMaterial read(byte[] file, int iterations) throws Exception {
    Limits limits = Limits.standard().allowing(Limit.KDF_ITERATIONS, iterations);
    return new KeyFileReader(PasswordSource.of(PASSWORD.toCharArray()), limits)
        .read(file, "old.der");
  }

  private static DERSequence rc2(BigInteger version) {
    ASN1EncodableVector parameters = new ASN1EncodableVector();
    parameters.add(new ASN1Integer(version));
    parameters.add(new DEROctetString(SALT));
    return new DERSequence(parameters);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1025", "-1", "4294967454", "18446744073709551774"})
  void rc2OfAnUnknownLength_isUnsupported(BigInteger version) throws Exception {
    AlgorithmIdentifier algorithm = pbes2("1.2.840.113549.3.2", rc2(version), 16);
    assertThat(failure(algorithm, new byte[64])).isEqualTo(KeyFile.Reason.UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.840.113549.3.4", "2.16.840.1.101.3.4.1.1", "1.2.3"})
  void anotherCipher_isUnsupported(String oid) throws Exception {
    AlgorithmIdentifier algorithm = pbes2(oid, new DEROctetString(new byte[16]), 0);
    assertThat(failure(algorithm, new byte[64])).isEqualTo(KeyFile.Reason.UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.840.113549.1.5.3", "1.2.840.113549.1.12.1.3"})
  void parametersThatAreNone_areDamaged(String oid) throws Exception {
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(oid), new DEROctetString("none".getBytes(UTF_8)));
    assertThat(failure(algorithm, new byte[64])).isEqualTo(KeyFile.Reason.DAMAGED);
  }

  private static KeyFile.Reason failure(AlgorithmIdentifier algorithm, byte[] encrypted) {
    return catchThrowableOfType(KeyFile.class, () -> read(algorithm, encrypted, PASSWORD)).reason();
  }
}
