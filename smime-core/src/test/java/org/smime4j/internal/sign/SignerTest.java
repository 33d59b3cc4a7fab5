package org.smime4j.internal.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAlgorithmProtection;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.smime.SMIMECapabilities;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.smime4j.Credential;
import org.smime4j.Signer;
import org.smime4j.Verifier;
import org.smime4j.internal.encrypt.EncryptorTest;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.reports.CmsOutput;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.SignatureScheme;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;
import org.smime4j.testing.TestSource;
import org.smime4j.testing.Trusted;

/** What {@link Signer} writes, read by Bouncy Castle's CMS parser. */
public class SignerTest {

  private static final BouncyCastleProvider BC = new BouncyCastleProvider();
  private static final Instant TIME = Instant.parse("2026-06-01T12:34:56.789Z");
  private static final byte[] CONTENT = random(1000, 7);
  private static final ASN1ObjectIdentifier KEY_PREFERENCE =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.11");
  private static final ASN1ObjectIdentifier ALGORITHM_PROTECTION =
      new ASN1ObjectIdentifier("1.2.840.113549.1.9.52");

  public static byte[] random(int size, long seed) {
    byte[] octets = new byte[size];
    new Random(seed).nextBytes(octets);
    return octets;
  }

  static Stream<Integer> sizes() {
    return Stream.of(0, 1, 63, 64, 127, 128, 255, 256, 8191, 65_535, 65_536, 70_001, 1 << 20);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "SLH_.*")
  void everySchemeInEveryForm_verifiesWithBouncyCastle(SignatureScheme scheme) throws Exception {
    Signer signer = Signer.with(Signers.identity(Signers.forScheme(scheme)), scheme);
    verifyDetached(CONTENT, signer.signDetached(ByteSource.of(CONTENT)));
    CmsOutput<byte[]> pushed = signer.detached();
    pushed.write(CONTENT, 0, 500);
    pushed.write(CONTENT[500]);
    pushed.write(CONTENT, 501, CONTENT.length - 501);
    verifyDetached(CONTENT, pushed.finish());
    verifyOpaque(CONTENT, signer.signOpaque(ByteSource.of(CONTENT)));
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    signer.signOpaque(TestSource.unsized(CONTENT), streamed);
    verifyOpaque(CONTENT, streamed.toByteArray());
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void everySize_verifiesWithBouncyCastle(int size) throws Exception {
    byte[] content = random(size, size);
    Signer signer = Signer.with(Signers.identity(Signers.P256));
    verifyDetached(content, signer.signDetached(ByteSource.of(content)));
    byte[] opaque = signer.signOpaque(ByteSource.of(content));
    verifyOpaque(content, opaque);
    assertIsDer(opaque);
    ByteArrayOutputStream streamed = new ByteArrayOutputStream();
    signer.signOpaque(TestSource.unsized(content), streamed);
    verifyOpaque(content, streamed.toByteArray());
  }

  @Test
  void schemeFollowsTheKey() throws Exception {
    assertThat(digestAndSignature(Signers.RSA)).containsExactly("sha-256", "RSA");
    assertThat(digestAndSignature(Signers.P256)).containsExactly("sha-256", "ECDSA");
    assertThat(digestAndSignature(Signers.P384)).containsExactly("sha-384", "ECDSA");
    assertThat(digestAndSignature(Signers.P521)).containsExactly("sha-512", "ECDSA");
    assertThat(digestAndSignature(Signers.ED25519)).containsExactly("sha-512", "Ed25519");
  }

  private static List<String> digestAndSignature(TestPki.Issued issued) throws Exception {
    Signer signer = Signer.with(Signers.identity(issued));
    String oid = only(signer.signDetached(ByteSource.of(CONTENT))).getEncryptionAlgOID();
    return List.of(
        signer.micalg(),
        switch (oid) {
          case "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11" -> "RSA";
          case "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4" -> "ECDSA";
          case "1.3.101.112" -> "Ed25519";
          default -> oid;
        });
  }

  @Test
  void micalg_namesEachDigestOnce() {
    Signer signer = Signer.with(Signers.identity(Signers.RSA));
    assertThat(signer.micalg()).isEqualTo("sha-256");
    assertThat(signer.and(Signers.identity(Signers.P256)).micalg()).isEqualTo("sha-256");
    assertThat(signer.and(Signers.identity(Signers.P384)).micalg()).isEqualTo("sha-384");
    assertThat(signer.and(Signers.identity(Signers.P384), SignatureScheme.ECDSA_SHA256).micalg())
        .isEqualTo("sha-256");
    assertThat(signer.and(Signers.identity(Signers.forScheme(SignatureScheme.ED448))).micalg())
        .contains("sha-256,");
  }

  @Test
  void severalSigners_takeOneDigest_whereTheirKeysAndTheCallerAllowIt() throws Exception {
    Signer signer =
        Signer.with(Signers.identity(Signers.RSA))
            .and(Signers.identity(Signers.P384))
            .preferringEncryptionTo(Signers.RSA.certificate())
            .and(Signers.identity(Signers.ED25519));
    assertThat(signer.micalg()).isEqualTo("sha-512");
    assertThat(
            Trusted.signers(
                Verifier.trusting(EncryptorTest.TRUST)
                    .verify(ByteSource.of(signer.signOpaque(ByteSource.of(CONTENT))))))
        .extracting(SignerVerdict::scheme)
        .containsExactly("rsa-pkcs1-sha512", "ecdsa-sha512", "ed25519");
    Signer chosen =
        Signer.with(Signers.identity(Signers.RSA), SignatureScheme.RSA_PKCS1_SHA256)
            .and(Signers.identity(Signers.ED25519));
    assertThat(chosen.micalg()).as("what was chosen stays").isEqualTo("sha-256,sha-512");
    Signer none = signer.and(Signers.identity(Signers.forScheme(SignatureScheme.ED448)));
    assertThat(none.micalg()).as("each its own again").contains("sha-256", "sha-384", "sha-512");
  }

  @Test
  void severalSigners_standInTheCallersOrder() throws Exception {
    List<TestPki.Issued> people = List.of(Signers.RSA, Signers.P256, Signers.ED25519);
    for (int turn = 0; turn < people.size(); turn++) {
      List<TestPki.Issued> order = new ArrayList<>(people);
      java.util.Collections.rotate(order, turn);
      Signer signer =
          Signer.with(Signers.identity(order.get(0)))
              .and(Signers.identity(order.get(1)))
              .and(Signers.identity(order.get(2)));
      for (byte[] cms :
          List.of(
              signer.signOpaque(ByteSource.of(CONTENT)),
              signer.signDetached(ByteSource.of(CONTENT)))) {
        List<java.math.BigInteger> serials = new ArrayList<>();
        for (org.bouncycastle.asn1.ASN1Encodable info :
            org.bouncycastle.asn1.cms.SignedData.getInstance(
                    org.bouncycastle.asn1.cms.ContentInfo.getInstance(cms).getContent())
                .getSignerInfos()) {
          serials.add(
              org.bouncycastle.asn1.cms.IssuerAndSerialNumber.getInstance(
                      org.bouncycastle.asn1.cms.SignerInfo.getInstance(info).getSID().getId())
                  .getSerialNumber()
                  .getValue());
        }
        assertThat(serials)
            .containsExactlyElementsOf(
                order.stream().map(who -> who.certificate().getSerialNumber()).toList());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "SLH_.*(S|256F)")
  void parameters_areTheOnesOfTheStandard(SignatureScheme scheme) throws Exception {
    SignerInformation signer =
        only(
            Signer.with(Signers.identity(Signers.forScheme(scheme)), scheme)
                .signDetached(ByteSource.of(CONTENT)));
    AlgorithmIdentifier digestAlgorithm = signer.toASN1Structure().getDigestAlgorithm();
    if (scheme == SignatureScheme.ED448) {
      assertThat(digestAlgorithm.getAlgorithm().getId())
          .as("RFC 8419, 3.1: id-shake256-len")
          .isEqualTo("2.16.840.1.101.3.4.2.18");
      assertThat(digestAlgorithm.getParameters()).isEqualTo(new ASN1Integer(512));
    } else {
      // RFC 5754, section 2: absent is what implementations SHOULD write.
      assertThat(digestAlgorithm.getParameters()).isNull();
    }
    ASN1Encodable parameters =
        signer.toASN1Structure().getDigestEncryptionAlgorithm().getParameters();
    switch (scheme) {
      case RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 ->
          assertThat(parameters).as("RFC 5754, 3.2").isInstanceOf(ASN1Null.class);
      case RSA_PKCS1_SHA3_256, RSA_PKCS1_SHA3_384, RSA_PKCS1_SHA3_512 ->
          assertThat(parameters).as("RFC 9688, 3.1").isInstanceOf(ASN1Null.class);
      case RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512 -> {
        RSASSAPSSparams pss = RSASSAPSSparams.getInstance(parameters);
        String digest = DigestAlgorithm.of(scheme).oid();
        assertThat(pss.getHashAlgorithm().getAlgorithm().getId()).isEqualTo(digest);
        assertThat(pss.getMaskGenAlgorithm().getAlgorithm())
            .isEqualTo(PKCSObjectIdentifiers.id_mgf1);
        assertThat(
                AlgorithmIdentifier.getInstance(pss.getMaskGenAlgorithm().getParameters())
                    .getAlgorithm()
                    .getId())
            .isEqualTo(digest);
        assertThat(pss.getSaltLength())
            .isEqualTo(BigInteger.valueOf(DigestAlgorithm.of(scheme).octets()));
        assertThat(pss.getTrailerField()).isEqualTo(BigInteger.ONE);
      }
      default -> assertThat(parameters).as("RFC 5758, 8419, 8702, 9688, 9814, 9882").isNull();
    }
  }

  @Test
  void c1_signedAttributes_areThereEachOnceWithOneValueInDerOrder() throws Exception {
    Signer signer =
        Signer.with(Signers.identity(Signers.P256))
            .signingAt(TIME)
            .preferringEncryptionTo(Signers.RSA.certificate());
    SignerInformation info = only(signer.signDetached(ByteSource.of(CONTENT)));
    byte[] encoded =
        info.toASN1Structure().getAuthenticatedAttributes().getEncoded(ASN1Encoding.DL);
    assertThat(encoded)
        .as("as written is as sorted")
        .isEqualTo(
            new DERSet(info.toASN1Structure().getAuthenticatedAttributes().toArray())
                .getEncoded(ASN1Encoding.DER));
    AttributeTable table = info.getSignedAttributes();
    assertThat(table.size()).isEqualTo(7);
    assertThat(value(table, CMSAttributes.contentType)).isEqualTo(PKCSObjectIdentifiers.data);
    assertThat(
            org.bouncycastle.asn1.ASN1OctetString.getInstance(
                    value(table, CMSAttributes.messageDigest))
                .getOctets())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    assertThat(((ASN1UTCTime) value(table, CMSAttributes.signingTime)).getTime())
        .isEqualTo("260601123456GMT+00:00");

    X509CertificateHolder holder =
        new X509CertificateHolder(Signers.P256.certificate().getEncoded());
    ESSCertIDv2[] ids =
        SigningCertificateV2.getInstance(
                value(table, PKCSObjectIdentifiers.id_aa_signingCertificateV2))
            .getCerts();
    assertThat(ids).hasSize(1);
    assertThat(ids[0].getHashAlgorithm().getAlgorithm()).isEqualTo(NISTObjectIdentifiers.id_sha256);
    assertThat(ids[0].getCertHash())
        .isEqualTo(
            MessageDigest.getInstance("SHA-256").digest(Signers.P256.certificate().getEncoded()));
    assertThat(ids[0].getIssuerSerial().getIssuer().getNames()[0].getName())
        .isEqualTo(holder.getIssuer());
    assertThat(ids[0].getIssuerSerial().getSerial().getValue())
        .isEqualTo(Signers.P256.certificate().getSerialNumber());

    CMSAlgorithmProtection protection =
        CMSAlgorithmProtection.getInstance(value(table, ALGORITHM_PROTECTION));
    assertThat(protection.getDigestAlgorithm())
        .isEqualTo(info.toASN1Structure().getDigestAlgorithm());
    assertThat(protection.getSignatureAlgorithm())
        .isEqualTo(info.toASN1Structure().getDigestEncryptionAlgorithm());
    assertThat(protection.getMacAlgorithm()).isNull();

    SMIMECapabilities capabilities =
        SMIMECapabilities.getInstance(
            value(table, PKCSObjectIdentifiers.pkcs_9_at_smimeCapabilities));
    assertThat(capabilities.getCapabilities(NISTObjectIdentifiers.id_aes256_GCM).size())
        .isEqualTo(1);
    assertThat(capabilities.getCapabilities(NISTObjectIdentifiers.id_aes256_CBC).size())
        .isEqualTo(1);
    assertThat(capabilities.getCapabilities(PKCSObjectIdentifiers.des_EDE3_CBC).size()).isZero();

    org.bouncycastle.asn1.ASN1TaggedObject preference =
        (org.bouncycastle.asn1.ASN1TaggedObject) value(table, KEY_PREFERENCE);
    assertThat(preference.getTagNo()).isZero();
    IssuerAndSerialNumber encryption =
        IssuerAndSerialNumber.getInstance(
            org.bouncycastle.asn1.ASN1Sequence.getInstance(preference, false));
    assertThat(encryption.getSerialNumber().getValue())
        .isEqualTo(Signers.RSA.certificate().getSerialNumber());
  }

  private static ASN1Encodable value(AttributeTable table, ASN1ObjectIdentifier type) {
    assertThat(table.getAll(type).size()).as(type.getId()).isEqualTo(1);
    Attribute attribute = table.get(type);
    assertThat(attribute.getAttrValues().size()).as(type.getId()).isEqualTo(1);
    return attribute.getAttrValues().getObjectAt(0);
  }

  @Test
  void keyPreference_isAbsentWhereNobodyNamedACertificate() throws Exception {
    AttributeTable table =
        only(Signer.with(Signers.identity(Signers.P256)).signDetached(ByteSource.of(CONTENT)))
            .getSignedAttributes();
    assertThat(table.get(KEY_PREFERENCE)).isNull();
    assertThat(table.size()).isEqualTo(6);
  }

  @Test
  void signingTime_isUtcTimeThrough2049AndGeneralizedTimeAfter() throws Exception {
    Signer signer = Signer.with(Signers.identity(Signers.P256));
    assertThat(signingTime(signer.signingAt(Instant.parse("2049-12-31T23:59:59Z"))))
        .isInstanceOf(ASN1UTCTime.class)
        .hasToString("491231235959Z");
    assertThat(signingTime(signer.signingAt(Instant.parse("2050-01-01T00:00:00Z"))))
        .isInstanceOf(ASN1GeneralizedTime.class)
        .extracting(time -> ((ASN1GeneralizedTime) time).getTimeString())
        .isEqualTo("20500101000000Z");
    assertThat(signingTime(signer.signingAt(Instant.parse("1950-01-01T00:00:00Z"))))
        .isInstanceOf(ASN1UTCTime.class)
        .hasToString("500101000000Z");
  }

  @Test
  void signingTime_isTheTimeOfTheCallUnlessGiven() throws Exception {
    Instant before = Instant.now().minusSeconds(1);
    Date written =
        org.bouncycastle.asn1.cms.Time.getInstance(
                signingTime(Signer.with(Signers.identity(Signers.P256))))
            .getDate();
    assertThat(written.toInstant()).isBetween(before, Instant.now());
  }

  private static ASN1Primitive signingTime(Signer signer) throws Exception {
    return value(
            only(signer.signDetached(ByteSource.of(CONTENT))).getSignedAttributes(),
            CMSAttributes.signingTime)
        .toASN1Primitive();
  }

  @Test
  void certificates_areTheChainWithoutTheRootEachOnce() throws Exception {
    Signer signer =
        Signer.with(Signers.identity(Signers.RSA))
            .and(Signers.identity(Signers.P256))
            .and(Signers.identity(Signers.RSA), SignatureScheme.RSA_PSS_SHA256);
    CMSSignedData signed = new CMSSignedData(signer.signOpaque(ByteSource.of(CONTENT)));
    assertThat(signed.getSignerInfos().size()).isEqualTo(3);
    assertThat(encodings(signed))
        .containsExactlyInAnyOrder(
            Signers.RSA.certificate().getEncoded(),
            Signers.P256.certificate().getEncoded(),
            Signers.ISSUING.certificate().getEncoded());
  }

  @Test
  void certificates_holdASelfSignedSignerAndTheOneForEncryption() throws Exception {
    TestPki.Issued alone = TestPki.selfSigned("alone@example.org").ec("P-256").build();
    Signer signer =
        Signer.with(Credential.of(alone.privateKey(), alone.certificate()))
            .preferringEncryptionTo(Signers.RSA.certificate());
    assertThat(encodings(new CMSSignedData(signer.signOpaque(ByteSource.of(CONTENT)))))
        .containsExactlyInAnyOrder(
            alone.certificate().getEncoded(), Signers.RSA.certificate().getEncoded());
  }

  private static List<byte[]> encodings(CMSSignedData signed) throws Exception {
    List<byte[]> all = new ArrayList<>();
    for (X509CertificateHolder holder : signed.getCertificates().getMatches(null)) {
      all.add(holder.getEncoded());
    }
    return all;
  }

  @Test
  void severalSigners_eachVerifies() throws Exception {
    Signer signer =
        Signer.with(Signers.identity(Signers.RSA))
            .and(Signers.identity(Signers.P384))
            .and(Signers.identity(Signers.ED25519))
            .signingAt(TIME);
    verifyDetached(CONTENT, signer.signDetached(ByteSource.of(CONTENT)));
    byte[] opaque = signer.signOpaque(ByteSource.of(CONTENT));
    verifyOpaque(CONTENT, opaque);
    assertThat(new CMSSignedData(opaque).getSignerInfos().size()).isEqualTo(3);
  }

  @Test
  void aKeyOfAnotherCertificate_isRefused() {
    assertThatThrownBy(
            () -> Signer.with(Credential.of(Signers.RSA.privateKey(), Signers.P256.certificate())))
        .isInstanceOf(IllegalArgumentException.class);
    TestPki.Issued other = Signers.ISSUING.issue("other@example.org").rsa(2048).build();
    assertThatThrownBy(
            () -> Signer.with(Credential.of(other.privateKey(), Signers.RSA.certificate())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSchemeOfAnotherKindOfKey_isRefused() {
    assertThatThrownBy(
            () -> Signer.with(Signers.identity(Signers.RSA), SignatureScheme.ECDSA_SHA256))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Signer.with(Signers.identity(Signers.X25519)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot sign with a key");
  }

  @Test
  void b17_sameContentAndTime_sameOctets() throws Exception {
    for (TestPki.Issued issued : List.of(Signers.RSA, Signers.ED25519)) {
      Signer signer = Signer.with(Signers.identity(issued)).signingAt(TIME);
      assertThat(signer.signDetached(ByteSource.of(CONTENT)))
          .isEqualTo(signer.signDetached(ByteSource.of(CONTENT)));
      assertThat(signer.signOpaque(ByteSource.of(CONTENT)))
          .isEqualTo(signer.signOpaque(ByteSource.of(CONTENT)));
    }
  }

  @Test
  void withers_leaveTheOriginalAsItWas() throws Exception {
    Signer signer = Signer.with(Signers.identity(Signers.RSA)).signingAt(TIME);
    byte[] before = signer.signDetached(ByteSource.of(CONTENT));
    signer.and(Signers.identity(Signers.P256)).signDetached(ByteSource.of(CONTENT));
    signer.preferringEncryptionTo(Signers.RSA.certificate()).signDetached(ByteSource.of(CONTENT));
    signer.signingAt(TIME.plusSeconds(60)).signDetached(ByteSource.of(CONTENT));
    assertThat(signer.signDetached(ByteSource.of(CONTENT))).isEqualTo(before);
  }

  @Test
  void aFile_isSignedAroundAsDer(@TempDir Path folder) throws Exception {
    byte[] content = random(300_000, 3);
    Path source = Files.write(folder.resolve("content"), content);
    byte[] signed = Signer.with(Signers.identity(Signers.P256)).signOpaque(ByteSource.of(source));
    assertIsDer(signed);
    verifyOpaque(content, signed);
  }

  @Test
  void contentThatChangesItsSize_isNoticed() {
    ByteSource liar =
        new ByteSource() {
          @Override
          public OptionalLong sizeIfKnown() {
            return OptionalLong.of(11);
          }

          @Override
          public java.io.InputStream open() {
            return new ByteArrayInputStream(new byte[10]);
          }
        };
    assertThatThrownBy(
            () ->
                Signer.with(Signers.identity(Signers.P256))
                    .signOpaque(liar, new ByteArrayOutputStream()))
        .isInstanceOf(java.io.IOException.class);
  }

  @Test
  void detachedSigning_signsOnce() throws Exception {
    CmsOutput<byte[]> signing = Signer.with(Signers.identity(Signers.P256)).detached();
    signing.write(CONTENT);
    signing.finish();
    assertThatThrownBy(() -> signing.write(1)).isInstanceOf(java.io.IOException.class);
    assertThatThrownBy(signing::finish).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void progress_endsAtTheTotal() throws Exception {
    List<Long> done = new ArrayList<>();
    Signer.with(Signers.identity(Signers.P256))
        .reporting(
            (octets, total) -> {
              assertThat(total).isEqualTo(2_000_000);
              done.add(octets);
            })
        .signOpaque(ByteSource.of(new byte[1_000_000]), new ByteArrayOutputStream());
    assertThat(done).isSorted().endsWith(2_000_000L);
  }

  @Test
  void anInterruptedThread_stops() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(
              () ->
                  Signer.with(Signers.identity(Signers.P256))
                      .signDetached(ByteSource.of(new byte[1_000_000])))
          .isInstanceOf(java.io.InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).as("still says so").isTrue();
    }
  }

  static SignerInformation only(byte[] signature) throws Exception {
    Collection<SignerInformation> signers =
        new CMSSignedData(signature).getSignerInfos().getSigners();
    assertThat(signers).hasSize(1);
    return signers.iterator().next();
  }

  private static void verifyDetached(byte[] content, byte[] signature) throws Exception {
    // Several signers keep the caller's order, in which a SET OF is not DER.
    if (new CMSSignedData(signature).getSignerInfos().size() == 1) {
      assertIsDer(signature);
    }
    assertThat(new CMSSignedData(signature).isDetachedSignature()).isTrue();
    verify(new CMSSignedData(new CMSProcessableByteArray(content), signature));
    byte[] altered = Arrays.copyOf(content, content.length + 1);
    assertThatThrownBy(
            () -> verify(new CMSSignedData(new CMSProcessableByteArray(altered), signature)))
        .as("the check can fail")
        .isInstanceOf(Exception.class);
  }

  private static void verifyOpaque(byte[] content, byte[] opaque) throws Exception {
    CMSSignedData signed = new CMSSignedData(opaque);
    assertThat((byte[]) signed.getSignedContent().getContent()).isEqualTo(content);
    assertThat(signed.getSignedContentTypeOID()).isEqualTo("1.2.840.113549.1.7.1");
    assertThat(signed.getVersion()).isEqualTo(1);
    verify(signed);
  }

  private static void verify(CMSSignedData signed) throws Exception {
    Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
    assertThat(signers).isNotEmpty();
    for (SignerInformation signer : signers) {
      X509CertificateHolder holder =
          signed.getCertificates().getMatches(null).stream()
              .filter(signer.getSID()::match)
              .findFirst()
              .orElseThrow();
      assertThat(
              signer.verify(
                  new JcaSimpleSignerInfoVerifierBuilder()
                      .setProvider(BC)
                      .build(publicKey(holder))))
          .isTrue();
      assertThat(signer.getVersion()).isEqualTo(1);
    }
  }

  private static java.security.PublicKey publicKey(X509CertificateHolder holder) throws Exception {
    X509Certificate certificate =
        new org.bouncycastle.cert.jcajce.JcaX509CertificateConverter().getCertificate(holder);
    return certificate.getPublicKey();
  }

  public static void assertIsDer(byte[] encoded) throws Exception {
    try (ASN1InputStream in = new ASN1InputStream(encoded)) {
      ASN1Primitive object = in.readObject();
      assertThat(object.getEncoded(ASN1Encoding.DER)).isEqualTo(encoded);
      assertThat(in.readObject()).as("nothing follows").isNull();
    }
  }
}
