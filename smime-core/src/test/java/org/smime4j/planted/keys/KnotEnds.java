package org.smime4j.planted.keys;

class KnotEnds {
  KnotBegins next() {
    return new KnotBegins();
  }
}
