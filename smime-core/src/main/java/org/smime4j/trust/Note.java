package org.smime4j.trust;

/**
 * What a reader may want to know and what does not lower a verdict.
 *
 * @param code a stable name, upper case with underscores, for example {@code
 *     REVOCATION_NOT_CHECKED}
 * @param sentence what it is about, for a person
 */
public record Note(String code, String sentence) {

  @Override
  public String toString() {
    return code + ": " + sentence;
  }
}
