package org.smime4j.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;

/**
 * How a message is opened, beside what {@link org.smime4j.cms.Decryptor} and {@link
 * org.smime4j.cms.Verifier} say. Immutable; each method gives a new one.
 *
 * <pre>{@code
 * OpenOptions options = OpenOptions.standard().readBy("bob@example.org");
 * OpenedMail mail = SecureMail.open(message, decryptor, verifier, options);
 * }</pre>
 */
public final class OpenOptions {

  private static final OpenOptions STANDARD = new OpenOptions(false, null, List.of());

  private final boolean errant;
  private final @Nullable Octets detached;
  private final List<String> readers;

  private OpenOptions(boolean errant, @Nullable Octets detached, List<String> readers) {
    this.errant = errant;
    this.detached = detached;
    this.readers = readers;
  }

  /** Errant layers are left closed. */
  public static OpenOptions standard() {
    return STANDARD;
  }

  /**
   * Also decrypts encrypted layers that stand among other parts. A program that shows what was
   * inside beside what was not, or quotes it in an answer, gives it away (EFAIL; B10).
   */
  public OpenOptions decryptingErrant() {
    return new OpenOptions(true, detached, readers);
  }

  /** With the content of a detached signature that comes alone. */
  public OpenOptions withDetachedContent(Octets content) {
    return new OpenOptions(errant, content, readers);
  }

  /**
   * With the addresses of the reader. A message whose protected To and Cc name none of them gets
   * the note {@code NOT_ADDRESSED_TO_READER}: a blind copy, or what somebody wrote to another and
   * that one sealed again. Without them the certificates of the key that opened it say who reads.
   */
  public OpenOptions readBy(String... addresses) {
    return new OpenOptions(errant, detached, List.of(addresses));
  }

  boolean errant() {
    return errant;
  }

  @Nullable Octets detached() {
    return detached;
  }

  List<String> readers() {
    return readers;
  }
}
