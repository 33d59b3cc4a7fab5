package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Decryption;
import org.smime4j.settings.KeyTransport;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Decrypted;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.Outside;
import org.smime4j.testing.TestPki;

/** Keys that a token keeps: SoftHSM, which is one in all but hardware. */
public class Pkcs11TokenTest {

  private static final TestPki.Authority CA = TestPki.authority("Token");
  private static final TestPki.Issued RSA = CA.issue("rsa@example.org").rsa(2048).build();
  private static final TestPki.Issued EC = CA.issue("ec@example.org").ec("P-256").build();
  private static final byte[] MAIL =
      "Content-Type: text/plain\r\n\r\nIn the card\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String PIN = "271828";

  @TempDir static Path folder;
  private static Path library;

  /** The library reads its configuration once in the life of a process. */
  @BeforeAll
  static void makeToken() throws Exception {
    Outside.needs("softhsm2-util", "--version");
    String configuration = System.getenv("SOFTHSM2_CONF");
    Outside.needs(configuration != null, "SOFTHSM2_CONF, as the build sets it");
    library =
        List.of("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so").stream()
            .map(Path::of)
            .filter(Files::exists)
            .findFirst()
            .orElse(null);
    Outside.needs(library != null, "libsofthsm2.so");
    Files.writeString(
        Path.of(configuration),
        "directories.tokendir = "
            + Files.createDirectory(folder.resolve("tokens"))
            + "\nlog.level = ERROR\n");
    Outside.needs("pkcs11-tool", "--module", library.toString(), "--show-info");
    run("softhsm2-util --init-token --free --label smime4j --so-pin 31415926 --pin " + PIN);
    put(RSA, "01", "--usage-decrypt");
    put(EC, "02", "--usage-derive");
  }

  private static void put(TestPki.Issued issued, String id, String usage) throws Exception {
    Path key = Files.write(folder.resolve(id + ".p8"), issued.privateKey().getEncoded());
    Path certificate = Files.write(folder.resolve(id + ".der"), issued.certificate().getEncoded());
    String write =
        "pkcs11-tool --module "
            + library
            + " --login --pin "
            + PIN
            + " --token-label smime4j --label same --id "
            + id
            + " --write-object ";
    run(write + key + " --type privkey --sensitive --usage-sign " + usage);
    run(write + certificate + " --type cert");
    Files.delete(key);
  }

  private static void run(String command) throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command.split(" "))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command).isTrue();
    assertThat(process.exitValue()).as(command + ": " + Files.readString(said)).isZero();
  }

  private static PasswordSource pin() {
    return PasswordSource.of(PIN.toCharArray());
  }

  private static Pkcs11Token open() throws Exception {
    return Pkcs11Token.open(library, 0, pin());
  }

  private static byte[] encrypted(TestPki.Issued recipient, AlgorithmPolicy policy)
      throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(recipient.certificate())
        .under(policy)
        .encrypt(ByteSource.of(MAIL))
        .bytes();
  }

  @Test
  void keysAreFound_stayInTheToken_andNothingIsRegistered() throws Exception {
    List<java.security.Provider> before = List.of(Security.getProviders());
    try (Pkcs11Token token = open()) {
      assertThat(token.keys().size()).isEqualTo(2);
      assertThat(token.keys().certificates())
          .containsExactlyInAnyOrder(RSA.certificate(), EC.certificate());
      assertThat(token.keys().keys())
          .allSatisfy(key -> assertThat(key.privateKey().getEncoded()).isNull());
      assertThat(Security.getProviders()).containsExactlyElementsOf(before);
    }
  }

  @ParameterizedTest
  @EnumSource(value = KeyTransport.class, mode = EnumSource.Mode.EXCLUDE, names = "RSA_KEM")
  void rsaKey_opensWhatIsEncryptedToIt(KeyTransport transport) throws Exception {
    assertOpens(RSA, AlgorithmPolicy.authenticated().writing(transport));
  }

  @Test
  void ecKey_opensWhatIsEncryptedToIt() throws Exception {
    assertOpens(EC, AlgorithmPolicy.authenticated());
  }

  private static void assertOpens(TestPki.Issued recipient, AlgorithmPolicy policy)
      throws Exception {
    byte[] cms = encrypted(recipient, policy);
    try (Pkcs11Token token = open()) {
      Decryption opened = Decryptor.with(token.keys()).decrypt(ByteSource.of(cms));
      assertThat(Decrypted.authenticated(opened).bytes()).isEqualTo(MAIL);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.MATCH_ALL,
      names = "(RSA_PKCS1|RSA_PSS|ECDSA)_SHA(256|384|512)")
  void signature_isMadeInTheToken_andVerifies(SignatureScheme scheme) throws Exception {
    TestPki.Issued signer = scheme.keyType().equals("RSA") ? RSA : EC;
    try (Pkcs11Token token = open()) {
      Credential identity =
          token.keys().identities().stream()
              .filter(held -> held.certificate().equals(signer.certificate()))
              .findFirst()
              .orElseThrow();
      byte[] cms = Signer.with(identity, scheme).signOpaque(ByteSource.of(MAIL));
      TrustPolicy trust =
          TrustPolicy.anchors(List.of(CA.certificate()))
              .revocation(Revocation.notChecked("made for this test"));
      assertThat(
              Verifier.trusting(trust)
                  .expecting(ExpectedSigner.anyone("made for this test"))
                  .verify(ByteSource.of(cms))
                  .signers()
                  .get(0)
                  .isIntact())
          .isTrue();
    }
  }

  private static void oursPkcs11(Path library, byte[] cms, ByteArrayOutputStream out)
      throws Exception {
    PasswordSource pin = PasswordSource.of(PIN.toCharArray());
    try (Pkcs11Token token = Pkcs11Token.open(library, 0, pin)) {
      Decryptor.with(token.keys()).decrypt(new ByteArrayInputStream(cms), out);
    }
  }

  private static void theirsPkcs11(Path library, byte[] cms, ByteArrayOutputStream out)
      throws Exception {
    String configuration = "--name=theirs\nlibrary=" + library + "\nslotListIndex=0\n";
    Provider token = Security.getProvider("SunPKCS11").configure(configuration);
    KeyStore store = KeyStore.getInstance("PKCS11", token);
    store.load(null, PIN.toCharArray());
    RecipientInformationStore recipients = new CMSAuthEnvelopedData(cms).getRecipientInfos();
    for (String alias : Collections.list(store.aliases())) {
      X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
      RecipientInformation found = recipients.get(new JceKeyTransRecipientId(certificate));
      if (found != null) {
        PrivateKey key = (PrivateKey) store.getKey(alias, null);
        JceKeyTransRecipient recipient = new JceKeyTransAuthEnvelopedRecipient(key);
        recipient.setProvider(token).setContentProvider(new BouncyCastleProvider());
        out.write(found.getContent(recipient.setMustProduceEncodableUnwrappedKey(true)));
        return;
      }
    }
    throw new CMSException("no key");
  }

  /** {@code LessUsualTasksTest} counts the statements of both. */
  @Test
  void aKeyOnAToken_asTheJdkAndBouncyCastleHaveIt() throws Exception {
    byte[] cms = encrypted(RSA, AlgorithmPolicy.authenticated().writing(KeyTransport.RSA_PKCS1));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    oursPkcs11(library, cms, ours);
    theirsPkcs11(library, cms, theirs);
    assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray()).isEqualTo(MAIL);
  }

  @Test
  void a7_a9_a11_theFailureOfATokenKey_isTheOneFailure() throws Exception {
    Map<String, String> failures = new TreeMap<>();
    try (Pkcs11Token token = open()) {
      Decryptor decryptor = Decryptor.with(token.keys());
      for (KeyTransport transport : EnumSet.complementOf(EnumSet.of(KeyTransport.RSA_KEM))) {
        byte[] honest = encrypted(RSA, AlgorithmPolicy.authenticated().writing(transport));
        for (int octet : new int[] {0, 1, 128, 255}) {
          failures.put(
              transport + " encrypted key octet " + octet,
              failure(decryptor, HostileEnvelopes.withFlippedKey(honest, octet)));
        }
        failures.put(
            transport + " tag", failure(decryptor, HostileEnvelopes.withFlippedTag(honest)));
      }
      failures.put(
          "agreement, tag",
          failure(
              decryptor,
              HostileEnvelopes.withFlippedTag(encrypted(EC, AlgorithmPolicy.authenticated()))));
    }
    assertThat(failures).hasSizeGreaterThan(20);
    assertThat(failures.values().stream().distinct().toList())
        .as(failures.toString())
        .containsExactly(
            "class org.smime4j.findings.SmimeException$NotDecryptable: "
                + new SmimeException.NotDecryptable().getMessage());
  }

  private static String failure(Decryptor decryptor, byte[] cms) {
    Throwable thrown = catchThrowable(() -> decryptor.decrypt(ByteSource.of(cms)));
    assertThat(thrown).hasNoCause();
    return thrown.getClass() + ": " + thrown.getMessage();
  }

  @Test
  void wrongPin_isTriedOnce_andSaid() {
    AtomicInteger asked = new AtomicInteger();
    PasswordSource two =
        subject ->
            new ArrayList<>(List.of("000000".toCharArray(), PIN.toCharArray())) {
              @Override
              public java.util.Iterator<char[]> iterator() {
                java.util.Iterator<char[]> all = super.iterator();
                return new java.util.Iterator<>() {
                  @Override
                  public boolean hasNext() {
                    return all.hasNext();
                  }

                  @Override
                  public char[] next() {
                    asked.incrementAndGet();
                    return all.next();
                  }
                };
              }
            };
    SmimeException.KeyFile refused =
        catchThrowableOfType(SmimeException.KeyFile.class, () -> Pkcs11Token.open(library, 0, two));
    assertThat(refused.reason()).isEqualTo(SmimeException.KeyFile.Reason.WRONG_PASSWORD);
    assertThat(refused)
        .hasMessage(
            library
                + " slot 0: the token refuses the PIN; check it before the next try, for a token"
                + " locks itself after a few wrong ones");
    assertThat(asked).hasValue(1);
  }

  @Test
  void tokenOrLibraryThatIsMissing_isSaid() {
    assertThat(unavailable(library, 77))
        .isEqualTo(
            "No provider for PKCS#11: "
                + library
                + ": it cannot be loaded, or has no initialised token in slot 77");
    Path nowhere = folder.resolve("nowhere.so");
    assertThat(unavailable(nowhere, 0))
        .isEqualTo("No provider for PKCS#11: " + nowhere + ": there is no such library");
    Path noLibrary = folder.resolve("01.der");
    assertThat(unavailable(noLibrary, 0)).contains("it cannot be loaded");
  }

  private static String unavailable(Path path, int slot) {
    return catchThrowableOfType(
            SmimeException.ProviderUnavailable.class, () -> Pkcs11Token.open(path, slot, pin()))
        .getMessage();
  }

  @Test
  void keysOfATokenThatIsClosed_openNothing() throws Exception {
    byte[] cms = encrypted(RSA, AlgorithmPolicy.authenticated());
    KeyHistory closed;
    try (Pkcs11Token token = open()) {
      closed = token.keys();
    }
    assertThat(catchThrowable(() -> Decryptor.with(closed).decrypt(ByteSource.of(cms))))
        .isInstanceOf(SmimeException.class);
  }
}
