package org.smime4j.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smime4j.testing.HostileSignature.attribute;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smime4j.Doors;
import org.smime4j.Revocation;
import org.smime4j.Signer;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.findings.Finding;
import org.smime4j.findings.Finding.Code;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.SignatureReport;
import org.smime4j.reports.SignerVerdict;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;
import org.smime4j.testing.HostileSignature;
import org.smime4j.testing.Signers;
import org.smime4j.testing.TestPki;

/** Time stamps over signatures (RFC 3161), and what a signer's own time is worth. */
public class TimestampTest {

  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final byte[] CONTENT =
      "Content-Type: text/plain\r\n\r\nI owe you 100 crowns.\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final TestPki.Authority TIME_ROOT = TestPki.authority("Time Root");
  private static final TestPki.Issued AUTHORITY = stamping(TIME_ROOT).build();
  private static final TrustPolicy TIMES =
      TrustPolicy.anchors(List.of(TIME_ROOT.certificate())).at(NOW);

  private static final TestPki.Issued EXPIRED =
      Signers.ISSUING
          .issue("expired@example.org")
          .rsa(2048)
          .validity(NOW.minus(DAY.multipliedBy(900)), NOW.minus(DAY.multipliedBy(500)))
          .build();
  private static final Instant THEN = NOW.minus(DAY.multipliedBy(700));

  private static final TrustPolicy TRUST =
      TrustPolicy.anchors(List.of(Signers.ROOT.certificate()))
          .revocation(Revocation.notChecked("not the subject here"))
          .at(NOW);

  private static TestPki.Builder stamping(TestPki.Authority issuer) {
    return issuer
        .issue("Stamps")
        .ec("P-256")
        .validity(NOW.minus(DAY.multipliedBy(1500)), NOW.plus(DAY.multipliedBy(1000)))
        .keyUsage(KeyUsage.digitalSignature)
        .extendedKeyUsage()
        .extension(
            Extension.extendedKeyUsage.getId(),
            true,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
  }

  private static byte[] token(TestPki.Issued authority, byte[] stamped, Instant time)
      throws Exception {
    return token(authority, NISTObjectIdentifiers.id_sha256, "SHA-256", stamped, time);
  }

  private static byte[] token(
      TestPki.Issued authority,
      ASN1ObjectIdentifier digest,
      String name,
      byte[] stamped,
      Instant time)
      throws Exception {
    return token(authority, digest, name, stamped, time, null);
  }

  private static byte[] token(
      TestPki.Issued authority,
      ASN1ObjectIdentifier digest,
      String name,
      byte[] stamped,
      Instant time,
      Extensions extensions)
      throws Exception {
    TimeStampTokenGenerator generator =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .build("SHA256withECDSA", authority.privateKey(), authority.certificate()),
            new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
            new ASN1ObjectIdentifier("1.2.3.4"));
    generator.addCertificates(new JcaCertStore(authority.chain()));
    TimeStampRequestGenerator request = new TimeStampRequestGenerator();
    request.setCertReq(true);
    return generator
        .generate(
            request.generate(digest, HostileSignature.digest(name, stamped)),
            BigInteger.TEN,
            Date.from(time),
            extensions)
        .getEncoded();
  }

  private static byte[] signatureOf(HostileSignature signature) throws Exception {
    ASN1Sequence info = ASN1Sequence.getInstance(signature.signerInfo());
    return ASN1OctetString.getInstance(info.getObjectAt(info.size() - 1)).getOctets();
  }

  private static HostileSignature signature(TestPki.Issued signer) throws Exception {
    return new HostileSignature(signer, CONTENT);
  }

  /** A signature with a token; RSA PKCS #1 gives the same value each time. */
  private static byte[] stamped(HostileSignature signature, byte[]... tokens) throws Exception {
    ASN1Primitive[] values = new ASN1Primitive[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      values[i] = ASN1Primitive.fromByteArray(tokens[i]);
    }
    signature.unsignedAttributes =
        new DERSet(attribute(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken, values));
    return signature.opaque();
  }

  private static SignerVerdict verdict(TrustPolicy trust, byte[] cms) throws Exception {
    return Verifier.trusting(trust)
        .believingTimestampsOf(TIMES)
        .verify(ByteSource.of(cms))
        .signers()
        .get(0);
  }

  private static List<Code> codes(SignerVerdict verdict) {
    return verdict.findings().stream().map(Finding::code).toList();
  }

  @Test
  void b14_aBelievedTimeStamp_givesTheTime_andTheSignersOwnNever() throws Exception {
    HostileSignature signature = signature(EXPIRED);
    signature.attributes.add(attribute(CMSAttributes.signingTime, new Time(Date.from(THEN))));
    assertThat(codes(verdict(TRUST, signature.opaque()))).containsExactly(Code.EXPIRED);
    byte[] cms = stamped(signature, token(AUTHORITY, signatureOf(signature), THEN));
    SignerVerdict verdict = verdict(TRUST, cms);
    assertThat(verdict)
        .as("%s", verdict)
        .returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
    assertThat(verdict.timestamp().orElseThrow().time()).isEqualTo(THEN);
    assertThat(verdict.timestamp().orElseThrow().authority()).isEqualTo(AUTHORITY.certificate());
    SignerVerdict unasked = Verifier.trusting(TRUST).verify(ByteSource.of(cms)).signers().get(0);
    assertThat(codes(unasked)).as("nobody said to believe time stamps").contains(Code.EXPIRED);
    assertThat(unasked.timestamp()).isEmpty();
  }

  @Test
  void ofSeveralTimeStamps_theEarliestThatIsBelievedCounts() throws Exception {
    HostileSignature signature = signature(EXPIRED);
    byte[] value = signatureOf(signature);
    TestPki.Issued stranger = stamping(TestPki.authority("Elsewhere")).build();
    SignerVerdict verdict =
        verdict(
            TRUST,
            stamped(
                signature,
                token(AUTHORITY, value, NOW.minus(DAY)),
                token(stranger, value, THEN.minus(DAY)),
                token(AUTHORITY, value, THEN)));
    assertThat(verdict.timestamp().orElseThrow().time()).isEqualTo(THEN);
    assertThat(verdict.notes())
        .extracting(note -> note.code().name())
        .contains("TIMESTAMP_NOT_BELIEVED");
    assertThat(verdict).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
  }

  @Test
  void b14_timeStampsThatAreNotBelieved_changeNothing_andAreNoted() throws Exception {
    HostileSignature signature = signature(EXPIRED);
    byte[] value = signatureOf(signature);
    byte[] altered = token(AUTHORITY, value, THEN);
    altered[altered.length - 5] ^= 1;
    for (byte[] token :
        List.of(
            token(stamping(TestPki.authority("Elsewhere")).build(), value, THEN),
            token(AUTHORITY, "another signature".getBytes(StandardCharsets.US_ASCII), THEN),
            token(AUTHORITY, CONTENT, THEN),
            token(AUTHORITY, OIWObjectIdentifiers.idSHA1, "SHA-1", value, THEN),
            token(AUTHORITY, value, NOW.plusSeconds(60)),
            token(
                stamping(TIME_ROOT)
                    .validity(NOW.minus(DAY.multipliedBy(800)), NOW.minus(DAY))
                    .build(),
                value,
                THEN),
            token(stamping(TIME_ROOT).keyUsage(KeyUsage.keyEncipherment).build(), value, THEN),
            altered,
            signature(AUTHORITY_RSA).opaque())) {
      SignerVerdict verdict = verdict(TRUST, stamped(signature, token));
      assertThat(codes(verdict)).containsExactly(Code.EXPIRED);
      assertThat(verdict.timestamp()).isEmpty();
      assertThat(verdict.notes())
          .extracting(note -> note.code().name())
          .contains("TIMESTAMP_NOT_BELIEVED");
    }
  }

  /** More than any honest message has. */
  @Test
  void b14_anAuthorityWhoseKeyTheSignersPolicyDistrusts_isNotBelieved() throws Exception {
    HostileSignature signature = signature(EXPIRED);
    byte[] cms = stamped(signature, token(AUTHORITY, signatureOf(signature), THEN));
    for (TestPki.Issued distrusted : List.of(AUTHORITY, TIME_ROOT)) {
      SignerVerdict verdict = verdict(TRUST.distrusting(List.of(distrusted.certificate())), cms);
      assertThat(codes(verdict)).containsExactly(Code.EXPIRED);
      assertThat(verdict.timestamp()).isEmpty();
      assertThat(verdict.notes())
          .anySatisfy(note -> assertThat(note.sentence()).contains("DISTRUSTED"));
    }
  }

  private static final int MOST_TOKENS = 8;

  @Test
  void c16_asManyTimeStampsAreLookedAt_asAMessageMayHave() throws Exception {
    HostileSignature signature = signature(EXPIRED);
    byte[][] many = new byte[MOST_TOKENS + 1][];
    Arrays.fill(many, token(AUTHORITY, signatureOf(signature), THEN));
    for (int tokens : new int[] {MOST_TOKENS, MOST_TOKENS + 1}) {
      SignerVerdict verdict =
          verdict(TRUST, stamped(signature, Arrays.copyOfRange(many, 0, tokens)));
      assertThat(verdict).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      assertThat(verdict.timestamp().orElseThrow().time()).isEqualTo(THEN);
      assertThat(
              verdict.notes().stream()
                  .anyMatch(n -> n.code().name().equals("TIMESTAMP_NOT_BELIEVED")))
          .isEqualTo(tokens > MOST_TOKENS);
    }
  }

  @Test
  void b14_aTimeStampOverWhatNoCertificateVerifies_isNotReported() throws Exception {
    HostileSignature signature = signature(Signers.RSA);
    stamped(signature, token(AUTHORITY, signatureOf(signature), THEN));
    SignerVerdict nobodys = verdict(TRUST, signature.opaque(Signers.ISSUING.certificate()));
    assertThat(codes(nobodys)).containsExactly(Code.CERTIFICATE_MISSING);
    assertThat(nobodys.timestamp()).isEmpty();
    assertThat(verdict(TRUST, signature.opaque()).timestamp()).isPresent();
  }

  /** Who judges at a time asks what was known then. */
  @Test
  void b14_aTimeStampAfterTheTimeOfJudging_isNotBelieved() throws Exception {
    HostileSignature signature = signature(EXPIRED);
    byte[] cms = stamped(signature, token(AUTHORITY, signatureOf(signature), THEN));
    for (boolean before : new boolean[] {true, false}) {
      SignerVerdict verdict = verdict(TRUST.at(before ? THEN.minusSeconds(1) : THEN), cms);
      assertThat(verdict).returns(SignerVerdict.State.TRUSTED, SignerVerdict::state);
      assertThat(verdict.timestamp().isEmpty()).isEqualTo(before);
      assertThat(
              verdict.notes().stream()
                  .anyMatch(n -> n.code().name().equals("TIMESTAMP_NOT_BELIEVED")))
          .isEqualTo(before);
      assertThat(verdict.toString().contains("time stamp  ")).isEqualTo(!before);
    }
  }

  @Test
  void c8_theLimitsOfTheVerifier_holdForTimeStampsToo() throws Exception {
    HostileSignature signature = signature(EXPIRED);
    byte[] cms = stamped(signature, token(AUTHORITY, signatureOf(signature), THEN));
    for (long signatures : new long[] {0, 512}) {
      SignerVerdict verdict =
          Verifier.trusting(TRUST)
              .believingTimestampsOf(TIMES)
              .within(Limits.standard().allowing(Limit.PATH_SIGNATURES, signatures))
              .verify(ByteSource.of(cms))
              .signers()
              .get(0);
      assertThat(
              verdict.notes().stream()
                  .anyMatch(n -> n.code().name().equals("TIMESTAMP_NOT_BELIEVED")))
          .as("%s", verdict)
          .isEqualTo(signatures == 0);
    }
  }

  @Test
  void c13_allTokensOfAMessage_shareOneGuard_andThoseOfOtherSignaturesAskNobody() throws Exception {
    AtomicInteger fetches = new AtomicInteger();
    TrustPolicy times =
        TIMES.revocation(
            Revocation.fetching(
                (uri, addresses, body, timeout) -> {
                  fetches.incrementAndGet();
                  throw new IOException("nothing there");
                }));
    AuthorityInformationAccess access =
        new AuthorityInformationAccess(
            X509ObjectIdentifiers.id_ad_ocsp,
            new GeneralName(GeneralName.uniformResourceIdentifier, "http://8.8.8.8/"));
    TestPki.Issued asking =
        stamping(TIME_ROOT).extension(Extension.authorityInfoAccess.getId(), false, access).build();
    HostileSignature signature = signature(EXPIRED);
    byte[] value = signatureOf(signature);
    for (boolean ours : new boolean[] {true, false}) {
      fetches.set(0);
      byte[][] tokens = new byte[6][];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = token(asking, ours ? value : CONTENT, THEN.plusSeconds(i));
      }
      Verifier.trusting(TRUST)
          .believingTimestampsOf(times)
          .within(Limits.standard().allowing(Limit.FETCHES, 2))
          .verify(ByteSource.of(stamped(signature, tokens)));
      assertThat(fetches.get()).isEqualTo(ours ? 2 : 0);
    }
  }

  private static final TestPki.Issued AUTHORITY_RSA =
      TIME_ROOT.issue("r@example.org").rsa(2048).build();

  @ParameterizedTest
  @CsvSource({
    // the purposes of the authority, whether they are critical, whether it is believed
    "time, true, true",
    "time, false, false",
    "time+mail, true, false",
    "mail, true, false",
    "any, true, false",
    "none, false, false"
  })
  void rfc3161_theAuthorityIsForTimeStampsAlone_andSaysSoCritically(
      String purposes, boolean critical, boolean believed) {
    TestPki.Builder builder =
        TIME_ROOT.issue("e").ec("P-256").keyUsage(KeyUsage.digitalSignature).extendedKeyUsage();
    KeyPurposeId[] usages =
        switch (purposes) {
          case "time" -> new KeyPurposeId[] {KeyPurposeId.id_kp_timeStamping};
          case "time+mail" ->
              new KeyPurposeId[] {
                KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_emailProtection
              };
          case "mail" -> new KeyPurposeId[] {KeyPurposeId.id_kp_emailProtection};
          case "any" -> new KeyPurposeId[] {KeyPurposeId.anyExtendedKeyUsage};
          default -> new KeyPurposeId[0];
        };
    if (usages.length > 0) {
      builder.extension(Extension.extendedKeyUsage.getId(), critical, new ExtendedKeyUsage(usages));
    }
    List<Finding> findings =
        TIMES
            .judge(builder.build().certificate(), org.smime4j.settings.Purpose.TIMESTAMPING)
            .findings();
    assertThat(findings.stream().map(Finding::code).toList())
        .isEqualTo(believed ? List.of() : List.of(Code.EXTENDED_KEY_USAGE));
  }

  @ParameterizedTest
  @CsvSource({
    // days from the stamp to the revocation, its reason, what the verdict is at the stamp's time
    "10, 4, TRUSTED",
    "-10, 4, UNTRUSTED",
    "10, 1, UNTRUSTED",
    "-10, 1, UNTRUSTED"
  })
  void b14_revokedThenBackDated_isRevoked_unlessAStampIsOlderThanAHarmlessRevocation(
      int days, int reason, String expected) throws Exception {
    TestPki.Issued signer = Signers.RSA;
    Instant stampTime = NOW.minus(DAY.multipliedBy(100));
    JcaX509v2CRLBuilder crl =
        new JcaX509v2CRLBuilder(
            Signers.ISSUING.certificate().getSubjectX500Principal(), Date.from(NOW.minus(DAY)));
    crl.setNextUpdate(Date.from(NOW.plus(DAY)));
    crl.addCRLEntry(
        signer.certificate().getSerialNumber(),
        Date.from(stampTime.plus(DAY.multipliedBy(days))),
        reason);
    TrustPolicy trust =
        TRUST.revocation(
            Revocation.crls(
                List.of(
                    Signers.ROOT.crl(),
                    new JcaX509CRLConverter()
                        .getCRL(
                            crl.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                    .build(Signers.ISSUING.privateKey()))))));
    HostileSignature backDated = signature(signer);
    backDated.attributes.add(
        attribute(
            CMSAttributes.signingTime, new Time(Date.from(stampTime.minus(DAY.multipliedBy(90))))));
    assertThat(codes(verdict(trust, backDated.opaque()))).containsExactly(Code.REVOKED);
    SignerVerdict verdict =
        verdict(trust, stamped(backDated, token(AUTHORITY, signatureOf(backDated), stampTime)));
    assertThat(verdict.state().name()).as("%s", verdict).isEqualTo(expected);
  }

  /** The owner of today's certificate can write any date into a token. */
  @Test
  void b14_aTimeStampFromBeforeItsAuthoritysCertificate_isNotBelieved() throws Exception {
    TestPki.Issued late =
        stamping(TIME_ROOT).validity(THEN, NOW.plus(DAY.multipliedBy(100))).newKey().build();
    assertThat(Verifier.timestamp(ByteSource.of(CONTENT), token(late, CONTENT, THEN), TIMES).time())
        .isEqualTo(THEN);
    byte[] early = token(late, CONTENT, THEN.minusSeconds(1));
    assertThatThrownBy(() -> Verifier.timestamp(ByteSource.of(CONTENT), early, TIMES))
        .isInstanceOf(SmimeException.NotTrusted.class)
        .hasMessageContaining("not yet valid");
    HostileSignature signature = signature(EXPIRED);
    SignerVerdict verdict =
        verdict(
            TRUST, stamped(signature, token(late, signatureOf(signature), THEN.minusSeconds(1))));
    assertThat(codes(verdict)).containsExactly(Code.EXPIRED);
    assertThat(verdict.notes())
        .extracting(note -> note.code().name())
        .contains("TIMESTAMP_NOT_BELIEVED");
  }

  @Test
  void aTokenAlone_isVerified_orSaysWhyNot() throws Exception {
    byte[] token = token(AUTHORITY, CONTENT, THEN);
    assertThat(Verifier.timestamp(ByteSource.of(CONTENT), token, TIMES).time()).isEqualTo(THEN);
    assertThat(
            Doors.judge(TRUST.at(Verifier.timestamp(ByteSource.of(CONTENT), token, TIMES).time()))
                .options()
                .time())
        .isEqualTo(THEN);
    assertThatThrownBy(() -> Verifier.timestamp(ByteSource.of(new byte[1]), token, TIMES))
        .isInstanceOf(SmimeException.NotTrusted.class)
        .hasMessageContaining("other data");
    assertThatThrownBy(() -> Verifier.timestamp(ByteSource.of(CONTENT), token, TRUST))
        .isInstanceOf(SmimeException.NotTrusted.class)
        .hasMessageContaining("NO_PATH");
    assertThatThrownBy(
            () -> Verifier.timestamp(ByteSource.of(CONTENT), new byte[] {0x30, 0}, TIMES))
        .isInstanceOf(SmimeException.Malformed.class);
    byte[] mail = signature(Signers.RSA).opaque();
    assertThatThrownBy(() -> Verifier.timestamp(ByteSource.of(CONTENT), mail, TIMES))
        .isInstanceOf(SmimeException.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void b14_aTokenWithACriticalExtension_isNotBelieved(boolean critical, boolean believed)
      throws Exception {
    Extensions extensions =
        new Extensions(
            new Extension(new ASN1ObjectIdentifier("1.2.3.4.5"), critical, new byte[] {5, 0}));
    HostileSignature signature = signature(EXPIRED);
    byte[] token =
        token(
            AUTHORITY,
            NISTObjectIdentifiers.id_sha256,
            "SHA-256",
            signatureOf(signature),
            THEN,
            extensions);
    assertThat(verdict(TRUST, stamped(signature, token)).state() == SignerVerdict.State.TRUSTED)
        .isEqualTo(believed);
  }

  @Test
  void aSignerWithASource_isStamped_andBelievedByWhoBelievesTheAuthority() throws Exception {
    Signer signer =
        Signer.with(Signers.identity(Signers.RSA))
            .and(Signers.identity(Signers.P256))
            .signingAt(NOW)
            .stampedBy(
                signature -> {
                  try {
                    return token(AUTHORITY, signature, NOW.minus(DAY));
                  } catch (Exception e) {
                    throw new IOException(e);
                  }
                });
    byte[] cms = signer.signOpaque(ByteSource.of(CONTENT));
    SignatureReport report =
        Verifier.trusting(TRUST).believingTimestampsOf(TIMES).verify(ByteSource.of(cms));
    assertThat(report.requireTrusted().bytes()).isEqualTo(CONTENT);
    assertThat(report.signers())
        .hasSize(2)
        .allSatisfy(
            verdict ->
                assertThat(verdict.timestamp().orElseThrow().time()).isEqualTo(NOW.minus(DAY)));
  }

  @Test
  void withoutAStamp_nothingIsSigned() {
    Signer signer =
        Signer.with(Signers.identity(Signers.RSA))
            .stampedBy(
                signature -> {
                  throw new IOException("the authority is asleep");
                });
    assertThatThrownBy(() -> signer.signOpaque(ByteSource.of(CONTENT)))
        .hasMessage("the authority is asleep");
    assertThatThrownBy(() -> signer.signDetached(ByteSource.of(CONTENT)))
        .hasMessage("the authority is asleep");
  }

  /** What no reader takes for a token must not become part of a signature that cannot be mended. */
  @Test
  void b14_whatASourceReturns_isATokenOverThisSignature_orNothingIsSigned() throws Exception {
    byte[] other = token(AUTHORITY, new byte[] {1}, NOW.minus(DAY));
    byte[] reply =
        new DERSequence(
                new ASN1Encodable[] {
                  new DERSequence(new ASN1Integer(0)), ASN1Primitive.fromByteArray(other)
                })
            .getEncoded();
    assertRefused("<html>503".getBytes(StandardCharsets.US_ASCII), "and nothing else");
    assertRefused(new byte[] {1, 2, 3}, "and nothing else");
    assertRefused(new byte[0], "and nothing else");
    assertRefused(CONTENT, "and nothing else");
    assertRefused(reply, "return the token in the TimeStampResp");
    assertRefused(Arrays.copyOf(other, other.length + 1), "and nothing else");
    assertRefused(other, "send the SHA-256 of the signature value");
  }

  @Test
  void b14_aTokenWithoutTheCertificateOfItsAuthority_isNotTaken() {
    Signer signer =
        signerWith(
            signature -> {
              CMSSignedData token = new CMSSignedData(token(AUTHORITY, signature, NOW.minus(DAY)));
              return CMSSignedData.replaceCertificatesAndCRLs(
                      token,
                      new CollectionStore<>(List.of()),
                      token.getAttributeCertificates(),
                      token.getCRLs())
                  .getEncoded();
            });
    assertThatThrownBy(() -> signer.signDetached(ByteSource.of(CONTENT)))
        .isInstanceOf(SmimeException.Malformed.class)
        .hasMessageContaining("set certReq");
  }

  private static void assertRefused(byte[] given, String advice) {
    Signer signer = signerWith(signature -> given);
    assertThatThrownBy(() -> signer.signOpaque(ByteSource.of(CONTENT)))
        .isInstanceOf(SmimeException.Malformed.class)
        .hasMessageContaining(advice);
  }

  private interface Stamping {
    byte[] of(byte[] signature) throws Exception;
  }

  private static Signer signerWith(Stamping stamping) {
    return Signer.with(Signers.identity(Signers.RSA))
        .stampedBy(
            signature -> {
              try {
                return stamping.of(signature);
              } catch (Exception e) {
                throw new IOException(e);
              }
            });
  }
}
