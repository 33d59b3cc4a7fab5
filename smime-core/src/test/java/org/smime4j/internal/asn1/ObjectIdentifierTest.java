package org.smime4j.internal.asn1;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.junit.jupiter.api.Test;

final class ObjectIdentifierTest {

  @Test
  void everyConstant_isWhatBouncyCastleEncodes() throws Exception {
    int count = 0;
    for (Field field : Oids.class.getDeclaredFields()) {
      if (field.isSynthetic()) {
        continue; // a coverage tool's own
      }
      String dotted = (String) field.get(null);
      byte[] value = ObjectIdentifier.octets(dotted);
      byte[] encoded = new ASN1ObjectIdentifier(dotted).getEncoded();
      assertThat(value)
          .as(field.getName())
          .isEqualTo(Arrays.copyOfRange(encoded, 2, encoded.length));
      assertThat(ObjectIdentifier.dotted(value)).isEqualTo(dotted);
      count++;
    }
    assertThat(count).isGreaterThan(100);
  }

  @Property(tries = 5_000)
  void c14_anyOctets_giveTheirOwnDottedFormOrNone(@ForAll @Size(max = 40) byte[] value) {
    String dotted = ObjectIdentifier.dotted(value);
    if (dotted != null) {
      assertThat(ObjectIdentifier.octets(dotted)).isEqualTo(value);
    }
  }

  @Test
  void c14_arcsPast2To64_areNotCutShort() {
    String long128 = "1.2.340282366920938463463374607431768211457";
    assertThat(ObjectIdentifier.dotted(ObjectIdentifier.octets(long128))).isEqualTo(long128);
    String root = "2.340282366920938463463374607431768211457.1";
    assertThat(ObjectIdentifier.dotted(ObjectIdentifier.octets(root))).isEqualTo(root);
    assertThat(ObjectIdentifier.dotted(ObjectIdentifier.octets("2.999.3"))).isEqualTo("2.999.3");
    String edge = "1.2.9223372036854775807.9223372036854775808";
    assertThat(ObjectIdentifier.dotted(ObjectIdentifier.octets(edge))).isEqualTo(edge);
  }
}
