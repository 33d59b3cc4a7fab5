package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.bytes.DerivedOctets;
import org.smime4j.internal.bytes.SlicedOctets;
import org.smime4j.internal.bytes.SlicedOctets.BoundedInputStream;
import org.smime4j.internal.io.Bound;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * What a limit allows, to the last one; and that what is bounded ends there, however it is read.
 */
public class LimitsArithmeticTest {

  @Test
  void eachChangeIsKept_andChangesNothingElse() {
    Limits one = Limits.standard().allowing(Limit.SIGNERS, 3);
    Limits two = one.allowing(Limit.RECIPIENTS, 0);
    assertThat(two.get(Limit.SIGNERS)).isEqualTo(3);
    assertThat(two.get(Limit.RECIPIENTS)).isZero();
    assertThat(two.get(Limit.MIME_DEPTH)).isEqualTo(32);
    assertThat(one.get(Limit.RECIPIENTS)).isEqualTo(1_000);
    assertThat(Limits.standard().get(Limit.SIGNERS)).isEqualTo(16);
    assertThat(two).hasToString("Limits{RECIPIENTS=0, SIGNERS=3}");
    assertThatThrownBy(() -> one.allowing(Limit.SIGNERS, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLimitItselfIsAllowed_andOneMoreIsNot() {
    for (Limit limit : Limit.values()) {
      Limits limits = Limits.standard().allowing(limit, 7);
      assertThatCode(() -> Bound.check(limits, limit, 7)).doesNotThrowAnyException();
      assertThatThrownBy(() -> Bound.check(limits, limit, 8))
          .isInstanceOfSatisfying(
              SmimeException.LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(limit))
          .hasMessageContaining(limit.name());
    }
  }

  @Test
  void aSliceOfASlice_countsFromTheSlice_andEndsWithIt() throws Exception {
    ByteSource whole = new DerivedOctets(OptionalLong.of(10), () -> counting(10));
    ByteSource slice = new SlicedOctets(whole, 2, 9);
    assertThat(slice.sizeIfKnown()).hasValue(7);
    assertThat(slice.bytes()).containsExactly(2, 3, 4, 5, 6, 7, 8);
    assertThat(slice.slice(1, 3).bytes()).containsExactly(3, 4);
    assertThat(slice.slice(7, 7).bytes()).isEmpty();
    assertThat(new SlicedOctets(whole, 0, 10).bytes()).hasSize(10);
    for (long[] outside : new long[][] {{-1, 1}, {3, 2}, {0, 8}, {8, 8}}) {
      assertThatThrownBy(() -> slice.slice(outside[0], outside[1]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> new SlicedOctets(whole, 0, 11))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aSourceThatEndsBeforeTheSlice_isClosed() {
    AtomicBoolean closed = new AtomicBoolean();
    ByteSource shorter =
        new DerivedOctets(
            OptionalLong.of(10),
            () ->
                new FilterInputStream(counting(3)) {
                  @Override
                  public void close() {
                    closed.set(true);
                  }
                });
    assertThatThrownBy(() -> new SlicedOctets(shorter, 5, 9).open())
        .isInstanceOf(IOException.class);
    assertThat(closed).isTrue();
  }

  private static InputStream counting(int octets) {
    byte[] numbers = new byte[octets];
    for (int i = 0; i < octets; i++) {
      numbers[i] = (byte) i;
    }
    return new ByteArrayInputStream(numbers);
  }

  private static InputStream bounded(int octets, int size) {
    return new BoundedInputStream(new ByteArrayInputStream(new byte[octets]), size);
  }

  @Test
  void aSliceEndsWhereItEnds_howeverItIsRead() throws Exception {
    try (InputStream single = bounded(9, 2)) {
      assertThat(new int[] {single.read(), single.read(), single.read()}).containsExactly(0, 0, -1);
    }
    try (InputStream pieces = bounded(9, 5)) {
      byte[] into = new byte[9];
      assertThat(pieces.read(into, 0, 0)).isZero();
      assertThat(pieces.read(into, 0, 3)).isEqualTo(3);
      assertThat(pieces.available()).isEqualTo(2);
      assertThat(pieces.read(into, 0, 9)).isEqualTo(2);
      assertThat(pieces.read(into, 0, 9)).isEqualTo(-1);
      assertThat(pieces.read()).isEqualTo(-1);
    }
    try (InputStream skipped = bounded(9, 5)) {
      assertThat(skipped.skip(2)).isEqualTo(2);
      assertThat(skipped.read()).isZero();
      assertThat(skipped.skip(9)).isEqualTo(2);
      assertThat(skipped.read()).isEqualTo(-1);
      assertThat(skipped.markSupported()).isFalse();
    }
    try (InputStream shorter = bounded(1, 5)) {
      assertThat(new int[] {shorter.read(), shorter.read(), shorter.read()})
          .containsExactly(0, -1, -1);
      assertThat(shorter.read(new byte[4], 0, 4)).isEqualTo(-1);
    }
  }
}
