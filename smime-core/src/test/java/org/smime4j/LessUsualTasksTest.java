package org.smime4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.People.ALICE;
import static org.smime4j.testing.People.BOB;
import static org.smime4j.testing.People.TRUST;
import static org.smime4j.testing.People.octets;

import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaCertStoreBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSCompressedData;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.KEKRecipientId;
import org.bouncycastle.cms.PasswordRecipientId;
import org.bouncycastle.cms.RecipientId;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientId;
import org.bouncycastle.cms.jcajce.JcePasswordEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.ZlibExpanderProvider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.mail.smime.SMIMEEnveloped;
import org.bouncycastle.mail.smime.SMIMESigned;
import org.bouncycastle.mail.smime.SMIMEUtil;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.bouncycastle.util.Store;
import org.junit.jupiter.api.Test;
import org.smime4j.findings.SmimeException;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.Receipt;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Outside;
import org.smime4j.testing.People;
import org.smime4j.testing.TestPki;

/** Less usual tasks, by this library and by Bouncy Castle's CMS; both are run on one message. */
class LessUsualTasksTest {

  private static final byte[] CONTENT = octets("Dear Bob\r\n");
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final byte[] KEK = new byte[32];
  private static final byte[] KEK_ID = {1, 2};
  private static final org.smime4j.reports.Attribute CARRIED =
      new org.smime4j.reports.Attribute("1.2.3.4", List.of(new byte[] {5, 0}), true);
  private static final X509Certificate ROOT = People.ROOT.certificate();
  private static final Signer SIGNER = Signer.with(People.identity(ALICE)).signingAt(TestPki.NOW);
  private static final MailReader READER = MailReader.with(People.DECRYPTOR, People.VERIFIER);
  private static final char[] PASSWORD = "secret".toCharArray();
  private static final AlgorithmIdentifier SHA256 =
      new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
  private static final TestPki.Issued STAMPS =
      People.ISSUING
          .issue("Stamps")
          .ec("P-256")
          .keyUsage(KeyUsage.digitalSignature)
          .extendedKeyUsage()
          .extension(
              Extension.extendedKeyUsage.getId(),
              true,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))
          .build();

  /** What theirs needs wherever somebody signed: it counts in each task that calls it. */
  @SuppressWarnings("unchecked") // a SignerId is a raw Selector
  private static X509Certificate theirsJudged(CMSSignedData signed, SignerInformation signer)
      throws Exception {
    Store<X509CertificateHolder> carried = signed.getCertificates();
    X509CertificateHolder holder =
        (X509CertificateHolder) carried.getMatches(signer.getSID()).iterator().next();
    if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(holder))) {
      throw new CMSException("altered");
    }
    X509CertSelector selector = new X509CertSelector();
    selector.setCertificate(new JcaX509CertificateConverter().getCertificate(holder));
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(Set.of(new TrustAnchor(ROOT, null)), selector);
    parameters.addCertStore(new JcaCertStoreBuilder().addCertificates(carried).build());
    parameters.setRevocationEnabled(false);
    CertPathBuilder.getInstance("PKIX").build(parameters);
    return selector.getCertificate();
  }

  private static byte[] oursDetached(byte[] content, byte[] cms) throws Exception {
    return Verifier.trusting(TRUST)
        .verifyDetached(ByteSource.of(content), ByteSource.of(cms))
        .requireTrusted()
        .bytes();
  }

  private static byte[] theirsDetached(byte[] content, byte[] cms) throws Exception {
    CMSSignedData signed = new CMSSignedData(new CMSProcessableByteArray(content), cms);
    if (signed.getSignerInfos().size() == 0) {
      throw new CMSException("nobody signed");
    }
    for (SignerInformation signer : signed.getSignerInfos()) {
      theirsJudged(signed, signer);
    }
    return content;
  }

  @Test
  void aDetachedFile() throws Exception {
    byte[] cms = SIGNER.signDetached(ByteSource.of(CONTENT));
    assertThat(oursDetached(CONTENT, cms)).isEqualTo(theirsDetached(CONTENT, cms));
    assertThatThrownBy(() -> oursDetached(octets("Dear Eve"), cms)).isNotNull();
    assertThatThrownBy(() -> theirsDetached(octets("Dear Eve"), cms)).isNotNull();
  }

  private static byte[] oursAttribute(byte[] cms) throws Exception {
    SignerVerdict signer = Verifier.trusting(TRUST).verify(ByteSource.of(cms)).worst();
    signer.requireTrusted();
    return signer.attributes().get(0).values().get(0);
  }

  private static byte[] theirsAttribute(byte[] cms) throws Exception {
    CMSSignedData signed = new CMSSignedData(cms);
    SignerInformation signer = signed.getSignerInfos().iterator().next();
    theirsJudged(signed, signer);
    return signer
        .getSignedAttributes()
        .get(new ASN1ObjectIdentifier("1.2.3.4"))
        .getAttrValues()
        .getObjectAt(0)
        .toASN1Primitive()
        .getEncoded();
  }

  @Test
  void anAttribute() throws Exception {
    byte[] cms = SIGNER.carrying(CARRIED).signOpaque(ByteSource.of(CONTENT));
    assertThat(oursAttribute(cms)).isEqualTo(theirsAttribute(cms)).containsExactly(5, 0);
  }

  private static List<X509Certificate> oursCountersigners(byte[] cms) throws Exception {
    List<X509Certificate> found = new ArrayList<>();
    for (SignerVerdict each :
        Verifier.trusting(TRUST).verify(ByteSource.of(cms)).worst().countersignatures()) {
      found.add(each.requireTrusted());
    }
    return found;
  }

  private static List<X509Certificate> theirsCountersigners(byte[] cms) throws Exception {
    CMSSignedData signed = new CMSSignedData(cms);
    SignerInformation signer = signed.getSignerInfos().iterator().next();
    theirsJudged(signed, signer);
    List<X509Certificate> found = new ArrayList<>();
    for (SignerInformation each : signer.getCounterSignatures()) {
      found.add(theirsJudged(signed, each));
    }
    return found;
  }

  @Test
  void aCountersignature() throws Exception {
    byte[] cms =
        SIGNER
            .countersignedBy(Signer.with(People.identity(BOB)))
            .signOpaque(ByteSource.of(CONTENT));
    assertThat(oursCountersigners(cms))
        .isEqualTo(theirsCountersigners(cms))
        .containsExactly(BOB.certificate());
  }

  private static byte[] oursCompressed(byte[] cms) throws Exception {
    return Compressor.decompress(ByteSource.of(cms), Limits.standard()).bytes();
  }

  private static byte[] theirsCompressed(byte[] cms) throws Exception {
    return new CMSCompressedData(cms).getContent(new ZlibExpanderProvider(1 << 20));
  }

  @Test
  void compressedContent() throws Exception {
    ByteArrayOutputStream cms = new ByteArrayOutputStream();
    Compressor.compress(ByteSource.of(CONTENT), cms);
    assertThat(oursCompressed(cms.toByteArray()))
        .isEqualTo(theirsCompressed(cms.toByteArray()))
        .isEqualTo(CONTENT);
  }

  private static void oursKek(byte[] cms, ByteArrayOutputStream out) throws Exception {
    Decryptor.with(KeyHistory.of())
        .withKek(KEK_ID, KEK)
        .releasingUnauthenticated()
        .decrypt(new ByteArrayInputStream(cms), out);
  }

  private static void theirsKek(byte[] cms, ByteArrayOutputStream out) throws Exception {
    RecipientId id = new KEKRecipientId(KEK_ID);
    RecipientInformation found = new CMSEnvelopedData(cms).getRecipientInfos().get(id);
    out.write(
        found.getContent(
            new JceKEKEnvelopedRecipient(new SecretKeySpec(KEK, "AES")).setProvider(BC)));
  }

  @Test
  void aKeyEncryptionKey() throws Exception {
    byte[] cms =
        enveloped(
            new JceKEKRecipientInfoGenerator(KEK_ID, new SecretKeySpec(KEK, "AES"))
                .setProvider(BC));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    oursKek(cms, ours);
    theirsKek(cms, theirs);
    assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray()).isEqualTo(CONTENT);
  }

  private static void oursPassword(byte[] cms, ByteArrayOutputStream out) throws Exception {
    Decryptor.with(KeyHistory.of())
        .withRecipientPassword(PasswordSource.of("secret".toCharArray()))
        .releasingUnauthenticated()
        .decrypt(new ByteArrayInputStream(cms), out);
  }

  private static void theirsPassword(byte[] cms, ByteArrayOutputStream out) throws Exception {
    RecipientId id = new PasswordRecipientId();
    RecipientInformation found = new CMSEnvelopedData(cms).getRecipientInfos().get(id);
    JcePasswordEnvelopedRecipient recipient =
        new JcePasswordEnvelopedRecipient("secret".toCharArray());
    out.write(found.getContent(recipient.setProvider(BC)));
  }

  @Test
  void aPassword() throws Exception {
    byte[] cms =
        enveloped(
            new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, "secret".toCharArray())
                .setProvider(BC));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    oursPassword(cms, ours);
    theirsPassword(cms, theirs);
    assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray()).isEqualTo(CONTENT);
  }

  private static byte[] enveloped(RecipientInfoGenerator recipient) throws Exception {
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(recipient);
    return generator
        .generate(
            new CMSProcessableByteArray(CONTENT),
            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).setProvider(BC).build())
        .getEncoded();
  }

  private static Instant oursTimestamp(byte[] cms) throws Exception {
    Verifier verifier = Verifier.trusting(TRUST).believingTimestampsOf(TRUST);
    SignerVerdict signer = verifier.verify(ByteSource.of(cms)).worst();
    signer.requireTrusted();
    return signer.timestamp().orElseThrow().time();
  }

  @SuppressWarnings("unchecked") // a SignerId is a raw Selector
  private static Instant theirsTimestamp(byte[] cms) throws Exception {
    CMSSignedData signed = new CMSSignedData(cms);
    SignerInformation signer = signed.getSignerInfos().iterator().next();
    theirsJudged(signed, signer);
    Attribute carried =
        signer.getUnsignedAttributes().get(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken);
    TimeStampToken token =
        new TimeStampToken(ContentInfo.getInstance(carried.getAttrValues().getObjectAt(0)));
    CMSSignedData stamp = token.toCMSSignedData();
    X509CertificateHolder holder =
        (X509CertificateHolder)
            stamp.getCertificates().getMatches(token.getSID()).iterator().next();
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(holder));
    theirsJudged(stamp, stamp.getSignerInfos().iterator().next());
    TimeStampTokenInfo info = token.getTimeStampInfo();
    MessageDigest digest = MessageDigest.getInstance(info.getMessageImprintAlgOID().getId(), BC);
    if (!Arrays.equals(info.getMessageImprintDigest(), digest.digest(signer.getSignature()))) {
      throw new TSPException("a stamp of something else");
    }
    return info.getGenTime().toInstant();
  }

  @Test
  void aTimeStamp() throws Exception {
    byte[] cms = SIGNER.stampedBy(LessUsualTasksTest::token).signOpaque(ByteSource.of(CONTENT));
    assertThat(oursTimestamp(cms)).isEqualTo(theirsTimestamp(cms)).isEqualTo(TestPki.NOW);
    Signer wrong = SIGNER.stampedBy(signature -> token(CONTENT));
    assertThatThrownBy(() -> wrong.signOpaque(ByteSource.of(CONTENT)))
        .isInstanceOf(SmimeException.Malformed.class);
  }

  private static byte[] token(byte[] stamped) {
    try {
      TimeStampTokenGenerator generator =
          new TimeStampTokenGenerator(
              new JcaSimpleSignerInfoGeneratorBuilder()
                  .build("SHA256withECDSA", STAMPS.privateKey(), STAMPS.certificate()),
              new JcaDigestCalculatorProviderBuilder().build().get(SHA256),
              new ASN1ObjectIdentifier("1.2.3.4"));
      generator.addCertificates(new JcaCertStore(STAMPS.chain()));
      TimeStampRequestGenerator request = new TimeStampRequestGenerator();
      request.setCertReq(true);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(stamped);
      return generator
          .generate(
              request.generate(SHA256.getAlgorithm(), digest),
              BigInteger.TEN,
              Date.from(TestPki.NOW))
          .getEncoded();
    } catch (GeneralSecurityException | OperatorCreationException | TSPException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean oursReceipt(SignerVerdict sent, byte[] answer) throws Exception {
    Receipt receipt = READER.open(ByteSource.of(answer)).receipt().orElseThrow();
    return receipt.isOf(sent);
  }

  /** A receipt is no type of theirs: RFC 2634 is read from its ASN.1. */
  private static boolean theirsReceipt(SignerInformation sent, byte[] answer) throws Exception {
    Session session = Session.getInstance(new Properties());
    MimeMessage mail = new MimeMessage(session, new ByteArrayInputStream(answer));
    SMIMESigned signed = new SMIMESigned(mail);
    SignerInformation signer = signed.getSignerInfos().iterator().next();
    X509Certificate certificate = theirsJudged(signed, signer);
    String from = ((InternetAddress) mail.getFrom()[0]).getAddress();
    if (!certificate.getSubjectAlternativeNames().contains(List.of(1, from))
        || !signed.getSignedContentTypeOID().equals("1.2.840.113549.1.9.16.1.1")) {
      throw new CMSException("no receipt, or not by its author");
    }
    byte[] content = (byte[]) signed.getSignedContent().getContent();
    ASN1Sequence receipt = ASN1Sequence.getInstance(content);
    byte[] named = ASN1OctetString.getInstance(receipt.getObjectAt(3)).getOctets();
    Attribute digested =
        signer.getSignedAttributes().get(new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.5"));
    byte[] digest =
        ASN1OctetString.getInstance(digested.getAttrValues().getObjectAt(0)).getOctets();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    return Arrays.equals(named, sent.getSignature())
        && Arrays.equals(digest, sha256.digest(sent.getEncodedSignedAttributes()));
  }

  @Test
  void aReceipt() throws Exception {
    Signer asking = SIGNER.requestingReceipts("alice@example.org");
    byte[] cms = asking.signOpaque(ByteSource.of(CONTENT));
    SignerVerdict sent = People.VERIFIER.verify(ByteSource.of(cms)).worst();
    byte[] answer =
        Outgoing.receipt(
                ByteSource.of(
                    octets(
                        "From: bob@example.org\r\nTo: alice@example.org\r\n"
                            + "Date: Mon, 1 Jun 2026 12:00:00 +0000\r\n\r\n")),
                sent,
                Signer.with(People.identity(BOB)).signingAt(TestPki.NOW))
            .bytes();
    byte[] other = asking.signOpaque(ByteSource.of(CONTENT));
    assertThat(oursReceipt(sent, answer)).isTrue();
    assertThat(theirsReceipt(signer(cms), answer)).isTrue();
    assertThat(oursReceipt(People.VERIFIER.verify(ByteSource.of(other)).worst(), answer)).isFalse();
    assertThat(theirsReceipt(signer(other), answer)).isFalse();
  }

  private static SignerInformation signer(byte[] cms) throws Exception {
    return new CMSSignedData(cms).getSignerInfos().iterator().next();
  }

  private static void oursKeyStore(KeyStore store, byte[] cms, ByteArrayOutputStream out)
      throws Exception {
    KeyHistory keys = KeyHistory.fromKeyStore(store, PasswordSource.of(PASSWORD));
    Decryptor.with(keys).decrypt(new ByteArrayInputStream(cms), out);
  }

  private static void theirsKeyStore(KeyStore store, byte[] cms, ByteArrayOutputStream out)
      throws Exception {
    RecipientInformationStore recipients = new CMSAuthEnvelopedData(cms).getRecipientInfos();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
        RecipientInformation found = recipients.get(new JceKeyAgreeRecipientId(certificate));
        if (found != null) {
          PrivateKey key = (PrivateKey) store.getKey(alias, PASSWORD);
          out.write(found.getContent(new JceKeyAgreeAuthEnvelopedRecipient(key).setProvider(BC)));
          return;
        }
      }
    }
    throw new CMSException("no key");
  }

  @Test
  void aKeyStore() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (TestPki.Issued each : List.of(ALICE, BOB)) {
      store.setKeyEntry(
          each.toString(),
          each.privateKey(),
          PASSWORD,
          each.chain().toArray(X509Certificate[]::new));
    }
    byte[] cms = People.ENCRYPTOR.encrypt(ByteSource.of(CONTENT)).bytes();
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    oursKeyStore(store, cms, ours);
    theirsKeyStore(store, cms, theirs);
    assertThat(ours.toByteArray()).isEqualTo(theirs.toByteArray()).isEqualTo(CONTENT);
  }

  private static String oursJournal(byte[] report) throws Exception {
    MailPart stored = MailReader.structure(ByteSource.of(report)).children().get(1);
    ByteSource passed = stored.children().get(0).unverifiedRaw("opened in the next line");
    try (OpenedMail mail = READER.open(passed)) {
      mail.requireSigned().requireTrusted();
      return mail.textPart().orElseThrow().text();
    }
  }

  private static String theirsJournal(byte[] report) throws Exception {
    Session session = Session.getInstance(new Properties());
    MimeMessage stored = new MimeMessage(session, new ByteArrayInputStream(report));
    BodyPart attached = ((MimeMultipart) stored.getContent()).getBodyPart(1);
    MimeMessage passed = (MimeMessage) attached.getContent();
    SMIMEEnveloped enveloped = new SMIMEEnveloped(passed);
    RecipientInformation found =
        enveloped.getRecipientInfos().get(new JceKeyAgreeRecipientId(BOB.certificate()));
    byte[] content =
        found.getContent(new JceKeyAgreeEnvelopedRecipient(BOB.privateKey()).setProvider(BC));
    MimeBodyPart inside = SMIMEUtil.toMimeBodyPart(content);
    SMIMESigned signed = new SMIMESigned((MimeMultipart) inside.getContent());
    SignerInformation signer = signed.getSignerInfos().iterator().next();
    X509Certificate certificate = theirsJudged(signed, signer);
    String from = ((InternetAddress) passed.getFrom()[0]).getAddress();
    if (!certificate.getSubjectAlternativeNames().contains(List.of(1, from))) {
      throw new CMSException("not by its author");
    }
    return (String) signed.getContent().getContent();
  }

  @Test
  void aJournalReport() throws Exception {
    String header =
        "From: alice@example.org\r\nTo: bob@example.org\r\n"
            + "Date: Mon, 1 Jun 2026 12:00:00 +0000\r\nSubject: x\r\nMIME-Version: 1.0\r\n";
    byte[] passed =
        Outgoing.of(octets(header + "Content-Type: text/plain\r\n\r\nDear Bob\r\n"))
            .signedBy(SIGNER)
            .encryptedBy(Encryptor.trusting(TRUST).to(BOB.certificate()))
            .seal()
            .bytes();
    byte[] report =
        octets(
            "From: journal@example.org\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=report\r\n\r\n--report\r\n"
                + "Content-Type: text/plain\r\n\r\nSender: alice@example.org\r\n--report\r\n"
                + "Content-Type: message/rfc822\r\n\r\n"
                + People.text(passed)
                + "\r\n--report--\r\n");
    assertThat(oursJournal(report)).isEqualTo(theirsJournal(report)).isEqualTo("Dear Bob\r\n");
    byte[] forged = octets(People.text(report).replace("From: alice@", "From: eve@"));
    assertThatThrownBy(() -> oursJournal(forged)).isInstanceOf(SmimeException.NotTrusted.class);
    assertThatThrownBy(() -> theirsJournal(forged)).isInstanceOf(CMSException.class);
  }

  private static final Pattern TASK =
      Pattern.compile("(?ms)^  private static [^(;]* ((?:ours|theirs)\\w+)\\(.*?\\{\n(.*?)^  }\n");

  /** The statements are those that end in a semicolon, or begin a block. */
  @Test
  void theFiguresOfThePage_areThoseOfTheMethods() throws Exception {
    Map<String, Long> statements = new TreeMap<>();
    Map<String, String> bodies = new TreeMap<>();
    for (String file :
        List.of(
            "smime-core/src/test/java/org/smime4j/LessUsualTasksTest.java",
            "smime-core/src/test/java/org/smime4j/Pkcs11TokenTest.java",
            "smime-ldap/src/test/java/org/smime4j/ldap/LdapDirectoryTest.java")) {
      TASK.matcher(Files.readString(Outside.root().resolve(file)))
          .results()
          .forEach(method -> bodies.put(method.group(1), method.group(2)));
    }
    bodies.forEach(
        (name, body) -> {
          String all =
              body
                  + bodies.get("theirsJudged").repeat(body.split("theirsJudged\\(", -1).length - 1);
          statements.put(name, all.lines().filter(line -> line.matches(".*(;|\\{)$")).count());
        });
    assertThat(statements.remove("theirsJudged")).isGreaterThan(5);
    assertThat(statements).hasSize(24);
    String page = Files.readString(Outside.root().resolve("docs/migration.md"));
    for (String task :
        statements.keySet().stream().filter(each -> each.startsWith("ours")).toList()) {
      long ours = statements.get(task);
      long theirs = statements.get(task.replace("ours", "theirs"));
      assertThat(ours).as(task).isLessThanOrEqualTo(theirs);
      assertThat(page)
          .as(task)
          .containsPattern(
              "\\| `" + task.substring(4) + "` \\|[^\n]*\\| " + ours + " \\| " + theirs + " \\|");
    }
  }
}
