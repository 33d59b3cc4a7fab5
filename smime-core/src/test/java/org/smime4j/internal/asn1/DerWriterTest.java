package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DerWriterTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 126, 127, 128, 254, 255, 256, 65_534, 65_535})
  void aBitStringOfWholeOctets_isWhatBouncyCastleWrites(int length) throws IOException {
    byte[] value = ContainerWritersTest.content(length);
    assertThat(new DerWriter().bitString(value).toByteArray())
        .isEqualTo(new DERBitString(value).getEncoded());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 17, 100})
  void structuresNestAsDeepAsTheyAreBegun(int depth) throws IOException {
    DerWriter writer = new DerWriter();
    ASN1Encodable expected = DERNull.INSTANCE;
    for (int i = 0; i < depth; i++) {
      writer.sequence();
      expected = new DERSequence(expected);
    }
    writer.nullValue();
    for (int i = 0; i < depth; i++) {
      writer.end();
    }
    assertThat(writer.toByteArray()).isEqualTo(expected.toASN1Primitive().getEncoded());
  }

  @Test
  void completeElements_standInTheOrderGiven() {
    byte[] one = new DerWriter().integer(1).toByteArray();
    byte[] two = new DerWriter().integer(2).toByteArray();
    assertThat(new DerWriter().sequence().raw(List.of(two, one)).end().toByteArray())
        .containsExactly(0x30, 6, 2, 1, 2, 2, 1, 1);
    assertThat(new DerWriter().setOf(0x31, List.of(two, one)).toByteArray())
        .containsExactly(0x31, 6, 2, 1, 1, 2, 1, 2);
  }

  @Test
  void whatWasNotEnded_isNotGivenOut() {
    assertThatThrownBy(() -> new DerWriter().sequence().toByteArray())
        .isInstanceOf(IllegalStateException.class);
  }
}
