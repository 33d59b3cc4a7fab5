package org.smime4j.benchmarks;

/** Whether a contestant that this project does not bring is on this machine. */
final class Installed {

  private Installed() {}

  static boolean here(Contestant contestant) {
    if (contestant != Contestant.OPENSSL || Libcrypto.load().isPresent()) {
      return true;
    }
    if ("required".equals(System.getProperty("peers"))) {
      throw new AssertionError("libcrypto.so.3 is missing (package libssl3)");
    }
    System.err.println("Not compared with OPENSSL: libcrypto.so.3 is not installed");
    return false;
  }
}
