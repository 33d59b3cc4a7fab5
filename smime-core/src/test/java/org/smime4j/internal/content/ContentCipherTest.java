package org.smime4j.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.RC2ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;

/** Content encryption and decryption, each against one-shot ciphers of the JDK or Bouncy Castle. */
public class ContentCipherTest {

  private static final Providers PROVIDERS = Providers.standard();

  /** Short enough that many seams lie in a short content. */
  private static final long SEGMENT = 64;

  private final Random random = new Random(20260601);

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] oneShotGcm(byte[] key, byte[] nonce, byte[] aad, byte[] plain)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    if (aad != null) {
      cipher.updateAAD(aad);
    }
    return cipher.doFinal(plain);
  }

  /** Encrypts in pieces that a seed chooses; ciphertext, then tag. */
  private static byte[] encrypt(ContentEncryption encryption, byte[] plain, long seed)
      throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Random sizes = new Random(seed);
    for (int at = 0; at < plain.length; ) {
      int n = Math.min(plain.length - at, seed == 0 ? plain.length : 1 + sizes.nextInt(200));
      byte[] piece = new byte[n + ContentEncryption.SLACK];
      out.write(piece, 0, encryption.update(plain, at, n, piece, 0));
      at += n;
    }
    byte[] end = new byte[ContentEncryption.SLACK];
    out.write(end, 0, encryption.finish(end, 0));
    if (encryption.cipher().isAead()) {
      out.write(encryption.tag());
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 1000, 20_000})
  void chaCha20Poly1305_isWrittenAsTheJdkDoes_withAttributesAndWithout(int size) throws Exception {
    byte[] key = bytes(32);
    byte[] nonce = bytes(12);
    byte[] plain = bytes(size);
    for (byte[] attributes : new byte[][] {null, bytes(40)}) {
      ContentEncryption encryption =
          new ContentEncryption(ContentCipher.CHACHA20_POLY1305, key, nonce, SEGMENT, PROVIDERS);
      Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305", "SunJCE");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
      if (attributes != null) {
        encryption.withAuthAttrs(attributes);
        cipher.updateAAD(attributes);
      }
      assertThatThrownBy(encryption::tag).isInstanceOf(IllegalStateException.class);
      assertThat(encrypt(encryption, plain, size)).isEqualTo(cipher.doFinal(plain));
    }
  }

  private static ContentEncryption gcm(byte[] key, byte[] nonce, byte[] aad, long segment) {
    ContentCipher cipher = key.length == 16 ? ContentCipher.AES_128_GCM : ContentCipher.AES_256_GCM;
    ContentEncryption encryption = new ContentEncryption(cipher, key, nonce, segment, PROVIDERS);
    return aad == null ? encryption : encryption.withAuthAttrs(aad);
  }

  /** Octets as a file has them: no array, and reads of any length. */
  static ByteSource streamed(byte[] octets, long seed) {
    return new ByteSource() {
      @Override
      public OptionalLong sizeIfKnown() {
        return OptionalLong.of(octets.length);
      }

      @Override
      public InputStream open() {
        Random sizes = new Random(seed);
        return new ByteArrayInputStream(octets) {
          @Override
          public int read(byte[] into, int from, int length) {
            return super.read(into, from, length == 0 ? 0 : 1 + sizes.nextInt(length));
          }
        };
      }
    };
  }

  /** Null for octets whose padding is wrong. */
  private static ByteSource right(
      ContentDecryption decryption, ContentDecryption.Plaintext plaintext) {
    return plaintext == null || (decryption.tagOctets() == 0 && plaintext.padding() == 0)
        ? null
        : plaintext.octets();
  }

  /** Every way to the plaintext must agree; null where the key or the tag is wrong. */
  private static byte[] decrypt(ContentDecryption decryption, byte[] key) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteSource again = right(decryption, decryption.run(key, out));
    ByteSource inMemory =
        right(decryption, decryption.inMemory(key, OutputStream.nullOutputStream()));
    assertThat(inMemory != null).isEqualTo(again != null);
    if (again == null) {
      return null;
    }
    byte[] plain = out.toByteArray();
    assertThat(inMemory.bytes()).isEqualTo(plain);
    assertThat(again.sizeIfKnown()).hasValue(plain.length);
    assertThat(again.bytes()).isEqualTo(plain);
    if (decryption.plaintextSize() >= 0) {
      assertThat(decryption.plaintextSize()).isEqualTo(plain.length);
    }
    for (int n : new int[] {0, 1, 64, 100}) {
      assertThat(decryption.head(n).under(key))
          .isEqualTo(Arrays.copyOf(plain, Math.min(n, plain.length)));
    }
    for (int from : new int[] {0, 1, 63, 64, 65, 200}) {
      if (from <= plain.length) {
        int to = from + (plain.length - from) * 2 / 3;
        assertThat(again.slice(from, to).bytes()).isEqualTo(Arrays.copyOfRange(plain, from, to));
      }
    }
    return plain;
  }

  private static ContentDecryption gcmDecryption(
      byte[] nonce, byte[] aad, byte[] encrypted, int keyOctets, ByteSource ciphertext)
      throws Exception {
    ContentCipher cipher = keyOctets == 16 ? ContentCipher.AES_128_GCM : ContentCipher.AES_256_GCM;
    return new EncryptedContent(
            ContentAlgorithm.parse(gcmParameters(cipher, nonce, 16)),
            ciphertext,
            aad,
            Arrays.copyOfRange(encrypted, encrypted.length - 16, encrypted.length),
            false)
        .decryption(PROVIDERS, new ArrayList<>(), SEGMENT);
  }

  static byte[] gcmParameters(ContentCipher cipher, byte[] nonce, int tagOctets) {
    ASN1EncodableVector parameters = new ASN1EncodableVector();
    parameters.add(new DEROctetString(nonce));
    parameters.add(new ASN1Integer(tagOctets));
    return AlgorithmId.der(CipherForm.of(cipher).oid(), new DERSequence(parameters));
  }

  private static byte[] withoutTag(byte[] encrypted) {
    return Arrays.copyOf(encrypted, encrypted.length - 16);
  }

  @Test
  void gcmIsTheOneShotResultForEveryLengthAroundPiecesAndSeams() throws Exception {
    byte[] key = bytes(32);
    byte[] nonce = bytes(12);
    byte[] aad = bytes(21);
    for (int length = 0; length <= 5 * SEGMENT + 20; length++) {
      byte[] plain = bytes(length);
      byte[] expected = oneShotGcm(key, nonce, aad, plain);
      assertThat(encrypt(gcm(key, nonce, aad, SEGMENT), plain, 0))
          .as("%s", length)
          .isEqualTo(expected);
      assertThat(encrypt(gcm(key, nonce, aad, SEGMENT), plain, length + 1))
          .as("%s", length)
          .isEqualTo(expected);
    }
    for (int length :
        new int[] {16_383, 16_384, 16_385, 32_767, 32_768, 65_535, 65_536, 65_537, 100_003}) {
      byte[] plain = bytes(length);
      byte[] expected = oneShotGcm(key, nonce, null, plain);
      for (long segment : new long[] {16, 4_096, 16_384, 32_768, 1 << 20}) {
        assertThat(encrypt(gcm(key, nonce, null, segment), plain, 0)).isEqualTo(expected);
      }
    }
  }

  @Property(tries = 400)
  void gcmWithAnyNonceAndAttributesIsTheOneShotResultAndComesBack(
      @ForAll long seed,
      @ForAll @IntRange(max = 700) int length,
      @ForAll @IntRange(max = 100) int aadLength,
      @ForAll @IntRange(max = 4) int nonceKind,
      @ForAll boolean streamed)
      throws Exception {
    random.setSeed(seed);
    byte[] key = bytes(random.nextBoolean() ? 16 : 32);
    byte[] nonce = bytes(new int[] {12, 16, 12, 16, 1 + random.nextInt(33)}[nonceKind]);
    byte[] aad = aadLength == 0 ? null : bytes(aadLength);
    byte[] plain = bytes(length);
    byte[] expected = oneShotGcm(key, nonce, aad, plain);
    assertThat(encrypt(gcm(key, nonce, aad, SEGMENT), plain, seed)).isEqualTo(expected);
    byte[] ciphertext = withoutTag(expected);
    ContentDecryption decryption =
        gcmDecryption(
            nonce,
            aad,
            expected,
            key.length,
            streamed ? streamed(ciphertext, seed) : ByteSource.of(ciphertext));
    assertThat(decrypt(decryption, key)).isEqualTo(plain);
    byte[] wrong = key.clone();
    wrong[random.nextInt(wrong.length)] ^= 1;
    assertThat(decrypt(decryption, wrong)).isNull();
    assertThat(decryption.tagOctets()).isEqualTo(16);
  }

  /** GCM counts in 32 bits and wraps; a nonce of 16 octets can put the wrap anywhere. */
  @Test
  void gcmCounterWrapsInsideSegmentsAndAtTheirSeams() throws Exception {
    byte[] key = bytes(32);
    GhashElement hashKey = hashKey(key);
    for (int before : new int[] {0, 1, 2, 3, 4, 5, 7, 8, 9}) {
      byte[] counter = bytes(16);
      java.nio.ByteBuffer.wrap(counter).putInt(12, -1 - before);
      byte[] nonce =
          GhashElement.of(counter)
              .times(hashKey.inverse())
              .plus(GhashElement.lengths(0, 16))
              .times(hashKey.inverse())
              .octets();
      byte[] plain = bytes(300);
      byte[] expected = oneShotGcm(key, nonce, null, plain);
      assertThat(encrypt(gcm(key, nonce, null, SEGMENT), plain, 0)).isEqualTo(expected);
      assertThat(
              decrypt(
                  gcmDecryption(nonce, null, expected, 32, ByteSource.of(withoutTag(expected))),
                  key))
          .isEqualTo(plain);
    }
  }

  private static GhashElement hashKey(byte[] key) throws Exception {
    Cipher ecb = Cipher.getInstance("AES/ECB/NoPadding");
    ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    return GhashElement.of(ecb.doFinal(new byte[16]));
  }

  @Test
  void a14_gcmTamperedAnywhereIsWrong() throws Exception {
    byte[] key = bytes(16);
    byte[] nonce = bytes(12);
    byte[] aad = bytes(30);
    byte[] encrypted = oneShotGcm(key, nonce, aad, bytes(200));
    for (int i = 0; i < encrypted.length; i++) {
      byte[] altered = encrypted.clone();
      altered[i] ^= 0x04;
      assertThat(
              decrypt(
                  gcmDecryption(nonce, aad, altered, 16, ByteSource.of(withoutTag(altered))), key))
          .isNull();
    }
    aad[29] ^= 1;
    assertThat(
            decrypt(
                gcmDecryption(nonce, aad, encrypted, 16, ByteSource.of(withoutTag(encrypted))),
                key))
        .isNull();
    assertThat(
            decrypt(
                gcmDecryption(nonce, null, encrypted, 16, ByteSource.of(withoutTag(encrypted))),
                key))
        .isNull();
  }

  /** NIST SP 800-38D's own example (McGrew and Viega, test case 16). */
  @Test
  void gcmKnownAnswer() throws Exception {
    HexFormat hex = HexFormat.of();
    byte[] key = hex.parseHex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    byte[] plain =
        hex.parseHex(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    byte[] aad = hex.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    assertThat(encrypt(gcm(key, hex.parseHex("cafebabefacedbaddecaf888"), aad, 16), plain, 3))
        .isEqualTo(
            hex.parseHex(
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                    + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
                    + "76fc6ece0f4e1768cddf8853bb2d551b"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentCipher.class,
      names = {"AES_128_CBC", "AES_192_CBC", "AES_256_CBC"})
  void cbcIsTheOneShotResultForEveryLength(ContentCipher which) throws Exception {
    byte[] key = bytes(CipherForm.of(which).keyOctets());
    byte[] iv = bytes(16);
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    for (int length = 0; length < 300; length++) {
      byte[] plain = bytes(length);
      ContentEncryption encryption = new ContentEncryption(which, key, iv, SEGMENT, PROVIDERS);
      byte[] encrypted = encrypt(encryption, plain, length);
      assertThat(encrypted).isEqualTo(cipher.doFinal(plain));
      assertThat(encryption.ciphertextSize(length)).isEqualTo(encrypted.length);
      assertThat(
              decrypt(cbc(which, encryption.algorithmIdentifier(), ByteSource.of(encrypted)), key))
          .isEqualTo(plain);
    }
  }

  private static ContentDecryption cbc(
      ContentCipher cipher, byte[] algorithm, ByteSource ciphertext) throws Exception {
    List<Finding> deviations = new ArrayList<>();
    ContentDecryption decryption =
        new EncryptedContent(ContentAlgorithm.parse(algorithm), ciphertext, null, null, false)
            .decryption(PROVIDERS, deviations);
    assertThat(deviations)
        .extracting(Finding::code)
        .isEqualTo(CipherForm.isWeak(cipher) ? List.of(Finding.Code.WEAK_CIPHER) : List.of());
    assertThat(decryption.tagOctets()).isZero();
    return decryption;
  }

  @Property(tries = 200)
  void cbcOfAnyCipherComesBackThroughAnySource(
      @ForAll long seed,
      @ForAll @IntRange(max = 40_000) int length,
      @ForAll @IntRange(max = 4) int which,
      @ForAll boolean streamed)
      throws Exception {
    random.setSeed(seed);
    ContentCipher cipher =
        new ContentCipher[] {
              ContentCipher.AES_128_CBC,
              ContentCipher.AES_192_CBC,
              ContentCipher.AES_256_CBC,
              ContentCipher.DES_EDE3_CBC,
              ContentCipher.DES_CBC
            }
            [which];
    String name = which < 3 ? "AES" : which == 3 ? "DESede" : "DES";
    byte[] key = bytes(CipherForm.of(cipher).keyOctets());
    byte[] iv = bytes(which < 3 ? 16 : 8);
    byte[] plain = bytes(length);
    byte[] encrypted = oneShot(name, key, new IvParameterSpec(iv), plain);
    ContentDecryption decryption =
        cbc(
            cipher,
            AlgorithmId.der(CipherForm.of(cipher).oid(), new DEROctetString(iv)),
            streamed ? streamed(encrypted, seed) : ByteSource.of(encrypted));
    assertThat(decrypt(decryption, key)).isEqualTo(plain);
  }

  private static byte[] oneShot(
      String name, byte[] key, AlgorithmParameterSpec parameters, byte[] plain)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(name + "/CBC/PKCS5Padding", "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, name), parameters);
    return cipher.doFinal(plain);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 48, 56, 63, 64, 65, 100, 128, 255, 256, 257, 512, 1024})
  void rc2WithAnyNumberOfEffectiveBitsComesBack(int bits) throws Exception {
    byte[] key = bytes((bits + 7) / 8);
    RC2ParameterSpec spec = new RC2ParameterSpec(bits, bytes(8));
    byte[] plain = bytes(1000);
    byte[] encrypted = oneShot("RC2", key, spec, plain);
    java.security.AlgorithmParameters parameters =
        java.security.AlgorithmParameters.getInstance("RC2", "SunJCE");
    parameters.init(spec);
    byte[] algorithm =
        AlgorithmId.der(
            CipherForm.of(ContentCipher.RC2_CBC).oid(),
            org.bouncycastle.asn1.ASN1Primitive.fromByteArray(parameters.getEncoded()));
    assertThat(ContentAlgorithm.parse(algorithm).cekOctets()).isEqualTo(key.length);
    assertThat(decrypt(cbc(ContentCipher.RC2_CBC, algorithm, ByteSource.of(encrypted)), key))
        .isEqualTo(plain);
  }

  @Test
  void rc2WithoutVersionHas32EffectiveBits() throws Exception {
    byte[] key = bytes(4);
    byte[] iv = bytes(8);
    Cipher cipher = Cipher.getInstance("RC2/CBC/PKCS5Padding", Providers.bouncyCastle());
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "RC2"), new RC2ParameterSpec(32, iv));
    byte[] encrypted = cipher.doFinal(bytes(50));
    for (byte[] algorithm :
        List.of(
            AlgorithmId.der(CipherForm.of(ContentCipher.RC2_CBC).oid(), new DEROctetString(iv)),
            AlgorithmId.der(
                CipherForm.of(ContentCipher.RC2_CBC).oid(),
                new DERSequence(new DEROctetString(iv))))) {
      assertThat(ContentAlgorithm.parse(algorithm).cekOctets()).isEqualTo(4);
      assertThat(decrypt(cbc(ContentCipher.RC2_CBC, algorithm, ByteSource.of(encrypted)), key))
          .hasSize(50);
    }
  }

  @Test
  void a7_rc2BelowThirtyTwoEffectiveBitsIsRefused() throws Exception {
    byte[] iv = bytes(8);
    List<byte[]> algorithms = new java.util.ArrayList<>();
    for (int bits : new int[] {1, 8, 16, 24, 31}) {
      java.security.AlgorithmParameters parameters =
          java.security.AlgorithmParameters.getInstance("RC2", "SunJCE");
      parameters.init(new RC2ParameterSpec(bits, iv));
      algorithms.add(
          AlgorithmId.der(
              CipherForm.of(ContentCipher.RC2_CBC).oid(),
              org.bouncycastle.asn1.ASN1Primitive.fromByteArray(parameters.getEncoded())));
    }
    for (byte[] algorithm : algorithms) {
      assertThatThrownBy(() -> ContentAlgorithm.parse(algorithm).cekOctets())
          .isInstanceOfSatisfying(
              SmimeException.Refused.class,
              refused -> assertThat(refused).hasMessageContaining("effective bits"));
      assertThatThrownBy(() -> cbc(ContentCipher.RC2_CBC, algorithm, ByteSource.of(bytes(64))))
          .isInstanceOf(SmimeException.Refused.class);
    }
  }

  @Test
  void a13_paddingIsRightOnlyIfAllOfItIs() {
    for (int block : new int[] {8, 16}) {
      for (int last = 0; last < 256; last++) {
        byte[] array = new byte[block];
        Arrays.fill(array, (byte) last);
        int expected = last >= 1 && last <= block ? last : 0;
        assertThat(CbcDecryption.padding(array, block, block)).isEqualTo(expected);
        for (int i = 2; i <= expected; i++) {
          byte[] altered = array.clone();
          altered[block - i] ^= (byte) 0x80;
          assertThat(CbcDecryption.padding(altered, block, block)).isZero();
        }
        if (expected > 0 && expected < block) {
          array[block - expected - 1] ^= 1;
          assertThat(CbcDecryption.padding(array, block, block)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void a13_aWrongPaddingIsLookedBehindLikeARightOne() throws Exception {
    byte[] key = bytes(16);
    byte[] plain = bytes(1000);
    for (int last : new int[] {8, 0, 17}) {
      byte[] padded = Arrays.copyOf(plain, 1008);
      Arrays.fill(padded, 1000, 1008, (byte) 8);
      padded[1007] = (byte) last;
      Cipher aes = Cipher.getInstance("AES/CBC/NoPadding");
      aes.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      ContentDecryption decryption =
          cbc(
              ContentCipher.AES_128_CBC,
              AlgorithmId.der(
                  CipherForm.of(ContentCipher.AES_128_CBC).oid(), new DEROctetString(new byte[16])),
              ByteSource.of(aes.doFinal(padded)));
      ByteArrayOutputStream inMemory = new ByteArrayOutputStream();
      ByteArrayOutputStream run = new ByteArrayOutputStream();
      assertThat(decryption.inMemory(key, inMemory).padding()).isEqualTo(last == 8 ? 8 : 0);
      assertThat(decryption.run(key, run).padding()).isEqualTo(last == 8 ? 8 : 0);
      assertThat(inMemory.toByteArray()).isEqualTo(last == 8 ? plain : padded);
      assertThat(run.toByteArray()).isEqualTo(last == 8 ? plain : padded);
    }
  }

  @Property(tries = 300)
  void a12_aWrongKeyIsNeverAnExceptionForCbc(@ForAll long seed) throws Exception {
    random.setSeed(seed);
    byte[] encrypted =
        oneShot("AES", bytes(16), new IvParameterSpec(new byte[16]), bytes(random.nextInt(100)));
    ContentDecryption decryption =
        cbc(
            ContentCipher.AES_128_CBC,
            AlgorithmId.der(
                CipherForm.of(ContentCipher.AES_128_CBC).oid(), new DEROctetString(bytes(16))),
            ByteSource.of(encrypted));
    decrypt(decryption, bytes(16));
    for (int length : new int[] {0, 5, 15, 17, 40}) {
      assertThat(decryption.run(bytes(length), new ByteArrayOutputStream())).isNull();
      assertThat(decryption.inMemory(bytes(length), OutputStream.nullOutputStream())).isNull();
      assertThat(decryption.head(64).under(bytes(length))).isEmpty();
    }
  }

  @Property(tries = 200)
  void chaCha20Poly1305ComesBackAndNotOnceAnythingChanges(
      @ForAll long seed, @ForAll @IntRange(max = 40_000) int length, @ForAll boolean streamed)
      throws Exception {
    random.setSeed(seed);
    byte[] key = bytes(32);
    byte[] nonce = bytes(12);
    byte[] aad = random.nextBoolean() ? null : bytes(1 + random.nextInt(60));
    byte[] plain = bytes(length);
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
    if (aad != null) {
      cipher.updateAAD(aad);
    }
    byte[] encrypted = cipher.doFinal(plain);
    byte[] algorithm =
        AlgorithmId.der(
            CipherForm.of(ContentCipher.CHACHA20_POLY1305).oid(), new DEROctetString(nonce));
    assertThat(ContentAlgorithm.parse(algorithm).cekOctets()).isEqualTo(32);
    comesBack(ContentCipher.CHACHA20_POLY1305, algorithm, aad, key, encrypted, 16, plain, streamed);
  }

  @Property(tries = 200)
  void ccmComesBackAndNotOnceAnythingChanges(
      @ForAll long seed,
      @ForAll @IntRange(max = 20_000) int length,
      @ForAll @IntRange(min = 7, max = 13) int nonceLength,
      @ForAll boolean streamed)
      throws Exception {
    random.setSeed(seed);
    ContentCipher which =
        random.nextBoolean() ? ContentCipher.AES_128_CCM : ContentCipher.AES_256_CCM;
    byte[] key = bytes(CipherForm.of(which).keyOctets());
    byte[] nonce = bytes(nonceLength);
    int tagOctets = 12 + 2 * random.nextInt(3);
    byte[] aad = random.nextBoolean() ? null : bytes(random.nextInt(10) == 0 ? 70_000 : 50);
    byte[] plain = bytes(length);
    Cipher cipher = Cipher.getInstance("AES/CCM/NoPadding", Providers.bouncyCastle());
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(tagOctets * 8, nonce));
    if (aad != null) {
      cipher.updateAAD(aad);
    }
    byte[] encrypted = cipher.doFinal(plain);
    comesBack(
        which,
        gcmParameters(which, nonce, tagOctets),
        aad,
        key,
        encrypted,
        tagOctets,
        plain,
        streamed);
  }

  private void comesBack(
      ContentCipher cipher,
      byte[] algorithm,
      byte[] aad,
      byte[] key,
      byte[] encrypted,
      int tagOctets,
      byte[] plain,
      boolean streamed)
      throws Exception {
    byte[] altered = encrypted.clone();
    altered[random.nextInt(encrypted.length)] ^= 0x20;
    byte[] wrong = key.clone();
    wrong[random.nextInt(key.length)] ^= 0x20;
    byte[] otherAad = aad == null ? bytes(3) : Arrays.copyOf(aad, aad.length + 1);
    assertThat(decrypt(aead(cipher, algorithm, aad, encrypted, tagOctets, streamed), key))
        .isEqualTo(plain);
    assertThat(decrypt(aead(cipher, algorithm, aad, encrypted, tagOctets, streamed), wrong))
        .isNull();
    assertThat(decrypt(aead(cipher, algorithm, aad, altered, tagOctets, streamed), key)).isNull();
    assertThat(decrypt(aead(cipher, algorithm, otherAad, encrypted, tagOctets, streamed), key))
        .isNull();
    // The tag behind the ciphertext, as in EnvelopedData of those who should not.
    assertThat(
            decrypt(
                new EncryptedContent(
                        ContentAlgorithm.parse(algorithm),
                        ByteSource.of(encrypted),
                        aad,
                        null,
                        true)
                    .decryption(PROVIDERS, new ArrayList<>()),
                key))
        .isEqualTo(plain);
  }

  private static ContentDecryption aead(
      ContentCipher cipher,
      byte[] algorithm,
      byte[] aad,
      byte[] encrypted,
      int tagOctets,
      boolean streamed)
      throws Exception {
    int end = encrypted.length - tagOctets;
    byte[] ciphertext = Arrays.copyOf(encrypted, end);
    return new EncryptedContent(
            ContentAlgorithm.parse(algorithm),
            streamed ? streamed(ciphertext, end) : ByteSource.of(ciphertext),
            aad,
            Arrays.copyOfRange(encrypted, end, encrypted.length),
            false)
        .decryption(PROVIDERS, new ArrayList<>());
  }

  @Test
  void a21_keysAndNoncesAreFresh() {
    java.util.Set<String> seen = new java.util.HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ContentEncryption one = ContentEncryption.of(ContentCipher.AES_256_GCM, PROVIDERS);
      seen.add(HexFormat.of().formatHex(one.algorithmIdentifier()));
      seen.add(HexFormat.of().formatHex(one.cek()));
    }
    assertThat(seen).hasSize(20_000);
  }
}
