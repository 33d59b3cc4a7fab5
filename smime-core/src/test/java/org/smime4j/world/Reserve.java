package org.smime4j.world;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is a doubt by rule, though none of the readers notices it: each class with its reason, and
 * the words by which the evidence of {@code AMBIGUOUS} says it. docs/assurance.md has the shares.
 */
enum Reserve {
  /** GMime takes the last Content-Type and others the first; the standards say that it is one. */
  FIELD_TWICE("has more than one field"),

  /** RFC 2045, section 5.1, has no such form: Angus, Go or GMime read no parameter behind some. */
  PARAMETER(
      "a parameter is not written as name=value",
      "is no word and no plain quoted text",
      "something else than a semicolon stands before a parameter",
      "stands twice",
      "its boundary holds characters",
      "its type is not written as type/subtype",
      "its disposition is not a word"),

  /** RFC 2045, section 6.4: only identity encodings are legal there; a reader may decode others. */
  ENCODING_OF_A_MULTIPART(
      "A multipart claims to be encoded", "it is none of the encodings that all programs know"),

  /** Readers that compare less of the boundary split at such a line (RFC 2046, section 5.1.1). */
  LINE_LIKE_A_DELIMITER(
      "A line around the parts",
      "A delimiter of the parts stands in the header",
      "Line ends were changed on the way",
      "DELIMITER_LOOKALIKE",
      "DELIMITER_LINE_ENDS",
      "NUL_IN_LINES"),

  /** jsmime takes the empty line for the end of a header only where one line end stands twice. */
  ENDS_OF_A_HEADER("HEADER_LINE_ENDS"),

  /** A relay that strips blanks at the ends of lines makes it the end of the header. */
  LINE_OF_BLANKS("a line of it holds nothing but blanks"),

  /**
   * RFC 2045, section 4, says what version 1.0 means, and no other; without it there are no parts.
   */
  MIME_VERSION("it is not version 1.0", "There is no MIME-Version"),

  /** In such a form some readers find another day, others none. */
  DATE("The field Date can be read in more than one way"),

  /** Some end a line, a value or a name there, as the readers do at other places. */
  OCTETS(
      ": NUL",
      ": CONTROL",
      "a letter at which some programs end a line",
      ": BARE_CR",
      ": FIELD_NAME",
      ": NOT_A_FIELD",
      ": SPACE_BEFORE_COLON",
      "it holds a control character",
      "it holds octets that are not UTF-8",
      "and is not written so"),

  /** Obsolete forms, and comments with what looks like an address. */
  AUTHOR("The From field can be read in more than one way", "a line ends inside quotes");

  private final List<String> words;

  Reserve(String... words) {
    this.words = List.of(words);
  }

  /** Those by which a verdict gives its reason; none where it is another finding. */
  static Set<Reserve> in(String reason) {
    Set<Reserve> found = EnumSet.noneOf(Reserve.class);
    for (Reserve each : values()) {
      if (reason.startsWith("[AMBIGUOUS") && each.words.stream().anyMatch(reason::contains)) {
        found.add(each);
      }
    }
    return found;
  }
}
