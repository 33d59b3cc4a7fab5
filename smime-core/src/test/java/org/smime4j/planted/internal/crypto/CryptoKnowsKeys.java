package org.smime4j.planted.internal.crypto;

class CryptoKnowsKeys {
  org.smime4j.planted.keys.Key target;
}
