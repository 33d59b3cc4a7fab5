package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.smime4j.internal.decrypt.DecryptorTest.keys;
import static org.smime4j.testing.HostileEnvelopes.aesCbc;
import static org.smime4j.testing.HostileEnvelopes.cbc;
import static org.smime4j.testing.HostileEnvelopes.enveloped;
import static org.smime4j.testing.HostileEnvelopes.padded;
import static org.smime4j.testing.HostileEnvelopes.random;
import static org.smime4j.testing.HostileEnvelopes.recipient;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.TestSource;

/** How often a message is read while many keys are tried on it, counted octet by octet. */
public class ReadingCostTest {

  private static final TestPki.Authority CA = TestPki.authority("Reading cost");
  private static final int KEYS = 40;

  /** The least modulus first: what is encrypted for it is below every other, so all keys fit. */
  private static final List<TestPki.Issued> ISSUED =
      IntStream.range(0, KEYS)
          .mapToObj(i -> CA.issue(i + "@example.org").key(TestPki.sameRsa(1024, i)).build())
          .sorted(Comparator.comparing(ReadingCostTest::modulus))
          .toList();

  private static final TestPki.Issued RIGHT = ISSUED.get(0);
  private static final TestPki.Issued LOST =
      CA.issue("lost@example.org").keyOf(RIGHT).serial(99).build();
  private static final byte[] MAIL =
      Arrays.copyOf(
          "Content-Type: text/plain\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 1_000_000);

  /** What one reading of a source may take at once. */
  private static final int BUFFER = 16 * 1024;

  private static final int HEAD = 64;
  private static final int TAIL = 32;
  private static final KeyHistory HISTORY = keys(ISSUED.toArray(TestPki.Issued[]::new));

  private static BigInteger modulus(TestPki.Issued issued) {
    return ((RSAKey) issued.certificate().getPublicKey()).getModulus();
  }

  /** Not an array, as far as anybody can see; counts what is read of it. */
  private record Counted(byte[] array, int from, int to, AtomicLong read) implements ByteSource {

    static Counted of(byte[] array) {
      return new Counted(array, 0, array.length, new AtomicLong());
    }

    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.of(to - from);
    }

    @Override
    public ByteSource slice(long first, long last) {
      return new Counted(array, from + (int) first, from + (int) last, read);
    }

    @Override
    public InputStream open() {
      return new FilterInputStream(new ByteArrayInputStream(array, from, to - from)) {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
          int n = in.read(into, offset, length);
          read.addAndGet(Math.max(0, n));
          return n;
        }
      };
    }
  }

  /** What the walk through the container reads, before any key is used. */
  private static long walk(byte[] cms) throws IOException {
    Counted counted = Counted.of(cms);
    ContentInfoReader.read(counted, Limits.standard());
    return counted.read.get();
  }

  private static byte[] encrypted(boolean aead, boolean indefinite) throws Exception {
    Encryptor encryptor =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(LOST.certificate())
            .under(aead ? AlgorithmPolicy.authenticated() : AlgorithmPolicy.outlook());
    if (!indefinite) {
      return encryptor.encrypt(ByteSource.of(MAIL)).bytes();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    encryptor.encrypt(TestSource.unsized(MAIL), out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, 1000", "true, true, 1000", "false, false, 1000", "false, true, 1000",
    "true, false, 8000000", "true, true, 8000000", "false, false, 8000000", "false, true, 8000000"
  })
  void a9_manyKeys_readTheContentOnce_andBeforeItsHeadAndTailOrTheTags(
      boolean aead, boolean indefinite, long memory) throws Exception {
    byte[] cms = encrypted(aead, indefinite);
    long content = aead ? MAIL.length : padded(MAIL).length;
    boolean isHeld = memory >= content;
    Limits limits = Limits.standard().allowing(Limit.SPOOL_THRESHOLD, memory);
    Counted source = Counted.of(cms);
    Decryptor.with(HISTORY).within(limits).decrypt(source);
    // Where it is not held, the tags of all keys are made first, or the head is read, and the last
    // two blocks with the padding. In segments these are found by reading all.
    long before = isHeld ? 0 : aead ? content : HEAD + TAIL;
    if (indefinite) {
      // The walk and the run meet the headers between the segments, and the head comes in a buffer.
      assertThat(source.read.get())
          .isLessThanOrEqualTo((isHeld ? 2L : 3L) * cms.length + 2 * BUFFER);
    } else {
      assertThat(walk(cms)).isLessThan(2 * BUFFER);
      assertThat(source.read.get()).isEqualTo(walk(cms) + before + content);
    }
    assertThat(source.read.get()).isLessThanOrEqualTo(3L * cms.length + KEYS * HEAD + BUFFER);

    // With the keys of others it costs as much, to the octet.
    byte[] nobodys = encrypted(aead, indefinite);
    KeyHistory others = HISTORY.without(RIGHT.certificate().getPublicKey());
    Counted vain = Counted.of(nobodys);
    assertThat(catchThrowable(() -> Decryptor.with(others).within(limits).decrypt(vain)))
        .isInstanceOf(SmimeException.NoMatchingKey.class);
    assertThat(vain.read.get()).isEqualTo(source.read.get());
  }

  @Test
  void a9_aHostileMessage_isReadOnce_howeverManyKeysItNames() throws Exception {
    TestPki.Issued agreeing = CA.issue("ec@example.org").ec("P-256").build();
    byte[] cek = random(16, 1);
    for (int n : new int[] {16, 17}) {
      ASN1EncodableVector recipients = new ASN1EncodableVector();
      for (int i = 0; i < n; i++) {
        recipients.add(
            ASN1Primitive.fromByteArray(
                recipient(agreeing.certificate(), random(16, 100 + i), KeyTransport.RSA_PKCS1)));
      }
      byte[] cms = enveloped(new DERSet(recipients), aesCbc(16), cbc(cek, padded(MAIL)));
      Counted source = Counted.of(cms);
      Limits large =
          Limits.standard()
              .allowing(Limit.CONTENT_RUN_OCTETS, MAIL.length)
              .allowing(Limit.SPOOL_THRESHOLD, 1000);
      assertThat(catchThrowable(() -> Decryptor.with(keys(agreeing)).within(large).decrypt(source)))
          .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
      assertThat(source.read.get()).isEqualTo(walk(cms) + HEAD + TAIL + padded(MAIL).length);
    }
  }

  @Test
  void a9_underASlowCipher_aHostileMessageIsReadOnce_andARightKeyOpens() throws Exception {
    List<TestPki.Issued> curves = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      curves.add(CA.issue("ec" + i + "@example.org").ec("P-256").build());
    }
    byte[] cek = random(24, 1);
    Cipher cipher = Cipher.getInstance("DESede/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(cek, "DESede"), new IvParameterSpec(new byte[8]));
    byte[] ciphertext = cipher.doFinal(MAIL);
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(CipherForm.of(ContentCipher.DES_EDE3_CBC).oid()),
            new DEROctetString(new byte[8]));
    for (int right : new int[] {-1, 0, 19}) {
      ASN1EncodableVector recipients = new ASN1EncodableVector();
      for (int i = 0; i < 20; i++) {
        byte[] its = i == right ? cek : random(24, 100 + i);
        recipients.add(
            ASN1Primitive.fromByteArray(
                recipient(curves.get(i).certificate(), its, KeyTransport.RSA_PKCS1)));
      }
      byte[] cms = enveloped(new DERSet(recipients), algorithm, ciphertext);
      Counted source = Counted.of(cms);
      Decryptor decryptor =
          Decryptor.with(keys(curves.toArray(TestPki.Issued[]::new)))
              .within(Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 1000));
      if (right < 0) {
        assertThat(catchThrowable(() -> decryptor.decrypt(source)))
            .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
        assertThat(source.read.get()).isEqualTo(walk(cms) + HEAD + 16 + ciphertext.length);
      } else {
        assertThat(DecryptorTest.content(decryptor.decrypt(source)).bytes()).isEqualTo(MAIL);
      }
    }
  }

  @Test
  void c16_contentBehindManyRecipients_isReachedOnce_whereASourceMustPassOverThem()
      throws Exception {
    TestPki.Issued agreeing = CA.issue("ec@example.org").ec("P-256").build();
    byte[] cek = random(16, 1);
    ASN1EncodableVector recipients = new ASN1EncodableVector();
    for (int i = 0; i < 200; i++) {
      recipients.add(
          ASN1Primitive.fromByteArray(
              recipient(agreeing.certificate(), random(16, 100 + i), KeyTransport.RSA_PKCS1)));
    }
    byte[] cms = enveloped(new DERSet(recipients), aesCbc(16), cbc(cek, padded(new byte[100])));
    Counted counted = Counted.of(cms);
    // A slice of it is read from the beginning, as of Base64.
    ByteSource source =
        new ByteSource() {
          @Override
          public OptionalLong sizeIfKnown() {
            return OptionalLong.of(cms.length);
          }

          @Override
          public InputStream open() {
            return new FilterInputStream(counted.open()) {
              @Override
              public long skip(long count) throws IOException {
                return in.readNBytes((int) Math.min(BUFFER, count)).length;
              }
            };
          }
        };
    assertThat(catchThrowable(() -> Decryptor.with(keys(agreeing)).decrypt(source)))
        .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    assertThat(counted.read.get()).isLessThan(4L * cms.length);
  }
}
