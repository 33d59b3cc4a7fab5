package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.jcajce.SecretKeyWithEncapsulation;
import org.bouncycastle.jcajce.spec.KEMGenerateSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo.Kem;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.TestPki;

/**
 * KEMRecipientInfo (RFC 9629, RFC 9936) with the sizes and names that the standards demand, and
 * with others: what cleartext tells is said before a key is used, the rest is one made-up key.
 */
public class KemRecipientTableTest {

  private static final Providers PROVIDERS = Providers.standard();
  private static final byte[] CEK = HexFormat.of().parseHex("fedcba9876543210".repeat(4));
  private static final byte[] UKM = {1, 2, 3};
  private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
  private static final Map<String, String> OIDS =
      Map.of(
          "ML-KEM-512", Oids.ML_KEM_512,
          "ML-KEM-768", Oids.ML_KEM_768,
          "ML-KEM-1024", Oids.ML_KEM_1024);
  private static final Map<String, String> KDFS =
      Map.of(
          Oids.HKDF_SHA256, "HmacSHA256",
          Oids.HKDF_SHA384, "HmacSHA384",
          Oids.HKDF_SHA512, "HmacSHA512");

  private static KeyPair keys(String kind) {
    return KEYS.computeIfAbsent(kind, TestPki::generate);
  }

  /** A recipient, written from RFC 9629 with nothing of the library but the wrap. */
  private static Kem written(
      String kind, String kdf, KeyWrap wrap, byte[] wrapAlgorithm, byte @Nullable [] ukm)
      throws Exception {
    KeyGenerator generator = PROVIDERS.keyGenerator(kind);
    generator.init(
        new KEMGenerateSpec.Builder(keys(kind).getPublic(), "Secret", 256).withNoKdf().build());
    SecretKeyWithEncapsulation secret = (SecretKeyWithEncapsulation) generator.generateKey();
    DerWriter info = new DerWriter().sequence().raw(wrapAlgorithm).integer(wrap.octets());
    if (ukm != null) {
      info.tagged(0).octetString(ukm).end();
    }
    String name = KDFS.get(kdf);
    Mac mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(new byte[mac.getMacLength()], name));
    mac.init(new SecretKeySpec(mac.doFinal(secret.getEncoded()), name));
    mac.update(info.end().toByteArray());
    byte[] kek = Arrays.copyOf(mac.doFinal(new byte[] {1}), wrap.octets());
    return new Kem(
        new Identifier(null, null, new byte[20]),
        AlgorithmId.der(OIDS.get(kind)),
        secret.getEncapsulation(),
        AlgorithmId.der(kdf),
        wrap.octets(),
        ukm,
        wrapAlgorithm,
        wrap.wrap(kek, CEK, PROVIDERS));
  }

  private static Kem usual() throws Exception {
    return written(
        "ML-KEM-768", Oids.HKDF_SHA256, KeyWrap.AES_256, AlgorithmId.der(Oids.AES256_WRAP), null);
  }

  private static UnwrappedKey opened(Kem recipient, KeyPair keys) throws Exception {
    return Recipients.unwrap(recipient, keys, CEK.length, PROVIDERS);
  }

  @ParameterizedTest
  @CsvSource({
    "ML-KEM-512, AES_128", "ML-KEM-768, AES_256", "ML-KEM-1024, AES_256",
    "ML-KEM-512, AES_256", "ML-KEM-768, AES_128", "ML-KEM-1024, AES_192",
  })
  void whatTheStandardsAllowGivesTheKey(String kind, KeyWrap wrap) throws Exception {
    for (String kdf : KDFS.keySet()) {
      for (byte[] ukm : new byte[][] {null, new byte[0], UKM, new byte[1000]}) {
        for (byte[] algorithm :
            List.of(AlgorithmId.der(wrap.oid()), AlgorithmId.derWithNull(wrap.oid()))) {
          Kem recipient = written(kind, kdf, wrap, algorithm, ukm);
          assertThat(Recipients.label(recipient))
              .startsWith(kind.toLowerCase(Locale.ROOT) + "-hkdf-")
              .endsWith(wrap.label());
          UnwrappedKey key = opened(recipient, keys(kind));
          assertThat(key.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);
          assertThat(key.cek()).isEqualTo(CEK);
        }
      }
    }
  }

  private static Kem kem(Kem of, byte[] kem, byte[] ciphertext) {
    return new Kem(
        of.identifier(),
        kem,
        ciphertext,
        of.kdf(),
        of.kekLength(),
        of.ukm(),
        of.wrap(),
        of.encryptedKey());
  }

  private static Kem kdf(Kem of, byte[] kdf, int kekLength, byte[] wrap) {
    return new Kem(
        of.identifier(),
        of.kem(),
        of.ciphertext(),
        kdf,
        kekLength,
        of.ukm(),
        wrap,
        of.encryptedKey());
  }

  private static Kem ukm(Kem of, byte @Nullable [] ukm, byte[] encryptedKey) {
    return new Kem(
        of.identifier(),
        of.kem(),
        of.ciphertext(),
        of.kdf(),
        of.kekLength(),
        ukm,
        of.wrap(),
        encryptedKey);
  }

  private static Arguments row(
      String name, Class<? extends SmimeException> expected, UnaryOperator<Kem> change) {
    return Arguments.of(name, expected, change);
  }

  static Stream<Arguments> cleartext() {
    byte[] sequence = AlgorithmId.der(Oids.HKDF_SHA256, new DERSequence());
    return Stream.of(
        row(
            "kemct one octet less",
            Malformed.class,
            k -> kem(k, k.kem(), Arrays.copyOf(k.ciphertext(), 1087))),
        row(
            "kemct one octet more",
            Malformed.class,
            k -> kem(k, k.kem(), Arrays.copyOf(k.ciphertext(), 1089))),
        row("no kemct", Malformed.class, k -> kem(k, k.kem(), new byte[0])),
        row(
            "kemct as long as ML-KEM-512's",
            Malformed.class,
            k -> kem(k, k.kem(), Arrays.copyOf(k.ciphertext(), 768))),
        row(
            "called ML-KEM-1024",
            Malformed.class,
            k -> kem(k, AlgorithmId.der(Oids.ML_KEM_1024), k.ciphertext())),
        row(
            "parameters of ML-KEM",
            Malformed.class,
            k -> kem(k, AlgorithmId.der(Oids.ML_KEM_768, new DERSequence()), k.ciphertext())),
        row(
            "a KEM that nobody knows",
            UnsupportedAlgorithm.class,
            k -> kem(k, AlgorithmId.der("1.2.3.4"), k.ciphertext())),
        row(
            "a signature for a KEM",
            UnsupportedAlgorithm.class,
            k -> kem(k, AlgorithmId.der(KnownOids.ML_DSA_65), k.ciphertext())),
        row("kekLength of another wrap", Malformed.class, k -> kdf(k, k.kdf(), 16, k.wrap())),
        row("kekLength 0", Malformed.class, k -> kdf(k, k.kdf(), 0, k.wrap())),
        row("kekLength 65535", Malformed.class, k -> kdf(k, k.kdf(), 65_535, k.wrap())),
        row("kekLength in bits", Malformed.class, k -> kdf(k, k.kdf(), 256, k.wrap())),
        row(
            "the wrap shorter than kekLength",
            Malformed.class,
            k -> kdf(k, k.kdf(), 32, AlgorithmId.der(Oids.AES128_WRAP))),
        row(
            "a wrap that nobody knows",
            UnsupportedAlgorithm.class,
            k -> kdf(k, k.kdf(), 32, AlgorithmId.der("1.2.3.4"))),
        row(
            "a cipher for a wrap",
            UnsupportedAlgorithm.class,
            k -> kdf(k, k.kdf(), 32, AlgorithmId.der(Oids.AES256_CBC))),
        row("parameters of HKDF", Malformed.class, k -> kdf(k, sequence, 32, k.wrap())),
        row(
            "a KDF that nobody knows",
            UnsupportedAlgorithm.class,
            k -> kdf(k, AlgorithmId.der("1.2.3.4"), 32, k.wrap())),
        row(
            "KDF3 without its hash",
            Malformed.class,
            k -> kdf(k, AlgorithmId.der(Oids.KDF3), 32, k.wrap())),
        row(
            "KDF3 with SHA-1",
            UnsupportedAlgorithm.class,
            k ->
                kdf(
                    k,
                    AlgorithmId.der(
                        Oids.KDF3,
                        AlgorithmId.sequenceOf(AlgorithmId.der(DigestAlgorithm.SHA1.oid()))),
                    32,
                    k.wrap())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cleartext")
  void whatCleartextTellsIsSaidBeforeAKeyIsUsed(
      String name, Class<? extends SmimeException> expected, UnaryOperator<Kem> change)
      throws Exception {
    Kem recipient = change.apply(usual());
    assertThatThrownBy(() -> Recipients.label(recipient)).isInstanceOf(expected);
  }

  static Stream<Arguments> secret() {
    UnaryOperator<byte[]> flipped =
        octets -> {
          byte[] changed = octets.clone();
          changed[changed.length / 2] ^= 1;
          return changed;
        };
    return Stream.of(
        Arguments.of(
            "kemct changed",
            (UnaryOperator<Kem>) k -> kem(k, k.kem(), flipped.apply(k.ciphertext()))),
        Arguments.of("kemct of zeros", (UnaryOperator<Kem>) k -> kem(k, k.kem(), new byte[1088])),
        Arguments.of(
            "another KDF",
            (UnaryOperator<Kem>) k -> kdf(k, AlgorithmId.der(Oids.HKDF_SHA512), 32, k.wrap())),
        Arguments.of(
            "NULL in the wrap's identifier",
            (UnaryOperator<Kem>)
                k -> kdf(k, k.kdf(), 32, AlgorithmId.derWithNull(Oids.AES256_WRAP))),
        Arguments.of(
            "a ukm that was not there", (UnaryOperator<Kem>) k -> ukm(k, UKM, k.encryptedKey())),
        Arguments.of(
            "an empty ukm that was not there",
            (UnaryOperator<Kem>) k -> ukm(k, new byte[0], k.encryptedKey())),
        Arguments.of(
            "the wrapped key changed",
            (UnaryOperator<Kem>) k -> ukm(k, null, flipped.apply(k.encryptedKey()))),
        Arguments.of(
            "the wrapped key cut",
            (UnaryOperator<Kem>) k -> ukm(k, null, Arrays.copyOf(k.encryptedKey(), 32))),
        Arguments.of("no wrapped key", (UnaryOperator<Kem>) k -> ukm(k, null, new byte[0])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("secret")
  void a11_theRestIsOneMadeUpKey(String name, UnaryOperator<Kem> change) throws Exception {
    Kem recipient = change.apply(usual());
    UnwrappedKey key = opened(recipient, keys("ML-KEM-768"));
    assertThat(key.proof()).isZero();
    assertThat(key.unable()).isNull();
    assertThat(key.cek())
        .isEqualTo(
            SyntheticKey.of(keys("ML-KEM-768").getPrivate(), recipient.encryptedKey(), CEK.length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"})
  void anotherPersonsKeyGivesAMadeUpKey_andOneOfAnotherSizeDoesNotFit(String kind)
      throws Exception {
    Kem recipient =
        written(kind, Oids.HKDF_SHA256, KeyWrap.AES_256, AlgorithmId.der(Oids.AES256_WRAP), UKM);
    assertThat(opened(recipient, TestPki.generate(kind)).proof()).isZero();
    for (String other : OIDS.keySet()) {
      assertThat(Recipients.fits(recipient, keys(other).getPublic())).isEqualTo(other.equals(kind));
    }
  }
}
