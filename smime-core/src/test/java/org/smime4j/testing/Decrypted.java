package org.smime4j.testing;

import org.smime4j.reports.Decryption;
import org.smime4j.sources.ByteSource;

/** What a {@link Decryption} says of its content, for tests. */
public final class Decrypted {

  private Decrypted() {}

  /** The content, of which it must be known that it is what was encrypted. */
  public static ByteSource authenticated(Decryption decryption) {
    return decryption.fold(
        whole -> whole,
        unknown -> {
          throw new AssertionError(decryption);
        });
  }

  /** Whether the outcome is the one with the type of its own. */
  public static boolean isUnauthenticated(Decryption decryption) {
    return decryption.fold(whole -> false, unknown -> true);
  }
}
