package org.smime4j.internal.decrypt;

/**
 * Checks octets one by one for UTF-8 (RFC 3629) without control characters other than TAB, CR and
 * LF.
 */
final class Utf8 {

  /** The number of continuation octets that must follow. */
  private int due;

  /** The bounds of the next continuation octet; they are narrower after some first octets. */
  private int low;

  private int high;

  /** Returns true if the octet is allowed here. */
  boolean accepts(int octet) {
    if (due > 0) {
      due--;
      boolean fits = octet >= low && octet <= high;
      low = 0x80;
      high = 0xBF;
      return fits;
    }
    if (octet < 0x80) {
      return isText(octet);
    }
    low = 0x80;
    high = 0xBF;
    if (octet >= 0xC2 && octet <= 0xDF) {
      due = 1;
      // U+0080 to U+009F are controls.
      low = octet == 0xC2 ? 0xA0 : 0x80;
    } else if (octet >= 0xE0 && octet <= 0xEF) {
      due = 2;
      low = octet == 0xE0 ? 0xA0 : 0x80;
      high = octet == 0xED ? 0x9F : 0xBF;
    } else if (octet >= 0xF0 && octet <= 0xF4) {
      due = 3;
      low = octet == 0xF0 ? 0x90 : 0x80;
      high = octet == 0xF4 ? 0x8F : 0xBF;
    } else {
      return false;
    }
    return true;
  }

  /** Returns true if no character is incomplete. */
  boolean complete() {
    return due == 0;
  }

  /** Returns true if an ASCII octet is text: printable, TAB, CR or LF. */
  static boolean isText(int octet) {
    return (octet >= 0x20 && octet < 0x7F) || octet == '\t' || octet == '\r' || octet == '\n';
  }
}
