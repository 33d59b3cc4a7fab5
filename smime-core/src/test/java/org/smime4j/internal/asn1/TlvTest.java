package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.findings.SmimeException.Malformed;

/** Values of definite length in an array, and what is left without one of them. */
class TlvTest {

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] octetString(int size) throws IOException {
    return new DEROctetString(new byte[size]).getEncoded();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536})
  void aLength_isReadInEachOfItsForms(int size) throws Exception {
    byte[] der = octetString(size);
    Tlv value = Tlv.of(der, "test");
    assertThat(value.tag()).isEqualTo(4);
    assertThat(value.value()).hasSize(size);
    assertThat(value.raw()).isEqualTo(der);
    byte[] within = new byte[der.length + 5];
    System.arraycopy(der, 0, within, 3, der.length);
    assertThat(Tlv.at(within, 3, 3 + der.length, "test").raw()).isEqualTo(der);
    assertThatThrownBy(() -> Tlv.at(within, 3, 2 + der.length, "test"))
        .isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "04",
        "0480",
        "0481",
        "0401",
        "1f0100",
        "048500000000",
        "0484ffffffff",
        "04847fffffff",
        "048200"
      })
  void c14_whatReachesPastItsEnd_isMalformed(String text) {
    assertThatThrownBy(() -> Tlv.of(hex(text), "test")).isInstanceOf(Malformed.class);
  }

  @Test
  void childrenAreFoundByTheirIndex() throws Exception {
    Tlv value = Tlv.of(hex("300902010104000501aa0000"), "test");
    assertThatThrownBy(() -> value.children("test")).isInstanceOf(Malformed.class);
    Tlv whole = Tlv.of(hex("30080201010400" + "0501aa"), "test");
    assertThat(whole.children("test")).extracting(Tlv::tag).containsExactly(2, 4, 5);
    for (int i = 0; i < 3; i++) {
      assertThat(whole.child(i, "test")).isEqualTo(whole.children("test").get(i));
    }
    assertThatThrownBy(() -> whole.child(3, "test")).isInstanceOf(Malformed.class);
    assertThatThrownBy(() -> Tlv.of(hex("3000"), "test").child(0, "test"))
        .isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 300, 70_000})
  void withoutOneOfItsValues_theOthersStay_inTheirOrder(int size) throws Exception {
    byte[] first = octetString(size);
    byte[] second = octetString(3);
    byte[] third = octetString(size + 1);
    byte[] all =
        new DERSequence(
                new DEROctetString[] {
                  new DEROctetString(new byte[size]),
                  new DEROctetString(new byte[3]),
                  new DEROctetString(new byte[size + 1])
                })
            .getEncoded();
    byte[] around = Arrays.copyOf(all, all.length + 9);
    Tlv value = Tlv.of(around, "test");
    for (int i = 0; i < 3; i++) {
      byte[] rest = value.without(value.child(i, "test"));
      List<byte[]> expected =
          i == 0 ? List.of(second, third) : i == 1 ? List.of(first, third) : List.of(first, second);
      ASN1Sequence read = ASN1Sequence.getInstance(rest);
      assertThat(read.size()).isEqualTo(2);
      for (int j = 0; j < 2; j++) {
        assertThat(read.getObjectAt(j).toASN1Primitive().getEncoded()).isEqualTo(expected.get(j));
      }
      assertThat(Tlv.of(rest, "test").raw()).hasSameSizeAs(rest);
    }
  }

  @Test
  void aShortestInteger_hasNoOctetTooMany() throws Exception {
    for (String shortest : List.of("020100", "0201ff", "02020080", "0202ff7f", "02020100")) {
      assertThat(Tlv.of(hex(shortest), "test").isShortestInteger()).as(shortest).isTrue();
    }
    for (String longer : List.of("0200", "02020000", "0202007f", "0202ff80", "0203ffff00")) {
      assertThat(Tlv.of(hex(longer), "test").isShortestInteger()).as(longer).isFalse();
    }
  }
}
