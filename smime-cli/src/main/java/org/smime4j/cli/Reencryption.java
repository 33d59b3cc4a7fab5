package org.smime4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.smime4j.AlgorithmPolicy;
import org.smime4j.Decryptor;
import org.smime4j.Encryptor;
import org.smime4j.reports.Layer;
import org.smime4j.settings.ContentCipher;
import org.smime4j.sources.ByteSource;

/**
 * Another envelope around the same content, octet for octet, so that signatures in it stay what
 * they are. It never says more than the one that it replaces: content that nothing authenticated,
 * neither its envelope nor a trusted signature, gets AES-CBC again, so that its reader is told so.
 *
 * @param decryptor that expects mail
 * @param recipients to whom encrypted messages are encrypted again; none if they are left alone
 * @param recipientsOfPlain to whom the others are encrypted; none if they are left alone
 * @param temporary a directory for long ciphertext
 */
record Reencryption(
    Decryptor decryptor,
    OpenTask opening,
    List<X509Certificate> recipients,
    List<X509Certificate> recipientsOfPlain,
    Path temporary) {

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
        && (outcome.kind() == MessageOutcome.Kind.NOT_SMIME
            || (outcome.kind() == MessageOutcome.Kind.OPENED && envelopes(outcome) == 0));
  }

  /** Whether there is one envelope, the outermost layer around the whole message. */
  static boolean isFor(MessageOutcome outcome) {
    return outcome.kind() == MessageOutcome.Kind.OPENED
        && envelopes(outcome) == 1
        && outcome.layers().get(0).kind() == Layer.Kind.ENCRYPTED
        && outcome.layers().get(0).isWhole();
  }

  private static long envelopes(MessageOutcome outcome) {
    return outcome.layers().stream().filter(layer -> layer.kind() == Layer.Kind.ENCRYPTED).count();
  }

  /**
   * Writes the message in its new envelope.
   *
   * @param outcome what was found when it was opened, with which the content is compared
   */
  void write(InputStream message, MessageOutcome outcome, OutputStream out) throws IOException {
    try (StoredEnvelope envelope = StoredEnvelope.read(message, temporary)) {
      ByteSource content = envelope.content(decryptor);
      requireSame(envelope.unwrapped(content), content, outcome);
      boolean vouchedFor =
          outcome.signedWhole() || LayerText.isAuthenticated(outcome.layers().get(0));
      Encryptor authenticated = authenticated(recipients);
      Encryptor encryptor =
          vouchedFor
              ? authenticated
              : authenticated.under(AlgorithmPolicy.standard().writing(ContentCipher.AES_256_CBC));
      envelope.write(out, encryptor.smimeType(), to -> encryptor.encrypt(content, to));
    }
  }

  /** Writes a message that came in the clear in an envelope. Its content stays octet for octet. */
  void writeFirst(HeaderLines.Opening message, OutputStream out) throws IOException {
    HeaderLines header = HeaderLines.of(message);
    ByteSource entity = StoredEnvelope.entity(header, message);
    Encryptor encryptor = authenticated(recipientsOfPlain);
    StoredEnvelope.write(
        out,
        StoredEnvelope.kept(header),
        header.lineEnd(),
        encryptor.smimeType(),
        to -> encryptor.encrypt(entity, to));
  }

  /** What goes into the new envelope must be what was found in the old one. */
  private void requireSame(ByteSource unwrapped, ByteSource content, MessageOutcome outcome)
      throws IOException {
    MessageOutcome.Content found = outcome.content();
    String sha256;
    if (outcome.layers().size() == 1) {
      sha256 = new HashedOctets(content).sha256();
    } else {
      MessageOutcome.Content inside =
          opening.open(outcome.file(), reader -> reader.open(unwrapped), null).content();
      sha256 = inside == null ? "" : inside.sha256();
    }
    if (found == null || !found.sha256().equals(sha256)) {
      throw new IOException("The content changed between opening and encrypting it again");
    }
  }
}
