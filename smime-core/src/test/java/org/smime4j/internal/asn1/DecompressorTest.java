package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.CompressedData;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Signer;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.Signers;

public class DecompressorTest {

  private static byte[] deflated(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] compressed(String algorithm, byte[] deflated) throws IOException {
    CompressedData data =
        new CompressedData(
            new AlgorithmIdentifier(new ASN1ObjectIdentifier(algorithm)),
            new ContentInfo(CMSObjectIdentifiers.data, new DEROctetString(deflated)));
    return new ContentInfo(CMSObjectIdentifiers.compressedData, data).getEncoded("DER");
  }

  private static Decompressor.Content read(byte[] cms, Limits limits) throws IOException {
    return Decompressor.decompress(ByteSource.of(cms), limits);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 1 << 20, (8 << 20) + 1})
  void everySize_comesBack_inMemoryAndStreamed(int size, @TempDir Path folder) throws Exception {
    byte[] content = HostileEnvelopes.random(size, size);
    byte[] cms = compressed(Oids.ZLIB, deflated(content));
    Decompressor.Content read = read(cms, Limits.standard());
    assertThat(read.content().bytes()).isEqualTo(content);
    assertThat(read.contentType()).isEqualTo(Oids.DATA);
    assertThat(read.deviations()).isEmpty();
    ByteSource file = ByteSource.of(Files.write(folder.resolve("cms"), cms));
    ByteSource streamed =
        Decompressor.decompress(file, Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 100))
            .content();
    assertThat(streamed.sizeIfKnown()).hasValue(size);
    assertThat(streamed.bytes()).isEqualTo(content);
    assertThat(streamed.bytes()).isEqualTo(content);
  }

  @Test
  void contentOfTheThreshold_isKeptInMemory_andAnOctetMoreIsInflatedAgain() throws Exception {
    byte[] content = HostileEnvelopes.random(40_000, 3);
    byte[] cms = compressed(Oids.ZLIB, deflated(content));
    Limits at = Limits.standard().allowing(Limit.SPOOL_THRESHOLD, 40_000);
    assertThat(read(cms, at).content()).isNotInstanceOf(DerivedOctets.class);
    ByteSource again = read(cms, at.allowing(Limit.SPOOL_THRESHOLD, 39_999)).content();
    assertThat(again).isInstanceOf(DerivedOctets.class);
    assertThat(again.bytes()).isEqualTo(content);
  }

  @Test
  void c17_theAbsoluteLimit_holdsToTheOctet() throws Exception {
    byte[] content = HostileEnvelopes.random(10_000, 1);
    byte[] cms = compressed(Oids.ZLIB, deflated(content));
    Limits at = Limits.standard().allowing(Limit.INFLATED_OCTETS, 10_000);
    assertThat(read(cms, at).content().bytes()).isEqualTo(content);
    assertThatThrownBy(() -> read(cms, Limits.standard().allowing(Limit.INFLATED_OCTETS, 9_999)))
        .isInstanceOfSatisfying(
            SmimeException.LimitExceeded.class,
            e -> assertThat(e.limit()).isEqualTo(Limit.INFLATED_OCTETS));
  }

  @Tag("thorough")
  @Test
  void c17_bombs_areStoppedByTheirRatio_andSmallOnesAreNot() throws Exception {
    byte[] grace = compressed(Oids.ZLIB, deflated(new byte[1 << 20]));
    assertThat(read(grace, Limits.standard()).content().sizeIfKnown()).hasValue(1 << 20);
    for (int mebibytes : new int[] {2, 16, 60, 200}) {
      byte[] bomb = compressed(Oids.ZLIB, deflated(new byte[mebibytes << 20]));
      assertThatThrownBy(() -> read(bomb, Limits.standard()))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class,
              e -> assertThat(e.limit()).isEqualTo(Limit.INFLATE_RATIO));
    }
    // Nested, each layer is held to the limits.
    byte[] inner = compressed(Oids.ZLIB, deflated(new byte[8 << 20]));
    byte[] nested = compressed(Oids.ZLIB, deflated(inner));
    ByteSource layer = read(nested, Limits.standard()).content();
    assertThatThrownBy(() -> Decompressor.decompress(layer, Limits.standard()))
        .isInstanceOf(SmimeException.LimitExceeded.class);
  }

  @Test
  void a15_whatIsCutOrDamaged_isMalformed() throws Exception {
    byte[] deflated = deflated(HostileEnvelopes.random(2000, 2));
    for (int end = 0; end < deflated.length; end += 7) {
      byte[] cut = compressed(Oids.ZLIB, Arrays.copyOf(deflated, end));
      assertThatThrownBy(() -> read(cut, Limits.standard()))
          .isInstanceOf(SmimeException.Malformed.class);
    }
    // The last four octets are a checksum.
    deflated[deflated.length - 1] ^= 1;
    byte[] damaged = compressed(Oids.ZLIB, deflated);
    assertThatThrownBy(() -> read(damaged, Limits.standard()))
        .isInstanceOf(SmimeException.Malformed.class);
    byte[] cms = compressed(Oids.ZLIB, deflated(new byte[100]));
    for (int end = 0; end < cms.length; end++) {
      byte[] prefix = Arrays.copyOf(cms, end);
      assertThatThrownBy(() -> read(prefix, Limits.standard()))
          .isInstanceOf(SmimeException.Malformed.class);
    }
  }

  @Test
  void octetsBehindTheStream_areTolerated_andReported() throws Exception {
    byte[] deflated = deflated(new byte[100]);
    Decompressor.Content read =
        read(
            compressed(Oids.ZLIB, Arrays.copyOf(deflated, deflated.length + 5)), Limits.standard());
    assertThat(read.content().bytes()).isEqualTo(new byte[100]);
    assertThat(read.deviations())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.TRAILING_DATA);
  }

  @Test
  void anotherAlgorithm_isUnsupported_andAnotherTypeMalformed() throws Exception {
    byte[] other = compressed("1.2.3.4", deflated(new byte[100]));
    assertThatThrownBy(() -> read(other, Limits.standard()))
        .isInstanceOf(SmimeException.UnsupportedAlgorithm.class)
        .hasMessageContaining("1.2.3.4");
    byte[] signed =
        Signer.with(Signers.identity(Signers.RSA)).signOpaque(ByteSource.of(new byte[10]));
    assertThatThrownBy(() -> read(signed, Limits.standard()))
        .isInstanceOf(SmimeException.Malformed.class);
  }
}
