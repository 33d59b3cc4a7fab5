package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.AuthEnvelopedData;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyDirectory;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.content.CipherForm;
import org.smime4j.keys.KeySource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Decrypted;
import org.smime4j.testing.HostileEnvelopes;
import org.smime4j.testing.Ring;
import org.smime4j.testing.TestPki;

/**
 * AES-GCM renamed to CBC by somebody who knows sixteen octets of the content: it opens, as content
 * that nobody authenticated, and whatever remembers the key says so.
 */
public class RenamedCipherTest {

  private static final TestPki.Authority CA = TestPki.authority("Renamed");
  private static final TestPki.Issued BOB = CA.issue("bob@example.org").rsa(2048).build();
  private static final TestPki.Issued ALICE = CA.issue("alice@example.org").ec("P-256").build();
  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(CA.certificate()))
          .revocation(Revocation.notChecked("this test is about ciphers"))
          .at(TestPki.NOW);
  private static final Verifier VERIFIER = Verifier.trusting(TRUST);
  private static final String MAIL =
      "Content-Type: text/plain; charset=utf-8\r\n\r\nThe treasure is under the oak.\r\n";

  private static KeyHistory bob() {
    return KeyHistory.of(Credential.of(BOB.privateKey(), BOB.certificate()));
  }

  private static byte[] encrypted(AlgorithmPolicy policy) throws Exception {
    return Encryptor.unvalidated("made for this test")
        .writingMail()
        .to(BOB.certificate())
        .under(policy)
        .encrypt(ByteSource.of(MAIL.getBytes(StandardCharsets.US_ASCII)))
        .bytes();
  }

  private static AlgorithmPolicy gcm(KeyTransport transport) {
    return AlgorithmPolicy.authenticated().writing(ContentCipher.AES_128_GCM).writing(transport);
  }

  /** One block of CBC that decrypts to what the forger wants, without the key. */
  private static byte[] forged(byte[] honest, String wanted) throws Exception {
    AuthEnvelopedData parts = HostileEnvelopes.parts(honest);
    byte[] nonce =
        org.bouncycastle.asn1.cms.GCMParameters.getInstance(
                parts.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm().getParameters())
            .getNonce();
    byte[] ciphertext = parts.getAuthEncryptedContentInfo().getEncryptedContent().getOctets();
    // The first counter block encrypted is what the known beginning and its ciphertext differ in.
    byte[] block = new byte[16];
    byte[] counter = java.util.Arrays.copyOf(nonce, 16);
    counter[15] = 2;
    byte[] iv = new byte[16];
    for (int i = 0; i < 16; i++) {
      block[i] = (byte) (ciphertext[i] ^ MAIL.charAt(i));
      iv[i] = (byte) (counter[i] ^ wanted.charAt(i));
    }
    return HostileEnvelopes.enveloped(
        parts.getRecipientInfos(),
        new AlgorithmIdentifier(
            new ASN1ObjectIdentifier(CipherForm.of(ContentCipher.AES_128_CBC).oid()),
            new DEROctetString(iv)),
        block);
  }

  private static byte[] mail(byte[] cms) {
    return ("From: alice@example.org\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n"
            + java.util.Base64.getMimeEncoder().encodeToString(cms)
            + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static OpenedMail open(KeySource keys, byte[] cms) throws Exception {
    return MailReader.with(Decryptor.with(keys), VERIFIER).open(ByteSource.of(mail(cms)));
  }

  private static List<String> notes(OpenedMail mail) {
    return mail.notes().stream().map(note -> note.code().name()).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyTransport.class,
      names = {"RSA_PKCS1", "RSA_OAEP_SHA256"})
  void a3_renamedWithSixteenKnownOctets_itOpens_neverAuthenticated_andWhatHelpsHelps(
      KeyTransport transport) throws Exception {
    byte[] honest = encrypted(gcm(transport));
    byte[] forged = forged(honest, "Subject: b\r\n\r\nx\u0001");
    Decryption opened = Decryptor.with(bob()).expectingMail().decrypt(ByteSource.of(forged));
    assertThat(Decrypted.isUnauthenticated(opened)).isTrue();
    assertThat(new String(DecryptorTest.content(opened).bytes(), StandardCharsets.US_ASCII))
        .isEqualTo("Subject: b\r\n\r\nx");
    // A history never changes, and remembers nothing.
    assertThat(opened.layer().isDowngradePossible()).isFalse();

    Ring ring = Ring.of(bob());
    assertThat(notes(open(ring.source(), forged))).doesNotContain("DOWNGRADE_POSSIBLE");
    assertThat(notes(open(ring.source(), honest))).doesNotContain("DOWNGRADE_POSSIBLE");
    OpenedMail mail = open(ring.source(), forged);
    assertThat(notes(mail)).contains("DOWNGRADE_POSSIBLE");
    assertThat(mail.unauthenticatedContent().bytes()).isNotEmpty();
    assertThat(mail.toString()).contains("DOWNGRADE_POSSIBLE");

    assertThatThrownBy(
            () -> Decryptor.with(bob().aeadOnly(BOB.certificate())).decrypt(ByteSource.of(forged)))
        .isInstanceOf(SmimeException.Refused.class);
    assertThatThrownBy(
            () ->
                Decryptor.with(bob())
                    .under(AlgorithmPolicy.authenticatedOnly())
                    .decrypt(ByteSource.of(forged)))
        .isInstanceOf(SmimeException.Refused.class);
    byte[] derived = encrypted(gcm(transport).derivingContentKeys());
    assertThatThrownBy(
            () ->
                Decryptor.with(bob())
                    .expectingMail()
                    .decrypt(ByteSource.of(forged(derived(derived), "Subject: b\r\n\r\nx\u0001"))))
        .isInstanceOf(SmimeException.NotDecryptable.class);
  }

  /** The same recipients and octets, with the derivation left out. */
  private static byte[] derived(byte[] cms) throws Exception {
    AuthEnvelopedData parts = HostileEnvelopes.parts(cms);
    AlgorithmIdentifier inner =
        AlgorithmIdentifier.getInstance(
            parts.getAuthEncryptedContentInfo().getContentEncryptionAlgorithm().getParameters());
    return HostileEnvelopes.authEnveloped(
        parts.getRecipientInfos(),
        inner,
        parts.getAuthEncryptedContentInfo().getEncryptedContent().getOctets(),
        parts.getMac().getOctets());
  }

  @Test
  void a3_aTrustedSignatureOverAllOfIt_leavesNothingToSay() throws Exception {
    Ring ring = Ring.of(bob());
    open(ring.source(), encrypted(gcm(KeyTransport.RSA_PKCS1)));
    Signer signer =
        Signer.with(Credential.of(ALICE.privateKey(), ALICE.certificate())).signingAt(TestPki.NOW);
    Encryptor outlook =
        Encryptor.trusting(TRUST).to(BOB.certificate()).under(AlgorithmPolicy.outlook());
    byte[] text =
        ("From: alice@example.org\r\nTo: bob@example.org\r\nSubject: x\r\n\r\n" + "hello\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    OpenedMail signed =
        MailReader.with(Decryptor.with(ring.source()), VERIFIER)
            .open(
                ByteSource.of(
                    Outgoing.of(text).signedBy(signer).encryptedBy(outlook).seal().bytes()));
    signed.requireSigned().requireTrusted();
    assertThat(notes(signed)).doesNotContain("DOWNGRADE_POSSIBLE");
    OpenedMail unsigned =
        MailReader.with(Decryptor.with(ring.source()), VERIFIER)
            .open(ByteSource.of(Outgoing.of(text).encryptedBy(outlook).seal().bytes()));
    assertThat(notes(unsigned)).contains("DOWNGRADE_POSSIBLE");
    Verifier nobody = Verifier.trusting(TrustPolicy.withoutAnchors("nobody is trusted here"));
    OpenedMail untrusted =
        MailReader.with(Decryptor.with(ring.source()), nobody)
            .open(
                ByteSource.of(
                    Outgoing.of(text).signedBy(signer).encryptedBy(outlook).seal().bytes()));
    assertThat(notes(untrusted)).contains("DOWNGRADE_POSSIBLE");
  }

  @Test
  void a3_aDirectoryRemembersInItsIndex_andAChainAsksEach(@TempDir Path folder) throws Exception {
    bob().writePkcs12(folder.resolve("bob.p12"), "pw".toCharArray());
    PasswordSource passwords = PasswordSource.of("pw".toCharArray());
    byte[] old = encrypted(AlgorithmPolicy.outlook());
    KeySource first = KeyDirectory.open(folder, passwords).keys();
    assertThat(notes(open(first, old))).doesNotContain("DOWNGRADE_POSSIBLE");
    byte[] altered = encrypted(gcm(KeyTransport.RSA_PKCS1));
    altered[altered.length - 1] ^= 1;
    open(first, altered);
    assertThat(notes(open(first, old))).doesNotContain("DOWNGRADE_POSSIBLE");
    open(first, encrypted(gcm(KeyTransport.RSA_PKCS1)));
    assertThat(notes(open(first, old))).contains("DOWNGRADE_POSSIBLE");

    KeyDirectory second = KeyDirectory.open(folder, passwords);
    assertThat(notes(open(second.keys(), old))).contains("DOWNGRADE_POSSIBLE");
    Files.copy(folder.resolve("bob.p12"), folder.resolve("copy.p12"));
    second.rescan();
    assertThat(notes(open(KeyDirectory.open(folder, passwords).keys(), old)))
        .contains("DOWNGRADE_POSSIBLE");
    KeySource chain = KeyHistory.chain(bob(), second.keys());
    assertThat(notes(open(chain, old))).contains("DOWNGRADE_POSSIBLE");
    Ring ring = Ring.of(bob());
    open(KeyHistory.chain(KeyHistory.of(), ring.source()), encrypted(gcm(KeyTransport.RSA_PKCS1)));
    assertThat(notes(open(ring.source(), old))).contains("DOWNGRADE_POSSIBLE");
  }
}
