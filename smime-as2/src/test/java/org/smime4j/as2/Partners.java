package org.smime4j.as2;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.testing.TestAuthority;
import org.smime4j.testing.Trait;

/** Two partners with self-signed certificates, as AS2 mostly has them. */
record Partners(Credential credential) {

  private static final TestAuthority KEYS = TestAuthority.create();

  static final Partners SENDER = of("sender@example.org");
  static final Partners RECEIVER = of("receiver@example.org");
  static final Partners STRANGER = of("stranger@example.org");

  static Partners of(String address) {
    return new Partners(KEYS.identity(address, Trait.RSA, Trait.SELF_SIGNED));
  }

  PrivateKey key() {
    return credential.privateKey();
  }

  X509Certificate certificate() {
    return credential.certificate();
  }

  Signer signer() {
    return Signer.with(credential);
  }

  Encryptor encryptor() {
    return Encryptor.unvalidated("partners know each other's certificates").to(certificate());
  }

  /** Reads as this partner what one of those sent. */
  As2Reader reading(X509Certificate... senders) {
    return reading(AlgorithmPolicy.standard(), senders);
  }

  As2Reader reading(AlgorithmPolicy policy, X509Certificate... senders) {
    return As2Reader.with(
        Decryptor.with(KeyHistory.of(credential)).under(policy),
        Verifier.trusting(
            TrustPolicy.anchors(List.of(senders))
                .revocation(Revocation.notChecked("self-signed certificates of partners"))));
  }
}
