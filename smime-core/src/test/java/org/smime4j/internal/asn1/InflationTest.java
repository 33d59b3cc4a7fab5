package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Decompressor.Inflation;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileEnvelopes;

/** What zlib may become, to the octet, and that what was opened for it is closed. */
class InflationTest {

  private static final int ZEROS = 100_000;

  private static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater();
    deflater.setInput(content);
    deflater.finish();
    byte[] out = new byte[content.length + 100];
    int length = deflater.deflate(out);
    deflater.end();
    return java.util.Arrays.copyOf(out, length);
  }

  /** How many octets it takes to get all that is inflated. */
  private static long taken(byte[] deflated) throws DataFormatException {
    Inflater inflater = new Inflater();
    inflater.setInput(deflated);
    assertThat(inflater.inflate(new byte[ZEROS])).isEqualTo(ZEROS);
    long taken = inflater.getBytesRead();
    inflater.end();
    return taken;
  }

  private static int inflate(byte[] deflated, long grace, long ratio) throws IOException {
    Limits limits =
        Limits.standard().allowing(Limit.INFLATE_GRACE, grace).allowing(Limit.INFLATE_RATIO, ratio);
    try (Inflation inflation = new Inflation(ByteSource.of(deflated), limits, null)) {
      return inflation.read(new byte[ZEROS], 0, ZEROS);
    }
  }

  @Test
  void c17_theRatioItself_isAllowed_andWhatIsPastIt_isNot() throws Exception {
    byte[] deflated = deflated(new byte[ZEROS]);
    long taken = taken(deflated);
    long ratio = ZEROS / taken;
    assertThat(ZEROS / ratio).as("the edge itself").isEqualTo(taken);
    assertThat(inflate(deflated, 0, ratio)).isEqualTo(ZEROS);
    long less = ZEROS / (taken + 1);
    assertThat(ZEROS / less).isEqualTo(taken + 1);
    for (long over : new long[] {less, 1, 0}) {
      assertThatThrownBy(() -> inflate(deflated, 0, over))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class,
              e -> assertThat(e.limit()).isEqualTo(Limit.INFLATE_RATIO));
    }
  }

  @Test
  void c17_theRatioCounts_onlyPastTheGrace() throws Exception {
    byte[] deflated = deflated(new byte[ZEROS]);
    assertThat(inflate(deflated, ZEROS, 1)).isEqualTo(ZEROS);
    assertThatThrownBy(() -> inflate(deflated, ZEROS - 1, 1))
        .isInstanceOf(SmimeException.LimitExceeded.class);
  }

  /** A unit for each call, one for 1,000 octets out and twenty for 1,000 octets in. */
  @Test
  void c16_whatIsInflated_isPaidBeforeItIsInflated_inAndOut() throws Exception {
    byte[] zeros = deflated(new byte[ZEROS]);
    long out = 1 + ZEROS / 1000;
    long in = 1 + zeros.length / 1000 * 20;
    Limits paid =
        Limits.standard().allowing(Limit.WORK, out + in).allowing(Limit.INFLATE_GRACE, ZEROS);
    WorkBudget enough = WorkBudget.of(paid, 0);
    try (Inflation inflation = new Inflation(ByteSource.of(zeros), paid, enough)) {
      assertThat(inflation.read(new byte[ZEROS], 0, ZEROS)).isEqualTo(ZEROS);
    }
    assertThat(enough.draw(1)).isFalse();
    WorkBudget less = WorkBudget.of(paid.allowing(Limit.WORK, out + in - 1), 0);
    try (Inflation inflation = new Inflation(ByteSource.of(zeros), paid, less)) {
      assertThatThrownBy(() -> inflation.read(new byte[ZEROS], 0, ZEROS))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.WORK));
    }
    // Eleven units out and 201 in.
    byte[] random = HostileEnvelopes.random(10_000, 4);
    WorkBudget dear = WorkBudget.of(paid.allowing(Limit.WORK, 200), 0);
    try (Inflation inflation =
        new Inflation(ByteSource.of(deflated(random)), Limits.standard(), dear)) {
      assertThatThrownBy(() -> inflation.read(new byte[10_000], 0, 10_000))
          .isInstanceOf(SmimeException.LimitExceeded.class);
    }
  }

  @Test
  void singleOctets_andNone_areReadLikeManyAtOnce() throws Exception {
    byte[] content = {-1, 0, 1, 127, -128};
    try (Inflation inflation =
        new Inflation(ByteSource.of(deflated(content)), Limits.standard(), null)) {
      assertThat(inflation.read(new byte[0], 0, 0)).isZero();
      assertThat(inflation.read()).isEqualTo(255);
      assertThat(inflation.read()).isZero();
      assertThat(inflation.readAllBytes()).containsExactly(1, 127, -128);
      assertThat(inflation.read()).isEqualTo(-1);
      assertThat(inflation.hasTrailingData()).isFalse();
    }
  }

  @Test
  void a15_aPresetDictionary_isMalformed() throws Exception {
    Deflater deflater = new Deflater();
    deflater.setDictionary(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    deflater.setInput(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    deflater.finish();
    byte[] out = new byte[100];
    byte[] deflated = java.util.Arrays.copyOf(out, deflater.deflate(out));
    deflater.end();
    assertThatThrownBy(() -> inflate(deflated, 0, 1_000))
        .isInstanceOf(SmimeException.Malformed.class);
  }

  @Test
  void whatWasOpened_isClosed() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    byte[] deflated = deflated(new byte[10]);
    ByteSource source =
        new ByteSource() {
          @Override
          public OptionalLong sizeIfKnown() {
            return OptionalLong.of(deflated.length);
          }

          @Override
          public InputStream open() {
            return new ByteArrayInputStream(deflated) {
              @Override
              public void close() {
                closed.set(true);
              }
            };
          }
        };
    Inflation inflation = new Inflation(source, Limits.standard(), null);
    assertThat(inflation.readAllBytes()).hasSize(10);
    assertThat(closed).isFalse();
    inflation.close();
    assertThat(closed).isTrue();
    assertThatThrownBy(inflation::read).isInstanceOf(IOException.class);
  }
}
