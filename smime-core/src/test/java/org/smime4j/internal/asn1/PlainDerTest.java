package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 5: what is taken for DER without a look at its encoding is what an encoder would write. */
class PlainDerTest {

  @Property(tries = 15_000)
  @Tag("thorough")
  void whatIsPlainIsWhatAnEncoderWrites_moreOften(@ForAll long seed) throws Exception {
    whatIsPlainIsWhatAnEncoderWrites(seed);
  }

  @Property(tries = 5_000)
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0500", // the shortest there is
        "020100",
        "02020080",
        "0202ff7f",
        "0202ff00", // -256 takes both octets
        "800401020304", // a primitive value under a tag of its own
        "a003020101",
        "3106020101020101", // a SET OF with one element twice
        "310602010102017f"
      })
  void whatIsInDer_isPlain(String hex) {
    assertThat(PlainDer.is(HexFormat.of().parseHex(hex))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "04", // no length
        "0481", // length octets that are missing, one and two
        "0482",
        "048201",
        "0500ff", // one octet more
        "0200", // an INTEGER without octets
        "02020000", // INTEGERs of one octet too many
        "0202007f",
        "0202ff80",
        "0202ffff",
        "050100", // NULL with a value
        "4001aa", // a tag of an application
        "9f0100", // a tag number past 30
        "a0020401", // cut short under a tag
      })
  void whatIsNotInDerOrNotKnown_isLeftToOthers(String hex) {
    assertThat(PlainDer.is(HexFormat.of().parseHex(hex))).isFalse();
  }

  /** Of each length in the shortest form that it has, and in no other. */
  @ParameterizedTest
  @CsvSource({
    "127, 7f, true",
    "127, 817f, false",
    "128, 8180, true",
    "128, 80, false",
    "128, 820080, false",
    "255, 81ff, true",
    "255, 8200ff, false",
    "256, 820100, true",
    "65535, 82ffff, true",
    "65535, 8300ffff, false",
    "65536, 83010000, true",
    "65537, 8400010001, false",
    "16777215, 83ffffff, true",
    "16777216, 8401000000, false", // not sure is no
  })
  void lengthsInTheirShortestForm(int length, String octets, boolean plain) {
    byte[] element =
        new DerWriter()
            .raw(new byte[] {0x04})
            .raw(HexFormat.of().parseHex(octets))
            .raw(new byte[length])
            .toByteArray();
    assertThat(PlainDer.is(element)).isEqualTo(plain);
    byte[] within = new DerWriter().sequence().nullValue().raw(element).end().toByteArray();
    // Around 16,777,215 octets stands a length of four.
    assertThat(PlainDer.is(within)).isEqualTo(plain && within.length < 1 << 24);
  }

  @ParameterizedTest
  @CsvSource({
    "260101000000Z, true", // the first moment of a year, and the last
    "261231235959Z, true",
    "269131000000Z, false",
    "260001000000Z, false",
    "261301000000Z, false",
    "260100000000Z, false",
    "260132000000Z, false",
    "260430000000Z, true",
    "260431000000Z, false",
    "260228000000Z, true",
    "260229000000Z, false",
    "280229000000Z, true",
    "000229000000Z, true", // 2000, which is a leap year; 1900 was none
    "960229000000Z, true", // 1996
    "990228000000Z, true",
    "990229000000Z, false",
    "490101000000Z, true",
    "500101000000Z, true",
    "260101240000Z, false",
    "260101006000Z, false",
    "260101000060Z, false",
    "2601010000/0Z, false", // the characters before 0 and behind 9
    "2601010000:0Z, false",
    "26010100000:Z, false",
    "2601010000000, false",
    "260101000000z, false",
    "2601010000Z, false", // without seconds
    "260101000000+0000, false",
  })
  void timesThatTheCalendarHas(String time, boolean plain) {
    byte[] element =
        new DerWriter().primitive(0x17, time.getBytes(StandardCharsets.US_ASCII)).toByteArray();
    assertThat(PlainDer.is(element)).isEqualTo(plain);
  }

  @Test
  void depthIsBounded() {
    byte[] octets = {0x30, 0};
    for (int depth = 0; depth <= 40; depth++) {
      assertThat(PlainDer.is(octets)).as("%d around the innermost", depth).isEqualTo(depth <= 32);
      octets = new DerWriter().sequence().raw(octets).end().toByteArray();
    }
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
      case 4 -> writer.primitive(0x17, "261124221800Z".getBytes(StandardCharsets.US_ASCII));
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
