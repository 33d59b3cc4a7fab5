package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.signature.SignatureAlgorithm;
import org.smime4j.internal.signature.Signing;
import org.smime4j.settings.SignatureScheme;

public class AlgorithmIdTest {

  /**
   * What is read once and kept is what reading gives, and another identifier is not taken for it.
   */
  @ParameterizedTest
  @EnumSource(
      value = SignatureScheme.class,
      names = {"RSA_PSS_SHA256", "RSA_PSS_SHA384", "RSA_PSS_SHA512"})
  void pssAsItIsUsuallyWritten_isReadOnce(SignatureScheme scheme) throws Exception {
    byte[] written = Signing.signatureAlgorithm(scheme);
    AlgorithmId read = AlgorithmId.parse(written, "test");
    assertThat(read.oid()).isEqualTo(Oids.RSASSA_PSS);
    assertThat(read).isEqualTo(AlgorithmId.of(AlgorithmId.sequence(written, "test"), "test"));
    assertThat(AlgorithmId.parse(written.clone(), "test")).isSameAs(read);

    byte[] withAnotherSalt = written.clone();
    withAnotherSalt[written.length - 1]--;
    AlgorithmId other = AlgorithmId.parse(withAnotherSalt, "test");
    assertThat(other).isNotEqualTo(read);
    assertThat(SignatureAlgorithm.parse(withAnotherSalt).salt())
        .isEqualTo(SignatureAlgorithm.parse(written).salt() - 1);
  }

  @Test
  void nullIsAsGoodAsNoParameters_andAnyOthersCount() throws Exception {
    AlgorithmId absent = AlgorithmId.parse(AlgorithmId.der(Oids.RSA_ENCRYPTION), "test");
    AlgorithmId withNull = AlgorithmId.parse(AlgorithmId.derWithNull(Oids.RSA_ENCRYPTION), "test");
    AlgorithmId five = parsed(Oids.RSA_ENCRYPTION, 5);
    assertThat(absent.parameters()).isNull();
    assertThat(withNull.parameters()).isEqualTo(DERNull.INSTANCE);
    assertThat(absent.isSame(withNull)).isTrue();
    assertThat(withNull.isSame(absent)).isTrue();
    assertThat(five.isSame(parsed(Oids.RSA_ENCRYPTION, 5))).isTrue();
    assertThat(five.isSame(parsed(Oids.RSA_ENCRYPTION, 6))).isFalse();
    assertThat(five.isSame(absent)).isFalse();
    assertThat(absent.isSame(five)).isFalse();
    assertThat(absent.isSame(AlgorithmId.parse(AlgorithmId.der(Oids.DSA), "test"))).isFalse();
  }

  private static AlgorithmId parsed(String oid, int parameter) throws Exception {
    return AlgorithmId.parse(AlgorithmId.der(oid, new ASN1Integer(parameter)), "test");
  }

  @Test
  void whatIsNoIdentifier_isMalformed_whateverItBeginsWith() {
    for (int[] octets :
        new int[][] {
          {},
          {0x30, 0},
          {0x30, 2, 6, 0},
          {0x31, 3, 6, 1, 42},
          {0x30, 3, 4, 1, 42},
          {0x30, 3, 6, 1, 0x80},
          {0x30, 4, 6, 1, 42},
          {0x30, 3, 6, 1, 42, 0},
          {0x30, 5, 6, 1, 42, 5, 1},
          {0x30, 7, 6, 1, 42, 5, 0, 5, 0}
        }) {
      byte[] encoded = new byte[octets.length];
      for (int i = 0; i < octets.length; i++) {
        encoded[i] = (byte) octets[i];
      }
      assertThatThrownBy(() -> AlgorithmId.parse(encoded, "test"))
          .as(Arrays.toString(octets))
          .isInstanceOf(SmimeException.Malformed.class);
    }
  }
}
