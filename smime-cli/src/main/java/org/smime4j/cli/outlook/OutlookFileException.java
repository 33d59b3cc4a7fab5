package org.smime4j.cli.outlook;

import java.io.IOException;

/** Why no mail comes out of a file of Outlook, in a sentence. */
public final class OutlookFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Reason {
    /** The file has not the form of such files, or says two things at once. */
    MALFORMED,
    /** It is a file of Outlook, and holds no S/MIME. */
    NOT_SMIME,
    /** It asks for more than is read. */
    TOO_MUCH
  }

  private final Reason reason;

  OutlookFileException(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  /** Of a file that is damaged, or says two things at once. */
  static OutlookFileException malformed(String what) {
    return new OutlookFileException(Reason.MALFORMED, "This file of Outlook " + what);
  }

  /** Of a file that asks for more than is read. */
  static OutlookFileException tooMuch(String what) {
    return new OutlookFileException(Reason.TOO_MUCH, "This file of Outlook " + what);
  }

  /** What kind of failure it is. */
  public Reason reason() {
    return reason;
  }
}
