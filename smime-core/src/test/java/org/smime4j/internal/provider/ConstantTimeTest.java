package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

public class ConstantTimeTest {

  @Test
  void onlyZeroIsZero() {
    for (int i = -300; i < 300; i++) {
      assertThat(ConstantTime.isZero(i)).isEqualTo((i & 0xff) == 0 ? -1 : 0);
    }
  }

  @Test
  void theMaskChooses() {
    byte[] array = {1, 2, 3, -4, 5};
    byte[] otherwise = {-7, 8};
    assertThat(ConstantTime.select(-1, array, 2, otherwise)).containsExactly(3, -4);
    assertThat(ConstantTime.select(0, array, 2, otherwise)).containsExactly(-7, 8);
  }

  @Property
  void leadingZerosComeBack(@ForAll @IntRange(max = 40) int length, @ForAll long seed) {
    byte[] result = new byte[length];
    new Random(seed).nextBytes(result);
    byte[] padded = ConstantTime.leftPad(result, 40);
    assertThat(Arrays.copyOf(padded, 40 - length)).isEqualTo(new byte[40 - length]);
    assertThat(Arrays.copyOfRange(padded, 40 - length, 40)).isEqualTo(result);
    byte[] longer = Arrays.copyOf(new byte[3], 3 + length);
    System.arraycopy(result, 0, longer, 3, length);
    assertThat(ConstantTime.leftPad(longer, length)).isEqualTo(result);
  }
}
