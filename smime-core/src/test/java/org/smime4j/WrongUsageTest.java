package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.smime4j.testing.People.ALICE;
import static org.smime4j.testing.People.BOB;
import static org.smime4j.testing.People.DECRYPTOR;
import static org.smime4j.testing.People.ENCRYPTOR;
import static org.smime4j.testing.People.SIGNER;
import static org.smime4j.testing.People.TRUST;
import static org.smime4j.testing.People.VERIFIER;
import static org.smime4j.testing.People.octets;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.keys.PasswordSource;
import org.smime4j.keys.RecipientCertificate;
import org.smime4j.reports.Attribute;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SecurityLabel;
import org.smime4j.settings.ContentCipher;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.settings.Unreachable;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.People;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** Who calls the library wrongly gets a sentence that says what is wrong and what to do. */
class WrongUsageTest {

  private static final byte[] MAIL =
      octets("From: alice@example.org\r\nTo: bob@example.org\r\nSubject: hi\r\n\r\nDear Bob\r\n");
  private static final PasswordSource PASSWORD = PasswordSource.of("secret".toCharArray());
  private static final MailReader READER = MailReader.with(DECRYPTOR, VERIFIER);
  private static final TestPki.Issued ENCRYPTS_ONLY =
      People.ISSUING
          .issue("alice@example.org")
          .rsa(2048)
          .keyUsage(KeyUsage.keyEncipherment)
          .build();

  @TempDir private static Path folder;
  private static Path mail;
  private static Path text;
  private static Path empty;

  @BeforeAll
  static void prepare() throws IOException {
    mail = Files.write(folder.resolve("mail.eml"), MAIL);
    text = Files.writeString(folder.resolve("note.txt"), "Dear Bob\n");
    empty = Files.createFile(folder.resolve("empty.p12"));
  }

  private static <T> T none() {
    return null;
  }

  private static Object[] row(String sentence, ThrowingCallable usage) {
    return new Object[] {sentence, usage};
  }

  static Stream<Object[]> nothing() {
    return Stream.of(
        row("NullPointerException: no bytes were given", () -> Outgoing.of((byte[]) none())),
        row("NullPointerException: no message was given", () -> Outgoing.of((ByteSource) none())),
        row(
            "NullPointerException: no file was given",
            () -> Outgoing.of(ByteSource.of((Path) none()))),
        row("NullPointerException: no signer was given", () -> Outgoing.of(MAIL).signedBy(none())),
        row(
            "NullPointerException: no encryptor was given",
            () -> Outgoing.of(MAIL).encryptedBy(none())),
        row(
            "NullPointerException: no file was given",
            () -> Outgoing.of(MAIL).signedBy(SIGNER).writeTo((Path) none())),
        row(
            "NullPointerException: no target was given",
            () -> Outgoing.of(MAIL).signedBy(SIGNER).writeTo((OutputStream) none())),
        row(
            "NullPointerException: no credential was given",
            () -> Signer.with((Credential) none())),
        row("NullPointerException: no keys were given", () -> Signer.with((KeyHistory) none())),
        row(
            "NullPointerException: no signature scheme was given",
            () -> Signer.with(People.identity(ALICE), (SignatureScheme) none())),
        row("NullPointerException: no credential was given", () -> SIGNER.and(none())),
        row("NullPointerException: no time was given", () -> SIGNER.signingAt(none())),
        row(
            "NullPointerException: no bytes were given",
            () -> SIGNER.signDetached(ByteSource.of((byte[]) none()))),
        row(
            "NullPointerException: no trust policy was given: name your trust anchors by"
                + " TrustPolicy.anchors, or use unvalidated(reason)",
            () -> Encryptor.trusting(none())),
        row(
            "IllegalArgumentException: say why certificates need no validation",
            () -> Encryptor.unvalidated(none())),
        row(
            "NullPointerException: no certificate of a recipient was given",
            () -> ENCRYPTOR.to((X509Certificate) none())),
        row(
            "NullPointerException: no certificate of a recipient was given",
            () -> ENCRYPTOR.to((RecipientCertificate) none())),
        row(
            "NullPointerException: no source of certificates was given",
            () -> ENCRYPTOR.toAddresses(none(), "bob@example.org")),
        row(
            "NullPointerException: no addresses were given",
            () -> ENCRYPTOR.plan(CertificateBook.empty(), none())),
        row(
            "NullPointerException: no credential was given",
            () -> ENCRYPTOR.andMyself((Credential) none())),
        row("NullPointerException: no policy was given", () -> ENCRYPTOR.under(none())),
        row("NullPointerException: no provider was given", () -> ENCRYPTOR.using(none())),
        row(
            "NullPointerException: no trust policy was given: name your trust anchors by"
                + " TrustPolicy.anchors",
            () -> Verifier.trusting(none())),
        row("NullPointerException: no expected signer was given", () -> VERIFIER.expecting(none())),
        row("NullPointerException: no provider was given", () -> VERIFIER.using(none())),
        row("NullPointerException: no skew was given", () -> VERIFIER.allowingSkew(none())),
        row(
            "NullPointerException: no bytes were given",
            () -> VERIFIER.verify(ByteSource.of((byte[]) none()))),
        row(
            "NullPointerException: no bytes were given",
            () -> VERIFIER.verifyDetached(ByteSource.of(MAIL), none())),
        row(
            "NullPointerException: no keys were given: KeyHistory.read gives keys,"
                + " KeyHistory.of() none",
            () -> Decryptor.with(none())),
        row(
            "NullPointerException: no identifier was given",
            () -> DECRYPTOR.withKek(none(), new byte[16])),
        row(
            "IllegalArgumentException: No cipher has a key of so few octets: 2",
            () -> DECRYPTOR.withKek(new byte[16], new byte[] {1, 2})),
        row(
            "IllegalArgumentException: No cipher has a key of so few octets: 0",
            () -> DECRYPTOR.withContentKey(new byte[0])),
        row(
            "NullPointerException: no bytes were given",
            () -> DECRYPTOR.decrypt(ByteSource.of((byte[]) none()))),
        row(
            "NullPointerException: no decryptor was given: Decryptor.with(KeyHistory.of())"
                + " is one without keys",
            () -> MailReader.with(none(), VERIFIER)),
        row(
            "NullPointerException: no verifier was given:"
                + " Verifier.trusting(TrustPolicy.withoutAnchors(reason)) trusts no signer",
            () -> MailReader.with(DECRYPTOR, none())),
        row(
            "NullPointerException: no bytes were given",
            () -> READER.open(ByteSource.of((byte[]) none()))),
        row("NullPointerException: no file was given", () -> READER.open((Path) none())),
        row("NullPointerException: no message was given", () -> READER.open((InputStream) none())),
        row("NullPointerException: no content was given", () -> READER.withDetachedContent(none())),
        row(
            "IllegalArgumentException: say what another program may show",
            () -> READER.doubting(none())),
        row("NullPointerException: no anchors were given", () -> TrustPolicy.anchors(none())),
        row(
            "IllegalArgumentException: say why there are no anchors",
            () -> TrustPolicy.withoutAnchors(none())),
        row(
            "NullPointerException: no time was given: without at, it is the moment of" + " judging",
            () -> TRUST.at(none())),
        row("NullPointerException: no revocation was given", () -> TRUST.revocation(none())),
        row("NullPointerException: no certificates were given", () -> TRUST.intermediates(none())),
        row(
            "NullPointerException: no certificate was given",
            () -> TRUST.judge(none(), Purpose.SIGNING)),
        row(
            "NullPointerException: no purpose was given",
            () -> TRUST.judge(ALICE.certificate(), none())),
        row(
            "NullPointerException: no file was given",
            () -> KeyHistory.read(PASSWORD, (Path) none())),
        row(
            "NullPointerException: no source of passwords was given",
            () -> KeyHistory.read((PasswordSource) none(), empty)),
        row(
            "NullPointerException: no credential was given",
            () -> KeyHistory.of((Credential) none())),
        row(
            "NullPointerException: no private key was given",
            () -> Credential.of((PrivateKey) none(), ALICE.certificate())),
        row(
            "NullPointerException: no certificate was given",
            () -> Credential.of(ALICE.privateKey(), none())),
        row("NullPointerException: no file was given", () -> Credential.read(none(), PASSWORD)),
        row("NullPointerException: no bytes were given", () -> ByteSource.of((byte[]) none())),
        row("NullPointerException: no file was given", () -> ByteSource.of((Path) none())),
        row(
            "NullPointerException: no password was given",
            () -> PasswordSource.of((char[]) none())),
        row("NullPointerException: no address was given", () -> ExpectedSigner.address(none())),
        row(
            "NullPointerException: no limit was given",
            () -> Limits.standard().allowing(none(), 1)));
  }

  static Stream<Object[]> files() {
    Path missing = folder.resolve("missing.p12");
    return Stream.of(
        row(
            "FileSystemException: FOLDER: this is a folder; name a file",
            () -> Outgoing.of(ByteSource.of(folder))),
        row("NoSuchFileException: FOLDER/missing.p12", () -> Outgoing.of(ByteSource.of(missing))),
        row(
            "FileSystemException: FOLDER: this is a folder; name a file",
            () -> Outgoing.of(MAIL).signedBy(SIGNER).writeTo(folder)),
        row(
            "NoSuchFileException: FOLDER/missing.p12/out.eml: there is no such folder",
            () -> Outgoing.of(MAIL).signedBy(SIGNER).writeTo(missing.resolve("out.eml"))),
        row(
            "FileSystemException: FOLDER: this is a folder; name a file",
            () -> READER.open(folder)),
        row("NoSuchFileException: FOLDER/missing.p12", () -> READER.open(missing)),
        row("NoSuchFileException: FOLDER/missing.p12", () -> KeyHistory.read(PASSWORD, missing)),
        row(
            "KeyFile: FOLDER/empty.p12: there is no key and no certificate in it",
            () -> KeyHistory.read(PASSWORD, empty)),
        row(
            "KeyFile: FOLDER/mail.eml: there is no key and no certificate in it",
            () -> KeyHistory.read(PASSWORD, mail)),
        row(
            "KeyFile: FOLDER: there is no private key with its certificate in it; export"
                + " both together",
            () -> Credential.read(folder, PASSWORD)),
        row(
            "KeyFile: FOLDER/note.txt: there is no key and no certificate in it",
            () -> Credential.read(text, PASSWORD)),
        row("NoSuchFileException: FOLDER/missing.p12", () -> Credential.read(missing, PASSWORD)),
        row(
            "NotDirectoryException: FOLDER/note.txt is a file: KeyHistory.read reads it",
            () -> KeyDirectory.open(text, PASSWORD)),
        row("NoSuchFileException: FOLDER/missing.p12", () -> KeyDirectory.open(missing, PASSWORD)),
        row(
            "KeyFile: note.txt: holds no certificate in a form that is known",
            () -> CertificateFiles.readCertificates(text)),
        row(
            "NoSuchFileException: FOLDER/missing.p12",
            () -> CertificateFiles.readCertificates(missing)),
        row(
            "KeyFile: note.txt: holds no CRL in a form that is known",
            () -> CertificateFiles.readCrls(text)),
        row(
            "Malformed: certificate book: line 1: it does not begin with 'smime4j"
                + " certificate book 1'",
            () -> CertificateBook.read(text)),
        row(
            "FileSystemException: FOLDER: this is a folder; name a file",
            () -> CertificateBook.read(folder)),
        row(
            "FileSystemException: FOLDER: this is a folder; name a file",
            () -> CertificateBook.empty().writeTo(folder)),
        row(
            "FileSystemException: FOLDER: this is a folder; name a file",
            () -> PasswordSource.ofLines(folder)),
        row("NoSuchFileException: FOLDER/missing.p12", () -> PasswordSource.ofLines(missing)),
        row(
            "IllegalStateException: There is no key and no certificate to write",
            () -> KeyHistory.of().writePkcs12(missing, "secret".toCharArray())),
        row(
            "FileSystemException: FOLDER: this is a folder; name a file",
            () -> KeyHistory.of(People.identity(ALICE)).writePkcs12(folder, "s".toCharArray())),
        row(
            "FileSystemException: FOLDER: this is a folder; name a file",
            () -> DECRYPTOR.decrypt(folder, missing)),
        row(
            "Malformed: ContentInfo at octet 0: CMS does not begin like this;"
                + " MailReader.open opens mail and PEM",
            () -> DECRYPTOR.decrypt(mail, missing)),
        row(
            "ProviderUnavailable: No provider for PKCS#11: FOLDER/missing.p12: there is no such"
                + " library",
            () -> Pkcs11Token.open(missing, 0, PASSWORD)),
        row(
            "FileSystemException: FOLDER: this is a folder; name a file",
            () -> ENCRYPTOR.encrypt(mail, folder)));
  }

  static Stream<Object[]> values() {
    return Stream.of(
        row(
            "IllegalStateException: Nothing is to be done to the message: name signedBy,"
                + " signedOpaquelyBy, encryptedBy or compressed first",
            () -> Outgoing.of(MAIL).seal()),
        row(
            "IllegalStateException: Nothing is to be done to the message: name signedBy,"
                + " signedOpaquelyBy, encryptedBy or compressed first",
            () -> Outgoing.of(MAIL).hidingSubject().seal()),
        row(
            "IllegalStateException: Compression alone protects no header, so that hiding"
                + " does nothing: name signedBy or encryptedBy too",
            () -> Outgoing.of(MAIL).compressed().hidingSubject().seal()),
        row(
            "IllegalStateException: The message is compressed already, and readers inflate"
                + " once: call compressed once",
            () -> Outgoing.of(MAIL).compressed().compressed()),
        row(
            "Refused: HEADER_AMBIGUOUS: this has no header, so it is not mail; Signer,"
                + " Encryptor and Compressor take any octets",
            () -> Outgoing.of(octets("Hello Bob\r\n")).signedBy(SIGNER).seal()),
        row(
            "Refused: HEADER_AMBIGUOUS: this has no header, so it is not mail; Signer,"
                + " Encryptor and Compressor take any octets",
            () -> Outgoing.of(new byte[0]).signedBy(SIGNER).seal()),
        row(
            "Refused: HEADER_AMBIGUOUS: this has no header, so it is not mail; Signer,"
                + " Encryptor and Compressor take any octets",
            () -> Outgoing.of(octets("\r\nHello\r\n")).signedBy(SIGNER).seal()),
        row(
            "Refused: HEADER_AMBIGUOUS: this has no header, so it is not mail; Signer,"
                + " Encryptor and Compressor take any octets",
            () -> Outgoing.of(octets("Hello Bob, how are you?")).encryptedBy(ENCRYPTOR).seal()),
        row(
            "Refused: HEADER_AMBIGUOUS: the message has more than one field From",
            () ->
                Outgoing.of(octets("From: a@example.org\nFrom: b@example.org\n\nx\n"))
                    .signedBy(SIGNER)
                    .seal()),
        row(
            "Refused: BCC: the message has a field Bcc; Outgoing.sealEach writes a message"
                + " of its own for each of them, or take the field out",
            () ->
                Outgoing.of(octets("From: a@example.org\nBcc: b@example.org\n\nx\n"))
                    .encryptedBy(ENCRYPTOR)
                    .seal()),
        row(
            "IllegalStateException: There is no recipient: add one with"
                + " Encryptor.to(certificate)",
            () -> Outgoing.of(MAIL).encryptedBy(Encryptor.trusting(TRUST)).seal()),
        row(
            "IllegalArgumentException: the plan is empty: pass what Encryptor.plan returns",
            () -> Outgoing.of(MAIL).encryptedBy(ENCRYPTOR).sealEach(List.of(), Unreachable.REFUSE)),
        row(
            "IllegalStateException: A plan is for an encrypted message, and this one is not"
                + " encrypted: name encryptedBy too",
            () ->
                Outgoing.of(MAIL)
                    .signedBy(SIGNER)
                    .sealEach(People.plan("bob@example.org"), Unreachable.REFUSE)),
        row(
            "Refused: RECIPIENT_CERTIFICATE: Nothing was encrypted: no certificate is known"
                + " for eve@example.org",
            () ->
                Outgoing.of(MAIL)
                    .encryptedBy(ENCRYPTOR)
                    .sealEach(People.plan("eve@example.org"), Unreachable.REFUSE)),
        row(
            "Refused: CONTENT: a receipt, or certificates alone, have no other content:"
                + " give only the header",
            () -> Outgoing.certificates(ByteSource.of(MAIL), List.of(ALICE.certificate()))),
        row(
            "IllegalArgumentException: no certificate: name at least one to send",
            () -> Outgoing.certificates(ByteSource.of(MAIL), List.of())),
        row(
            "Refused: SIGNER_CERTIFICATE: no private key is held whose certificate may sign"
                + " mail",
            () -> Signer.with(KeyHistory.of())),
        row(
            "Refused: SIGNER_CERTIFICATE: no private key is held whose certificate may sign"
                + " mail",
            () -> Signer.with(KeyHistory.of(People.identity(ENCRYPTS_ONLY)))),
        row(
            "IllegalArgumentException: Cannot sign with a key of the kind XDH; give the"
                + " credential of a key that signs",
            () -> Signer.with(People.identity(Signers.X25519))),
        row(
            "IllegalArgumentException: RSA_PSS_SHA256 does not fit a key of the kind EC;"
                + " without a scheme, the key determines it",
            () -> Signer.with(People.identity(ALICE), SignatureScheme.RSA_PSS_SHA256)),
        row(
            "IllegalArgumentException: The private key is not the one of the certificate"
                + " with serial 3ea of CN=Mail Issuing,O=smime4j tests",
            () -> Credential.of(ALICE.privateKey(), BOB.certificate())),
        row(
            "IllegalArgumentException: not an object identifier such as"
                + " 1.3.6.1.4.1.99999.1: secret",
            () ->
                SIGNER.labelling(
                    new SecurityLabel("secret", OptionalInt.of(3), Optional.empty(), List.of()))),
        row(
            "IllegalArgumentException: A classification is a number from 0 to 256",
            () -> new SecurityLabel("1.2.3", OptionalInt.of(300), Optional.empty(), List.of())),
        row(
            "IllegalArgumentException: The attribute 1.2.3 needs a value",
            () -> SIGNER.carrying(new Attribute("1.2.3", List.of(), true))),
        row(
            "IllegalArgumentException: not an object identifier such as"
                + " 1.3.6.1.4.1.99999.1: name",
            () -> SIGNER.carrying(new Attribute("name", List.of(new byte[] {5, 0}), true))),
        row(
            "IllegalArgumentException: Not a mail address in ASCII: Bob",
            () -> SIGNER.requestingReceipts("Bob")),
        row(
            "IllegalArgumentException: say why certificates need no validation",
            () -> Encryptor.unvalidated(" ").writingMail()),
        row(
            "IllegalArgumentException: no recipient: name a certificate by to(certificate)",
            () -> ENCRYPTOR.to()),
        row(
            "Refused: RECIPIENT_CERTIFICATE: Nothing was encrypted: no certificate is known"
                + " for bob@example.org",
            () -> ENCRYPTOR.toAddresses(CertificateBook.empty(), "bob@example.org")),
        row(
            "Refused: RECIPIENT_CERTIFICATE: Nothing was encrypted: no certificate is known"
                + " for Bob; ADDRESS_MALFORMED: 'Bob' is not a mail address",
            () -> ENCRYPTOR.toAddresses(CertificateBook.empty(), "Bob")),
        row(
            "IllegalStateException: There is no recipient: add one with"
                + " Encryptor.to(certificate)",
            () -> Encryptor.trusting(TRUST).encrypt(ByteSource.of(MAIL))),
        row(
            "Refused: RECIPIENT_CERTIFICATE: Nothing was encrypted, because the certificate"
                + " of CN=rsa@example.org,O=smime4j tests (serial number 3e9) is not accepted:"
                + " NO_PATH: The issuer of CN=rsa@example.org,O=smime4j tests (serial 3e9),"
                + " CN=Writing Issuing,O=smime4j tests, is neither an anchor nor among the"
                + " intermediates; give the intermediate certificates to"
                + " TrustPolicy.intermediates, or another anchor to TrustPolicy.anchors, such as"
                + " a self-signed certificate that you compared",
            () -> ENCRYPTOR.to(Signers.RSA.certificate()).encrypt(ByteSource.of(MAIL))),
        row(
            "Refused: RECIPIENT_CERTIFICATE: Nothing was encrypted, because the certificate"
                + " of CN=Mail Issuing,O=smime4j tests (serial number 3e9) is not accepted:"
                + " KEY_USAGE: CN=Mail Issuing,O=smime4j tests (serial 3e9) is not for"
                + " encryption, by its key usage; ask the recipient for a new certificate",
            () -> ENCRYPTOR.to(People.ISSUING.certificate()).encrypt(ByteSource.of(MAIL))),
        row(
            "IllegalArgumentException: At least one thread is needed: 0",
            () -> DECRYPTOR.withTrialThreads(0)),
        row(
            "Malformed: ContentInfo at octet 0: CMS does not begin like this;"
                + " MailReader.open opens mail and PEM",
            () -> DECRYPTOR.decrypt(ByteSource.of(MAIL))),
        row(
            "Malformed: ContentInfo at octet 0: there are no octets",
            () -> DECRYPTOR.decrypt(ByteSource.of(new byte[0]))),
        row(
            "Malformed: ContentInfo at octet 0: CMS does not begin like this;"
                + " MailReader.open opens mail and PEM",
            () -> VERIFIER.verify(ByteSource.of(MAIL))),
        row(
            "Malformed: ContentInfo at octet 0: this is not SignedData; use Decryptor for"
                + " encrypted content",
            () -> VERIFIER.verify(ByteSource.of(ENCRYPTOR.encrypt(ByteSource.of(MAIL)).bytes()))),
        row(
            "Malformed: ContentInfo at octet 0: this is not encrypted content; use Verifier"
                + " for signed content",
            () -> DECRYPTOR.decrypt(ByteSource.of(SIGNER.signOpaque(ByteSource.of(MAIL))))),
        row(
            "NotTrusted: CONTENT_MISSING: The signature is detached, and its content is"
                + " missing (signer serial 3e9 of CN=Mail Issuing,O=smime4j tests, integrity"
                + " UNCHECKED)",
            () ->
                VERIFIER
                    .verify(ByteSource.of(SIGNER.signDetached(ByteSource.of(MAIL))))
                    .requireTrusted()),
        row(
            "Malformed: ContentInfo at octet 0: CMS does not begin like this;"
                + " MailReader.open opens mail and PEM",
            () -> VERIFIER.verifyDetached(ByteSource.of(MAIL), ByteSource.of(MAIL))),
        row(
            "IllegalArgumentException: the skew must not be negative: PT-1H",
            () -> VERIFIER.allowingSkew(Duration.ofHours(-1))),
        row(
            "IllegalArgumentException: no address: leave readBy out if the reader is not"
                + " known",
            () -> READER.readBy()),
        row("IllegalArgumentException: not a mail address: Bob", () -> READER.readBy("Bob")),
        row(
            "IllegalArgumentException: say what another program may show",
            () -> READER.doubting("")),
        row(
            "NotTrusted: NOT_SIGNED: the message is not signed",
            () -> READER.open(ByteSource.of(MAIL)).requireSigned()),
        row(
            "IllegalArgumentException: give a reason for using unverified content",
            () -> READER.open(ByteSource.of(MAIL)).unverifiedContent("")),
        row(
            "IllegalArgumentException: no anchor: use withoutAnchors(reason) to trust no"
                + " signer",
            () -> TrustPolicy.anchors(List.of())),
        row(
            "IllegalArgumentException: say why there are no anchors",
            () -> TrustPolicy.withoutAnchors("")),
        row(
            "IllegalArgumentException: not an object identifier such as"
                + " 1.3.6.1.4.1.99999.1: gold",
            () -> TRUST.requiringPolicies(List.of("gold"))),
        row(
            "IllegalArgumentException: no certificate policy: leave requiringPolicies out"
                + " if none is demanded",
            () -> TRUST.requiringPolicies(List.of())),
        row(
            "IllegalArgumentException: no CRL: use notChecked(reason) if that is meant",
            () -> Revocation.crls(List.of())),
        row(
            "IllegalArgumentException: say why revocation is not checked",
            () -> Revocation.notChecked("")),
        row(
            "IllegalArgumentException: notChecked stands alone: join crls, ocsp and" + " fetching",
            () -> Revocation.notChecked("x").and(Revocation.notChecked("y"))),
        row(
            "Refused: RECIPIENT_CERTIFICATE: Nothing was encrypted: no certificate is known"
                + " for bob@example.org",
            () -> TRUST.find(CertificateBook.empty(), "bob@example.org").orElseThrow()),
        row(
            "IllegalArgumentException: not a mail address: bob",
            () -> ExpectedSigner.address("bob")),
        row(
            "IllegalArgumentException: say why anyone may have signed",
            () -> ExpectedSigner.anyone("")),
        row(
            "IllegalArgumentException: PARTS cannot be negative: -1",
            () -> Limits.standard().allowing(Limit.PARTS, -1)),
        row(
            "IllegalArgumentException: DES_EDE3_CBC is for reading only; choose one of AES",
            () -> AlgorithmPolicy.standard().writing(ContentCipher.DES_EDE3_CBC)),
        row(
            "IllegalArgumentException: No private key is held for serial 3ea of CN=Mail"
                + " Issuing,O=smime4j tests",
            () -> KeyHistory.of(People.identity(ALICE)).aeadOnly(BOB.certificate())),
        row(
            "IllegalArgumentException: an authserv-id is a name such as mx.example.org",
            () -> AuthenticationResults.of(READER.open(ByteSource.of(MAIL)), "mail server")),
        row(
            "IndexOutOfBoundsException: There is no slice from 10 to 5 of 71 bytes",
            () -> ByteSource.of(MAIL).slice(10, 5).bytes()),
        row(
            "IndexOutOfBoundsException: There is no slice from 0 to 5000 of 71 bytes",
            () -> ByteSource.of(MAIL).slice(0, 5000).bytes()),
        row(
            "UnsupportedAlgorithm: The algorithm klingon is not supported for the charset"
                + " of a text; content() returns its bytes",
            () -> charset().text()),
        row(
            "Refused: UNAUTHENTICATED: the content is encrypted with aes256-cbc alone and"
                + " may have been changed in transit: its sender can sign it, or encrypt it with AES-GCM;"
                + " OpenedMail.unauthenticatedContent or MailPart.unverifiedContent returns it anyway",
            () -> unauthenticated().text()),
        row(
            "Refused: UNAUTHENTICATED: the content is encrypted with aes256-cbc alone and"
                + " may have been changed in transit: its sender can sign it, or encrypt it with AES-GCM;"
                + " OpenedMail.unauthenticatedContent or MailPart.unverifiedContent returns it anyway",
            () -> unauthenticatedMail().content()),
        row(
            "NotTrusted: DIGEST_MISMATCH: the signature does not show that the content is"
                + " what was signed; unverifiedContent gives it all the same",
            () -> altered().content()),
        row(
            "NotTrusted: NOT_SIGNED: the message is not signed",
            () ->
                READER
                    .open(ByteSource.of(ENCRYPTOR.encrypt(ByteSource.of(MAIL)).bytes()))
                    .requireSigned()),
        row(
            "NoMatchingKey: The message is encrypted for serial 3ea of CN=Mail"
                + " Issuing,O=smime4j tests; no key is at hand. Look for the key file of a"
                + " certificate that the message names",
            () ->
                MailReader.with(Decryptor.with(KeyHistory.of()), VERIFIER)
                    .open(ByteSource.of(ENCRYPTOR.encrypt(ByteSource.of(MAIL)).bytes()))
                    .content()));
  }

  private static MailPart charset() throws IOException {
    return READER
        .open(
            ByteSource.of(
                octets(
                    "From: a@example.org\r\nContent-Type: text/plain; charset=klingon\r\n\r\nx\r\n")))
        .textPart()
        .orElseThrow();
  }

  private static OpenedMail unauthenticatedMail() throws IOException {
    return READER.open(
        Outgoing.of(MAIL).encryptedBy(ENCRYPTOR.under(AlgorithmPolicy.outlook())).seal());
  }

  private static MailPart unauthenticated() throws IOException {
    return unauthenticatedMail().textPart().orElseThrow();
  }

  private static OpenedMail altered() throws IOException {
    String signed = People.text(Outgoing.of(MAIL).signedBy(SIGNER).seal().bytes());
    return READER.open(ByteSource.of(octets(signed.replace("Dear Bob", "Dear Eve"))));
  }

  static Stream<Object[]> wrong() {
    return Stream.of(nothing(), files(), values()).flatMap(each -> each);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void aWrongUsage_endsInASentenceThatNamesTheRightOne(String sentence, ThrowingCallable usage) {
    Throwable thrown = catchThrowable(usage);
    assertThat(thrown).isNotNull();
    assertThat(
            thrown.getClass().getSimpleName()
                + ": "
                + String.valueOf(thrown.getMessage()).replace(folder.toString(), "FOLDER"))
        .isEqualTo(sentence);
  }

  @Test
  void oneMessageIsSealedTwice_asItsClassPromises() throws IOException {
    Outgoing outgoing = Outgoing.of(MAIL).signedBy(SIGNER);
    assertThat(outgoing.seal().report().layers()).isEqualTo(outgoing.seal().report().layers());
  }
}
