package org.smime4j.internal.keyfile;

import org.smime4j.findings.SmimeException;

/** Why something in a key file could not be read; becomes a {@link SmimeException.KeyFile}. */
public final class Unreadable extends Exception {

  private static final long serialVersionUID = 1L;

  private final SmimeException.KeyFile.Reason reason;
  private final boolean beyondALimit;

  private Unreadable(SmimeException.KeyFile.Reason reason, String what, boolean beyondALimit) {
    super(what, null, false, false);
    this.reason = reason;
    this.beyondALimit = beyondALimit;
  }

  /** It holds neither keys nor certificates in a form that is known. */
  public static Unreadable notAKeyFile(String what) {
    return new Unreadable(SmimeException.KeyFile.Reason.NOT_A_KEY_FILE, what, false);
  }

  /** It begins like a key file, and is damaged. */
  public static Unreadable damaged(String what) {
    return new Unreadable(SmimeException.KeyFile.Reason.DAMAGED, what, false);
  }

  /** It needs an algorithm that is not supported. */
  public static Unreadable unsupported(String what) {
    return new Unreadable(SmimeException.KeyFile.Reason.UNSUPPORTED, what, false);
  }

  /** It asks for more than a limit allows. */
  public static Unreadable beyondALimit(String what) {
    return new Unreadable(SmimeException.KeyFile.Reason.UNSUPPORTED, what, true);
  }

  /** No password that was offered opens it. */
  public static Unreadable wrongPassword() {
    return new Unreadable(
        SmimeException.KeyFile.Reason.WRONG_PASSWORD,
        "none of the passwords opens it; check the password, or give another one",
        false);
  }

  /** It is encrypted to recovery agents, and no key of theirs is held. */
  public static Unreadable noMatchingKey(String what) {
    return new Unreadable(SmimeException.KeyFile.Reason.NO_MATCHING_KEY, what, false);
  }

  /**
   * A key of its recovery agents is held. The one failure whatever was wrong behind the encryption.
   */
  public static Unreadable notDecryptable() {
    return damaged(
        "the key of its recovery agent does not open it, or it holds no private key in a known"
            + " form; get the file again from its source");
  }

  /** The same of a file, for a caller. */
  public SmimeException.KeyFile in(String source) {
    return new SmimeException.KeyFile(source, reason, what());
  }

  /** The kind of failure. */
  public SmimeException.KeyFile.Reason reason() {
    return reason;
  }

  /** Whether a limit was in the way: with another one it may be readable. */
  public boolean isBeyondALimit() {
    return beyondALimit;
  }

  /** A sentence for a person. */
  public String what() {
    return String.valueOf(getMessage());
  }
}
