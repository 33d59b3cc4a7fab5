package org.smime4j.cms;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Takes content as it is written, and makes a message of it: {@link Signer#detached} and {@link
 * Encryptor#into} give one. It is for one thread at a time.
 *
 * <p>{@link #close()} closes the target, if there is one, and completes nothing: without {@link
 * #finish()} nothing is signed, and what is encrypted is a fragment that nobody can open. So a copy
 * that fails inside try-with-resources never leaves a message that looks whole and is not.
 *
 * <pre>{@code
 * try (CmsOutput<EncryptionReport> out = encryptor.into(target)) {
 *   source.transferTo(out);
 *   out.finish();
 * }
 * }</pre>
 *
 * @param <R> what it ends in: the signature, or a report
 */
public abstract class CmsOutput<R> extends OutputStream {

  CmsOutput() {}

  /**
   * Completes the message, and flushes the target, which stays open. No write can follow.
   *
   * @throws IOException if the target cannot be written, a write has failed before, or an encrypted
   *     message is complete already
   * @throws IllegalStateException if the signature is made already
   */
  public abstract R finish() throws IOException;
}
