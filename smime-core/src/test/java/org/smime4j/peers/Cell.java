package org.smime4j.peers;

/**
 * What came of one row, one peer and one direction.
 *
 * @param exercised whether a message was made and handed to its reader
 * @param detail why it is not ok: the reason that the peer's table gives, or what was seen
 */
record Cell(Mark mark, boolean exercised, String detail) {

  enum Direction {
    THEY_READ,
    THEY_WRITE
  }

  enum Mark {
    OK("ok"),
    /** The peer has no such algorithm. */
    LACKS("–"),
    /** The peer departs from the standard, and the reason is known. */
    DIFFERS("differs"),
    /** This library does not write it. */
    NOT_WRITTEN("·"),
    /** It failed, and nobody has said why. */
    UNEXPLAINED("?");

    private final String text;

    Mark(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}
