package org.smime4j.reports;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream that signs or encrypts the content written to it. {@code Signer.detached} and {@code
 * Encryptor.into} return such a stream. Use it in one thread at a time.
 *
 * <p>{@link #close()} closes the target, if there is one, but does not complete the message.
 * Without {@link #finish()} there is no signature, and encrypted output is a fragment that no one
 * can open. A copy that fails inside try-with-resources therefore never leaves a message that looks
 * complete.
 *
 * <pre>{@code
 * try (CmsOutput<EncryptionReport> out = encryptor.into(target)) {
 *   source.transferTo(out);
 *   out.finish();
 * }
 * }</pre>
 *
 * @param <R> the result of {@link #finish()}: the signature, or a report
 */
public abstract class CmsOutput<R> extends OutputStream {

  /** For the streams of this library. */
  protected CmsOutput() {}

  /**
   * Completes the message and flushes the target, which stays open. You cannot write after this
   * call.
   *
   * @throws IOException if writing to the target fails, an earlier write has failed, or the
   *     encrypted message is already complete
   * @throws IllegalStateException if the signature is already complete
   */
  public abstract R finish() throws IOException;
}
