package org.smime4j.planted.internal.keyfile;

class KeyfileKnowsKeys {
  org.smime4j.planted.keys.Key target;
}
