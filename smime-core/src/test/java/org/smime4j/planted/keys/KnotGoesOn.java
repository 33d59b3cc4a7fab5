package org.smime4j.planted.keys;

class KnotGoesOn {

  /** Belongs to its file. */
  static class Nested {
    KnotEnds[] next;
  }
}
