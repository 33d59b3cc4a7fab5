package org.smime4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestPkiTest {

  @Test
  void chainsVerifyAndKeysDiffer() throws Exception {
    TestPki.Authority root = TestPki.authority("Root");
    TestPki.Authority issuing = root.authority("Issuing");
    List<TestPki.Issued> leaves =
        List.of(
            issuing.issue("a@example.org").rsa(1024).build(),
            issuing.issue("a@example.org").rsa(1024).build(),
            issuing.issue("a@example.org").ec("P-256").build(),
            issuing.issue("a@example.org").ec("P-384").build(),
            issuing.issue("a@example.org").ec("brainpoolP256r1").build(),
            issuing.issue("a@example.org").ed25519().build(),
            issuing.issue("a@example.org").x25519().build());
    assertThat(leaves).extracting(TestPki.Issued::publicKey).doesNotHaveDuplicates();
    for (TestPki.Issued leaf : leaves) {
      List<X509Certificate> chain = leaf.chain();
      assertThat(chain).hasSize(3);
      chain.get(0).verify(chain.get(1).getPublicKey());
      chain.get(1).verify(chain.get(2).getPublicKey());
      chain.get(2).verify(root.publicKey());
    }
  }

  @Test
  void crlNamesTheRevoked() throws Exception {
    TestPki.Authority root = TestPki.authority("Root");
    X509Certificate leaf = root.issue("r@example.org").ec("P-256").build().certificate();
    var crl = root.crl(leaf);
    crl.verify(root.publicKey());
    assertThat(crl.isRevoked(leaf)).isTrue();
    assertThat(root.crl().isRevoked(leaf)).isFalse();
  }
}
