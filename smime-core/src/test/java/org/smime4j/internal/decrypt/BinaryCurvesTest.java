package org.smime4j.internal.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.internal.encrypt.EncryptorTest.TRUST;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EnvelopedData;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.Credential;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.ExpectedSigner;
import org.smime4j.KeyHistory;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.reports.Decryption;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/**
 * Curves over binary fields: every one of 160 bits and more that Bouncy Castle has a name for is
 * read and never trusted, and nothing is written for it.
 */
@Tag("thorough")
public class BinaryCurvesTest {

  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nOld.\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final Map<String, Person> PEOPLE = new ConcurrentHashMap<>();

  private static KeyPair pair(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private record Person(PrivateKey privateKey, X509Certificate certificate) {}

  /** The JDK cannot even read such a certificate. */
  private static Person on(String curve) {
    return PEOPLE.computeIfAbsent(
        curve,
        name -> {
          try {
            KeyPair pair = pair(name);
            X509CertificateHolder holder =
                new X509v3CertificateBuilder(
                        X500Name.getInstance(
                            Signers.ISSUING.certificate().getSubjectX500Principal().getEncoded()),
                        BigInteger.valueOf(7),
                        Date.from(TestPki.NOW.minusSeconds(86_400)),
                        Date.from(TestPki.NOW.plusSeconds(86_400)),
                        new X500Name("CN=" + name),
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(Signers.ISSUING.privateKey()));
            return new Person(pair.getPrivate(), Certificates.parse(holder.getEncoded()));
          } catch (Exception e) {
            throw new AssertionError(name, e);
          }
        });
  }

  /** One name for each object identifier. */
  private static List<String> names(int least, int most) {
    return Collections.list((java.util.Enumeration<?>) ECNamedCurveTable.getNames()).stream()
        .map(String::valueOf)
        .filter(name -> name.startsWith("sect") || name.startsWith("c2"))
        .filter(
            name -> {
              ECCurve curve = ECNamedCurveTable.getByName(name).getCurve();
              return ECAlgorithms.isF2mCurve(curve)
                  && curve.getFieldSize() >= least
                  && curve.getFieldSize() < most;
            })
        .distinct()
        .sorted()
        .toList();
  }

  static Stream<String> all() {
    List<String> all = names(160, 1000);
    assertThat(all).hasSize(30);
    return all.stream();
  }

  private static byte[] signed(Person who) throws Exception {
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new JcaSimpleSignerInfoGeneratorBuilder()
            .setProvider(BC)
            .build("SHA256withECDSA", who.privateKey(), who.certificate()));
    generator.addCertificates(
        new JcaCertStore(List.of(who.certificate(), Signers.ISSUING.certificate())));
    return generator
        .generate(new CMSProcessableByteArray(CONTENT), true)
        .toASN1Structure()
        .getEncoded("DL");
  }

  private static SignerVerdict verdict(byte[] cms) throws Exception {
    return Verifier.trusting(TRUST)
        .expecting(ExpectedSigner.anyone("these certificates have no address"))
        .verify(ByteSource.of(cms))
        .signers()
        .get(0);
  }

  @ParameterizedTest
  @MethodSource("all")
  void c5_aSignatureIsIntact_andNeverTrusted(String curve) throws Exception {
    byte[] cms = signed(on(curve));
    SignerVerdict verdict = verdict(cms);
    assertThat(verdict).returns(SignerVerdict.State.UNTRUSTED, SignerVerdict::state);
    assertThat(verdict.isIntact()).as("%s", verdict).isTrue();
    assertThat(verdict.findings()).extracting(Finding::code).containsExactly(Finding.Code.WEAK_KEY);
    byte[] altered = cms.clone();
    altered[indexOf(altered, CONTENT) + 30] ^= 1;
    assertThat(verdict(altered).isAltered()).isTrue();
    altered = cms.clone();
    altered[altered.length - 3] ^= 1;
    assertThat(verdict(altered).isAltered()).isTrue();
  }

  private static int indexOf(byte[] octets, byte[] wanted) {
    int at = 0;
    while (!Arrays.equals(octets, at, at + wanted.length, wanted, 0, wanted.length)) {
      at++;
    }
    return at;
  }

  @Test
  void shorterOnes_areNotEvenChecked() throws Exception {
    for (String curve : List.of("sect113r1", "sect131r2")) {
      SignerVerdict verdict = verdict(signed(on(curve)));
      assertThat(verdict.isIntact() || verdict.isAltered()).as("%s", verdict).isFalse();
      assertThat(verdict).doesNotReturn(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    }
  }

  private static byte[] encrypted(String curve, ASN1ObjectIdentifier agreement) throws Exception {
    KeyPair sender = pair(curve);
    CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(
        new JceKeyAgreeRecipientInfoGenerator(
                agreement, sender.getPrivate(), sender.getPublic(), CMSAlgorithm.AES128_WRAP)
            .addRecipient(on(curve).certificate())
            .setProvider(BC));
    return generator
        .generate(
            new CMSProcessableByteArray(CONTENT),
            new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES128_CBC).setProvider(BC).build())
        .getEncoded();
  }

  private static Decryptor holding(String curve) {
    return Decryptor.with(
        KeyHistory.of(Credential.of(on(curve).privateKey(), on(curve).certificate())));
  }

  @ParameterizedTest
  @MethodSource("all")
  void mailForSuchAKey_opens_withTheCofactorAndWithout(String curve) throws Exception {
    for (ASN1ObjectIdentifier agreement :
        List.of(CMSAlgorithm.ECDH_SHA256KDF, CMSAlgorithm.ECCDH_SHA256KDF)) {
      Decryption opened = holding(curve).decrypt(ByteSource.of(encrypted(curve, agreement)));
      assertThat(DecryptorTest.content(opened).bytes()).isEqualTo(CONTENT);
    }
  }

  /** The octets of the sender's point, which are the last of what names the sender. */
  private static byte[] point(byte[] cms) {
    EnvelopedData data = EnvelopedData.getInstance(ContentInfo.getInstance(cms).getContent());
    KeyAgreeRecipientInfo agree =
        (KeyAgreeRecipientInfo)
            RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0)).getInfo();
    return agree.getOriginator().getOriginatorKey().getPublicKeyData().getBytes();
  }

  /**
   * A point of a small order would tell the private number modulo that order: the one with x = 0
   * has the order 2 on each such curve.
   */
  @ParameterizedTest
  @CsvSource({"sect233r1", "sect571k1", "sect163k1", "c2tnb239v1", "c2pnb272w1", "c2tnb431r1"})
  void a16_pointsOfSmallOrder_orOffTheCurve_giveTheOneFailure(String name) throws Exception {
    X9ECParameters parameters = ECNamedCurveTable.getByName(name);
    ECCurve curve = parameters.getCurve();
    ECFieldElement root = curve.getB().sqrt();
    ECPoint two = curve.createPoint(BigInteger.ZERO, root.toBigInteger());
    assertThat(two.twice().isInfinity()).as("its order is 2").isTrue();
    byte[] cms = encrypted(name, CMSAlgorithm.ECDH_SHA256KDF);
    byte[] honest = point(cms);
    ECPoint sum = curve.decodePoint(honest).add(two);
    byte[] off = honest.clone();
    off[off.length - 1] ^= 1;
    byte[] zero = new byte[honest.length];
    zero[0] = 4;
    byte[] infinity = new byte[honest.length];
    for (byte[] evil : List.of(two.getEncoded(false), sum.getEncoded(false), off, zero, infinity)) {
      byte[] forged = cms.clone();
      System.arraycopy(evil, 0, forged, indexOf(forged, honest), honest.length);
      assertThatThrownBy(() -> holding(name).decrypt(ByteSource.of(forged)))
          .isExactlyInstanceOf(SmimeException.NotDecryptable.class);
    }
  }

  @Test
  void nothingIsWrittenForThem() {
    Person who = on("sect283r1");
    assertThatThrownBy(() -> Signer.with(Credential.of(who.privateKey(), who.certificate())))
        .isInstanceOf(IllegalArgumentException.class);
    Encryptor encryptor =
        Encryptor.unvalidated("made for this test").writingMail().to(who.certificate());
    assertThatThrownBy(() -> encryptor.encrypt(ByteSource.of(CONTENT)))
        .isInstanceOf(SmimeException.UnsupportedAlgorithm.class);
  }
}
