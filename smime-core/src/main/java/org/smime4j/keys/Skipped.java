package org.smime4j.keys;

/**
 * Something that was passed over while key files were read: a file in a directory that is no key
 * file, or an entry that could not be used.
 *
 * @param source the file, and the entry in it
 * @param why a sentence for a person
 */
public record Skipped(String source, String why) {

  @Override
  public String toString() {
    return source + ": " + why;
  }
}
