package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.engines.CAST5Engine;
import org.bouncycastle.crypto.engines.IDEAEngine;
import org.bouncycastle.crypto.engines.RC2Engine;
import org.bouncycastle.crypto.engines.RC2WrapEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.RC2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.provider.AlgorithmId;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;

/**
 * The wraps of old ciphers, which say the length of the key that they hold: RC2 (RFC 3217),
 * CAST-128 (RFC 2984) and IDEA (RFC 3058). The test wraps by the text of RFC 3217 and Bouncy
 * Castle's engines; for RC2 Bouncy Castle has a wrap of its own, which says the same.
 */
public class OldKeyWrapTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final Providers PROVIDERS = Providers.standard();
  private static final byte[] SECOND_IV = HEX.parseHex("4adda22c79e82105");

  private static final Map<KeyWrap, String> OIDS =
      Map.of(
          KeyWrap.RC2, "1.2.840.113549.1.9.16.3.7",
          KeyWrap.CAST5, "1.2.840.113533.7.66.15",
          KeyWrap.IDEA, "1.3.6.1.4.1.188.7.1.1.6");

  private static byte[] cbc(KeyWrap wrap, byte[] kek, byte[] iv, byte[] octets) {
    BlockCipher engine =
        switch (wrap) {
          case RC2 -> new RC2Engine();
          case CAST5 -> new CAST5Engine();
          default -> new IDEAEngine();
        };
    CipherParameters key =
        wrap == KeyWrap.RC2 ? new RC2Parameters(kek, 128) : new KeyParameter(kek);
    var cbc = CBCBlockCipher.newInstance(engine);
    cbc.init(true, new ParametersWithIV(key, iv));
    byte[] out = new byte[octets.length];
    for (int i = 0; i < octets.length; i += 8) {
      cbc.processBlock(octets, i, out, i);
    }
    return out;
  }

  /** What is wrapped, before its checksum: the length that is claimed, the key, and the filling. */
  private static byte[] inner(int claimed, byte[] cek, Random random) {
    byte[] inner = new byte[(1 + cek.length + 7) / 8 * 8];
    random.nextBytes(inner);
    inner[0] = (byte) claimed;
    System.arraycopy(cek, 0, inner, 1, cek.length);
    return inner;
  }

  private static byte[] wrapped(KeyWrap wrap, byte[] kek, byte[] iv, byte[] inner, int flaw)
      throws Exception {
    byte[] checksum = Arrays.copyOf(MessageDigest.getInstance("SHA-1", "SUN").digest(inner), 8);
    checksum[7] ^= (byte) flaw;
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    first.write(inner);
    first.write(checksum);
    ByteArrayOutputStream second = new ByteArrayOutputStream();
    second.write(iv);
    second.write(cbc(wrap, kek, iv, first.toByteArray()));
    byte[] reversed = second.toByteArray();
    for (int i = 0, j = reversed.length - 1; i < j; i++, j--) {
      byte octet = reversed[i];
      reversed[i] = reversed[j];
      reversed[j] = octet;
    }
    return cbc(wrap, kek, SECOND_IV, reversed);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static void isRejected(KeyWrap wrap, byte[] kek, byte[] wrapped, int octets)
      throws Exception {
    byte[] otherwise = new byte[octets];
    Arrays.fill(otherwise, (byte) 0x33);
    UnwrappedKey key = wrap.unwrap(kek, wrapped, otherwise, PROVIDERS);
    assertThat(key.proof()).isZero();
    assertThat(key.cek()).isEqualTo(otherwise).isNotSameAs(otherwise);
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyWrap.class,
      names = {"RC2", "CAST5", "IDEA"})
  void a11_aKeyOfAnyLengthComesBack_andNotOnceAnythingChanges(KeyWrap wrap) throws Exception {
    for (int octets = 1; octets <= 40; octets++) {
      Random random = new Random(octets);
      byte[] kek = bytes(random, wrap.octets());
      byte[] cek = bytes(random, octets);
      byte[] iv = bytes(random, 8);
      byte[] inner = inner(octets, cek, random);
      byte[] wrapped = wrapped(wrap, kek, iv, inner, 0);

      UnwrappedKey right = wrap.unwrap(kek, wrapped, new byte[octets], PROVIDERS);
      assertThat(right.cek()).isEqualTo(cek);
      assertThat(right.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);

      for (int i = 0; i < wrapped.length; i++) {
        byte[] altered = wrapped.clone();
        altered[i] ^= (byte) (1 << random.nextInt(8));
        isRejected(wrap, kek, altered, octets);
      }
      byte[] another = kek.clone();
      another[random.nextInt(kek.length)] ^= 2;
      isRejected(wrap, another, wrapped, octets);
      isRejected(wrap, kek, wrapped(wrap, kek, iv, inner, 1), octets);
      isRejected(wrap, kek, wrapped(wrap, kek, iv, inner, 0x80), octets);
      for (int claimed : new int[] {0, octets - 1, octets + 1, octets | 0x80, 0xff}) {
        isRejected(wrap, kek, wrapped(wrap, kek, iv, inner(claimed, cek, random), 0), octets);
      }
      isRejected(wrap, kek, Arrays.copyOf(wrapped, wrapped.length - 8), octets);
      isRejected(wrap, kek, Arrays.copyOf(wrapped, wrapped.length + 8), octets);
      isRejected(wrap, kek, Arrays.copyOf(wrapped, wrapped.length - 1), octets);
      isRejected(wrap, kek, Arrays.copyOf(wrapped, random.nextInt(9)), octets);
      isRejected(wrap, kek, wrapped, octets + 1);
      isRejected(wrap, kek, wrapped, octets + 8);
    }
  }

  @Test
  void whatBouncyCastleWrapsByRc2_isUnwrapped() throws Exception {
    for (int octets : new int[] {5, 8, 15, 16, 17}) {
      Random random = new Random(octets);
      byte[] kek = bytes(random, 16);
      byte[] cek = bytes(random, octets);
      RC2WrapEngine engine = new RC2WrapEngine();
      engine.init(true, new ParametersWithIV(new RC2Parameters(kek, 128), bytes(random, 8)));
      byte[] wrapped = engine.wrap(cek, 0, octets);
      UnwrappedKey key = KeyWrap.RC2.unwrap(kek, wrapped, new byte[octets], PROVIDERS);
      assertThat(key.cek()).isEqualTo(cek);
      assertThat(key.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);
    }
  }

  private static KeyWrap of(KeyWrap wrap, ASN1Encodable parameters) throws Exception {
    return KeyWrap.of(
        AlgorithmId.parse(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(OIDS.get(wrap)), parameters)
                .getEncoded("DER"),
            "test"));
  }

  @Test
  void theParametersAreThoseOfA128BitKey_andNoOthers() throws Exception {
    assertThat(of(KeyWrap.RC2, new ASN1Integer(58))).isEqualTo(KeyWrap.RC2);
    assertThat(of(KeyWrap.CAST5, new ASN1Integer(128))).isEqualTo(KeyWrap.CAST5);
    assertThat(of(KeyWrap.IDEA, DERNull.INSTANCE)).isEqualTo(KeyWrap.IDEA);
    assertThat(of(KeyWrap.IDEA, null)).isEqualTo(KeyWrap.IDEA);
    for (KeyWrap wrap : new KeyWrap[] {KeyWrap.RC2, KeyWrap.CAST5}) {
      for (long other : new long[] {0, 40, 120, 160, -58, 1L << 62}) {
        assertThatThrownBy(() -> of(wrap, new ASN1Integer(other)))
            .isInstanceOf(SmimeException.UnsupportedAlgorithm.class);
      }
      assertThatThrownBy(() -> of(wrap, DERNull.INSTANCE))
          .isInstanceOf(SmimeException.Malformed.class);
      assertThatThrownBy(() -> of(wrap, null)).isInstanceOf(SmimeException.Malformed.class);
    }
    assertThatThrownBy(() -> of(KeyWrap.IDEA, new DEROctetString(new byte[8])))
        .isInstanceOf(SmimeException.Malformed.class);
  }
}
