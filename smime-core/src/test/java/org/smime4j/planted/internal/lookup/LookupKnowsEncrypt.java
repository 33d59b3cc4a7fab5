package org.smime4j.planted.internal.lookup;

class LookupKnowsEncrypt {
  org.smime4j.planted.internal.encrypt.Encrypt target;
}
