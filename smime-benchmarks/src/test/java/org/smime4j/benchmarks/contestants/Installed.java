package org.smime4j.benchmarks.contestants;

/** Whether a contestant that this project does not bring is on this machine. */
final class Installed {

  private Installed() {}

  static boolean here(Contestant contestant) {
    if (contestant.absence().isEmpty()) {
      return true;
    }
    if ("required".equals(System.getProperty("peers"))) {
      throw new AssertionError(contestant + ": " + contestant.absence().get());
    }
    System.err.println("SKIPPED " + contestant + ": " + contestant.absence().get());
    return false;
  }
}
