package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.ECParameterSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException.ProviderUnavailable;
import org.smime4j.internal.provider.PrivateOperations.UserAuthentication;
import org.smime4j.testing.TestPki;

/** Which keys are at hand, and which failures are those of a user who has not unlocked one. */
class PrivateOperationsTest {

  private abstract static class Kept implements PrivateKey {
    @Override
    public String getAlgorithm() {
      return "kept";
    }

    @Override
    public @Nullable String getFormat() {
      return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
      return null;
    }
  }

  private static final class Rsa extends Kept implements RSAPrivateKey {
    private final @Nullable BigInteger modulus;
    private final @Nullable BigInteger exponent;

    Rsa(@Nullable BigInteger modulus, @Nullable BigInteger exponent) {
      this.modulus = modulus;
      this.exponent = exponent;
    }

    @Override
    public @Nullable BigInteger getModulus() {
      return modulus;
    }

    @Override
    public @Nullable BigInteger getPrivateExponent() {
      return exponent;
    }
  }

  private static final class Ec extends Kept implements ECPrivateKey {
    private final @Nullable BigInteger s;
    private final boolean fails;

    Ec(@Nullable BigInteger s, boolean fails) {
      this.s = s;
      this.fails = fails;
    }

    @Override
    public @Nullable BigInteger getS() {
      if (fails) {
        throw new UnsupportedOperationException();
      }
      return s;
    }

    @Override
    public @Nullable ECParameterSpec getParams() {
      return null;
    }
  }

  @Test
  void aKeyIsAtHand_whereItsNumbersAre() throws Exception {
    assertThat(PrivateOperations.isAtHand(new Rsa(BigInteger.TEN, BigInteger.ONE))).isTrue();
    assertThat(PrivateOperations.isAtHand(new Rsa(BigInteger.TEN, null))).isFalse();
    assertThat(PrivateOperations.isAtHand(new Rsa(null, BigInteger.ONE))).isFalse();
    assertThat(PrivateOperations.isAtHand(new Ec(BigInteger.ONE, false))).isTrue();
    assertThat(PrivateOperations.isAtHand(new Ec(null, false))).isFalse();
    assertThat(PrivateOperations.isAtHand(new Ec(BigInteger.ONE, true))).isFalse();
    assertThat(PrivateOperations.isAtHand(new Kept() {})).isFalse();
    assertThat(PrivateOperations.isAtHand(TestPki.generate("X25519").getPrivate())).isTrue();
  }

  private static void require(Throwable failure) throws ProviderUnavailable {
    UserAuthentication.require("RSA", failure);
  }

  private static Throwable under(int causes, Throwable failure) {
    Throwable each = failure;
    for (int i = 0; i < causes; i++) {
      each = new IllegalStateException((String) null, each);
    }
    return each;
  }

  private static final class UserNotAuthenticatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aUserWhoHasNotUnlockedTheKey_isKnownByNameOrSentence_upToEightCauses() {
    for (Throwable locked :
        new Throwable[] {
          new UserNotAuthenticatedException(),
          new IllegalStateException("Key USER NOT AUTHENTICATED (internal code)")
        }) {
      for (int causes : new int[] {0, 1, 7}) {
        Throwable failure = under(causes, locked);
        assertThatThrownBy(() -> require(failure))
            .isInstanceOf(ProviderUnavailable.class)
            .hasMessageContaining("unlock the private key first")
            .hasCause(failure);
      }
      assertThatCode(() -> require(under(8, locked))).doesNotThrowAnyException();
    }
    assertThatCode(() -> require(new IllegalStateException("bad padding")))
        .doesNotThrowAnyException();
    assertThatCode(() -> require(new IllegalStateException())).doesNotThrowAnyException();
  }

  @Test
  void d4_aKeyAtHand_staysInItsForm_butForBouncyCastle() throws Exception {
    PrivateKey key = TestPki.generate("RSA-2048").getPrivate();
    Provider jdk = Security.getProvider("SunRsaSign");
    Providers standard = Providers.standard();
    assertThat(PrivateOperations.formFor(key, jdk, standard)).isSameAs(key);
    PrivateKey form = PrivateOperations.formFor(key, Providers.bouncyCastle(), standard);
    assertThat(form.getClass().getName()).startsWith("org.bouncycastle.");
    assertThat(form.getEncoded()).isEqualTo(key.getEncoded());
    assertThat(PrivateOperations.formFor(form, Providers.bouncyCastle(), standard)).isSameAs(form);
  }
}
