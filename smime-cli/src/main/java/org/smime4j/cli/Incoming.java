package org.smime4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.AuthenticationResults;
import org.smime4j.Decryptor;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.reports.Layer;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * What a mail server delivers of a message from outside: the message with the verdict on its
 * signature in its header (RFC 7281), and without its outermost encryption. Signatures inside stay.
 * A message that does not open, for whatever reason, stays encrypted.
 *
 * @param decryptor opens the outermost encryption; null if the message stays encrypted
 * @param identifier by whose name the verdict is stated
 */
record Incoming(MailReader reader, @Nullable Decryptor decryptor, String identifier) {

  /**
   * Returns the message to deliver.
   *
   * @throws SmimeException if no verdict can be put into the message
   */
  byte[] delivered(ByteSource message) throws IOException {
    try (OpenedMail opened = reader.open(message)) {
      if (decryptor != null && isOpenEnvelope(opened)) {
        try {
          return decrypted(message, opened, decryptor);
        } catch (IOException e) {
          // All is in memory, so the message is the cause. No sender must learn which.
        }
      }
      return marked(message, opened);
    }
  }

  private byte[] decrypted(ByteSource message, OpenedMail opened, Decryptor with)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteSource content;
    try (InputStream in = message.open();
        StoredEnvelope envelope = StoredEnvelope.read(in, null)) {
      content = envelope.content(with);
      new FiledMail(HeaderLines.of(message::open), true).writeDelivered(opened, content, out);
    }
    ByteSource delivered = ByteSource.of(out.toByteArray());
    // The verdict is on what is delivered.
    try (OpenedMail judged = reader.open(delivered)) {
      requireIntact(judged);
      ByteSource innermost =
          OpenTask.isProtected(judged) ? judged.unauthenticatedContent() : content;
      if (!Arrays.equals(innermost.bytes(), opened.unauthenticatedContent().bytes())) {
        throw new IOException("The body of the message can be read in two ways");
      }
      return marked(delivered, judged);
    }
  }

  private byte[] marked(ByteSource message, OpenedMail judged) throws IOException {
    return AuthenticationResults.of(judged, identifier).replacedIn(message).bytes();
  }

  /** Whether the outermost layer is an encryption whose content may take the message's place. */
  private static boolean isOpenEnvelope(OpenedMail opened) {
    List<Layer> layers = opened.layers();
    if (layers.isEmpty() || !layers.get(0).isWhole() || layers.get(0).encryption().isEmpty()) {
      return false;
    }
    try {
      requireIntact(opened);
      // Of content without a header the first paragraph would be taken for one, and be lost.
      return layers.size() > 1 || opened.root().filter(MailPart::isEntity).isPresent();
    } catch (SmimeException e) {
      return false;
    }
  }

  private static void requireIntact(OpenedMail mail) throws SmimeException {
    if (mail.failure().isPresent()) {
      throw mail.failure().get();
    }
    if (OpenTask.isProtected(mail)) {
      mail.unauthenticatedContent();
    }
  }
}
