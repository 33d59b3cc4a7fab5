package org.smime4j.reports;

import java.io.IOException;
import org.smime4j.findings.SmimeException;
import org.smime4j.sources.ByteSource;

/**
 * Makes of an opened message the mail that takes its place: in an archive, or in the mailbox of its
 * reader. It writes what was judged, byte for byte, and reads the message no second time.
 *
 * <p>The header of that mail has
 *
 * <ul>
 *   <li>every field of the outer header as it is, but for those that describe the body. {@code
 *       Received}, {@code Return-Path}, {@code Authentication-Results} and all else that servers
 *       wrote come from there alone;
 *   <li>From, Sender, Reply-To, To, Cc, Date, Message-ID, In-Reply-To, References and Subject of
 *       the protected header, if a trusted signature covers it whose certificate holds the address
 *       in From; a Subject that the author hid by encryption also without such a signature;
 *   <li>the fields {@code Content-…} of the content;
 *   <li>if an envelope was removed, {@value #MARK}: {@code authenticated}, or {@code
 *       unauthenticated} if neither the encryption nor a trusted signature shows that the content
 *       is unchanged; then {@code ; subject=inside} if the subject is one that was inside. Fields
 *       of this name from outside are removed, so a mail program may trust it;
 *   <li>{@value #DOUBT}, if the message could be read in more than one way: what caused this may
 *       not be written.
 * </ul>
 *
 * <p>Only the first of several fields From, Sender, Reply-To, Date, Subject and Message-ID is
 * written; and no field with NUL, or with CR without LF. Use the result before the {@link
 * OpenedMail} is closed. Immutable.
 *
 * <pre>{@code
 * try (OpenedMail mail = reader.open(message)) {
 *   mail.delivery().withoutEnvelope().writeTo(out);
 * }
 * }</pre>
 *
 * <p>Only the library makes this. Later versions may add methods.
 */
public interface Delivery {

  /** The header field that marks mail whose encryption was removed. */
  String MARK = "Smime-Decrypted";

  /**
   * The header field of mail that could be read in more than one way before it was written anew, so
   * that its signer was bound to no address. A message with this field is not trusted either.
   */
  String DOUBT = "Smime-Doubt";

  /**
   * Keeps only the fields by which mail is filed: From, Sender, Reply-To, To, Cc, Bcc, Date,
   * Subject, Message-ID, In-Reply-To and References. By default all fields stay.
   */
  Delivery filing();

  /**
   * Also releases content that a signature shows to be altered, and content of a key that is not
   * proven.
   *
   * @param reason why you use it without a check, for readers of the code
   */
  Delivery unverified(String reason);

  /**
   * Returns the content inside all layers as mail. Content that is no MIME entity becomes a file in
   * it.
   *
   * @throws SmimeException as {@link OpenedMail#unauthenticatedContent()} does
   */
  ByteSource plaintext() throws IOException;

  /**
   * Returns the message without its outermost layer, which is an envelope. Signatures inside stay
   * what they are.
   *
   * @throws SmimeException.Refused if the outermost layer is no envelope that was opened, or what
   *     is in it is no MIME entity ({@link SmimeException.Refused.Rule#NOT_DELIVERABLE})
   * @throws SmimeException as {@link OpenedMail#unauthenticatedContent()} does
   */
  ByteSource withoutEnvelope() throws IOException;

  /**
   * Returns the message as it is, without fields {@value #MARK} from outside. Use it for messages
   * that are passed on beside others whose envelope was removed.
   */
  ByteSource unchanged() throws IOException;
}
