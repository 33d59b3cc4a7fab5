package org.smime4j.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.smime4j.AuthenticationResults;
import org.smime4j.MailReader;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.open.ReadMail;
import org.smime4j.reports.OpenedMail;
import org.smime4j.sources.ByteSource;

/**
 * What a mail server delivers of a message from outside: the message with the verdict on its
 * signature in its header (RFC 7281), and without its outermost encryption. Signatures inside stay.
 * A message that does not open, for whatever reason, stays encrypted.
 *
 * @param decrypts whether the outermost encryption is removed
 * @param onlyAuthenticated whether a message stays encrypted if nothing shows that its content is
 *     unchanged
 * @param identifier by whose name the verdict is stated
 */
record Incoming(MailReader reader, boolean decrypts, boolean onlyAuthenticated, String identifier) {

  /**
   * Returns the message to deliver.
   *
   * @throws SmimeException if no verdict can be put into the message
   */
  byte[] delivered(ByteSource message) throws IOException {
    try (OpenedMail opened = reader.open(message)) {
      byte[] inside = decrypts ? inside(opened) : null;
      byte[] unchanged = stated(opened.delivery().unchanged(), opened);
      return inside == null ? unchanged : inside;
    }
  }

  private byte @Nullable [] inside(OpenedMail opened) {
    // Octets that are no message are tried as well: the time must not tell what they are.
    ReadMail tried = ReadMail.of(opened).triedForDelivery();
    try {
      if (onlyAuthenticated) {
        tried.content();
      }
      ByteSource delivered = tried.delivery().withoutEnvelope();
      // The verdict is on what is delivered.
      try (OpenedMail judged = reader.open(delivered)) {
        byte[] stated = stated(delivered, judged);
        return tried == opened ? stated : null;
      }
    } catch (IOException e) {
      // All is in memory, so the message is the cause. No sender must learn which.
      return null;
    }
  }

  private byte[] stated(ByteSource message, OpenedMail judged) throws IOException {
    return AuthenticationResults.of(judged, identifier).replacedIn(message).bytes();
  }
}
