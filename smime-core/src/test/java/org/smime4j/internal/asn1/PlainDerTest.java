package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 5: what is taken for DER without a look at its encoding is what an encoder would write. */
class PlainDerTest {

  @Property(tries = 20_000)
  void whatIsPlainIsWhatAnEncoderWrites(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    byte[] octets = attributes(random);
    for (int i = random.nextInt(3); i > 0; i--) {
      octets[random.nextInt(octets.length)] =
          random.nextBoolean() ? (byte) random.nextInt(256) : octets[random.nextInt(octets.length)];
    }
    if (PlainDer.is(octets)) {
      assertThat(ASN1Primitive.fromByteArray(octets).getEncoded(ASN1Encoding.DER))
          .isEqualTo(octets);
    }
  }

  @Property(tries = 500)
  void signedAttributesInDerArePlain(@ForAll long seed) {
    assertThat(PlainDer.is(attributes(new Random(seed)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "30", // cut short
        "3081020500", // a length that is too long
        "308000000000", // indefinite
        "3005040101", // past its end
        "31060402ffff0400", // a SET out of order
        "31060201010400", // one octet too many
        "3106040100020101", // a SET whose types differ: other rules order it
        "30030101ff", // BOOLEAN, of which this does not know the rules
        "30040303078080", // BIT STRING
        "3011180f32303236313132343232303030305a", // GeneralizedTime
        "30040202007f", // an INTEGER with a zero too many
        "3003060180", // an object identifier that does not end
        "24040402aabb", // an OCTET STRING in segments
        "a000", // nothing behind an explicit tag
        "3002050000" // octets behind it
      })
  void whatIsNotSureIsLeftToOthers(String hex) {
    assertThat(PlainDer.is(HexFormat.of().parseHex(hex))).isFalse();
  }

  @Test
  void depthIsBounded() {
    byte[] octets = {0x30, 0};
    for (int i = 0; i < 40; i++) {
      octets = new DerWriter().sequence().raw(octets).end().toByteArray();
    }
    assertThat(PlainDer.is(octets)).isFalse();
  }

  /** A SET of attributes of the types that signers write, with values of chance. */
  private static byte[] attributes(Random random) {
    byte[][] attributes = new byte[1 + random.nextInt(6)][];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] =
          new DerWriter()
              .sequence()
              .oid("1.2.840.113549.1.9." + random.nextInt(60_000))
              .setOf(0x31, Arrays.asList(value(random, 0)))
              .end()
              .toByteArray();
    }
    return new DerWriter().setOf(0x31, Arrays.asList(attributes)).toByteArray();
  }

  private static byte[] value(Random random, int depth) {
    DerWriter writer = new DerWriter();
    byte[] octets = new byte[random.nextInt(depth == 0 ? 300 : 40)];
    random.nextBytes(octets);
    switch (random.nextInt(depth > 3 ? 5 : 8)) {
      case 0 -> writer.octetString(octets);
      case 1 -> writer.integer(random.nextLong() >> random.nextInt(64));
      case 2 -> writer.nullValue();
      case 3 -> writer.oid("2.5.4." + random.nextInt(1 << 20));
      case 4 ->
          writer.primitive(
              0x17, "261124221800Z".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      case 5 -> writer.tagged(random.nextInt(4)).raw(value(random, depth + 1)).end();
      default -> {
        writer.sequence();
        for (int i = random.nextInt(4); i > 0; i--) {
          writer.raw(value(random, depth + 1));
        }
        writer.end();
      }
    }
    return writer.toByteArray();
  }
}
