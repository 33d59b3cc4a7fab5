package org.smime4j.benchmarks;

import java.io.IOException;
import org.smime4j.KeyTransport;
import org.smime4j.Policy;
import org.smime4j.cms.Decryptor;
import org.smime4j.cms.Encryptor;
import org.smime4j.cms.Integrity;
import org.smime4j.cms.SignatureReport;
import org.smime4j.cms.Signer;
import org.smime4j.cms.SignerVerdict;
import org.smime4j.cms.Verifier;
import org.smime4j.keys.Identity;
import org.smime4j.keys.KeyHistory;
import org.smime4j.mail.OpenedMail;
import org.smime4j.mail.SecureMail;
import org.smime4j.trust.ExpectedSigner;
import org.smime4j.trust.TrustPolicy;

/** This library: verbs made once, as its users are told to. */
final class Smime4jEngine implements Engine {

  private final Signer signer;
  private final Encryptor encryptor;
  private final Decryptor decryptor;
  private final Verifier verifier;

  Smime4jEngine(Material material) throws IOException {
    signer = Signer.with(Identity.of(material.signerKey(), material.signer()));
    Policy policy =
        material.authenticated()
            ? Policy.standard().writing(KeyTransport.RSA_PKCS1)
            : Policy.outlook();
    encryptor =
        Encryptor.unvalidated("contestants do not validate recipients")
            .to(material.recipient())
            .under(policy);
    decryptor =
        Decryptor.with(KeyHistory.of(Identity.of(material.recipientKey(), material.recipient())));
    verifier =
        Verifier.trusting(TrustPolicy.withoutAnchors("contestants do not judge a path"))
            .expecting(ExpectedSigner.anyone("contestants do not bind addresses"));
  }

  @Override
  public byte[] sign(byte[] entity) throws Exception {
    return SecureMail.sign(entity, signer).bytes();
  }

  @Override
  public byte[] verify(byte[] message) throws Exception {
    try (OpenedMail mail = SecureMail.open(message, decryptor, verifier)) {
      SignatureReport report = mail.requireSigned();
      for (SignerVerdict signature : report.signers()) {
        if (signature.integrity() != Integrity.INTACT) {
          throw new IllegalStateException("signature is wrong");
        }
      }
      return report.unverifiedContent("its integrity was checked").bytes();
    }
  }

  @Override
  public byte[] encrypt(byte[] entity) throws Exception {
    return SecureMail.encrypt(entity, encryptor).bytes();
  }

  @Override
  public byte[] decrypt(byte[] message) throws Exception {
    try (OpenedMail mail = SecureMail.open(message, decryptor, verifier)) {
      return mail.unauthenticatedContent().bytes();
    }
  }
}
