package org.smime4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.text.Normalizer;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.UnauthenticatedContent;
import org.smime4j.settings.KeyTransport;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.TestPfx;
import org.smime4j.testing.TestPki;

/** Files that are right, or nearly, and that few programs write. */
class OddKeyFilesTest {

  private static final TestPki.Authority CA = TestPki.authority("Odd");
  private static final byte[] MAIL =
      "Subject: x\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);

  private static KeyHistory read(byte[] file, String password) throws IOException {
    return KeyHistory.read(file, "file", PasswordSource.of(password.toCharArray()));
  }

  private static byte[] opened(KeyHistory history, X509Certificate to, KeyTransport transport)
      throws IOException {
    byte[] cms =
        Encryptor.unvalidated("made for this test")
            .writingMail()
            .to(to)
            .under(AlgorithmPolicy.authenticated().writing(transport))
            .encrypt(ByteSource.of(MAIL))
            .bytes();
    Decryption opened = Decryptor.with(history).decrypt(ByteSource.of(cms));
    return opened.fold(whole -> whole, UnauthenticatedContent::unauthenticated).bytes();
  }

  // ---- RSA with more than two primes ---------------------------------------------------------

  /** RSAPrivateKey with otherPrimeInfos (RFC 8017, appendix A.1.2). */
  private static ASN1Sequence multiPrime(int primes, Random random) {
    BigInteger e = BigInteger.valueOf(65537);
    while (true) {
      BigInteger[] factors = new BigInteger[primes];
      BigInteger n = BigInteger.ONE;
      BigInteger order = BigInteger.ONE;
      for (int i = 0; i < primes; i++) {
        factors[i] = new BigInteger(2048 / primes + 1, 40, random);
        n = n.multiply(factors[i]);
        order = order.multiply(factors[i].subtract(BigInteger.ONE));
      }
      if (!order.gcd(e).equals(BigInteger.ONE)) {
        continue;
      }
      BigInteger d = e.modInverse(order);
      ASN1EncodableVector key = new ASN1EncodableVector();
      BigInteger[] numbers = {
        BigInteger.ONE,
        n,
        e,
        d,
        factors[0],
        factors[1],
        d.mod(factors[0].subtract(BigInteger.ONE)),
        d.mod(factors[1].subtract(BigInteger.ONE)),
        factors[1].modInverse(factors[0])
      };
      Stream.of(numbers).forEach(number -> key.add(new ASN1Integer(number)));
      ASN1EncodableVector others = new ASN1EncodableVector();
      BigInteger product = factors[0].multiply(factors[1]);
      for (int i = 2; i < primes; i++) {
        others.add(
            new DERSequence(
                new ASN1Encodable[] {
                  new ASN1Integer(factors[i]),
                  new ASN1Integer(d.mod(factors[i].subtract(BigInteger.ONE))),
                  new ASN1Integer(product.modInverse(factors[i]))
                }));
        product = product.multiply(factors[i]);
      }
      key.add(new DERSequence(others));
      return new DERSequence(key);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5})
  void anRsaKeyOfSeveralPrimes_opensFromEveryFormOfItsFile(int primes, @TempDir Path folder)
      throws Exception {
    ASN1Sequence pkcs1 = multiPrime(primes, new Random(primes));
    byte[] pkcs8 =
        new PrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                pkcs1)
            .getEncoded();
    String pem =
        "-----BEGIN RSA PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pkcs1.getEncoded())
            + "\n-----END RSA PRIVATE KEY-----\n";
    for (byte[] file :
        List.of(pkcs1.getEncoded(), pkcs8, pem.getBytes(StandardCharsets.US_ASCII))) {
      KeyHistory history = read(file, "");
      DecryptionKey key = history.keys().get(0);
      TestPki.Issued issued =
          CA.issue("many@example.org").key(new KeyPair(key.publicKey(), key.privateKey())).build();
      for (KeyTransport transport :
          List.of(KeyTransport.RSA_PKCS1, KeyTransport.RSA_OAEP_SHA256, KeyTransport.RSA_KEM)) {
        assertThat(opened(history, issued.certificate(), transport)).isEqualTo(MAIL);
      }
      // It is the same key once more after it was written.
      KeyHistory written = KeyHistory.of(Credential.of(key.privateKey(), issued.certificate()));
      Path pfx = folder.resolve(primes + ".p12");
      Files.deleteIfExists(pfx);
      written.writePkcs12(pfx, "pw".toCharArray());
      assertThat(
              opened(
                  read(Files.readAllBytes(pfx), "pw"), issued.certificate(), KeyTransport.RSA_KEM))
          .isEqualTo(MAIL);
    }
  }

  @Test
  void slhDsaKeys_areReadFromFiles() throws Exception {
    for (String kind : List.of("SLH-DSA-SHA2-128F", "SLH-DSA-SHAKE-128F")) {
      KeyPair pair = TestPki.generate(kind);
      KeyHistory history = read(pair.getPrivate().getEncoded(), "");
      assertThat(history.keys()).hasSize(1);
      assertThat(history.keys().get(0).publicKey().getEncoded())
          .isEqualTo(pair.getPublic().getEncoded());
    }
  }

  // ---- certificates --------------------------------------------------------------------------

  private static ASN1Encodable context(int tag, ASN1Encodable value) {
    return new DERTaggedObject(false, tag, value);
  }

  static Stream<ASN1Sequence> authorityKeys() {
    ASN1Encodable key = context(0, new DEROctetString(new byte[20]));
    ASN1Encodable serial = context(2, new ASN1Integer(5));
    ASN1Encodable names =
        context(1, new DERSequence(new GeneralName(new X500Name("CN=Odd,O=smime4j tests"))));
    ASN1Encodable none = context(1, new DERSequence());
    return Stream.of(
        new DERSequence(serial),
        new DERSequence(new ASN1Encodable[] {key, serial}),
        new DERSequence(names),
        new DERSequence(new ASN1Encodable[] {key, names}),
        new DERSequence(none),
        new DERSequence(new ASN1Encodable[] {key, none, serial}),
        new DERSequence());
  }

  @ParameterizedTest
  @MethodSource("authorityKeys")
  void aCertificateWhoseAuthorityIsHalfNamed_opensAndIsTrusted(ASN1Sequence authorityKey)
      throws Exception {
    TestPki.Issued like = CA.issue("half@example.org").rsa(2048).build();
    X509Certificate pattern = like.certificate();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            CA.certificate(),
            BigInteger.valueOf(4242),
            pattern.getNotBefore(),
            pattern.getNotAfter(),
            pattern.getSubjectX500Principal(),
            pattern.getPublicKey());
    for (ASN1ObjectIdentifier each :
        List.of(Extension.keyUsage, Extension.extendedKeyUsage, Extension.subjectAlternativeName)) {
      builder.copyAndAddExtension(each, false, pattern);
    }
    builder.addExtension(Extension.authorityKeyIdentifier, false, authorityKey);
    byte[] half =
        builder
            .build(
                new JcaContentSignerBuilder(
                        CA.certificate().getPublicKey().getAlgorithm().equals("RSA")
                            ? "SHA256withRSA"
                            : "SHA256withECDSA")
                    .build(CA.privateKey()))
            .getEncoded();
    X509Certificate certificate = org.smime4j.internal.signature.Certificates.parse(half);
    byte[] pfx = TestPfx.modern("pw").key(like.privateKey()).certificate(certificate).build();
    assertThat(opened(read(pfx, "pw"), certificate, KeyTransport.RSA_PKCS1)).isEqualTo(MAIL);
    byte[] signed =
        Signer.with(Credential.of(like.privateKey(), certificate)).signOpaque(ByteSource.of(MAIL));
    assertThat(
            Verifier.trusting(
                    TrustPolicy.anchors(List.of(CA.certificate())).at(TestPki.NOW.plusSeconds(60)))
                .verify(ByteSource.of(signed))
                .toString())
        .contains("TRUSTED")
        .doesNotContain("UNTRUSTED");
  }

  @Test
  void aCertificateWithoutAnIssuer_isRead_andNamesItsKey() throws Exception {
    TestPki.Issued issued = CA.issue("nameless@example.org").rsa(1024).build();
    ASN1Sequence whole = ASN1Sequence.getInstance(issued.certificate().getEncoded());
    ASN1Sequence signed = ASN1Sequence.getInstance(whole.getObjectAt(0));
    ASN1EncodableVector changed = new ASN1EncodableVector();
    for (int i = 0; i < signed.size(); i++) {
      changed.add(i == 3 ? new DERSequence() : signed.getObjectAt(i));
    }
    byte[] nameless =
        new DERSequence(
                new ASN1Encodable[] {
                  new DERSequence(changed), whole.getObjectAt(1), whole.getObjectAt(2)
                })
            .getEncoded();
    X509Certificate certificate = org.smime4j.internal.signature.Certificates.parse(nameless);
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(nameless)
            + "\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(issued.privateKey().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    KeyHistory history = read(pem.getBytes(StandardCharsets.US_ASCII), "");
    assertThat(history.keys().get(0).certificates().stream().findFirst()).contains(certificate);
    assertThat(opened(history, certificate, KeyTransport.RSA_PKCS1)).isEqualTo(MAIL);
  }

  // ---- passwords -----------------------------------------------------------------------------

  private static final String COMPOSED = "Gr\u00fc\u00dfe \u00e9t\u00e9";

  private static byte[] pbes2(TestPki.Issued key, byte[] password) throws Exception {
    byte[] salt = {1, 2, 3, 4, 5, 6, 7, 8};
    byte[] iv = new byte[16];
    PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(new SHA256Digest());
    pbkdf2.init(password, salt, 100);
    PaddedBufferedBlockCipher aes =
        new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(AESEngine.newInstance()));
    aes.init(true, new ParametersWithIV(pbkdf2.generateDerivedParameters(256), iv));
    byte[] plain = key.privateKey().getEncoded();
    byte[] sealed = new byte[aes.getOutputSize(plain.length)];
    int length = aes.processBytes(plain, 0, plain.length, sealed, 0);
    aes.doFinal(sealed, length);
    AlgorithmIdentifier prf =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
    return new EncryptedPrivateKeyInfo(
            new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_PBES2,
                new PBES2Parameters(
                    new KeyDerivationFunc(
                        PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, 100, 32, prf)),
                    new EncryptionScheme(
                        NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)))),
            sealed)
        .getEncoded();
  }

  @Test
  void aPassword_isTriedComposedAndDecomposedAndInLatin1_howeverItIsTyped() throws Exception {
    TestPki.Issued key = CA.issue("typed@example.org").rsa(1024).build();
    String decomposed = Normalizer.normalize(COMPOSED, Normalizer.Form.NFD);
    List<byte[]> files =
        List.of(
            TestPfx.legacy(COMPOSED).key(key.privateKey()).certificate(key.certificate()).build(),
            TestPfx.legacy(decomposed).key(key.privateKey()).certificate(key.certificate()).build(),
            TestPfx.modern(COMPOSED).key(key.privateKey()).certificate(key.certificate()).build(),
            TestPfx.modern(decomposed).key(key.privateKey()).certificate(key.certificate()).build(),
            pbes2(key, COMPOSED.getBytes(StandardCharsets.UTF_8)),
            pbes2(key, decomposed.getBytes(StandardCharsets.UTF_8)),
            pbes2(key, COMPOSED.getBytes(StandardCharsets.ISO_8859_1)));
    for (byte[] file : files) {
      for (String typed : List.of(COMPOSED, decomposed)) {
        assertThat(read(file, typed).keys()).hasSize(1);
      }
      assertThatThrownBy(() -> read(file, "Gruesse ete"))
          .isInstanceOfSatisfying(
              SmimeException.KeyFile.class,
              e -> assertThat(e.reason()).isEqualTo(SmimeException.KeyFile.Reason.WRONG_PASSWORD));
    }
  }

  // ---- GnuPG's numbers -----------------------------------------------------------------------

  @Test
  void aFileOfGpgsmWithAShortNumber_opens() throws Exception {
    byte[] file;
    try (InputStream in = OddKeyFilesTest.class.getResourceAsStream("gpgsm/short-number.p12")) {
      file = in.readAllBytes();
    }
    KeyHistory history = read(file, "test");
    assertThat(history.skipped()).isEmpty();
    assertThat(history.keys())
        .singleElement()
        .satisfies(key -> assertThat(key.certificates().stream().findFirst()).isPresent());
    assertThatThrownBy(() -> read(file, "wrong")).hasMessageContaining("none of the passwords");
  }

  // ---- what a right password does not open ---------------------------------------------------

  @Test
  void whereTheMacProvedThePassword_nothingSaysThatItIsWrong_andCertificatesAreKept()
      throws Exception {
    TestPki.Issued key = CA.issue("proven@example.org").rsa(1024).build();
    TestPki.Issued other = CA.issue("other@example.org").rsa(1024).newKey().build();
    // The key is under another password than the file: for the file's it is damaged.
    byte[] one =
        TestPfx.modern("right")
            .key(key.privateKey(), null, null, "another")
            .certificate(key.certificate())
            .build();
    KeyHistory certificates = read(one, "right");
    assertThat(certificates.keys()).isEmpty();
    assertThat(certificates.certificates()).containsExactly(key.certificate());
    assertThat(certificates.skipped().values())
        .singleElement()
        .satisfies(
            skipped ->
                assertThat(skipped)
                    .contains("the file's password is right")
                    .doesNotContain("none of the passwords"));
    byte[] two =
        TestPfx.modern("right")
            .key(key.privateKey(), null, null, "another")
            .key(other.privateKey())
            .certificate(key.certificate())
            .certificate(other.certificate())
            .build();
    assertThat(read(two, "right").keys()).hasSize(1);
    assertThat(read(two, "right").certificates()).hasSize(2);
    // Of a file without a MAC nobody knows.
    byte[] unproven =
        TestPfx.modern("right")
            .withoutMac()
            .key(key.privateKey(), null, null, "another")
            .certificate(key.certificate())
            .build();
    assertThatThrownBy(() -> read(unproven, "right")).hasMessageContaining("none of the passwords");
  }
}
