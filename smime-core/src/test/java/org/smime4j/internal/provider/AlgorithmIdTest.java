package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
}
