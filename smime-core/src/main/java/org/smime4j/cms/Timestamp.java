package org.smime4j.cms;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.asn1.tsp.MessageImprint;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.x509.Extensions;
import org.smime4j.internal.crypto.DigestAlgorithm;
import org.smime4j.Finding;
import org.smime4j.Limit;
import org.smime4j.Limits;
import org.smime4j.Octets;
import org.smime4j.SmimeException;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.asn1.ContentInfoReader;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.asn1.Oids;
import org.smime4j.internal.asn1.SignedData;
import org.smime4j.internal.crypto.Digesting;
import org.smime4j.internal.crypto.Providers;
import org.smime4j.trust.Note;
import org.smime4j.trust.TrustPolicy;
import org.smime4j.internal.base.Failures;

/**
 * A time-stamp token that was verified (RFC 3161): an authority's word that some octets existed at
 * a time.
 *
 * <p>It promises that exactly one authority signed the token, that its signature names its
 * certificate by hash (RFC 5816), that the {@link TrustPolicy} believes that certificate for
 * time-stamping (an extended key usage that is critical and names nothing else, RFC 3161, section
 * 2.3), that the imprint is of these octets by SHA-2 or better, and that the time is not later than
 * the one at which the authority was judged, and not before its certificate.
 *
 * <p>The authority is judged at the policy's own time, not at the one that it states itself: a
 * thief of the key states any time. For a token that is older than its authority's certificate
 * lasted, a caller who knows better gives the policy another time.
 *
 * <pre>{@code
 * Timestamp stamp = Timestamp.verify(token, signatureValue, TrustPolicy.anchors(authorities));
 * TrustPolicy then = trust.at(stamp.time());
 * }</pre>
 */
public final class Timestamp {

  /** A TSTInfo with all its options takes a few hundred octets. */
  private static final int LONGEST = 64 * 1024;

  private final Instant time;
  private final BigInteger serial;
  private final X509Certificate authority;

  private Timestamp(Instant time, BigInteger serial, X509Certificate authority) {
    this.time = time;
    this.serial = serial;
    this.authority = authority;
  }

  /**
   * Verifies a token.
   *
   * @param token the DER form of a TimeStampToken, which is SignedData
   * @param stamped what it is to be of, as octets: for a signature the value of its SignerInfo
   * @param authorities whom to believe for times; hardly the policy for people
   * @throws SmimeException.NotTrusted if it is of other octets, or by nobody who is believed
   * @throws SmimeException.Malformed if it is no time-stamp token
   */
  public static Timestamp verify(byte[] token, byte[] stamped, TrustPolicy authorities)
      throws IOException {
    Limits limits = Limits.standard();
    return verify(
        token,
        stamped,
        authorities,
        limits,
        new MessageEffort(limits, WorkBudget.of(limits, token.length)));
  }

  /**
   * The same for a token that a message carries.
   *
   * @param effort what all tokens of the message together may cost
   */
  static Timestamp verify(
      byte[] token, byte[] stamped, TrustPolicy authorities, Limits limits, MessageEffort effort)
      throws IOException {
    Limits ofOne = limits.with(Limit.SIGNERS, Math.min(1, limits.of(Limit.SIGNERS)));
    TSTInfo info = info(token, ofOne);
    // First what costs nothing: of whatever else it is, nobody need be judged.
    if (!isOf(info.getMessageImprint(), stamped)) {
      throw notTrusted(Finding.Code.DIGEST_MISMATCH, "The time stamp is of something else");
    }
    TrustedContent content =
        Verifier.trusting(authorities)
            .within(ofOne)
            .forTimestamps()
            .verify(Octets.of(token), effort)
            .requireTrusted();
    SignerVerdict.Trusted signer = content.signers().get(0);
    if (signer.notes().stream().anyMatch(n -> n.code() == Note.Code.SIGNING_CERTIFICATE_ABSENT)) {
      throw notTrusted(Finding.Code.ATTRIBUTES_INVALID, "It does not name its certificate by hash");
    }
    Instant time = time(info);
    if (time.isAfter(authorities.time())) {
      throw notTrusted(
          Finding.Code.NOT_YET_VALID, "The time stamp is from " + time + ", which is to come");
    }
    X509Certificate authority = signer.trustedCertificate();
    if (time.isBefore(authority.getNotBefore().toInstant())) {
      throw notTrusted(
          Finding.Code.NOT_YET_VALID,
          "The time stamp is from "
              + time
              + ", when its authority's certificate was not yet valid");
    }
    return new Timestamp(time, info.getSerialNumber().getValue(), authority);
  }

  /** What the token says; as yet nobody answers for it. */
  private static TSTInfo info(byte[] token, Limits limits) throws IOException {
    if (!(ContentInfoReader.read(Octets.of(token), limits) instanceof SignedData signed)
        || !signed.eContentType().equals(Oids.TST_INFO)
        || signed.eContent() == null) {
      throw Failures.malformed("TimeStampToken", -1, "it holds no TSTInfo");
    }
    byte[] content;
    try (InputStream in = signed.eContent().open()) {
      content = in.readNBytes(LONGEST + 1);
    }
    if (content.length > LONGEST) {
      throw Failures.malformed("TSTInfo", -1, "it is longer than any");
    }
    try {
      TSTInfo info = TSTInfo.getInstance(content);
      Extensions extensions = info.getExtensions();
      // None is known here; what nobody understands may take the time back (RFC 3161, 2.4.2).
      if (extensions != null && extensions.getCriticalExtensionOIDs().length > 0) {
        throw Failures.unsupported(
            extensions.getCriticalExtensionOIDs()[0].getId(), "critical extensions of TSTInfo");
      }
      return info;
    } catch (RuntimeException e) {
      throw Failures.malformed("TSTInfo", -1, "it cannot be read");
    }
  }

  private static Instant time(TSTInfo info) throws SmimeException.Malformed {
    try {
      return info.getGenTime().getDate().toInstant();
    } catch (ParseException | RuntimeException e) {
      throw Failures.malformed("TSTInfo", -1, "its time cannot be read");
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

  private static SmimeException.NotTrusted notTrusted(Finding.Code code, String sentence) {
    return Failures.notTrusted(code, sentence);
  }

  /** When the octets existed, by the authority's word; its accuracy is not counted. */
  public Instant time() {
    return time;
  }

  /** The number of the token at its authority. */
  public BigInteger serialNumber() {
    return serial;
  }

  /** The certificate of the authority. */
  public X509Certificate authority() {
    return authority;
  }

  @Override
  public String toString() {
    return time + " by " + DistinguishedName.print(authority.getSubjectX500Principal());
  }
}
