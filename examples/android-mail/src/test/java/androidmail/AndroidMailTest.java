package androidmail;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import android.content.Context;
import android.os.Build;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.conscrypt.Conscrypt;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;
import org.smime4j.CertificateFiles;
import org.smime4j.Credential;
import org.smime4j.KeyHistory;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SealedMail;
import org.smime4j.sources.ByteSource;

/** The app's code on Android 8 and 14, with the providers of a device and none of the JDK's. */
@RunWith(RobolectricTestRunner.class)
@Config(
    manifest = Config.NONE,
    sdk = {26, 34},
    shadows = DeviceKeyChain.class)
public class AndroidMailTest {

  private static final Path KIT = Path.of(System.getProperty("kit"));
  private static final char[] PASSWORD = "carried over once".toCharArray();
  private static final byte[] MESSAGE =
      "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: hello\r\n\r\nDear Bob\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Provider[] ofTheJdk = Security.getProviders();
  private final DeviceKeyStore device = new DeviceKeyStore();
  private final Context context = RuntimeEnvironment.getApplication();

  @Before
  public void providersOfADevice() {
    for (Provider each : ofTheJdk) {
      Security.removeProvider(each.getName());
    }
    Security.addProvider(Conscrypt.newProviderBuilder().setName("AndroidOpenSSL").build());
    Security.addProvider(device.worker);
    Security.addProvider(device.keeper);
    DeviceKeyChain.ask(device);
  }

  @After
  public void providersOfTheJdk() {
    for (Provider each : Security.getProviders()) {
      Security.removeProvider(each.getName());
    }
    for (Provider each : ofTheJdk) {
      Security.addProvider(each);
    }
  }

  /** Alice's keys of five years in one file. */
  private static byte[] pfx() throws IOException {
    ByteArrayOutputStream pfx = new ByteArrayOutputStream();
    KeyHistory.read(
            PasswordSource.ofLines(KIT.resolve("pki/passwords.txt")),
            KIT.resolve("generations/2015.pfx"),
            KIT.resolve("generations/2016.pfx"),
            KIT.resolve("history"))
        .writePkcs12(pfx, PASSWORD);
    return pfx.toByteArray();
  }

  private static Credential alice() throws IOException {
    return Credential.read(
        KIT.resolve("history/2025.pfx"), PasswordSource.ofLines(KIT.resolve("pki/passwords.txt")));
  }

  private Account account(String... aliases) throws IOException {
    TrustPolicy trust =
        TrustPolicy.anchors(CertificateFiles.readCertificates(KIT.resolve("trust")).certificates())
            .intermediates(
                CertificateFiles.readCertificates(KIT.resolve("pki/issuing.pem")).certificates())
            .revocation(Revocation.notChecked("the kit has no list at hand"));
    KeySource[] keys =
        Stream.of(aliases).map(each -> new KeyChainKey(context, each)).toArray(KeySource[]::new);
    return new Account(context, trust, KeyHistory.chain(keys));
  }

  private Account accountWithKeys() throws IOException {
    Account account = account();
    account.importKeys(new ByteArrayInputStream(pfx()), PASSWORD);
    return account;
  }

  private static ByteSource mail(String name) throws IOException {
    return ByteSource.of(Files.readAllBytes(KIT.resolve("messages/openssl/" + name + ".eml")));
  }

  private static void opens(Account account, String name) throws Exception {
    try (OpenedMail opened = account.open(mail(name))) {
      byte[] content = opened.unauthenticatedContent().bytes();
      String digest =
          String.format(
              "%064x", new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(content)));
      String expected = Files.readString(KIT.resolve("messages/openssl/" + name + ".expect"));
      assertTrue(name, expected.contains("sha256: " + digest + "\n"));
    }
  }

  @Test
  public void onlyADevicesProvidersAreThere_andItsVersionOfAndroid() {
    assertEquals(
        List.of("AndroidOpenSSL", "AndroidKeyStoreBCWorkaround", "AndroidKeyStore"),
        Stream.of(Security.getProviders()).map(Provider::getName).toList());
    assertTrue(List.of(26, 34).contains(Build.VERSION.SDK_INT));
    System.out.println("Android " + Build.VERSION.RELEASE + ", API " + Build.VERSION.SDK_INT);
  }

  @Test
  public void allFiveGenerationsOfOneFileOpenTheirMail_afterTheAppWasStartedAgain()
      throws Exception {
    KeyHistory imported = account().importKeys(new ByteArrayInputStream(pfx()), PASSWORD);
    assertEquals(5, imported.size());
    assertTrue(imported.skipped().isEmpty());

    Account again = account();
    assertEquals(5, again.history().size());
    for (String name :
        List.of(
            "encrypted-generation-2015-cbc",
            "encrypted-generation-2016-gcm",
            "encrypted-2019",
            "encrypted-2022",
            "encrypted-2025")) {
      opens(again, name);
    }
    try (OpenedMail other = again.open(mail("encrypted-generation-2017-cbc"))) {
      assertTrue(other.failure().isPresent());
    }
  }

  @Test
  public void aSecondImportAddsToTheFirst() throws Exception {
    Account account = account();
    for (String year : List.of("2019", "2022")) {
      account.importKeys(
          new ByteArrayInputStream(Files.readAllBytes(KIT.resolve("history/" + year + ".pfx"))),
          (year.equals("2019") ? "old-password" : "").toCharArray());
    }
    assertEquals(2, account().history().size());
  }

  @Test
  public void aWrongPasswordAndAFileThatIsNone_changeNothing() throws Exception {
    Account account = accountWithKeys();
    byte[] stored = Files.readAllBytes(stored());
    assertThrows(
        SmimeException.KeyFile.class,
        () -> account.importKeys(new ByteArrayInputStream(pfx()), "wrong".toCharArray()));
    assertThrows(
        SmimeException.KeyFile.class,
        () -> account.importKeys(new ByteArrayInputStream(MESSAGE), PASSWORD));
    assertThrows(
        IOException.class,
        () -> account.importKeys(new ByteArrayInputStream(new byte[17 << 20]), PASSWORD));
    assertEquals(5, account.history().size());
    assertArrayEquals(stored, Files.readAllBytes(stored()));
  }

  private Path stored() {
    return context.getNoBackupFilesDir().toPath().resolve("history");
  }

  @Test
  public void theStoredFileTellsNothing_andOpensOnlyAsItWasWritten() throws Exception {
    Account account = accountWithKeys();
    byte[] whole = Files.readAllBytes(stored());
    String octets = new String(whole, StandardCharsets.ISO_8859_1);
    assertFalse(octets.contains("smime4j vectors"));
    accountWithKeys();
    byte[] rewritten = Files.readAllBytes(stored());
    assertFalse(Arrays.equals(whole, rewritten));

    for (int i = 0; i < whole.length; i += 499) {
      byte[] changed = whole.clone();
      changed[i] ^= 1;
      Files.write(stored(), changed);
      assertLost(account());
    }
    for (int length : new int[] {0, 1, 12, 27, 28, whole.length - 1}) {
      Files.write(stored(), Arrays.copyOf(whole, length));
      assertLost(account());
    }
    Files.write(stored(), whole);
    assertEquals(account.history().size(), account().history().size());
    device.delete("history of keys");
    assertLost(account());
    byte[] unread = Files.readAllBytes(stored());
    Account again = accountWithKeys();
    assertArrayEquals(unread, Files.readAllBytes(stored().resolveSibling("history.unread")));
    assertEquals(Optional.empty(), again.problem());
    assertEquals(again.history().size(), account().history().size());
  }

  private static void assertLost(Account account) {
    assertEquals(0, account.history().size());
    assertTrue(account.problem().orElseThrow().contains("import them again"));
  }

  @Test
  public void aSignedMailIsVerified_andAChangedOneIsNot() throws Exception {
    Account account = accountWithKeys();
    try (OpenedMail opened = account.open(mail("signed-encrypted"))) {
      opened.requireSigned().requireTrusted();
      assertTrue(opened.textPart().orElseThrow().text().contains("Dear Alice"));
    }
    try (OpenedMail opened = account.open(mail("signed-altered"))) {
      assertThrows(SmimeException.NotTrusted.class, () -> opened.requireSigned().requireTrusted());
    }
  }

  @Test
  public void aKeyOfTheKeyStoreSigns_afterTheUserUnlockedTheDevice() throws Exception {
    Account account = accountWithKeys();
    DeviceKeys.keep("signing", alice());
    Credential signer = DeviceKeys.inKeyStore("signing").orElseThrow();
    assertNull(signer.privateKey().getEncoded());
    Collection<X509Certificate> bob =
        CertificateFiles.readCertificates(KIT.resolve("pki/bob.pem")).certificates();

    device.lock(true);
    assertThrows(
        SmimeException.ProviderUnavailable.class, () -> account.seal(MESSAGE, signer, bob));
    assertEquals(5, account().history().size());

    SealedMail sealed;
    try {
      sealed = account.seal(MESSAGE, signer, bob);
    } catch (SmimeException.ProviderUnavailable e) {
      promptUser();
      sealed = account.seal(MESSAGE, signer, bob);
    }
    assertTrue(device.operations() > 0);
    try (OpenedMail opened = account.open(sealed)) {
      opened.requireSigned().requireTrusted();
      assertEquals(List.of("alice@example.org"), opened.requireSigned().worst().addresses());
      assertTrue(opened.textPart().orElseThrow().text().contains("Dear Bob"));
    }
    assertTrue(DeviceKeys.inKeyStore("another").isEmpty());
  }

  @Test
  public void aUserWhoseImportedKeysExpired_canReadTheirOwnMailWithTheKeyThatSigns()
      throws Exception {
    Account account = account();
    account.importKeys(
        new ByteArrayInputStream(Files.readAllBytes(KIT.resolve("history/2019.pfx"))),
        "old-password".toCharArray());
    Collection<X509Certificate> bob =
        CertificateFiles.readCertificates(KIT.resolve("pki/bob.pem")).certificates();
    SealedMail sealed = account.seal(MESSAGE, alice(), bob);
    assertEquals(2, sealed.report().recipients().size());
    opens(sealed);
  }

  private void opens(SealedMail sealed) throws Exception {
    try (OpenedMail opened = accountWithKeys().open(sealed)) {
      assertTrue(opened.textPart().orElseThrow().text().contains("Dear Bob"));
    }
  }

  /** BiometricPrompt, or an activity of KeyguardManager, in an app. */
  private void promptUser() {
    device.lock(false);
  }

  @Test
  public void aKeyThatTheKeyChainDoesNotTell_hidesNoOther() throws Exception {
    Credential alice = alice();
    device.install("alice 2025", alice.privateKey(), alice.chain(), false);
    opens(account(DeviceKeyChain.FAILS, "alice 2025"), "encrypted-2025");
    Account alone = account(DeviceKeyChain.FAILS);
    IOException failed = assertThrows(IOException.class, () -> alone.open(mail("encrypted-2025")));
    assertTrue(failed.getMessage(), failed.getMessage().contains("does not answer"));
  }

  @Test
  public void aKeyOfTheKeyChainOpensMail_waitsForTheUser_andIsForgottenOnlyIfRemoved()
      throws Exception {
    Account account = account("alice 2025");
    try (OpenedMail opened = account.open(mail("encrypted-2025"))) {
      assertTrue(opened.failure().orElseThrow() instanceof SmimeException.NoMatchingKey);
    }
    Credential alice = alice();
    device.install("alice 2025", alice.privateKey(), alice.chain(), true);
    int before = device.operations();
    opens(account, "encrypted-2025");
    assertTrue(device.operations() > before);

    device.lock(true);
    try (OpenedMail opened = account.open(mail("encrypted-2025"))) {
      assertEquals(
          SmimeException.ProviderUnavailable.class, opened.failure().orElseThrow().getClass());
    }
    promptUser();
    opens(account, "encrypted-2025");

    device.delete("alice 2025");
    try (OpenedMail opened = account.open(mail("encrypted-2025"))) {
      assertTrue(opened.failure().orElseThrow() instanceof SmimeException.NoMatchingKey);
    }
  }
}
