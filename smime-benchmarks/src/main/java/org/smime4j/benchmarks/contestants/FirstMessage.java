package org.smime4j.benchmarks.contestants;

import java.io.IOException;
import org.smime4j.ArrayOctets;
import org.smime4j.KeyTransport;
import org.smime4j.Octets;
import org.smime4j.Policy;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Encryptor;
import org.smime4j.cms.Verifier;
import org.smime4j.keys.Identity;
import org.smime4j.keys.KeyHistory;
import org.smime4j.mail.OpenedMail;
import org.smime4j.mail.SecureMail;
import org.smime4j.trust.TrustPolicy;

/** What a program does that opens or encrypts one message: the verbs for that, and no others. */
public final class FirstMessage {

  private FirstMessage() {}

  /** The content of a message as S/MIME text. */
  public static ArrayOctets open(byte[] message, Material material) throws IOException {
    Decryptor decryptor =
        Decryptor.with(KeyHistory.of(Identity.of(material.recipientKey(), material.recipient())));
    Verifier verifier =
        Verifier.trusting(TrustPolicy.withoutAnchors("contestants do not judge a path"));
    try (OpenedMail mail = SecureMail.open(message, decryptor, verifier)) {
      Octets content = mail.unauthenticatedContent();
      return content instanceof ArrayOctets array ? array : Octets.of(content.bytes());
    }
  }

  /** An entity, encrypted with AES-256-GCM as S/MIME text. */
  public static ArrayOctets encrypt(byte[] entity, Material material) throws IOException {
    Encryptor encryptor =
        Encryptor.unvalidated("contestants do not validate recipients")
            .to(material.recipient())
            .under(Policy.standard().writing(KeyTransport.RSA_PKCS1));
    return SecureMail.encrypt(entity, encryptor).octets();
  }
}
