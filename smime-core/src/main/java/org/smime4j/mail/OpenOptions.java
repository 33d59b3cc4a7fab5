package org.smime4j.mail;

import org.jspecify.annotations.Nullable;
import org.smime4j.Octets;

/** How a message is opened. Immutable. */
public final class OpenOptions {

  private static final OpenOptions STANDARD = new OpenOptions(false, null);

  private final boolean errant;
  private final @Nullable Octets detached;

  private OpenOptions(boolean errant, @Nullable Octets detached) {
    this.errant = errant;
    this.detached = detached;
  }

  /** Errant layers are left closed. */
  public static OpenOptions standard() {
    return STANDARD;
  }

  /**
   * Also decrypts encrypted layers that stand among other parts. Whoever shows what was inside
   * beside what was not, or quotes it in an answer, gives it away (EFAIL; B10).
   */
  public OpenOptions decryptingErrant() {
    return new OpenOptions(true, detached);
  }

  /** With the content of a detached signature that comes alone. */
  public OpenOptions withDetachedContent(Octets content) {
    return new OpenOptions(errant, content);
  }

  boolean errant() {
    return errant;
  }

  @Nullable Octets detached() {
    return detached;
  }
}
