package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;

/** Nobody answers for them: each value is given as received, as far as they go. */
final class UnsignedAttributesTest {

  private static final byte[] ONE = new DerWriter().sequence().integer(1).end().toByteArray();
  private static final byte[] TWO = new DerWriter().sequence().integer(2).end().toByteArray();
  private static final byte[] THREE = new DerWriter().sequence().integer(3).end().toByteArray();

  private static byte[] attribute(String type, byte[]... values) {
    return new DerWriter()
        .sequence()
        .oid(type)
        .set()
        .raw(Arrays.asList(values))
        .end()
        .end()
        .toByteArray();
  }

  private static byte[] attributes(byte[]... attributes) {
    return new DerWriter().tagged(1).raw(Arrays.asList(attributes)).end().toByteArray();
  }

  private static List<byte[]> values(byte[] unsignedAttrs, long most) throws IOException {
    return UnsignedAttributes.values(unsignedAttrs, Oids.TIME_STAMP_TOKEN, most, Limits.standard());
  }

  @Test
  void valuesOfAllInstancesOfTheAttribute_andOfNoOther() throws IOException {
    byte[] unsigned =
        attributes(
            attribute(Oids.COUNTERSIGNATURE, TWO, TWO),
            attribute(Oids.TIME_STAMP_TOKEN, ONE, TWO),
            attribute(Oids.COUNTERSIGNATURE),
            attribute(Oids.TIME_STAMP_TOKEN, THREE));
    assertThat(values(unsigned, 10)).containsExactly(ONE, TWO, THREE);
    assertThat(UnsignedAttributes.values(unsigned, Oids.COUNTERSIGNATURE, 10, Limits.standard()))
        .containsExactly(TWO, TWO);
    assertThat(UnsignedAttributes.values(unsigned, Oids.SIGNING_TIME, 10, Limits.standard()))
        .isEmpty();
  }

  @Test
  void oneMoreThanIsWanted_tellsThatThereWereMore() throws IOException {
    byte[] two = attributes(attribute(Oids.TIME_STAMP_TOKEN, ONE, TWO));
    byte[] three = attributes(attribute(Oids.TIME_STAMP_TOKEN, ONE, TWO, THREE));
    assertThat(values(two, 1)).containsExactly(ONE, TWO);
    assertThat(values(three, 1)).containsExactly(ONE, TWO);
    assertThat(values(three, 2)).containsExactly(ONE, TWO, THREE);
    assertThat(values(three, 0)).containsExactly(ONE);
  }

  @Test
  void inBer_valuesAreTheSame() throws IOException {
    byte[] first = {0x30, (byte) 0x80, 2, 1, 1, 0, 0};
    DerWriter writer = new DerWriter().raw(new byte[] {(byte) 0xa1, (byte) 0x80});
    for (byte[] value : List.of(first, TWO)) {
      writer
          .raw(new byte[] {0x30, (byte) 0x80})
          .oid(Oids.TIME_STAMP_TOKEN)
          .raw(new byte[] {0x31, (byte) 0x80})
          .raw(value)
          .raw(new byte[4]);
    }
    assertThat(values(writer.raw(new byte[2]).toByteArray(), 10)).containsExactly(first, TWO);
  }

  @Test
  void whatIsDamaged_leavesTheValuesBeforeIt() throws IOException {
    byte[] damaged =
        new DerWriter().sequence().oid(Oids.TIME_STAMP_TOKEN).nullValue().end().toByteArray();
    byte[] good = attribute(Oids.TIME_STAMP_TOKEN, ONE);
    assertThat(values(attributes(good, damaged, good), 10)).containsExactly(ONE);
    byte[] tooLong =
        new DerWriter()
            .sequence()
            .oid(Oids.TIME_STAMP_TOKEN)
            .set()
            .raw(TWO)
            .end()
            .nullValue()
            .end()
            .toByteArray();
    assertThat(values(attributes(good, tooLong, good), 10)).containsExactly(ONE, TWO);
    byte[] whole = attributes(good, good);
    assertThat(values(Arrays.copyOf(whole, whole.length - 1), 10)).isEmpty();
    assertThat(values(new byte[] {0x31, 0}, 10)).isEmpty();
  }

  @Test
  void c14_whatIsOverALimit_leavesTheValuesBeforeIt() throws IOException {
    byte[] unsigned =
        attributes(
            attribute(Oids.TIME_STAMP_TOKEN, ONE),
            attribute(
                Oids.COUNTERSIGNATURE, new DerWriter().octetString(new byte[500]).toByteArray()),
            attribute(Oids.TIME_STAMP_TOKEN, TWO));
    assertThat(
            UnsignedAttributes.values(
                unsigned,
                Oids.TIME_STAMP_TOKEN,
                10,
                Limits.standard().allowing(Limit.ASN1_OCTETS, 200)))
        .containsExactly(ONE);
  }

  private static long foreign(byte[] unsignedAttrs) throws IOException {
    return UnsignedAttributes.foreignOctets(unsignedAttrs, Limits.standard());
  }

  @Test
  void b8_whatStandsUnderATypeThatNobodyKnows_isCountedInOctets() throws IOException {
    byte[] known = attribute(Oids.COUNTERSIGNATURE, ONE, TWO);
    byte[] stamps = attribute(Oids.TIME_STAMP_TOKEN, THREE);
    byte[] etsi = attribute("1.2.840.113549.1.9.16.2.24", ONE);
    byte[] archive = attribute("0.4.0.1733.2.4", ONE);
    assertThat(foreign(attributes(known, stamps, etsi, archive))).isZero();
    byte[] unknown = attribute("1.2.3", ONE, TWO);
    byte[] text = new DerWriter().primitive(0x04, new byte[100]).toByteArray();
    byte[] noSequence = attribute(Oids.TIME_STAMP_TOKEN, ONE, text);
    assertThat(foreign(attributes(unknown))).isEqualTo(unknown.length - 2);
    assertThat(foreign(attributes(known, noSequence, unknown)))
        .isEqualTo(noSequence.length - 2 + unknown.length - 2);
    assertThat(foreign(attributes(text))).isEqualTo(attributes(text).length);
  }
}
