import java.nio.file.*;
import java.security.cert.X509Certificate;
import org.smime4j.*;
import org.smime4j.keys.*;
import org.smime4j.reports.*;

public class FourTasks {
  public static void main(String[] args) throws Exception {
    Path kit = Path.of("src-test-vectors");
    PasswordSource passwords = PasswordSource.ofLines(kit.resolve("pki/passwords.txt"));
    TrustPolicy trust =
        TrustPolicy.anchors(CertificateFiles.readCertificates(kit.resolve("trust")).certificates())
            .intermediates(
                CertificateFiles.readCertificates(kit.resolve("pki/issuing.pem")).certificates())
            .revocation(Revocation.notChecked("these certificates have no revocation lists"));

    // 1. Open old mail with every key that Alice ever had.
    KeyHistory aliceKeys =
        KeyHistory.read(
            passwords, kit.resolve("history/2019.pfx"), kit.resolve("history/2025.pfx"));
    MailReader reader = MailReader.with(Decryptor.with(aliceKeys), Verifier.trusting(trust));
    OpenedMail old = reader.open(kit.resolve("messages/openssl/signed-encrypted.eml"));

    // 2. Require a trusted signature: otherwise an exception says why it is not trusted.
    old.requireSigned().requireTrusted();
    System.out.println(old.textPart().orElseThrow().text());

    // 3. Sign and encrypt: Bob writes to Alice, and keeps a copy that he can read.
    Credential bob = Credential.read(kit.resolve("pki/bob.pfx"), passwords);
    X509Certificate alice =
        CertificateFiles.readCertificates(kit.resolve("pki/alice-2025.pem")).certificates().get(0);
    String message = "From: bob@example.org\nTo: alice@example.org\nSubject: hello\n\nHello!\n";
    SealedMail sealed =
        Outgoing.of(message.getBytes())
            .signedBy(Signer.with(bob))
            .encryptedBy(Encryptor.trusting(trust).to(alice).andMyself(bob))
            .seal();
    System.out.println("notes " + sealed.report().notes());

    // 4. Encrypt and decrypt a file of any size in constant memory.
    Path folder = Files.createTempDirectory("smime");
    Path encrypted = folder.resolve("readme.p7m");
    Path decrypted = folder.resolve("readme");
    Encryptor toAlice = Encryptor.trusting(trust).to(alice);
    toAlice.under(AlgorithmPolicy.authenticated()).encrypt(Path.of("README.md"), encrypted);
    Decryptor.with(aliceKeys).decrypt(encrypted, decrypted);
    System.out.println("bytes " + Files.size(decrypted));
  }
}
