package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Provider;
import java.security.Security;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;

public class ProvidersTest {

  /** Claims everything, by classes that do not exist. */
  private static final class Hostile extends Provider {
    private static final long serialVersionUID = 1L;

    Hostile() {
      super("Hostile", "1", "Wants to be asked");
      for (String service :
          new String[] {
            "MessageDigest.SHA-256",
            "Cipher.AES/GCM/NoPadding",
            "Cipher.RSA",
            "Signature.NONEwithECDSA",
            "Mac.HmacSHA256",
            "KeyAgreement.ECDH",
            "KeyFactory.RSA",
            "KeyFactory.EC"
          }) {
        put(service, "no.such.Class");
      }
    }
  }

  @Test
  void d4_aForeignProviderInFrontHasNoSay() throws Exception {
    Provider hostile = new Hostile();
    Security.insertProviderAt(hostile, 1);
    try {
      Providers providers = Providers.preferring(Providers.bouncyCastle());
      for (Providers each : new Providers[] {providers, Providers.standard()}) {
        assertThat(each.digest(DigestAlgorithm.SHA256).getProvider()).isNotSameAs(hostile);
        assertThat(each.cipher("AES/GCM/NoPadding").getProvider()).isNotSameAs(hostile);
        assertThat(each.cipher("RSA/ECB/NoPadding").getProvider()).isNotSameAs(hostile);
        assertThat(each.signature("NONEwithECDSA").getProvider()).isNotSameAs(hostile);
        assertThat(each.mac("HmacSHA256").getProvider()).isNotSameAs(hostile);
        assertThat(each.keyAgreement("ECDH").getProvider()).isNotSameAs(hostile);
        assertThat(each.keyFactory("RSA").getProvider()).isNotSameAs(hostile);
        assertThat(each.random().getProvider()).isNotSameAs(hostile);
      }
    } finally {
      Security.removeProvider(hostile.getName());
    }
  }

  @Test
  void bouncyCastleIsPrivateAndOne() {
    assertThat(Providers.bouncyCastle()).isSameAs(Providers.bouncyCastle());
    assertThat(Security.getProviders()).doesNotContain(Providers.bouncyCastle());
  }

  @Test
  void bulkWorkIsTheJdksAndCurvesAreBouncyCastles() throws Exception {
    Providers providers = Providers.standard();
    assertThat(providers.cipher("AES/GCM/NoPadding").getProvider().getName()).isEqualTo("SunJCE");

    assertThat(providers.digest(DigestAlgorithm.SHA256).getProvider().getName()).isEqualTo("SUN");
    assertThat(providers.keyFactory("RSA").getProvider().getName()).isEqualTo("SunRsaSign");
    assertThat(providers.keyFactory("EC").getProvider()).isSameAs(Providers.bouncyCastle());
    assertThat(providers.keyAgreement("ECDH").getProvider()).isSameAs(Providers.bouncyCastle());
    assertThat(providers.signature("Ed25519").getProvider()).isSameAs(Providers.bouncyCastle());
  }

  @Test
  void theCallersProviderIsAskedFirst() throws Exception {
    Providers providers = Providers.preferring(Providers.bouncyCastle());
    assertThat(providers.digest(DigestAlgorithm.SHA256).getProvider())
        .isSameAs(Providers.bouncyCastle());
  }

  @Test
  void whatNobodyOffersIsUnavailable() {
    assertThatThrownBy(() -> Providers.standard().cipher("Nothing/ECB/NoPadding"))
        .isInstanceOf(SmimeException.ProviderUnavailable.class)
        .hasMessageContaining("Nothing");
  }
}
