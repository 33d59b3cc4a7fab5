package org.smime4j.internal.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.internal.signature.Pkcs1;

/**
 * Blocks that RFC 8017 section 7.2.2 calls right or wrong: 00 02, at least eight octets that are
 * not zero, 00, and a message, which for us has the length of the key that is expected.
 */
public class Pkcs1UnpadTableTest {

  private static final int MODULUS = 128;

  /** 00 02, fill of 5a, 00, a key of aa. */
  private static byte[] block(int modulus, int keyOctets) {
    byte[] block = new byte[modulus];
    Arrays.fill(block, (byte) 0x5a);
    block[0] = 0;
    block[1] = 2;
    block[modulus - keyOctets - 1] = 0;
    Arrays.fill(block, modulus - keyOctets, modulus, (byte) 0xaa);
    return block;
  }

  private static byte[] with(int at, int value) {
    byte[] block = block(MODULUS, 16);
    block[at] = (byte) value;
    return block;
  }

  private static Arguments row(String name, byte[] block, int keyOctets, boolean right) {
    return Arguments.of(name, block, keyOctets, right);
  }

  static Stream<Arguments> table() {
    int separator = MODULUS - 16 - 1;
    byte[] ones = block(MODULUS, 16);
    Arrays.fill(ones, 2, separator, (byte) 1);
    byte[] all = block(MODULUS, 16);
    Arrays.fill(all, 2, separator, (byte) 0xff);
    byte[] zeroKey = block(MODULUS, 16);
    Arrays.fill(zeroKey, MODULUS - 16, MODULUS, (byte) 0);
    byte[] typeOne = block(MODULUS, 16);
    Arrays.fill(typeOne, 2, separator, (byte) 0xff);
    typeOne[1] = 1;
    Stream<Arguments> fixed =
        Stream.of(
            row("a key of 16 octets", block(MODULUS, 16), 16, true),
            row("a key of 32", block(MODULUS, 32), 32, true),
            row("a key of 5", block(MODULUS, 5), 5, true),
            row("a key of one", block(MODULUS, 1), 1, true),
            row("no key at all", block(MODULUS, 0), 0, true),
            row("fill of 01", ones, 16, true),
            row("fill of ff", all, 16, true),
            row("a key of zeros", zeroKey, 16, true),
            row("eight octets of fill", block(27, 16), 16, true),
            row("seven octets of fill", block(26, 16), 16, false),
            row("no fill", block(19, 16), 16, false),
            row("no room for the key", new byte[8], 16, false),
            row("nothing", new byte[0], 16, false),
            row("first octet 01", with(0, 1), 16, false),
            row("first octet 80", with(0, 0x80), 16, false),
            row("type 00", with(1, 0), 16, false),
            row("type 01", with(1, 1), 16, false),
            row("type 01 with its fill", typeOne, 16, false),
            row("type 03", with(1, 3), 16, false),
            row("type 82", with(1, 0x82), 16, false),
            row("no separator", with(separator, 1), 16, false),
            row("separator 80", with(separator, 0x80), 16, false),
            row("a key one octet longer", block(MODULUS, 17), 16, false),
            row("a key one octet shorter", block(MODULUS, 15), 16, false),
            row("a key of another cipher", block(MODULUS, 32), 16, false),
            row("all zeros", new byte[MODULUS], 16, false));
    // A zero anywhere in the fill ends it, and what follows has not the length of the key.
    Stream<Arguments> zeros =
        Stream.iterate(2, at -> at < separator, at -> at + 1)
            .map(at -> row("zero in the fill at " + at, with(at, 0), 16, false));
    return Stream.concat(fixed, zeros);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void a7_rightBlocksGiveTheKey_andAllOthersTheMadeUpOne(
      String name, byte[] block, int keyOctets, boolean right) {
    byte[] otherwise = new byte[keyOctets];
    Arrays.fill(otherwise, (byte) 0x33);
    byte[] before = block.clone();
    byte[] key = Pkcs1.unpad(block, otherwise);
    assertThat(block).as("is not changed").isEqualTo(before);
    assertThat(key).isNotSameAs(otherwise);
    assertThat(key)
        .isEqualTo(
            right ? Arrays.copyOfRange(block, block.length - keyOctets, block.length) : otherwise);
  }
}
