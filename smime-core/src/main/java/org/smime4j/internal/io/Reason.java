package org.smime4j.internal.io;

import org.jspecify.annotations.Nullable;

/** A reason that the caller states where a check is left out. */
public final class Reason {

  private Reason() {}

  /**
   * Returns the reason.
   *
   * @param missing what the exception says if there is none
   */
  public static String of(@Nullable String reason, String missing) {
    if (reason == null || reason.isBlank()) {
      throw new IllegalArgumentException(missing);
    }
    return reason;
  }
}
