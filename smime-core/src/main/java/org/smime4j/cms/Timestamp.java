package org.smime4j.cms;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.asn1.DistinguishedName;
import org.smime4j.internal.io.WorkBudget;
import org.smime4j.internal.trust.Trusting;
import org.smime4j.internal.verify.MessageEffort;
import org.smime4j.internal.verify.Stamp;
import org.smime4j.internal.verify.TimestampToken;
import org.smime4j.settings.Limits;
import org.smime4j.trust.TrustPolicy;

/**
 * A verified time-stamp token (RFC 3161): the statement of an authority that some data existed at a
 * certain time.
 *
 * <p>Verification guarantees the following. Exactly one authority signed the token, and its
 * signature names its certificate by hash (RFC 5816). The {@link TrustPolicy} trusts that
 * certificate for time-stamping: its extended key usage is critical and names only this purpose
 * (RFC 3161, section 2.3). The imprint in the token matches the data, with SHA-2 or a better
 * digest. The time is neither before the certificate of the authority became valid, nor after the
 * policy's time.
 *
 * <p>Verification checks the certificate of the authority at the time of the policy, not at the
 * time in the token. A thief of the key could state any time in a token. If the certificate of the
 * authority has expired since, give the policy an earlier time that you can justify.
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
   * @param token a TimeStampToken in DER, which is SignedData
   * @param stamped the data that was stamped. For a signature, this is the signature value of its
   *     SignerInfo
   * @param authorities the time-stamping authorities to trust. This is rarely the policy for people
   * @throws SmimeException.NotTrusted if the token is for other data, or its authority is not
   *     trusted
   * @throws SmimeException.Malformed if the input is not a time-stamp token
   */
  public static Timestamp verify(byte[] token, byte[] stamped, TrustPolicy authorities)
      throws IOException {
    Limits limits = Limits.standard();
    return new Timestamp(
        TimestampToken.verify(
            token,
            stamped,
            Trusting.judge(authorities),
            limits,
            new MessageEffort(limits, WorkBudget.of(limits, token.length))));
  }

  /**
   * Returns the time at which the data existed, according to the authority. It ignores the stated
   * accuracy.
   */
  public Instant time() {
    return stamp.time();
  }

  /** Returns the serial number of the token, which the authority assigned. */
  public BigInteger serialNumber() {
    return stamp.serial();
  }

  /** Returns the certificate of the authority. */
  public X509Certificate authority() {
    return stamp.authority();
  }

  @Override
  public String toString() {
    return time() + " by " + DistinguishedName.print(authority().getSubjectX500Principal());
  }
}
