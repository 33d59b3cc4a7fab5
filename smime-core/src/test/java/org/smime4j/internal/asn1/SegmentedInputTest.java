package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.Malformed;
import org.smime4j.internal.asn1.BerReader.SegmentedInput;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestSource;

/** A string in segments, read and passed over in steps that end where no segment does. */
final class SegmentedInputTest {

  private static final byte[] CONTENT = ContainerWritersTest.content(1_000);

  /** In segments of 1, 2, 3, ... octets, an empty one before each. */
  private static byte[] string() {
    DerWriter writer = new DerWriter().begin(0x24);
    int at = 0;
    for (int n = 1; at < CONTENT.length; n++) {
      int to = Math.min(at + n, CONTENT.length);
      writer.octetString(new byte[0]).octetString(Arrays.copyOfRange(CONTENT, at, to));
      at = to;
    }
    return writer.end().toByteArray();
  }

  private static ByteSource segmented(ByteSource string) {
    return new DerivedOctets(
        OptionalLong.of(CONTENT.length),
        () ->
            new SegmentedInput(
                BerReader.entered(string, BerReader.OCTET_STRING, Limits.standard())));
  }

  @Test
  void octetByOctet_allAreReadAndNoneIsTakenForTheEnd() throws IOException {
    assertThat(CONTENT).contains(0xff);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (InputStream in = segmented(ByteSource.of(string())).open()) {
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        read.write(octet);
      }
    }
    assertThat(read.toByteArray()).isEqualTo(CONTENT);
  }

  @Test
  void whatIsPassedOver_isAsMuchAsIsSaid() throws IOException {
    for (int step : new int[] {1, 7, 100, 999}) {
      try (InputStream in = segmented(new TestSource(string(), 64, false)).open()) {
        long skipped = 0;
        while (skipped + step < CONTENT.length) {
          assertThat(in.skip(step)).isEqualTo(step);
          skipped += step;
          assertThat(in.read()).isEqualTo(CONTENT[(int) skipped] & 0xff);
          skipped++;
        }
        long rest = CONTENT.length - skipped;
        assertThat(in.skip(step + rest)).isEqualTo(rest);
        assertThat(in.skip(1)).isZero();
        assertThat(in.read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void nothingPassedOver_movesNothing() throws IOException {
    try (InputStream in = segmented(ByteSource.of(string())).open()) {
      assertThat(in.skip(0)).isZero();
      assertThat(in.skip(-1)).isZero();
      assertThat(in.readAllBytes()).isEqualTo(CONTENT);
    }
  }

  @Test
  void theStreamBelowIsClosed() throws IOException {
    TestSource source = new TestSource(string(), Integer.MAX_VALUE, true);
    try (InputStream in = segmented(source).open()) {
      assertThat(in.read()).isEqualTo(CONTENT[0] & 0xff);
      assertThat(source.streams()).isEqualTo(1);
    }
    assertThat(source.streams()).isZero();
    assertThat(segmented(source).bytes()).isEqualTo(CONTENT);
    assertThat(source.streams()).isZero();
  }

  @Test
  void aSourceThatBecameAnother_isRefusedAndClosed() {
    TestSource source = new TestSource(new byte[] {0x30, 0}, Integer.MAX_VALUE, true);
    assertThatThrownBy(() -> segmented(source).open()).isInstanceOf(Malformed.class);
    assertThat(source.streams()).isZero();
    TestSource shorter = new TestSource(new byte[] {0x24, 3, 4, 1, 9}, Integer.MAX_VALUE, true);
    assertThatThrownBy(() -> segmented(shorter).bytes())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("changed between two reads");
    assertThat(shorter.streams()).isZero();
  }
}
