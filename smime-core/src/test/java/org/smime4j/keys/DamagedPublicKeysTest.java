package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPki;

/** Certificates whose public key cannot be decoded, which Bouncy Castle finds only when asked. */
class DamagedPublicKeysTest {

  private static final TestPki.Authority CA = TestPki.authority("Damage");

  @TempDir private Path folder;

  private static TestPki.Issued issued(String kind) {
    TestPki.Builder alice = CA.issue("alice@example.org");
    return (kind.equals("RSA") ? alice.rsa(2048) : alice.ec("P-256")).build();
  }

  /** The same with the last octet of the point or the modulus changed: off the curve, or even. */
  private static X509Certificate damaged(TestPki.Issued issued) throws Exception {
    byte[] encoded = issued.certificate().getEncoded();
    byte[] key = issued.certificate().getPublicKey().getEncoded();
    int at = indexOf(encoded, key) + key.length - 1;
    // The exponent of an RSA key takes five octets behind the modulus.
    at -= issued.certificate().getPublicKey().getAlgorithm().equals("RSA") ? 5 : 0;
    encoded[at] ^= 1;
    return Certificates.parse(encoded);
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int i = 0; i <= whole.length - part.length; i++) {
      if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("the key is not in the certificate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void itAllowsNoPurpose_andMakesNoCredential(String kind) throws Exception {
    TestPki.Issued issued = issued(kind);
    X509Certificate damaged = damaged(issued);
    assertThatThrownBy(damaged::getPublicKey).isInstanceOf(IllegalStateException.class);
    assertThat(Purpose.values()).anyMatch(each -> each.isAllowedBy(issued.certificate()));
    assertThat(Purpose.values()).noneMatch(each -> each.isAllowedBy(damaged));
    assertThatThrownBy(() -> Credential.of(issued.privateKey(), damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be decoded");
    assertThatThrownBy(() -> Credential.of(issued.privateKey(), issued.certificate(), damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be decoded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC"})
  void aKeyFileOfItAloneIsUnreadable_andOneBesideOthersIsSkipped(String kind) throws Exception {
    Path bad = folder.resolve("bad.crt");
    Files.write(bad, damaged(issued(kind)).getEncoded());
    assertThatThrownBy(() -> KeyHistory.read(PasswordSource.of(), bad))
        .isInstanceOf(KeyFile.class)
        .hasMessageContaining("the public key in the certificate cannot be decoded");
    Files.write(folder.resolve("good.crt"), issued(kind).certificate().getEncoded());
    KeyHistory history = KeyHistory.read(PasswordSource.of(), folder);
    assertThat(history.entries()).hasSize(1);
    assertThat(history.skipped()).hasSize(1);
    assertThat(history.skipped().toString()).contains("bad.crt", "cannot be decoded");
  }

  @Test
  void askingForTheKeysOfAHistoryNeverThrows() throws Exception {
    Files.write(folder.resolve("good.crt"), issued("EC").certificate().getEncoded());
    for (KeyEntry entry : KeyHistory.read(PasswordSource.of(), folder).entries()) {
      assertThat(entry.certificates().stream().findFirst().orElseThrow().getPublicKey())
          .isNotNull();
      assertThat(entry.kind()).isEqualTo("EC 1.2.840.10045.3.1.7");
    }
  }
}
