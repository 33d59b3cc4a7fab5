package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smime4j.findings.SmimeException.KeyFile;
import org.smime4j.findings.SmimeException.Refused;
import org.smime4j.keys.PasswordSource;
import org.smime4j.settings.Purpose;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/** Of the keys in a file or a directory, which one writes for a person. */
class CredentialTest {

  private static final Instant NOW = Instant.now();
  private static final TestPki.Authority CA = TestPki.authority("Company", NOW);
  private static final String ALICE = "alice@example.org";
  private static final PasswordSource PASSWORD = PasswordSource.of("pw".toCharArray());

  @TempDir Path folder;

  private static TestPki.Builder issue(String address, int daysAgo, int days) {
    Instant from = NOW.minus(Duration.ofDays(daysAgo));
    return CA.issue(address).ec("P-256").validity(from, from.plus(Duration.ofDays(days)));
  }

  private void put(String name, TestPki.Issued... issued) throws Exception {
    put(name, "pw", issued);
  }

  private void put(String name, String password, TestPki.Issued... issued) throws Exception {
    TestPfx pfx = TestPfx.modern(password).iterations(1);
    for (TestPki.Issued each : issued) {
      pfx.key(each.privateKey()).certificate(each.certificate());
    }
    Files.write(folder.resolve(name), pfx.build());
  }

  private void chosen(Purpose purpose, TestPki.Issued expected) throws Exception {
    assertThat(Credential.read(folder, PASSWORD, purpose).certificate())
        .isEqualTo(expected.certificate());
  }

  private Refused refused(Purpose purpose) {
    Refused refused =
        catchThrowableOfType(Refused.class, () -> Credential.read(folder, PASSWORD, purpose));
    assertThat(refused).isNotNull();
    assertThat(refused.rule())
        .isEqualTo(
            purpose == Purpose.SIGNING
                ? Refused.Rule.SIGNER_CERTIFICATE
                : Refused.Rule.RECIPIENT_CERTIFICATE);
    return refused;
  }

  @Test
  void newerKeyOfAnAuthority_orOfAServer_isNoIdentity() throws Exception {
    TestPki.Issued alice = issue(ALICE, 400, 800).build();
    TestPki.Issued server =
        issue("www", 1, 800).extendedKeyUsage(KeyPurposeId.id_kp_serverAuth).build();
    put("alice.pfx", alice);
    put("server.pfx", server);
    put("root.pfx", TestPki.root("Newer root", NOW).validity(NOW, NOW.plusSeconds(9_000)).build());
    chosen(Purpose.SIGNING, alice);
    assertThat(Credential.read(folder, PASSWORD).certificate()).isEqualTo(alice.certificate());
    Files.delete(folder.resolve("alice.pfx"));
    assertThat(refused(Purpose.SIGNING))
        .hasMessageContaining("no certificate with a private key may sign mail")
        .hasMessageContaining("CN=Newer root")
        .hasMessageContaining("CN=Company");
  }

  @Test
  void ofTwoKeysInOneFile_eachHasItsPurpose() throws Exception {
    TestPki.Issued signing = issue(ALICE, 20, 100).keyUsage(KeyUsage.digitalSignature).build();
    TestPki.Issued encryption = issue(ALICE, 10, 100).keyUsage(KeyUsage.keyAgreement).build();
    put("alice.pfx", signing, encryption);
    chosen(Purpose.SIGNING, signing);
    chosen(Purpose.ENCRYPTION, encryption);
    put("alice.pfx", encryption);
    assertThat(refused(Purpose.SIGNING)).hasMessageContaining("may sign mail");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Credential.read(folder, PASSWORD, Purpose.TIMESTAMPING));
  }

  @Test
  void renewals_areOnePersons_andTheNewestValidOneWrites() throws Exception {
    TestPki.Issued first = issue(ALICE, 900, 300).build();
    // Of the first the key, and with the second the addresses in common.
    TestPki.Issued married = issue("alice.b@example.org", 700, 300).keyOf(first).build();
    TestPki.Issued newKey = issue("Alice.B@example.org", 500, 300).newKey().build();
    put("1.pfx", first);
    put("2.pfx", married);
    chosen(Purpose.SIGNING, married);
    put("3.pfx", newKey);
    chosen(Purpose.SIGNING, newKey);
    TestPki.Issued valid = issue("alice.b@example.org", 100, 300).newKey().build();
    put("4.pfx", valid);
    put("5.pfx", issue("alice.b@example.org", -50, 300).newKey().build());
    chosen(Purpose.SIGNING, valid);
  }

  @Test
  void severalPeople_areListedWithTheirFiles_andNoneIsChosen() throws Exception {
    put("alice.pfx", issue(ALICE, 100, 300).newKey().build());
    put("bob.pfx", issue("bob@example.org", 900, 300).newKey().build());
    // Bob's has expired: when Alice's has too, nothing else is chosen than before.
    for (Purpose purpose : new Purpose[] {Purpose.SIGNING, Purpose.ENCRYPTION}) {
      assertThat(refused(purpose))
          .hasMessageContaining(folder + ": the certificates of several people may ")
          .hasMessageContaining("alice.pfx: the certificate with serial ")
          .hasMessageContaining("for " + ALICE + " from ")
          .hasMessageContaining("bob.pfx: ");
    }
    // An address that one shares with another does not make them one.
    put(
        "bob.pfx",
        issue("bob@example.org", 9, 300).addresses("bob@example.org", ALICE).newKey().build());
    assertThat(refused(Purpose.SIGNING)).hasMessageContaining("bob@example.org, " + ALICE);
    TestPki.Issued[] crowd = new TestPki.Issued[40];
    Arrays.setAll(crowd, i -> issue("user" + i + "@example.org", 9, 300).newKey().build());
    put("crowd.pfx", crowd);
    assertThat(refused(Purpose.SIGNING).getMessage())
        .endsWith(" and 7 more")
        .hasSizeLessThan(1_500);
  }

  @Test
  void selfSignedWithoutUsage_isAnIdentityWhereNoOtherFits() throws Exception {
    TestPki.Issued own =
        TestPki.selfSigned(ALICE)
            .certificateAuthority(true)
            .withoutKeyUsage()
            .extendedKeyUsage()
            .build();
    put("own.pfx", own);
    chosen(Purpose.SIGNING, own);
    chosen(Purpose.ENCRYPTION, own);
    TestPki.Issued issued = issue("bob@example.org", 900, 300).build();
    put("issued.pfx", issued);
    chosen(Purpose.SIGNING, issued);
  }

  @Test
  void keyFileThatNoPasswordOpens_isNamed_whereItMayHaveTheKey() throws Exception {
    put("alice.pfx", "another", issue(ALICE, 100, 300).build());
    Files.writeString(folder.resolve("notes.txt"), "no key");
    KeyFile nothing = catchThrowableOfType(KeyFile.class, () -> Credential.read(folder, PASSWORD));
    assertThat(nothing)
        .hasMessageContaining("there is no private key with its certificate in it")
        .hasMessageContaining("alice.pfx: none of the passwords opens it");
    assertThat(nothing.getMessage()).doesNotContain("notes.txt");
    put("encryption.pfx", issue(ALICE, 9, 300).keyUsage(KeyUsage.keyAgreement).build());
    assertThat(refused(Purpose.SIGNING))
        .hasMessageContaining("alice.pfx: none of the passwords opens it");
  }
}
