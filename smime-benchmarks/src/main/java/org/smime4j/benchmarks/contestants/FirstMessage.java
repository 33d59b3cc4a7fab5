package org.smime4j.benchmarks.contestants;

import java.io.IOException;
import org.smime4j.MailReader;
import org.smime4j.Outgoing;
import org.smime4j.TrustPolicy;
import org.smime4j.Verifier;
import org.smime4j.internal.bytes.ArrayOctets;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/** What a program does that opens or encrypts one message: the verbs for that, and no others. */
public final class FirstMessage {

  private FirstMessage() {}

  /** The content of a message as S/MIME text. */
  public static ArrayOctets open(byte[] message, Material material) throws IOException {
    Verifier verifier =
        Verifier.trusting(TrustPolicy.withoutAnchors("contestants do not judge a path"));
    try (OpenedMail mail =
        MailReader.with(material.decryptor(), verifier).open(ByteSource.of(message))) {
      return Smime4jEngine.array(mail.unauthenticatedContent());
    }
  }

  /** An entity, encrypted with AES-256-GCM as S/MIME text. */
  public static ArrayOctets encrypt(byte[] entity, Material material) throws IOException {
    return Smime4jEngine.array(Outgoing.of(entity).encryptedBy(material.encryptor()).seal());
  }
}
