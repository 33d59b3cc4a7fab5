package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.internal.decrypt.DecryptorTest.content;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Signers;
import org.smime4j.Unsized;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.EncryptionReport;
import org.smime4j.sources.ByteSource;

/** Several threads for one content give what one gives, whichever way the content comes in. */
public class ContentThreadsTest {

  private static final Encryptor ENCRYPTOR =
      Encryptor.unvalidated("made for this test")
          .to(Signers.RSA.certificate())
          .withContentThreads(2);
  private static final Decryptor DECRYPTOR =
      Decryptor.with(KeyHistory.of(Signers.identity(Signers.RSA)));

  @TempDir Path folder;

  /** No two pieces are alike, so that one in the place of another is seen. */
  private static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  /** Around the buffers of streams, and around segments of a megabyte or so. */
  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 65_535, 65_536, 131_071, 131_073, 262_143, 300_000, 2_097_152, 3_500_001})
  void everyWayOfEncrypting_givesTheContent(int size) throws Exception {
    byte[] plain = random(size);
    assertOpens(plain, ENCRYPTOR.encrypt(plain));
    assertOpens(plain, ENCRYPTOR.encrypt(ByteSource.of(plain)));
    byte[] longer = random(size + 7);
    System.arraycopy(plain, 0, longer, 3, size);
    ByteSource slice = ArrayOctets.of(longer, 3, 3 + size);
    assertOpens(plain, ENCRYPTOR.encrypt(slice));
    assertOpens(plain, ENCRYPTOR.encrypt(streamed(plain)));
    assertOpens(plain, ENCRYPTOR.to(Signers.RSA.certificate()).encrypt(slice));

    ByteArrayOutputStream written = new ByteArrayOutputStream();
    ENCRYPTOR.encrypt(slice, written);
    assertOpens(plain, ByteSource.of(written.toByteArray()));
    written.reset();
    ENCRYPTOR.encrypt(new Unsized(plain), written);
    assertOpens(plain, ByteSource.of(written.toByteArray()));
    written.reset();
    CmsOutput<EncryptionReport> encrypting = ENCRYPTOR.into(written);
    byte[] buffer = new byte[1000];
    for (int at = 0; at < size; at += buffer.length) {
      int n = Math.min(buffer.length, size - at);
      System.arraycopy(plain, at, buffer, 0, n);
      encrypting.write(buffer, 0, n);
    }
    encrypting.finish();
    assertOpens(plain, ByteSource.of(written.toByteArray()));

    Path source = Files.write(folder.resolve("plain"), plain);
    Path target = folder.resolve("encrypted");
    ENCRYPTOR.encrypt(source, target);
    assertOpens(plain, ByteSource.of(target));
  }

  /** As a caller's own octets may be: written from one buffer that is filled again and again. */
  private static ByteSource streamed(byte[] content) {
    return new ByteSource() {
      @Override
      public OptionalLong sizeIfKnown() {
        return OptionalLong.of(content.length);
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(content);
      }

      @Override
      public void writeTo(java.io.OutputStream out) throws java.io.IOException {
        byte[] buffer = new byte[128 * 1024];
        for (int at = 0; at < content.length; at += buffer.length) {
          int n = Math.min(buffer.length, content.length - at);
          System.arraycopy(content, at, buffer, 0, n);
          out.write(buffer, 0, n);
        }
      }
    };
  }

  private static void assertOpens(byte[] plain, ByteSource message) {
    try {
      assertThat(content(DECRYPTOR.decrypt(message)).bytes()).isEqualTo(plain);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
