package org.smime4j.world;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * A signed mail in pieces, for changes to act on: octets as characters of ISO 8859-1. What was
 * signed is the one piece that no change of structure touches.
 */
final class Draft {

  static final String CRLF = "\r\n";

  /** In front of the header. */
  String before = "";

  /** The fields, each with its folds, and without the end of its last line. */
  List<String> header = new ArrayList<>();

  /** What ends the header. */
  String separator = CRLF + CRLF;

  /** Of multipart/signed: the boundary as the lines have it; empty where the mail is opaque. */
  String delimiter = "";

  /** White space behind the delimiters. */
  String padding = "";

  String preamble = "";
  String signed = "";
  List<String> secondHeader = new ArrayList<>();
  String secondSeparator = CRLF + CRLF;

  /** The body of the second part, or of an opaque mail, with the end of its last line. */
  String cms = "";

  /** More parts, with their delimiters. */
  String more = "";

  String close = "--";
  String epilogue = "";

  /** Whether the author wrote and signed something else than in the good mail. */
  boolean isRewritten;

  /** Whether the whole is a file to other programs: it is what its name says. */
  boolean isFile;

  /** What is done to the octets at the end. */
  List<UnaryOperator<String>> atLast = new ArrayList<>();

  Draft copy() {
    Draft copy = new Draft();
    copy.before = before;
    copy.header = new ArrayList<>(header);
    copy.separator = separator;
    copy.delimiter = delimiter;
    copy.padding = padding;
    copy.preamble = preamble;
    copy.signed = signed;
    copy.secondHeader = new ArrayList<>(secondHeader);
    copy.secondSeparator = secondSeparator;
    copy.cms = cms;
    copy.more = more;
    copy.close = close;
    copy.epilogue = epilogue;
    copy.isRewritten = isRewritten;
    copy.isFile = isFile;
    copy.atLast = new ArrayList<>(atLast);
    return copy;
  }

  boolean isMultipart() {
    return !delimiter.isEmpty();
  }

  /** The index of the first field of this name, in lower case; -1 if there is none. */
  int indexOf(String name) {
    for (int i = 0; i < header.size(); i++) {
      if (header.get(i).regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
        return i;
      }
    }
    return -1;
  }

  /** Gives the field this value, or appends it. */
  void set(String name, String value) {
    int at = indexOf(name);
    if (at < 0) {
      header.add(name + ": " + value);
    } else {
      header.set(at, name + ": " + value);
    }
  }

  /** Puts a field somewhere. */
  void insert(String field, Random random) {
    header.add(random.nextInt(header.size() + 1), field);
  }

  byte[] octets() {
    StringBuilder mail = new StringBuilder(before);
    mail.append(String.join(CRLF, header)).append(separator);
    if (isMultipart()) {
      String line = "--" + delimiter;
      mail.append(preamble)
          .append(line)
          .append(padding)
          .append(CRLF)
          .append(signed)
          .append(CRLF)
          .append(line)
          .append(padding)
          .append(CRLF)
          .append(String.join(CRLF, secondHeader))
          .append(secondSeparator)
          .append(cms)
          .append(more);
      if (!close.isEmpty()) {
        mail.append(line).append(close).append(padding).append(CRLF);
      }
      mail.append(epilogue);
    } else {
      mail.append(cms);
    }
    String octets = mail.toString();
    for (UnaryOperator<String> each : atLast) {
      octets = each.apply(octets);
    }
    return octets.getBytes(StandardCharsets.ISO_8859_1);
  }
}
