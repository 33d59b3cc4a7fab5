package org.smime4j.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A piece of a page that is written element by element. What is text stays text, whatever is in it:
 * nothing that is handed to {@link #text} or {@link #said} becomes markup, and what would turn the
 * reading direction or cannot be seen is shown as an escape. Elements and classes are words of this
 * program and never a stranger's.
 */
final class Html {

  /** Of longer values the rest is counted and not shown. */
  static final int LONGEST = 400;

  private static final Pattern WORDS = Pattern.compile("[a-z][a-z0-9 -]*");

  private final StringBuilder page = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element. */
  Html open(String element) {
    return opened(element, "");
  }

  /** Opens an element of these classes. */
  Html open(String element, String classes) {
    return opened(element, " class=\"" + checked(classes) + '"');
  }

  private Html opened(String element, String attributes) {
    page.append('<').append(checked(element)).append(attributes).append('>');
    open.push(element);
    return this;
  }

  /** Closes the element that was opened last. */
  Html close() {
    page.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element with nothing but a text of this program in it. */
  Html element(String element, String text) {
    return open(element).text(text).close();
  }

  /** An element of these classes with nothing but a text of this program in it. */
  Html element(String element, String classes, String text) {
    return open(element, classes).text(text).close();
  }

  /** A word of this program, and text of a stranger. */
  Html word(String word, String said) {
    return element("span", "word", word).said(said);
  }

  /** A line end between elements, for readers of the source. */
  Html newLine() {
    page.append('\n');
    return this;
  }

  /** Text in which this program speaks. */
  Html text(String text) {
    page.append(escaped(text, Integer.MAX_VALUE));
    return this;
  }

  /** Text of a stranger: set apart, and no longer than a page bears. */
  Html said(String text) {
    int length = text.codePointCount(0, text.length());
    page.append("<bdi>").append(escaped(text, LONGEST)).append("</bdi>");
    if (length > LONGEST) {
      page.append(" <small>")
          .append(String.format(Locale.ROOT, "and %,d more characters", length - LONGEST))
          .append("</small>");
    }
    return this;
  }

  static String escaped(String text, int longest) {
    String shown = text;
    if (text.codePointCount(0, text.length()) > longest) {
      shown = text.substring(0, text.offsetByCodePoints(0, longest)) + "\u2026";
    }
    return SafeText.line(shown)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String checked(String word) {
    if (!WORDS.matcher(word).matches()) {
      throw new IllegalArgumentException("no word of this program: " + word);
    }
    return word;
  }

  /** All of it; every element is closed. */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return page.toString();
  }
}
