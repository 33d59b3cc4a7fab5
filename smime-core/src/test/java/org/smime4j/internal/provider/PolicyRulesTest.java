package org.smime4j.internal.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smime4j.settings.ContentCipher.AES_128_CBC;
import static org.smime4j.settings.ContentCipher.AES_128_GCM;
import static org.smime4j.settings.ContentCipher.AES_192_CBC;
import static org.smime4j.settings.ContentCipher.AES_256_CBC;
import static org.smime4j.settings.ContentCipher.AES_256_GCM;
import static org.smime4j.settings.ContentCipher.CHACHA20_POLY1305;

import org.junit.jupiter.api.Test;
import org.smime4j.settings.KeyTransport;

/** What a policy writes and reads, as its rules say. */
class PolicyRulesTest {

  private static final PolicyRules CBC = new PolicyRules("cbc", AES_256_CBC, AES_128_CBC, true);

  @Test
  void theStandardRules_writeGcmOrCbcOf256Bits() {
    PolicyRules rules = PolicyRules.STANDARD;
    assertThat(rules).hasToString("standard");
    assertThat(rules.mayWrite()).startsWith(AES_256_GCM).endsWith(AES_256_CBC);
    assertThat(rules.mayWrite()).doesNotHaveDuplicates().contains(CHACHA20_POLY1305, AES_128_GCM);
    assertThat(rules.lastResort()).isEqualTo(AES_256_CBC);
    assertThat(rules.keyTransport()).isEqualTo(KeyTransport.RSA_OAEP_SHA256);
    assertThat(rules.assumes(AES_256_CBC)).isTrue();
    assertThat(rules.assumes(AES_256_GCM)).isFalse();
    assertThat(rules.assumes(KeyTransport.RSA_PKCS1)).isTrue();
    assertThat(rules.assumes(KeyTransport.RSA_OAEP_SHA256)).isFalse();
  }

  @Test
  void cbcIsNeverRaisedToAnotherMode_andGoesDownToTheWeakest() {
    assertThat(CBC.mayWrite()).containsExactly(AES_256_CBC, AES_192_CBC, AES_128_CBC);
    assertThat(CBC.lastResort()).isEqualTo(AES_128_CBC);
    assertThat(CBC.keyTransport()).isEqualTo(KeyTransport.RSA_PKCS1);
    assertThat(CBC.assumes(AES_256_GCM)).isTrue();
    assertThat(CBC.assumes(KeyTransport.RSA_OAEP_SHA256)).isTrue();
    assertThat(CBC.downTo(AES_256_CBC).mayWrite()).containsExactly(AES_256_CBC);
    assertThat(CBC.downTo(AES_256_GCM).lastResort()).isEqualTo(AES_256_CBC);
  }

  @Test
  void againstQuantumComputers_keysHave256Bits() {
    PolicyRules rules = CBC.postQuantum();
    assertThat(CBC.isPostQuantum()).isFalse();
    assertThat(rules.isPostQuantum()).isTrue();
    assertThat(rules.mayWrite()).containsExactly(AES_256_CBC);
    assertThat(rules.lastResort()).isEqualTo(AES_256_CBC);
    assertThat(PolicyRules.STANDARD.postQuantum().mayWrite())
        .containsExactlyInAnyOrder(AES_256_GCM, CHACHA20_POLY1305, AES_256_CBC);
  }

  @Test
  void eachChangeIsOne_andTheRulesBeforeItStay() {
    assertThat(CBC.readsUnauthenticated()).isTrue();
    assertThat(CBC.readsArchive()).isFalse();
    assertThat(CBC.minimumRsaBits()).isEqualTo(1024);
    PolicyRules archive = CBC.reading(false, true);
    assertThat(archive.readsUnauthenticated()).isFalse();
    assertThat(archive.readsArchive()).isTrue();
    assertThat(archive.minimumRsaBits()).isEqualTo(512);
    assertThat(CBC.derivesContentKeys()).isFalse();
    assertThat(CBC.derivingContentKeys().derivesContentKeys()).isTrue();
    assertThat(CBC.named("other")).hasToString("other");
    assertThat(CBC).hasToString("cbc");
    assertThat(PolicyRules.STANDARD.cipherForAll(AES_128_GCM).contentCipher())
        .isEqualTo(AES_128_GCM);
    assertThat(PolicyRules.STANDARD.cipherForAll(AES_128_GCM).assumes(AES_128_GCM)).isTrue();
    PolicyRules oaep = PolicyRules.STANDARD.transportForAll(KeyTransport.RSA_OAEP_SHA256);
    assertThat(oaep.assumes(KeyTransport.RSA_OAEP_SHA256)).isTrue();
    assertThat(oaep.assumes(AES_256_GCM)).isFalse();
  }
}
