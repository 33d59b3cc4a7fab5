package org.smime4j.cms;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.smime4j.Limits;
import org.smime4j.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.verify.MessageEffort;
import org.smime4j.internal.verify.Stamp;
import org.smime4j.internal.verify.TimestampToken;
import org.smime4j.trust.TrustPolicy;

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

  private final Stamp stamp;

  Timestamp(Stamp stamp) {
    this.stamp = stamp;
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
    return new Timestamp(
        TimestampToken.verify(
            token,
            stamped,
            authorities,
            limits,
            new MessageEffort(limits, WorkBudget.of(limits, token.length))));
  }

  /** When the octets existed, by the authority's word; its accuracy is not counted. */
  public Instant time() {
    return stamp.time();
  }

  /** The number of the token at its authority. */
  public BigInteger serialNumber() {
    return stamp.serial();
  }

  /** The certificate of the authority. */
  public X509Certificate authority() {
    return stamp.authority();
  }

  @Override
  public String toString() {
    return time() + " by " + DistinguishedName.print(authority().getSubjectX500Principal());
  }
}
