package org.smime4j.internal.mime;

/**
 * Where a header block or a multipart departs from the letter, so that others may read it
 * otherwise.
 */
public enum Oddity {
  /** A CR in the header that no LF follows. */
  BARE_CR,
  /** The boundary parameter is given more than once. */
  BOUNDARY_DUPLICATE,
  /** A multipart without a boundary that can be used; it is a leaf. */
  BOUNDARY_MISSING,
  /** The final delimiter is missing. */
  CLOSE_MISSING,
  /**
   * A control in the header that is none of TAB, CR, LF and NUL: some programs end a line there.
   */
  CONTROL,
  /** The lines that end before or behind the delimiters of a multipart end in CRLF and in LF. */
  DELIMITER_LINE_ENDS,
  /** Blanks behind a delimiter. */
  DELIMITER_PADDING,
  /**
   * Two hyphens and the boundary, in letters of any case, somewhere else than in the delimiters of
   * a multipart: in a line, a header or an inner delimiter, or behind the last one. Some programs
   * compare without regard to case or to what follows, and some cut lines and begin one there.
   */
  DELIMITER_LOOKALIKE,
  /** From, Sender, Content-Type or another field that may stand once stands more often. */
  DUPLICATE_FIELD,
  /** A multipart that claims to be Base64; it is read as it stands. */
  ENCODED_MULTIPART,
  /** Text behind the final delimiter. */
  EPILOGUE,
  /** A field name with octets that no name may have: controls, NUL, blanks, 8-bit. */
  FIELD_NAME,
  /** A folded line that holds nothing but blanks. */
  FOLDED_BLANKS,
  /**
   * Of the last line of the header and the empty line behind it, one ends in LF alone and the other
   * in CRLF: some programs look further down for the end of the header.
   */
  HEADER_LINE_ENDS,
  /** The header ends without an empty line. */
  HEADER_UNENDED,
  /** The first line is a folded one. */
  LEADING_FOLD,
  /** Header lines that end in LF alone. */
  LINE_FEED,
  /** An mbox line "From " stands before the header. */
  MBOX_FROM,
  /** A multipart in which no delimiter stands. */
  NO_PARTS,
  /** A line in the header without a colon, or an mbox line without a date. */
  NOT_A_FIELD,
  /** NUL in the header. */
  NUL,
  /**
   * NUL around the parts of a multipart, or in a part that may hold none (RFC 2045, sections 2.7
   * and 2.8), or before or in what is a delimiter without it: some programs leave NUL out of a
   * line.
   */
  NUL_IN_LINES,
  /** Text before the first delimiter. */
  PREAMBLE,
  /** Raw 8-bit octets in the header. */
  RAW_8BIT,
  /** Blanks between a field's name and its colon, as RFC 822 allowed. */
  SPACE_BEFORE_COLON
}
