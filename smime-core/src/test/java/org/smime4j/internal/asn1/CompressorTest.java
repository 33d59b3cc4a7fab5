package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.internal.sign.SignerTest.assertIsDer;
import static org.smime4j.internal.sign.SignerTest.random;

import java.io.ByteArrayOutputStream;
import org.bouncycastle.cms.CMSCompressedData;
import org.bouncycastle.cms.jcajce.ZlibExpanderProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Compressor;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** What {@link Compressor} writes, read by Bouncy Castle's CMS parser. */
public class CompressorTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 16_384, 65_536, 1_000_000})
  void everySizeInEveryForm_expandsWithBouncyCastle(int size) throws Exception {
    for (byte[] content : new byte[][] {random(size, size), new byte[size]}) {
      byte[] der = Compression.compress(content);
      assertIsDer(der);
      assertThat(expand(der)).isEqualTo(content);
      ByteArrayOutputStream streamed = new ByteArrayOutputStream();
      Compressor.compress(TestSource.unsized(content), streamed);
      assertThat(expand(streamed.toByteArray())).isEqualTo(content);
      streamed.reset();
      Compressor.compress(ByteSource.of(content), streamed);
      assertThat(expand(streamed.toByteArray())).isEqualTo(content);
    }
  }

  @Test
  void itShrinks() throws Exception {
    assertThat(Compression.compress(new byte[1_000_000])).hasSizeLessThan(2_000);
  }

  private static byte[] expand(byte[] compressed) throws Exception {
    CMSCompressedData data = new CMSCompressedData(compressed);
    assertThat(data.getCompressedContentType().getId()).isEqualTo("1.2.840.113549.1.7.1");
    return data.getContent(new ZlibExpanderProvider());
  }
}
