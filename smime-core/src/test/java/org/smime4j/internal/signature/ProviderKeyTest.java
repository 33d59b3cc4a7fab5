package org.smime4j.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import org.junit.jupiter.api.Test;
import org.smime4j.internal.provider.ExternalKey;
import org.smime4j.internal.provider.Providers;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.sources.PrivateKeyOperations;
import org.smime4j.testing.TestPki;

/** A key that works with its own provider alone: each operation is asked of that provider. */
class ProviderKeyTest {

  private static final byte[] TEXT = {1, 2, 3};

  private static Provider provider(String name) {
    return Security.getProvider(name);
  }

  private static PrivateKeyOperations kept(KeyPair keys, Provider provider) {
    PrivateKey key = ProviderKey.of(keys.getPublic(), keys.getPrivate(), provider);
    assertThat(ExternalKey.isKept(key)).isTrue();
    return ExternalKey.operations(key);
  }

  private static byte[] encrypted(String transformation, KeyPair keys, byte[] text)
      throws Exception {
    Cipher cipher = Cipher.getInstance(transformation, "SunJCE");
    cipher.init(Cipher.ENCRYPT_MODE, keys.getPublic());
    return cipher.doFinal(text);
  }

  @Test
  void rsaDecrypts_inEachPadding() throws Exception {
    KeyPair keys = TestPki.generate("RSA-2048");
    PrivateKeyOperations kept = kept(keys, provider("SunJCE"));
    byte[] block = new byte[256];
    block[255] = 7;
    assertThat(kept.decryptRaw(encrypted("RSA/ECB/NoPadding", keys, block))).isEqualTo(block);
    assertThat(kept.decryptPkcs1(encrypted("RSA/ECB/PKCS1Padding", keys, TEXT))).isEqualTo(TEXT);
    byte[] oaep = encrypted("RSA/ECB/OAEPPadding", keys, TEXT);
    assertThat(kept.decryptOaep(oaep, OAEPParameterSpec.DEFAULT)).isEqualTo(TEXT);
    assertThatThrownBy(() -> kept.decryptPkcs1(oaep)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> kept.agree(keys.getPublic()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void rsaSigns_inEachScheme() throws Exception {
    KeyPair keys = TestPki.generate("RSA-2048");
    PrivateKeyOperations kept = kept(keys, provider("SunRsaSign"));
    for (SignatureScheme scheme :
        new SignatureScheme[] {SignatureScheme.RSA_PKCS1_SHA256, SignatureScheme.RSA_PSS_SHA384}) {
      assertVerifies(scheme, keys, kept);
    }
    assertThatThrownBy(() -> kept.decryptRaw(new byte[256]))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void ecSignsAndAgrees() throws Exception {
    KeyPair keys = TestPki.generate("P-256");
    KeyPair other = TestPki.generate("P-256");
    PrivateKeyOperations kept = kept(keys, provider("SunEC"));
    assertVerifies(SignatureScheme.ECDSA_SHA256, keys, kept);
    assertThat(kept.agree(other.getPublic()))
        .hasSize(32)
        .isEqualTo(kept(other, provider("SunEC")).agree(keys.getPublic()));
    assertThatThrownBy(() -> kept.agree(TestPki.generate("RSA-2048").getPublic()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> kept.sign(SignatureScheme.RSA_PKCS1_SHA256, TEXT))
        .isInstanceOf(IOException.class);
  }

  private static void assertVerifies(
      SignatureScheme scheme, KeyPair keys, PrivateKeyOperations kept) throws Exception {
    byte[] signature = kept.sign(scheme, TEXT);
    assertThat(verifies(scheme, keys, TEXT, signature)).as("%s", scheme).isTrue();
    assertThat(verifies(scheme, keys, new byte[] {1}, signature)).isFalse();
  }

  private static boolean verifies(
      SignatureScheme scheme, KeyPair keys, byte[] text, byte[] signature) throws Exception {
    return SignatureCheck.verify(
        keys.getPublic(),
        Signing.signatureAlgorithm(scheme),
        Signing.digestAlgorithm(scheme),
        ByteSource.of(text),
        signature,
        Providers.standard());
  }
}
