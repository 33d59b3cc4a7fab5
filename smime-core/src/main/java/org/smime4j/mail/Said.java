package org.smime4j.mail;

/**
 * What a message says, and whose word it is.
 *
 * <pre>{@code
 * mail.text().ifPresent(text -> show(text.value(), text.protection()));
 * }</pre>
 *
 * @param value what is said; another's text: escape it where it is shown
 * @param protection what the layers over it protect it with; {@link
 *     ProtectedField.Protection#NOTHING} is anybody's word
 */
public record Said<T>(T value, ProtectedField.Protection protection) {

  /** For a report: what is said is left out. */
  @Override
  public String toString() {
    return "Said, " + protection;
  }
}
