package org.smime4j.world;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a reader would show of a message.
 *
 * @param authors the addresses in From, or a name where it finds a name without an address
 * @param shown the text and HTML that it would show inline, decoded, see {@link ShownText}
 * @param other of every other part the type, with a digest of the content
 * @param refused why it shows nothing at all; empty if it reads the message
 */
record Reading(List<String> authors, List<String> shown, List<String> other, String refused) {

  private static final Pattern LIST =
      Pattern.compile("\"(authors|shown|other)\":\\s*\\[([^\\]]*)]");
  private static final Pattern WORD = Pattern.compile("\"(version|refused)\":\\s*\"([^\"]*)\"");
  private static final Pattern ITEM = Pattern.compile("\"([^\"]*)\"");

  Reading {
    authors = List.copyOf(authors);
    shown = shown.stream().map(ShownText::normalised).filter(text -> !text.isEmpty()).toList();
    other = List.copyOf(other);
  }

  static Reading refusal(Object reason) {
    return new Reading(List.of(), List.of(), List.of(), reason.toString());
  }

  /** The line of JSON with which a process answers; all of its strings are Base64. */
  static Reading parse(String line) {
    String refused = word(line, "refused");
    return new Reading(list(line, "authors"), list(line, "shown"), list(line, "other"), refused);
  }

  /** A string of a line; empty if it is not there. */
  static String word(String line, String name) {
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return decoded(matcher.group(2));
      }
    }
    return "";
  }

  private static List<String> list(String line, String name) {
    Matcher matcher = LIST.matcher(line);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return ITEM.matcher(matcher.group(2))
            .results()
            .map(each -> decoded(each.group(1)))
            .toList();
      }
    }
    return List.of();
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return refused.isEmpty()
        ? "by " + authors + ", shows " + shown + ", and has " + other
        : "refuses: " + refused;
  }
}
