package org.smime4j.peers;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.smime4j.Credential;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.testing.TestPki;

/** Somebody for each kind of key, below one root and one intermediate. */
final class People {

  static final TestPki.Authority ROOT = TestPki.authority("Peers Root");

  /**
   * Its number is no leaf's: GnuTLS looks for a signer's certificate by the number alone. Its key
   * is RSA: node-forge adds parameters to a certificate that was signed by ECDSA, which breaks it.
   */
  public static final TestPki.Authority ISSUING =
      ROOT.intermediate("Peers Issuing").rsa(2048).serial(77).buildAuthority();

  static final TestPki.Issued RSA = ISSUING.issue("rsa@example.org").rsa(2048).build();
  static final TestPki.Issued RSA3072 = ISSUING.issue("rsa3072@example.org").rsa(3072).build();
  static final TestPki.Issued P256 = ISSUING.issue("p256@example.org").ec("P-256").build();
  static final TestPki.Issued P384 = ISSUING.issue("p384@example.org").ec("P-384").build();
  static final TestPki.Issued P521 = ISSUING.issue("p521@example.org").ec("P-521").build();
  static final TestPki.Issued ED25519 = ISSUING.issue("ed25519@example.org").ed25519().build();

  private static final Map<String, TestPki.Issued> OTHERS = new ConcurrentHashMap<>();

  private People() {}

  /** Somebody with a key for one scheme alone. */
  static TestPki.Issued only(String scheme) {
    return OTHERS.computeIfAbsent(
        scheme, s -> ISSUING.issue(s.toLowerCase(Locale.ROOT) + "@example.org").only(s).build());
  }

  static List<TestPki.Issued> receivers() {
    return List.of(RSA, RSA3072, P256, P384, P521);
  }

  static TestPki.Issued forScheme(SignatureScheme scheme) {
    return switch (scheme.keyType()) {
      case "RSA" -> RSA;
      case "Ed25519" -> ED25519;
      case "EC" ->
          switch (DigestAlgorithm.of(scheme)) {
            case SHA384, SHA3_384 -> P384;
            case SHA512, SHA3_512, SHAKE256 -> P521;
            default -> P256;
          };
      default -> only(scheme.keyType());
    };
  }

  public static Credential identity(TestPki.Issued issued) {
    return Credential.of(
        issued.privateKey(),
        issued.certificate(),
        issued.chain().subList(1, issued.chain().size()).toArray(X509Certificate[]::new));
  }
}
