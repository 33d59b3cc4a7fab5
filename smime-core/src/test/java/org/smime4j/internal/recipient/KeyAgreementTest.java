package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DerWriter;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.testing.KnownOids;
import org.smime4j.testing.TestPki;

/**
 * KeyAgreeRecipientInfos that are written here once more, with the JDK's own agreement, digests and
 * wraps, in all the forms that senders use.
 */
public class KeyAgreementTest {

  private static final Providers PROVIDERS = Providers.standard();
  private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
  private static final Map<String, byte[]> SECRETS = new ConcurrentHashMap<>();
  private static final byte[] UKM = "sixty-four octets, or any".getBytes(StandardCharsets.US_ASCII);
  private static final int NO_PARAMETERS = 0;
  private static final int NULL_PARAMETERS = 1;

  private final Random random = new Random(5753);

  private static KeyPair keys(String name, String kind) {
    return KEYS.computeIfAbsent(name + kind, k -> TestPki.generate(kind));
  }

  private record Scheme(String oid, String digest, boolean hkdf) {}

  private static final List<Scheme> X963 =
      List.of(
          new Scheme(KnownOids.STD_DH_SHA1_KDF, "SHA-1", false),
          new Scheme(KnownOids.STD_DH_SHA224_KDF, "SHA-224", false),
          new Scheme(KnownOids.STD_DH_SHA256_KDF, "SHA-256", false),
          new Scheme(KnownOids.STD_DH_SHA384_KDF, "SHA-384", false),
          new Scheme(KnownOids.STD_DH_SHA512_KDF, "SHA-512", false),
          new Scheme(KnownOids.COFACTOR_DH_SHA1_KDF, "SHA-1", false),
          new Scheme(KnownOids.COFACTOR_DH_SHA224_KDF, "SHA-224", false),
          new Scheme(KnownOids.COFACTOR_DH_SHA256_KDF, "SHA-256", false),
          new Scheme(KnownOids.COFACTOR_DH_SHA384_KDF, "SHA-384", false),
          new Scheme(KnownOids.COFACTOR_DH_SHA512_KDF, "SHA-512", false));

  private static final List<Scheme> HKDF =
      List.of(
          new Scheme(Oids.STD_DH_HKDF_SHA256, "SHA-256", true),
          new Scheme(Oids.STD_DH_HKDF_SHA384, "SHA-384", true),
          new Scheme(Oids.STD_DH_HKDF_SHA512, "SHA-512", true));

  static Stream<Arguments> everything() {
    List<Arguments> all = new ArrayList<>();
    for (String kind : List.of("P-256", "P-384", "P-521", "X25519", "X448")) {
      List<Scheme> schemes = new ArrayList<>(X963);
      if (kind.startsWith("X")) {
        schemes.addAll(HKDF);
      }
      schemes.forEach(scheme -> all.add(Arguments.of(kind, scheme)));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("everything")
  void everySchemeOpensWithEveryWrapWithAndWithoutUkmAndNull(String kind, Scheme scheme)
      throws Exception {
    for (String wrap :
        List.of(Oids.AES128_WRAP, Oids.AES192_WRAP, Oids.AES256_WRAP, Oids.DES_EDE3_WRAP)) {
      byte[] cek = new byte[wrap.equals(Oids.DES_EDE3_WRAP) ? 24 : 16 + 8 * random.nextInt(3)];
      random.nextBytes(cek);
      for (byte[] ukm : new byte[][] {null, UKM}) {
        for (int parameters : new int[] {NO_PARAMETERS, NULL_PARAMETERS}) {
          RecipientInfo.KeyAgree recipient =
              written(kind, scheme, wrap, parameters, ukm, cek, false);
          assertThat(Recipients.label(recipient))
              .contains(scheme.digest.toLowerCase(java.util.Locale.ROOT).replace("-", ""));
          UnwrappedKey key = opened(recipient, keys("recipient", kind), cek.length);
          assertThat(key.proof()).as("%s, ukm %s", wrap, ukm != null).isEqualTo(-1);
          assertThat(key.cek()).isEqualTo(cek);
        }
      }
      // Another ukm, or NULL where none was, is another key.
      RecipientInfo.KeyAgree recipient =
          written(kind, scheme, wrap, NULL_PARAMETERS, UKM, cek, false);
      assertThat(
              opened(with(recipient, null, recipient.keyEncryptionAlgorithm()), kind, cek).proof())
          .isZero();
      assertThat(
              opened(with(recipient, UKM, algorithm(scheme.oid, wrap, NO_PARAMETERS)), kind, cek)
                  .proof())
          .isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521"})
  void compressedPointsAndNamedCurvesAreRead(String kind) throws Exception {
    byte[] cek = new byte[32];
    random.nextBytes(cek);
    RecipientInfo.KeyAgree recipient =
        written(kind, X963.get(2), Oids.AES256_WRAP, NO_PARAMETERS, null, cek, true);
    assertThat(opened(recipient, kind, cek).cek()).isEqualTo(cek);
    for (String other : List.of("P-256", "P-384", "P-521")) {
      assertThat(Recipients.fits(recipient, keys("recipient", other).getPublic()))
          .isEqualTo(other.equals(kind));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X25519", "X448"})
  void a16_pointsOfSmallOrderAgreeOnNothing(String kind) throws Exception {
    byte[] cek = new byte[32];
    RecipientInfo.KeyAgree recipient =
        written(kind, HKDF.get(0), Oids.AES256_WRAP, NO_PARAMETERS, null, cek, false);
    int octets = kind.equals("X25519") ? 32 : 56;
    byte[] one = new byte[octets];
    one[0] = 1;
    for (byte[] point : List.of(new byte[octets], one, new byte[octets - 1], new byte[0])) {
      UnwrappedKey key =
          opened(
              new RecipientInfo.KeyAgree(
                  originator(kind.equals("X25519") ? Oids.X25519 : Oids.X448, null, point),
                  null,
                  recipient.keyEncryptionAlgorithm(),
                  recipient.encryptedKeys()),
              kind,
              cek);
      assertThat(key.proof()).isZero();
      assertThat(key.cek()).hasSize(32);
    }
  }

  @Test
  void a16_everyAlteredOctetOfAPointIsASyntheticKeyOrAnotherPoint() throws Exception {
    byte[] cek = new byte[32];
    random.nextBytes(cek);
    RecipientInfo.KeyAgree recipient =
        written("P-256", X963.get(2), Oids.AES256_WRAP, NO_PARAMETERS, null, cek, false);
    byte[] originator = recipient.originator();
    for (int i = originator.length - 65; i < originator.length; i++) {
      byte[] altered = originator.clone();
      altered[i] ^= 0x40;
      UnwrappedKey key =
          opened(
              new RecipientInfo.KeyAgree(
                  altered, null, recipient.keyEncryptionAlgorithm(), recipient.encryptedKeys()),
              "P-256",
              cek);
      assertThat(key.proof()).isZero();
      assertThat(key.cek()).isNotEqualTo(cek);
    }
  }

  @Test
  void whatCleartextForbidsIsSaidBeforeAKeyIsUsed() throws Exception {
    byte[] point = new byte[65];
    byte[] good = algorithm(KnownOids.STD_DH_SHA256_KDF, Oids.AES128_WRAP, NO_PARAMETERS);
    assertRefused(new byte[] {(byte) 0x80, 1, 1}, good, SmimeException.UnsupportedAlgorithm.class);
    assertRefused(
        originator("1.2.3.4", null, point), good, SmimeException.UnsupportedAlgorithm.class);
    byte[] spelledOut =
        new DerWriter()
            .begin(0xa1)
            .sequence()
            .oid(Oids.EC_PUBLIC_KEY)
            .sequence()
            .integer(1)
            .end()
            .end()
            .bitString(point)
            .end()
            .toByteArray();
    assertRefused(spelledOut, good, SmimeException.UnsupportedAlgorithm.class);
    byte[] originator = originator(Oids.EC_PUBLIC_KEY, null, point);
    assertRefused(
        originator,
        algorithm("1.3.133.16.840.63.0.16", Oids.AES128_WRAP, NO_PARAMETERS),
        SmimeException.UnsupportedAlgorithm.class);
    assertRefused(
        originator,
        algorithm(KnownOids.STD_DH_SHA256_KDF, "1.2.3.4", NO_PARAMETERS),
        SmimeException.UnsupportedAlgorithm.class);
    assertRefused(
        originator, AlgorithmId.der(KnownOids.STD_DH_SHA256_KDF), SmimeException.Malformed.class);
    assertRefused(
        originator,
        AlgorithmId.derWithNull(KnownOids.STD_DH_SHA256_KDF),
        SmimeException.Malformed.class);
  }

  private static void assertRefused(
      byte[] originator, byte[] algorithm, Class<? extends SmimeException> kind) {
    RecipientInfo.KeyAgree recipient =
        new RecipientInfo.KeyAgree(originator, null, algorithm, List.of());
    assertThatThrownBy(() -> Recipients.label(recipient)).isInstanceOf(kind);
  }

  private static RecipientInfo.KeyAgree with(
      RecipientInfo.KeyAgree recipient, byte[] ukm, byte[] algorithm) {
    return new RecipientInfo.KeyAgree(
        recipient.originator(), ukm, algorithm, recipient.encryptedKeys());
  }

  private static UnwrappedKey opened(RecipientInfo.KeyAgree recipient, String kind, byte[] cek)
      throws Exception {
    return opened(recipient, keys("recipient", kind), cek.length);
  }

  private static UnwrappedKey opened(RecipientInfo.KeyAgree recipient, KeyPair own, int octets)
      throws Exception {
    return Recipients.unwrap(recipient, own, octets, PROVIDERS);
  }

  private static RecipientInfo.KeyAgree written(
      String kind,
      Scheme scheme,
      String wrap,
      int parameters,
      byte[] ukm,
      byte[] cek,
      boolean compressed)
      throws Exception {
    KeyPair ephemeral = keys("ephemeral", kind);
    byte[] secret = SECRETS.get(kind);
    if (secret == null) {
      KeyAgreement agreement = KeyAgreement.getInstance(kind.startsWith("P-") ? "ECDH" : "XDH");
      agreement.init(ephemeral.getPrivate());
      agreement.doPhase(keys("recipient", kind).getPublic(), true);
      secret = agreement.generateSecret();
      SECRETS.put(kind, secret);
    }

    boolean des = wrap.equals(Oids.DES_EDE3_WRAP);
    int kekOctets = wrap.equals(Oids.AES128_WRAP) ? 16 : wrap.equals(Oids.AES256_WRAP) ? 32 : 24;
    DerWriter info = new DerWriter().sequence().raw(identifier(wrap, parameters));
    if (ukm != null) {
      info.tagged(0).octetString(ukm).end();
    }
    byte[] bits = ByteBuffer.allocate(4).putInt(8 * kekOctets).array();
    byte[] shared = info.tagged(2).octetString(bits).end().end().toByteArray();
    byte[] kek =
        Arrays.copyOf(
            scheme.hkdf ? hkdf(scheme.digest, secret, shared) : x963(scheme.digest, secret, shared),
            kekOctets);
    Cipher cipher = Cipher.getInstance(des ? "DESedeWrap" : "AESWrap");
    cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(kek, des ? "DESede" : "AES"));
    byte[] encryptedKey = cipher.wrap(new SecretKeySpec(cek, des ? "DESede" : "AES"));

    SubjectPublicKeyInfo spki =
        SubjectPublicKeyInfo.getInstance(ephemeral.getPublic().getEncoded());
    byte[] point = spki.getPublicKeyData().getOctets();
    byte[] curve = null;
    if (compressed) {
      curve = AlgorithmId.der(spki.getAlgorithm().getParameters());
      int odd = point[point.length - 1] & 1;
      point = Arrays.copyOf(point, 1 + point.length / 2);
      point[0] = (byte) (2 + odd);
    }
    return new RecipientInfo.KeyAgree(
        originator(spki.getAlgorithm().getAlgorithm().getId(), curve, point),
        ukm,
        algorithm(scheme.oid, wrap, parameters),
        List.of(
            new RecipientInfo.RecipientEncryptedKey(
                new Identifier(null, null, new byte[20]), encryptedKey)));
  }

  private static byte[] originator(String oid, byte[] curve, byte[] point) {
    DerWriter writer = new DerWriter().begin(0xa1).sequence().oid(oid);
    if (curve != null) {
      writer.raw(curve);
    }
    return writer.end().bitString(point).end().toByteArray();
  }

  private static byte[] algorithm(String scheme, String wrap, int parameters) {
    return new DerWriter()
        .sequence()
        .oid(scheme)
        .raw(identifier(wrap, parameters))
        .end()
        .toByteArray();
  }

  private static byte[] identifier(String oid, int parameters) {
    return parameters == NULL_PARAMETERS ? AlgorithmId.derWithNull(oid) : AlgorithmId.der(oid);
  }

  private static byte[] x963(String digest, byte[] secret, byte[] info) throws Exception {
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    for (int counter = 1; counter <= 2; counter++) {
      MessageDigest hash = MessageDigest.getInstance(digest);
      hash.update(secret);
      hash.update(new byte[] {0, 0, 0, (byte) counter});
      hash.update(info);
      key.write(hash.digest());
    }
    return key.toByteArray();
  }

  private static byte[] hkdf(String digest, byte[] secret, byte[] info) throws Exception {
    String name = "Hmac" + digest.replace("-", "");
    Mac mac = Mac.getInstance(name);
    mac.init(new SecretKeySpec(new byte[mac.getMacLength()], name));
    mac.init(new SecretKeySpec(mac.doFinal(secret), name));
    mac.update(info);
    return mac.doFinal(new byte[] {1});
  }
}
