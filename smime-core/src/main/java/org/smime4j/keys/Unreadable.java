package org.smime4j.keys;

import org.smime4j.SmimeException;
import org.smime4j.internal.base.Failures;

/** Why something in a key file could not be read; becomes a {@link SmimeException.KeyFile}. */
final class Unreadable extends Exception {

  private static final long serialVersionUID = 1L;

  private final SmimeException.KeyFile.Reason reason;

  Unreadable(SmimeException.KeyFile.Reason reason, String what) {
    super(what, null, false, false);
    this.reason = reason;
  }

  static Unreadable damaged(String what) {
    return new Unreadable(SmimeException.KeyFile.Reason.DAMAGED, what);
  }

  static Unreadable unsupported(String what) {
    return new Unreadable(SmimeException.KeyFile.Reason.UNSUPPORTED, what);
  }

  static Unreadable wrongPassword() {
    return new Unreadable(
        SmimeException.KeyFile.Reason.WRONG_PASSWORD,
        "none of the passwords opens it; check the password, or give another one");
  }

  SmimeException.KeyFile in(String source) {
    return Failures.keyFile(source, reason, what());
  }

  SmimeException.KeyFile.Reason reason() {
    return reason;
  }

  /** A sentence for a person. */
  String what() {
    return String.valueOf(getMessage());
  }
}
