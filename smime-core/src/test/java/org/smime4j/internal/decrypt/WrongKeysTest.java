package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.Samples;
import org.smime4j.testing.TestPki;

/**
 * What wrong keys open: by rules (1) to (3) of A12 nothing, by rule (4) one in 256, and that never
 * as mail. Contents have 1 to 4,096 octets. (With the private operation, which is left out here:
 * {@code DecryptionOracleTest}.)
 */
@Tag("thorough")
public class WrongKeysTest {

  private static final int TRIALS = Samples.times(5_000);
  private static final long SEED = 20_261_124;
  private static final int LARGEST = 4096;
  private static final int ENCRYPTED_KEY = 128;
  private static final TestPki.Issued KEY =
      TestPki.authority("Wrong keys").issue("wrong@example.org").rsa(1024).build();

  private interface Maker {
    byte[] make(byte[] encryptedKey, int content) throws IOException;
  }

  /** A message whose encrypted key, content and tag are to be filled in, whatever they may be. */
  private record Form(byte[] cms, int keyAt, int keyOctets, int contentAt, int contentOctets) {

    static Form of(Maker maker, int keyOctets, int content) {
      byte[] mark = new byte[keyOctets];
      Arrays.fill(mark, (byte) 0x5a);
      try {
        byte[] cms = maker.make(mark, content);
        int keyAt = indexOf(cms, mark);
        return new Form(cms, keyAt, keyOctets, indexOf(cms, new byte[content]), content);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static int indexOf(byte[] in, byte[] what) {
      for (int i = in.length - what.length; i >= 0; i--) {
        if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
          return i;
        }
      }
      throw new AssertionError("not there");
    }

    /**
     * @param behind how many octets behind the content are random too
     */
    byte[] filled(SplittableRandom random, int behind) {
      byte[] filled = cms.clone();
      byte[] key = new byte[keyOctets];
      random.nextBytes(key);
      // Below every modulus.
      key[0] &= 0x7f;
      System.arraycopy(key, 0, filled, keyAt, keyOctets);
      byte[] content = new byte[contentOctets];
      random.nextBytes(content);
      System.arraycopy(content, 0, filled, contentAt, contentOctets);
      for (int i = 1; i <= behind; i++) {
        filled[filled.length - i] = (byte) random.nextInt();
      }
      return filled;
    }
  }

  private static byte[] recipient(byte[] encryptedKey) throws IOException {
    return HostileEnvelopes.withEncryptedKey(
        HostileEnvelopes.recipient(KEY.certificate(), new byte[16], KeyTransport.RSA_PKCS1),
        encryptedKey);
  }

  /** Null where it did not open. */
  private static Decryption opened(Decryptor decryptor, byte[] cms) {
    try {
      return decryptor.decrypt(ByteSource.of(cms));
    } catch (SmimeException.NotDecryptable e) {
      return null;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SplittableRandom random(int index) {
    return new SplittableRandom(SEED * 1_000_003 + index);
  }

  private static final Decryptor DECRYPTOR =
      Decryptor.with(DecryptorTest.keys(KEY)).using(new SkippingProvider()).withTrialThreads(1);

  @Test
  void a12_cbc_isNeverTakenForContent_andByPaddingAloneOnceIn256() {
    List<Form> forms =
        IntStream.rangeClosed(1, 1 + LARGEST / 16)
            .mapToObj(
                blocks ->
                    Form.of(
                        (key, content) ->
                            HostileEnvelopes.enveloped(
                                recipient(key), aesCbc(16), new byte[content]),
                        ENCRYPTED_KEY,
                        16 * blocks))
            .toList();
    Decryptor asMail = DECRYPTOR.expectingMail();
    AtomicInteger byPadding = new AtomicInteger();
    IntStream.range(0, TRIALS)
        .parallel()
        .forEach(
            i -> {
              SplittableRandom random = random(i);
              byte[] cms = forms.get(random.nextInt(forms.size())).filled(random, 0);
              Decryption decryption = opened(DECRYPTOR, cms);
              if (decryption != null) {
                byPadding.incrementAndGet();
                assertThat(decryption.layer().deviations())
                    .extracting(Finding::code)
                    .as("trial %d of seed %d", i, SEED)
                    .containsExactly(Finding.Code.NOT_MIME);
                assertThat(opened(asMail, cms)).as("trial %d of seed %d", i, SEED).isNull();
              }
            });
    // Padding of 1 is right once in 256, longer ones a little more.
    double expected = TRIALS * (1 / 256.0 + 1 / 65536.0 + 1 / 16777216.0);
    double sigma = Math.sqrt(expected);
    System.out.printf(
        "%,d wrong keys, CBC: 0 by proof, %,d by padding alone (expected %,.0f)%n",
        TRIALS, byPadding.get(), expected);
    assertThat((double) byPadding.get()).isBetween(expected - 6 * sigma, expected + 6 * sigma);
  }

  @Test
  void a12_gcm_neverOpens() {
    AlgorithmIdentifier gcm =
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(CipherForm.of(ContentCipher.AES_128_GCM).oid()),
            new GCMParameters(new byte[12], 16));
    List<Form> forms =
        IntStream.rangeClosed(1, LARGEST)
            .mapToObj(
                octets ->
                    Form.of(
                        (key, content) ->
                            HostileEnvelopes.authEnveloped(
                                new DERSet(ASN1Primitive.fromByteArray(recipient(key))),
                                gcm,
                                new byte[content],
                                HostileEnvelopes.random(16, 1)),
                        ENCRYPTED_KEY,
                        octets))
            .toList();
    neverOpens("GCM", DECRYPTOR, forms, 16);
  }

  @Test
  void a12_keyWrap_neverOpens() {
    byte[] name = {1};
    List<Form> forms =
        IntStream.rangeClosed(1, 1 + LARGEST / 16)
            .mapToObj(
                blocks ->
                    Form.of(
                        (key, content) ->
                            HostileEnvelopes.enveloped(
                                new RecipientInfo(
                                        new KEKRecipientInfo(
                                            new KEKIdentifier(name, null, null),
                                            new AlgorithmIdentifier(
                                                NISTObjectIdentifiers.id_aes128_wrap),
                                            new DEROctetString(key)))
                                    .getEncoded("DER"),
                                aesCbc(16),
                                new byte[content]),
                        24,
                        16 * blocks))
            .toList();
    neverOpens(
        "key wrap",
        Decryptor.with(KeyHistory.of()).withKek(name, new byte[16]).withTrialThreads(1),
        forms,
        0);
  }

  private static void neverOpens(String what, Decryptor decryptor, List<Form> forms, int behind) {
    long opened =
        IntStream.range(0, TRIALS)
            .parallel()
            .filter(
                i -> {
                  SplittableRandom random = random(i);
                  Form form = forms.get(random.nextInt(forms.size()));
                  return opened(decryptor, form.filled(random, behind)) != null;
                })
            .count();
    System.out.printf("%,d wrong keys, %s: %,d opened%n", TRIALS, what, opened);
    assertThat(opened).as("of seed %d", SEED).isZero();
  }

  /**
   * A provider that leaves the private operation out: the content key is the first 16 octets of the
   * encrypted one, in a block whose padding is right. So a million wrong keys cost seconds.
   */
  private static final class SkippingProvider extends Provider {

    private static final long serialVersionUID = 1L;

    public SkippingProvider() {
      super("Skipping", "1", "raw RSA, left out");
      put("Cipher.RSA/ECB/NoPadding", NoRsa.class.getName());
    }

    /** Made by the provider's machinery. */
    public static final class NoRsa extends CountingProvider.RawRsa {

      public NoRsa() throws GeneralSecurityException {}

      @Override
      protected void engineInit(
          int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random) {}

      @Override
      protected byte[] engineDoFinal(byte[] in, int offset, int length) {
        byte[] block = new byte[length];
        Arrays.fill(block, 2, length - 17, (byte) 0x55);
        block[1] = 2;
        System.arraycopy(in, offset, block, length - 16, 16);
        return block;
      }
    }
  }
}
