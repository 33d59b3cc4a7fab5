package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.CountingProvider;
import org.smime4j.testing.TestPki;

/**
 * Every verb with Amazon Corretto Crypto Provider first, in the profile {@code corretto}: it really
 * does the work, and nobody can tell from the result.
 */
public class NativeProviderFirstTest {

  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nTen pounds.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final Instant TIME = TestPki.NOW;
  private static final TestPki.Authority ROOT = TestPki.authority("Root");
  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(ROOT.certificate())).at(TIME);

  private static CountingProvider corretto;

  @BeforeAll
  static void load() throws Exception {
    try {
      corretto =
          new CountingProvider(
              (Provider)
                  Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider")
                      .getDeclaredConstructor()
                      .newInstance());
    } catch (ClassNotFoundException e) {
      if ("required".equals(System.getProperty("corretto"))) {
        throw e;
      }
      System.err.println("SKIPPED: the native provider is not there; the profile corretto has it");
      abort("not in the profile corretto");
    }
  }

  private static Credential identity(String key) {
    TestPki.Builder builder = ROOT.issue("alice@example.org");
    TestPki.Issued alice =
        (key.startsWith("RSA")
                ? builder.rsa(2048)
                : key.equals("Ed25519")
                    ? builder.ed25519()
                    : key.equals("X25519") ? builder.x25519() : builder.ec(key))
            .build();
    return Credential.of(alice.privateKey(), alice.certificate());
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, RSA_PKCS1_SHA256, SHA256withRSA",
    "RSA, RSA_PSS_SHA256, RSASSA-PSS",
    "P-256, ECDSA_SHA256, SHA256withECDSA",
    "P-384, ECDSA_SHA384, SHA384withECDSA",
    "P-521, ECDSA_SHA512, SHA512withECDSA",
    "Ed25519, ED25519, Ed25519"
  })
  void signaturesAreMadeInIt_andAreWhatOursAre(String key, SignatureScheme scheme, String jca)
      throws Exception {
    Signer ours = Signer.with(identity(key), scheme).signingAt(TIME);
    Signer theirs = ours.using(corretto);
    int before = corretto.count("sign " + jca);
    byte[] signed = theirs.signOpaque(ByteSource.of(CONTENT));
    assertThat(corretto.count("sign " + jca)).as("%s", corretto.counts()).isEqualTo(before + 1);
    if (scheme == SignatureScheme.RSA_PKCS1_SHA256 || scheme == SignatureScheme.ED25519) {
      assertThat(signed)
          .as("no random number is in it")
          .isEqualTo(ours.signOpaque(ByteSource.of(CONTENT)));
    }
    Verifier verifier = Verifier.trusting(TRUST);
    for (byte[] each : List.of(signed, ours.signOpaque(ByteSource.of(CONTENT)))) {
      for (Verifier by : List.of(verifier, verifier.using(corretto))) {
        assertThat(by.verify(ByteSource.of(each)).requireTrusted().bytes()).isEqualTo(CONTENT);
        byte[] altered = each.clone();
        altered[altered.length - 20] ^= 1;
        assertThat(by.verify(ByteSource.of(altered)).worst())
            .returns(SignerVerdict.State.BROKEN, SignerVerdict::state);
      }
    }
  }

  @Test
  void signaturesAreCheckedInIt() throws Exception {
    Verifier verifier = Verifier.trusting(TRUST).using(corretto);
    int rsa = corretto.count("encrypt RSA/ECB/NoPadding");
    verifier
        .verify(ByteSource.of(Signer.with(identity("RSA")).signOpaque(ByteSource.of(CONTENT))))
        .requireTrusted();
    assertThat(corretto.count("encrypt RSA/ECB/NoPadding")).isGreaterThan(rsa);
    int ecdsa = corretto.count("verify NONEwithECDSA");
    verifier
        .verify(ByteSource.of(Signer.with(identity("P-256")).signOpaque(ByteSource.of(CONTENT))))
        .requireTrusted();
    assertThat(corretto.count("verify NONEwithECDSA")).isGreaterThan(ecdsa);
  }

  @ParameterizedTest
  @EnumSource(KeyTransport.class)
  void rsaKeysAreWrappedAndUnwrappedInIt(KeyTransport transport) throws Exception {
    agrees(
        identity("RSA"),
        AlgorithmPolicy.authenticated().writing(transport),
        "decrypt RSA/ECB/NoPadding",
        "GCM");
  }

  @ParameterizedTest
  @CsvSource({"P-256", "P-384", "P-521"})
  void secretsAreAgreedInIt(String curve) throws Exception {
    agrees(identity(curve), AlgorithmPolicy.authenticated(), "agree ECDH", "GCM");
  }

  @Test
  void whatItDoesNotHave_othersDo() throws Exception {
    agrees(identity("X25519"), AlgorithmPolicy.authenticated(), "", "GCM");
    agrees(identity("RSA"), AlgorithmPolicy.outlook(), "decrypt RSA/ECB/NoPadding", "CBC");
  }

  private static void agrees(Credential bob, AlgorithmPolicy policy, String secretWork, String mode)
      throws Exception {
    Encryptor ours =
        Encryptor.unvalidated("a test").writingMail().to(bob.certificate()).under(policy);
    Decryptor decryptor = Decryptor.with(KeyHistory.of(bob));
    int encrypted = corretto.count("encrypt AES/GCM/NoPadding");
    byte[] theirs = ours.using(corretto).encrypt(ByteSource.of(CONTENT)).bytes();
    if (mode.equals("GCM")) {
      assertThat(corretto.count("encrypt AES/GCM/NoPadding")).isGreaterThan(encrypted);
    }
    for (byte[] message : List.of(theirs, ours.encrypt(ByteSource.of(CONTENT)).bytes())) {
      int before = corretto.count(secretWork);
      assertThat(opened(decryptor, message)).isEqualTo(CONTENT);
      assertThat(corretto.count(secretWork)).as("ours does not ask it").isEqualTo(before);
      assertThat(opened(decryptor.using(corretto), message)).isEqualTo(CONTENT);
      if (!secretWork.isEmpty()) {
        assertThat(corretto.count(secretWork)).as("%s", corretto.counts()).isEqualTo(before + 1);
      }
    }
  }

  private static byte[] opened(Decryptor decryptor, byte[] message) throws Exception {
    return decryptor
        .decrypt(ByteSource.of(message))
        .<ByteSource>fold(whole -> whole, UnauthenticatedContent::unauthenticated)
        .bytes();
  }
}
