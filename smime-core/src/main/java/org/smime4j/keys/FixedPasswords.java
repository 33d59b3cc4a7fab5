package org.smime4j.keys;

import java.util.Iterator;
import java.util.stream.Stream;

/** Passwords that were given beforehand; every candidate is a copy, for its taker to zero. */
final class FixedPasswords implements PasswordSource {

  private final char[][] passwords;

  FixedPasswords(char[][] passwords) {
    this.passwords = Stream.of(passwords).map(char[]::clone).toArray(char[][]::new);
  }

  @Override
  public Iterable<char[]> candidates(String subject) {
    return () -> {
      Iterator<char[]> each = Stream.of(passwords).iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public char[] next() {
          return each.next().clone();
        }
      };
    };
  }

  @Override
  public String toString() {
    return passwords.length == 1 ? "1 password" : passwords.length + " passwords";
  }
}
