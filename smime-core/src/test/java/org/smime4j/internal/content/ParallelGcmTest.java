package org.smime4j.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;

/** What several threads make of one message is what one makes of it. */
public class ParallelGcmTest {

  private static final int SEGMENT = ParallelEncryption.SEGMENT;

  private record Message(byte[] ciphertext, byte[] tag) {}

  /** Whether octets are there for as long as the work lasts. */
  enum Handing {
    PASSING,
    LASTING,
    MIXED
  }

  @Property(tries = 120)
  void a21_severalThreads_writeAndCheckTheSameOctets_atEverySeam(
      @ForAll long seed,
      @ForAll @IntRange(max = 5) int segments,
      @ForAll @IntRange(min = -17, max = 17) int around,
      @ForAll @IntRange(min = 2, max = 4) int threads,
      @ForAll @IntRange(min = 0, max = 2) int nonceKind,
      @ForAll @IntRange(min = 1, max = 3 * SEGMENT) int chunk,
      @ForAll Handing handing,
      @ForAll boolean attributes)
      throws Exception {
    Random random = new Random(seed);
    byte[] key = bytes(random, 32);
    byte[] nonce = bytes(random, new int[] {12, 16, 1 + random.nextInt(40)}[nonceKind]);
    byte[] authAttrs = attributes ? bytes(random, random.nextInt(60)) : null;
    byte[] content = bytes(random, Math.max(0, segments * SEGMENT + around));

    Message one = byOne(key, nonce, authAttrs, content);
    Message several = bySeveral(key, nonce, authAttrs, content, threads, chunk, handing, random);
    assertThat(Arrays.equals(several.ciphertext, one.ciphertext)).isTrue();
    assertThat(several.tag).isEqualTo(one.tag);

    byte[] padded = new byte[one.ciphertext.length + 9];
    System.arraycopy(one.ciphertext, 0, padded, 5, one.ciphertext.length);
    ByteSource memory = ArrayOctets.of(padded, 5, 5 + one.ciphertext.length);
    ByteSource stream = new Stream(one.ciphertext);
    ArrayOctets plain =
        decryption(nonce, authAttrs, memory, one.tag)
            .inMemory(key, OutputStream.nullOutputStream(), threads);
    assertThat(plain).isNotNull();
    assertThat(Arrays.equals(plain.bytes(), content)).isTrue();
    ByteSource again = decryption(nonce, authAttrs, stream, one.tag).check(key, threads);
    assertThat(again).isNotNull();
    assertThat(Arrays.equals(again.bytes(), content)).isTrue();

    byte[] wrongTag = one.tag.clone();
    wrongTag[random.nextInt(16)] ^= (byte) (1 << random.nextInt(8));
    assertThat(
            decryption(nonce, authAttrs, memory, wrongTag)
                .inMemory(key, OutputStream.nullOutputStream(), threads))
        .isNull();
    assertThat(decryption(nonce, authAttrs, stream, wrongTag).check(key, threads)).isNull();
    if (content.length > 0) {
      padded[5 + random.nextInt(content.length)] ^= 1;
      assertThat(
              decryption(nonce, authAttrs, memory, one.tag)
                  .inMemory(key, OutputStream.nullOutputStream(), threads))
          .isNull();
    }
  }

  @Example
  void aTargetThatFails_endsTheWork_andTheThreads() throws Exception {
    ParallelEncryption encryption =
        encryption(bytes(new Random(1), 32), bytes(new Random(2), 12))
            .parallel(
                3,
                (octets, from, length) -> {
                  throw new IOException("full");
                });
    byte[] content = new byte[SEGMENT];
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                encryption.write(content, 0, content.length);
              }
            })
        .hasMessage("full");
    encryption.close();
    for (int i = 0; i < 500 && living() > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(living()).isZero();
  }

  private static long living() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("smime4j"))
        .count();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static ContentEncryption encryption(byte[] key, byte[] nonce) {
    return new ContentEncryption(
        ContentCipher.AES_256_GCM, key, nonce, GcmEncryption.SEGMENT, Providers.standard());
  }

  private static Message byOne(
      byte[] key, byte[] nonce, byte @Nullable [] authAttrs, byte[] content) throws Exception {
    ContentEncryption encryption = encryption(key, nonce);
    if (authAttrs != null) {
      encryption.withAuthAttrs(authAttrs);
    }
    byte[] out = new byte[content.length + ContentEncryption.SLACK];
    int end = encryption.update(content, 0, content.length, out, 0);
    end += encryption.finish(out, end);
    return new Message(Arrays.copyOf(out, end), encryption.tag());
  }

  private static Message bySeveral(
      byte[] key,
      byte[] nonce,
      byte @Nullable [] authAttrs,
      byte[] content,
      int threads,
      int chunk,
      Handing handing,
      Random random)
      throws Exception {
    ContentEncryption encryption = encryption(key, nonce);
    if (authAttrs != null) {
      encryption.withAuthAttrs(authAttrs);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
    try (ParallelEncryption parallel = encryption.parallel(threads, out::write)) {
      for (int at = 0; at < content.length; at += chunk) {
        int n = Math.min(chunk, content.length - at);
        if (handing == Handing.LASTING || (handing == Handing.MIXED && random.nextBoolean())) {
          // Where it lies, or in an array of its own, behind which others do not go on.
          boolean apart = handing == Handing.MIXED && random.nextBoolean();
          byte[] lasting = apart ? Arrays.copyOfRange(content, at, at + n) : content;
          parallel.writeLasting(lasting, apart ? 0 : at, n);
        } else {
          byte[] passing = Arrays.copyOfRange(content, at, at + n);
          parallel.write(passing, 0, n);
          Arrays.fill(passing, (byte) 0);
        }
      }
      byte[] tag = parallel.finish();
      return new Message(out.toByteArray(), tag);
    }
  }

  private static ContentDecryption decryption(
      byte[] nonce, byte @Nullable [] authAttrs, ByteSource ciphertext, byte[] tag)
      throws Exception {
    return EncryptedContent.authEnveloped(
            ContentAlgorithm.parse(
                ContentCipherTest.gcmParameters(ContentCipher.AES_256_GCM, nonce, 16)),
            ciphertext,
            authAttrs,
            tag)
        .decryption(Providers.standard(), new ArrayList<>());
  }

  /** Does not lie in memory, and gives as much as it likes. */
  private record Stream(byte[] octets) implements ByteSource {
    @Override
    public OptionalLong sizeIfKnown() {
      return OptionalLong.of(octets.length);
    }

    @Override
    public InputStream open() {
      InputStream whole = new ByteArrayInputStream(octets);
      return new InputStream() {
        @Override
        public int read() {
          throw new AssertionError("a single octet");
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          return whole.read(into, from, Math.min(length, 50_000));
        }
      };
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      throw new AssertionError("is read by others");
    }
  }
}
