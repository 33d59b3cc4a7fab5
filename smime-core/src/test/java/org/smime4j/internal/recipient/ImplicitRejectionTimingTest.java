package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.internal.asn1.Identifier;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Providers;
import org.smime4j.testing.InterleavedTiming;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/**
 * Unwrapping takes one time, whatever the block holds (threats A7, A8, A11). The control is a
 * padding check that throws, which must be found to differ, in a tenth of the samples. 5,000 show a
 * branch that makes a second operation; 20,000, which {@code -Pthorough} takes, show a few
 * microseconds.
 */
@Tag("thorough")
@Tag("timing")
public class ImplicitRejectionTimingTest {

  private static final KeyPair RSA = TestPki.generate("RSA-2048");
  private static final Providers PROVIDERS = Providers.standard();
  private static final int LENGTH = 256;
  private static final int CEK = 32;
  private static final int SAMPLES = Samples.times(5_000);
  private static final int EACH = 200;

  private enum Padding {
    PKCS1,
    OAEP
  }

  private final Random random = new Random(20260601);

  private byte[] filled() {
    byte[] block = new byte[LENGTH];
    for (int i = 2; i < LENGTH; i++) {
      block[i] = (byte) (1 + random.nextInt(255));
    }
    block[1] = 2;
    return block;
  }

  private byte[] block(Padding padding, String what) throws Exception {
    if (padding == Padding.PKCS1) {
      byte[] block = filled();
      block[LENGTH - CEK - 1] = 0;
      switch (what) {
        case "right" -> {}
        case "another length" -> {
          block[LENGTH - CEK - 1] = 7;
          block[LENGTH - CEK + 8] = 0;
        }
        case "not 00 02" -> block[1] = 3;
        case "no separator" -> block[LENGTH - CEK - 1] = 9;
        case "early separator" -> block[20] = 0;
        default -> throw new IllegalArgumentException(what);
      }
      return block;
    }
    Oaep oaep = new Oaep(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256, new byte[0]);
    byte[] cek = new byte[CEK];
    random.nextBytes(cek);
    return switch (what) {
      case "right" -> oaep.pad(cek, LENGTH, PROVIDERS);
      case "another length" -> oaep.pad(Arrays.copyOf(cek, 24), LENGTH, PROVIDERS);
      case "not 00 02" -> {
        byte[] block = oaep.pad(cek, LENGTH, PROVIDERS);
        block[0] = 1;
        yield block;
      }
      case "no separator" -> {
        byte[] block = oaep.pad(cek, LENGTH, PROVIDERS);
        block[200] ^= 1;
        yield block;
      }
      case "early separator" ->
          new Oaep(DigestAlgorithm.SHA256, DigestAlgorithm.SHA256, new byte[] {1})
              .pad(cek, LENGTH, PROVIDERS);
      default -> throw new IllegalArgumentException(what);
    };
  }

  private Map<String, List<byte[]>> classes(Padding padding) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, RSA.getPublic());
    Map<String, List<byte[]>> classes = new LinkedHashMap<>();
    for (String what :
        List.of("right", "another length", "not 00 02", "no separator", "early separator")) {
      List<byte[]> encrypted = new ArrayList<>();
      for (int i = 0; i < EACH; i++) {
        byte[] block = block(padding, what);
        // The modulus may begin with 80: a block must stay below it.
        block[0] &= 1;
        encrypted.add(cipher.doFinal(block));
      }
      classes.put(what, encrypted);
    }
    return classes;
  }

  @ParameterizedTest
  @EnumSource
  void a7_a8_a11_everyBlockTakesTheSameTime(Padding padding) throws Exception {
    byte[] algorithm =
        padding == Padding.PKCS1 ? AlgorithmId.derWithNull(Oids.RSA_ENCRYPTION) : oaepAlgorithm();
    Map<String, List<byte[]>> classes = classes(padding);
    String found =
        InterleavedTiming.differsInThreeOfThree(
            classes,
            SAMPLES,
            random,
            System::nanoTime,
            encryptedKey ->
                Recipients.unwrap(
                    new RecipientInfo.KeyTrans(
                        new Identifier(null, null, new byte[20]), algorithm, encryptedKey),
                    RSA,
                    CEK,
                    PROVIDERS));
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "PKCS1")
  void theControlIsFound(Padding padding) throws Exception {
    String found =
        InterleavedTiming.differsInThreeOfThree(
            classes(padding),
            SAMPLES / 10,
            random,
            System::nanoTime,
            encryptedKey -> {
              try {
                Cipher cipher =
                    Cipher.getInstance("RSA/ECB/PKCS1Padding", Providers.bouncyCastle());
                cipher.init(Cipher.DECRYPT_MODE, RSA.getPrivate());
                byte[] key = cipher.doFinal(encryptedKey);
                return key.length == CEK ? key : leakyRetry(encryptedKey);
              } catch (java.security.GeneralSecurityException e) {
                return leakyRetry(encryptedKey);
              }
            });
    assertThat(found).isNotEmpty();
  }

  /** A second private operation, as Bouncy Castle's CMS makes one where the first one failed. */
  private static Object leakyRetry(byte[] encryptedKey) throws Exception {
    Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
    cipher.init(Cipher.DECRYPT_MODE, RSA.getPrivate());
    return cipher.doFinal(encryptedKey);
  }

  private static byte[] oaepAlgorithm() {
    byte[] parameters =
        AlgorithmId.der(
            new org.bouncycastle.asn1.pkcs.RSAESOAEPparams(
                sha256(),
                new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                    new org.bouncycastle.asn1.ASN1ObjectIdentifier(Oids.MGF1), sha256()),
                org.bouncycastle.asn1.pkcs.RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));
    return new org.smime4j.internal.asn1.DerWriter()
        .sequence()
        .oid(Oids.RSAES_OAEP)
        .raw(parameters)
        .end()
        .toByteArray();
  }

  private static org.bouncycastle.asn1.x509.AlgorithmIdentifier sha256() {
    return new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
        new org.bouncycastle.asn1.ASN1ObjectIdentifier(Oids.SHA256),
        org.bouncycastle.asn1.DERNull.INSTANCE);
  }
}
