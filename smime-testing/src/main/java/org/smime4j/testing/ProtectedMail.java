package org.smime4j.testing;

import org.smime4j.Decryptor;
import org.smime4j.KeyHistory;
import org.smime4j.MailReader;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.sources.ByteSource;

/**
 * A signed or encrypted message from alice@example.org, or both.
 *
 * @param plain what was sealed
 * @param source the message as it is received
 * @param how in a few words, how it was made, and changed
 * @param isTampered whether somebody changed it on its way: then it must never be trusted
 * @param keys the keys of the recipient
 * @param trust a policy that trusts the issuer of the signer's certificate
 */
public record ProtectedMail(
    PlainMail plain,
    ByteSource source,
    String how,
    boolean isTampered,
    KeyHistory keys,
    TrustPolicy trust) {

  /** Returns a reader with the keys and the policy. */
  public MailReader reader() {
    return MailReader.with(Decryptor.with(keys), Verifier.trusting(trust));
  }

  @Override
  public String toString() {
    return how + ":\n" + plain;
  }
}
