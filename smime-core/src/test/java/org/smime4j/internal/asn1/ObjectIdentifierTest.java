package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectIdentifierTest {

  private static byte[] octets(String dotted) throws IOException {
    return Tlv.of(new DerWriter().oid(dotted).toByteArray(), "OBJECT IDENTIFIER").value();
  }

  @Test
  void everyConstant_isWhatBouncyCastleEncodes() throws Exception {
    int count = 0;
    for (Field field : Oids.class.getDeclaredFields()) {
      if (field.isSynthetic()) {
        continue; // a coverage tool's own
      }
      String dotted = (String) field.get(null);
      byte[] value = octets(dotted);
      byte[] encoded = new ASN1ObjectIdentifier(dotted).getEncoded();
      assertThat(value)
          .as(field.getName())
          .isEqualTo(Arrays.copyOfRange(encoded, 2, encoded.length));
      assertThat(ObjectIdentifier.dotted(value)).isEqualTo(dotted);
      count++;
    }
    assertThat(count).isGreaterThan(75);
  }

  @Property(tries = 5_000)
  void c14_anyOctets_giveTheirOwnDottedFormOrNone(@ForAll @Size(max = 40) byte[] value)
      throws IOException {
    String dotted = ObjectIdentifier.dotted(value);
    if (dotted != null) {
      assertThat(octets(dotted)).isEqualTo(value);
    }
  }

  @Test
  void c14_arcsPast2To64_areNotCutShort() throws IOException {
    String long128 = "1.2.340282366920938463463374607431768211457";
    assertThat(ObjectIdentifier.dotted(octets(long128))).isEqualTo(long128);
    String root = "2.340282366920938463463374607431768211457.1";
    assertThat(ObjectIdentifier.dotted(octets(root))).isEqualTo(root);
    assertThat(ObjectIdentifier.dotted(octets("2.999.3"))).isEqualTo("2.999.3");
    String edge = "1.2.9223372036854775807.9223372036854775808";
    assertThat(ObjectIdentifier.dotted(octets(edge))).isEqualTo(edge);
  }

  @ParameterizedTest
  @CsvSource({
    "00, 0.0",
    "27, 0.39",
    "28, 1.0",
    "4f, 1.39",
    "50, 2.0",
    "7f, 2.47",
    "8837, 2.999",
    "2a8688, ", // an arc that does not end
    "2a8000, ", // one with a zero before it
    "2a817f, 1.2.255",
    "ffffffffffffff7f, 2.72057594037927855", // 2^56 - 1, of eight octets
    "81808080808080808000, 2.9223372036854775728", // 2^63, of ten
    "2affffffffffffffff7f, 1.2.9223372036854775807",
  })
  void arcsAtTheirEnds(String hex, @Nullable String dotted) throws IOException {
    byte[] value = HexFormat.of().parseHex(hex);
    assertThat(ObjectIdentifier.dotted(value)).isEqualTo(dotted);
    if (dotted != null) {
      assertThat(octets(dotted)).isEqualTo(value);
    }
  }

  @Test
  void inTheMiddleOfAnArray_itIsTheSame() throws IOException {
    byte[] value = octets(Oids.SIGNED_DATA);
    byte[] middle = new byte[100];
    System.arraycopy(value, 0, middle, 50, value.length);
    assertThat(ObjectIdentifier.dotted(middle, 50, 50 + value.length)).isEqualTo(Oids.SIGNED_DATA);
    assertThat(ObjectIdentifier.dotted(middle, 50, 50)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1.", "1.2.", ".1.2", "1..2", "1.2.x"})
  void whatIsNotDotted_hasNoOctets(String dotted) {
    assertThatThrownBy(() -> octets(dotted)).isInstanceOf(IllegalArgumentException.class);
  }
}
