package org.smime4j.planted.keys;

class KeysKnowTrust {
  org.smime4j.planted.trust.Trust target;
}
