package org.smime4j.planted.internal.encrypt;

class EncryptKnowsOpen {
  org.smime4j.planted.internal.open.Open target;
}
