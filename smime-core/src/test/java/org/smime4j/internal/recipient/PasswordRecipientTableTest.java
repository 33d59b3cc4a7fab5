package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException.LimitExceeded;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.findings.SmimeException.UnsupportedAlgorithm;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.RecipientInfo;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.recipient.ParsedRecipient.UnwrappedKey;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.testing.KnownOids;

/** Password recipients (RFC 3211): each cipher and hash that they may name, and what is none. */
public class PasswordRecipientTableTest {

  private static final Providers PROVIDERS = Providers.standard();
  private static final String PASSWORD = "Grüße";
  private static final byte[] SALT = {9, 8, 7, 6, 5, 4, 3, 2};
  private static final int ITERATIONS = 3;

  private final Random random = new Random(20261125);

  private byte[] random(int octets) {
    byte[] random = new byte[octets];
    this.random.nextBytes(random);
    return random;
  }

  static Stream<Arguments> schemes() {
    record Form(String oid, String name, int octets) {}
    record Prf(String oid, String name) {}
    return Stream.of(
            new Form(Oids.AES128_CBC, "AES", 16),
            new Form(Oids.AES192_CBC, "AES", 24),
            new Form(Oids.AES256_CBC, "AES", 32),
            new Form("1.2.840.113549.3.7", "DESede", 24))
        .flatMap(
            form ->
                Stream.of(
                        new Prf(KnownOids.HMAC_SHA1, "SHA1"),
                        new Prf(KnownOids.HMAC_SHA224, "SHA224"),
                        new Prf(KnownOids.HMAC_SHA256, "SHA256"),
                        new Prf(KnownOids.HMAC_SHA384, "SHA384"),
                        new Prf(KnownOids.HMAC_SHA512, "SHA512"))
                    .map(
                        prf ->
                            Arguments.of(
                                form.oid(), form.name(), form.octets(), prf.oid(), prf.name())));
  }

  private static byte[] derivation(ASN1Encodable... parts) throws Exception {
    return new AlgorithmIdentifier(new ASN1ObjectIdentifier(Oids.PBKDF2), new DERSequence(parts))
        .getEncoded("DER");
  }

  private static byte[] wrap(String cipher, ASN1Encodable iv) throws Exception {
    return new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(Oids.PWRI_KEK),
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(cipher), iv))
        .getEncoded("DER");
  }

  /** The double encryption of RFC 3211, section 2.3.1. */
  private static byte[] wrapped(byte[] kek, String cipher, byte[] iv, byte[] block)
      throws Exception {
    Cipher cbc = Cipher.getInstance(cipher + "/CBC/NoPadding");
    cbc.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(kek, cipher), new IvParameterSpec(iv));
    byte[] once = cbc.doFinal(block);
    byte[] last = Arrays.copyOfRange(once, once.length - iv.length, once.length);
    cbc.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(kek, cipher), new IvParameterSpec(last));
    return cbc.doFinal(once);
  }

  private byte[] block(byte[] cek, int length) {
    byte[] block = random(length);
    block[0] = (byte) cek.length;
    for (int i = 0; i < 3; i++) {
      block[1 + i] = (byte) ~cek[i];
    }
    System.arraycopy(cek, 0, block, 4, cek.length);
    return block;
  }

  private static UnwrappedKey unwrap(RecipientInfo.Password recipient, String password, int octets)
      throws Exception {
    return Recipients.unwrap(
        recipient, password.getBytes(StandardCharsets.UTF_8), octets, PROVIDERS);
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void a17_eachCipherAndEachHash_open(String oid, String name, int octets, String prf, String hash)
      throws Exception {
    byte[] iv = random(name.equals("AES") ? 16 : 8);
    byte[] kek =
        SecretKeyFactory.getInstance("PBKDF2WithHmac" + hash)
            .generateSecret(new PBEKeySpec(PASSWORD.toCharArray(), SALT, ITERATIONS, 8 * octets))
            .getEncoded();
    byte[] derivation =
        derivation(
            new DEROctetString(SALT),
            new ASN1Integer(ITERATIONS),
            new ASN1Integer(octets),
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(prf), DERNull.INSTANCE));
    for (int cekOctets : new int[] {16, 24, 32}) {
      byte[] cek = random(cekOctets);
      byte[] block = block(cek, (cekOctets + 4 + 15) / 16 * 16);
      var recipient =
          new RecipientInfo.Password(
              derivation, wrap(oid, new DEROctetString(iv)), wrapped(kek, name, iv, block));
      UnwrappedKey right = unwrap(recipient, PASSWORD, cekOctets);
      assertThat(right.cek()).isEqualTo(cek);
      assertThat(right.proof()).isEqualTo(UnwrappedKey.PLAUSIBLE);
      assertThat(unwrap(recipient, "Gruesse", cekOctets).proof()).isZero();
      // Each of the four octets that are checked is.
      for (int i = 0; i < 4; i++) {
        byte[] other = block.clone();
        other[i] ^= 1;
        var changed =
            new RecipientInfo.Password(
                derivation, recipient.keyEncryptionAlgorithm(), wrapped(kek, name, iv, other));
        UnwrappedKey wrong = unwrap(changed, PASSWORD, cekOctets);
        assertThat(wrong.proof()).isZero();
        assertThat(wrong.cek()).hasSize(cekOctets).isNotEqualTo(cek);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 16, 24, 31, 33, 47, 272})
  void a17_aWrappedKeyOfNoLength_isNone(int length) throws Exception {
    byte[] derivation = derivation(new DEROctetString(SALT), new ASN1Integer(1));
    var recipient =
        new RecipientInfo.Password(
            derivation, wrap(Oids.AES128_CBC, new DEROctetString(new byte[16])), random(length));
    UnwrappedKey none = unwrap(recipient, PASSWORD, 16);
    assertThat(none.proof()).isZero();
    assertThat(none.cek()).hasSize(16);
  }

  private static void assertMalformed(byte[] derivation, byte[] wrap) {
    assertThatThrownBy(() -> check(derivation, wrap, Limits.standard()))
        .isInstanceOf(Malformed.class);
  }

  private static void assertUnsupported(byte[] derivation, byte[] wrap) {
    assertThatThrownBy(() -> check(derivation, wrap, Limits.standard()))
        .isInstanceOf(UnsupportedAlgorithm.class);
  }

  private static String check(byte[] derivation, byte[] wrap, Limits limits) throws Exception {
    return Recipients.label(new RecipientInfo.Password(derivation, wrap, new byte[32]), limits);
  }

  @Test
  void a17_parametersThatAreNone_areMalformedBeforeAPasswordIsUsed() throws Exception {
    DEROctetString salt = new DEROctetString(SALT);
    ASN1Integer one = new ASN1Integer(1);
    byte[] fine = derivation(salt, one);
    byte[] wrap = wrap(Oids.AES128_CBC, new DEROctetString(new byte[16]));
    assertThat(check(fine, wrap, Limits.standard())).isEqualTo("password");
    assertMalformed(derivation(salt), wrap);
    assertMalformed(derivation(one, one), wrap);
    assertMalformed(derivation(salt, salt), wrap);
    assertMalformed(derivation(salt, new ASN1Integer(0)), wrap);
    assertMalformed(derivation(salt, new ASN1Integer(-1)), wrap);
    assertMalformed(derivation(salt, one, new ASN1Integer(15)), wrap);
    assertThat(check(derivation(salt, one, new ASN1Integer(16)), wrap, Limits.standard()))
        .isEqualTo("password");
    assertMalformed(fine, wrap(Oids.AES128_CBC, DERNull.INSTANCE));
    assertMalformed(fine, wrap(Oids.AES128_CBC, new DEROctetString(new byte[8])));
    assertMalformed(fine, wrap("1.2.840.113549.3.7", new DEROctetString(new byte[16])));
  }

  @Test
  void a17_anotherDerivationHashOrCipher_isUnsupported() throws Exception {
    DEROctetString salt = new DEROctetString(SALT);
    ASN1Integer one = new ASN1Integer(1);
    byte[] wrap = wrap(Oids.AES128_CBC, new DEROctetString(new byte[16]));
    AlgorithmIdentifier md5 =
        new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.113549.2.6"), DERNull.INSTANCE);
    assertUnsupported(derivation(salt, one, md5), wrap);
    assertUnsupported(wrap, wrap);
    assertUnsupported(derivation(salt, one), derivation(salt, one));
    assertUnsupported(
        derivation(salt, one), wrap("1.2.840.113549.3.4", new DEROctetString(new byte[16])));
  }

  @Test
  void a17_iterations_areALimit() throws Exception {
    byte[] wrap = wrap(Oids.AES128_CBC, new DEROctetString(new byte[16]));
    Limits limits = Limits.standard().allowing(Limit.KDF_ITERATIONS, 1000);
    DEROctetString salt = new DEROctetString(SALT);
    assertThat(check(derivation(salt, new ASN1Integer(1000)), wrap, limits)).isEqualTo("password");
    for (String count : new String[] {"1001", "4294967297", "18446744073709551617"}) {
      byte[] more = derivation(salt, new ASN1Integer(new BigInteger(count)));
      assertThatThrownBy(() -> check(more, wrap, limits)).isInstanceOf(LimitExceeded.class);
    }
  }
}
