package org.smime4j.internal.verify;

import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.x509.Extensions;
import org.smime4j.findings.Finding;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.CmsObject;
import org.smime4j.internal.asn1.ContentInfo.SignedData;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.TlvScan;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.path.JudgedCertificate;
import org.smime4j.internal.path.PolicyJudge;
import org.smime4j.internal.platform.Reading;
import org.smime4j.internal.provider.DigestAlgorithm;
import org.smime4j.internal.provider.Digesting;
import org.smime4j.internal.provider.Providers;
import org.smime4j.internal.signature.Certificates;
import org.smime4j.reports.Timestamp;
import org.smime4j.settings.Limit;
import org.smime4j.settings.Limits;
import org.smime4j.settings.Purpose;
import org.smime4j.sources.ByteSource;

/** Verifies time-stamp tokens (RFC 3161). */
public final class TimestampToken {

  /** A TSTInfo with all options has only a few hundred octets. */
  private static final int LONGEST = 64 * 1024;

  private TimestampToken() {}

  /** Thrown for a token that is not to be believed. */
  static final class NotBelieved extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Finding why;
    private final SmimeException.NotTrusted told;

    NotBelieved(Finding why, SmimeException.NotTrusted told) {
      super(told);
      this.why = why;
      this.told = told;
    }

    NotBelieved(Finding why) {
      this(why, new SmimeException.NotTrusted(why.code(), why.sentence()));
    }

    Finding why() {
      return why;
    }
  }

  /** Returns what a source gave for a new signature, if it is a token that verifiers can read. */
  public static byte[] over(byte[] stamped, byte[] given) throws IOException {
    String why = "it is for other data, or by SHA-1: send the SHA-256 of the signature value";
    try {
      TlvScan.check(ArrayOctets.of(given), Limits.standard(), "TimeStampToken");
      SignedData signed = signed(given, Limits.standard());
      if (isOf(info(signed).getMessageImprint(), stamped)) {
        if (!signed.certificates().isEmpty()) {
          return given;
        }
        why = "it has no certificate of its authority: set certReq in the request";
      }
    } catch (SmimeException e) {
      why = "return the token in the TimeStampResp, and nothing else. " + e.getMessage();
    }
    throw new SmimeException.Malformed("TimeStampToken", -1, why);
  }

  /** Verifies a token as {@link #judged} does, for a caller of the library. */
  public static Timestamp verify(byte[] token, byte[] stamped, PolicyJudge authorities)
      throws IOException {
    Limits limits = Limits.standard();
    WorkBudget work = WorkBudget.of(limits, token.length);
    try {
      return judged(token, stamped, authorities, limits, new MessageEffort(limits, work));
    } catch (NotBelieved e) {
      throw e.told;
    }
  }

  /**
   * Verifies a token.
   *
   * @param token the DER form of a TimeStampToken
   * @param stamped the data that was stamped
   * @param effort the effort for all tokens of the message together
   */
  static Timestamp judged(
      byte[] token, byte[] stamped, PolicyJudge authorities, Limits limits, MessageEffort effort)
      throws IOException {
    Limits ofOne = limits.allowing(Limit.SIGNERS, Math.min(1, limits.get(Limit.SIGNERS)));
    TSTInfo info = info(signed(token, ofOne));
    // First the cheap check: a token for other data needs no judgement of its signer.
    if (!isOf(info.getMessageImprint(), stamped)) {
      throw new NotBelieved(
          new Finding(Finding.Code.DIGEST_MISMATCH, "The time stamp is for other data"));
    }
    JudgedSigner signer = signer(token, authorities, ofOne, effort);
    if (signer.notes().stream()
        .anyMatch(n -> n.code() == Finding.Code.SIGNING_CERTIFICATE_ABSENT)) {
      throw new NotBelieved(
          new Finding(Finding.Code.ATTRIBUTES_INVALID, "It does not name its certificate by hash"));
    }
    Instant time = time(info);
    if (time.isAfter(authorities.options().time())) {
      throw new NotBelieved(
          new Finding(
              Finding.Code.NOT_YET_VALID,
              "The time stamp is from {0}, which is in the future",
              time));
    }
    X509Certificate authority = signer.evidence().provenCertificate();
    if (time.isBefore(Certificates.notBefore(authority))) {
      throw new NotBelieved(
          new Finding(
              Finding.Code.NOT_YET_VALID,
              "The time stamp is from {0}, when its authority''s certificate was not yet valid",
              time));
    }
    return new BelievedTimestamp(time, authority);
  }

  /** Returns the only signer, if trusted. */
  private static JudgedSigner signer(
      byte[] token, PolicyJudge authorities, Limits limits, MessageEffort effort)
      throws IOException {
    CmsObject cms = CmsObject.of(ByteSource.of(token));
    VerifyingOptions options = new VerifyingOptions(authorities, Purpose.TIMESTAMPING, limits);
    JudgedSignature judged =
        RecordedVerification.of(
            cms.octets(),
            limits,
            () ->
                new Verification(options, cms, effort, carried -> UnsignedParts.NONE)
                    .opaque(content -> content));
    JudgedSigner worst = judged.worst();
    if (!worst.findings().isEmpty()) {
      throw new NotBelieved(worst.findings().get(0), worst.notTrusted());
    }
    return worst;
  }

  private static SignedData signed(byte[] token, Limits limits) throws IOException {
    if (ContentInfoReader.read(ByteSource.of(token), limits) instanceof SignedData signed
        && signed.eContentType().equals(Oids.TST_INFO)
        && signed.eContent() != null) {
      return signed;
    }
    throw new SmimeException.Malformed("TimeStampToken", -1, "it contains no TSTInfo");
  }

  /** Returns the statement of the token, which is not verified yet. */
  private static TSTInfo info(SignedData signed) throws IOException {
    byte[] content;
    try (InputStream in = Objects.requireNonNull(signed.eContent()).open()) {
      content = Reading.upTo(in, LONGEST + 1);
    }
    if (content.length > LONGEST) {
      throw new SmimeException.Malformed("TSTInfo", -1, "it is too long");
    }
    try {
      TSTInfo info = TSTInfo.getInstance(TlvScan.parse(content, "TSTInfo"));
      Extensions extensions = info.getExtensions();
      // No extension is supported here, and a critical one could change the meaning (RFC 3161,
      // 2.4.2).
      if (extensions != null && extensions.getCriticalExtensionOIDs().length > 0) {
        throw new SmimeException.UnsupportedAlgorithm(
            extensions.getCriticalExtensionOIDs()[0].getId(), "critical extensions of TSTInfo");
      }
      return info;
    } catch (RuntimeException e) {
      throw new SmimeException.Malformed("TSTInfo", -1, "it cannot be read");
    }
  }

  private static Instant time(TSTInfo info) throws SmimeException.Malformed {
    try {
      return info.getGenTime().getDate().toInstant();
    } catch (ParseException | RuntimeException e) {
      throw new SmimeException.Malformed("TSTInfo", -1, "its time cannot be read");
    }
  }

  private static boolean isOf(MessageImprint imprint, byte[] stamped) throws SmimeException {
    DigestAlgorithm digest =
        DigestAlgorithm.ofOid(imprint.getHashAlgorithm().getAlgorithm().getId()).orElse(null);
    return digest != null
        && digest.strength() == DigestAlgorithm.Strength.SOUND
        && Arrays.equals(
            imprint.getHashedMessage(), Digesting.digest(digest, stamped, Providers.standard()));
  }

  /** A time stamp of an authority that is trusted. */
  private record BelievedTimestamp(Instant time, X509Certificate authority) implements Timestamp {

    @Override
    public String toString() {
      return time + " by " + JudgedCertificate.name(authority);
    }
  }
}
