package org.smime4j.cost;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.Revocation;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.internal.asn1.Compression;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.keys.PasswordSource;
import org.smime4j.reports.OpenedMail;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPki;

/**
 * What is as large as the families of {@link CostTest}, and honest: under the standard limits it
 * opens, its signatures are trusted, and its keys are read, every one of them.
 */
@Tag("cost")
@Tag("thorough")
class HonestNeighboursTest {

  private static final byte[] TEXT = "Content-Type: text/plain\r\n\r\nHello\r\n".getBytes(US_ASCII);
  private static final PasswordSource PASSWORD = PasswordSource.of("password".toCharArray());

  private static KeyPair dsa() {
    try {
      KeyPairGenerator dsa = KeyPairGenerator.getInstance("DSA", "SUN");
      dsa.initialize(3072);
      return dsa.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair pair(String kind) {
    return kind.equals("DSA-3072") ? dsa() : TestPki.generate(kind);
  }

  private static TestPki.Authority root(String kind) {
    return TestPki.root("Root of " + kind, TestPki.NOW).key(pair(kind)).buildAuthority();
  }

  private static Certificate of(X509Certificate certificate) {
    try {
      return Certificate.getInstance(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static SignatureReport verified(byte[] cms, int signers, X509Certificate anchor)
      throws IOException {
    SignatureReport report =
        Verifier.trusting(TrustPolicy.anchors(List.of(anchor)).at(TestPki.NOW))
            .verify(ByteSource.of(cms));
    assertThat(report.signers()).hasSize(signers);
    return report;
  }

  private static void assertTrusted(byte[] cms, int signers, X509Certificate anchor)
      throws IOException {
    SignatureReport report = verified(cms, signers, anchor);
    assertThat(report.signers())
        .allMatch(one -> one.state() == SignerVerdict.State.TRUSTED, report.toString());
  }

  /** So many signers below an authority below a root, all by keys of one kind. */
  private record Signed(byte[] cms, X509Certificate anchor) {

    static Signed sixteenTimes(String kind) throws Exception {
      TestPki.Authority root = root(kind);
      TestPki.Authority issuing =
          root.intermediate("Issuing of " + kind).key(pair(kind)).buildAuthority();
      List<Certificate> certificates = new ArrayList<>(List.of(of(issuing.certificate())));
      List<ASN1Encodable> signers = new ArrayList<>();
      KeyPair one = pair(kind);
      for (int i = 0; i < 16; i++) {
        KeyPair keys = kind.startsWith("RSA") ? one : pair(kind);
        TestPki.Issued signer = issuing.issue("s" + i + "@example.org").key(keys).build();
        certificates.add(of(signer.certificate()));
        signers.add(HonestSignatures.by(signer, TEXT));
      }
      return new Signed(HostileSignatures.message(TEXT, certificates, signers), root.certificate());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA-3072", "P-256", "P-521", "Ed448", "ML-DSA-87"})
  void c16_sixteenSigners_eachBelowTwoAuthorities_areTrusted(String kind) throws Exception {
    Signed signed = Signed.sixteenTimes(kind);
    assertTrusted(signed.cms, 16, signed.anchor);
  }

  /** DSA is believed nowhere; each key on each path is found weak, and nothing else is found. */
  @Test
  void c16_sixteenSignersOfDsa3072_eachBelowTwoAuthorities_areJudgedToTheEnd() throws Exception {
    Signed signed = Signed.sixteenTimes("DSA-3072");
    for (SignerVerdict verdict : verified(signed.cms, 16, signed.anchor).signers()) {
      assertThat(verdict.findings()).hasSize(3);
      assertThat(verdict.findings())
          .allMatch(finding -> finding.code().equals(Finding.Code.WEAK_KEY));
    }
  }

  @Test
  void c16_aSignerAmongSixtyFourCertificates_isTrusted() throws Exception {
    TestPki.Authority root = root("P-256");
    TestPki.Issued signer = root.issue("alice@example.org").ec("P-256").build();
    List<Certificate> certificates = new ArrayList<>(List.of(of(signer.certificate())));
    for (int i = 1; i < 64; i++) {
      certificates.add(
          of(
              root.issue("o" + i + "@example.org")
                  .key(TestPki.generate("P-256"))
                  .build()
                  .certificate()));
    }
    byte[] cms =
        HostileSignatures.message(TEXT, certificates, List.of(HonestSignatures.by(signer, TEXT)));
    assertTrusted(cms, 1, root.certificate());
  }

  @Test
  void c16_anAddressUnder990PermittedDomains_isTrusted() throws Exception {
    TestPki.Authority root = root("P-256");
    KeyPair keys = TestPki.generate("P-256");
    GeneralSubtree[] trees =
        IntStream.range(0, 990)
            .mapToObj(i -> "department-" + i + ".example.org")
            .map(domain -> new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, domain)))
            .toArray(GeneralSubtree[]::new);
    X500Name name = new X500Name("CN=Constrained");
    Certificate constrained =
        HostileCertificates.certificate(
            root,
            name,
            1,
            keys.getPublic(),
            b -> b.addExtension(Extension.basicConstraints, true, new BasicConstraints(true)),
            b -> b.addExtension(Extension.nameConstraints, true, new NameConstraints(trees, null)));
    TestPki.Issued authority =
        TestPki.root("Constrained", TestPki.NOW).subject(name).key(keys).buildAuthority();
    KeyPair alice = TestPki.generate("P-256");
    Certificate leaf =
        HostileCertificates.certificate(
            authority,
            new X500Name("CN=alice"),
            2,
            alice.getPublic(),
            b ->
                b.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                        new GeneralName(
                            GeneralName.rfc822Name, "alice@department-989.example.org"))));
    byte[] cms =
        HostileSignatures.message(
            TEXT,
            List.of(leaf, constrained),
            List.of(HostileSignatures.right(TEXT, leaf, alice.getPrivate())));
    assertTrusted(cms, 1, root.certificate());
  }

  @Test
  void c16_amongAThousandRecipients_theLastOneOpens() throws Exception {
    TestPki.Authority root = root("P-256");
    KeyPair others = TestPki.generate("RSA-2048");
    List<X509Certificate> all = new ArrayList<>();
    for (int i = 0; i < 999; i++) {
      all.add(root.issue("r" + i + "@example.org").key(others).build().certificate());
    }
    TestPki.Issued bob = root.issue("bob@example.org").ec("P-256").build();
    all.add(bob.certificate());
    byte[] cms =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(all.toArray(new X509Certificate[0]))
            .encrypt(ByteSource.of(TEXT))
            .bytes();
    Decryptor decryptor =
        Decryptor.with(KeyHistory.of(Credential.of(bob.privateKey(), bob.certificate())));
    assertOpened(cms, decryptor);
  }

  private static void assertOpened(byte[] cms, Decryptor decryptor) throws IOException {
    byte[] header =
        ("From: a@example.org\r\nContent-Type: application/pkcs7-mime\r\n"
                + "Content-Transfer-Encoding: binary\r\n\r\n")
            .getBytes(US_ASCII);
    ByteArrayOutputStream mail = new ByteArrayOutputStream();
    mail.writeBytes(header);
    mail.writeBytes(cms);
    try (OpenedMail opened =
        MailReader.with(decryptor, Verifier.trusting(PathFamilies.trust()))
            .open(ByteSource.of(mail.toByteArray()))) {
      assertThat(opened.failure()).isEmpty();
      assertThat(opened.hasContent()).isTrue();
    }
  }

  /**
   * As long as may be fetched: its entries have serial numbers and reasons as authorities write.
   */
  private static byte[] largeCrl(int revoked) throws Exception {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    byte[] entry =
        HostileSignatures.der(
            HostileSignatures.sequence(
                new ASN1Integer(revoked),
                new Time(Date.from(TestPki.NOW.minusSeconds(60))),
                new Extensions(
                    Extension.create(
                        Extension.reasonCode, false, CRLReason.lookup(CRLReason.superseded)))));
    ByteBuffer other =
        ByteBuffer.wrap(
            HostileSignatures.der(
                HostileSignatures.sequence(
                    new ASN1Integer(BigInteger.ONE.shiftLeft(126)),
                    new Time(Date.from(TestPki.NOW.minusSeconds(60))),
                    new Extensions(
                        Extension.create(
                            Extension.reasonCode,
                            false,
                            CRLReason.lookup(CRLReason.cessationOfOperation))))));
    for (int i = 0; entries.size() < 16_700_000; i++) {
      entries.writeBytes(other.putInt(12, i).array());
    }
    entries.writeBytes(entry);
    return FetchFamilies.crl(
        FetchFamilies.root(),
        entries.toByteArray(),
        tbs -> {
          Signature signature = Signature.getInstance("SHA256withECDSA");
          signature.initSign(HostileCertificates.ROOT.privateKey());
          signature.update(tbs);
          return signature.sign();
        });
  }

  @Test
  void c16_aCrlAsLongAsMayBeFetched_clearsSixteenSigners_andRevokesWhomItLists() throws Exception {
    byte[] crl = largeCrl(1016);
    assertThat(crl.length).isBetween(16_700_000, (int) Limits.standard().get(Limit.FETCHED_OCTETS));
    TrustPolicy trust =
        TrustPolicy.anchors(List.of(HostileCertificates.ROOT.certificate()))
            .at(TestPki.NOW)
            .revocation(
                Revocation.fetching(
                    (uri, addresses, body, timeout) -> new ByteArrayInputStream(crl)));
    List<Certificate> certificates = new ArrayList<>();
    List<ASN1Encodable> signers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      KeyPair keys = TestPki.generate("P-256");
      Certificate each =
          HostileCertificates.certificate(
              HostileCertificates.ROOT,
              new X500Name("CN=s" + i),
              i,
              keys.getPublic(),
              FetchFamilies.crlAt("crl", null));
      certificates.add(each);
      signers.add(HostileSignatures.right(TEXT, each, keys.getPrivate()));
    }
    SignatureReport report =
        Verifier.trusting(trust)
            .verify(ByteSource.of(HostileSignatures.message(TEXT, certificates, signers)));
    assertThat(report.signers()).hasSize(16);
    assertThat(report.signers())
        .allMatch(each -> each.state() == SignerVerdict.State.TRUSTED, report.toString());
    KeyPair keys = TestPki.generate("P-256");
    Certificate listed =
        HostileCertificates.certificate(
            HostileCertificates.ROOT,
            new X500Name("CN=listed"),
            16,
            keys.getPublic(),
            FetchFamilies.crlAt("crl", null));
    SignatureReport revoked =
        Verifier.trusting(trust)
            .verify(
                ByteSource.of(
                    HostileSignatures.message(
                        TEXT,
                        List.of(listed),
                        List.of(HostileSignatures.right(TEXT, listed, keys.getPrivate())))));
    assertThat(revoked.worst().findings())
        .extracting(Finding::code)
        .containsExactly(Finding.Code.REVOKED);
  }

  /** A mail whose text was altered on its way, by the digests that cost the most. */
  @ParameterizedTest
  @CsvSource({"SHA512,80", "SHA3_512,30", "RIPEMD160,30"})
  void c16_megabytesThatWereAltered_areBroken_andDoNotEndInALimit(
      DigestAlgorithm digest, int megabytes) throws Exception {
    byte[] signature =
        HostileSignatures.detached(
            HostileCertificates.leaves(1, i -> HostileCertificates.point("P-256", i)),
            List.of(
                HostileSignatures.signer(
                    digest.oid(),
                    HostileSignatures.ECDSA_SHA256,
                    HostileSignatures.pair(31),
                    HostileSignatures.attributes(),
                    null)));
    assertThat(altered(megabytes, signature)).contains("BROKEN", "DIGEST_MISMATCH");
  }

  /** The same without signed attributes, where the scheme hashes each form of the content. */
  @ParameterizedTest
  @CsvSource({"Ed25519,1.3.101.112", "ML-DSA-44,2.16.840.1.101.3.4.3.17"})
  void c16_sixtyMegabytesThatWereAltered_withoutSignedAttributes_areBroken(
      String kind, String scheme) throws Exception {
    KeyPair keys = TestPki.generate(kind);
    Signature signing = Signature.getInstance(kind, new BouncyCastleProvider());
    signing.initSign(keys.getPrivate());
    signing.update(TEXT);
    byte[] signature =
        HostileSignatures.detached(
            List.of(HostileCertificates.leaf(1, keys.getPublic())),
            List.of(
                HostileSignatures.signer(
                    DigestAlgorithm.SHA512.oid(), scheme, signing.sign(), null, null)));
    assertThat(altered(60, signature)).contains("BROKEN", "SIGNATURE_INVALID");
  }

  /** What is said of a mail of so many megabytes that nobody signed so. */
  private static String altered(int megabytes, byte[] signature) throws Exception {
    byte[] text = "Content-Type: text/plain\r\n\r\n".getBytes(US_ASCII);
    byte[] line = "Of many such lines one was altered on its way.\r\n".getBytes(US_ASCII);
    ByteArrayOutputStream entity = new ByteArrayOutputStream(megabytes * 1_000_000);
    entity.writeBytes(text);
    while (entity.size() < megabytes * 1_000_000) {
      entity.writeBytes(line);
    }
    ByteArrayOutputStream mail = new ByteArrayOutputStream();
    mail.writeBytes(
        ("From: alice@example.org\r\nContent-Type: multipart/signed; boundary=b;"
                + " protocol=\"application/pkcs7-signature\"\r\n\r\n--b\r\n")
            .getBytes(US_ASCII));
    entity.writeTo(mail);
    mail.writeBytes(
        ("\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(signature)
                + "\r\n--b--\r\n")
            .getBytes(US_ASCII));
    try (OpenedMail opened =
        MailReader.with(Decryptor.with(KeyHistory.of()), Verifier.trusting(PathFamilies.trust()))
            .open(ByteSource.of(mail.toByteArray()))) {
      assertThat(opened.failure()).isEmpty();
      return opened.toString();
    }
  }

  @Test
  void c16_sixtyMegabytes_areInflated() throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(TEXT);
    Random random = new Random(1);
    byte[] line = new byte[600];
    while (text.size() < 60_000_000) {
      random.nextBytes(line);
      for (int i = 0; i < line.length; i++) {
        line[i] = (byte) (i % 60 == 59 ? '\n' : i % 20 == 0 ? 'a' + (line[i] & 15) : 'a');
      }
      text.writeBytes(line);
    }
    assertOpened(Compression.compress(text.toByteArray()), Decryptor.with(KeyHistory.of()));
  }

  @Test
  void c16_fiveThousandKeysOfP256_inOneFile_areRead() throws Exception {
    List<KeyPair> pairs =
        IntStream.range(0, 5_000).mapToObj(i -> TestPki.generate("P-256")).toList();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (KeyPair pair : pairs) {
      file.writeBytes(FileFamilies.pem("PRIVATE KEY", HonestSignatures.withPoint(pair)));
    }
    assertThat(KeyHistory.read(file.toByteArray(), "keys.pem", PASSWORD).size()).isEqualTo(5_000);
  }

  @Test
  void c16_fiveThousandKeysOfRsa2048_inOneFile_areRead() throws Exception {
    Random random = new Random(7);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = 0; i < 5_000; i++) {
      RSAPrivateKey numbers = numbers(random);
      file.writeBytes(
          FileFamilies.pem(
              "PRIVATE KEY",
              new PrivateKeyInfo(
                      new AlgorithmIdentifier(
                          org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers.rsaEncryption,
                          DERNull.INSTANCE),
                      numbers)
                  .getEncoded()));
    }
    assertThat(KeyHistory.read(file.toByteArray(), "keys.pem", PASSWORD).size()).isEqualTo(5_000);
  }

  /** Numbers that belong together as those of a key do; to find primes would take minutes. */
  private static RSAPrivateKey numbers(Random random) {
    BigInteger e = BigInteger.valueOf(65_537);
    while (true) {
      BigInteger p = new BigInteger(1024, random).setBit(1023).setBit(1022).setBit(0);
      BigInteger q = new BigInteger(1024, random).setBit(1023).setBit(1022).setBit(0);
      BigInteger ofP = p.subtract(BigInteger.ONE);
      BigInteger ofQ = q.subtract(BigInteger.ONE);
      if (p.gcd(q).equals(BigInteger.ONE) && ofP.multiply(ofQ).gcd(e).equals(BigInteger.ONE)) {
        BigInteger d = e.modInverse(ofP.multiply(ofQ));
        return new RSAPrivateKey(
            p.multiply(q), e, d, p, q, d.mod(ofP), d.mod(ofQ), q.modInverse(p));
      }
    }
  }

  @Test
  void c16_aThousandKeysWithCertificates_inOneFile_haveTheirChains() throws Exception {
    TestPki.Authority root = root("P-256");
    TestPki.Authority issuing =
        root.intermediate("Issuing").key(TestPki.generate("P-256")).buildAuthority();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(FileFamilies.pem("CERTIFICATE", issuing.certificate().getEncoded()));
    file.writeBytes(FileFamilies.pem("CERTIFICATE", root.certificate().getEncoded()));
    for (int i = 0; i < 1_000; i++) {
      TestPki.Issued one =
          issuing.issue("k" + i + "@example.org").key(TestPki.generate("P-256")).build();
      file.writeBytes(FileFamilies.pem("PRIVATE KEY", one.privateKey().getEncoded()));
      file.writeBytes(FileFamilies.pem("CERTIFICATE", one.certificate().getEncoded()));
    }
    List<Credential> identities =
        KeyHistory.read(file.toByteArray(), "keys.pem", PASSWORD).identities();
    assertThat(identities).hasSize(1_000);
    assertThat(identities).allMatch(identity -> identity.chain().size() == 3);
  }

  @Test
  void c16_fourKeys_eachBehind600000Iterations_areRead() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = 0; i < 4; i++) {
      file.writeBytes(
          FileFamilies.pem(
              "ENCRYPTED PRIVATE KEY",
              new JcaPKCS8Generator(
                      TestPki.generate("P-256").getPrivate(),
                      new JceOpenSSLPKCS8EncryptorBuilder(JcaPKCS8Generator.AES_256_CBC)
                          .setProvider(new BouncyCastleProvider())
                          .setIterationCount(600_000)
                          .setPassword("password".toCharArray())
                          .build())
                  .generate()
                  .getContent()));
    }
    assertThat(KeyHistory.read(file.toByteArray(), "keys.pem", PASSWORD).size()).isEqualTo(4);
  }

  @Test
  void c16_fourKeysOfAJceksKeyStore_asTheJdkWritesIt_areRead() throws Exception {
    KeyStore store = KeyStore.getInstance("JCEKS");
    store.load(null, null);
    char[] password = "password".toCharArray();
    for (int i = 0; i < 4; i++) {
      TestPki.Issued one =
          HostileCertificates.ISSUING
              .issue(i + "@example.org")
              .key(TestPki.generate("P-256"))
              .build();
      store.setKeyEntry(
          "k" + i, one.privateKey(), password, new X509Certificate[] {one.certificate()});
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    store.store(file, password);
    assertThat(KeyHistory.read(file.toByteArray(), "keys.jceks", PASSWORD).size()).isEqualTo(4);
  }

  /** Right signatures by keys of any kind, also of those that nobody writes any more. */
  private static final class HonestSignatures {

    private HonestSignatures() {}

    static SignerInfo by(TestPki.Issued signer, byte[] content)
        throws IOException, GeneralSecurityException {
      String scheme = scheme(signer.privateKey());
      String digest = scheme.startsWith("SHA256") ? "SHA-256" : "SHA-512";
      ASN1Set signed =
          new DERSet(
              new ASN1Encodable[] {
                new Attribute(CMSAttributes.contentType, new DERSet(PKCSObjectIdentifiers.data)),
                new Attribute(
                    CMSAttributes.messageDigest,
                    new DERSet(
                        new DEROctetString(MessageDigest.getInstance(digest).digest(content))))
              });
      Signature signature = Signature.getInstance(scheme, new BouncyCastleProvider());
      signature.initSign(signer.privateKey());
      signature.update(signed.getEncoded(ASN1Encoding.DER));
      Certificate certificate = Certificate.getInstance(signer.certificate().getEncoded());
      return new SignerInfo(
          new SignerIdentifier(
              new IssuerAndSerialNumber(
                  certificate.getIssuer(), certificate.getSerialNumber().getValue())),
          HostileSignatures.algorithm(
              digest.equals("SHA-256") ? HostileSignatures.SHA256 : HostileSignatures.SHA512),
          signed,
          new DefaultSignatureAlgorithmIdentifierFinder().find(scheme),
          new DEROctetString(signature.sign()),
          null);
    }

    private static String scheme(PrivateKey key) {
      return switch (key.getAlgorithm()) {
        case "EC", "ECDSA" -> "SHA256withECDSA";
        case "RSA" -> "SHA256withRSA";
        case "DSA" -> "SHA256withDSA";
        case "EdDSA" -> "Ed448";
        default -> key.getAlgorithm();
      };
    }

    /** As OpenSSL writes a key on a curve: its point stands beside the number. */
    static byte[] withPoint(KeyPair pair) throws IOException {
      PrivateKeyInfo info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
      SubjectPublicKeyInfo open = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
      return new PrivateKeyInfo(
              info.getPrivateKeyAlgorithm(),
              new ECPrivateKey(
                  256,
                  ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
                  open.getPublicKeyData(),
                  null))
          .getEncoded();
    }
  }
}
