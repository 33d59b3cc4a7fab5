package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.PrivateKey;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.testing.TestPki;

public class SigningTest {

  /** A private key of which nothing but its type is known, as tokens have them. */
  private record Token(String algorithm) implements PrivateKey {
    @Override
    public String getAlgorithm() {
      return algorithm;
    }

    @Override
    public String getFormat() {
      return "none";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }

  @Test
  void aKeyFitsTheSchemesOfItsType_whateverProvidersCallIt() {
    Map<String, String> types =
        new TreeMap<>(
            Map.of(
                "RSA", "RSA",
                "RSASSA-PSS", "RSA",
                "EC", "EC",
                "ECDSA", "EC",
                "Ed25519", "Ed25519",
                "Ed448", "Ed448",
                "ML-DSA-65", "ML-DSA-65",
                "DSA", "none",
                "X25519", "none"));
    types.forEach(
        (algorithm, type) -> {
          for (SignatureScheme scheme : SignatureScheme.values()) {
            assertThat(Signing.fits(new Token(algorithm), scheme))
                .as(algorithm + " " + scheme)
                .isEqualTo(scheme.keyType().equals(type));
          }
        });
  }

  @Test
  void aKeyThatIsCalledByItsFamily_fitsEachOfIt_andEdDsaItsOwnCurve() {
    for (SignatureScheme scheme : SignatureScheme.values()) {
      String type = scheme.keyType();
      assertThat(Signing.fits(new Token("ML-DSA"), scheme))
          .as(scheme.name())
          .isEqualTo(type.startsWith("ML-DSA-"));
      assertThat(Signing.fits(new Token("EdDSA"), scheme))
          .as(scheme.name())
          .isEqualTo(type.startsWith("Ed"));
    }
    PrivateKey ed25519 = TestPki.generate("Ed25519").getPrivate();
    assertThat(Signing.fits(ed25519, SignatureScheme.ED25519)).isTrue();
    assertThat(Signing.fits(ed25519, SignatureScheme.ED448)).isFalse();
    assertThatThrownBy(
            () -> Signing.sign(ed25519, SignatureScheme.ED448, new byte[1], Providers.standard()))
        .isInstanceOf(SmimeException.ProviderUnavailable.class);
  }

  @Test
  void theOneSchemeOfAKey_isFoundByItsNumber() {
    assertThat(Signing.onlySchemeOf(Oids.ED25519)).isEqualTo(SignatureScheme.ED25519);
    assertThat(Signing.onlySchemeOf(Oids.ED448)).isEqualTo(SignatureScheme.ED448);
    assertThat(Signing.onlySchemeOf(Oids.RSA_ENCRYPTION)).isNull();
    assertThat(Signing.onlySchemeOf(Oids.EC_PUBLIC_KEY)).isNull();
  }
}
