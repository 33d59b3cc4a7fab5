package org.smime4j;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.smime4j.findings.SmimeException;
import org.smime4j.internal.decrypt.OpeningOptions;
import org.smime4j.internal.io.Held;
import org.smime4j.internal.io.Reason;
import org.smime4j.internal.io.SourceOctets;
import org.smime4j.internal.io.Spool;
import org.smime4j.internal.open.MailOptions;
import org.smime4j.internal.open.MessageOpener;
import org.smime4j.internal.open.MessageStructure;
import org.smime4j.internal.verify.VerifyingOptions;
import org.smime4j.reports.MailPart;
import org.smime4j.reports.OpenedMail;
import org.smime4j.settings.Limits;
import org.smime4j.sources.ByteSource;

/**
 * Opens a message through all its layers: decrypts, verifies, decompresses, and finds the parts
 * inside. A message is mail (RFC 5322, RFC 8551), or CMS as BER, DER, PEM or Base64.
 *
 * <p>The decryptor's keys open encrypted layers. The verifier checks signatures over the bytes as
 * they were sent. The signer's certificate must hold the address in the message's From, unless the
 * verifier expects another signer.
 *
 * <p>The limits of the decryptor apply to the message, its layers and decompressed content, and
 * those of the verifier to signatures and certificates. {@link #structure} shows the parts of a
 * message, such as the stored one in a journal report.
 *
 * <p>{@code open} throws only if the message cannot be read from its medium, or a {@code KeySource}
 * fails. {@link OpenedMail#failure()} returns any other failure, and the result still has the
 * layers that were opened before it.
 *
 * <p>The reader does not copy a message that is in a file: it reads the file in constant memory. It
 * keeps a stream in memory up to 8 MiB ({@link org.smime4j.settings.Limit#SPOOL_THRESHOLD}), and
 * above that in a temporary file. Immutable, and safe for use by several threads. Each method with
 * an option returns a new reader.
 *
 * <pre>{@code
 * MailReader reader = MailReader.with(Decryptor.with(keys), Verifier.trusting(trust));
 * OpenedMail mail = reader.open(Path.of("mail.eml"));
 * }</pre>
 */
public sealed interface MailReader permits MailReaderDoor {

  /**
   * Returns a reader that decrypts and verifies. Encrypted parts of a multipart stay encrypted
   * unless you call {@link #decryptingErrant()}.
   */
  static MailReader with(Decryptor decryptor, Verifier verifier) {
    Objects.requireNonNull(
        decryptor, "no decryptor was given: Decryptor.with(KeyHistory.of()) is one without keys");
    Objects.requireNonNull(
        verifier,
        "no verifier was given: Verifier.trusting(TrustPolicy.withoutAnchors(reason)) trusts no"
            + " signer");
    return new MailReaderDoor(
        new MailOptions(
            Held.by(decryptor, OpeningOptions.class), Held.by(verifier, VerifyingOptions.class)));
  }

  /**
   * Returns the parts of a message as they are, and opens none. It needs no key and checks nothing:
   * all that it returns is the sender's word. Use it to show how a message is built. If the input
   * does not begin as mail does, the result is not an {@linkplain MailPart#isEntity() entity}: it
   * has the type application/pkcs7-mime if the input is CMS in any encoding, which is then decoded,
   * and otherwise application/octet-stream.
   *
   * <p>The message that a journal report contains is the child of its part message/rfc822. A reader
   * opens and judges it as it was sent:
   *
   * <pre>{@code
   * MailPart stored =
   *     MailReader.structure(report).children().stream()
   *         .filter(part -> part.type().equals("message/rfc822"))
   *         .findFirst()
   *         .orElseThrow();
   * OpenedMail mail = reader.open(stored.children().get(0).unverifiedRaw("judged here"));
   * }</pre>
   *
   * @throws SmimeException.Refused if the input is an mbox of several messages
   */
  static MailPart structure(ByteSource message) throws IOException {
    return MessageStructure.of(message, Limits.standard());
  }

  /**
   * Also decrypts encrypted parts that stand next to other parts in a multipart. A program that
   * shows or quotes decrypted content together with other content can leak it (EFAIL).
   */
  default MailReader decryptingErrant() {
    return new MailReaderDoor(settings().decryptingErrant());
  }

  /**
   * Sets the content of a detached signature, for a message that consists of the signature only.
   * Like mail, the content may differ from what was signed in its line ends ({@link
   * org.smime4j.reports.SignatureReport#matchedForm}). For files use {@link
   * Verifier#verifyDetached(ByteSource, ByteSource)}, which accepts no other octets.
   */
  default MailReader withDetachedContent(ByteSource content) {
    Objects.requireNonNull(content, "no content was given");
    return new MailReaderDoor(settings().withDetachedContent(content));
  }

  /**
   * States a reason why another program may show another message than this one. Use it for a
   * message from a store that keeps a subject, a sender or a text of its own beside the mail. No
   * signer is then bound to an address: the verdicts have the finding {@code AMBIGUOUS} with this
   * sentence, or the message has the note {@code READ_DIFFERENTLY} if any signer is accepted.
   *
   * @throws IllegalArgumentException if the sentence is blank
   */
  default MailReader doubting(String sentence) {
    return new MailReaderDoor(
        settings().doubting(Reason.of(sentence, "say what another program may show")));
  }

  /**
   * Sets the mail addresses of the person who reads the message. A message whose protected To and
   * Cc name none of them gets the note {@code NOT_ADDRESSED_TO_READER}: it is a blind copy, or its
   * author wrote it to someone else and a recipient encrypted it again. By default the addresses
   * come from the certificates of the key that opened the message.
   *
   * @throws IllegalArgumentException if there is no address, or one is malformed
   */
  default MailReader readBy(String... addresses) {
    if (addresses.length == 0) {
      throw new IllegalArgumentException("no address: leave readBy out if the reader is not known");
    }
    for (String address : addresses) {
      if (ExpectedSigner.normalised(address).isEmpty()) {
        throw new IllegalArgumentException("not a mail address: " + address);
      }
    }
    return new MailReaderDoor(settings().readBy(List.of(addresses)));
  }

  /**
   * Returns a reader whose messages together may cause the work of one message. Use it for the
   * messages inside one document, the outermost first, because {@link
   * org.smime4j.settings.Limit#WORK} grows with the size of the first. Not for use by several
   * threads.
   */
  default MailReader sharingLimits() {
    return new MailReaderDoor(settings().sharingLimits());
  }

  /**
   * Restores S/MIME messages that {@code readpst} took out of a PST file: it makes a
   * multipart/mixed of one part of each. A message is restored only if each byte around the part is
   * what readpst writes. Otherwise it is opened as it is.
   */
  default MailReader restoring() {
    return new MailReaderDoor(settings().restoring());
  }

  /**
   * Opens a message.
   *
   * @param message the message, which the reader reads more than once
   */
  default OpenedMail open(ByteSource message) throws IOException {
    ByteSource source = SourceOctets.of(Objects.requireNonNull(message, "no message was given"));
    return new MessageOpener(settings()).open(source, () -> {});
  }

  /** Opens a file. The file must not change while the result is in use. */
  default OpenedMail open(Path message) throws IOException {
    return open(ByteSource.of(message));
  }

  /**
   * Reads a stream to its end and opens the message. If it is longer than {@link
   * org.smime4j.settings.Limit#SPOOL_THRESHOLD}, the reader keeps it unchanged in a temporary file
   * that only its owner can read. Closing the result deletes the file.
   */
  default OpenedMail open(InputStream message) throws IOException {
    Objects.requireNonNull(message, "no message was given");
    Spool spool = Spool.of(message, settings().limits(), null);
    try {
      return new MessageOpener(settings()).open(spool.octets(), spool);
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
  }

  private MailOptions settings() {
    return Held.by(this, MailOptions.class);
  }
}

final class MailReaderDoor extends Held<MailOptions> implements MailReader {

  MailReaderDoor(MailOptions held) {
    super(held);
  }

  @Override
  public String toString() {
    return "MailReader";
  }
}
