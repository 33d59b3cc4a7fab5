package org.smime4j.cost;

import java.io.IOException;

/**
 * Inputs of one kind, each as costly as its author can make it.
 *
 * @param name what there is much of
 * @param most how much of it the largest has
 * @param making an input with so much of it
 * @param reading what is done with the input; failures are answers
 */
record Family(String name, int most, Making making, Reading reading) {

  /** Makes an input. */
  interface Making {
    byte[] of(int size) throws Exception;
  }

  /** Reads one, and says what came of it. */
  interface Reading {
    Object of(byte[] input) throws IOException;
  }

  byte[] input(int share) throws Exception {
    return making.of(Math.max(1, most / share));
  }

  String outcome(byte[] input) {
    try {
      return String.valueOf(reading.of(input));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
