package org.smime4j.world;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a reader would show of a message.
 *
 * @param authors the addresses in From, or a name where it finds a name without an address
 * @param dates its date in seconds since 1970; none where it finds none
 * @param subjects its subject, see {@link ShownText}
 * @param shown the text and HTML that it would show inline, decoded, see {@link ShownText}
 * @param names the names of files
 * @param other of every other part the type, with a digest of the content
 * @param refused why it shows nothing at all; empty if it reads the message
 */
record Reading(
    List<String> authors,
    List<String> dates,
    List<String> subjects,
    List<String> shown,
    List<String> names,
    List<String> other,
    String refused) {

  private static final Pattern LIST = Pattern.compile("\"([a-z]+)\":\\s*\\[([^\\]]*)]");
  private static final Pattern WORD = Pattern.compile("\"(version|refused)\":\\s*\"([^\"]*)\"");
  private static final Pattern ITEM = Pattern.compile("\"([^\"]*)\"");

  Reading {
    authors = List.copyOf(authors);
    dates = List.copyOf(dates);
    subjects = subjects.stream().map(ShownText::inOneLine).toList();
    shown = shown.stream().map(ShownText::normalised).filter(text -> !text.isEmpty()).toList();
    names = List.copyOf(names);
    other = List.copyOf(other);
  }

  static Reading refusal(Object reason) {
    return of(Map.of(), reason.toString());
  }

  /** A reading of lists by their names. */
  static Reading of(Map<String, List<String>> said, String refused) {
    return new Reading(
        said.getOrDefault("authors", List.of()),
        said.getOrDefault("dates", List.of()),
        said.getOrDefault("subjects", List.of()),
        said.getOrDefault("shown", List.of()),
        said.getOrDefault("names", List.of()),
        said.getOrDefault("other", List.of()),
        refused);
  }

  /** The line of JSON with which a process answers; all of its strings are Base64. */
  static Reading parse(String line) {
    Map<String, List<String>> said = new HashMap<>();
    Matcher matcher = LIST.matcher(line);
    while (matcher.find()) {
      said.put(
          matcher.group(1),
          ITEM.matcher(matcher.group(2)).results().map(each -> decoded(each.group(1))).toList());
    }
    return of(said, word(line, "refused"));
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

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return refused.isEmpty()
        ? "by "
            + authors
            + " at "
            + dates
            + " about "
            + subjects
            + ", shows "
            + shown
            + ", and has "
            + names
            + " "
            + other
        : "refuses: " + refused;
  }
}
