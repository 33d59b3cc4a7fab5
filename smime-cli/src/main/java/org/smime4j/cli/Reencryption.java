package org.smime4j.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Encryptor;
import org.smime4j.findings.Outcome;
import org.smime4j.reports.Layer;
import org.smime4j.reports.OpenedMail;

/**
 * Another envelope around the same content, octet for octet, so that signatures in it stay what
 * they are. It never says more than the one that it replaces: content that nothing authenticated,
 * neither its envelope nor a trusted signature, gets AES-CBC again, so that its reader is told so.
 *
 * @param recipients to whom encrypted messages are encrypted again; none if they are left alone
 * @param recipientsOfPlain to whom the others are encrypted; none if they are left alone
 */
record Reencryption(List<X509Certificate> recipients, List<X509Certificate> recipientsOfPlain) {

  private static final String TO_COMPARE = "it is compared, and not shown";

  private static Encryptor authenticated(List<X509Certificate> to) {
    return Encryptor.unvalidated("the certificate was named by an option")
        .to(to.toArray(new X509Certificate[0]))
        .under(AlgorithmPolicy.authenticated());
  }

  /** Whether another envelope is wanted: there is one, and no new key opened it. */
  boolean isWanted(MessageOutcome outcome) {
    return !recipients.isEmpty()
        && envelopes(outcome) > 0
        && outcome.layers().stream()
            .flatMap(layer -> layer.encryption().stream())
            .flatMap(layer -> layer.key().stream())
            .flatMap(key -> key.certificate().stream())
            .noneMatch(recipients::contains);
  }

  /** Whether a first envelope is wanted. */
  boolean isWantedOfPlain(MessageOutcome outcome) {
    return !recipientsOfPlain.isEmpty()
        && (outcome.kind() == Outcome.NOT_SMIME
            || (outcome.kind() == Outcome.OPENED && envelopes(outcome) == 0));
  }

  private static long envelopes(MessageOutcome outcome) {
    return outcome.layers().stream().filter(layer -> layer.kind() == Layer.Kind.ENCRYPTED).count();
  }

  /**
   * Writes the message in its new envelope.
   *
   * @param mail the message, opened once more
   * @param outcome what was found when it was opened first
   */
  void write(OpenedMail mail, MessageOutcome outcome, OutputStream out) throws IOException {
    MessageOutcome.Content found = outcome.content();
    if (found != null
        && !found.sha256().equals(new HashedOctets(mail.unverifiedContent(TO_COMPARE)).sha256())) {
      throw new IOException("The content changed between opening and encrypting it again");
    }
    List<X509Certificate> to = envelopes(outcome) == 0 ? recipientsOfPlain : recipients;
    authenticated(to).encryptAgain(mail, out);
  }
}
