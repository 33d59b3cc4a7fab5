package org.smime4j.testing;

import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.smime4j.Credential;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.settings.SignatureScheme;

/** People who sign, one for each kind of key. */
public final class Signers {

  public static final TestPki.Authority ROOT = TestPki.authority("Writing Root");
  public static final TestPki.Authority ISSUING = ROOT.authority("Writing Issuing");

  public static final TestPki.Issued RSA = ISSUING.issue("rsa@example.org").rsa(2048).build();
  public static final TestPki.Issued P256 = ISSUING.issue("p256@example.org").ec("P-256").build();
  public static final TestPki.Issued P384 = ISSUING.issue("p384@example.org").ec("P-384").build();
  public static final TestPki.Issued P521 = ISSUING.issue("p521@example.org").ec("P-521").build();
  public static final TestPki.Issued ED25519 =
      ISSUING.issue("ed25519@example.org").ed25519().build();
  public static final TestPki.Issued X25519 = ISSUING.issue("x25519@example.org").x25519().build();

  private static final Map<String, TestPki.Issued> OTHERS = new ConcurrentHashMap<>();

  private Signers() {}

  private static TestPki.Issued only(String scheme) {
    return OTHERS.computeIfAbsent(
        scheme, s -> ISSUING.issue(s.toLowerCase(Locale.ROOT) + "@example.org").only(s).build());
  }

  public static TestPki.Issued forScheme(SignatureScheme scheme) {
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
